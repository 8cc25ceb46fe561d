#!/usr/bin/env python3
"""What compiling costs, in instructions: it grows with the rules, not faster.

    tests/growth.py            twice the rules take at most 2.2 times the instructions
    tests/growth.py --table    beside the clock's table of tests/bench/compile.c, for `make bench-compile`

Counted by valgrind, so other work on the machine changes nothing; skipped where it is not.
"""
import os
import re
import shutil
import sys
from pathlib import Path

from command import Failure, call

BENCH = Path(os.environ.get("BUILD", "build")) / "tests/compile"
FEW, MANY, MOST = 1000, 2000, 2.2  # the values in the conditions are all there from 500 rules on
TABLE = [10, 100, 1000, 10000, 100000]


def instructions(rules):
    """Of parsing, checking and emitting; making the text is left out."""
    answer = call(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                   "--toggle-collect=cavc_parse", "--toggle-collect=cavc_compile",
                   BENCH, "--once", rules], timeout=1800)
    count = re.search(r"Collected : (\d+)", answer.err)
    if answer.status or not count or not int(count.group(1)):
        raise Failure(answer.shown())
    return int(count.group(1))


def table():
    clock = call([BENCH, *map(str, TABLE)], timeout=1800)
    if clock.status:
        raise Failure(clock.shown())
    head, *rows = clock.out.splitlines()
    print("%s %12s" % (head, "instr./rule"), flush=True)
    for rules, row in zip(TABLE, rows):
        print("%s %12d" % (row, instructions(rules) / rules), flush=True)
    return 0


def main():
    if not shutil.which("valgrind"):
        print("skipped: valgrind is not here\n0 passed, 0 failed, 1 skipped")
        return 0
    if sys.argv[1:] == ["--table"]:
        return table()
    few, many = instructions(FEW), instructions(MANY)
    good = many <= MOST * few
    if not good:
        print("FAILED: %d rules take %d instructions, %d take %d: %.2f times as many"
              % (FEW, few, MANY, many, many / few))
    print("%d passed, %d failed" % (good, not good))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
