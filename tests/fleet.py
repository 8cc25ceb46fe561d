#!/usr/bin/env python3
"""fleet.py: `caveat fleet` against `caveat check`, line by line, and what only a stream can do wrong.

    fleet.py [-n N] [--seed S] [--stress] [WORD...]

Random configurations, whole and partial, in all spellings of the file format, good and bad: each
line's verdict must be what `check --format json` says of that configuration alone, and the bad lines
those that it refuses. The same lines as CSV, by any number of threads, scanned by simdjson and by
jansson, must give the same bytes. Then: order, blocks' borders, broken lines, outputs that fail,
memory. The command is $CAVEAT. Closes with one line, N passed, N failed.
"""
import argparse
import csv
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from command import ENV, Failure, call

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve()
DEBUG = "debug" in str(CAVEAT) or "sanit" in str(CAVEAT)

SYSTEMS = ["rhel 8.4", "rhel 8.10", "rhel 8.1", "rhel 8", "rhel", "rhel 7.9", "rhel 7.6", "rhel 7",
           "rhel 9.4", "centos 8.3", "windows-server 2019", "windows-server 2022", "debian 12", "other"]
KERNELS = ["4.18.0-305.el8.x86_64", "4.14.0-115.el7a.0.1.ppc64le", "3.10.0-1127.el7.ppc64le",
           "6.1.0-13-amd64", "5.7", "odd", "4.19.1"]
ON = [True, False]
DOMAINS = {  # of the built-in packs
    "L0.platform": ["intel", "amd", "power8", "power9", "power10", "ibm-z", "arm64", "x86-other", "other"],
    "L0.hypervisor": ["none", "kvm", "vmware", "other"], "L1.hypervisor": ["kvm", "none", "hyper-v"],
    "L1.offering": ["none", "rhv", "openstack"],
    "L1.cpu.mode": ["native", "power8", "power9"], "L2.cpu.mode": ["native", "power8"],
    "L1.kernel.variant": ["standard", "alt"], "L2.kernel.variant": ["standard", "alt"],
    "L0.qemu.version": ["qemu 8.2", "qemu 5.1"], "L1.kernel.version": ["linux 5.7", "linux 4.19"],
}
DOMAINS.update({"L%d.os" % n: SYSTEMS for n in range(4)})
DOMAINS.update({"L%d.kernel.release" % n: KERNELS for n in range(3)})
DOMAINS.update({"L%d.cpu.virt" % n: ON for n in range(3)})
DOMAINS.update({"%s.kvm.%s" % (layer, name): ON for layer in ("L0", "L1")
                for name in ("nested", "hpage", "nested.planned")})
FEATURES = ["nesting", "migration", "huge-pages", "xive"]

RULES = r'''
pack own { title "Own" issuer "I" source "S" applies when nesting in use cite s.1 }
layer L0 "host"
layer L1 "guest"
layer L2 "guest of L1"
layer L3 "guest of L2"
layer L4 "guest of L3"
product rhel "RHEL" version major.minor
product other "Other"
feature nesting "Nesting" in use when L0.kvm.nested is on
feature moving "Moving"
fact platform at L0: one of {intel, amd, arm64} "Platform"
fact kvm.nested at L0, L1: flag "Nested"
fact vcpus at L1, L4: number "Processors"
fact os at L0, L1, L2, L3, L4: release "System"
fact kernel at L1, L3: text "Kernel" { here { file "/proc/version" { /(.*)/ => $1 } } }
fact stream at L1, L3: one of {old, new} "Stream" { here { fact kernel { /3\..*/ => old  /[4-9]\..*/ => new } } }
fact age at L1, L3: one of {aged, young} "Age" { here { fact stream { /old/ => aged  /new/ => young } } }
section s "S" { statement s.1 "x" statement s.2 "y" }
rule few { cite s.1 when L1.vcpus > 16 or L4.vcpus is 3 then preview "many" }
rule plat { cite s.1 require L0.platform in {intel, amd} else broken "{L0.platform}" }
rule sys { cite s.2 require L1.os is rhel 8.2 or later within 8 else unsupported "{L1.os}" }
rule kern { cite s.2 when L1.kernel matches /.*el7a.*/ then preview "k" }
rule lit { cite s.2 when L3.kernel is "odd" then untested "k" }
rule aged { cite s.2 when L1.age is aged or L3.stream is old then preview "old" }
rule deep { cite s.2 when L3 exists then untested "deep" }
rule mov { cite s.1 when L0.platform is amd then moving is broken "m" }
rule told { cite s.1 when L0.platform is intel then note "n" }
rule both { cite s.1 conflict nesting, moving else broken "both" }
impossible "old is not 8" when L1.stream is old and L1.os is rhel 8
'''
OWN = {"L0.platform": ["intel", "amd", "arm64"], "L0.kvm.nested": ON, "L1.kvm.nested": ON,
       "L1.vcpus": [1, 16, 17, 64, "2..8", "10..", "..4"], "L4.vcpus": [2, 3, "1..5"],
       "L1.kernel": KERNELS, "L3.kernel": KERNELS, "L1.stream": ["old", "new"],
       "L3.stream": ["old", "new"], "L1.age": ["aged", "young"],
       "L4.os": ["rhel 8.2", "other"]}
OWN.update({"L%d.os" % n: ["rhel 8.1", "rhel 8.2", "rhel 8", "rhel 7.9", "other"] for n in range(4)})


class Bad(Exception):
    pass


def fleet(*args, lines=None, status=None, env=None, command=None, timeout=120):
    text = lines if isinstance(lines, (bytes, str)) else "".join(x + "\n" for x in lines or [])
    answer = call([command or CAVEAT, "fleet", *args], stdin=text, env=env, timeout=timeout)
    if status is not None and answer.status != status:
        raise Bad("expected exit %s\n%s" % (status, answer.shown()[:3000]))
    return answer


def same(a, b, what):
    if a != b:
        raise Bad("%s\n  one:   %.600s\n  other: %.600s" % (what, a, b))


def verdicts(answer):
    return [json.loads(x) for x in answer.out.splitlines()]


# -- random lines --------------------------------------------------------------------------------------

def random_value(rng, values):
    if rng.random() < 0.06:
        return None
    if rng.random() < 0.15:
        return [rng.choice(values) for _ in range(rng.randrange(1, 4))]
    return rng.choice(values)


def nest(rng, config, layer, path, value):
    """kvm.nested: true, or kvm: {nested: true}."""
    at, parts = config.setdefault(layer, {}), path.split(".")
    while len(parts) > 1 and rng.random() < 0.4 and isinstance(at.get(parts[0], {}), dict):
        at = at.setdefault(parts.pop(0), {})
    at[".".join(parts)] = value


def random_line(rng, domains, features, layers, good=False):
    config = {}
    density = rng.choice([0.2, 0.6, 0.9, 1])
    depth = rng.choice([None, None, None, None, 2, 2, 3, 1, 0])
    for fact, values in domains.items():
        layer, path = fact.split(".", 1)
        if rng.random() < density and ((not good and rng.random() < 0.004) or int(layer[1]) <= (2 if depth is None else depth)
                                       or (depth is None and rng.random() < 0.08)):
            nest(rng, config, layer, path, random_value(rng, values))
    if depth is not None:
        config["depth"] = depth
    if rng.random() < 0.7:
        config["uses"] = {f: rng.random() < 0.5 for f in features if rng.random() < 0.7}
    if rng.random() < 0.1:
        config["here"] = rng.choice(layers)
    if not good and rng.random() < 0.03:
        config["contradictions"] = ["somebody says otherwise"]
    if not good and rng.random() < 0.05:
        config["reasons"] = {rng.choice(list(domains)): "nobody looked"}
    if not good and rng.random() < 0.05:
        config["evidence"] = {rng.choice(list(domains)): {"source": "/proc/x", "line": 3, "text": "y"}}
    keys = list(config)
    rng.shuffle(keys)
    return {k: config[k] for k in keys}


def spoil(rng, text):
    """Mostly as it is; sometimes broken, in one of many ways."""
    kind = rng.random()
    if kind > 0.08:
        return text
    return rng.choice([
        lambda: text[:rng.randrange(len(text))], lambda: text + rng.choice(["}", " 1", ",", "[]", "x"]),
        lambda: text.replace("intel", "intell"), lambda: text.replace('"L1"', '"L9"'),
        lambda: text.replace("true", rng.choice(["tru", "1", '"on"', "1e3"])),
        lambda: text.replace('"os"', '"oss"'), lambda: text.replace("{", '{"depth":77,', 1),
        lambda: text.replace("{", '{"L0":{},"L0":{},', 1), lambda: text.replace(":", ": ,", 1),
        lambda: text.replace("rhel", "rhel\\u0000"), lambda: text.replace("rhel", "\\ud800"),
        lambda: text.replace("{", '{"L1":{"vcpus":99999999999999999999},', 1),
        lambda: text.replace("{", '{"nobody":1,', 1), lambda: text.replace("rhel 8", "rhel\t8"),
        lambda: "[" + text + "]", lambda: '"x"', lambda: "7", lambda: text.replace('"', "'", 2),
    ])()


def check_one(args, text):
    """The verdict of check; None where it refuses. The host's name is no part of what it reads."""
    name = re.match(r'\{"id" ?: ?(?:"[^"]*"|\d+) ?,? ?', text)
    if name and '"id"' in text[name.end():]:
        return None
    config = "{" + text[name.end():] if name else text
    done = call([CAVEAT, "check", "--format", "json", *args, "-"], stdin=config)
    return json.loads(done.out) if done.out else None


def flatten(pack):
    fired = []
    for f in pack["findings"]:
        if f["outcome"] in ("fired", "note") and f["rule"] not in fired:
            fired.append(f["rule"])
    return {"pack": pack["pack"], "status": pack["status"], "best": pack["best"], "worst": pack["worst"],
            "fired": fired, "missing": pack["missing"],
            "features": {f["feature"]: f["status"] for f in pack["features"]}}


def random_lines(rng, n, domains, features, layers):
    lines = []
    for i in range(n):
        config = random_line(rng, domains, features, layers)
        separators = rng.choice([(",", ":"), (", ", ": "), (" , ", " : ")])
        text = json.dumps({"id": "h%d" % i, **config}, separators=separators)
        lines.append(spoil(rng, text))
    return lines


def differential(rng, n, args, domains, features, layers):
    lines = random_lines(rng, n, domains, features, layers)
    answer = fleet(*args, "--missing", "--features", lines=lines)
    bad = {int(m) for m in re.findall(r"^caveat: <stdin>:(\d+):", answer.err, re.M)}
    got = {}
    for v in verdicts(answer):
        got.setdefault(v.pop("id"), []).append(v)
    with ThreadPoolExecutor(4) as pool:
        wanted = list(pool.map(lambda t: check_one(args, t), lines))
    order = []
    for i, (text, want) in enumerate(zip(lines, wanted)):
        if want is None:
            if i + 1 not in bad:
                raise Bad("line %d is refused by check alone: %s" % (i + 1, text))
            continue
        name = "h%d" % i if text.startswith('{"id') else i + 1
        order.append(name)
        same(got.get(name), [flatten(p) for p in want["packs"]], "line %d: %s\n%s" % (i + 1, text, answer.err[-300:]))
    same(list(got), order, "order of hosts")
    if not bad or len(order) < n // 2:
        raise Bad("%d bad and %d good lines of %d: too few to tell" % (len(bad), len(order), n))
    return n


# -- tests ---------------------------------------------------------------------------------------------

def test_differential_built_in():
    layers = ["L0", "L1", "L2", "L3"]
    return differential(random.Random(SEED), N, [], DOMAINS, FEATURES, layers)


def test_differential_own():
    """Numbers, texts, derived facts in chains, five layers, a pack that may not apply."""
    layers = ["L0", "L1", "L2", "L3", "L4"]
    return differential(random.Random(SEED + 1), N, ["-r", HERE / "own.cav"], OWN, ["nesting", "moving"], layers)


def some_lines(n, seed=7, ids=True):
    rng = random.Random(seed)
    lines = []
    for i in range(n):
        config = random_line(rng, DOMAINS, FEATURES, ["L0", "L1", "L2", "L3"], good=True)
        lines.append(json.dumps({"id": "h%d" % i, **config} if ids else config))
    return lines


def without_scanner():
    """The same command where no module lies beside it."""
    alone = HERE / "alone" / "caveat"
    if not alone.exists():
        alone.parent.mkdir()
        shutil.copy2(CAVEAT, alone)
    return alone


def test_scanners_agree():
    """simdjson's and jansson's scanner: the same bytes, messages and status."""
    lines = random_lines(random.Random(3), 3000, DOMAINS, FEATURES, ["L0", "L1"])
    lines += ['{"id":"%s"}' % x for x in ("a\\u0041", "\\\"", "é", "\\ud83d\\ude00", "\\u202e", "a,b")]
    lines += ['{"id":%s}' % x for x in ("0", "-0", "00", "1e3", "1.0", "123456789012345678901", "null", "true", "[]")]
    odd = ['{"id":"":}}', '{"id":"a":"b","L0":{"os":"rhel 8.1"}}', '{"id":"a":"b","L0":{"os":"rhel 8.1"}}}', '{"L0":{"os":"rhel 8.1":}}}',
           '{"L0":{"os":"rhel 8.1":{"x":1}}}', '{"L0":{"os":["rhel 8.1":1]}}', '{"L0":{"os":["rhel 8.1"}]}', '{"id" "a"}', '{"id":"a","here":"L0":"L1"}']
    same(len(fleet(lines=odd, status=65).err.splitlines()), len(odd) + 1, "a colon behind a value")
    lines += odd * 2
    a = fleet("--missing", lines=lines)
    b = fleet("--missing", lines=lines, command=without_scanner())
    same((a.status, a.out, a.err), (b.status, b.out, b.err), "with and without the module")


def test_names_of_hosts():
    lines = ['{"id":"a b"}', '{"id":7}', '{}', '{"id":"\\u0041\\"é\\u202e"}', '{"id":"","depth":2}', '{"id":-5}']
    names = [re.match(r'\{"id":(.*?),"pack"', x).group(1)
             for x in fleet("--pack", "rhel8-nested", lines=lines, status=2).out.splitlines()]
    same(names, ['"a b"', "7", "3", '"A\\"é\\u202e"', '""', "-5"], "ids")
    for bad in ("true", "null", "1.5", "{}", "[1]"):
        answer = fleet(lines=['{"id":%s}' % bad], status=65)
        if "<stdin>:1: id: expected a string or an integer" not in answer.err or answer.out:
            raise Bad(answer.shown())


def test_borders_and_threads():
    """One and many blocks, batches of 1024, any number of threads: the same bytes in the same order."""
    lines = some_lines(2200)
    whole = fleet("-j1", lines=lines).out.splitlines()
    same(len(whole), 4400, "verdicts")
    for n in (1, 63, 64, 65, 1023, 1024, 1025, 2049):
        same(fleet("-j2", lines=lines[:n]).out.splitlines(), whole[:2 * n], "%d lines" % n)
    many = lines * 4
    one = fleet("-j1", lines=many).out
    for jobs in ("2", "3", "8"):
        same(fleet("-j" + jobs, lines=many).out, one, jobs + " threads")
    return 11


def test_line_ends():
    lines = some_lines(50)
    plain = fleet(lines=lines).out
    same(fleet(lines="\r\n".join(lines) + "\r\n").out, plain, "CRLF")
    same(fleet(lines="\n".join(lines)).out, plain, "no end of the last line")
    same(fleet(lines="\ufeff" + "\n".join(lines)).out, plain, "a byte order mark")
    same(fleet(lines="\n\n \n" + "\n\t\n".join(lines) + "\n\n").out, plain, "blank lines")
    parts = [HERE / "a.ndjson", HERE / "b.ndjson"]
    parts[0].write_text("\n".join(lines[:20]))
    parts[1].write_text("\n".join(lines[20:]))
    same(fleet(*parts).out, plain, "two files")
    same(fleet(parts[0], "-", lines="\n".join(lines[20:])).out, plain, "a file and standard input")


def test_bad_lines():
    """Wherever it stands, a bad line is told with its number, and all others are judged."""
    lines = some_lines(1030)
    good = fleet("--pack", "rhel8-nested", lines=lines).out.splitlines()
    for at in (0, 1, 500, 1023, 1024, 1029):
        spoilt = lines[:at] + ["{"] + lines[at + 1:]
        answer = fleet("--pack", "rhel8-nested", lines=spoilt, status=65)
        same(answer.out.splitlines(), good[:at] + good[at + 1:], "bad line %d" % (at + 1))
        if not answer.err.startswith("caveat: <stdin>:%d:" % (at + 1)) or "1 of 1030 lines" not in answer.err:
            raise Bad(answer.err)
    answer = fleet(lines=["{"] * 3000, status=65)
    same([int(x) for x in re.findall(r"<stdin>:(\d+):", answer.err)], list(range(1, 3001)), "numbers in order")
    for bad in (b"\xff", b"{\"id\":\"\xc0\x80\"}", b"{\"a\0b\":1}", b"\0", b"{" * 5000, b"[" * 100000,
                b"{\"L0\":{\"kvm\":{\"nested\":true},\"kvm.nested\":true}}", b"{\"id\":1,\"id\":2}",
                b"{\"L0\":" * 60 + b"1" + b"}" * 60, b"{\"L3\":{\"os\":\"rhel 8\"},\"depth\":2}"):
        answer = fleet(lines=b"{\"id\":\"a\"}\n" + bad + b"\n{\"id\":\"b\"}\n", status=65)
        same([v["id"] for v in verdicts(answer)], ["a", "a", "b", "b"], repr(bad[:40]))
    return 17


def test_long_lines():
    long = '{"id":"x","L0":{"kernel.release":"%s"}}'
    cap = 1 << 20
    fits = long % ("y" * (cap - len(long) + 2))
    for text, status in ((fits, 2), (fits + " ", 65), (fits + " " * 3000000, 65)):
        answer = fleet("--pack", "rhel8-nested", lines=['{"id":"a"}', text, '{"id":"b"}'], status=status)
        same([v["id"] for v in verdicts(answer)], ["a", "x", "b"] if status == 2 else ["a", "b"], "%d bytes" % len(text))
        if status == 65 and "<stdin>:2: longer than 1 MiB" not in answer.err:
            raise Bad(answer.err[:300])
    answer = fleet(lines="z" * 3000000, status=65)
    if "<stdin>:1: longer than 1 MiB" not in answer.err or answer.out:
        raise Bad(answer.err[:300])


def test_nothing():
    for text in ("", "\n\n", " \n"):
        answer = fleet(lines=text, status=65)
        if "nothing was judged" not in answer.err or answer.out:
            raise Bad(answer.shown())


# -- CSV -----------------------------------------------------------------------------------------------

def flat(value, prefix=""):
    out = {}
    for k, v in value.items():
        if isinstance(v, dict):
            out.update(flat(v, prefix + k + "."))
        else:
            out[prefix + k] = v
    return out


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, list) else str(value)


def as_csv(lines):
    rows = [flat(json.loads(x)) for x in lines]
    names = sorted({k for r in rows for k in r}, key=lambda k: (k != "id", k))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for r in rows:
        writer.writerow([cell(r.get(k)) for k in names])
    return out.getvalue()


def test_csv_is_ndjson():
    rng = random.Random(11)
    lines = some_lines(1500)
    text = as_csv(lines)
    for args in (["--missing"], ["-f", "csv"], ["-f", "summary"]):
        a, b = fleet(*args, lines=lines), fleet(*args, lines=text)
        same(a.out, b.out, "CSV and NDJSON: %s" % args)
        same(len(re.findall("^caveat: <", a.err, re.M)), len(re.findall("^caveat: <", b.err, re.M)), "bad lines")
    own = [json.dumps({"id": "h%d" % i, **random_line(rng, OWN, ["nesting"], ["L0"], good=True)}) for i in range(300)]
    same(fleet("-r", HERE / "own.cav", lines=own).out, fleet("-r", HERE / "own.cav", lines=as_csv(own)).out, "own pack")


def test_csv_text():
    out = fleet("--pack", "rhel8-nested", lines='\ufeffid,L0.os,L0.kvm.nested\r\n"a ""b"", c",rhel 8.4,on\r\n,"rhel 8.4",\r\n').out
    same([json.loads(x)["id"] for x in out.splitlines()], ['a "b", c', 3], "quoted cells, missing id")
    for text, words in (("id,L0.oss\na,b\n", "<stdin>:1: L0.oss: unknown fact 'L0.oss'; did you mean 'L0.os'?"),
                        ("id,id\n1,2\n", "<stdin>:1: id: two columns of this name"),
                        ("id,uses.migratio\n", "did you mean 'migration'?"),
                        ("id,os\n", "<stdin>:1: os: a column is id, depth, here, LAYER.FACT or uses.FEATURE"),
                        ("host,L0.os\na,rhel 8.4\n", "<stdin>:1: host: a column is id, depth,"),
                        ("ID,L0.os\na,rhel 8.4\n", "did you mean 'id'?"),
                        ("id;L0.os\na;rhel 8.4\n", "<stdin>:1: id;L0.os: cells are separated by commas"),
                        ("id\tL0.os\n", "cells are separated by commas"),
                        ("id,L0.os,\na,b,\n", "<stdin>:1: column 3 of the header has no name"),
                        ("id," + "," * (1 << 14) + "\n", "<stdin>:1: the header has more than 16384 cells")):
        answer = fleet(lines=text, status=65)
        if words not in answer.err or answer.out:
            raise Bad(answer.shown())
    answer = fleet("--pack", "rhel8-nested", lines='id,L0.os\na,"b\nc,d,e\nd\ng,x"y\nf,rhel 8.4\nh,rhl 8\n', status=65)
    same([v["id"] for v in verdicts(answer)], ["f"], "bad rows")
    same(re.findall(r"<stdin>:(\d+):", answer.err), ["2", "3", "4", "5", "7"], "numbers of bad rows")
    for text in ("3 cells, but the header has 2", "1 cell, but", "a quote begins or ends inside"):
        if text not in answer.err:
            raise Bad(answer.err)
    (HERE / "lines.csv").write_text('{"id":1}\n')
    if "lines.csv:1: the header is no list of cells; JSON lines are read with --input ndjson" not in fleet(HERE / "lines.csv", status=65).err:
        raise Bad("JSON in a file that is called .csv")
    text = "id,uses.migration,depth,here,L0.os\na,null,null,null,null\nnull,on,2,L0,rhel 8.4\n"
    same([v["id"] for v in verdicts(fleet("--pack", "rhel8-nested", lines=text, status=2))], ["a", "null"], "null tells nothing, and is a name")


def test_csv_of_many_columns():
    """More than the fast way takes of a line."""
    facts = ["f%d" % i for i in range(700)]
    (HERE / "wide.cav").write_text('pack wide { title "T" issuer "I" source "S" }\nlayer L0 "h"\nsection s "S" { statement s.1 "x" }\n' +
                                   "".join('fact %s at L0: flag "F"\nrule r-%s { cite s.1 when L0.%s is on then preview "m" }\n' % (f, f, f) for f in facts))
    lines = [json.dumps({"id": "h%d" % h, "L0": {f: (i + h) % 7 == 0 for i, f in enumerate(facts)}}) for h in range(20)]
    same(fleet("-r", HERE / "wide.cav", lines=as_csv(lines)).out, fleet("-r", HERE / "wide.cav", lines=lines).out, "700 columns")


# -- outputs -------------------------------------------------------------------------------------------

def test_csv_output():
    lines = some_lines(300) + ['{"id":"a,\\"b"}']
    rows = list(csv.DictReader(io.StringIO(fleet("-f", "csv", "--missing", "--features", lines=lines).out)))
    found = verdicts(fleet("--missing", "--features", lines=lines))
    same(len(rows), len(found), "rows")
    names = ["a,\"b", "HOST\\u1", "", "é", "=1"]
    text = fleet("--pack", "rhel8-nested", "-f", "csv", lines=[json.dumps({"id": x}) for x in names]).out
    same([r["id"] for r in csv.DictReader(io.StringIO(text))], names, "ids as they are")
    cells = as_csv([json.dumps({"id": x, "depth": 2}) for x in names if x])
    text = fleet("--pack", "rhel8-nested", "-f", "csv", lines=cells).out
    same([r["id"] for r in csv.DictReader(io.StringIO(text))], [x for x in names if x], "ids of cells")
    same(fleet("--pack", "rhel8-nested", "-f", "csv", lines='{"id":"a\\n\\u0001"}').out.splitlines()[1][:9], "a\\n\\u0001", "control characters")
    for r, v in zip(rows, found):
        same(r["status"], v["status"], "status")
        same((r["best"] or None, r["worst"] or None), (v["best"], v["worst"]), "range")
        same((r["fired"].split(), r["missing"].split()), (v["fired"], v["missing"]), "lists")
        same(dict(x.split("=") for x in r["features"].split()), v["features"], "features")


def test_summary_counts():
    lines = some_lines(1500)
    found = verdicts(fleet("--missing", lines=lines))
    text = fleet("-f", "summary", lines=lines).out
    for pack in ("rhel8-nested", "kernel-nested"):
        part = re.split(r"^(?=\S+-nested: )", text, flags=re.M)
        part = next(p for p in part if p.startswith(pack + ":"))
        counts = {}
        for title, rows in re.findall(r"^By (\S+).*\n((?:  .*\n)+)", part, re.M):
            counts[title] = {r.split()[0]: int(r.split()[1]) for r in rows.splitlines()}
        mine = [v for v in found if v["pack"] == pack]
        for title, values in (("status", lambda v: [v["status"]]), ("rule", lambda v: v["fired"]), ("missing", lambda v: v["missing"])):
            wanted = {}
            for v in mine:
                for x in values(v):
                    wanted[x] = wanted.get(x, 0) + 1
            same(counts.get(title, {}), wanted, "%s by %s" % (pack, title))
    return 6


def test_where():
    lines = some_lines(800)
    found = verdicts(fleet("--missing", lines=lines))
    for words, keep in ((["status=unknown"], lambda v: v["status"] == "unknown"),
                        (["best=preview", "pack=rhel8-nested"], lambda v: v["best"] == "preview" and v["pack"] == "rhel8-nested"),
                        (["worst=broken"], lambda v: v["worst"] == "broken"), (["rule=l0-os"], lambda v: "l0-os" in v["fired"]),
                        (["missing=L1.os", "status=unknown"], lambda v: "L1.os" in v["missing"] and v["status"] == "unknown")):
        args = [x for w in words for x in ("--where", w)]
        wanted = [v for v in found if keep(v)]
        same(verdicts(fleet("--missing", *args, lines=lines)), wanted, words)
        if not wanted:
            raise Bad("nothing to see for %s" % words)
        if "%d verdicts left out" % (len(found) - len(wanted)) not in fleet("-f", "summary", *args, lines=lines).out:
            raise Bad("the summary hides what was left out")
    for word, hint in (("status=unknwn", "did you mean 'unknown'?"), ("stat=x", "the keys are status"), ("status", "KEY=VALUE"),
                       ("rule=l0-oss", "did you mean 'l0-os'?"), ("missing=L0.oss", "did you mean 'L0.os'?")):
        if hint not in fleet("--where", word, lines=lines, status=64).err:
            raise Bad(word)
    (HERE / "many.cav").write_text('pack many { title "T" issuer "I" source "S" }\nlayer L0 "h"\nfact a at L0: flag "A"\nsection s "S" { statement s.1 "x" }\n' +
                                   "".join('rule r%d { cite s.1 when L0.a is %s then preview "m" }\n' % (i, "off" if i % 2 else "on") for i in range(5000)))
    for rule, n in (("r4998", 1), ("r4999", 0)):
        same(len(fleet("-r", HERE / "many.cav", "--where", "rule=" + rule, lines='{"L0":{"a":true}}', status=1).out.splitlines()), n, "5,000 rules")
    return 12


def test_explain():
    lines = some_lines(40) + ['{"id":7,"L0":{"platform":"amd"}}', '{"id":7}', "{bad", '{"L0":{"platform":"intel"}}']
    for name, at in (("h3", 3), ("h39", 39), ("7", 40), ("44", 43)):
        config = json.loads(lines[at])
        config.pop("id", None)
        for form in ("text", "json"):
            want = call([CAVEAT, "check", "-f", form, "-"], stdin=json.dumps(config))
            got = fleet("--explain", name, "-f", form, lines=lines)
            shown = got.out.replace("<stdin>:%d" % (at + 1), "<stdin>")  # where it was told
            same((got.status, shown), (want.status, want.out), "--explain %s as %s" % (name, form))
    if "2 hosts have the id '7'; this is the first, <stdin>:41" not in fleet("--explain", "7", lines=lines).err:
        raise Bad("a second host of the id is not told")
    rows = as_csv(lines[:20])
    same(fleet("--explain", "h3", "--json", lines=rows).out, fleet("--explain", "h3", "--json", lines=lines).out, "CSV")
    same(fleet("--explain", "h3", "--json", lines=rows.replace("\n", "\r\n")).out, fleet("--explain", "h3", "--json", lines=rows).out, "CRLF")
    for name, text, words in (("2", "id,L0.os\na\nb,rhel 8.4\n", "no host has the id '2'; lines that could not be read: 1"),
                              ("a", "id,L0.os\na\nb,rhel 8.4\n", "lines that could not be read: 1"),
                              ("2", "L0.os\n\nrhel 8.4\n", "no host has the id '2'"),
                              ("a", '{"id":"a"\n{"id":"b"}\n', "lines that could not be read: 1")):
        answer = fleet("--explain", name, lines=text, status=66)
        if answer.out or words not in answer.err:
            raise Bad("a line that is none was explained\n" + answer.shown())
    for name, text in (("a", '{"id":"a","L0":{"os":"rhl"}}\n'), ("a", "id,L0.os\na,rhl 8\n"), ("1", "{bad\n"), ("2", "L0.os\nrhl 8\n")):
        if "<stdin>:%d" % (1 + text.startswith(("id", "L0"))) not in fleet("--explain", name, lines=text, status=65).err:
            raise Bad("what is wrong with the line is not told: " + text)
    spanish = call([CAVEAT, "check", "--lang", "es", "-"], stdin="{}").out
    for args, env in ((["--lang", "es"], None), ([], {**ENV, "LC_ALL": "es_ES.UTF-8"})):
        same(fleet("--explain", "a", *args, lines='{"id":"a"}', env=env).out, spanish, "in Spanish")
    if "no host has the id 'zz'" not in fleet("--explain", "zz", lines=lines, status=66).err:
        raise Bad("zz")
    for args in (["-f", "text"], ["--json"], ["--explain", "a", "-f", "csv"], ["--explain", "a", "--missing"],
                 ["-j0"], ["-jx"], ["--input", "xml"], ["-f", "xml"]):
        fleet(*args, lines=lines, status=64)


def test_statuses():
    good = {"depth": 1, "L0": {"platform": "intel", "os": "rhel 8.4", "hypervisor": "kvm", "kvm.nested": True},
            "L1": {"os": "rhel 8.4", "offering": "none"}}
    good, below, unknown = json.dumps(good), '{"L0":{"os":"debian 12"}}', "{}"
    one = ["--pack", "rhel8-nested"]
    for lines, status in (([good], 0), ([good, unknown], 2), ([unknown, below, good], 1), ([below, "{"], 65),
                          ([good, '{"contradictions":["x"]}'], 65)):
        fleet(*one, lines=lines, status=status)
    fleet(*one, "--require", "broken", lines=[below, unknown, good], status=0)
    fleet("/does/not/exist", status=66)
    fleet(HERE, status=66)
    fleet("-", "-", lines=[good], status=64)
    fleet("-r", "/dev/null", lines=[good], status=3)
    return 10


def test_output_file():
    lines = some_lines(3000)
    target = HERE / "out" / "v.ndjson"
    target.parent.mkdir()
    plain = fleet(lines=lines)
    fleet("-o", target, lines=lines, status=plain.status)
    same(target.read_text(), plain.out, "-o")
    target.write_text("before")
    fleet("-o", target, lines="", status=65)
    fleet("-o", target, "/does/not/exist", status=66)
    same(target.read_text(), "before", "a failed run leaves the file")
    fleet("-o", target, lines=["{", lines[0]], status=65)
    same(target.read_text().splitlines(), plain.out.splitlines()[:2], "good lines beside a bad one")
    target.write_text("before")
    child = subprocess.Popen([CAVEAT, "fleet", "-o", target], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV)
    child.stdin.write(("\n".join(lines) + "\n").encode())
    child.stdin.flush()
    for _ in range(500):
        if len(list(target.parent.iterdir())) > 1:
            break
        time.sleep(0.01)
    child.send_signal(signal.SIGTERM)
    same(child.wait(60), -signal.SIGTERM, "status after SIGTERM")
    child.stdin.close()
    same([p.name for p in target.parent.iterdir()], ["v.ndjson"], "nothing is left beside it")
    same(target.read_text(), "before", "and the file is as it was")
    return 6


def test_output_fails():
    lines = some_lines(4000)
    text = "".join(x + "\n" for x in lines).encode()
    for jobs in ("1", "4"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([CAVEAT, "fleet", "-j", jobs], input=text, stdout=full, stderr=subprocess.PIPE, env=ENV, timeout=60)
        same((done.returncode, b"No space left" in done.stderr), (74, True), "full disk: %r" % done.stderr)
        child = subprocess.Popen([CAVEAT, "fleet", "-j", jobs], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
        child.stdout.close()
        try:
            child.stdin.write(text)
            child.stdin.close()
        except BrokenPipeError:
            pass
        err = child.stderr.read()
        same((child.wait(60), b"Broken pipe" in err), (74, True), "closed pipe: %r" % err)
    done = subprocess.run(["sh", "-c", "exec '%s' fleet >&-" % CAVEAT], input=text, stderr=subprocess.PIPE, env=ENV, timeout=60)
    same(done.returncode, 74, "closed standard output")
    return 5


def test_flushed():
    """A line is answered when it is there, not when the stream ends."""
    child = subprocess.Popen([CAVEAT, "fleet", "--pack", "rhel8-nested"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV)
    for i in range(3):
        child.stdin.write(b'{"id":%d}\n' % i)
        child.stdin.flush()
        same(json.loads(child.stdout.readline())["id"], i, "answer")
    child.stdin.close()
    child.wait(60)
    child.stdout.close()


def test_many_texts():
    """A fact of endlessly many values: the same verdicts as one by one, the memory of few."""
    def line(i):
        return json.dumps({"id": i, "L1": {"kernel.release": "4.%d.0-%d.el%d%s.x86_64" % (i % 30, i, i % 10, "a" * (i % 3 == 0)),
                                           "os": "rhel %d.%d" % (i % 9, i % 100)}})
    n = 20000
    answer = fleet("-j2", lines=[line(i) for i in range(n)], timeout=600)
    found = answer.out.splitlines()
    same(len(found), 2 * n, "verdicts")
    for i in (0, 1, 9999, n - 1):
        alone = fleet(lines=[line(i)]).out.splitlines()
        same(found[2 * i:2 * i + 2], alone, "host %d" % i)


def test_many_members():
    """More repeated members than the table of them has slots (2^14), often two of a line in one slot:
    the same as CSV, which knows no members, and as the other scanner."""
    rng = random.Random(21)
    def layer(*more):
        out = {"os": "rhel %d.%d" % (rng.randrange(7, 10), rng.randrange(90)), "kernel.release": rng.choice(KERNELS)}
        out.update((k, rng.choice(v)) for k, v in more)
        return out
    mode, variant = ("cpu.mode", ["native", "power8"]), ("kernel.variant", ["standard", "alt"])
    hosts = [layer(("platform", DOMAINS["L0.platform"]), ("cpu.virt", ON), ("kvm.hpage", ON)) for _ in range(8)]
    lines = []
    for i in range(16000):  # a line twice: what hardly repeats would not be kept
        line = json.dumps({"id": "h%d" % i, "uses": {"migration": rng.random() < 0.5}, "depth": 2, "L0": rng.choice(hosts),
                           "L1": layer(mode, variant, ("offering", ["none", "rhv"]), ("hypervisor", ["kvm", "none"])),
                           "L2": layer(mode, variant)})
        lines += [line, line]
    members = {json.dumps([k, v]) for x in lines for k, v in json.loads(x).items() if k[0] == "L"}
    if len(members) < 18000:
        raise Bad("%d members are too few" % len(members))
    found = fleet("-j1", lines=lines)
    same(found.out, fleet("-j1", lines=as_csv(lines)).out, "members and cells")
    same(fleet("-j1", lines=lines[:5000], command=without_scanner()).out.splitlines(), found.out.splitlines()[:10000],
         "the other scanner")
    return 2


def test_odd_members():
    """Members that are hard to tell apart by their look: braces and commas in strings, blanks, objects
    in objects, keys told again, in every order; each line as if it came alone."""
    parts = ['"L0":{"os":"rhel 8.4"}', '"L0":{"os":"rhel 8.4","kvm":{"nested":true}}', '"L0" : { "kvm" : {"nested":true} , "os":"rhel 8.4"}',
             '"L1":{"kernel.release":"{"}', '"L1":{"kernel.release":"}"}', '"L1":{"kernel.release":"a,b}},{","os":"rhel 8.4"}',
             '"L1":{}', '"L2":{"os":["rhel 8.4","rhel 7.9"]}', '"uses":{"migration":true}', '"depth":2', '"depth":2 ', '"depth":1', '"depth":20',
             '"depth": 2', '"here":"L1"', '"L0":{"os":"rhel 8.4"', '"os":"rhel 8.4"}', '"L\\u0030":{"os":"rhel 8.4"}', '"L1":{"os":"rhel 8.4"},',
             '"L1":{"os":"rhel\\t8"}', '"L1":{"os":"rhel 8.4"}}', '"L1":7', '"id" :"x"', '"id":"x}"', '"id":70000', '"id":"é"', '"id":"a\\"b"', '"contradictions":["x","y"]']
    rng = random.Random(5)
    lines = ["{%s}" % rng.choice([",", ",", " , "]).join(rng.sample(parts, rng.randrange(1, 5))) for _ in range(150)] * 2
    answer = fleet("-j1", lines=lines)
    told = dict(re.findall(r"^caveat: <stdin>:(\d+)\b(.*)$", answer.err, re.M))
    got = {}
    out = iter(answer.out.splitlines())
    for i, line in enumerate(lines):
        if line in got:
            alone = got[line]
        else:
            one = fleet("-j1", lines=[line])
            bad = re.search(r"^caveat: <stdin>:1\b(.*)$", one.err, re.M)
            alone = got[line] = (bad and bad.group(1), re.sub('"id":1,', '"id":null,', one.out).splitlines())
        same(told.get(str(i + 1)), alone[0], "line %d: %s" % (i + 1, line))
        mine = [re.sub('"id":%d,' % (i + 1), '"id":null,', next(out)) for _ in alone[1]]
        same(mine, alone[1], "line %d: %s" % (i + 1, line))
    same((list(out), answer.out), ([], fleet("-j1", lines=lines, command=without_scanner()).out), "and nothing else; the other scanner")
    if not 30 < len(told) < 270:
        raise Bad("%d bad lines of 300" % len(told))


def peak(n):
    """KiB at most, over n hosts that come through a pipe."""
    made = ("import sys,json\nlines=open(%r).read()\nn=lines.count('\\n')\nleft=%d\n"
            "while left>0:\n    sys.stdout.write(lines); left-=n\n" % (str(HERE / "block.ndjson"), n))
    measured = ("import resource,subprocess,sys\np=subprocess.Popen([sys.executable,'-c',sys.argv[1]],stdout=subprocess.PIPE)\n"
                "c=subprocess.Popen(['%s','fleet','-j2','-o','/dev/null'],stdin=p.stdout)\np.stdout.close()\n"
                "import os\n_,s,u=os.wait4(c.pid,0)\np.wait()\nprint(u.ru_maxrss)\n" % CAVEAT)
    done = subprocess.run([sys.executable, "-c", measured, made], stdout=subprocess.PIPE, env=ENV, timeout=1800)
    return int(done.stdout)


def test_memory():
    """Memory does not grow with the stream."""
    if DEBUG:
        return 1
    (HERE / "block.ndjson").write_text("".join(x + "\n" for x in some_lines(5000)))
    few, many = peak(20000), peak(1000000 if STRESS else 200000)
    if many > few + 2048 or many > 32 << 10:
        raise Bad("%d KiB, then %d KiB" % (few, many))


def main():
    global HERE, N, SEED, STRESS
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stress", action="store_true")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    N, SEED, STRESS = options.n, options.seed, options.stress
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="caveat-fleet-") as folder:
        HERE = Path(folder)
        (HERE / "own.cav").write_text(RULES)
        for name, function in list(globals().items()):
            if not name.startswith("test_") or (options.words and not any(w in name for w in options.words)):
                continue
            try:
                counted = function()
                passed += counted or 1
            except (Bad, Failure, Exception) as why:
                failed += 1
                print("FAILED  %s: %s: %s" % (name, type(why).__name__, why))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
