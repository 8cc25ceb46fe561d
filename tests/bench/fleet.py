#!/usr/bin/env python3
"""fleet.py: `caveat fleet` from end to end, beside DuckDB's read_json and the same rules as CASE.

    fleet.py [HOSTS] [ROUNDS]          200000 hosts, 5 rounds; 10000000 to see that memory stays

Makes hosts by chance (5 % of facts unknown, some releases without their minor), one JSON line each;
judges them by the pack rhel8-nested in one thread and in all, and in DuckDB (`pip install duckdb`; left
out where it is not there). Fails where one verdict differs. Times are medians of runs that take
turns; read the ratio of processor time. The command is $CAVEAT or build/caveat.
"""
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CAVEAT = os.environ.get("CAVEAT", str(ROOT / "build/caveat"))
SYSTEMS = (["rhel 8.4"] * 9 + ["rhel 8.10"] * 9 + ["rhel 8.1"] * 3 + ["rhel 8"] + ["rhel 7.9"] * 6 +
           ["rhel 7.6"] * 2 + ["rhel 7"] + ["rhel 9.4"] * 6 + ["centos 8.3"] * 3 +
           ["windows-server 2019"] * 5 + ["windows-server 2022"] * 3 + ["other"] * 4)
PLATFORMS = (["intel"] * 12 + ["amd"] * 9 + ["power9"] * 4 + ["ibm-z"] * 3 +
             ["power8", "power10", "arm64", "x86-other", "other"])
FEATURES = ["nesting", "migration", "huge-pages", "xive"]
LEVELS = ["supported", "preview", "unsupported", "untested", "broken"]
BATCH = 100000


def host(rng, number):
    depth = rng.choice([1, 1] + [2] * 9 + [3])
    flag = [True, False]
    layers = {
        "L0": {"platform": PLATFORMS, "os": SYSTEMS, "hypervisor": ["kvm"] * 5 + ["vmware"],
               "kvm.nested": flag, "kvm.hpage": flag},
        "L1": {"cpu.mode": ["native"] * 9 + ["power8"], "os": SYSTEMS, "offering": ["none"] * 9 + ["rhv"]},
        "L2": {"cpu.mode": ["native"] * 9 + ["power8"], "os": SYSTEMS,
               "kernel.variant": ["standard"] * 9 + ["alt"]},
    }
    out = {"id": "host-%07d.example.org" % number, "depth": depth,
           "uses": {f: rng.random() < 0.5 for f in FEATURES}}
    for layer, facts in layers.items():
        if int(layer[1]) <= depth:
            out[layer] = {k: rng.choice(v) for k, v in facts.items() if rng.random() < 0.95}
    return out


def make(path, count):
    """`count` hosts; of more than a batch, the batch again and again under other names."""
    rng = random.Random(1)
    lines = [json.dumps(host(rng, i), separators=(",", ":")) for i in range(min(count, BATCH))]
    with open(path, "w", encoding="ascii") as out:
        for start in range(0, count, BATCH):
            part = lines[:count - start]
            out.write("".join(('{"id":"host-%07d' % (start + i)) + x[19:] + "\n" for i, x in enumerate(part)))


# -- the same rules in SQL -----------------------------------------------------------------------------

def release(column, *ranges):
    """Is it rhel major.minor or later within major: true, false or NULL where that is open."""
    yes, maybe = [], []
    for system in sorted(set(SYSTEMS)):
        product, _, version = system.partition(" ")
        major, _, minor = version.partition(".")
        for m, least in ranges if product == "rhel" else ():
            if int(major) == m and (not least or (minor and int(minor) >= least)):
                yes.append(system)
            elif int(major) == m and not minor:
                maybe.append(system)
    quoted = [",".join("'%s'" % s for s in part) or "''" for part in (yes, maybe)]
    return ("case when {0} is null then null when {0} in ({1}) then true when {0} in ({2}) then null "
            "else false end".format(column, *quoted))


def rules():
    """(level, condition, the depth from which it is asked)."""
    guest = ((7, 8), (8, 2))
    windows = "coalesce(l2_os = 'windows-server 2019', null)"
    power9 = "platform = 'power9'"
    return [
        ("unsupported", "platform not in ('intel','amd','power9','ibm-z')", 0),
        ("broken", "platform not in ('intel','amd','power9','ibm-z','x86-other')", 0),
        ("preview", "platform in ('amd','power9','ibm-z')", 0),
        ("unsupported", "not (%s)" % release("l0_os", (8, 2)), 0),
        ("unsupported", "not (%s)" % release("l1_os", *guest), 1),
        ("unsupported", "offering <> 'none'", 1),
        ("unsupported", "not ((%s) or %s)" % (release("l2_os", *guest), windows), 2),
        ("broken", "%s and not (%s)" % (power9, release("l0_os", (8, 0))), 0),
        ("broken", "%s and not (%s)" % (power9, release("l1_os", (8, 0))), 1),
        ("broken", "%s and not ((%s) or ((%s) and variant = 'alt'))" % (
            power9, release("l2_os", (8, 0)), release("l2_os", (7, 0))), 2),
        ("broken", "%s and mode1 = 'power8'" % power9, 1),
        ("broken", "%s and mode2 = 'power8'" % power9, 2),
        ("unsupported", "(%s) and hypervisor <> 'kvm'" % release("l1_os", (8, 0)), 1),
        ("untested", "true", 3),
        ("broken", "w_migration and platform = 'amd' and nested", 0),
        ("broken", "platform = 'ibm-z' and applies and (w_huge or hpage)", 0),
        ("broken", "w_xive and %s" % power9, 0),
    ]


def query(source, target):
    effects = ["case when depth >= %d then (%s) else false end" % (depth, c) for _, c, depth in rules()]
    ranks = [LEVELS.index(level) for level, _, _ in rules()]
    columns = ", ".join("%s as e%d" % (c, i) for i, c in enumerate(effects))
    best = "greatest(%s)" % ", ".join("case when e%d then %d else 0 end" % (i, r) for i, r in enumerate(ranks))
    worst = "greatest(%s)" % ", ".join("case when e%d is false then 0 else %d end" % (i, r)
                                       for i, r in enumerate(ranks))
    word = "case %%s %s end" % " ".join("when %d then '%s'" % x for x in enumerate(LEVELS))
    types = ("{id:'VARCHAR',depth:'INTEGER',uses:'STRUCT(nesting BOOLEAN,migration BOOLEAN,\"huge-pages\" BOOLEAN,"
             "xive BOOLEAN)',L0:'STRUCT(platform VARCHAR,os VARCHAR,hypervisor VARCHAR,\"kvm.nested\" BOOLEAN,"
             "\"kvm.hpage\" BOOLEAN)',L1:'STRUCT(\"cpu.mode\" VARCHAR,os VARCHAR,offering VARCHAR)',"
             "L2:'STRUCT(\"cpu.mode\" VARCHAR,os VARCHAR,\"kernel.variant\" VARCHAR)'}")
    return """copy (
with facts as (select id, depth, uses.nesting w_nesting, uses.migration w_migration, uses."huge-pages" w_huge,
    uses.xive w_xive, L0.platform platform, L0.os l0_os, L0.hypervisor hypervisor, L0."kvm.nested" nested,
    L0."kvm.hpage" hpage, L1."cpu.mode" mode1, L1.os l1_os, L1.offering offering, L2."cpu.mode" mode2,
    L2.os l2_os, L2."kernel.variant" variant,
    (depth >= 2 or uses.nesting or L0."kvm.nested") applies
    from read_json('{source}', format='newline_delimited', columns={types})),
fired as (select id, applies, {columns} from facts),
ranged as (select id, applies, case when applies then {best} else 0 end b, {worst} w from fired)
select id, 'rhel8-nested' pack,
    case when applies is false then 'not-applicable' when b = w then {wordb} else 'unknown' end status,
    case when applies is false then null else {wordb} end best,
    case when applies is false then null else {wordw} end worst from ranged
) to '{target}' (format json)""".format(source=source, target=target, types=types, columns=columns, best=best,
                                        worst=worst, wordb=word % "b", wordw=word % "w")


# -- runs ----------------------------------------------------------------------------------------------

# A small program between, because a child's peak begins with that of who starts it.
CHILD = ("import os,subprocess,sys,time\nstart=time.perf_counter()\n"
         "_,status,usage=os.wait4(subprocess.Popen(sys.argv[1:]).pid,0)\n"
         "print(os.waitstatus_to_exitcode(status),time.perf_counter()-start,"
         "usage.ru_utime+usage.ru_stime,usage.ru_maxrss)\n")


def run_caveat(source, target, jobs, form="ndjson"):
    """Seconds of the clock, of processors, and KiB at most."""
    words = [CAVEAT, "fleet", source, "--pack", "rhel8-nested", "-f", form, "-o", target]
    done = subprocess.run([sys.executable, "-S", "-c", CHILD, *words, *(["-j", str(jobs)] if jobs else [])],
                          stdout=subprocess.PIPE, text=True, check=True)
    status, clock, processor, kib = map(float, done.stdout.split())
    if status not in (0, 1, 2):
        sys.exit("fleet: exit %d" % status)
    return clock, processor, kib


def run_duckdb(duckdb, source, target):
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    start, before = time.perf_counter(), time.process_time()
    connection.execute(query(source, target))
    return time.perf_counter() - start, time.process_time() - before


def answers(path):
    keys = ("id", "pack", "status", "best", "worst")
    with open(path, encoding="utf-8") as lines:
        return [tuple(json.loads(x).get(k) for k in keys) for x in lines]


def compare(mine, theirs):
    a, b = answers(mine), answers(theirs)
    for x, y in zip(a, b):
        if x != y:
            sys.exit("verdicts differ: caveat %s, DuckDB %s" % (x, y))
    if len(a) != len(b):
        sys.exit("caveat gives %d verdicts, DuckDB %d" % (len(a), len(b)))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    try:
        import duckdb
    except ImportError:
        duckdb = None
    clock, processor, peak = {}, {}, 0
    with tempfile.TemporaryDirectory() as folder:
        source, mine, theirs = (os.path.join(folder, n) for n in ("hosts.ndjson", "caveat", "duckdb"))
        make(source, count)
        for _ in range(rounds):
            for name, jobs, form in (("fleet, one thread", 1, "ndjson"), ("fleet, all cores", 0, "ndjson"),
                                     ("fleet, one thread, summary", 1, "summary")):
                seconds, used, kib = run_caveat(source, mine, jobs, form)
                clock.setdefault(name, []).append(seconds)
                processor.setdefault(name, []).append(used)
                peak = max(peak, kib)
            if duckdb:
                seconds, used = run_duckdb(duckdb, source, theirs)
                clock.setdefault("DuckDB, one thread", []).append(seconds)
                processor.setdefault("DuckDB, one thread", []).append(used)
        if duckdb:
            run_caveat(source, mine, 1)
            compare(mine, theirs)
        size = os.path.getsize(source) / count
    print("%d hosts, %.0f bytes each; ns a host:   clock  processor" % (count, size))
    for name, values in clock.items():
        print("%-36s %8.0f %10.0f" % (name, statistics.median(values) / count * 1e9,
                                      statistics.median(processor[name]) / count * 1e9))
    print("%-36s %8.1f MB (10 of it at least: who starts it)" % ("peak memory", peak / 1024))
    if duckdb:
        ratio = [d / c for d, c in zip(processor["DuckDB, one thread"], processor["fleet, one thread"])]
        print("%-36s %8.1f" % ("DuckDB / fleet, processor time", statistics.median(ratio)))
        print("equal verdicts: %d of %d" % (count, count))
    else:
        print("DuckDB is not installed: left out")


if __name__ == "__main__":
    main()
