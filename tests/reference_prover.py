#!/usr/bin/env python3
"""The verbs diff and matrix on small rules of their own, and on rules that are made to be too much.

    CAVEAT=build/caveat tests/reference_prover.py [WORD...]

tests/reference_diff.py and tests/reference_matrix.py compare them with brute force; here stand
statuses, formats, vocabularies that differ, texts, and spaces too large to sweep. Closes with
`N passed, N failed`.
"""
import csv
import html.parser
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from command import Failure, call, expect_status
from driver import run_tests

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", str(ROOT / "build/caveat"))).resolve())
OLD, NEW = (ROOT / "tests/data/analysis" / n for n in ("old.cav", "new.cav"))
TESTS = []

HEAD = '''layer L0 "the host"
layer L1 "a guest"
product rhel "RHEL" version major.minor
product other "Other"
'''
PACK = '''pack p { title "T" issuer "I" source "S" %s }
section s "S" { statement s.1 "x" }
'''


def test(function):
    TESTS.append(function)
    return function


def same(wanted, got):
    if wanted != got:
        raise Failure("expected %r\ngot      %r" % (wanted, got))


def holds(text, *words):
    for word in words:
        if word not in text:
            raise Failure("'%s' is not in\n%s" % (word, text))


def rules(facts, body, head=HEAD, pack=""):
    return head + facts + "\n" + PACK % pack + body + "\n"


class Folder:
    def __init__(self, path):
        self.path = path

    def put(self, name, text):
        (self.path / name).write_text(text, encoding="utf-8")
        return name

    def run(self, status, *args, stdin=""):
        return expect_status(call([CAVEAT, *args], cwd=self.path, stdin=stdin), status)

    def diff(self, status, old, new):
        """Both as rule text."""
        self.put("old.cav", old)
        self.put("new.cav", new)
        return json.loads(self.run(status, "diff", "old.cav", "new.cav", "--json").out)

    def check(self, name, example):
        got = call([CAVEAT, "check", "-r", name, "-", "--json"], cwd=self.path,
                   stdin=json.dumps(example))
        if not got.out:
            raise Failure(got.shown())
        return json.loads(got.out)["packs"][0]


# -- diff ----------------------------------------------------------------------------------------------

@test
def two_editions_differ_in_what_was_changed(f):
    report = json.loads(f.run(1, "diff", OLD, NEW, "--json").out)
    same(("different", True, 96, 25), (report["result"], report["swept_whole"],
                                       report["configurations"], report["differing"]))
    rows = {(r["feature"], r["old"], r["new"]): r for r in report["changes"]}
    row = rows[None, "supported", "unsupported"]
    same(({"rule": "host-os", "cite": ["page.2"]}, "rhel 8.2 to 8.3"),
         (row["new_by"][0], row["only_where"]["L0.os"]))
    same({"L0": {"maker": "amd", "os": "rhel 8.6"}}, rows["migration", "broken", "supported"]["example"])
    for (feature, was, is_), row in rows.items():
        for path, wanted in ((OLD, was), (NEW, is_)):
            pack = f.check(path, row["example"])
            got = next((x["status"] for x in pack["features"] if x["feature"] == feature),
                       pack["status"])
            same(wanted, got)
    note = next(x for x in report["compared_alone"] if x["what"] == "rule advice")
    same(("different", True, 1), (note["result"], note["note"], note["differing"]))
    same(["messages", "statements"], [w["what"] for w in report["wording"]])


@test
def an_example_has_no_fact_too_many(f):
    report = json.loads(f.run(1, "diff", OLD, NEW, "--json").out)
    for row in report["changes"]:
        example = row["example"]
        wanted = [f.check(p, example) for p in (OLD, NEW)]
        for layer in example:
            if layer in ("depth", "uses"):
                continue
            for fact in example[layer]:
                less = dict(example, **{layer: {k: v for k, v in example[layer].items() if k != fact}})
                got = [f.check(p, less) for p in (OLD, NEW)]

                def shown(packs):
                    return [(p["status"], [x["status"] for x in p["features"]]) for p in packs]
                if shown(got) == shown(wanted):
                    raise Failure("%s is not needed in %s" % (fact, example))


@test
def the_same_rules_in_other_words_are_equivalent(f):
    text = OLD.read_text(encoding="utf-8")
    f.put("old.cav", text)
    other = text.replace("require L0.maker in {intel, amd}",
                         "require not (L0.maker is not intel and L0.maker is not amd)") \
                .replace("L1.vcpus > 225", "L1.vcpus >= 226").replace("AMD hosts are a", "An AMD host is a")
    f.put("new.cav", other)
    out = f.run(0, "diff", "old.cav", "new.cav").out
    holds(out, "Equivalent: the same verdicts for ", "1 messages: amd-preview")
    f.run(0, "diff", "old.cav", "old.cav")
    f.run(0, "compile", "old.cav", "-o", "old.img")
    f.run(0, "diff", "old.img", "-", stdin=other)
    f.run(1, "diff", "-", NEW, stdin=text)


@test
def what_cannot_be_compared_is_refused(f):
    f.put("bad.cav", "pack")
    f.run(64, "diff", OLD)
    f.run(64, "diff", OLD, NEW, OLD)
    f.run(66, "diff", OLD, "nowhere.cav")
    same("", f.run(3, "diff", OLD, "bad.cav").out)
    f.run(64, "diff", OLD, NEW, "-f", "html")
    if call([CAVEAT, "diff", "-", "-"], cwd=f.path, stdin=OLD.read_text()).status == 0:
        raise Failure("standard input was read twice")


@test
def a_fact_that_one_alone_has_is_counted_through_for_it(f):
    rule = "rule r { cite s.1 when L0.a is on then broken \"m\" }\n"
    more = "rule q { cite s.1 when L0.b is on then preview \"m\" }"
    report = f.diff(1, rules('fact a at L0: flag "A"', rule),
                    rules('fact a at L0: flag "A"\nfact b at L0: flag "B"', rule + more))
    same([("supported", "preview", {"L0": {"a": False, "b": True}})],
         [(r["old"], r["new"], r["example"]) for r in report["changes"]])
    note = next(n for n in report["vocabulary"] if "L0.b" in n["text"])
    same(("one-alone", True), (note["kind"], note["matters"]))
    # a fact that no verdict reads changes nothing
    report = f.diff(0, rules('fact a at L0: flag "A"', rule),
                    rules('fact a at L0: flag "A"\nfact b at L0: flag "B"', rule))
    same(False, report["vocabulary"][0]["matters"])


@test
def a_value_that_one_alone_knows_is_named(f):
    rule = "rule r { cite s.1 when L0.a is x then broken \"m\" }\n"
    report = f.diff(1, rules('fact a at L0: one of {x, y} "A"', rule),
                    rules('fact a at L0: one of {x, y, z} "A"', rule))
    same([], report["changes"])
    holds(report["vocabulary"][0]["text"], "L0.a: only new knows z")
    # products too
    rule = "rule r { cite s.1 when L0.a is rhel then broken \"m\" }\n"
    report = f.diff(1, rules('fact a at L0: release "A"', rule),
                    rules('product sles "SLES" version major\nfact a at L0: release "A"', rule))
    holds(report["vocabulary"][0]["text"], "only new knows sles")


@test
def facts_of_one_name_and_two_types_cannot_be_compared(f):
    report = f.diff(1, rules('fact a at L0: flag "A"', 'rule r { cite s.1 when L0.a is on then broken "m" }'),
                    rules('fact a at L0: number "A"', 'rule r { cite s.1 when L0.a > 1 then broken "m" }'))
    same(("different", 0), (report["result"], report["configurations"]))
    same("declared-differently", report["vocabulary"][0]["kind"])


@test
def features_and_layers_of_one_alone(f):
    base = rules('fact a at L0: flag "A"', 'rule r { cite s.1 when L0.a is on then broken "m" }')
    more = HEAD + 'layer L2 "a guest of a guest"\nfeature w "W"\n'
    report = f.diff(1, base, rules('fact a at L0: flag "A"',
                                   'rule r { cite s.1 when L0.a is on then broken "m" }\n'
                                   'rule q { cite s.1 when L0.a is off then w is preview "m" }', more))
    same({("w", "supported", "preview"), (None, "supported", "preview")},
         {(r["feature"], r["old"], r["new"]) for r in report["changes"]})
    holds(" ".join(n["text"] for n in report["vocabulary"]), "L2 is a layer of new alone",
          "w is a feature of new alone")


@test
def applies_and_impossible_count(f):
    fact, rule = 'fact a at L0: one of {x, y, z} "A"', 'rule r { cite s.1 when L0.a is x then broken "m" }'
    report = f.diff(1, rules(fact, rule), rules(fact, rule, pack="applies when L0.a is not x"))
    same([("broken", "not-applicable", ["r"], [])],
         [(r["old"], r["new"], [x["rule"] for x in r["old_by"]], r["new_by"]) for r in report["changes"]])
    report = f.diff(1, rules(fact, rule), rules(fact, 'impossible "no x" when L0.a is x\n' + rule))
    same([("broken", "contradiction", [{"impossible": "no x"}])],
         [(r["old"], r["new"], r["new_by"]) for r in report["changes"]])
    f.diff(0, rules(fact, 'impossible "no x" when L0.a is x\n' + rule),
           rules(fact, 'impossible "no x" when L0.a is x\n' + rule.replace("broken", "preview")))


@test
def a_fact_that_is_read_or_derived_otherwise_is_named(f):
    fact = 'fact t at L0: text "T"\nfact a at L0: one of {x, y} "A" { here { fact t { /x.*/ => x /.+/ => y } } }'
    rule = 'rule r { cite s.1 when L0.a is x then broken "m" }'
    report = f.diff(0, rules(fact, rule), rules(fact.replace("/x.*/ => x", "/z.*/ => x"), rule))
    same([{"what": "sources of facts", "of": ["L0.a"]}], report["wording"])
    holds(f.run(0, "diff", "old.cav", "new.cav").out, "1 sources of facts: L0.a")
    same([], f.diff(0, rules(fact, rule), rules(fact, rule))["wording"])


@test
def a_product_that_is_recognized_otherwise_is_named(f):
    product = 'product made "Made" version major from os-release ID /made/%s\n'
    fact = 'fact o at L0: release "O"\n'
    rule = 'rule r { cite s.1 when L0.o is made 3 then broken "m" }'
    old = rules(product % "" + fact, rule)
    same([], f.diff(0, old, old)["wording"])
    for other in (product % "i", product % " NAME /x/", product % " version from BUILD",
                  product.replace("/made/", "/mode/") % ""):
        report = f.diff(0, old, rules(other + fact, rule))
        same([{"what": "recognition of products", "of": ["made"]}], report["wording"])
    holds(f.run(0, "diff", "old.cav", "new.cav").out, "1 recognition of products: made")


@test
def texts_of_which_none_is_known(f):
    fact = 'fact t at L0: text "T"'
    # no text matches both: what differs there is not decided
    both = 'rule r { cite s.1 when L0.t matches /a{20}/ and L0.t matches /b{20}/ then %s "m" }'
    report = f.diff(2, rules(fact, both % "broken"), rules(fact, both % "preview"))
    same("unknown", report["result"])
    if not report["differing_without_example"] or report["differing"]:
        raise Failure(report)
    same("no-example", report["vocabulary"][0]["kind"])
    f.diff(0, rules(fact, both % "broken"), rules(fact, both % "broken"))
    # an example is found for what can be
    two = 'rule r { cite s.1 when L0.t matches /.*el7a\\..*/ and L0.t matches /4\\.1[4-8]\\..*/ then %s "m" }'
    report = f.diff(1, rules(fact, two % "broken"), rules(fact, two % "preview"))
    example = report["changes"][0]["example"]
    same(("broken", "preview"), tuple(f.check(n, example)["status"] for n in ("old.cav", "new.cav")))


@test
def texts_with_too_many_tests(f):
    fact = 'fact t at L0: text "T"\nfact a at L0: flag "A"'
    many = "\n".join('rule r%d { cite s.1 when L0.t is "x%d" then broken "m" }' % (i, i)
                     for i in range(70))
    report = f.diff(2, rules(fact, many), rules(fact, many))
    same("unknown", report["result"])
    holds(json.dumps(report["vocabulary"]), "more than 64 tests", "not-swept")
    patterns = "\n".join('rule r%d { cite s.1 when L0.t matches /.*x%d.*/ then broken "m" }' % (i, i)
                         for i in range(12))
    report = f.diff(2, rules(fact, patterns), rules(fact, patterns))
    holds(json.dumps(report["vocabulary"]), "more than 10 patterns")
    report = f.diff(1, rules(fact, patterns), rules(fact, patterns.replace("broken", "preview", 1)))
    same("different", report["result"])


def large(n, together, level=None):
    """n rules over two facts each; `together`: a third makes a ring of them all."""
    facts = "\n".join('fact f%d at L0, L1: one of {a, b, c, d} "F"' % i for i in range(n))
    levels = ["preview", "unsupported", "untested", "broken"]
    return rules(facts, "\n".join(
        'rule r%d { cite s.1 when L0.f%d is a and L1.f%d in {b, c}%s then %s "m" }'
        % (i, i, i, " and L0.f%d is not d" % ((i + 1) % n) if together else "",
           levels[(i + (i == level)) % 4]) for i in range(n)))


@test
def parts_that_share_no_fact_decide_the_whole(f):
    report = f.diff(0, large(50, False), large(50, False))
    same(("equivalent", False, 50, None), (report["result"], report["swept_whole"],
                                           report["swept_parts"], report["configurations"]))
    report = f.diff(1, large(50, False), large(50, False, 7))
    same([("broken", "preview", ["r7"], ["r7"])],
         [(r["old"], r["new"], [x["rule"] for x in r["old_by"]], [x["rule"] for x in r["new_by"]])
          for r in report["changes"]])
    example = report["changes"][0]["example"]
    same(("broken", "preview"), tuple(f.check(n, example)["status"] for n in ("old.cav", "new.cav")))


@test
def rules_are_compared_one_by_one_where_there_are_too_many(f):
    report = f.diff(0, large(40, True), large(40, True))
    same(("equivalent", 0, None), (report["result"], report["swept_parts"], report["configurations"]))
    if any(p["result"] != "same" for p in report["compared_alone"]):
        raise Failure(report["compared_alone"])
    report = f.diff(1, large(40, True), large(40, True, 3))
    same([("r3", "different")], [(p["what"].split()[1], p["result"]) for p in report["compared_alone"]
                                 if p["result"] != "same"])
    row = report["changes"][0]
    same(None, row["configurations"])
    same((row["old"], row["new"]),
         tuple(f.check(n, row["example"])["status"] for n in ("old.cav", "new.cav")))
    out = f.run(1, "diff", "old.cav", "new.cav").out
    holds(out, "Not everything was swept: more than 2^63 configurations")


@test
def rules_compared_one_by_one_do_not_keep_their_memory(f):
    if "debug" in CAVEAT:
        return
    n = 2500
    rule = "rule r%d { cite s.1 when L0.f%d is a and L1.f%d is b and L0.f%d is not d and L0.n%d > %d then broken \"m\" }"
    facts = "".join('fact f%d at L0, L1: one of {a, b, c, d} "F"\nfact n%d at L0: number "N"\n' % (i, i) for i in range(40))
    f.put("many.cav", rules(facts, "\n".join(
        rule % (i, i % 40, i * 7 % 40, (i + 1) % 40, i % 40, i // 40) for i in range(n))))
    child = subprocess.Popen([CAVEAT, "diff", "many.cav", "many.cav"], cwd=f.path, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    same(0, status)
    if usage.ru_maxrss > 80 << 10:
        raise Failure("%d KiB for %d rules" % (usage.ru_maxrss, n))


def seconds(f, *args):
    """Of the processor, not of a clock: others may be at work."""
    child = subprocess.Popen([CAVEAT, *args], cwd=f.path, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    same(0, status)
    return usage.ru_utime + usage.ru_stime


@test
def thousands_of_rules_are_compared_about_as_fast_as_compiled(f):
    facts = "".join('fact f%d at L0, L1: one of {a, b, c, d} "F"\nfact n%d at L0: number "N"\n' % (i, i) for i in range(30))
    f.put("many.cav", rules(facts, "\n".join(
        'rule r%d { cite s.1 when L0.f%d is a and (L1.f%d is b or L0.n%d > %d) then broken "m" }'
        % (i, i % 30, i * 7 % 30, i * 11 % 30, i % 97) for i in range(6000))))
    once, both = seconds(f, "compile", "many.cav", "-o", "many.img"), seconds(f, "diff", "many.cav", "many.cav")
    if both > 8 * once + 0.5:
        raise Failure("%.2f s to compare what takes %.2f s to compile" % (both, once))


@test
def the_same_in_another_order_between_other_cuts_is_the_same(f):
    facts = "".join('fact f%d at L0: one of {a, b, c, d} "F"\nfact n%d at L0: number "N"\n' % (i, i) for i in range(30))
    ring = "".join('rule r%d { cite s.1 when L0.f%d is a and L0.n%d > %d and L0.n%d <= %d then broken "m" }\n'
                   % (i, i, i, i, (i + 1) % 30, i + 9) for i in range(30))
    turned = "".join('rule r%d { cite s.1 when not (L0.n%d >= %d or L0.n%d < %d or L0.f%d in {b, c, d}) then broken "m" }\n'
                     % (i, (i + 1) % 30, i + 10, i, i + 1, i) for i in range(30))
    note = 'rule %s { cite s.1 when L0.n3 > 777 or L0.f2 is c then note "n" }\n'
    report = f.diff(0, rules(facts, ring), rules('fact more at L0: flag "M"\n' + facts, note % "cut" + turned))
    same(["different"], [p["result"] for p in report["compared_alone"] if p["result"] != "same"])
    # one number, one name: both are found
    for was, now in (("n7 > 7 ", "n7 > 8 "), ("f7 is a", "f7 is b")):
        report = f.diff(1, rules(facts, ring), rules(facts, ring.replace(was, now, 1)))
        same(["rule r7"], [p["what"] for p in report["compared_alone"] if p["result"] != "same"])
        same("different", report["result"])


@test
def a_rule_too_large_for_itself_is_named(f):
    facts = "\n".join('fact f%d at L0: one of {a, b, c} "F"' % i for i in range(45))
    rule = "rule r { cite s.1 when %s then broken \"m\" }" % " and ".join("L0.f%d is a" % i for i in range(45))
    report = f.diff(2, rules(facts, rule), rules(facts, rule))
    same(("unknown", "not-swept"), (report["result"], report["compared_alone"][0]["result"]))
    holds(f.run(2, "diff", "old.cav", "new.cav").out, "rule r: not swept")


@test
def release_notes_are_markdown(f):
    out = f.run(1, "diff", OLD, NEW, "-f", "markdown").out
    holds(out, "# Changes of Guests", "### pack: supported becomes unsupported",
          '```json\n{"depth": 0, "L0": {"maker": "intel", "os": "rhel 8.2"}}\n```', "- before: no rule restricts it")
    for line in f.run(1, "diff", OLD, NEW).out.splitlines():
        if len(line) > 79 and "example: " not in line:
            raise Failure("a wide line: " + line)


# -- matrix --------------------------------------------------------------------------------------------

def matrix(f, *args, status=0):
    return json.loads(f.run(status, "matrix", "-r", NEW, *args, "--json").out)["matrices"][0]


def table(report):
    return [[c["status"] for c in row] for row in report["cells"]]


@test
def a_matrix_of_two_facts(f):
    report = matrix(f, "--rows", "L0.maker", "--columns", "L0.os", "--given", "L1.vcpus=2")
    same(["intel", "amd", "anything else"], [x["name"] for x in report["rows"]["lines"]])
    same([["unsupported", "supported"], ["unsupported", "preview"], ["broken", "broken"]],
         table(report))
    report = matrix(f, "--rows", "L0.maker", "--columns", "L0.os")
    cell = report["cells"][0][1]
    same(("unknown", "supported", "untested", ["L1.vcpus"]),
         (cell["status"], cell["best"], cell["worst"], cell["facts"]))


@test
def questions_narrow_a_matrix(f):
    args = ["--rows", "L0.maker", "--columns", "L0.os"]
    report = matrix(f, *args, "--feature", "migration")
    same(["amd", "anything else"], [x["name"] for x in report["rows"]["lines"]])
    same([["broken", "supported"], ["supported", "supported"]], table(report))
    report = matrix(f, *args, "--depth", "0", "--use", "migration")
    same("broken", dict(zip([x["name"] for x in report["rows"]["lines"]],
                            [r[0]["status"] for r in report["cells"]]))["amd"])
    report = matrix(f, "--rows", "L0.maker", "--columns", "L1.vcpus", "--given", 'L0.os="rhel 8.4"'.replace('"', ""),
                    "--given", 'L0.maker=["intel","amd"]')
    same(["intel", "amd"], [x["name"] for x in report["rows"]["lines"]])
    same(["up to 0", "1 to 384", "385 or more"], [x["name"] for x in report["columns"]["lines"]])
    same([["impossible", "supported", "untested"], ["impossible", "preview", "untested"]],
         table(report))


@test
def what_a_matrix_refuses(f):
    for status, *args in ((64,), (64, "--rows", "L0.os"), (64, "--rows", "L0.os", "--columns", "L0.os"),
                          (64, "--rows", "os", "--columns", "L0.os"), (65, "--rows", "L0.oss", "--columns", "L0.os"),
                          (65, "--rows", "L0.os", "--columns", "L1.vcpus", "--depth", "0"),
                          (65, "--rows", "L0.os", "--columns", "L0.maker", "--feature", "w"),
                          (65, "--rows", "L0.os", "--columns", "L0.maker", "--given", "L0.maker=intl"),
                          (64, "--rows", "L0.os", "--columns", "L0.maker", "--given", "L0.maker")):
        run = f.run(status, "matrix", "-r", NEW, *args)
        same("", run.out)
        if not run.err.strip():
            raise Failure("no message for %s" % (args,))
    holds(f.run(65, "matrix", "-r", NEW, "--rows", "L0.oss", "--columns", "L0.os").err, "did you mean")


class Cells(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.open, self.depth = [], False, []

    def handle_starttag(self, tag, attributes):
        self.depth += [tag] if tag not in ("meta", "li") else []
        if tag == "tr":
            self.rows.append([])
        self.open = tag in ("td", "th")
        if self.open:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag != "li":
            same(self.depth.pop(), tag)
        self.open = False

    def handle_data(self, data):
        if self.open:
            self.rows[-1][-1] += data


@test
def a_matrix_in_every_format(f):
    args = ["matrix", "-r", NEW, "--rows", "L0.maker", "--columns", "L0.os"]
    rows = list(csv.reader(io.StringIO(f.run(0, *args, "-f", "csv").out)))
    same(["L0.maker \\ L0.os", "rhel before 8.4, rhel 9 or later or other", "rhel 8.4 to 8.x"], rows[0])
    same("supported..untested by L1.vcpus", rows[1][2])
    page = f.run(0, *args, "-f", "html").out
    cells = Cells()
    cells.feed(page)
    same([], cells.depth)
    same([r[0] for r in rows], [r[0] for r in cells.rows])
    holds(page, "prefers-color-scheme:dark", "[1] decided by: L1.vcpus")
    for word in ("http:", "https:", "src=", "<script"):
        if word in page:
            raise Failure("the page is not alone: " + word)
    holds(f.run(0, *args, "-f", "markdown").out, "| intel | unsupported..untested \\[1\\] | supported..untested",
          "|---|---|---|")


@test
def text_stays_narrow(f):
    pack = ROOT / "rules/rhel8-nested.cav"
    for rows, columns in (("L0.platform", "L1.os"), ("L1.os", "L2.os"), ("L0.kvm.nested", "L2.os"),
                          ("L2.os", "L0.hypervisor")):
        out = f.run(0, "matrix", "-r", pack, "--rows", rows, "--columns", columns).out
        wide = [x for x in out.splitlines() if len(x) > 79]
        if wide:
            raise Failure("a wide line: " + wide[0])
    holds(f.run(0, "matrix", "--rows", "L0.platform", "--columns", "L1.os").out,
          "Nested virtualization on RHEL 8\n", "[1] decided by: ")


@test
def a_matrix_of_too_much_is_bounds(f):
    f.put("large.cav", large(40, True))
    report = json.loads(f.run(2, "matrix", "-r", "large.cav", "--rows", "L0.f0", "--columns",
                              "L1.f1", "--json").out)["matrices"][0]
    same(False, report["exact"])
    for cells in report["cells"]:
        for cell in cells:
            same(("supported", "broken"), (cell["best"], cell["worst"]))
            same(True, len(cell["facts"]) > 70)
    holds(f.run(2, "matrix", "-r", "large.cav", "--rows", "L0.f0", "--columns", "L1.f1").out,
          "There are too many configurations to sweep")


@test
def a_matrix_of_too_many_lines_is_refused(f):
    f.put("p.cav", rules('fact a at L0: number "A"\nfact b at L0: number "B"', "\n".join(
        'rule r%d { cite s.1 when L0.a is %d and L0.b is %d then broken "m" }' % (i, 3 * i, 5 * i)
        for i in range(120))))
    run = f.run(2, "matrix", "-r", "p.cav", "--rows", "L0.a", "--columns", "L0.b")
    holds(run.err, "121 rows and 121 columns are too many")
    same("", run.out)


@test
def facts_that_no_verdict_reads_are_one_line(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact b at L0: one of {x, y} "B"',
                         'rule r { cite s.1 when L0.a is on then broken "m" }'))
    report = json.loads(f.run(0, "matrix", "-r", "p.cav", "--rows", "L0.a", "--columns", "L0.b",
                              "--json").out)["matrices"][0]
    same(["any"], [x["name"] for x in report["columns"]["lines"]])
    same([["supported"], ["broken"]], table(report))


def main():
    return run_tests(TESTS, Folder)


if __name__ == "__main__":
    sys.exit(main())
