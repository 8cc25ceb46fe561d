"""table.py: the statements of the source section as one table, and that table in each peer's language.

A rule is (name, level, the depth from which it is asked, the condition under which it fires). A
condition is a tuple: ("eq", fact, value), ("ge", fact, number), ("flag", fact), ("not", c),
("and", …), ("or", …), ("true",). Facts have the names that `wide IMAGE HOSTS FILE` writes.

Each language gets the rules as its own users would write them: negation is the language's own `not`,
a missing fact is its own null or absent key. Nothing here adds a third truth value to a language that
has two. Where a language fails on a missing fact, it gets the guard its manual recommends.
"""
import json

LEVELS = ["supported", "preview", "unsupported", "untested", "broken"]
RANK = {name: rank for rank, name in enumerate(LEVELS)}
FLAGS = ["w_nesting", "w_migration", "w_huge", "w_xive", "nested", "hpage"]
NAMES = {
    "platform": ["intel", "amd", "power8", "power9", "power10", "ibm-z", "arm64", "x86-other", "other"],
    "hypervisor": ["kvm", "vmware"], "mode1": ["native", "power8"], "offering": ["none", "rhv"],
    "mode2": ["native", "power8"], "variant": ["standard", "alt"],
}
PRODUCTS = ["rhel", "centos", "windows-server", "other"]
LAYERS = ["l0", "l1", "l2"]
NUMBERS = ["depth"] + [layer + part for layer in LAYERS for part in ("_major", "_minor")]
STRINGS = list(NAMES) + [layer + "_product" for layer in LAYERS]
FACTS = ["depth"] + FLAGS + list(NAMES) + [layer + part for layer in LAYERS
                                            for part in ("_product", "_major", "_minor")]


def eq(fact, value):
    return ("eq", fact, value)


def either(*parts):
    return ("or",) + parts


def both(*parts):
    return ("and",) + parts


def no(part):
    return ("not", part)


def one_of(fact, *values):
    return either(*(eq(fact, v) for v in values))


def rhel(layer, major, minor=None):
    """RHEL major.minor or later within its major."""
    parts = [eq(layer + "_product", "rhel"), eq(layer + "_major", major)]
    return both(*parts, *([("ge", layer + "_minor", minor)] if minor else []))


def guest(layer):
    return either(rhel(layer, 7, 8), rhel(layer, 8, 2))


POWER9 = eq("platform", "power9")
APPLIES = either(("ge", "depth", 2), ("flag", "w_nesting"), ("flag", "nested"))
WINDOWS = both(eq("l2_product", "windows-server"), one_of("l2_major", 2016, 2019))
RULES = [
    ("named_architecture", "unsupported", 0, no(one_of("platform", "intel", "amd", "power9", "ibm-z"))),
    ("other_architecture", "broken", 0, no(one_of("platform", "intel", "amd", "power9", "ibm-z", "x86-other"))),
    ("preview_architectures", "preview", 0, one_of("platform", "amd", "power9", "ibm-z")),
    ("l0_os", "unsupported", 0, no(rhel("l0", 8, 2))),
    ("l1_os", "unsupported", 1, no(guest("l1"))),
    ("l1_offering", "unsupported", 1, no(eq("offering", "none"))),
    ("l2_os", "unsupported", 2, no(either(guest("l2"), WINDOWS))),
    ("power9_l0_os", "broken", 0, both(POWER9, no(rhel("l0", 8)))),
    ("power9_l1_os", "broken", 1, both(POWER9, no(rhel("l1", 8)))),
    ("power9_l2_os", "broken", 2,
     both(POWER9, no(either(rhel("l2", 8), both(rhel("l2", 7), eq("variant", "alt")))))),
    ("power9_l1_mode", "broken", 1, both(POWER9, eq("mode1", "power8"))),
    ("power9_l2_mode", "broken", 2, both(POWER9, eq("mode2", "power8"))),
    ("non_kvm_hypervisor", "unsupported", 1, both(rhel("l1", 8), no(eq("hypervisor", "kvm")))),
    ("third_level", "untested", 3, ("true",)),
    ("amd_migration", "broken", 0, both(("flag", "w_migration"), eq("platform", "amd"), ("flag", "nested"))),
    ("ibm_z_huge_pages", "broken", 0,
     both(eq("platform", "ibm-z"), APPLIES, either(("flag", "w_huge"), ("flag", "hpage")))),
    ("power9_xive", "broken", 0, both(("flag", "w_xive"), POWER9)),
]


def with_depth(rule):
    """The whole condition of a rule, its layers among it."""
    _, _, depth, condition = rule
    if depth == 0:
        return condition
    asked = ("ge", "depth", depth)
    return asked if condition == ("true",) else both(asked, condition)


def render(condition, words):
    """A condition as text; `words` gives a pattern for each kind."""
    kind = condition[0]
    if kind in ("and", "or"):
        return "(" + words[kind].join(render(c, words) for c in condition[1:]) + ")"
    if kind == "not":
        return words["not"] % render(condition[1], words)
    value = json.dumps(condition[2]) if len(condition) > 2 else ""
    return words[kind].format(fact=condition[1], value=value)


# -- SQL -----------------------------------------------------------------------------------------------

SQL_WORDS = {"and": " AND ", "or": " OR ", "not": "NOT %s", "eq": "{fact} = {value}", "ge": "{fact} >= {value}",
             "flag": "{fact}"}


def sql_rule(rule):
    text = render(with_depth(rule), SQL_WORDS).replace('"', "'")
    return text if text.startswith("(") else "(%s)" % text


def sql(table, greatest="greatest"):
    """best * 8 + worst, -1 where the section does not apply; NULL is unknown, as SQL has it."""
    fired = ", ".join("%s AS r%d" % (sql_rule(r), i) for i, r in enumerate(RULES))
    applies = render(APPLIES, SQL_WORDS)
    ranks = [RANK[r[1]] for r in RULES]
    best = ", ".join("CASE WHEN r%d THEN %d ELSE 0 END" % x for x in enumerate(ranks))
    worst = ", ".join("CASE WHEN NOT r%d THEN 0 ELSE %d END" % x for x in enumerate(ranks))
    return ("SELECT CASE WHEN NOT a THEN -1 ELSE 8 * CASE WHEN a THEN {g}({b}) ELSE 0 END + {g}({w}) END v "
            "FROM (SELECT h, {a} AS a, {f} FROM {t}) x ORDER BY h").format(
                g=greatest, b=best, w=worst, a=applies, f=fired, t=table)


# -- languages with one function for all ---------------------------------------------------------------

def lua():
    words = {"and": " and ", "or": " or ", "not": "not (%s)", "eq": "f.{fact} == {value}",
             "ge": "(f.{fact} or -1) >= {value}", "flag": "f.{fact}"}
    lines = ["return function(f)", "  if not (%s) then return -1 end" % render(APPLIES, words), "  local worst = 0"]
    for rule in RULES:
        lines.append("  if %s then if worst < %d then worst = %d end end" % (
            render(with_depth(rule), words), RANK[rule[1]], RANK[rule[1]]))
    return "\n".join(lines + ["  return worst", "end", ""])


def jq():
    words = {"and": " and ", "or": " or ", "not": "(%s | not)", "eq": ".{fact} == {value}",
             "ge": ".{fact} >= {value}", "flag": ".{fact}"}
    rules = ", ".join("if %s then %d else 0 end" % (render(with_depth(r), words), RANK[r[1]]) for r in RULES)
    return "def judge: if (%s | not) then -1 else ([%s] | max) end;\n" % (render(APPLIES, words), rules)


def javascript():
    words = {"and": " && ", "or": " || ", "not": "!(%s)", "eq": "f.{fact} === {value}", "ge": "f.{fact} >= {value}",
             "flag": "f.{fact}"}
    return "\n".join("if (%s) fire(%d);" % (render(with_depth(r), words), RANK[r[1]]) for r in RULES)


def cel():
    """One expression a rule; a missing fact is unknown (docs: partial evaluation)."""
    words = {"and": " && ", "or": " || ", "not": "!(%s)", "eq": "{fact} == {value}", "ge": "{fact} >= {value}",
             "flag": "{fact}"}
    return json.dumps({"applies": render(APPLIES, words),
                       "rules": [[RANK[r[1]], render(with_depth(r), words)] for r in RULES],
                       "booleans": FLAGS, "numbers": NUMBERS, "strings": STRINGS}, indent=1)


# -- Rego: rules of several bodies, negation by a rule of its own ----------------------------------------

def rego():
    """A helper rule for each `or` and each `not` of more than a comparison, as Rego wants it."""
    helpers = []

    def body(condition):
        kind = condition[0]
        if kind == "and":
            return [line for c in condition[1:] for line in body(c)]
        if kind == "or":
            name = "any_%d" % (len(helpers) + 1)
            helpers.append(None)
            place = len(helpers) - 1
            helpers[place] = "\n".join("%s if {\n%s\n}" % (name, "\n".join("\t" + x for x in body(c)))
                                       for c in condition[1:])
            return [name]
        if kind == "not":
            name = "all_%d" % (len(helpers) + 1)
            helpers.append(None)
            place = len(helpers) - 1
            helpers[place] = "%s if {\n%s\n}" % (name, "\n".join("\t" + x for x in body(condition[1])))
            return ["not " + name]
        fact = "input." + condition[1] if len(condition) > 1 else ""
        return {"eq": lambda: ["%s == %s" % (fact, json.dumps(condition[2]))],
                "ge": lambda: ["%s >= %d" % (fact, condition[2])],
                "flag": lambda: [fact]}[kind]()

    rules = ["levels contains %d if {\n%s\n}" % (RANK[r[1]], "\n".join("\t" + x for x in body(with_depth(r))))
             for r in RULES]
    applies = body(APPLIES)[0]
    text = "package caveat\n\nimport rego.v1\n\ndefault verdict := -1\n\n"
    text += "verdict := max(levels | {0}) if %s\n\n" % applies
    return text + "\n\n".join(rules + helpers) + "\n"


# -- Cedar: a policy a rule; guards by `has`, without which a policy with a missing fact is skipped -----

def cedar():
    words = {"and": " && ", "or": " || ", "not": "!(%s)", "eq": "context.{fact} == {value}",
             "ge": "context.{fact} >= {value}", "flag": "context.{fact}"}
    lines = ["@level(\"applies\")\nforbid (principal, action, resource) when { %s };" % render(APPLIES, words)]
    lines += ["@level(\"%d\")\nforbid (principal, action, resource) when { %s };" % (
        RANK[r[1]], render(with_depth(r), words)) for r in RULES]
    return "\n".join(lines) + "\n"


# -- json-rules-engine ----------------------------------------------------------------------------------

def json_condition(condition):
    kind = condition[0]
    if kind in ("and", "or"):
        return {"all" if kind == "and" else "any": [json_condition(c) for c in condition[1:]]}
    if kind == "not":
        return {"not": json_condition(condition[1])}
    operator, value = {"eq": ("equal", None), "ge": ("greaterThanInclusive", None), "flag": ("equal", True)}[kind]
    return {"fact": condition[1], "operator": operator, "value": condition[2] if len(condition) > 2 else value}


def json_rules():
    rules = [("applies", APPLIES)] + [(str(RANK[r[1]]), with_depth(r)) for r in RULES]
    out = []
    for event, condition in rules:
        whole = json_condition(condition)
        if not {"all", "any", "not"} & set(whole):
            whole = {"all": [whole]}
        out.append({"conditions": whole, "event": {"type": event}})
    return json.dumps(out, indent=1)
