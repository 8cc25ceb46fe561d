#!/usr/bin/env python3
"""The verbs settle and advise on rules of their own, and on facts that are made to be too much.

    CAVEAT=build/caveat tests/reference_answers.py [WORD...]

tests/reference_settle.py and reference_advise.py compare them with brute force; here stand statuses, formats, facts that only
matter together, texts, and spaces too large to sweep. Closes with `N passed, N failed`.
"""
import json
import sys

from command import Failure
from driver import run_tests
from reference_prover import Folder, OLD, ROOT, holds, large, rules, same

TESTS = []
RHEL = ROOT / "rules/rhel8-nested.cav"


def test(function):
    TESTS.append(function)
    return function


def settle(f, *args, status=0, facts=None):
    out = f.run(status, "settle", *args, "--json", "-", stdin=json.dumps(facts or {})).out
    return json.loads(out)["packs"][0]


def narrow(text):
    wide = [x for x in text.splitlines() if len(x) > 79]
    if wide:
        raise Failure("a wide line: " + wide[0])


# -- settle --------------------------------------------------------------------------------------------

@test
def facts_that_a_level_outdoes_are_not_needed(f):
    report = settle(f, "-r", OLD, facts={"L0": {"maker": "amd"}})
    same((["L0.os", "L1.vcpus"], True, "open"),
         (sorted(report["sets"][0]), report["complete"], report["result"]))
    same(["preview", "unsupported", "untested"], report["exact"]["statuses"])
    first = report["facts"][0]
    same("L1.vcpus", first["fact"])
    same([("up to 0", "impossible"), ("1 to 225", "unknown"), ("226 or more", "untested")],
         [(o["name"], o["status"]) for o in first["outcomes"]])
    report = settle(f, "-r", OLD, facts={"L0": {"maker": "amd"}, "L1": {"vcpus": 300}})
    same(("settled", [[]], []), (report["result"], report["sets"], report["facts"]))


@test
def a_verdict_may_be_settled_although_check_does_not_know(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact b at L0: flag "B"', '''
rule r { cite s.1 when L0.a is on and L0.b is on then broken "m" }
rule t { cite s.1 when L0.a is on and L0.b is off then broken "m" }
rule u { cite s.1 when L0.a is off then broken "m" }'''))
    report = settle(f, "-r", "p.cav")
    same(("unknown", "settled", "broken"),
         (report["check"]["status"], report["result"], report["exact"]["status"]))
    same(["L0.a", "L0.b"], report["not_needed"])
    holds(f.run(0, "settle", "-r", "p.cav", "-", stdin="{}").out, "broken: T\n",
          "Over all configurations it is broken; check says supported to broken.",
          "Missing for check, but not needed: L0.a, L0.b.")


@test
def levels_that_the_rest_outdoes_come_to_the_same(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact c at L0: one of {x, y, z} "C"', """
rule r { cite s.1 when L0.a is on then unsupported "m" }
rule t { cite s.1 when L0.a is off then untested "m" }
rule u { cite s.1 when L0.c is x then preview "m" }"""))
    report = settle(f, "-r", "p.cav")
    same(([["L0.a"]], ["unsupported", "untested"]), (report["sets"], report["exact"]["statuses"]))
    same(["L0.c"], report["not_needed"])


@test
def facts_that_stand_for_each_other_are_alternatives(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact b at L0: flag "B"\nfact c at L0: flag "C"', '''
impossible "they go together" when L0.a is on and L0.b is off
impossible "they go together" when L0.a is off and L0.b is on
rule r { cite s.1 when L0.a is on then broken "m" }
rule t { cite s.1 when L0.c is on then preview "m" }'''))
    report = settle(f, "-r", "p.cav")
    same([["L0.a", "L0.c"], ["L0.b", "L0.c"]], sorted(report["sets"]))
    same({"L0.a": False, "L0.b": False, "L0.c": True},
         {x["fact"]: x["always"] for x in report["facts"]})
    holds(f.run(0, "settle", "-r", "p.cav", "-", stdin="{}").out, "  L0.a and L0.c\n",
          "  or L0.b and L0.c\n")


@test
def many_alternatives_are_counted(f):
    names = "abcdefgh"
    facts = "".join('fact %s%d at L0: flag "F"\n' % (n, i) for n in names for i in (1, 2))
    body = "".join('''
impossible "together" when L0.%s1 is on and L0.%s2 is off
impossible "together" when L0.%s1 is off and L0.%s2 is on
rule r%s { cite s.1 when L0.%s1 is on then broken "m" }''' % (n, n, n, n, n, n) for n in names)
    f.put("p.cav", rules(facts, body))
    report = settle(f, "-r", "p.cav")
    same((12, 256 - 12, True), (len(report["sets"]), report["more_sets"], report["complete"]))
    holds(f.run(0, "settle", "-r", "p.cav", "-", stdin="{}").out, "and 244 more of the same size.")


@test
def what_is_partly_known_stays_within(f):
    args = ("-r", RHEL, "--set", "L0.platform=intel", "--set", "L0.os=rhel 8", "--set", "L0.hypervisor=kvm")
    report = settle(f, *args)
    os_ = next(x for x in report["facts"] if x["fact"] == "L0.os")
    same(["rhel 8.0 to 8.1", "rhel 8.2 to 8.x"], sorted(o["name"] for o in os_["outcomes"]))
    same("rhel 8", os_["known"])
    out = f.run(0, "settle", *args, "-", stdin="{}").out
    holds(out, "known: rhel 8 (minor unknown)", "Others that matter")
    narrow(out)


@test
def independent_facts_are_no_product(f):
    facts = "".join('fact f%d at L0: one of {a, b, c} "F"\n' % k for k in range(60))
    body = "".join('rule r%d { cite s.1 when L0.f%d is a then broken "m" }\n' % (k, k) for k in range(60))
    f.put("p.cav", rules(facts, body))
    report = settle(f, "-r", "p.cav")
    same((True, 60, 1), (report["complete"], len(report["sets"][0]), len(report["sets"])))


@test
def what_is_too_much_is_said(f):
    f.put("large.cav", large(40, True))
    report = settle(f, "-r", "large.cav", status=2)
    same(("not-swept", False, [], {}), (report["result"], report["complete"], report["sets"], report["exact"]))
    same(True, len(report["not_swept"][0]) > 70)
    holds(f.run(2, "settle", "-r", "large.cav", "-", stdin="{}").out, "Not everything could be swept", "not swept: ")


@test
def texts_are_settled_by_their_tests(f):
    f.put("p.cav", rules('fact t at L0: text "T"', r'''
rule r { cite s.1 when L0.t matches /^a+$/ then broken "m" }
rule q { cite s.1 when L0.t is "b" then preview "m" }'''))
    report = settle(f, "-r", "p.cav")
    same(["supported", "preview", "broken"], report["exact"]["statuses"])
    same([["L0.t"]], report["sets"])
    report = settle(f, "-r", "p.cav", facts={"L0": {"t": ["aaa", "x"]}})
    same(["supported", "broken"], report["exact"]["statuses"])
    report = settle(f, "-r", "p.cav", facts={"L0": {"t": "aaa"}})
    same(("settled", "broken"), (report["result"], report["exact"]["status"]))


@test
def a_pack_that_may_not_apply(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact b at L0: flag "B"',
                         'rule r { cite s.1 when L0.b is on then broken "m" }',
                         pack="applies when L0.a is on cite s.1"))
    report = settle(f, "-r", "p.cav")
    same(["supported", "broken", "not-applicable"], report["exact"]["statuses"])
    same([["L0.a", "L0.b"]], report["sets"])
    report = settle(f, "-r", "p.cav", facts={"L0": {"a": False}})
    same(("settled", "not-applicable"), (report["result"], report["exact"]["status"]))
    report = settle(f, "-r", "p.cav", facts={"L0": {"b": False}})
    same([["L0.a"]], report["sets"])


@test
def observers_that_contradict_each_other(f):
    """As check has it: nothing is possible, and it is said why."""
    facts = {"contradictions": ["one says x, another y"], "L0": {"maker": "intel"}}
    report = settle(f, "-r", OLD, status=65, facts=facts)
    same(("contradiction", "contradiction", [], ["one says x, another y"]),
         (report["result"], report["check"]["status"], report["exact"]["statuses"], report["remarks"]))
    report = advise(f, "-r", OLD, status=65, facts=facts)
    same(("contradiction", "contradiction", [], ["one says x, another y"]),
         (report["result"], report["status"], report["all_of"], report["remarks"]))
    for verb in ("settle", "advise"):
        holds(f.run(65, verb, "-r", OLD, "-", stdin=json.dumps(facts)).out, "contradiction: ", "No configuration is possible with these facts.",
              "one says x, another y.")


@test
def statuses_of_settle(f):
    f.put("p.cav", rules('fact a at L0: flag "A"', 'impossible "never" when L0.a is on\n'
                         'rule r { cite s.1 when L0.a is on then broken "m" }'))
    same("contradiction", settle(f, "-r", "p.cav", status=65, facts={"L0": {"a": True}})["result"])
    holds(f.run(65, "settle", "-r", "p.cav", "--set", "L0.a=on", "-", stdin="{}").out,
          "No configuration is possible with these facts.")
    f.run(65, "settle", "-r", "p.cav", "--set", "L0.x=on", "-", stdin="{}")
    f.run(65, "settle", "-r", OLD, "--feature", "nothing", "-", stdin="{}")
    f.run(64, "settle", "-r", "p.cav", "--rows", "L0.a")
    f.run(66, "settle", "-r", "p.cav", "nowhere.json")
    f.put("bad.cav", "rule")
    f.run(3, "settle", "-r", "bad.cav", "-", stdin="{}")


@test
def settle_speaks_spanish(f):
    out = f.run(0, "settle", "-r", OLD, "--lang", "es", "-", stdin='{"L0":{"maker":"amd"}}').out
    holds(out, "Qué lo decide", "El más útil: L1.vcpus", "no es posible", "como dice check")
    narrow(out)


@test
def a_text_that_may_not_exist_is_no_proof(f):
    body = """
rule r { cite s.1 when L0.t matches /a+/ and L0.t matches /b+/ and L0.a is on then broken "m" }
rule q { cite s.1 when L0.t is "c" then preview "m" }"""
    f.put("p.cav", rules('fact t at L0: text "T"\nfact a at L0: flag "A"', body))
    report = settle(f, "-r", "p.cav", status=2)
    same((False, ["supported", "preview", "broken"], [["L0.t", "L0.a"]]),
         (report["complete"], report["exact"]["statuses"], report["sets"]))
    holds(f.run(2, "settle", "-r", "p.cav", "-", stdin="{}").out, "Fewer facts, or fewer statuses, if a text",
          "no text was found for")
    report = settle(f, "-r", "p.cav", facts={"L0": {"a": False}})
    same((True, ["supported", "preview"]), (report["complete"], report["exact"]["statuses"]))
    settle(f, "-r", "p.cav", facts={"L0": {"a": True, "t": ["a", "b", "c"]}})
    f.put("q.cav", rules('fact t at L0: text "T"', 'rule r { cite s.1 require L0.t matches /a+/ and L0.t matches /b+/ else broken "m" }'))
    for facts in ({}, {"L0": {"t": "a"}}):
        report = advise(f, "-r", "q.cav", status=2, facts=facts)
        same(("not-swept", []), (report["result"], report["all_of"]))
    holds(f.run(2, "advise", "-r", "q.cav", "-", stdin="{}").out, "no way to supported was found.", "no text was found for")


# -- advise --------------------------------------------------------------------------------------------

def advise(f, *args, status=0, facts=None):
    out = f.run(status, "advise", *args, "--json", "-", stdin=json.dumps(facts or {})).out
    return json.loads(out)["packs"][0]


def steps(report):
    return sorted((s["fact"], s["to"], s["nearest"]) for part in report["all_of"] for s in part["one_of"][0])


@test
def the_fewest_changes_and_who_asks_for_them(f):
    facts = {"L0": {"maker": "intel", "os": "rhel 8.1"}, "L1": {"vcpus": 300}}
    report = advise(f, "-r", OLD, facts=facts)
    same([("L0.os", "rhel 8.2 to 8.x", "rhel 8.2"), ("L1.vcpus", "1 to 225", 1)], steps(report))
    same(["host-os", "many-vcpus"],
         [s["rules"][0]["rule"] for part in report["all_of"] for s in part["one_of"][0]])
    same(("advice", 2, 0), (report["result"], report["changes"], report["conditions"]))
    same("supported", f.check(OLD, report["example"])["status"])
    report = advise(f, "-r", OLD, "--require", "untested", facts=facts)
    same(("nothing-to-do", 0, []), (report["result"], report["changes"], report["all_of"]))


@test
def a_rule_of_several_effects_asks_once(f):
    facts = {"depth": 2, "uses": {"huge-pages": True}, "L0": {"platform": "ibm-z", "os": "rhel 8.4", "hypervisor": "kvm",
             "kvm": {"nested": True, "hpage": True}}, "L1": {"os": "rhel 8.4", "offering": "none"}, "L2": {"os": "rhel 8.4"}}
    asked = []

    def seek(value):
        if isinstance(value, dict) and "change" in value:
            asked.append([r["rule"] for r in value["rules"]])
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            seek(inner)

    seek(advise(f, "--pack", "kernel-nested", status=1, facts=facts))
    same(["s390x-huge-pages"] in asked, True)
    same(all(len(names) == len(set(names)) for names in asked), True)


@test
def what_is_not_known_is_a_condition(f):
    report = advise(f, "-r", OLD, facts={"L0": {"maker": "intel"}})
    same((0, 2), (report["changes"], report["conditions"]))
    holds(f.run(0, "advise", "-r", OLD, "-", stdin='{"L0":{"maker":"intel"}}').out,
          "Nothing has to change for supported.", "provided that L0.os is rhel 8.2 to 8.x\n",
          "provided that L1.vcpus is 1 to 225\n")


@test
def a_fixed_fact_stands_in_the_way(f):
    facts = {"L0": {"maker": "amd", "os": "rhel 8.4"}, "L1": {"vcpus": 2}}
    report = advise(f, "-r", OLD, status=1, facts=facts)
    same(("stuck", ["amd-preview"], []), (report["result"], report["in_the_way"], report["less"]))
    out = f.run(1, "advise", "-r", OLD, "-", stdin=json.dumps(facts)).out
    holds(out, "No change of facts that are not fixed reaches supported.",
          "amd-preview; fixed: L0.maker = amd")


@test
def a_fixed_fact_partly_known_never_changes(f):
    f.put("p.cav", rules('fact m at L0: one of {x, y, z} "M" fixed\nfact a at L0: flag "A"\nfact b at L0: flag "B"', """
rule r { cite s.1 when L0.m in {x, y} and L0.a is on then broken "m" }
rule t { cite s.1 when L0.m is x and L0.b is on then broken "m" }"""))
    report = advise(f, "-r", "p.cav", facts={"L0": {"m": ["x", "z"], "a": True, "b": False}})
    same((0, [("L0.m", "z", None)]), (report["changes"], steps(report)))
    report = advise(f, "-r", "p.cav", facts={"L0": {"m": ["x", "y"], "a": True, "b": False}})
    same([["L0.a"]], [[s["fact"] for s in way] for way in report["all_of"][0]["one_of"]])


@test
def asking_for_less_is_told_apart(f):
    facts = {"L0": {"maker": "amd", "os": "rhel 8.4"}, "L1": {"vcpus": 2}}
    args = ("-r", OLD, "--use", "migration", "--require", "preview")
    report = advise(f, *args, status=1, facts=facts)
    same([("migration", None, "nothing-to-do")],
         [(x["without"], x["depth"], x["result"]) for x in report["less"]])
    holds(f.run(1, "advise", *args, "-", stdin=json.dumps(facts)).out, "Or ask for less\n  do without migration\n")
    facts = {"L0": {"maker": "intel", "os": "rhel 8.4"}, "L1": {"vcpus": 300}}
    report = advise(f, "-r", OLD, facts=facts)
    same([(None, 0, "nothing-to-do")], [(x["without"], x["depth"], x["result"]) for x in report["less"]])


@test
def alternatives_of_one_size(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact b at L0: flag "B"',
                         'rule r { cite s.1 when L0.a is on and L0.b is on then broken "m" fix "Turn one off." }'))
    facts = {"L0": {"a": True, "b": True}}
    report = advise(f, "-r", "p.cav", facts=facts)
    same([["L0.a"], ["L0.b"]], [[s["fact"] for s in way] for way in report["all_of"][0]["one_of"]])
    out = f.run(0, "advise", "-r", "p.cav", "-", stdin=json.dumps(facts)).out
    holds(out, "  change L0.a from on to off\n      r: Turn one off.\nor\n  change L0.b from on to off\n")
    report = advise(f, "-r", "p.cav", facts={"L0": {"a": True}})
    same([("L0.b", "off", False)], steps(report))


@test
def many_facts_of_one_rule(f):
    """20 conditions, or 10 changes, that one rule ties together: no choice of them is tried in vain."""
    names = ["f%d" % k for k in range(20)]
    f.put("p.cav", rules("".join('fact %s at L0: flag "F"\n' % n for n in names),
                         'rule r { cite s.1 require %s else broken "m" }' % " and ".join("L0.%s is on" % n for n in names)))
    report = advise(f, "-r", "p.cav")
    same(("advice", 0, 20), (report["result"], report["changes"], report["conditions"]))
    report = advise(f, "-r", "p.cav", facts={"L0": {n: k % 2 > 0 for k, n in enumerate(names)}})
    same(("advice", 10, 0), (report["result"], report["changes"], report["conditions"]))
    same(["L0.%s" % n for n in names[::2]], [s["fact"] for s in report["all_of"][0]["one_of"][0]])


@test
def ways_of_some_parts_alone_are_not_told(f):
    f.put("p.cav", large(40, True) + 'fact z at L0: flag "Z"\nrule z { cite s.1 when L0.z is on then broken "m" }\n')
    facts = {"L0": {"z": True, **{"f%d" % k: "a" for k in range(40)}}, "L1": {"f%d" % k: "b" for k in range(40)}}
    report = advise(f, "-r", "p.cav", status=2, facts=facts)
    same(("not-swept", [], 0), (report["result"], report["all_of"], report["changes"]))


@test
def rules_that_exclude_each_other(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact b at L0: flag "B" fixed', """
rule r { cite s.1 when L0.a is on then broken "m" }
rule t { cite s.1 when L0.a is off and L0.b is on then broken "m" }"""))
    report = advise(f, "-r", "p.cav", status=1, facts={"L0": {"a": True, "b": True}})
    same(["r", "t"], report["in_the_way"])
    holds(f.run(1, "advise", "-r", "p.cav", "-", stdin='{"L0":{"a":true,"b":true}}').out, "None of them alone")


@test
def advice_of_too_much(f):
    f.put("large.cav", large(40, True))
    facts = {"L0": {"f%d" % k: "a" for k in range(40)}, "L1": {"f%d" % k: "b" for k in range(40)}}
    report = advise(f, "-r", "large.cav", status=2, facts=facts)
    same("not-swept", report["result"])
    same("not-swept", advise(f, "-r", "large.cav", status=2)["result"])
    f.put("parts.cav", large(40, False))
    report = advise(f, "-r", "parts.cav", facts=facts)
    same((40, 40), (report["changes"], len(report["all_of"])))


@test
def statuses_of_advise(f):
    f.put("p.cav", rules('fact a at L0: flag "A"\nfact b at L0: flag "B"', 'impossible "never" when L0.a is on\n'
                         'rule r { cite s.1 when L0.a is on then broken "m" }',
                         pack="applies when L0.b is on cite s.1"))
    same("contradiction", advise(f, "-r", "p.cav", status=65, facts={"L0": {"a": True}})["result"])
    holds(f.run(0, "advise", "-r", "p.cav", "--set", "L0.b=off", "-", stdin="{}").out, "the pack does not apply")
    f.run(65, "advise", "-r", OLD, "--set", "L0.x=on", "-", stdin="{}")
    f.run(64, "advise", "-r", OLD, "--require", "perfect", "-", stdin="{}")
    f.run(66, "advise", "-r", OLD, "nowhere.json")


@test
def advise_speaks_spanish(f):
    out = f.run(0, "advise", "-r", RHEL, "--lang", "es", "--set", "L0.platform=intel", "--set",
                "L0.os=rhel 8.1", "-", stdin="{}").out
    holds(out, "cambie L0.os de rhel 8.1 a rhel 8.2 to 8.x", "siempre que L1.offering sea none")
    narrow(out)


def main():
    return run_tests(TESTS, Folder)


if __name__ == "__main__":
    sys.exit(main())
