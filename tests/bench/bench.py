#!/usr/bin/env python3
"""bench.py: caveat beside other engines, on the same rules and hosts.  `make bench` runs it.

    bench.py --build DIR [--write FILE] [--only PEER,…] [--hosts N] [--rounds N] [--smoke]

Prints tables as Markdown and writes them to FILE. Peers that are not installed are left out by name,
with the reason; none is needed. --smoke judges a few hosts without peers and measures nothing.

With --only the page has these peers alone, and none of what caveat must reach; it is written to
performance.md in the build folder instead.

Everything is measured in turns within one run: in each round every contestant once, the C function
before each of them. Read the ratios. The run fails where the engines of caveat, the C function and
the independent evaluator of tests/reference do not give the same verdict, or where a peer gives
another than the C function although every fact is known: its rules are not the same ones then.
"""
import argparse
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE / "peers"), str(ROOT / "tests/reference")]

import lines  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import unknown  # noqa: E402


def make_hosts(build, count):
    path = build / "hosts.ndjson"
    lines.call([build / "wide", build / "pack.img", count, path])
    expected = Path(str(path) + ".verdicts").read_text(encoding="ascii").split()
    if len(expected) != count:
        sys.exit("bench: %d hosts, %d verdicts" % (count, len(expected)))
    return path, expected


def measure_peers(options, path, expected):
    """[(peer, notes of its verdicts, the median ns a host)], and what was left out."""
    wanted = options.only.split(",") if options.only else None
    present, left_out = [], []
    for peer in peers.ALL:
        if wanted is not None and peer.name not in wanted:
            left_out.append((peer.name, "not asked for"))
            continue
        peer.hosts = min(peer.hosts, options.hosts)
        lines.say("peer: " + peer.name)
        try:
            peer.prepare(options.build)
            present.append(peer)
        except peers.Skip as why:
            left_out.append((peer.name, str(why)))
    rows = []
    times = {peer.name: [] for peer in present}
    for turn in range(options.rounds):
        lines.say("peers, round %d" % (turn + 1))
        for peer in list(present):
            try:
                hand = lines.hand_ns(options.build)
                times[peer.name].append((peer.measure(options.build, path), hand))
            except (peers.Skip, subprocess.SubprocessError, OSError, ValueError) as why:
                present.remove(peer)
                left_out.append((peer.name, "failed: " + str(why).strip().split("\n")[-1][:200]))
    for peer in present:
        got = peer.verdicts(options.build)
        rows.append((peer, unknown.compare(path, expected, got), times[peer.name]))
    return rows, left_out


def machine(build):
    cpu = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n"):
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    out = [("processor", "%s, %d of it" % (cpu, os.cpu_count())), ("kernel", platform.release())]
    for name, words in (("gcc", ["gcc", "--version"]), ("clang", ["clang", "--version"]),
                        ("libc", ["ldd", "--version"])):
        try:
            text = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                  check=True).stdout
            out.append((name, text.split("\n", maxsplit=1)[0].strip()))
        except (OSError, subprocess.SubprocessError):
            out.append((name, "absent"))
    return out


def smoke(options):
    """The driver without clocks: verdicts of three engines and of the evaluator, the text of the report."""
    path, expected = make_hosts(options.build, 400)
    checked = unknown.check_reference(path, expected, 60)
    sql = peers.Sqlite()
    sql.hosts, sql.seconds = 400, 0
    sql.prepare(options.build)
    sql.measure(options.build, path)
    known = unknown.compare(path, expected, sql.verdicts(options.build))
    two = unknown.compare(path, expected, [v if v == "--" else v[1] * 2 for v in expected])
    wrong = list(expected)
    known_at = next(h for h, v in enumerate(expected) if v == "00")
    wrong[known_at] = "44"
    text = report.whole([("processor", "none")], [], [], [], [("peer", "absent")], options)
    tests = [("evaluator agrees", checked == 60), ("SQLite agrees", known.complete > 0 and known.differs == 0 and known.unproven == 0),
             ("a two-valued engine is found out", two.unproven > 0 and two.supported == 0),
             ("a wrong verdict is found out", unknown.compare(path, expected, wrong).wrong == 1),
             ("report", "left out" in text and "peer: absent" in text),
             ("four engines agree", "scalar" in lines.call([options.build / "wide", options.build / "pack.img", 400, 3]))]
    for name, good in tests:
        if not good:
            print("FAILED  bench: " + name)
    print("%d passed, %d failed" % (sum(g for _, g in tests), sum(not g for _, g in tests)))
    return 0 if all(g for _, g in tests) else 1


def main():
    parser = argparse.ArgumentParser(description="caveat beside other engines")
    parser.add_argument("--build", default="build/bench")
    parser.add_argument("--caveat", default="build/caveat")
    parser.add_argument("--write")
    parser.add_argument("--only")
    parser.add_argument("--hosts", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    options.build, options.caveat = Path(options.build).resolve(), Path(options.caveat).resolve()
    if options.smoke:
        return smoke(options)
    path, expected = make_hosts(options.build, options.hosts)
    checked = unknown.check_reference(path, expected, 500)
    print("hosts: %d; %d of them checked with tests/reference/evaluator.py" % (options.hosts, checked), file=sys.stderr)
    engines = lines.engines(options)
    rows, left_out = measure_peers(options, path, expected)
    musts = [] if options.only else lines.musts(options, engines)
    text = report.whole(machine(options.build), engines, rows, musts, left_out, options)
    sys.stdout.write(text)
    if options.write:
        (options.build / "performance.md" if options.only else Path(options.write)).write_text(text, encoding="utf-8")
    wrong = [peer.name for peer, c, _ in rows if c.disagree]
    if wrong:
        print("bench: other verdicts where every fact is known: " + ", ".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
