#!/usr/bin/env python3
"""Random packs and configurations: the compiler and runtime against language_model.py.

For every configuration: what rules, features, `applies` and `impossible` came out as must lie
between the definition (never less certain) and every way the unknown facts may turn out (never
wrong); status, best, worst and outcomes must follow from them; the missing facts must be among
those the definition names, and knowing them must settle the verdict. With everything known the
two bounds meet, so the verdict must be equal. One configuration of each pack also goes through the
command and its JSON.

    tests/reference_language.py [--programs N] [--seed S] [--show]
"""
import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from command import Failure, call
from language_model import LEVELS, Maker, interval

CONFIGURATIONS = 12
COMPLETIONS = 8
CHUNK = 40
TRUTHS = {"yes": True, "no": False, "unknown": None}
OUTCOMES = {"fired": True, "held": False, "undetermined": None, "out-of-scope": False}


class Judged:
    """One block of tests/judge.c's answer."""

    def __init__(self, lines, pack):
        self.effects, self.impossible, self.features = [], [], []
        for line in lines:
            words = line.split(" ")
            at = words.index("missing") if "missing" in words else len(words)
            missing = set(w for w in words[at + 1:] if w)
            if words[0] == "effect":
                self.effects.append((words[1], words[2], TRUTHS[words[3]], missing))
            elif words[0] == "impossible":
                self.impossible.append(TRUTHS[words[1]])
            else:
                verdict = (words[1], words[2], words[3], TRUTHS[words[4]], missing)
                if words[0] == "pack":
                    self.pack = verdict
                else:
                    self.features.append(verdict)
        if len(self.features) != len(pack.features) or len(self.effects) != len(pack.effects()):
            raise Failure("features or effects are missing from the answer")


class Question:
    def __init__(self, maker, world, known):
        self.maker, self.world, self.known = maker, world, known

    def commands(self):
        lines = ["clear"]
        if self.world.stated is not None:
            lines.append("depth %d" % self.world.stated)
        lines += ["want " + f.name for f in self.world.wanted]
        for fact, told in self.world.told.items():
            lines.append("set " + "\t".join([fact.name] + fact.words(told)))
        return lines + ["judge"]

    def json(self):
        out = {"uses": {f.name: True for f in self.world.wanted}}
        if self.world.stated is not None:
            out["depth"] = self.world.stated
        for fact, told in self.world.told.items():
            out.setdefault("L%d" % fact.layer, {})[fact.base] = fact.json(told)
        return json.dumps(out)


def must(condition, text):
    if not condition:
        raise Failure(text)


def check_truth(name, got, defined, outcomes):
    """Never less certain than the definition, never wrong."""
    must(defined is None or got == defined,
         "%s is %s, by definition %s" % (name, got, defined))
    must(got is None or outcomes <= {got},
         "%s is %s, but may turn out %s" % (name, got, outcomes - {got}))


def check_verdict(name, got, bearing, applies, contradiction):
    kind, best, worst = got[:3]
    if contradiction:
        must(kind == "contradiction", "%s is %s, not a contradiction" % (name, kind))
        return
    if applies is False:
        must(kind == "not-applicable", "%s is %s, not not-applicable" % (name, kind))
        return
    low, high = interval(bearing)
    if applies is None:
        low = 0
    must((best, worst) == (LEVELS[low], LEVELS[high]),
         "%s lies between %s and %s, not %s and %s" % (name, LEVELS[low], LEVELS[high], best, worst))
    must(kind == ("decided" if low == high else "undecided"), "%s is %s" % (name, kind))


def check_missing(question, got):
    """Among what the definition names; none where the verdict is settled."""
    pack, world = question.maker.pack, question.world
    kind, best, worst, _, missing = got.pack
    if kind == "decided" and got.pack[3] is True:
        must(not missing, "settled, yet missing %s" % missing)
    if kind == "undecided":
        must(missing, "unknown, yet nothing is missing")
    named = set()
    if kind in ("decided", "undecided"):
        if pack.applies is not None:
            named |= {f.name for f in pack.facts}  # any fact of it
        for effect in pack.effects():
            if effect.level != "note":
                named |= {f.name for f in pack.missing(effect, world)}
    must(missing <= named, "missing %s, by definition only %s" % (missing, named))


def check_answer(question, got):
    maker, world = question.maker, question.world
    pack = maker.pack
    full = [maker.completion(world) for _ in range(COMPLETIONS)]
    effects = []
    for effect, (rule, outcome, bears, _) in zip(pack.effects(), got.effects):
        name = "rule %s" % effect.rule.name
        must(rule == effect.rule.name, "%s is named %s" % (name, rule))
        must((outcome == "out-of-scope") == (effect.rule.scope() > world.depth),
             "%s is %s at depth %d" % (name, outcome, world.depth))
        check_truth(name + " fires", OUTCOMES[outcome], pack.fires(effect, world),
                    {pack.fires(effect, w) for w in full})
        check_truth(name + " bears", bears, pack.bears(effect, world),
                    {pack.bears(effect, w) for w in full})
        if effect.level != "note":
            effects.append((effect, OUTCOMES[outcome], bears))
    check_truth("applies", got.pack[3], pack.applies_to(world), {pack.applies_to(w) for w in full})
    for cond, answer in zip(pack.impossible, got.impossible):
        check_truth("impossible", answer, pack.is_impossible(cond, world),
                    {pack.is_impossible(cond, w) for w in full})
    applies, contradiction = got.pack[3], True in got.impossible
    check_verdict("the pack", got.pack, [(LEVELS.index(e.level), b) for e, _, b in effects],
                  applies, contradiction)
    for feature, answer in zip(pack.features, got.features):
        about = [(LEVELS.index(e.level), fires) for e, fires, _ in effects if e.feature is feature]
        check_verdict("feature " + feature.name, answer, about, applies, contradiction)
        check_truth(feature.name + " in use", answer[3], question_in_use(feature, world),
                    {question_in_use(feature, w) for w in full})
    check_missing(question, got)


def question_in_use(feature, world):
    from language_model import in_use
    return in_use(feature, world)


def settled(question, got):
    """The same question with every missing fact known; None where there is nothing to settle."""
    if got.pack[0] not in ("decided", "undecided") or not got.pack[4]:
        return None
    pack, world = question.maker.pack, question.world
    told = dict(world.told)
    for fact in pack.facts:
        if fact.name in got.pack[4]:
            told[fact] = question.maker.tell(fact)
            while not fact.known(told[fact]):
                told[fact] = question.maker.tell(fact)
            if world.told.get(fact) is not None:
                point = question.maker.random.choice(world.possible(fact))
                told[fact] = [point] if fact.kind in ("flag", "one of", "text") else \
                    spelled(fact, point)
    if not all(fact.known(told[fact]) for fact in pack.facts if fact.name in got.pack[4]):
        return None
    world_ = type(world)(told, world.depth, world.wanted)
    world_.stated = world.stated if world.stated is not None else world.depth
    return Question(question.maker, world_, False)


def spelled(fact, point):
    from language_model import PRODUCTS, Span, spell
    if fact.kind == "number":
        return [Span(point, point, point, True)]
    product, parts = PRODUCTS[point[0]]
    text = "%s %s" % (product, spell(point[1])) if parts else product
    return [Span(point, point, text, True)]


def check_settled(question, got):
    must(got.pack[0] != "undecided", "still unknown when all that was missing is known, missing %s"
         % got.pack[4])


# -- driving -----------------------------------------------------------------------------------------

class Run:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.caveat = os.environ.get("CAVEAT", "build/caveat")
        self.judge = Path(os.environ.get("BUILD", "build")) / "tests/judge"
        self.passed = self.failed = 0

    def report(self, maker, seed, question, failure):
        self.failed += 1
        if self.failed > 10:
            return
        print("FAILED seed %s: %s" % (seed, failure))
        if self.options.show:
            print(maker.text())
        if question is not None:
            print("    facts " + question.json())

    def check(self, seed, question, function, *args):
        try:
            function(question, *args)
            self.passed += 1
            return True
        except Failure as failure:
            self.report(question.maker, seed, question, failure)
            return False

    def ask(self, questions):
        """[(seed, question)] -> their answers, in order."""
        lines, image = [], None
        for seed, question in questions:
            if seed != image:
                lines.append("image %s" % (self.folder / ("%s.img" % seed)))
                image = seed
            lines += question.commands()
        answer = call([self.judge], stdin="\n".join(lines) + "\n")
        if "error " in answer.out:
            raise Failure([x for x in answer.out.splitlines() if x.startswith("error ")][0])
        blocks = answer.out.split("\n.\n")[:-1]
        if len(blocks) != len(questions):
            raise Failure("%d answers to %d questions" % (len(blocks), len(questions)))
        return [Judged(b.split("\n"), q.maker.pack) for b, (_, q) in zip(blocks, questions)]

    def compile(self, seed, maker):
        source = self.folder / ("%s.cav" % seed)
        source.write_text(maker.text())
        answer = call([self.caveat, "compile", source, "-o", self.folder / ("%s.img" % seed)])
        if answer.status != 0:
            self.report(maker, seed, None, "it does not compile\n" + answer.err)
        return answer.status == 0

    def check_json(self, question, seed, judged):
        answer = call([self.caveat, "check", "-r", self.folder / ("%s.img" % seed), "-", "--format",
                       "json"], stdin=question.json())
        must(answer.out, "no JSON\n" + answer.shown())
        pack = json.loads(answer.out)["packs"][0]
        kind, best, worst, applies, missing = judged.pack
        plain = kind in ("decided", "undecided")
        wanted = (best if kind == "decided" else "unknown" if kind == "undecided" else kind,
                  best if plain else None, worst if plain else None)
        must((pack["status"], pack["best"], pack["worst"]) == wanted,
             "JSON says %s %s %s, not %s" % (pack["status"], pack["best"], pack["worst"], wanted))
        if plain:
            must(set(pack["missing"]) == missing, "JSON misses %s" % pack["missing"])
        must([f["feature"] for f in pack["features"]] == [f.name for f in question.maker.pack.features],
             "JSON lists other features")

    def chunk(self, seeds):
        questions = []
        for seed in seeds:
            maker = Maker(seed)
            maker.make()
            if self.compile(seed, maker):
                for k in range(CONFIGURATIONS):
                    world = maker.world((0, 0.3, 0.6, 0.9, 1)[k % 5])
                    questions.append((seed, Question(maker, world, False)))
        answers = self.ask(questions)
        more, first = [], set()
        for (seed, question), got in zip(questions, answers):
            good = self.check(seed, question, check_answer, got)
            if seed not in first:
                first.add(seed)
                self.check(seed, question, self.check_json, seed, got)
            follow = settled(question, got) if good else None
            if follow is not None:
                more.append((seed, follow))
        for (seed, question), got in zip(more, self.ask(more) if more else []):
            self.check(seed, question, check_settled, got)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--programs", type=int, default=200)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--show", action="store_true", help="print the pack of each failure")
    options = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(options, Path(folder))
        seeds = range(options.seed, options.seed + options.programs)
        for start in range(0, len(seeds), CHUNK):
            try:
                run.chunk(seeds[start:start + CHUNK])
            except Failure as failure:
                run.failed += 1
                print("FAILED seeds %s: %s" % (seeds[start:start + CHUNK], failure))
    print("%d passed, %d failed" % (run.passed, run.failed))
    return 1 if run.failed or not run.passed else 0


if __name__ == "__main__":
    sys.exit(main())
