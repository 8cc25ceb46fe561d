#!/usr/bin/env python3
"""`caveat advise` against brute force: random packs, some facts told, every configuration judged.

    CAVEAT=build/caveat tests/reference_advise.py [--packs N] [--seed N] [--show]

The fewest changes and then the fewest conditions that reach the level, and all choices of facts that
do with so few, must be those found by trying every change of every told fact; each way must hold
whatever the other facts are. Closes with `N passed, N failed`.
"""
import itertools
import json
import random
import re
import sys

from command import call
from driver import pack_text, run_packs
from language_model import LEVELS, Maker
from reference_diff import must, word
from reference_settle import Case, Run as SettleRun, spelled

MOST = 1500


def holds(status, facts, domains, fixed, level):
    """Whether all possible configurations with these values reach it, and there is one."""
    keys = itertools.product(*[[fixed[k]] if k in fixed else domains[k] for k in range(len(facts))])
    states = {status[key] for key in keys} - {"contradiction"}
    return bool(states) and all(s in LEVELS and LEVELS.index(s) <= level for s in states)


def nearest(case, status, whole, level):
    """(changes, conditions, {(facts changed, facts on condition)}), or None."""
    n = range(len(case.facts))
    may_change = [k for k in n if case.facts[k] in case.told and not case.facts[k].fixed
                  and set(whole[k]) - set(case.domains[k])]
    for changes in range(len(may_change) + 1):
        found = {}
        for changed in itertools.combinations(may_change, changes):
            free = [k for k in n if k not in changed and len(case.domains[k]) > 1]
            values = [sorted(set(whole[k]) - set(case.domains[k])) for k in changed]
            for conditions in range(len(free) + 1):
                for on in itertools.combinations(free, conditions):
                    points = itertools.product(*values, *[case.domains[k] for k in on])
                    if any(holds(status, case.facts, case.domains, dict(zip(changed + on, point)), level)
                           for point in points):
                        found.setdefault(conditions, set()).add((frozenset(changed), frozenset(on)))
                if conditions in found:
                    break
        if found:
            least = min(found)
            return changes, least, found[least]
    return None


class Run(SettleRun):
    advised = stuck = conditional = 0

    def one(self, seed):
        case = Case(self, seed)
        r = random.Random(seed + 5)
        fixed = {n for n in sorted({f.name.split(".", 1)[1] for f in case.facts}) if r.random() < 0.15}
        case.text = re.sub(r'^(fact (\w+) at .*)$', lambda m: m[1] + " fixed" * (m[2] in fixed), case.text, flags=re.M)
        for fact in case.facts:
            fact.fixed = fact.name.split(".", 1)[1] in fixed
        whole = [sorted({word(p, f) for p in f.domain()}) for f in case.facts]
        size = 1
        for d in whole:
            size *= len(d)
        if not case.facts or size > MOST:
            return False
        case.feature = None
        case.write(self)
        level = r.choice([0, 0, 1, 2])
        status = case.ask(self, whole)
        args = case.args("advise") + ["--require", LEVELS[level]]
        answer = call([self.caveat, *args], stdin="{}")
        must(answer.out, answer.shown())
        report = json.loads(answer.out)["packs"][0]
        if report["status"] in ("contradiction", "not-applicable"):
            must(answer.status == (65 if report["status"] == "contradiction" else 0), answer.shown())
            return False
        best = nearest(case, status, whole, level)
        must(answer.status == (1 if best is None else 0), answer.shown())
        if best is None:
            self.stuck += 1
            must(report["result"] == "stuck", report["result"])
            return True
        changes, conditions, ways = best
        must((report["changes"], report["conditions"]) == (changes, conditions),
             "%d changes, %d conditions, not %d, %d" % (report["changes"], report["conditions"], changes, conditions))
        must(report["result"] == ("advice" if changes + conditions else "nothing-to-do"), report["result"])
        self.advised += changes > 0
        self.conditional += conditions > 0
        self.ways(report, case, ways, level)
        self.example(report, case, level)
        return True

    def ways(self, report, case, ways, level):
        names = [f.name for f in case.facts]
        got = set()
        for choice in itertools.islice(itertools.product(*[p["one_of"] for p in report["all_of"]]), 200):
            steps = [s for way in choice for s in way]
            got.add(tuple(frozenset(names.index(s["fact"]) for s in steps if s["change"] == c) for c in (True, False)))
            if all(s["nearest"] is not None for s in steps):
                self.way(case, {names.index(s["fact"]): spelled(s["nearest"]) for s in steps}, level)
        more = any(p["more"] for p in report["all_of"])
        must(got <= ways and (more or got == ways), "ways %s, not %s" % (got, ways))

    def way(self, case, at, level):
        domains = [[at[k]] if k in at else d for k, d in enumerate(case.domains)]
        status = case.ask(self, domains)
        must(holds(status, case.facts, domains, {}, level), "a way does not hold: %s" % at)

    def example(self, report, case, level):
        must(report["example"] is not None or any(f.kind == "text" for f in case.facts), "no example")
        if report["example"] is None:
            return
        answer = call([self.caveat, "check", "-r", case.image, "--require", LEVELS[level], "-"],
                      stdin=json.dumps(report["example"]))
        must(answer.status == 0, "the example\n" + answer.shown())


def lacks(run, packs):
    if packs >= 60 and min(run.advised, run.conditional, run.stuck) < 3:
        yield "%d advised, %d on condition, %d stuck" % (run.advised, run.conditional, run.stuck)


def main():
    return run_packs(__doc__, Run, Run.one, lambda seed: pack_text(Maker(seed)), lacks)


if __name__ == "__main__":
    sys.exit(main())
