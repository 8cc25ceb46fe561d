#!/usr/bin/env python3
"""trees.py: facts gathered from captured machines against what is known of them.

Runs `caveat facts --root TREE --as LAYER --json` over every tree beside EXPECTED.tsv and compares
each expected fact. `a|b` expects exactly that set. Knowing less is unknown; anything else is wrong.
Fails on any wrong fact, any run that fails, and under 85 % of agreement. Without the trees it says
so and skips.

    trees.py [-v] [FOLDER]      default ../shared/trees; the command: $CAVEAT or build/caveat
"""

import collections
import concurrent.futures
import csv
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENOUGH = 0.85


def flatten(prefix, value, out):
    if isinstance(value, dict):
        for key, inner in value.items():
            flatten(prefix + "." + key if prefix else key, inner, out)
    else:
        out[prefix] = value
    return out


def as_set(value):
    if value is None:
        return set()
    return {
        {True: "on", False: "off"}.get(v, str(v)) if isinstance(v, bool) else str(v)
        for v in (value if isinstance(value, list) else [value])
    }


def knows_less(got, want):
    """Is what was found a coarser truth: a superset, or a release with fewer parts?"""

    def covers(coarse, fine):
        return (
            coarse == fine
            or fine.startswith(coarse + " ")
            or (" " in coarse and fine.startswith(coarse + "."))
        )

    return not got or all(any(covers(g, w) for g in got) for w in want)


def compare(value, expected):
    got, want = as_set(value), set(expected.split("|"))
    if got == want:
        return "agree"
    return "unknown" if knows_less(got, want) else "wrong"


def gather(command, folder, tree, layer):
    """The facts of one tree as {"L0.os": value}; a failed run raises."""
    done = subprocess.run(
        [command, "facts", "--root", os.path.join(folder, tree), "--json"]
        + (["--as", layer] if layer else []),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise ValueError("exit status %d: %s" % (done.returncode, done.stderr.strip()))
    document = json.loads(done.stdout)
    return flatten("", {k: v for k, v in document.items() if k[0] == "L" and k[1:].isdigit()}, {})


def read_expected(folder):
    rows = collections.defaultdict(list)
    with open(os.path.join(folder, "EXPECTED.tsv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["tree"], row["as"]].append(row)
    for tree in sorted(os.listdir(folder)):
        if os.path.isdir(os.path.join(folder, tree)) and not any(t == tree for t, _ in rows):
            rows[tree, None] = []  # nothing expected, but it must run
    return rows


def main():
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    verbose = "-v" in sys.argv[1:]
    folder = arguments[0] if arguments else os.path.join(os.path.dirname(ROOT), "shared", "trees")
    command = os.environ.get("CAVEAT", os.path.join(ROOT, "build", "caveat"))
    if not os.path.isfile(os.path.join(folder, "EXPECTED.tsv")):
        print("trees.py: no captured trees here (looked for ../shared/trees): skipped")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    if not os.access(command, os.X_OK):
        sys.exit("trees.py: no command at %s (build it, or set CAVEAT)" % command)
    expected, broken = read_expected(folder), []
    counts = collections.defaultdict(collections.Counter)

    def one(key):
        try:
            return gather(command, folder, *key), None
        except (ValueError, subprocess.TimeoutExpired) as error:
            return {}, str(error)

    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for (tree, layer), (facts, error) in zip(expected, pool.map(one, expected)):
            if error:
                broken.append("%s: %s" % (tree, error))
            for row in expected[tree, layer]:
                result = "unknown" if error else compare(facts.get(row["fact"]), row["value"])
                counts[row["basis"]][result] += 1
                if result == "wrong" or (verbose and result == "unknown"):
                    print(
                        "%s: %s as %s, %s is %s, expected %s (%s)"
                        % (
                            result,
                            tree,
                            layer,
                            row["fact"],
                            facts.get(row["fact"]),
                            row["value"],
                            row["basis"],
                        )
                    )
    return report(counts, broken, len(expected))


def report(counts, broken, runs):
    for line in broken:
        print("failed: " + line)
    for basis in sorted(counts):
        c = counts[basis]
        print(
            "%-9s %3d agree %3d unknown %3d wrong" % (basis, c["agree"], c["unknown"], c["wrong"])
        )
    total = sum(counts.values(), collections.Counter())
    rows = sum(total.values())
    share = total["agree"] / rows if rows else 0
    print(
        "%d trees run; %d of %d expected facts agree (%.1f %%), %d unknown, %d wrong"
        % (runs, total["agree"], rows, 100 * share, total["unknown"], total["wrong"])
    )
    failed = total["wrong"] + len(broken) + (share < ENOUGH)
    print("%d passed, %d failed" % (rows - total["wrong"], failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
