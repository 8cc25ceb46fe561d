"""Rule texts in random layout: the same tokens with other blanks, line ends, comments and escapes.

The tokens are told apart here by the language manual, not by the scanner of the compiler.
"""
import random
import re

TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|/(?:[^/\\\n]|\\.)*/[a-z]*|#[^\n]*|\bor\s+later\b|=>|[<>]=?'
                   r'|[{}(),:]|[^\s\ufeff"#{}(),:<>=/]+')
BIDI = "\u202e"
ALLOW = "# allow W004: a test"
SOURCES = {
    "flag": ('file "/a\\u{2f}b" { /x\\/y/xi => on /[a-z]+ {2}/ => {on,off} absent => off }',
             'exists "/e" { present => on absent => off }',
             'only when file "/g" matches /a.*/ { uname machine { /x/ => on } }'),
    "number": ('file "/n" { /(\\d+)/ => $1 }', 'only when file "/g" matches /\\/.+/ { file "/n" { /(\\d+) #/ => $1 } }'),
    "text": ('file "/t" { /(.*)/ => $1 }', 'files "/t/a*", "/t/*" { /(.+)"/ => $1 }'),
    "release": ("os-release",),
    "one of": ('file "/o" { /r.*/ => red /g\\/.*/s => {red, green} }', 'auxv platform { /x#y/ => green }'),
}


def tokens(text):
    return TOKEN.findall(text)


def comments(text):
    return [t.rstrip() for t in tokens(text) if t.startswith("#")]


class Layout:
    """Lays out one text; all from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        r = self.random
        self.end = r.choice(["\n", "\n", "\r\n"])
        self.often = r.choice([0, 0.02, 0.1, 0.4])  # a comment
        self.breaks = r.choice([0.05, 0.3, 0.8])    # a line end
        self.escapes = r.choice([0, 0.05, 0.3])
        self.count = 0

    def chance(self, share):
        return self.random.random() < share

    def comment(self):
        self.count += 1
        word = self.random.choice(["", " why", " \"not a string", " /nor { a } pattern", " é日本", "\t# twice"])
        return "#%d%s%s" % (self.count, word, self.random.choice(["", "", "  ", "\t"]))

    def blanks(self):
        return self.random.choice(["", " ", " ", "   ", "\t"])

    def lines(self):
        return self.end * self.random.choice([1, 1, 1, 2, 3, 5]) + self.blanks()

    def gap(self, before, after):
        """What stands between two tokens."""
        if BIDI in before:
            return " " + ALLOW + self.lines()
        words = not (set(before[-1:] + after[:1]) & set('{}(),:"')) or before[0] == "/"
        out = self.random.choice([" ", " ", "  ", "\t"]) if words or self.chance(0.7) else ""
        if self.chance(self.breaks):
            out += self.lines()
        while self.chance(self.often):
            out += self.comment() + self.lines()
            if self.chance(0.3):
                out += self.lines()
        return out

    def spell(self, token):
        if token.startswith("or"):
            return re.sub(r"\s+", lambda m: self.random.choice([" ", "  ", "\t", self.end]), token)
        if not token.startswith('"') or not self.escapes:
            return token
        parts = re.findall(r"\\u\{\w+\}|\\.|[^\\]", token[1:-1])
        return '"%s"' % "".join("\\u{%s%x}" % (self.random.choice(["", "0"]), ord(p))
                                if len(p) == 1 and p != BIDI and self.chance(self.escapes) else p for p in parts)

    def of(self, text):
        """The text laid out, and its comments in order."""
        out = ["\ufeff" if self.chance(0.2) else ""]
        if self.chance(0.3):
            out.append(self.lines())
        before = None
        for token in tokens(text):
            if token.startswith("#"):
                continue
            if before is not None:
                out.append(self.gap(before, token))
            out.append(self.spell(token))
            before = token
        out.append(self.gap(before, "}") if self.chance(0.5) or BIDI in before else "")
        out.append(self.comment() if self.chance(self.often) else "")
        return "".join(out)


class Richer:
    """What language_model.Maker leaves out: sources of facts, tests, ends of sections, odd texts."""

    def __init__(self, maker, seed):
        self.maker, self.random = maker, random.Random(-1 - seed)

    def chance(self, share):
        return self.random.random() < share

    def blocks(self, kind):
        r = self.random
        blocks = []
        for who in r.sample(["here", "guest", "guest 2, guest 3"], r.randint(1, 2)):
            sources = r.sample(SOURCES[kind], r.randint(1, len(SOURCES[kind])))
            blocks.append("%s { %s }" % (who, " ".join(sources)))
        return " { %s }" % " ".join(blocks)

    def with_sources(self, line):
        kind = re.match(r"fact \S+ at [^:]*: (one of|\w+)", line).group(1)
        return line + (self.blocks(kind) if self.chance(0.6) else "")

    def title(self):
        return self.random.choice(["t", "a \\\"title\\\" \\\\ \\u{202e}\\n\\t", "é日本 # no comment", "x" * 90,
                                   "%s odd" % BIDI, "%s %s" % (BIDI, "long " * 18), "of { } and , or"])

    def value(self, fact, told):
        words = self.maker_words(fact, told)
        return "%s in {%s}" % (fact.base, ", ".join(words)) if len(words) != 1 else "%s %s" % (fact.base, words[0])

    @staticmethod
    def maker_words(fact, told):
        return ['"%s"' % w if fact.kind == "text" else w for w in fact.words(told)]

    def test(self, k):
        r, pack = self.random, self.maker.pack
        world = self.maker.world(0.6)
        out = ['test "%s %d" {' % (self.title(), k)]
        out += ["given use %s" % f.name for f in world.wanted]
        for layer in range(pack.layers):
            told = [self.value(f, v) for f, v in world.told.items() if f.layer == layer]
            if told:
                out.append("given L%d: %s" % (layer, ", ".join(told)))
        names = [rule.name for rule in pack.rules if rule.effects[0].level != "note"]
        if names and self.chance(0.6):
            out.append("expect broken by %s" % ", ".join(r.sample(names, r.randint(1, len(names)))))
        missing = list(dict.fromkeys(f.name for f in pack.facts))
        out.append("expect unknown between supported and broken missing %s"
                   % ", ".join(r.sample(missing, r.randint(1, len(missing)))))
        return " ".join(out + ["}"])

    def text(self):
        r = self.random
        lines = []
        for line in self.maker.text().split("\n"):
            if line.startswith("fact "):
                line = self.with_sources(line)
            if line.startswith("layer "):
                line = re.sub('".*"', lambda m: '"%s"' % self.title(), line)
            lines.append(line)
        lines += ['section q%d "%s" { %s }' % (k, self.title(), " ".join(
            'statement q%d.%d%s "%s" no rule "%s"' % (k, n, r.choice(["", " line %d" % (k * 100 + n)]),
                                                      self.title(), self.title())
            for n in range(1, r.randint(2, 12)))) for k in range(1, r.randint(1, 3))]
        lines += [self.test(k) for k in range(r.choice([0, 1, 3]))]
        return "\n".join(lines)
