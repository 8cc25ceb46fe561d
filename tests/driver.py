"""How a script of tests/ runs what it holds and closes: functions in folders of their own, or random cases.

A failure is counted and shown, and the rest goes on; a script in which nothing ran has failed.
Invariant: the last line is `N passed, N failed`, and the status follows from it.
"""
import argparse
import sys
import tempfile
from pathlib import Path

from command import Failure


def told(error):
    return str(error) if isinstance(error, Failure) else "%s: %s" % (type(error).__name__, error)


def close(passed, failed):
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


def run_tests(tests, make_folder):
    """Each function that holds a word of the command line, given make_folder(a new folder)."""
    words = sys.argv[1:]
    passed = failed = 0
    for function in tests:
        if words and not any(w in function.__name__ for w in words):
            continue
        with tempfile.TemporaryDirectory(prefix="caveat-test-") as folder:
            try:
                function(make_folder(Path(folder)))
                passed += 1
            except Exception as error:  # a test that breaks has not passed
                failed += 1
                print("FAILED %s: %s" % (function.__name__, told(error)))
    return close(passed, failed)


def run_packs(description, make_run, one, show, lacks, counted="packs"):
    """Random packs, a seed each. one(run, seed): how many cases it judged; show(seed): its packs as text;
    lacks(run, wanted): what the run as a whole should have met and did not, a text each."""
    p = argparse.ArgumentParser(description=description.split("\n")[0])
    p.add_argument("--" + counted, dest="wanted", type=int, default=60)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--show", action="store_true", help="print the packs of each failure")
    options = p.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="caveat-test-") as folder:
        run, seed = make_run(Path(folder)), options.seed
        while passed + failed < options.wanted:
            try:
                passed += one(run, seed)
            except Exception as error:
                failed += 1
                print("FAILED seed %d: %s" % (seed, told(error)))
                if options.show:
                    print(show(seed))
            seed += 1
    for lack in lacks(run, options.wanted):
        failed += 1
        print("FAILED: " + lack)
    return close(passed, failed)


def pack_text(maker):
    """What a maker of random packs makes, as a rule file."""
    maker.make()
    return maker.text()
