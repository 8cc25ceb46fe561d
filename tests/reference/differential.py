#!/usr/bin/env python3
"""differential.py: caveat against the independent evaluator, over random configurations.

Every configuration goes through `caveat check --format json -`. Where all facts are known, status,
feature statuses and exit status must be equal to the evaluator's; where some are not, the interval
must contain the true one. Prints each difference with its configuration, then one line.

    differential.py [-n N] [--seed S] [--jobs J] [--rules FILE]

The command is $CAVEAT or build/caveat.
"""

import argparse
import concurrent.futures
import json
import os
import random
import subprocess
import sys

import evaluator as ref

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KERNELS = {
    "standard": ["3.10.0-1127.el7.ppc64le", "4.18.0-305.el8.x86_64", "6.1.0-13-amd64"],
    "alt": ["4.14.0-115.el7a.0.1.ppc64le", "4.14.0-49.el7a.ppc64le"],
}
USUAL = {
    "L0.platform": ["intel", "amd", "power9", "ibm-z"],
    "L0.hypervisor": ["kvm"],
    "L1.offering": ["none"],
    "L0.os": ["rhel 8.2", "rhel 8.4", "rhel 8.10"],
    "L1.os": ["rhel 7.9", "rhel 8.2", "rhel 8.6"],
    "L2.os": ["rhel 7.8", "rhel 8.4", "windows-server 2019"],
    "L1.cpu.mode": ["native"],
    "L2.cpu.mode": ["native"],
}


def some_release(rng):
    """A complete release, on a border more often than not."""
    text = rng.choice(ref.all_releases())
    if rng.random() < 0.3:
        text = "rhel %d.%d" % (rng.choice([7, 8, 9]), rng.randrange(12))
    return text


def full_value(rng, fact):
    if fact in USUAL and rng.random() < 0.7:
        return rng.choice(USUAL[fact])
    if fact.endswith(".os"):
        return some_release(rng)
    return rng.choice(ref.DOMAINS[fact])


def partial_value(rng, fact):
    """(what is told, the complete values it stands for); told None: nothing."""
    domain = ref.DOMAINS[fact]
    if rng.random() < 0.4:
        return None, domain
    if fact.endswith(".os"):
        told = set()
        for _ in range(rng.randrange(1, 4)):
            text = full_value(rng, fact)
            cut = rng.random()
            told.add(
                text.split(".")[0] if cut < 0.4 else text.split(" ")[0] if cut < 0.5 else text
            )
        told = sorted(told)
        values = sorted({c for t in told for c in (ref.completions_of_release(t) or [t])})
        return (told[0] if len(told) == 1 and rng.random() < 0.5 else told), values
    if isinstance(domain[0], bool):
        return None, domain
    told = rng.sample(domain, rng.randrange(2, len(domain) + 1))
    return told, told


class Case:
    """One configuration: what caveat is told, and what it may be."""

    def __init__(self, rng, unknowns):
        self.depth = rng.choice([None, None, None, 0, 1, 2, 2, 3])
        self.uses = [
            f for f in ref.FEATURES if rng.random() < (0.12 if f != "migration" else 0.35)
        ]
        self.told, self.values = {}, {}
        deepest = 2 if self.depth is None else self.depth
        facts = [f for f in ref.DOMAINS if int(f[1]) <= deepest]
        opened = set(rng.sample(facts, min(len(facts), unknowns)))
        for fact in facts:
            self.choose(rng, fact, fact in opened)
        self.true_depth = deepest

    def choose(self, rng, fact, opened):
        if opened:
            told, values = partial_value(rng, fact)
        else:
            told = full_value(rng, fact)
            values = [told]
        self.values[fact] = values
        if told is None:
            return
        if (
            fact.endswith("kernel.variant") and rng.random() < 0.5
        ):  # the variant follows from the release
            fact = fact.replace("kernel.variant", "kernel.release")
            variants = told if isinstance(told, list) else [told]
            told = [rng.choice(KERNELS[v]) for v in variants]
        self.told[fact] = told

    def document(self):
        doc = {"uses": {f: True for f in self.uses}}
        if self.depth is not None:
            doc["depth"] = self.depth
        for fact, value in self.told.items():
            layer, _, name = fact.partition(".")
            doc.setdefault(layer, {})[name] = value
        return doc


def run(command, case):
    done = subprocess.run(
        [*command, "--format", "json", "--pack", "rhel8-nested", "-"],
        input=json.dumps(case.document()),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode not in (0, 1, 2):
        raise ValueError("exit status %d: %s" % (done.returncode, done.stderr.strip()))
    packs = json.loads(done.stdout)["packs"]
    return next(p for p in packs if p["pack"] == "rhel8-nested"), done.returncode


def expected_exit(pack):
    if pack["status"] == "not-applicable" or pack["worst"] == "supported":
        return 0
    return 1 if pack["best"] != "supported" else 2


def compare_known(case, pack):
    """Everything known: equality."""
    m = ref.Machine({f: v[0] for f, v in case.values.items()}, case.true_depth, case.uses)
    status, features = ref.judge(m)
    wrong = []
    if pack["status"] != (status or "not-applicable"):
        wrong.append("status %s, should be %s" % (pack["status"], status or "not-applicable"))
    for got in pack["features"]:
        want = features[got["feature"]] or "not-applicable"
        if got["status"] != want:
            wrong.append("%s %s, should be %s" % (got["feature"], got["status"], want))
        if status is not None and got["in_use"] != ("yes" if m.in_use(got["feature"]) else "no"):
            wrong.append("%s in_use is %s" % (got["feature"], got["in_use"]))
    return wrong


def contains(got, best, worst):
    return (
        got["best"] in ref.RANK
        and ref.RANK[got["best"]] <= ref.RANK[best]
        and ref.RANK[worst] <= ref.RANK[got["worst"]]
    )


def compare_partial(case, pack):
    """Some facts open: the interval holds the true one. Returns (differences, exact)."""
    arguments = (case.values, case.true_depth, case.uses)
    apply = ref.applies(*arguments)
    if apply == {False}:
        ok = pack["status"] == "not-applicable"
        return [] if ok else ["status %s, should be not-applicable" % pack["status"]], ok
    wrong, exact = [], True
    if pack["applies"] != ("yes" if apply == {True} else "unknown"):
        wrong.append("applies is %s" % pack["applies"])
    for got in [pack] + pack["features"]:
        feature = got.get("feature")
        best, worst = ref.interval(feature, *arguments)
        if apply != {True}:
            best = "supported"
        if not contains(got, best, worst):
            wrong.append(
                "%s between %s and %s, true is %s to %s"
                % (feature or "status", got["best"], got["worst"], best, worst)
            )
        exact = exact and (got["best"], got["worst"]) == (best, worst)
    if pack["best"] != pack["worst"] and (pack["status"] != "unknown" or not pack["missing"]):
        wrong.append("unknown without missing facts")
    wrong += [
        "%s is missing but known" % f
        for f in pack["missing"]
        if f in case.values and len(case.values[f]) == 1
    ]
    return wrong, exact


def check(command, case, known):
    try:
        pack, status = run(command, case)
    except (ValueError, KeyError, StopIteration, subprocess.TimeoutExpired) as error:
        return [str(error)], False
    wrong, exact = (compare_known(case, pack), True) if known else compare_partial(case, pack)
    if status != expected_exit(pack):
        wrong.append("exit status %d, should be %d" % (status, expected_exit(pack)))
    return wrong, exact


def self_test(rng):
    """The search for the true interval against trying everything."""
    for _ in range(40):
        case = Case(rng, 2)
        if len([1 for v in case.values.values() if len(v) > 1]) > 2:
            continue
        arguments = (case.values, case.true_depth, case.uses)
        for feature in [None] + ref.FEATURES:
            assert ref.interval(feature, *arguments) == ref.brute_force(
                feature, *arguments
            ), case.document()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", "--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rules", help="judge these rules instead of the built-in pack")
    options = parser.parse_args()
    command = os.environ.get("CAVEAT", os.path.join(ROOT, "build", "caveat"))
    if not os.access(command, os.X_OK):
        sys.exit("differential.py: no command at %s (build it, or set CAVEAT)" % command)
    command = [command, "check"] + (["-r", options.rules] if options.rules else [])
    rng = random.Random(options.seed)
    self_test(rng)
    work = [
        (
            (Case(rng, 0), True)
            if i % 2 == 0
            else (Case(rng, rng.choice([1, 1, 2, 2, 3, 5, 13])), False)
        )
        for i in range(options.count)
    ]
    failed = exact = partial = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for (case, known), (wrong, tight) in zip(
            work, pool.map(lambda w: check(command, *w), work)
        ):
            partial += not known
            exact += tight and not known
            if wrong:
                failed += 1
                if failed <= 20:
                    print("%s\n    %s" % (json.dumps(case.document()), "\n    ".join(wrong)))
    print(
        "seed %d: %d of %d configurations with unknown facts have exactly the true interval"
        % (options.seed, exact, partial)
    )
    print("%d passed, %d failed" % (options.count - failed, failed))
    return 1 if failed or not options.count else 0


if __name__ == "__main__":
    sys.exit(main())
