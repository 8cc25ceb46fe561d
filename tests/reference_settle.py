#!/usr/bin/env python3
"""`caveat settle` against brute force: random packs, some facts told, every combination of the others.

    CAVEAT=build/caveat tests/reference_settle.py [--packs N] [--seed N] [--show]

tests/judge.c answers for each combination of values that stand for all. The exact statuses, all of the
smallest sets of facts that settle the verdict, and what each value comes to must be what these answers
say. Closes with `N passed, N failed`.
"""
import itertools
import json
import os
import random
import sys

from command import Failure, call, expect_status
from driver import pack_text, run_packs
from language_model import Maker
from reference_diff import Asker, must, word

MOST = 3000


def told_json(fact, points):
    words = [bool(p) if fact.kind == "flag" else word(p, fact) for p in points]
    return [int(w) if fact.kind == "number" else w for w in words]


class Case:
    """A pack, what is told, and the status of every combination that is left."""

    def __init__(self, run, seed):
        self.maker = Maker(seed)
        self.pack = self.maker.make()
        self.text = self.maker.text()
        r = random.Random(seed)
        self.depth = r.choice([self.pack.layers - 1, r.randrange(self.pack.layers)])
        self.facts = [f for f in self.pack.facts if f.layer <= self.depth]
        self.wanted = [f for f in self.pack.features if r.random() < 0.3]
        features = self.pack.features
        self.feature = r.choice(features).name if features and r.random() < 0.3 else None
        self.told = {}
        for fact in self.facts:
            if r.random() < 0.4:
                domain = fact.domain()
                self.told[fact] = r.sample(domain, min(len(domain), r.choice([1, 1, 2, 3])))
        self.domains = [sorted({word(p, f) for p in self.told.get(f, f.domain())}) for f in self.facts]
        self.size = 1
        for d in self.domains:
            self.size *= len(d)

    def write(self, run):
        source, self.image = run.folder / "p.cav", run.folder / "p.img"
        source.write_text(self.text)
        expect_status(call([run.caveat, "compile", source, "-o", self.image]), 0)

    def args(self, verb):
        args = [verb, "-r", self.image, "--depth", str(self.depth), "--json", "-"]
        args += [x for f in self.wanted for x in ("--use", f.name)]
        args += ["--feature", self.feature] if self.feature else []
        for fact, points in self.told.items():
            args += ["--set", "%s=%s" % (fact.name, json.dumps(told_json(fact, points)))]
        return args

    def ask(self, run, domains):
        questions = [["clear", "depth %d" % self.depth] + ["want " + f.name for f in self.wanted] +
                     ["set %s\t%s" % (f.name, v) for f, v in zip(self.facts, values)]
                     for values in itertools.product(*domains)]
        answers = run.asker.ask(self.image, self.pack, questions)
        return dict(zip(itertools.product(*domains), (a.status[self.feature] for a in answers)))


def settled(possible, at):
    seen = {}
    for key, status in possible.items():
        if seen.setdefault(tuple(key[k] for k in at), status) != status:
            return False
    return True


def smallest(possible, open_):
    for size in range(len(open_) + 1):
        found = [at for at in itertools.combinations(open_, size) if settled(possible, at)]
        if found:
            return found
    raise Failure("nothing settles it")


def spelled(value):
    return "on" if value is True else "off" if value is False else str(value)


class Run:
    def __init__(self, folder):
        self.folder, self.asker = folder, Asker(folder)
        self.caveat = os.environ.get("CAVEAT", "build/caveat")
        self.open = self.several = self.narrower = 0

    def one(self, seed):
        case = Case(self, seed)
        if not case.facts or case.size > MOST:
            return False
        case.write(self)
        status = case.ask(self, case.domains)
        possible = {k: s for k, s in status.items() if s != "contradiction"}
        answer = call([self.caveat, *case.args("settle")], stdin="{}")
        expect_status(answer, 0 if possible else 65)
        report = json.loads(answer.out)["packs"][0]
        states = set(possible.values())
        must(set(report["exact"]["statuses"]) == states, "%s, not %s" % (report["exact"], states))
        if not possible:
            must(report["result"] == "contradiction", report["result"])
            return True
        must(report["result"] == ("settled" if len(states) == 1 else "open"), report["result"])
        self.narrower += len(states) == 1 and report["check"]["status"] == "unknown"
        open_ = [k for k, d in enumerate(case.domains) if len(d) > 1]
        names = [f.name for f in case.facts]
        sets = {frozenset(names[k] for k in s) for s in smallest(possible, open_)}
        got = [frozenset(s) for s in report["sets"]]
        must(len(got) == len(set(got)), "a set twice")
        must(set(got) <= sets and len(got) + report["more_sets"] == len(sets),
             "sets %s and %d more, not %s" % (got, report["more_sets"], sets))
        self.open += len(states) > 1
        self.several += len(sets) > 1
        self.facts(report, case, possible, names, sets)
        return True

    def facts(self, report, case, possible, names, sets):
        must({f["fact"] for f in report["facts"]} == set().union(*sets), "facts")
        must(not set(report["not_needed"]) & set().union(*sets), "a fact needed and not")
        order = []
        for fact in report["facts"]:
            k = names.index(fact["fact"])
            by = {v: frozenset() for v in case.domains[k]}
            for key, state in possible.items():
                by[key[k]] |= {state}
            got = {frozenset(o["statuses"]) for o in fact["outcomes"]}
            must(got == set(by.values()) and len(got) == len(fact["outcomes"]),
                 "%s: %s, not %s" % (names[k], got, set(by.values())))
            for outcome in fact["outcomes"]:
                for value in outcome["values"]:
                    if spelled(value) in by:
                        must(by[spelled(value)] == frozenset(outcome["statuses"]), "%s %s" % (names[k], value))
            always = not settled(possible, [i for i in range(len(names)) if i != k])
            must(fact["always"] == always, "%s always" % names[k])
            order.append(max(len(s) for s in by.values()))
        must(order == sorted(order), "the most useful is not the first: %s" % order)


def lacks(run, packs):
    if packs >= 40 and run.open < packs // 5:
        yield "of %d verdicts %d are open" % (packs, run.open)


def main():
    return run_packs(__doc__, Run, Run.one, lambda seed: pack_text(Maker(seed)), lacks)


if __name__ == "__main__":
    sys.exit(main())
