#!/usr/bin/env python3
"""The verb analyze on small rules of their own: each finding and its near miss, silences, statuses,
formats, and what cannot be decided.

    CAVEAT=build/caveat tests/analyze.py

tests/reference_analyze.py compares it with brute force. Closes with `N passed, N failed`.
"""
import json
import os
import sys
from pathlib import Path

from command import Failure, call, expect_status
from driver import run_tests

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", str(ROOT / "build/caveat"))).resolve())
TESTS = []
HEAD = '''layer L0 "the host"
layer L1 "a guest"
product rhel "RHEL" version major.minor
product other "Other"
feature moving "Moving"
feature paging "Paging" in use when L0.page is on
fact maker at L0: one of {intel, amd, arm} "Maker"
fact page at L0: flag "Pages"
fact os at L0, L1: release "System"
fact cpus at L1: number "Processors"
fact name at L1: text "Name"
pack p { title "T" issuer "I" source "S" %s }
section s "S" { statement s.1 "x" }
'''


def test(function):
    TESTS.append(function)
    return function


def same(wanted, got):
    if wanted != got:
        raise Failure("expected %r\ngot      %r" % (wanted, got))


def rule(name, body, effect='unsupported "m"'):
    """`body` says when or require."""
    word = "else" if "require" in body else "then"
    return "rule %s { cite s.1 %s %s %s }\n" % (name, body, word, effect)


class Folder:
    def __init__(self, path):
        self.path = path

    def run(self, status, text, *args, applies=""):
        (self.path / "p.cav").write_text(HEAD % applies + text, encoding="utf-8")
        return expect_status(call([CAVEAT, "analyze", "p.cav", *args], cwd=self.path), status)

    def found(self, text, status=1, applies="", args=()):
        """([(id, what stands there)], the report)"""
        report = json.loads(self.run(status, text, "--json", *args, applies=applies).out)
        source = (self.path / "p.cav").read_text(encoding="utf-8").split("\n")
        return [(d["id"], source[d["line"] - 1][d["column"] - 1:d["end_column"] - 1])
                for d in report["diagnostics"]], report

    def finds(self, text, *wanted, **more):
        got, report = self.found(text, 1 if wanted else 0, **more)
        same(sorted(wanted), sorted(got))
        return report

    def fired(self, example):
        got = call([CAVEAT, "check", "-r", "p.cav", "-", "--json"], cwd=self.path,
                   stdin=json.dumps(example))
        pack = json.loads(got.out)["packs"][0]
        return pack["best"], {r["rule"] for r in pack["findings"] if r["outcome"] == "fired"}


# -- rules that never fire -------------------------------------------------------------------------------

@test
def rules_that_never_fire(f):
    never = ("W201", "r")
    f.finds(rule("r", "when L0.maker is amd and L0.maker is arm"), never)
    f.finds(rule("r", "when L0.maker is amd and L0.page is on"))
    f.finds('impossible "x" when L0.maker is amd and L0.page is on\n' +
            rule("r", "when L0.maker is amd and L0.page is on and L1.cpus > 4"), never)
    f.finds(rule("r", "when L0.page is off"), never, applies="applies when L0.page is on cite s.1")
    got, _ = f.found(rule("r", 'when L1.name matches /a+/ and L1.name matches /b+/'), status=2)
    same([never], got)  # nobody knows such a text, which is no proof
    f.finds(rule("r", 'when L1.name matches /a.*/ and L1.name matches /.*b/', 'note "m"'))
    f.finds("rule r { cite s.1 when L0.page is off conflict moving, paging else broken \"m\" }\n")
    report = f.finds('impossible "x" when L0.page is off\nrule r { cite s.1 when L0.maker is arm and '
                     'not paging in use conflict moving, paging else broken "m" }\n', never,
                     ("W203", "L0.page is on"))  # the clause of paging: it is always in use
    proof = next(p for p in report["packs"][0]["proofs"] if p["id"] == "W201")
    same([], proof["examples"])
    if not proof["configurations"] > 0:
        raise Failure("no number of configurations")


# -- rules that never decide -----------------------------------------------------------------------------

@test
def rules_that_a_worse_one_masks(f):
    both = rule("a", "when L0.maker is amd", 'preview "m"') + \
        rule("b", "when L0.maker is amd and L0.page is on") + \
        rule("c", "when L0.page is off", 'broken "m"')
    report = f.finds(both, ("W202", "a"))
    status, fired = f.fired(report["packs"][0]["proofs"][0]["examples"][0])
    if "a" not in fired or status not in ("unsupported", "broken"):
        raise Failure("its example shows %s, %s" % (status, fired))
    f.finds(both.replace("L0.page is off", "L0.page is off and L1.cpus > 4"))  # sometimes is no finding
    f.finds(both.replace("preview", "unsupported"))  # nor is an equal level: here c leaves room
    f.finds(both.replace("preview", "note"))  # a note decides nothing anyway


@test
def a_feature_is_judged_apart(f):
    text = rule("a", "when L0.maker is amd", 'moving is preview "m"') + \
        rule("b", "when L0.maker is amd", 'broken "m"')
    f.finds(text)  # it is the status of its feature
    f.finds(text.replace("then broken", "then moving is broken"), ("W202", "a"))
    f.finds(text.replace("then broken", "then paging is broken"))
    f.finds(rule("a", "when L0.maker is amd", 'preview "m"') +
            rule("b", "when L0.maker is amd", 'moving is broken "m"'))  # where moving is not wanted
    f.finds(rule("a", "when L0.page is on", 'preview "m"') +
            rule("b", "when L0.page is on", 'paging is broken "m"'), ("W202", "a"))


# -- conditions ------------------------------------------------------------------------------------------

@test
def conditions_with_one_answer(f):
    text = rule("r", "when L0.maker is amd require L0.page is on and L0.maker is not arm")
    f.finds(text, ("W203", "L0.maker is not arm"))
    f.finds(text.replace("when L0.maker is amd ", ""))
    f.finds(rule("r", "when L0.os is rhel and L0.os is rhel 8"), ("W203", "L0.os is rhel"))
    f.finds(rule("r", "when L0.page is on and L0.page is on"), ("W203", "L0.page is on"))
    f.finds(rule("r", "when L0 exists"), ("W203", "L0 exists"))
    f.finds(rule("r", "when L0.page is on require L0.maker is amd or L0.page is on or L1 exists") +
            rule("q", "when L0.page is off", 'broken "m"'), ("W201", "r"))
    f.finds(rule("r", "when L0.page is on require L0.maker is amd or L0.page is off"),
            ("W204", "L0.page is off"))
    f.finds(rule("r", "when L0.page is on and paging in use"), ("W203", "paging in use"))
    f.finds(rule("r", "when paging in use and L0.maker is amd"),
            ("W203", "paging in use"), applies="applies when L0.page is on cite s.1")


@test
def what_several_rules_name_is_judged_by_all_of_them(f):
    text = "define strange: L0.maker is arm or L0.page is on\n" + \
        rule("a", "when L0.maker is not arm and strange")
    f.finds(text, ("W204", "L0.maker is arm"))
    f.finds(text + rule("b", "when L1.cpus > 2 and strange", 'broken "m"'))


# -- alternatives ----------------------------------------------------------------------------------------

@test
def values_that_change_nothing(f):
    f.finds(rule("r", "when L0.os in {rhel 8, rhel 8.2}"), ("W204", "rhel 8.2"))
    f.finds(rule("r", "when L0.os in {rhel 8, rhel 9.2}"))
    f.finds(rule("r", 'when L1.name in {"a", "b"}'))
    f.finds('impossible "x" when L0.maker is amd and L0.page is on\n' +
            rule("r", "when L0.page is on and L0.maker in {intel, amd}"), ("W204", "amd"))
    f.finds('impossible "x" when L0.maker is amd and L0.page is on\n' +
            rule("r", "when L0.page is off and L0.maker in {intel, amd}"))
    f.finds("define some: L0.maker in {intel, amd}\n" +
            rule("r", "when L0.maker is not amd and some"), ("W204", "amd"))


# -- requirements ----------------------------------------------------------------------------------------

@test
def requirements_that_exclude_each_other(f):
    text = rule("a", "when L0.page is on require L0.maker is amd") + \
        rule("b", "when L0.page is on require L0.maker is arm")
    report = f.finds(text, ("W205", "b"))
    examples = report["packs"][0]["proofs"][0]["examples"]
    same([{"a"}, {"b"}], [f.fired(e)[1] for e in examples])
    f.finds(text.replace("L0.page is on", "L0.page is off", 1))
    f.finds(text.replace("is arm else", "in {amd, arm} else"))
    f.finds(text.replace("is arm else unsupported", "is arm else moving is broken"))
    f.finds('impossible "x" when L0.maker is amd and L1.os is rhel\n' +
            rule("a", "require L0.maker is amd") + rule("b", "require L1.os is rhel"), ("W205", "b"))


# -- silences, levels, statuses --------------------------------------------------------------------------

CLASH = rule("a", "require L0.maker is amd") + rule("b", "require L0.maker is arm")


@test
def silences_count_and_are_judged(f):
    quiet = CLASH.replace("rule b", "# allow requirements-contradict: the page says both\nrule b")
    f.finds(quiet)
    f.finds(quiet.replace("requirements-contradict", "W205"))
    f.finds(quiet.replace("is amd else", "in {amd, arm} else"), 
            ("W001", "allow requirements-contradict: the page says both"))
    got = call([CAVEAT, "lint", "p.cav"], cwd=f.path)
    if "W001" in got.out:
        raise Failure("lint judges what is not its own\n" + got.out)
    f.finds(quiet.replace("is amd else", "in {amd, arm} else"), args=("--allow", "W205"))


@test
def levels_are_those_of_lint(f):
    f.finds(CLASH, args=("--allow", "requirements-contradict"))
    if "error[W205]" not in f.run(1, CLASH, "--error", "all").out:
        raise Failure("no error")
    if "note[W205]" not in f.run(0, CLASH, "--note", "W205").out:
        raise Failure("no note")
    same(64, call([CAVEAT, "analyze", "p.cav", "--warn", "rule-maskd"], cwd=f.path).status)
    listed = call([CAVEAT, "analyze", "--list"]).out
    same(["W201", "W202", "W203", "W204", "W205"], [x[:4] for x in listed.splitlines()])


@test
def statuses(f):
    (f.path / "bad.cav").write_text("pack")
    for status, words in ((3, ["bad.cav"]), (66, ["nowhere.cav"]), (64, ["p.cav", "-r", "p.cav"]),
                          (64, ["-f", "html"])):
        got = call([CAVEAT, "analyze", *words], cwd=f.path)
        same((status, ""), (got.status, got.out))
    out = f.run(0, rule("r", "when L0.page is on")).out
    same("p: 1 rule, 2 conditions, 0 values of lists, 0 pairs of requirements: all decided\n", out)
    same("", f.run(0, rule("r", "when L0.page is on"), "--quiet").out)
    got = json.loads(expect_status(call([CAVEAT, "analyze", "--json"]), 0).out)
    same((0, [0, 0]), (got["findings"], [p["not_decided"] for p in got["packs"]]))


def parity(n):
    """Of n flags: nothing is known of it before all are."""
    out = "".join('fact b%d at L0: flag "b"\n' % k for k in range(n)) + "define d0: L0.b0 is on\n"
    for k in range(1, n):
        out += "define d%d: (d%d and L0.b%d is off) or (not d%d and L0.b%d is on)\n" % (
            k, k - 1, k, k - 1, k)
    return out + rule("r", "when d%d and not d%d" % (n - 1, n - 1))


@test
def what_cannot_be_decided_is_told(f):
    got, report = f.found(parity(6))
    same([("W201", "r")], got)
    got, report = f.found(parity(24), status=2)
    same([("W201", "r")], got)
    same(("note", 0, 1), (report["diagnostics"][0]["severity"], report["findings"],
                          report["packs"][0]["not_decided"]))
    proof = report["packs"][0]["proofs"][0]
    same((False, None), (proof["decided"], proof["configurations"]))


@test
def hard_questions_without_end_are_counted(f):
    n = 20
    hard = parity(n).rsplit("rule r", 1)[0]
    hard += "".join(rule("r%d" % k, "when d%d and not d%d" % (n - 1, n - 1)) for k in range(2000))
    _, report = f.found(rule("a", "when L0.page is on") + hard, status=2)
    said = [d["message"] for d in report["diagnostics"]]
    rest = [m for m in said if m.startswith("not decided: from here on whether rules ever fire, ")]
    same(1, len(rest))
    same((2000, 2000), (report["packs"][0]["not_decided"],
                        len(said) - 1 + int(rest[0].split(", ")[1].split(" ")[0])))


@test
def facts_that_have_nothing_to_do_with_each_other_do_not_multiply(f):
    text = "".join('fact x%d at L0: one of {a, b, c, d} "x"\n' % k for k in range(80))
    text += "".join(rule("worse%d" % k, "when L0.x%d is a" % k, 'broken "m"') for k in range(80))
    f.finds(text + rule("r", "when L0.maker is amd", 'preview "m"'))
    report = f.finds(text + rule("r", "when L0.x79 is a and L0.maker is amd", 'preview "m"'),
                     ("W202", "r"))
    same(None, report["packs"][0]["proofs"][0]["configurations"])


def main():
    return run_tests(TESTS, Folder)


if __name__ == "__main__":
    sys.exit(main())
