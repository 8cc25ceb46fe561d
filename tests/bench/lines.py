"""lines.py: what is asked of caveat's own speed, a measurement for each line of the table.

A line is (what, figure, must, aim, unit, less): `less` says that smaller is better. Invariant: both
sides of a ratio are measured in turns in one program or one loop, and by one clock: processor time,
but for what is a start to its end; a line whose other side is absent is left out.
"""
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import peers  # found by bench.py

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MILLION = 1000000


@dataclass
class Line:
    what: str
    figure: float
    must: float
    aim: float
    unit: str = ""
    less: bool = True
    note: str = ""


@dataclass
class Engine:
    name: str
    ns: float
    ratio: float
    instructions: float


def call(words, limit=900, ok=(0,), **more):
    done = subprocess.run([str(w) for w in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=limit, check=False, **more)
    if done.returncode not in ok:
        raise SystemExit("bench: %s: exit %d\n%s" % (words[0], done.returncode, done.stderr[-2000:]))
    return done.stdout


START = time.monotonic()


def say(text):
    print("%4.0f s  %s" % (time.monotonic() - START, text), file=sys.stderr, flush=True)


# -- caveat and C in one program -------------------------------------------------------------------------

NAMED = {"hand-written C, -O2": "hand", "the same over columns": "columns", "scalar": "scalar",
         "scalar with trace": "trace"}
WIDE = re.compile(r"^(.{28}) +([0-9.]+) ns +([0-9.]+)$", re.M)


def hand_ns(build):
    """ns per host of the C function, now."""
    return float(WIDE.search(call([build / "wide", build / "pack.img", 20000, 3])).group(2))


def instructions(build, who, hosts=1000):
    """Per host by callgrind: of two numbers of hosts the difference; None without valgrind or its support."""
    count = 256 if who in ("scalar", "trace") else hosts
    totals = []
    for contestant in (who, "nothing"):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=%s/out" % folder,
                                   str(build / "wide"), str(build / "pack.img"), str(count), contestant],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if done.returncode != 0 or not found:
            return None
        totals.append(int(found.group(1)))
    return (totals[0] - totals[1]) / count


def engines(options):
    say("caveat's engines and the C function")
    runs = {}
    for _ in range(options.rounds):
        for name, ns, ratio in WIDE.findall(call([options.build / "wide", options.build / "pack.img", 300000, 9])):
            runs.setdefault(name.strip(), []).append((float(ns), float(ratio)))
    out = []
    for name, values in runs.items():
        words = name.split()
        who = NAMED.get(name) or (words[1] if name.endswith("masks") else None)
        try:
            counted = instructions(options.build, who) if who else None
        except OSError:
            counted = None
        out.append(Engine(name, statistics.median(v[0] for v in values), statistics.median(v[1] for v in values), counted))
    return out


# -- the lines -------------------------------------------------------------------------------------------

def wide_lines(found):
    by_name = {e.name: e for e in found}
    out = []
    for kernel, must, aim in (("avx2", 0.25, 0.15), ("plain", 0.5, 0.25)):
        engine = next((e for n, e in by_name.items() if n.split()[:2] == ["wide", kernel] and n.endswith("masks")), None)
        if engine:
            out.append(Line("wide %s with masks / hand-written C" % kernel, engine.ratio, must, aim))
    scalar, trace = by_name["scalar"], by_name["scalar with trace"]
    out.append(Line("scalar / hand-written C", scalar.ratio, 4, 2))
    out.append(Line("scalar with trace / without", trace.ns / scalar.ns, 3, 2))
    return out


def duckdb_lines(options):
    """A million hosts, all different, on both sides; each writes a verdict for every host."""
    say("DuckDB, a million hosts")
    duckdb = peers.Duckdb()
    try:
        duckdb.prepare(options.build)
    except peers.Skip:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hosts"
        call([options.build / "wide", options.build / "pack.img", MILLION, path])
        db = duckdb.load(path, MILLION)
        expected = Path(str(path) + ".verdicts").read_text(encoding="ascii").split()
    duckdb.judge(db)
    if duckdb.verdicts_of(db) != expected:
        raise SystemExit("bench: DuckDB and the C function differ")
    theirs, ours = [], []
    for _ in range(5):
        theirs.append(duckdb.judge(db) * 1e9 / MILLION)
        text = call([options.build / "wide", options.build / "pack.img", MILLION, 3])
        ours += [float(ns) for name, ns, _ in WIDE.findall(text) if name.split() == ["wide", "avx2", "verdict,", "masks"]]
    if not ours:
        return []
    ratios = [t / o for t, o in zip(theirs, ours)]
    return [Line("DuckDB, same columns, one thread / wide avx2 with masks", statistics.median(ratios), 50, 150, less=False,
                 note="%s and %s ns, 1,000,000 hosts; DuckDB's columns are enumerations and its smallest integers; "
                 "every verdict compared" % tuple("%.3g" % statistics.median(x) for x in (theirs, ours)))]


def make_many(options, rules, facts=300):
    text, code, image = (options.build / ("many%d-%d.%s" % (rules, facts, x)) for x in ("cav", "c", "img"))
    call([sys.executable, HERE / "many.py", rules, text, code, facts])
    call([options.caveat, "compile", text, "-o", image])
    return text, code, image


def many_lines(options):
    out = []
    cc = os.environ.get("CC", "gcc").split()
    figures = {}
    for rules in (1500, 15000):
        say("%d rules" % rules)
        text, code, image = make_many(options, rules)
        program = options.build / ("many%d" % rules)
        start = peers.children()
        call([*cc, "-O2", "-w", "-c", code, "-o", str(code) + ".o"], env={**os.environ, "CCACHE_DISABLE": "1"})
        compiling = peers.children() - start
        call([*cc, "-O2", "-w", "-std=c11", "-D_GNU_SOURCE", HERE / "many.c", str(code) + ".o",
              *options.libraries, "-o", program])
        figures[rules] = {k: float(v) for k, v in (x.split() for x in call([program, text, image]).splitlines())}
        figures[rules]["cc"] = compiling * 1e9
    few, many = figures[1500], figures[15000]
    out.append(Line("scalar at 1,500 rules / the same rules as C, gcc -O2", few["scalar"] / few["c"], 2, 1.2,
                    note="the C a hundred rules in a function; every verdict compared"))
    out.append(Line("load and verify 15,000 rules", many["load"] / 1e6, 10, 2, "ms"))
    out.append(Line("gcc -O2 / compile, 15,000 rules", many["cc"] / many["compile"], 200, 1000, less=False,
                    note="%.2f s, once, and %.2f s; the text holds messages and statements, the C neither" % (
                        many["cc"] / 1e9, many["compile"] / 1e9)))
    return out


HOSTS, RULES = (1000, 10000, 100000, 1000000, 10000000), (15, 150, 1500, 15000)
SCALE = re.compile(r"([0-9.]+) ns a host, .*scalar ([0-9.]+) ns a host, ([0-9.]+) a rule")


def figures(group, *commands):
    """A figure of what each command prints: medians of five rounds, in turns."""
    rounds = [[float(SCALE.search(call(words)).group(group)) for words in commands] for _ in range(5)]
    return [statistics.median(r[k] for r in rounds) for k in range(len(commands))]


def scale_lines(options):
    say("many hosts, many rules")
    wide = figures(1, *([options.build / "scale", hosts, options.build / "pack.img"] for hosts in HOSTS))
    grown, fixed = (figures(3, *([options.build / "scale", 1000, make_many(options, count, facts or count)[2]]
                                 for count in RULES)) for facts in (0, 300))
    spread = lambda x: max(x) / min(x)  # noqa: E731
    shown = lambda x: ", ".join("%.3g" % v for v in x)  # noqa: E731
    return [Line("cost per host, 10^3 to 10^7 hosts, most / least", spread(wide), 2, 1.3, note=shown(wide) + " ns, wide"),
            Line("cost per rule, 15 to 15,000 rules, most / least", spread(grown), 2, 1.3,
                 note=shown(grown) + " ns, scalar; as many facts as rules: the packs in rules/ have 16 to 18"),
            Line("the same, 300 facts for any number of rules", spread(fixed), 0, 0,
                 note=shown(fixed) + " ns: the more rules to a fact, the more conditions they share")]


def fleet_lines(options):
    say("a fleet")
    text = call([sys.executable, HERE / "fleet.py", 200000, 5], env={**os.environ, "CAVEAT": str(options.caveat)})
    found = re.search(r"DuckDB / fleet, processor time +([0-9.]+)", text)
    out = []
    if found:
        out.append(Line("DuckDB's read_json and CASE / fleet, one thread each", float(found.group(1)), 4, 8,
                        less=False, note="processor time; every verdict compared"))
    out.append(Line("peak memory of fleet over 10^7 lines", fleet_peak(options), 32, 16, "MB",
                    note="all threads; read from a pipe"))
    return out


def fleet_peak(options):
    sys.path.insert(0, str(HERE))
    import fleet
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "hosts")
        fleet.make(path, 100000)
        code = ("import subprocess,resource,sys\np=subprocess.Popen(sys.argv[2:],stdin=subprocess.PIPE,"
                "stdout=subprocess.DEVNULL)\nf=open(sys.argv[1],'rb')\n"
                "for _ in range(100):\n  f.seek(0)\n  while True:\n    b=f.read(1<<16)\n    if not b: break\n"
                "    p.stdin.write(b)\np.stdin.close()\np.wait()\n"
                "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n")
        return int(call([sys.executable, "-S", "-c", code, path, options.caveat, "fleet", "--pack",
                         "rhel8-nested"])) / 1024


def sweep_lines(options):
    say("a sweep")
    text = call([options.build / "sweep", options.build / "pack.img", 20])
    rates = dict(re.findall(r"^(\w+) +([0-9.]+) e9/s", text, re.M))
    out = []
    for kernel, must, aim in (("plain", 1, 2), ("avx2", 3, 10)):
        if kernel in rates:
            out.append(Line("sweep, configurations a second, " + kernel, float(rates[kernel]), must, aim, "e9", False))
    return out


def other_edition(options):
    """The pack with Intel as a preview and RHEL 8.4 as the least, as a later edition has it."""
    folder = options.build / "edition"
    folder.mkdir(exist_ok=True)
    for name in ("rhel8-nested.cav", "nested.facts.cav"):
        text = (ROOT / "rules" / name).read_text(encoding="utf-8")
        text = text.replace("when    L0.platform in {amd, power9, ibm-z}", "when    L0.platform in {intel, amd, power9, ibm-z}")
        text = text.replace("require L0.os is rhel 8.2 or later", "require L0.os is rhel 8.4 or later")
        text = text.replace('use "rhel8-nested.tests.cav"\n', "")
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "rhel8-nested.cav"


def cold(options, rounds, *commands):
    words = []
    for command in commands:
        words += (["--"] if words else []) + [str(w) for w in command]
    return [tuple(map(float, x.split())) for x in call([options.build / "cold", rounds, *words]).splitlines()]


def diff_lines(options):
    say("two editions")
    other, image = other_edition(options), options.build / "other.img"
    call([options.caveat, "compile", other, "-o", image])
    (took, _), = cold(options, 21, [options.caveat, "diff", options.build / "pack.img", image])
    return [Line("diff of two editions of rhel8-nested, whole space", took / 1000, 100, 20, "ms", note="two images, from start to end")]


OPENED = re.compile(r'openat\((?:AT_FDCWD|\d+)<([^>]*)>, "([^"]+)", ([A-Z_|]+)[^)]*\) = (-?)')


def files_opened(options):
    """The names that `check` asks for, in its order, as absolute paths: those it opens to read, and those that
    are not there. Folders on the way to a name (O_PATH) are its way, and shared libraries its start: neither is asked."""
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        call(["strace", "-f", "-y", "-o", log, "-e", "trace=open,openat,openat2", options.caveat, "check"], ok=(0, 1, 2, 65))
        text = Path(log).read_text(encoding="utf-8", errors="replace")
    names = [os.path.join(folder, name) for folder, name, flags, failed in OPENED.findall(text)
             if failed or "O_PATH" not in flags.split("|")]
    return [name for name in names if ".so" not in os.path.basename(name)]


def cold_lines(options):
    say("cold starts")
    out = []
    try:
        files = files_opened(options)
    except OSError:
        files = None
    peers = []
    for name, must, aim in (("systemd-detect-virt", 3, 4), ("virt-what", 25, 40), ("virt-host-validate", 0, 0)):
        if subprocess.run(["sh", "-c", "PATH=/usr/sbin:/usr/bin:/sbin:/bin command -v " + name], check=False,
                          stdout=subprocess.DEVNULL).returncode == 0:
            peers.append((name, must, aim))
    check, opener = [options.caveat, "check"], [options.build / "open", *(files or [])]
    # The two in a run of their own: what comes after a peer of many processes finds the caches empty.
    pairs = [cold(options, 101, check, opener) for _ in range(5)]
    rounds = [cold(options, 31, check, *([p[0]] for p in peers)) for _ in range(5)]
    least = [min(r[k][1] for r in rounds) for k in range(len(peers) + 1)]
    middle = [statistics.median(r[k][0] / r[0][0] for r in rounds) for k in range(len(peers) + 1)]
    if files:
        out.append(Line("check, cold / a static program that opens the same files",
                        statistics.median(r[0][0] / r[1][0] for r in pairs), 2, 1.3,
                        note="%d names, %d of them there; least %.2f and %.2f ms" % (
                            len(files), sum(map(os.path.exists, files)), min(r[0][1] for r in pairs) / 1e3,
                            min(r[1][1] for r in pairs) / 1e3)))
    for k, (name, must, aim) in enumerate(peers, 1):
        out.append(Line("%s / check, cold" % name, middle[k], must, aim, less=False,
                        note="least %.2f ms, check %.2f" % (least[k] / 1e3, least[0] / 1e3)))
    return out


def size_lines(options):
    text = call(["size", "-t", options.libraries[1]])
    sizes = {m[1]: int(m[0]) for m in re.findall(r"^\s*(\d+)\s.*\s(\w+\.o)", text, re.M)}
    kernels = [v for k, v in sizes.items() if k in ("wide_plain.o", "wide_v128.o", "wide_avx2.o", "wide_avx512.o")]
    out = [Line("evaluator, text: scalar and the largest wide kernel", (sizes["eval.o"] + max(kernels)) / 1024, 12, 6, "KiB")]
    return out + [Line("the pack's code without texts", code_size(options.build / "pack.img") / 1024, 1, 0.5, "KiB")]


def code_size(image):
    """Bytes of the section of instructions, from the table at the image's head (runtime/image.h)."""
    data = image.read_bytes()
    word = lambda at: int.from_bytes(data[at:at + 4], "little")  # noqa: E731
    table = {word(24 + 16 * k): word(24 + 16 * k + 8) for k in range(word(20))}
    return table[11]


def musts(options, found):
    options.libraries = [options.caveat.parent / "libcaveatc.a", options.caveat.parent / "libcaveat.a", "-lpcre2-8"]
    out = wide_lines(found)
    for lines in (duckdb_lines, many_lines, scale_lines, fleet_lines, sweep_lines, diff_lines, cold_lines, size_lines):
        out += lines(options)
    return out
