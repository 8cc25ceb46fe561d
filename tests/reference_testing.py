#!/usr/bin/env python3
"""The verbs test, explain and audit against what small rules of their own must give.

    CAVEAT=build/caveat tests/reference_testing.py [WORD...]

A configuration that mutants are told apart by is judged again here, by `caveat check`, under the
rules as they are and under the rules as changed in their text. Closes with `N passed, N failed`.
"""
import csv
import io
import json
import os
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from command import Failure, call, expect_status
from driver import run_tests

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", str(ROOT / "build/caveat"))).resolve())

RULES = '''layer L0 "the host"
layer L1 "a guest"
product rhel "RHEL" version major.minor
feature moving "Moving"
fact maker at L0: one of {intel, amd, arm} "Maker"
fact os at L0, L1: release "System"
fact cpus at L1: number "Processors"
pack small { title "T" issuer "I" source "S" }
section s "Said" {
    statement s.1 line 3 "L0 is intel or amd, <b> & |."
    statement s.2 "L1 runs RHEL from 8.2 on."
    statement s.3 "At most 16 processors."
    statement s.4 "Nothing." no rule "general"
}
rule makers { cite s.1 why "A closed list." require L0.maker in {intel, amd} else broken "On {L0.maker}." }
rule systems { cite s.2 require L1.os is rhel 8.2 or later else unsupported "L1 runs {L1.os}." }
rule many { cite s.3 when L1.cpus > 16 then preview "{L1.cpus} processors." }
'''
FULL = '''
test "fine" { given L0: maker intel given L1: os rhel 8.2, cpus 16 expect supported }
test "amd" { given L0: maker amd given L1: os rhel 8.3, cpus 16 expect supported }
test "nine" { given L0: maker amd given L1: os rhel 9.0, cpus 16 expect supported }
test "arm" { given L0: maker arm given L1: os rhel 8.2, cpus 1 expect broken by makers }
test "old" { given L0: maker intel given L1: os rhel 8.1, cpus 1 expect unsupported by systems }
test "many" { given L0: maker intel given L1: os rhel 8.2, cpus 17 expect preview by many }
test "more" { given L0: maker intel given L1: os rhel 8.2, cpus 18 expect preview by many }
test "open" { expect unknown between supported and broken missing L0.maker, L1.os, L1.cpus }
'''
TESTS = []


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


class Folder:
    def __init__(self, path):
        self.path = path

    def rules(self, text, name="small.cav"):
        (self.path / name).write_text(text, encoding="utf-8")
        return name

    def run(self, status, *args, stdin=""):
        return expect_status(call([CAVEAT, *args], cwd=self.path, stdin=stdin), status)


def only(*names):
    """The full tests without some, by name."""
    return "".join(x + "\n" for x in FULL.splitlines() if not any('"%s"' % n in x for n in names))


@test
def the_shipped_packs_are_covered_and_no_mutant_passes(f):
    for name in "rhel8-nested", "kernel-nested":
        out = f.run(0, "test", "-r", ROOT / f"rules/{name}.cav", "--min-coverage", "100",
                    "--mutate").out
        holds(out, " 0 not noticed")


@test
def full_tests_cover_everything(f):
    f.rules(RULES + FULL)
    out = f.run(0, "test", "small.cav", "--min-coverage=100%", "--mutate").out
    holds(out, "coverage: 9 of 9 outcomes of conditions, 100 %", " 0 not noticed")
    same("8 passed, 0 failed", out.splitlines()[-1])


@test
def what_was_not_seen_is_named_with_its_place(f):
    f.rules(RULES + only("many", "more"))
    out = f.run(1, "test", "small.cav", "--min-coverage", "100").out
    holds(out, "small.cav:17:27: not covered: many: L1.cpus > 16: never true", "8 of 9", "88 %")
    f.run(0, "test", "small.cav", "--min-coverage", "88")
    f.run(64, "test", "small.cav", "--min-coverage", "101")


@test
def a_change_that_no_test_notices_has_a_configuration_that_would(f):
    f.rules(RULES + only("old"))
    rows = json.loads(f.run(1, "test", "small.cav", "--mutate", "--json").out)["mutants"]["rows"]
    row = next(r for r in rows if "8.1" in r["after"])
    same("L1.os is rhel 8.2 or later", row["before"])
    same(16, row["line"])
    was = json.loads(f.run(1, "check", "-", "-r", "small.cav", "--json", stdin=row["facts"]).out)
    same("unsupported", was["packs"][0]["status"])
    f.rules(RULES.replace(row["before"], row["after"]), "changed.cav")
    now = json.loads(f.run(0, "check", "-", "-r", "changed.cav", "--json", stdin=row["facts"]).out)
    same("supported", now["packs"][0]["status"])


@test
def every_configuration_shown_tells_the_rules_apart(f):
    f.rules(RULES + only("old", "many", "more", "arm", "nine", "amd"))
    rows = json.loads(f.run(1, "test", "small.cav", "--mutate", "--json").out)["mutants"]["rows"]
    tried = 0
    for row in rows:
        if not row["facts"] or RULES.count(row["before"]) != 1 or row["owner"] != "rule":
            continue
        if row["after"] in ("no rule", "no condition"):
            continue
        f.rules(RULES.replace(row["before"], row["after"]), "changed.cav")
        verdicts = []
        for rules in ("small.cav", "changed.cav"):
            answer = call([CAVEAT, "check", "-", "-r", rules, "--json"], cwd=f.path,
                          stdin=row["facts"])
            pack = json.loads(answer.out)["packs"][0]
            fired = sorted(x["rule"] for x in pack["findings"] if x["outcome"] != "undetermined")
            verdicts.append((pack["status"], pack["best"], pack["worst"], pack["missing"], fired))
        if verdicts[0] == verdicts[1]:
            raise Failure("%s -> %s: %s tells nothing apart: %s" %
                          (row["before"], row["after"], row["facts"], verdicts[0]))
        tried += 1
    if tried < 3:
        raise Failure('only %d of %d rows were tried' % (tried, len(rows)))


@test
def a_change_that_changes_nothing_is_equivalent(f):
    f.rules(RULES.replace("rhel 8.2 or later else", "rhel 8.2 or later or L1.os is rhel 9 else")
            + FULL)
    out = f.run(0, "test", "small.cav", "--mutate", "-v").out
    holds(out, "equivalent: rule systems", "the same program", " 0 not noticed")


@test
def a_conflict_is_named_once(f):
    f.rules("""use "nested.facts.cav"
pack c { title "C" issuer "C" source "C" }
section s "S" { statement s.1 "Both." }
rule both { cite s.1 when L0.platform is ibm-z conflict nesting, huge-pages else broken "Both." }
test "b" { given L0: platform ibm-z, kvm.nested on, kvm.hpage on expect broken by both }
""")
    f.rules((ROOT / "rules/nested.facts.cav").read_text(encoding="utf-8"), "nested.facts.cav")
    out = f.run(1, "test", "small.cav", "--mutate").out
    holds(out, "broken by both; changed: supported")
    if "both, both" in out:
        raise Failure(out)


@test
def a_mutant_that_only_asks_for_other_facts_is_shown_by_them(f):
    f.rules("""layer L0 "the host"
feature nesting "Nesting" in use when L0.nested is on
fact kvm at L0: flag "KVM"
fact nested at L0: flag "Nested"
pack m { title "M" issuer "M" source "M" applies when nesting in use and L0.kvm is on cite s.1 }
section s "S" { statement s.1 "L0 runs KVM." }
rule p { cite s.1 require L0.nested is on else nesting is broken "{L0.nested}" }
test "on" { given L0: kvm on, nested on expect supported }
""")
    out = f.run(1, "test", "small.cav", "--mutate").out
    shown = [line.strip().partition("; changed: ") for line in out.splitlines() if "changed: " in line]
    holds("\n".join(now for _, _, now in shown), " missing L0.nested")
    for was, _, now in shown:
        if was == now:
            raise Failure("nothing differs: " + was)


@test
def nothing_is_mutated_while_a_test_fails(f):
    f.rules(RULES + FULL + 'test "wrong" { given L0: maker arm expect supported }\n')
    answer = f.run(1, "test", "small.cav", "--mutate")
    holds(answer.err, "no mutant was tried")
    holds(answer.out, "expected  supported", "got       broken by makers", "L0.maker = arm",
          "rule makers: fired", "false   require L0.maker in {intel, amd}")


@test
def formats_say_the_same(f):
    f.rules(RULES + FULL + 'test "wrong <&> # 1" { given L0: maker arm expect supported }\n')
    suite = ElementTree.fromstring(f.run(1, "test", "small.cav", "-f", "junit").out)
    same(("9", "1"), (suite.get("tests"), suite.get("failures")))
    bad = [c for c in suite.iter("testcase") if c.find("failure") is not None]
    same(["wrong <&> # 1"], [c.get("name") for c in bad])
    holds(bad[0].find("failure").text, "expected supported, got broken by makers")
    tap = f.run(1, "test", "small.cav", "-f", "tap").out.splitlines()
    same(["TAP version 13", "1..9", "ok 1 - fine"], tap[:3])
    holds("\n".join(tap), "not ok 9 - wrong <&> \\# 1")
    data = json.loads(f.run(1, "test", "small.cav", "--json").out)
    same((8, 1), (data["passed"], data["failed"]))
    f.run(64, "test", "small.cav", "-f", "sarif")


@test
def a_note_that_is_not_given_shows_nothing_of_its_rule(f):
    f.rules(RULES + 'rule told { cite s.1 when L0.maker is arm then note "{L0.maker}." }\n' +
            only("arm") + 'test "no note" { given L0: maker intel expect no note by told }\n')
    holds(f.run(1, "audit", "small.cav").out, """    rule told: note
      it fires in no test that passes""")


@test
def every_statement_has_its_row(f):
    f.rules(RULES + FULL)
    data = json.loads(f.run(0, "audit", "small.cav", "--json").out)
    same(["s.1", "s.2", "s.3", "s.4"], [s["statement"] for s in data["statements"]])
    same(["bound", "bound", "bound", "no rule"], [s["state"] for s in data["statements"]])
    same(["arm"], data["statements"][0]["rules"][0]["tests"])
    text = f.run(0, "audit", "small.cav").out
    holds(text, "s.1 (bound, line 3)", "why: A closed list.", "because: general",
          "4 statements: 3 bound, 1 without a rule, 0 unbound", "      its test: arm\n")
    if "1 tests" in text:
        raise Failure("one test is counted as several\n" + text)
    rows = list(csv.reader(io.StringIO(f.run(0, "audit", "small.cav", "-f", "csv").out)))
    same(5, len(rows))
    same(["Said", "s.4", "", "Nothing.", "no rule", "", "general", ""], rows[4])
    holds(f.run(0, "audit", "small.cav", "-f", "html").out, "<td>L0 is intel or amd, &lt;b> &amp; |.")
    holds(f.run(0, "audit", "small.cav", "-f", "markdown").out, "amd, \\<b\\> & \\|. | bound")


@test
def a_rule_that_no_test_shows_is_a_finding(f):
    f.rules(RULES + only("many", "more"))
    answer = f.run(1, "audit", "small.cav")
    holds(answer.out, "s.3 (untested)", "it fires in no test that passes", "1 with a rule that no test shows")
    f.rules(RULES + only("arm") + 'test "bad" { given L0: maker arm expect preview by many }\n')
    holds(f.run(1, "audit", "small.cav").err, 'the test "bad" fails and counts for nothing')


@test
def an_unbound_statement_is_never_passed_over(f):
    f.rules(RULES.replace(' no rule "general"', "") + FULL)
    answer = f.run(1, "audit", "small.cav")
    holds(answer.err, "error[E205]", "s.4")
    holds(answer.out, "s.1 (bound, line 3)", "s.4 (unbound)", "4 statements: 3 bound, 0 without a rule, 1 unbound")
    data = json.loads(f.run(1, "audit", "small.cav", "-f", "json").out)
    same((1, "unbound"), (data["findings"], data["statements"][3]["state"]))
    rows = list(csv.reader(io.StringIO(f.run(1, "audit", "small.cav", "-f", "csv").out)))
    same(["Said", "s.4", "", "Nothing.", "unbound", "", "", ""], rows[4])
    holds(f.run(1, "audit", "small.cav", "-f", "html").out, "<td>unbound</td>")
    holds(f.run(1, "audit", "small.cav", "-f", "markdown").out, "| Nothing. | unbound |")
    for verb in ("check", "test", "inspect"):
        f.run(3, verb, "-r", "small.cav")
    f.run(3, "compile", "small.cav", "-o", "small.img")


@test
def many_unbound_statements_are_all_in_the_table(f):
    f.rules(RULES.replace("rule makers", "section m \"More\" { %s }\nrule makers" % " ".join(
        'statement m.%d "x"' % k for k in range(300)), 1) + FULL)
    answer = f.run(1, "audit", "small.cav")
    holds(answer.out, "300 unbound")


@test
def a_statement_bound_and_excused_is_shown(f):
    f.rules(RULES.replace("cite s.1", "cite s.1, s.4", 1) + FULL)
    answer = f.run(1, "audit", "small.cav")
    holds(answer.err, "error[E206]")
    holds(answer.out, "s.4 (bound and no rule)", "0 unbound", "1 bound although they say no rule")


@test
def other_errors_leave_no_table(f):
    f.rules(RULES.replace(' no rule "general"', "").replace("L0.maker", "L0.makr", 1) + FULL)
    answer = f.run(3, "audit", "small.cav")
    same("", answer.out)


@test
def a_rule_in_three_sizes(f):
    f.rules(RULES + FULL)
    (f.path / "facts.json").write_text('{"L0": {"maker": "arm"}, "L1": {"os": "rhel 8.2"}}')
    small = ["-r", "small.cav", "--with", "facts.json"]
    same("fired: makers: broken: On arm. (s.1)\n", f.run(0, "explain", "makers", "--brief", *small).out)
    same("small: broken by makers\n", f.run(0, "explain", "--brief", *small).out)
    whole = f.run(0, "explain", "makers", *small).out
    holds(whole, "Statements", "A closed list.", "false", "require L0.maker in {intel, amd}", "arm")
    if "Trace" in whole:
        raise Failure("a trace that nobody asked for")
    holds(f.run(0, "explain", "makers", "-vv", *small).out, whole.rstrip("\n"), "Trace")
    f.run(64, "explain")


def main():
    return run_tests(TESTS, Folder)


if __name__ == "__main__":
    sys.exit(main())
