#!/usr/bin/env python3
"""`caveat diff` against brute force: two random packs, every combination of facts judged by both.

    CAVEAT=build/caveat tests/reference_diff.py [--pairs N] [--seed N] [--show]

The packs are made by tests/language_model.py, the second from the first with a rule, a condition or a
level changed; tests/judge.c answers for each combination of values that stand for all (the points at
which some condition of either pack changes). What diff reports must be exactly what differs there,
by exactly these rules, and each of its examples must show it. Closes with `N passed, N failed`.
"""
import itertools
import json
import os
import sys
from pathlib import Path

from command import Failure, call, expect_status
from driver import pack_text, run_packs
from language_model import LEVELS, Maker, Span

MOST = 1500  # combinations of a pair; larger pairs are passed over


def must(condition, text):
    if not condition:
        raise Failure(text)


class Status:
    """One answer of judge: the status of the pack and of each feature, and the rules behind each."""

    def __init__(self, block, pack):
        self.status, self.by = {}, {}
        features = [f.name for f in pack.features]
        effects = []
        for line in block.split("\n"):
            words = line.split(" ")
            if words[0] == "pack" or words[0] in features:
                kind, best, worst = words[1:4]
                name = None if words[0] == "pack" else words[0]
                self.status[name] = best if kind == "decided" else kind
            elif words[0] == "effect":
                effects.append((words[1], words[2] == "fired", words[3] == "yes"))
        for name, status in self.status.items():
            found = set()
            for effect, (rule, fired, bears) in zip(pack.effects(), effects):
                about = bears if name is None else fired and effect.feature is not None \
                    and effect.feature.name == name
                if about and effect.level == status:
                    found.add(rule)
            self.by[name] = frozenset(found)


class Asker:
    """Configurations, asked of judge in one process."""

    def __init__(self, folder):
        self.judge = Path(os.environ.get("BUILD", "build")) / "tests/judge"
        self.folder = folder

    def ask(self, image, pack, questions):
        lines = ["image %s" % image]
        for question in questions:
            lines += question + ["judge"]
        answer = call([self.judge], stdin="\n".join(lines) + "\n")
        must("error " not in answer.out, answer.out[:2000])
        blocks = answer.out.split("\n.\n")[:-1]
        must(len(blocks) == len(questions), "judge did not answer each question")
        return [Status(b, pack) for b in blocks]


def word(point, fact):
    if fact.kind == "release":
        return fact.json([Span(point, point, spelled(point), True)])
    if fact.kind == "flag":
        return "on" if point else "off"
    return str(point)


def spelled(point):
    from language_model import PRODUCTS, spell
    product, parts = PRODUCTS[point[0]]
    if parts == 0:
        return product
    return "%s %s" % (product, spell(point[1]))


def combinations(packs):
    """[commands] for every combination of both packs' facts, depths and wanted features; None: too
    many. Points are joined: where one pack changes its mind, the other is asked too."""
    facts = {}
    for pack in packs:
        for fact in pack.facts:
            facts.setdefault(fact.name, fact).points |= fact.points
    features = sorted({f.name for p in packs for f in p.features})
    layers = min(p.layers for p in packs)
    found = []
    for depth in range(layers):
        alive = [f for f in facts.values() if f.layer <= depth]
        domains = [sorted(set(word(p, f) for p in f.domain())) for f in alive]
        size = 2 ** len(features)
        for d in domains:
            size *= len(d)
        if len(found) + size > MOST:
            return None
        for wanted in itertools.product([False, True], repeat=len(features)):
            for values in itertools.product(*domains):
                found.append(["clear", "depth %d" % depth] +
                             ["want " + f for f, w in zip(features, wanted) if w] +
                             ["set %s\t%s" % (f.name, v) for f, v in zip(alive, values)])
    return found


def changed(seed):
    """The pack of this seed, with one thing changed."""
    maker = Maker(seed)
    pack = maker.make()
    maker.random.seed(seed * 31 + 7)
    r = maker.random
    what = r.choice(["nothing", "level", "rule", "rule", "drop", "applies", "impossible", "rules"])
    if what == "level":
        rule = r.choice(pack.rules)
        level = r.choice(LEVELS[1:])
        for effect in rule.effects:
            effect.level = level
    elif what in ("rule", "rules"):
        for k in range(1 if what == "rule" else len(pack.rules)):
            at = r.randrange(len(pack.rules))
            name = pack.rules[at].name
            maker.rule(0)
            pack.rules[at] = pack.rules.pop()
            pack.rules[at].name = name
    elif what == "drop" and len(pack.rules) > 1:
        pack.rules.pop(r.randrange(len(pack.rules)))
    elif what == "applies":
        pack.applies = maker.cond(1, pack.defines, pack.features) if r.random() < 0.7 else None
    elif what == "impossible":
        pack.impossible.append(maker.cond(1, pack.defines, pack.features))
    return maker


def brute(old, new):
    """What differs: {(feature, old, new, rules, rules)}; and how many were possible."""
    found, possible = set(), 0
    for a, b in zip(old, new):
        must("undecided" not in [*a.status.values(), *b.status.values()],
             "judge leaves a known configuration undecided")
        if a.status[None] == b.status[None] == "contradiction":
            continue
        possible += 1
        for name in a.status:
            x, y = a.status[name], b.status[name]
            if name is not None and not (x in LEVELS and y in LEVELS):
                continue
            if x != y:
                found.add((name, x, y, a.by[name], b.by[name]))
    return found, possible


def reported(row):
    rules = [frozenset(r["rule"] for r in row[side] if "rule" in r) for side in ("old_by", "new_by")]
    return (row["feature"], row["old"], row["new"], *rules)


def commands(example):
    """A fact file as judge takes it."""
    lines = ["clear"]
    lines += ["want " + f for f, on in example.get("uses", {}).items() if on]
    for layer, facts in example.items():
        if layer not in ("uses", "depth"):
            for base, value in facts.items():
                value = {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value
                lines.append("set %s.%s\t%s" % (layer, base, value))
    if "depth" in example:
        lines.append("depth %d" % example["depth"])
    return lines


class Run:
    def __init__(self, folder):
        self.folder, self.asker = folder, Asker(folder)
        self.caveat = os.environ.get("CAVEAT", "build/caveat")
        self.different = self.equivalent = 0

    def compile(self, maker, name):
        source = self.folder / (name + ".cav")
        source.write_text(maker.text())
        expect_status(call([self.caveat, "compile", source, "-o", self.folder / (name + ".img")]), 0)
        return self.folder / (name + ".img")

    def diff(self, old, new):
        answer = call([self.caveat, "diff", old, new, "--json"])
        must(answer.status in (0, 1, 2), answer.shown())
        return answer.status, json.loads(answer.out)

    def examples(self, rows, images, packs):
        for side in (0, 1):
            answers = self.asker.ask(images[side], packs[side],
                                     [commands(r["example"]) for r in rows])
            for row, got in zip(rows, answers):
                feature, key = row["feature"], reported(row)
                must(got.status.get(feature, "supported") == key[1 + side],
                     "the example %s shows %s" % (row["example"], got.status))
                if key[1 + side] in LEVELS:
                    must(got.by.get(feature, frozenset()) == key[3 + side],
                         "the example %s is not by %s" % (row["example"], set(key[3 + side])))

    def pair(self, seed):
        """None: too large to compare here."""
        makers = [Maker(seed), changed(seed)]
        makers[0].make()
        packs = [m.pack for m in makers]
        questions = combinations(packs)
        if questions is None:
            return None
        images = [self.compile(m, "%d-%d" % (seed, k)) for k, m in enumerate(makers)]
        wanted, possible = brute(*(self.asker.ask(i, p, questions) for i, p in zip(images, packs)))
        status, report = self.diff(*images)
        rows = report["changes"]
        got = {reported(r) for r in rows}
        must(got == wanted, "not reported: %s\n  reported wrongly: %s" % (wanted - got, got - wanted))
        must(status == (1 if wanted else 0), "status %d" % status)
        must(report["result"] == ("different" if wanted else "equivalent"), report["result"])
        must(report["swept_whole"], "a small space was not swept whole")
        must((report["configurations"] > 0) == (possible > 0), "configurations")
        must((report["differing"] > 0) == bool(wanted), "differing")
        must(all(r["configurations"] > 0 for r in rows), "a group of none")
        self.examples(rows, images, packs)
        self.different += bool(wanted)
        self.equivalent += not wanted
        return True

    def strangers(self, seed):
        """Two packs that know nothing of each other, of other facts and types: no crash, and
        whatever is said is true of the examples."""
        makers = [Maker(seed), Maker(seed + 500000)]
        for maker in makers:
            maker.make()
        images = [self.compile(m, "%d-%d" % (seed, k)) for k, m in enumerate(makers)]
        status, report = self.diff(*images)
        must(report["result"] in ("different", "equivalent", "unknown"), report["result"])
        must((status == 0) == (report["result"] == "equivalent"), "status %d" % status)
        kinds = [{f.name: f.kind for f in m.pack.facts} for m in makers]
        known = [set(k) for k in kinds]
        unlike = {n for n in known[0] & known[1] if kinds[0][n] != kinds[1][n]}
        for row in report["changes"]:
            if any(x[4:].split("\t")[0] in unlike for x in commands(row["example"])):
                continue  # no file could be given to both
            for side in (0, 1):
                lines = [x for x in commands(row["example"])
                         if not x.startswith("set ") or x[4:].split("\t")[0] in known[side]]
                wants = {f.name for f in makers[side].pack.features}
                lines = [x for x in lines if not x.startswith("want ") or x[5:] in wants]
                got = self.asker.ask(images[side], makers[side].pack, [lines])[0]
                must(got.status.get(row["feature"], "supported") == reported(row)[1 + side],
                     "the example %s shows %s" % (row["example"], got.status))


def one(run, seed):
    judged = run.pair(seed) is not None
    if seed % 7 == 0:
        run.strangers(seed)
        judged += 1
    return judged


def lacks(run, pairs):
    if pairs >= 40 and not (run.different > 5 and run.equivalent > 5):
        yield "%d pairs differ, %d do not" % (run.different, run.equivalent)


def main():
    return run_packs(__doc__, Run, one, lambda seed: pack_text(Maker(seed)) + "\n----\n" + changed(seed).text(),
                     lacks, counted="pairs")


if __name__ == "__main__":
    sys.exit(main())
