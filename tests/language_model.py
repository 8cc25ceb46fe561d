"""The meaning of the rule language, written from its manual: random packs as trees of Python, judged
by definition.

Nothing here reads rule text: a tree is made, printed for the compiler, and judged as it stands.
A fact is the set of values it may have; a condition that reads one fact is true if it holds for
all of them, false if for none; across facts `and`, `or`, `not` are strong Kleene logic.
Truths are True, False and None for unknown.
"""
import random
import re

PART_MAX = 999999999
INT_MIN, INT_MAX = -2**63, 2**63 - 1
LEVELS = ["supported", "preview", "unsupported", "untested", "broken"]
PRODUCTS = [("rhel", 2), ("ubuntu", 2), ("winserver", 1), ("other", 0)]
WORDS = ["red", "green", "blue", "grey", "black"]
PATTERNS = [".*a.*", ".*b.*", ".*c.*"]
LITERALS = ["a", "ab", "x"]
# Every combination of answers of the patterns, with and without each literal: what an unknown text may be.
TEXTS = LITERALS + ["", "b", "c", "bc", "ac", "abc", "-a", "-b", "-ab", "-c", "-ac", "-bc", "-abc"]


# -- Kleene ------------------------------------------------------------------------------------------

def all_of(truths):
    truths = list(truths)
    return False if False in truths else None if None in truths else True


def any_of(truths):
    truths = list(truths)
    return True if True in truths else None if None in truths else False


def negate(truth):
    return None if truth is None else not truth


# -- versions and values -----------------------------------------------------------------------------

def padded(parts, fill=0):
    return tuple(parts) + (fill,) * (4 - len(parts))


def previous(version):
    parts = list(version)
    for i in (3, 2, 1, 0):
        if parts[i] > 0:
            parts[i] -= 1
            return tuple(parts)
        parts[i] = PART_MAX
    return None


def following(version):
    parts = list(version)
    for i in (3, 2, 1, 0):
        if parts[i] < PART_MAX:
            parts[i] += 1
            return tuple(parts)
        parts[i] = 0
    return None


def spell(parts):
    return ".".join(map(str, parts))


class Span:
    """All of a domain's points from low to high: a range of numbers, or of one product's versions."""

    def __init__(self, low, high, text, complete):
        self.low, self.high, self.text, self.complete = low, high, text, complete

    def holds(self, point):
        return self.low <= point <= self.high


class Fact:
    def __init__(self, layer, base, kind, values):
        self.layer, self.base, self.kind, self.values = layer, base, kind, values
        self.name = "L%d.%s" % (layer, base)
        self.points = set()  # where some condition of the pack changes its answer, both sides

    def domain(self):
        """Points that stand for every value there is."""
        if self.kind == "flag":
            return [False, True]
        if self.kind == "one of":
            return list(self.values)
        if self.kind == "text":
            return list(TEXTS)
        if self.kind == "number":
            return sorted(self.points | {INT_MIN, INT_MAX, 0})
        ends = {(p, padded([], f)) for p in range(len(PRODUCTS)) for f in (0, PART_MAX)}
        return sorted(self.points | ends)

    def possible(self, told):
        """Points that stand for every value the fact may have."""
        if told is None:
            return self.domain()
        if self.kind in ("number", "release"):
            ends = {s.low for s in told} | {s.high for s in told}
            inside = (p for p in self.points if any(s.holds(p) for s in told))
            return sorted(ends.union(inside))
        return told

    def known(self, told):
        if told is None or len(told) != 1:
            return False
        return told[0].complete if self.kind in ("number", "release") else True

    def json(self, told):
        values = [t.text if isinstance(t, Span) else t for t in told]
        return values[0] if len(values) == 1 else values

    def words(self, told):
        """As cav_facts_set takes them."""
        values = [t.text if isinstance(t, Span) else t for t in told]
        return ["on" if v is True else "off" if v is False else str(v) for v in values]


# -- conditions --------------------------------------------------------------------------------------

class Cond:
    """A condition; `reads` are its facts, through defines and features, questions left out."""

    def __init__(self, kind, text, children=(), fact=None, test=None, subject=None):
        self.kind, self.text, self.children = kind, text, list(children)
        self.fact, self.test, self.subject, self.facts = fact, test, subject, None
        self.values, self.inverted = None, False  # of a list: (text, test) of each

    def reads(self):
        if self.facts is None:
            self.facts = frozenset(self.find_facts())
        return self.facts

    def find_facts(self):
        if self.fact is not None:
            return {self.fact}
        found = set()
        if self.kind == "define":
            found |= self.subject.cond.reads()
        if self.kind == "in use" and self.subject.cond is not None:
            found |= self.subject.cond.reads()
        for child in self.children:
            found |= child.reads()
        return found

    def asks(self):
        """Does it read a question too, the depth or a wanted feature?"""
        if self.kind in ("exists", "in use"):
            return True
        below = [self.subject.cond] if self.kind == "define" else self.children
        return any(child.asks() for child in below)

    def deepest(self):
        """Of the layers whose facts it names, defines included, features not; -1: none."""
        if self.fact is not None:
            return self.fact.layer
        if self.kind == "define":
            return self.subject.cond.deepest()
        return max([child.deepest() for child in self.children], default=-1)


class World:
    """A configuration: what is told, what is asked."""

    def __init__(self, told, depth, wanted):
        self.told, self.depth, self.wanted = told, depth, wanted
        self.points, self.truths = {}, {}  # what was asked already

    def possible(self, fact):
        if fact not in self.points:
            self.points[fact] = fact.possible(self.told.get(fact))
        return self.points[fact]

    def with_point(self, fact, point):
        told = dict(self.told)
        told[fact] = [Span(point, point, "", True)] if fact.kind in ("number", "release") else [point]
        return World(told, self.depth, self.wanted)


def truth(cond, world):
    """By definition: one fact, one atom; otherwise Kleene over the parts as written.

    A part that reads one text and a question is taken as Kleene too: the least a verdict must know.
    """
    if cond not in world.truths:
        world.truths[cond] = find_truth(cond, world)
    return world.truths[cond]


def is_atom(cond):
    if cond.fact is not None:
        return True
    return len(cond.reads()) == 1 and not (next(iter(cond.reads())).kind == "text" and cond.asks())


def find_truth(cond, world):
    reads = cond.reads()
    if is_atom(cond):
        fact = next(iter(reads))
        if fact.layer > world.depth:
            return kleene(cond, world)
        answers = {kleene(cond, world.with_point(fact, p)) for p in world.possible(fact)}
        return answers.pop() if len(answers) == 1 else None
    return kleene(cond, world)


def kleene(cond, world):
    if cond.kind == "fact":
        answers = {cond.test(p) for p in world.possible(cond.fact)}
        return answers.pop() if len(answers) == 1 else None
    if cond.kind == "exists":
        return cond.subject <= world.depth
    if cond.kind == "in use":
        return in_use(cond.subject, world)
    if cond.kind == "define":
        return truth(cond.subject.cond, world)
    parts = (truth(child, world) for child in cond.children)
    if cond.kind == "not":
        return negate(next(parts))
    return all_of(parts) if cond.kind == "and" else any_of(parts)


def in_scope(cond, world):
    return cond is None or cond.deepest() <= world.depth


def in_use(feature, world):
    if feature in world.wanted:
        return True
    if feature.cond is None or not in_scope(feature.cond, world):
        return False
    return truth(feature.cond, world)


def unknown_facts(cond, world):
    """The facts of the unknown atoms reached through unknown sub-conditions."""
    if truth(cond, world) is not None:
        return set()
    if is_atom(cond):
        return cond.reads()
    if cond.kind == "define":
        return unknown_facts(cond.subject.cond, world)
    if cond.kind == "in use":
        return unknown_facts(cond.subject.cond, world)
    return set().union(*(unknown_facts(child, world) for child in cond.children))


# -- packs -------------------------------------------------------------------------------------------

class Named:
    """A define or a feature."""

    def __init__(self, name, cond):
        self.name, self.cond = name, cond


class Effect:
    """One thing a rule may do: `parts` must all be true, `others` are features in use."""

    def __init__(self, rule, level, feature, other=None):
        self.rule, self.level, self.feature, self.other = rule, level, feature, other


class Rule:
    def __init__(self, name, when, require):
        self.name, self.when, self.require, self.effects = name, when, require, []

    def scope(self):
        return max([c.deepest() for c in (self.when, self.require) if c is not None], default=-1)


class Pack:
    def __init__(self):
        self.layers, self.facts, self.features, self.defines = 0, [], [], []
        self.rules, self.impossible, self.applies = [], [], None

    def effects(self):
        return [e for rule in self.rules for e in rule.effects]

    def fires(self, effect, world):
        rule = effect.rule
        if rule.scope() > world.depth:
            return False
        parts = [True if rule.when is None else truth(rule.when, world),
                 True if rule.require is None else negate(truth(rule.require, world))]
        if effect.other is not None:
            parts.append(in_use(effect.other, world))
        return all_of(parts)

    def bears(self, effect, world):
        used = True if effect.feature is None else in_use(effect.feature, world)
        return all_of([self.fires(effect, world), used])

    def applies_to(self, world):
        if self.applies is None:
            return True
        return truth(self.applies, world) if in_scope(self.applies, world) else False

    def is_impossible(self, cond, world):
        return truth(cond, world) if in_scope(cond, world) else False

    def missing(self, effect, world):
        """Facts the effect waits for, its feature's use included."""
        found = set()
        if self.bears(effect, world) is None:
            for cond in (effect.rule.when, effect.rule.require):
                if cond is not None:
                    found |= unknown_facts(cond, world)
            for feature in (effect.feature, effect.other):
                if feature is not None and in_use(feature, world) is None:
                    found |= unknown_facts(feature.cond, world)
        return found


def interval(bearing):
    """[(level, truth)] -> best and worst by rank."""
    best = max([rank for rank, t in bearing if t is True], default=0)
    worst = max([rank for rank, t in bearing if t is not False], default=0)
    return best, worst


# -- random packs ------------------------------------------------------------------------------------

class Maker:
    """Makes a pack, its text, and configurations for it, all from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.pack = Pack()

    def chance(self, share):
        return self.random.random() < share

    # conditions

    def version(self, count):
        return [self.random.choice([0, 1, 2, 7, 8, 10]) for _ in range(count)]

    def release_value(self, fact):
        index, (product, parts) = self.random.choice(list(enumerate(PRODUCTS)))
        shape = self.random.choice(["any", "is", "is", "later", "within", "before"]) if parts else "any"
        if shape == "any":
            return product, lambda p: p[0] == index
        version = self.version(self.random.randint(1, parts + (parts < 3 and self.chance(0.2))))
        if shape == "before" and not any(version):
            version[0] = 1
        low, last = padded(version), padded(version, PART_MAX)
        for point in (low, last, previous(low), following(last)):
            if point is not None:
                fact.points.add((index, point))
        if shape == "is":
            return "%s %s" % (product, spell(version)), \
                lambda p: p[0] == index and p[1][:len(version)] == tuple(version)
        if shape == "before":
            return "%s before %s" % (product, spell(version)), lambda p: p[0] == index and p[1] < low
        if shape == "later" or len(version) < 2:
            return "%s %s or later" % (product, spell(version)), lambda p: p[0] == index and p[1] >= low
        border = version[:1]
        end = padded(border, PART_MAX)
        fact.points.update({(index, end), (index, following(end) or end)})
        return "%s %s or later within %s" % (product, spell(version), spell(border)), \
            lambda p: p[0] == index and low <= p[1] <= end

    def number(self, fact):
        n = self.random.choice([0, 1, 2, 4, 8, 225, -3, INT_MIN + 1, INT_MAX - 1])
        fact.points.update(x for x in (n - 1, n, n + 1) if INT_MIN <= x <= INT_MAX)
        return n

    def one_test(self, fact):
        """What stands after the fact's name, and its meaning."""
        if fact.kind == "flag":
            value = self.chance(0.5)
            return ("on" if value else "off"), lambda p: p == value
        if fact.kind == "one of":
            value = self.random.choice(fact.values)
            return value, lambda p: p == value
        if fact.kind == "number":
            n = self.number(fact)
            return str(n), lambda p: p == n
        if fact.kind == "release":
            return self.release_value(fact)
        value = self.random.choice(LITERALS)
        return '"%s"' % value, lambda p: p == value

    def fact_cond(self, fact):
        if fact.kind == "number" and self.chance(0.7):
            word = self.random.choice(["<", "<=", ">", ">="])
            n = self.number(fact)
            test = {"<": lambda p: p < n, "<=": lambda p: p <= n,
                    ">": lambda p: p > n, ">=": lambda p: p >= n}[word]
            return Cond("fact", "%s %s %d" % (fact.name, word, n), fact=fact, test=test)
        if fact.kind == "text" and self.chance(0.6):
            pattern = self.random.choice(PATTERNS)
            compiled = re.compile(pattern)
            return Cond("fact", "%s matches /%s/" % (fact.name, pattern), fact=fact,
                        test=lambda p: compiled.fullmatch(p) is not None)
        inverted = self.chance(0.3)
        if fact.kind != "flag" and self.chance(0.4):
            tests = [self.one_test(fact) for _ in range(self.random.randint(1, 3))]
            text = "%s %sin {%s}" % (fact.name, "not " if inverted else "",
                                     ", ".join(t for t, _ in tests))
            cond = Cond("fact", text, fact=fact,
                        test=lambda p: any(t(p) for _, t in tests) != inverted)
            cond.values, cond.inverted = tests, inverted
            return cond
        text, test = self.one_test(fact)
        return Cond("fact", "%s is %s%s" % (fact.name, "not " if inverted else "", text), fact=fact,
                    test=lambda p: test(p) != inverted)

    def leaf(self, defines, features):
        roll = self.random.random()
        if roll < 0.1:
            layer = self.random.randrange(self.pack.layers)
            return Cond("exists", "L%d exists" % layer, subject=layer)
        if roll < 0.2 and features:
            feature = self.random.choice(features)
            return Cond("in use", "%s in use" % feature.name, subject=feature)
        if roll < 0.35 and defines:
            define = self.random.choice(defines)
            return Cond("define", define.name, subject=define)
        return self.fact_cond(self.random.choice(self.pack.facts))

    def cond(self, depth, defines, features):
        if depth == 0 or self.chance(0.25):
            return self.leaf(defines, features)
        kind = self.random.choice(["and", "or", "not"])
        if kind == "not":
            child = self.cond(depth - 1, defines, features)
            return Cond("not", "not " + self.wrapped(child), [child])
        children = [self.cond(depth - 1, defines, features) for _ in range(self.random.randint(2, 3))]
        text = (" %s " % kind).join(self.wrapped(c) for c in children)
        return Cond(kind, text, children)

    def wrapped(self, cond):
        compound = cond.kind in ("and", "or")
        return "(%s)" % cond.text if compound or self.chance(0.1) else cond.text

    # declarations

    def make(self):
        pack, r = self.pack, self.random
        pack.layers = r.randint(1, 4)
        kinds = ["flag", "one of", "number", "text", "release"]
        for i in range(r.randint(1, 4)):
            kind = r.choice(kinds)
            layers = r.sample(range(pack.layers), r.randint(1, pack.layers))
            values = WORDS[:r.randint(2, len(WORDS))] if kind == "one of" else None
            pack.facts += [Fact(layer, "f%d" % i, kind, values) for layer in sorted(layers)]
        for i in range(r.randint(0, 3)):
            pack.defines.append(Named("d%d" % i, self.cond(2, pack.defines[:], [])))
        for i in range(r.randint(0, 3)):
            own = self.cond(2, pack.defines, pack.features[:]) if self.chance(0.6) else None
            pack.features.append(Named("w%d" % i, own))
        for i in range(r.randint(1, 6)):
            self.rule(i)
        if self.chance(0.3):
            pack.applies = self.cond(2, pack.defines, pack.features)
        for _ in range(r.choice([0, 0, 1, 2])):
            pack.impossible.append(self.cond(2, pack.defines, pack.features))
        return pack

    def rule(self, i):
        pack, r = self.pack, self.random
        shape = r.choice(["then", "require", "require", "conflict"])
        if shape == "conflict" and len(pack.features) < 2:
            shape = "then"
        when = self.cond(2, pack.defines, pack.features) if shape == "then" or self.chance(0.5) else None
        require = self.cond(2, pack.defines, pack.features) if shape == "require" else None
        rule = Rule("r%d" % i, when, require)
        level = r.choice(LEVELS[1:])
        if shape == "conflict":
            a, b = r.sample(pack.features, 2)
            rule.effects = [Effect(rule, level, a, b), Effect(rule, level, b, a)]
        else:
            feature = r.choice(pack.features) if pack.features and self.chance(0.35) else None
            if feature is None and self.chance(0.1):
                level = "note"
            rule.effects = [Effect(rule, level, feature)]
        rule.shape = shape
        pack.rules.append(rule)

    # text

    def text(self):
        pack, out = self.pack, []
        out += ['layer L%d "layer %d"' % (i, i) for i in range(pack.layers)]
        versions = ["", " version major", " version major.minor"]
        out += ['product %s "%s"%s' % (p, p, versions[n]) for p, n in PRODUCTS]
        for base in dict.fromkeys(f.base for f in pack.facts):
            same = [f for f in pack.facts if f.base == base]
            kind = same[0].kind
            if kind == "one of":
                kind += " {%s}" % ", ".join(same[0].values)
            out.append('fact %s at %s: %s "%s"' % (
                base, ", ".join("L%d" % f.layer for f in same), kind, base))
        out += ["define %s: %s" % (d.name, d.cond.text) for d in pack.defines]
        for f in pack.features:
            own = " in use when " + f.cond.text if f.cond is not None else ""
            out.append('feature %s "%s"%s' % (f.name, f.name, own))
        applies = "\n    applies when " + pack.applies.text if pack.applies is not None else ""
        out.append('pack p {\n    title "t"\n    issuer "i"\n    source "s"%s\n}' % applies)
        out.append('section s "s" { statement s.1 "one" }')
        out += ['impossible "never" when ' + c.text for c in pack.impossible]
        out += [self.rule_text(rule) for rule in pack.rules]
        return "\n".join(out) + "\n"

    def rule_text(self, rule):
        effect = rule.effects[0]
        said = '%s%s "m"' % (effect.feature.name + " is " if effect.feature else "", effect.level)
        lines = ["rule %s {" % rule.name, "    cite s.1"]
        if rule.when is not None:
            lines.append("    when " + rule.when.text)
        if rule.shape == "then":
            lines.append("    then " + said)
        elif rule.shape == "require":
            lines += ["    require " + rule.require.text, "    else " + said]
        else:
            lines += ["    conflict %s, %s" % tuple(e.feature.name for e in rule.effects),
                      '    else %s "m"' % effect.level]
        return "\n".join(lines + ["}"])

    # configurations

    def tell(self, fact):
        r = self.random
        count = r.choice([1, 1, 1, 2, 3])
        if fact.kind == "flag":
            return [r.choice([True, False])]
        if fact.kind == "one of":
            return r.sample(fact.values, min(count, len(fact.values)))
        if fact.kind == "text":
            return r.sample(TEXTS, count)
        if fact.kind == "number":
            return [self.tell_number(fact) for _ in range(count)]
        return [self.tell_release(fact) for _ in range(count)]

    def tell_number(self, fact):
        points = fact.domain()
        a, b = sorted([self.random.choice(points), self.random.choice(points)])
        if a == b or self.chance(0.5):
            return Span(a, a, a, True)
        shape = self.random.choice(["%d..%d", "%d..", "..%d"])
        if shape == "%d..":
            return Span(a, INT_MAX, shape % a, False)
        if shape == "..%d":
            return Span(INT_MIN, a, shape % a, False)
        return Span(a, b, shape % (a, b), False)

    def tell_release(self, fact):
        index, (product, parts) = self.random.choice(list(enumerate(PRODUCTS)))
        near = [p[1] for p in fact.points if p[0] == index]
        point = list(self.random.choice(near) if near and self.chance(0.7) else padded(self.version(4)))
        if parts == 0:
            return Span((index, padded([])), (index, padded([], PART_MAX)), product, True)
        count = self.random.choice([0, 1, parts, parts, parts, 4])
        if count == 0:
            return Span((index, padded([])), (index, padded([], PART_MAX)), product, False)
        version = point[:count]
        text = "%s %s" % (product, spell(version))
        if count >= parts:
            return Span((index, padded(version)), (index, padded(version)), text, True)
        return Span((index, padded(version)), (index, padded(version, PART_MAX)), text, False)

    def world(self, share):
        """A configuration in which about `share` of the facts are told."""
        pack, r = self.pack, self.random
        least = min(2, pack.layers - 1)
        depth = r.randrange(pack.layers) if self.chance(0.4) else None
        deepest = depth if depth is not None else pack.layers - 1
        told = {f: self.tell(f) for f in pack.facts if f.layer <= deepest and self.chance(share)}
        stated = depth
        if depth is None:
            depth = max([least] + [f.layer for f in told])
        wanted = [f for f in pack.features if self.chance(0.3)]
        world = World(told, depth, wanted)
        world.stated = stated
        return world

    def completion(self, world):
        """The same configuration with every fact known to a point."""
        full = World({}, world.depth, world.wanted)
        for fact in self.pack.facts:
            if fact.layer <= world.depth:
                full = full.with_point(fact, self.random.choice(world.possible(fact)))
        return full
