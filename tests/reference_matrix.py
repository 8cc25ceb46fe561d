#!/usr/bin/env python3
"""`caveat matrix` against brute force: random packs, two facts, every combination of the others.

    CAVEAT=build/caveat tests/reference_matrix.py [--packs N] [--seed N] [--show]

tests/judge.c answers for each combination of values that stand for all. The statuses in a cell, its
best and worst, and the facts that decide must be those of the combinations; lines that were joined
must be those that have equal cells. Closes with `N passed, N failed`.
"""
import itertools
import json
import os
import random
import sys
from collections import Counter

from command import call, expect_status
from driver import pack_text, run_packs
from language_model import LEVELS, Maker
from reference_diff import Asker, must, word

MOST = 2500


class Table:
    """Statuses by definition: of all combinations of `facts`, each a list of words."""

    def __init__(self, facts, domains, answers, feature):
        self.facts = facts
        self.status = dict(zip(itertools.product(*domains), (a.status[feature] for a in answers)))
        self.domains = domains

    def cell(self, row, column, points):
        """(statuses, facts that decide) where the two facts have these words."""
        r, c = points
        inside = {k: s for k, s in self.status.items() if k[r] == row and k[c] == column}
        states = {s for s in inside.values() if s != "contradiction"}
        if len(states) < 2:
            return states, set()
        return states, self.deciding(inside, False) or self.deciding(inside, True)

    def best_pair(self, facts, r):
        """The two facts that make the most different cells."""
        pairs = list(itertools.permutations(facts, 2))
        r.shuffle(pairs)

        def differing(pair):
            x, y = (self.facts.index(f) for f in pair)
            cells = {}
            for key, state in self.status.items():
                cells.setdefault((key[x], key[y]), set()).add(state)
            return len({frozenset(c) for c in cells.values()})
        return max(pairs[:8], key=differing)

    def deciding(self, inside, all_):
        found = set()
        for k, fact in enumerate(self.facts):
            seen = {}
            for key, state in inside.items():
                if all_ or state != "contradiction":
                    seen.setdefault(key[:k] + key[k + 1:], set()).add(state)
            if any(len(s) > 1 for s in seen.values()):
                found.add(fact.name)
        return found


class Run:
    def __init__(self, folder):
        self.folder, self.asker = folder, Asker(folder)
        self.caveat = os.environ.get("CAVEAT", "build/caveat")
        self.cells = self.open = 0

    def given(self, r, facts):
        """Some facts told, two at least are not: {fact: [points]}."""
        told = {}
        for fact in facts:
            if len(told) + 2 < len(facts) and r.random() < 0.35:
                told[fact] = r.sample(fact.domain(), min(len(fact.domain()), r.choice([1, 1, 2])))
        return told

    def ask(self, image, pack, alive, domains, depth, wanted):
        return self.asker.ask(image, pack, [
            ["clear", "depth %d" % depth] + ["want " + f.name for f in wanted] +
            ["set %s\t%s" % (f.name, v) for f, v in zip(alive, values)]
            for values in itertools.product(*domains)])

    def pack(self, seed):
        maker = Maker(seed)
        pack = maker.make()
        r = random.Random(seed)
        if len(pack.facts) < 2:
            return None
        depth = r.choice([pack.layers - 1, r.randrange(pack.layers)])
        alive = [f for f in pack.facts if f.layer <= depth]
        if len(alive) < 2:
            return None
        wanted = [f for f in pack.features if r.random() < 0.3]
        feature = r.choice(pack.features) if pack.features and r.random() < 0.3 else None
        told = self.given(r, alive)
        domains = [sorted({word(p, f) for p in told.get(f, f.domain())}) for f in alive]
        size = 1
        for d in domains:
            size *= len(d)
        if size > MOST:
            return None
        source, image = self.folder / "p.cav", self.folder / "p.img"
        source.write_text(maker.text())
        expect_status(call([self.caveat, "compile", source, "-o", image]), 0)
        name = feature.name if feature else None
        table = Table(alive, domains, self.ask(image, pack, alive, domains, depth, wanted), name)
        if len(set(table.status.values())) < 2 and r.random() < 0.9:
            return None  # one status everywhere
        rows, columns = table.best_pair([f for f in alive if f not in told], r)
        args = ["matrix", "-r", image, "--rows", rows.name, "--columns", columns.name,
                "--depth", str(depth), "--json"]
        args += [x for f in wanted for x in ("--use", f.name)]
        args += ["--feature", name] if name else []
        for fact, points in told.items():
            values = [True if p is True else False if p is False else word(p, fact)
                      for p in points]
            values = [int(v) if fact.kind == "number" else v for v in values]
            args += ["--given", "%s=%s" % (fact.name, json.dumps(values))]
        report = json.loads(expect_status(call([self.caveat, *args]), 0).out)["matrices"][0]
        self.check(report, table, alive.index(rows), alive.index(columns))
        return True

    def check(self, report, table, r, c):
        must(report["exact"], "it was not swept")
        rows, columns = ([x["value"] for x in report[k]["lines"]] for k in ("rows", "columns"))
        # a fact that nothing reads has one line without a value
        rows = [table.domains[r][0]] if rows == [None] else rows
        columns = [table.domains[c][0]] if columns == [None] else columns
        known = {}
        for row, column in itertools.product(table.domains[r], table.domains[c]):
            states, facts = table.cell(row, column, (r, c))
            known[row, column] = (frozenset(states), frozenset(facts))
        wanted = {tuple(known[row, c2] for c2 in table.domains[c]) for row in table.domains[r]}
        must(len(wanted) == len(rows), "%d lines for %d" % (len(rows), len(wanted)))
        across = {tuple(known[r2, column] for r2 in table.domains[r])
                  for column in table.domains[c]}
        must(len(across) == len(columns), "%d columns for %d" % (len(columns), len(across)))
        for i, row in enumerate(rows):
            for k, column in enumerate(columns):
                self.check_cell(report["cells"][i][k], known.get((row, column)),
                                "%s, %s" % (row, column))
        # a value that stands for a line may be none of the points asked: so the lines as a whole
        first = {tuple(known[x, c2] for x in table.domains[r]): c2 for c2 in table.domains[c]}
        lines = {frozenset(Counter(known[x, c2] for c2 in first.values()).items())
                 for x in table.domains[r]}
        got = {frozenset(Counter((frozenset(x["statuses"]), frozenset(x["facts"]))
                                 for x in row).items()) for row in report["cells"]}
        must(got == lines, "lines %s, not %s" % (got, lines))

    def check_cell(self, cell, wanted, place):
        self.cells += 1
        self.open += cell["status"] == "unknown"
        if wanted is None:
            return
        states, facts = wanted
        must(set(cell["statuses"]) == states, "%s: %s, not %s" % (place, cell["statuses"], states))
        must(set(cell["facts"]) == facts, "%s: decided by %s, not %s" % (place, cell["facts"], facts))
        must(all(n > 0 for n in cell["statuses"].values()), "a status of none")
        ranks = [LEVELS.index(s) for s in states if s in LEVELS]
        best = LEVELS[min(ranks)] if ranks else None
        worst = LEVELS[max(ranks)] if ranks else None
        must((cell["best"], cell["worst"]) == (best, worst), "%s: its range" % place)
        one = next(iter(states)) if len(states) == 1 else None
        must(cell["status"] == (one or ("unknown" if states else "impossible")), "%s: status" % place)


def lacks(run, packs):
    if packs >= 40 and run.open < 8:
        yield "of %d cells %d are open" % (run.cells, run.open)


def main():
    return run_packs(__doc__, Run, lambda run, seed: run.pack(seed) is not None,
                     lambda seed: pack_text(Maker(seed)), lacks)


if __name__ == "__main__":
    sys.exit(main())
