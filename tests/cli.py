#!/usr/bin/env python3
"""The command line: exit statuses, what goes to stdout and what to stderr, facts in, verdicts out.

    CAVEAT=build/caveat tests/cli.py [WORD...]

With words, only tests whose names hold one of them. Rules and trees are made in a temporary
folder. Closes with `N passed, N failed`.
"""
import json
import pathlib
import os
import pty
import shutil
import stat
import subprocess
import sys
import tempfile
import unicodedata
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", str(ROOT / "build" / "caveat"))).resolve())

VOCABULARY = r'''
layer L0 "the host"
layer L1 "a guest of L0"
layer L2 "a guest of L1"
layer L3 "a guest of L2"
product rhel "Red Hat Enterprise Linux" version major.minor from os-release ID /rhel/
product windows "Windows" version major
product other "Any other system" from os-release
feature nesting "Nesting" in use when L0.kvm.nested is on
feature moving "Moving guests"
feature pages "Large pages" in use when L0.kvm.hpage is on
fact platform at L0: one of {intel, amd, arm64} "Processor" fixed {
    here, guest any { file "/proc/cpuinfo" { /vendor: intel/ => intel  /vendor: amd/ => amd } }
}
fact inside at L0, L1, L2: one of {none, kvm, other} "Hypervisor" {
    guest { file "/sys/class/dmi/id/sys_vendor" { /QEMU/ => {kvm, other}  /KVM/ => kvm } }
    here { file "/sys/kvm-here" { /yes/ => kvm } }
}
fact kvm.nested at L0, L1, L2: flag "Nesting switched on" {
    here { file "/sys/module/kvm_intel/parameters/nested" { /[Y1]/ => on  /[N0]/ => off } }
}
fact kvm.hpage at L0: flag "Large pages switched on"
fact os at L0, L1, L2, L3: release "Operating system" { here { os-release } }
fact kernel.release at L0, L1, L2: text "Kernel" { here { file "/proc/sys/kernel/osrelease" { /(.+)/ => $1 } } }
fact kernel.variant at L0, L1: one of {standard, alt} "Kernel stream" {
    here { fact kernel.release { /.*\.el7a\..*/ => alt  /.+/ => standard } }
}
fact vcpus at L1: number "Virtual processors"
fact label at L1: text "A label"
'''

SMALL = r'''
pack small {
    title   "Small rules, with a title that is not short at all, so that lines have to wrap somewhere"
    issuer  "Tester"
    source  "A text"
    edition "First"
}
use "words.cav"
section s "Things said" {
    statement s.1 line 3 "L0 is intel or amd."
    statement s.2 line 5 "L1 runs rhel from 8.2 on."
    statement s.3 "At most 16 virtual processors."
    statement s.4 "No moving on amd."
    statement s.5 "Large pages and nesting exclude each other."
    statement s.6 "Something to know."
    statement s.7 "Third levels are not tested."
    statement s.8 "A warning." no rule "general"
}
rule platforms {
    cite s.1
    why "Only what is named is promised."
    require L0.platform in {intel, amd}
    else broken "Does not work on {L0.platform}."
}
rule l1-os {
    cite s.2
    require L1.os is rhel 8.2 or later within 8
    else unsupported "L1 runs {L1.os}."
    fix "Update L1 to RHEL 8.2 or later."
}
rule few-vcpus {
    cite s.3
    when L1.vcpus > 16
    then preview "L1 has {L1.vcpus} virtual processors."
}
rule amd-moving {
    cite s.4
    when L0.platform is amd
    then moving is broken "Guests cannot be moved on amd."
}
rule pages-nesting {
    cite s.5
    when L0.platform is intel
    conflict nesting, pages
    else broken "Both are in use."
}
rule to-know {
    cite s.6
    when L0.platform is intel and not (L1.os is windows)
    then note "Intel it is, L1 {L1.os}."
}
rule third-level {
    cite s.7
    when L3 exists
    then untested "A third level."
}
rule l3-os {
    cite s.7
    when L3.os is windows
    then broken "L3 runs Windows."
}
impossible "an alternative kernel belongs to release 7" when L1.kernel.variant is alt and L1.os is rhel 8
test "intel and rhel 8.4 are fine" {
    given L0: platform intel
    given L1: os rhel 8.4, vcpus 4
    given L0: kvm.hpage off, kvm.nested on
    expect supported
}
test "arm64 is broken" {
    given L0: platform arm64
    expect broken by platforms
}
'''

APPLIES = SMALL.replace("pack small {", "pack narrow {").replace(
    'edition "First"', 'edition "First"\n    applies when nesting in use cite s.6')

FULL = {"L0": {"platform": "intel", "kvm.nested": False, "kvm.hpage": False},
        "L1": {"os": "rhel 8.4", "vcpus": 4}}


class Bad(Exception):
    pass


class Run:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def json(self):
        return json.loads(self.out)


def caveat(*args, stdin="", env=None, cwd=None, **more):
    full = dict(os.environ, LC_ALL="C", ASAN_OPTIONS="detect_leaks=1")
    for name in ("NO_COLOR", "TERM"):
        full.pop(name, None)
    full.update(env or {})
    done = subprocess.run([CAVEAT, *map(str, args)], input=stdin.encode() if isinstance(stdin, str) else stdin,
                          stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, env=full,
                          cwd=cwd or HERE, timeout=60, **more)
    out = done.stdout.decode() if done.stdout is not None else ""
    run = Run(done.returncode, out, done.stderr.decode())
    if "Sanitizer" in run.err or done.returncode < 0:
        raise Bad("crashed (%d)\n%s" % (done.returncode, run.err))
    return run


def expect(run, status, *in_err, out=None):
    text = "status %d\nstdout: %s\nstderr: %s" % (run.status, run.out, run.err)
    if run.status != status:
        raise Bad("wanted status %d, got %s" % (status, text))
    for words in in_err:
        if words not in run.err:
            raise Bad("wanted %r on stderr, got %s" % (words, text))
    if out is not None and out not in run.out:
        raise Bad("wanted %r on stdout, got %s" % (out, text))
    if status in (3, 64, 65, 66, 70) and run.out and not run.out.lstrip().startswith(("{", "contradiction")):
        raise Bad("something on stdout after an error: %s" % text)
    if status >= 64 and not run.err and "contradiction" not in run.out:
        raise Bad("no message: %s" % text)
    return run


def same(a, b, what=""):
    if a != b:
        raise Bad("%s: wanted %r, got %r" % (what or "difference", b, a))


def holds(text, words):
    if words not in text:
        raise Bad("wanted %r in %r" % (words, text))


def put(name, content):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def tree(name, files):
    for path, content in files.items():
        put("%s/%s" % (name, path.lstrip("/")), content)
    (HERE / name).mkdir(exist_ok=True)
    return HERE / name


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1
               for c in line)


def narrow(text):
    for line in text.split("\n"):
        if width(line) > 80:
            raise Bad("wider than 80 columns: %r" % line)


def check(*args, **more):
    return caveat("check", "-r", "small.cav", *args, **more)


def verdict(*args, **more):
    return check("-f", "json", *args, **more).json()["packs"][0]


# -- the frame ------------------------------------------------------------------------------------

def test_alone_is_one_screen():
    run = expect(caveat(), 0, out="usage: caveat VERB")
    narrow(run.out)
    if len(run.out.splitlines()) > 32:  # a line for each verb, and ten around them
        raise Bad("more than a screen")
    for verb in "check facts explain compile inspect verify test audit fmt version help".split():
        holds(run.out, "\n  %s " % verb)


def test_help_of_each_verb():
    for verb in "check facts explain compile inspect verify test audit fmt version help".split():
        run = expect(caveat(verb, "--help"), 0, out="usage: caveat %s" % verb)
        narrow(run.out)
        same(run.out, caveat("help", verb).out, verb)
    expect(caveat("--help"), 0)
    expect(caveat("-h"), 0)
    holds(caveat("check", "-h").out, "--root DIR")
    expect(caveat("help", "chek"), 64, "did you mean 'check'?")


def test_version():
    run = expect(caveat("version"), 0, out="caveat ")
    holds(run.out, "image format 1")
    holds(run.out, "rhel8-nested")
    same(run.out, caveat("--version").out)


def test_unknown_verb_and_option():
    expect(caveat("chekc"), 64, "unknown verb 'chekc'; did you mean 'check'?")
    expect(caveat("zzzzzz"), 64, "unknown verb 'zzzzzz'")
    expect(caveat("check", "--formt", "json"), 64, "did you mean --format?")
    expect(caveat("check", "--strip"), 64, "check has no option --strip")
    expect(caveat("check", "-Z"), 64, "no option -Z")
    expect(caveat("-r", "x"), 64, "a verb comes first")
    expect(caveat("check", "--depth"), 64, "takes a value")
    expect(caveat("check", "--live=yes"), 64, "takes no value")
    expect(caveat("check", "--depth", "two"), 64, "small number")
    expect(caveat("check", "--depth", "-1"), 64)
    expect(caveat("check", "-f", "jsn"), 64, "did you mean 'json'?")
    expect(caveat("check", "--require", "suported"), 64, "did you mean 'supported'?")
    expect(caveat("check", "--color", "maybe"), 64, "auto, always or never")
    expect(caveat("check", "--root", "x", "--live"), 64)
    expect(caveat("check", "-q", "-v"), 64)
    expect(caveat("check", "--path", "etc"), 64, "absolute")
    expect(caveat("explain"), 64)
    expect(caveat("compile", "small.cav"), 64, "-o IMAGE")
    expect(caveat("compile", "-o", "x.img"), 64)


def test_option_spellings():
    put("full.json", FULL)
    want = check("-f", "json", "full.json").out
    for args in (["-fjson"], ["--format=json"], ["--format", "json"], ["--json"], ["--json", "--", "full.json"]):
        names = [] if "full.json" in args else ["full.json"]
        same(check(*args, *names).out, want, str(args))
    same(caveat("check", "-rsmall.cav", "-fjson", "full.json").out, want)
    same(caveat("check", "--rules=small.cav", "--json", "full.json").out, want)


# -- rules ------------------------------------------------------------------------------------------

def test_rules_invalid():
    put("bad.cav", SMALL.replace("L0.platform in {intel, amd}", "L0.platfrom in {intel, amd}"))
    put("full.json", FULL)
    run = expect(caveat("check", "-r", "bad.cav", "full.json"), 3, "error[E102]")
    line = run.err.split("\n")
    if not line[0].startswith("bad.cav:%d:" % (SMALL[:SMALL.index("L0.platform in")].count("\n") + 1)):
        raise Bad(run.err)
    holds(line[1], "require L0.platfrom in {intel, amd}")
    same(line[2].index("^"), line[1].index("L0.platfrom"), "caret")
    same(line[2].strip(), "^" * len("L0.platfrom"))
    holds(run.err, "L0.platform")
    for verb in (["test", "bad.cav"], ["compile", "bad.cav", "-o", "bad.img"], ["facts", "-r", "bad.cav", "full.json"],
                 ["explain", "-r", "bad.cav", "l1-os", "full.json"], ["inspect", "bad.cav"]):
        expect(caveat(*verb), 3, "E102")
    if (HERE / "bad.img").exists():
        raise Bad("an image of bad rules was written")


def test_rules_missing():
    expect(caveat("check", "-r", "nowhere.cav"), 66, "nowhere.cav: No such file")
    expect(caveat("check", "-r", "."), 66, "directory")
    put("lost.cav", SMALL.replace("words.cav", "nowhere.cav"))
    expect(caveat("check", "-r", "lost.cav"), 3, "lost.cav:")
    put("linked/root.cav", SMALL)
    link = HERE / "linked" / "words.cav"
    if not link.is_symlink():
        link.symlink_to(HERE / "words.cav")
    expect(caveat("check", "-r", "linked/root.cav"), 3, "out of the folder")


def test_rules_from_stdin():
    put("full.json", FULL)
    run = expect(caveat("check", "-r", "-", "full.json", "-f", "json", stdin=SMALL), 0)
    same(run.json()["packs"][0]["pack"], "small")
    run = expect(caveat("check", "-r", "-", "--stdin-name", "mine.cav", "full.json", stdin="pack {"), 3, "mine.cav:1:")
    expect(caveat("check", "-r", "-", "-", stdin=SMALL), 64, "once")


def test_vocabulary_alone():
    expect(caveat("check", "-r", "words.cav"), 3, "write `pack NAME {")
    expect(caveat("compile", "words.cav", "-o", "w.img"), 3)
    expect(caveat("compile", "words.cav", "--dump", "tree"), 0, out="vcpus")


def test_images():
    expect(caveat("compile", "small.cav", "-o", "small.img"), 0)
    put("full.json", FULL)
    same(caveat("check", "-r", "small.img", "full.json", "-fjson").out, check("full.json", "-fjson").out)
    image = (HERE / "small.img").read_bytes()
    put("broken.img", image[:-1])
    expect(caveat("check", "-r", "broken.img", "full.json"), 3, "broken.img")
    flipped = bytearray(image)
    flipped[len(image) // 2] ^= 4
    put("flipped.img", bytes(flipped))
    for verb in (["check", "-r", "flipped.img", "full.json"], ["inspect", "flipped.img"], ["verify", "flipped.img"]):
        expect(caveat(*verb), 3, "flipped.img")
    newer = bytearray(image)
    newer[8] += 1
    put("newer.img", bytes(newer))
    for head in (b"\x09CAVEAT\n", b"\x89CAVEAT\r"):  # a bit lost, line ends changed on the way
        put("head.img", head + image[8:])
        expect(caveat("check", "-r", "head.img", "full.json"), 3, "head.img: a damaged image")
    expect(caveat("verify", "newer.img"), 3, "2")
    expect(caveat("test", "small.img"), 64, "needs the rule text")


def test_two_packs():
    put("full.json", FULL)
    run = caveat("check", "-r", "small.cav", "-r", "narrow.cav", "full.json", "-f", "json")
    expect(run, 0)
    same([p["pack"] for p in run.json()["packs"]], ["small", "narrow"])
    run = caveat("check", "-r", "small.cav", "-r", "narrow.cav", "--pack", "narrow", "full.json", "-f", "json")
    same([p["pack"] for p in run.json()["packs"]], ["narrow"])
    expect(caveat("check", "--pack", "rhel8-nestd", "full.json"), 64, "did you mean 'rhel8-nested'?")
    put("other/words.cav", VOCABULARY.replace("vcpus at L1: number", "vcpus at L1: text"))
    put("other/small.cav", SMALL.replace("L1.vcpus > 16", 'L1.vcpus is "16"'))
    expect(caveat("check", "-r", "small.cav", "-r", "other/small.cav", "full.json"), 3, "L1.vcpus")


# -- compile, inspect, verify, test --------------------------------------------------------------------

def test_compile():
    expect(caveat("compile", "small.cav", "-o", "one.img"), 0)
    shutil.rmtree(HERE / "copy", ignore_errors=True)
    put("copy/small.cav", SMALL)
    put("copy/words.cav", VOCABULARY)
    expect(caveat("compile", "copy/small.cav", "-o", "two.img", env={"LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"}), 0)
    same((HERE / "one.img").read_bytes(), (HERE / "two.img").read_bytes(), "bytes")
    expect(caveat("compile", "--strip", "small.cav", "-o", "thin.img"), 0)
    if (HERE / "thin.img").stat().st_size >= (HERE / "one.img").stat().st_size:
        raise Bad("stripping left it as large")
    for what in ("tree", "classes", "code", "image"):
        run = expect(caveat("compile", "small.cav", "--dump", what), 0)
        if len(run.out) < 200:
            raise Bad("a short dump: %r" % run.out)
    expect(caveat("compile", "small.cav"), 64, "`caveat lint FILE` only looks for mistakes")
    expect(caveat("compile", "small.cav", "--dump", "tee"), 64, "did you mean 'tree'?")
    piped = subprocess.run([CAVEAT, "compile", "small.cav", "-o", "-"], cwd=HERE, stdout=subprocess.PIPE)
    same(piped.stdout, (HERE / "one.img").read_bytes(), "image on stdout")


def test_output_file():
    put("full.json", FULL)
    want = check("full.json", "-fjson").out
    expect(check("full.json", "-fjson", "-o", "result.json"), 0)
    same((HERE / "result.json").read_text(), want)
    os.chmod(HERE / "result.json", 0o640)
    expect(check("full.json", "-q", "-o", "result.json"), 0)
    same(stat.S_IMODE((HERE / "result.json").stat().st_mode), 0o640)
    expect(check("full.json", "-o", "no-folder/result.json"), 74, "no-folder")
    expect(check("full.json", "-o", "/dev/full"), 74, "No space left")
    expect(caveat("compile", "small.cav", "-o", "/dev/full"), 74, "No space left")
    same([p.name for p in HERE.iterdir() if p.name.startswith("result.json.")], [], "left behind")


def test_output_fails():
    put("full.json", FULL)
    with open("/dev/full", "w") as full:
        expect(check("full.json", stdout=full), 74, "No space left")
        expect(caveat("version", stdout=full), 74)
        expect(caveat(stdout=full), 74)
    closed = subprocess.run('"%s" check -r small.cav full.json >&-' % CAVEAT, shell=True, cwd=HERE,
                            stderr=subprocess.PIPE)
    same(closed.returncode, 74, "closed stdout")
    holds(closed.stderr.decode(), "standard output")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        expect(check("full.json", stdout=pipe), 74, "Broken pipe")
    for closing in ("<&-", "2>&-"):
        fine = subprocess.run('"%s" check -r small.cav full.json -q %s' % (CAVEAT, closing), shell=True, cwd=HERE,
                              stdout=subprocess.PIPE)
        same((fine.returncode, fine.stdout[:10]), (0, b"supported:"), closing)


def test_inspect():
    run = expect(caveat("inspect"), 0, out="L0.platform")
    if len(run.out.split("\n")) < 60:
        raise Bad("a short listing")
    expect(caveat("compile", "small.cav", "-o", "small.img"), 0)
    same(caveat("inspect", "small.img").out, caveat("inspect", "-r", "small.cav").out)
    expect(caveat("inspect", "nowhere.img"), 66)


def resealed(image):
    """With the checksum that fits its bytes."""
    image[16:20] = zlib.crc32(image[:16] + image[20:]).to_bytes(4, "little")
    return bytes(image)


def test_verify():
    expect(caveat("compile", "small.cav", "-o", "small.img"), 0)
    expect(caveat("verify", "small.img"), 0, out="sound: small.img")
    expect(caveat("verify", "small.img", "small.cav"), 0, out="same:")
    expect(caveat("compile", "small.cav", "--strip", "-o", "thin.img"), 0)
    expect(caveat("verify", "thin.img", "small.cav"), 0, out="stripped")
    put("laid/words.cav", "# first\n" + VOCABULARY.replace("\n", "\r\n"))
    put("laid/small.cav", SMALL.replace(" {\n", " # why\n\n{\n", 5).replace("An alternative", "\\u{41}n alternative"))
    expect(caveat("verify", "thin.img", "laid/small.cav"), 0, out="stripped")
    expect(caveat("verify", "small.img", "laid/small.cav"), 1, out="words.cav differs")
    expect(caveat("compile", "laid/small.cav", "--strip", "-o", "laid.img"), 0)
    same((HERE / "laid.img").read_bytes(), (HERE / "thin.img").read_bytes(), "stripped, laid out otherwise")
    put("changed/small.cav", SMALL.replace("At most 16", "At most  16"))
    put("changed/words.cav", VOCABULARY)
    run = expect(caveat("verify", "small.img", "changed/small.cav"), 1, out="small.cav differs")
    if "words.cav" in run.out:
        raise Bad(run.out)
    run = expect(caveat("verify", "thin.img", "changed/small.cav"), 1, out="small.cav differs")
    if "words.cav" in run.out or "altered" in run.out:
        raise Bad(run.out)
    for name in ("small.img", "thin.img"):  # another release of the same length, with its checksum
        image = bytearray((HERE / name).read_bytes())
        release = caveat("version").out.split()[1].encode()
        at = image.index(b"\0" + release + b"\0") + 1
        image[at:at + len(release)] = b"0" * len(release)
        put("other.img", resealed(image))
        expect(caveat("verify", "other.img", "small.cav"), 1, out="compiled by release " + "0" * len(release))
        image[at:at + len(release)] = release
        image[image.index(b"Does not work") + 1] ^= 1
        put("other.img", resealed(image))
        expect(caveat("verify", "other.img", "small.cav"), 1, out="the image was altered")
    expect(caveat("verify", "small.img", "small.img"), 64, "is an image")
    expect(caveat("verify", "small.img", "small.cav", "small.cav"), 64)
    expect(caveat("verify", "small.img", "nowhere.cav"), 66)
    expect(caveat("verify", "nowhere.img"), 66)
    expect(caveat("verify", "small.cav"), 3)
    put("bad.cav", SMALL + "}")
    expect(caveat("verify", "small.img", "bad.cav"), 3)
    expect(caveat("verify"), 64)


UGLY = ('\ufefflayer   L0 "a"   # one\r\n\r\n\r\n\r\nlayer L1\t"b\\u{41}" # two\r\n'
        'fact a at L0: flag "A" define d: L0.a is on and # three\n L0.a is on')
PRETTY = ('layer L0 "a"  # one\n\nlayer L1 "b\\u{41}"  # two\nfact a at L0: flag "A"\n'
          'define d: L0.a is on  # three\n    and L0.a is on\n')


def patched(old, diff):
    """`old` with a unified diff of one file applied; every line of it is checked against `old`."""
    lines, out, at = old.splitlines(True), [], 0
    rows = diff.split("\n")
    same([r[:4] for r in rows[:2]], ["--- ", "+++ "], "head of the diff")
    for k, row in enumerate(rows[2:-1], 2):
        bare = k + 1 < len(rows) and rows[k + 1].startswith("\\")
        text = row[1:] + ("" if bare else "\n")
        if row.startswith("@@"):
            start, _, count = row.split()[1][1:].partition(",")
            upto = int(start) - (count != "0")
            out += lines[at:upto]
            at = upto
        elif row[0] in " -":
            same(lines[at], text, "line %d of the diff" % k)
            at += 1
        if row[0] in " +" and not row.startswith("@@"):
            out.append(text)
    return "".join(out + lines[at:])


def test_fmt():
    put("ugly.cav", UGLY)
    ugly = (HERE / "ugly.cav").read_bytes()
    same(expect(caveat("fmt", "ugly.cav"), 0).out, PRETTY)
    same(expect(caveat("fmt", "-", stdin=ugly), 0).out, PRETTY)
    same(expect(caveat("fmt", "-r", "ugly.cav", "-o", "made.cav"), 0).out, "")
    same((HERE / "made.cav").read_text(), PRETTY)
    same(expect(caveat("fmt", "--check", "ugly.cav", "made.cav"), 1).out, "ugly.cav\n")
    same(expect(caveat("fmt", "--check", "made.cav"), 0).out, "")
    same(expect(caveat("fmt", "--check", "-", "--stdin-name", "x.cav", stdin=ugly), 1).out, "x.cav\n")
    same((HERE / "ugly.cav").read_bytes(), ugly, "only looked at")
    both = expect(caveat("fmt", "ugly.cav", "made.cav"), 0).out
    same(both, "==> ugly.cav <==\n%s\n==> made.cav <==\n%s" % (PRETTY, PRETTY))


def test_fmt_write():
    put("ugly.cav", UGLY)
    put("made.cav", PRETTY)
    os.chmod(HERE / "ugly.cav", 0o640)
    os.utime(HERE / "made.cav", (1, 1))
    before = (HERE / "made.cav").stat()
    os.symlink("ugly.cav", HERE / "link.cav")
    same(expect(caveat("fmt", "-w", "link.cav", "made.cav"), 0).out, "")
    same((HERE / "ugly.cav").read_text(), PRETTY)
    same(stat.S_IMODE((HERE / "ugly.cav").stat().st_mode), 0o640)
    after = (HERE / "made.cav").stat()
    same((after.st_ino, after.st_mtime), (before.st_ino, before.st_mtime), "an unchanged file was touched")
    same((HERE / "link.cav").is_symlink(), True, "the link is gone")
    (HERE / "link.cav").unlink()
    put("ugly.cav", UGLY)
    put("wrong.cav", 'layer L0 "a"\nrule {')
    same(expect(caveat("fmt", "-w", "ugly.cav", "wrong.cav"), 3, "wrong.cav:2:").out, "")
    holds((HERE / "ugly.cav").read_bytes().decode(), "layer   L0")
    same(expect(caveat("fmt", "ugly.cav", "wrong.cav"), 3, "E0").out, "")
    same(expect(caveat("fmt", "--check", "ugly.cav", "wrong.cav"), 3).out, "")
    put("alone.cav", 'use "nowhere.cav"\n# allow W010: told later\nrule r { cite nothing }\n')
    run = expect(caveat("fmt", "alone.cav"), 0)
    same((run.out, run.err), ('use "nowhere.cav"\n\n# allow W010: told later\nrule r {\n'
                              '    cite    nothing\n}\n', ""))


def test_fmt_diff():
    put("made.cav", PRETTY)
    same(expect(caveat("fmt", "--diff", "made.cav"), 0).out, "")
    for k, old in enumerate([UGLY, PRETTY.rstrip("\n"), SMALL, VOCABULARY, "\n\n", "\n" + PRETTY * 3,
                             "".join("layer L%d  \"x\"\nrule r%d { }\n" % (i, i) for i in range(40)),
                             "".join("define d%d:\n\n\n%s\n" % (i, "a" if i % 9 else "a\n\nor b") for i in range(99))]):
        name = put("d%d.cav" % k, old)
        text = (HERE / name).read_bytes().decode()
        form = subprocess.run([CAVEAT, "fmt", name], cwd=HERE, stdout=subprocess.PIPE).stdout.decode()
        diff = subprocess.run([CAVEAT, "fmt", "--diff", name], cwd=HERE, stdout=subprocess.PIPE)
        same(diff.returncode, 1, "status of %s" % name)
        same(patched(text, diff.stdout.decode()), form, "patched %s" % name)
    holds(diff.stdout.decode(), "\n@@ ")


def test_fmt_usage():
    put("made.cav", PRETTY)
    for words in (["-w", "--check", "made.cav"], ["-w", "--diff", "made.cav"], ["--check", "--diff", "made.cav"],
                  ["-w", "-"], ["-w"], ["-w", "made.cav", "-o", "x.cav"], ["-r", "made.cav", "made.cav"]):
        expect(caveat("fmt", *words), 64)
    expect(caveat("compile", "small.cav", "-o", "small.img"), 0)
    expect(caveat("fmt", "small.img"), 64, "is an image")
    expect(caveat("fmt", "nowhere.cav"), 66)
    holds(expect(caveat("fmt"), 0).out, "==> nested.facts.cav <==")
    expect(caveat("fmt", "--check"), 0)


def test_test():
    run = expect(caveat("test", "small.cav"), 0, out="2 passed, 0 failed\n")
    same(run.out.split("\n")[-2], "2 passed, 0 failed")
    run = expect(caveat("test", "-r", "small.cav", "-v"), 0, out="passed: small.cav:")
    run = expect(caveat("test", "small.cav", "--name", "arm64"), 0, out="1 passed, 0 failed")
    run = expect(caveat("test", "small.cav", "--name", "intel * fine"), 0, out="1 passed, 0 failed")
    expect(caveat("test", "small.cav", "--name", "nothing so called"), 1, "no test", out="0 passed, 0 failed")
    put("wrong.cav", SMALL.replace("    expect supported", "    expect preview by few-vcpus"))
    run = expect(caveat("test", "wrong.cav"), 1, out="1 passed, 1 failed\n")
    place = SMALL[:SMALL.index("    expect supported")].count("\n") + 1
    holds(run.out, "failed: wrong.cav:%d:" % place)
    holds(run.out, "intel and rhel 8.4 are fine")
    holds(run.out, "expected")
    holds(run.out, "preview")
    holds(run.out, "supported")
    narrow(run.out)
    (HERE / "long").mkdir(exist_ok=True)
    for path in (ROOT / "rules").glob("*.cav"):
        put("long/" + path.name, path.read_text(encoding="utf-8").replace("rhel 8.2 or later within 8", "rhel 8.3 or later within 8"))
    run = expect(caveat("test", "long/rhel8-nested.cav"), 1, out="false   require L1.os in {")
    narrow(run.out)  # a long condition is wrapped
    put("none.cav", SMALL[:SMALL.index("test \"intel")])
    expect(caveat("test", "none.cav"), 1, "no test to run", out="0 passed, 0 failed")
    expect(caveat("test", "nowhere.cav"), 66)
    run = expect(caveat("test"), 0)
    if int(run.out.split()[0]) < 60:
        raise Bad("the built-in packs hold fewer than 60 tests")


# -- facts in --------------------------------------------------------------------------------------------

def bad_facts(content, *words, status=65):
    put("facts.json", content)
    expect(check("facts.json", "-f", "json"), status, "facts.json", *words)
    expect(check("facts.json"), status, *words)
    expect(caveat("facts", "-r", "small.cav", "facts.json"), status, *words)


def test_facts_names():
    bad_facts({"L0": {"platfrom": "intel"}}, "L0.platfrom", "did you mean 'L0.platform'?")
    bad_facts({"L9": {"platform": "intel"}}, "L9", "neither a layer")
    bad_facts({"hree": "L0"}, "did you mean 'here'?")
    bad_facts({"here": "L7"}, "here", "unknown layer 'L7'")
    bad_facts({"L1": {"platform": "intel"}}, "L1.platform", "declared: L0.platform")
    bad_facts({"L0": {"kvm": {"nestd": True}}}, "L0.kvm.nestd", "did you mean 'L0.kvm.nested'?")
    bad_facts({"L0": {"kvmm": {}}}, "L0.kvmm")
    bad_facts({"L0": {"platform": {"x": 1}}}, "L0.platform")
    bad_facts({"L0": "intel"}, "expected an object")
    bad_facts({"uses": {"movng": True}}, "uses.movng", "did you mean 'moving'?")
    bad_facts({"uses": ["moving"]}, "uses")
    bad_facts({"uses": {"moving": 1}}, "true or false")
    bad_facts({"evidence": {"L0.platfrm": {"source": "x"}}}, "L0.platform")
    bad_facts({"evidence": {"L0.platform": {"sorce": "x"}}}, "sorce")
    bad_facts({"reasons": {"L0.platform": 3}}, "reasons.L0.platform")
    bad_facts([], "JSON object")
    bad_facts({"L0.platform": "intel"}, "L0.platform")


def test_facts_values():
    bad_facts({"L0": {"platform": "itnel"}}, "L0.platform", "intel")
    bad_facts({"L0": {"platform": True}}, "L0.platform", "a string")
    bad_facts({"L0": {"kvm.nested": "on"}}, "true or false")
    bad_facts({"L0": {"kvm.nested": 1}}, "true or false")
    bad_facts({"L1": {"os": 8.4}}, "in quotes")
    bad_facts({"L1": {"os": "rhle 8.4"}}, "rhel")
    bad_facts({"L1": {"os": "rhel 8.4.x"}}, "L1.os")
    bad_facts({"L1": {"os": "rhel 1.2.3.4.5"}}, "L1.os")
    bad_facts({"L1": {"os": "rhel " + "9" * 400}}, "L1.os")
    bad_facts({"L1": {"os": "rhel -8"}}, "L1.os")
    bad_facts({"L1": {"os": []}}, "empty list")
    bad_facts({"L1": {"os": [["rhel 8.4"]]}}, "a list")
    bad_facts({"L1": {"os": [None]}}, "null")
    bad_facts({"L1": {"vcpus": "4"}}, "an integer")
    bad_facts({"L1": {"vcpus": 4.5}}, "an integer")
    bad_facts({"L1": {"vcpus": "8..2"}}, "L1.vcpus")
    bad_facts({"L1": {"vcpus": ["1"] * 3}}, "an integer")
    bad_facts({"L1": {"vcpus": list(range(2000))}}, "alternatives")
    bad_facts({"depth": 9}, "0 to 3")
    bad_facts({"depth": -1}, "depth")
    bad_facts({"depth": "2"}, "depth")
    bad_facts({"depth": 1, "L2": {"os": "rhel 8.4"}}, "L2.os", "depth 1")


def test_facts_syntax():
    bad_facts('{"L0": {"platform": "intel", "platform": "amd"}}', "facts.json:1:", "duplicate")
    bad_facts('{"L0": {}, "L0": {}}', "duplicate")
    bad_facts('{"L0": {"kvm": {"nested": true}, "kvm.nested": true}}', "told twice")
    bad_facts('{"L1": {"label": "\\ud800"}}', "facts.json:1:")
    bad_facts('{"L1": {"label": "\\u0000"}}', "facts.json:1:")
    bad_facts('{"L1": {"vcpus": NaN}}', "facts.json:1:")
    bad_facts('{"L1": {"vcpus": 99999999999999999999}}', "facts.json:1:")
    bad_facts('{"L1": {"vcpus": 1e999}}', "facts.json:1:")
    bad_facts('{} {}', "facts.json:1:")
    bad_facts('', "facts.json:1:")
    bad_facts('{"L1":\n {"os": }}', "facts.json:2:")
    bad_facts(b'{"L1": {"label": "\xff"}}', "facts.json:1:")
    bad_facts("[" * 1000000, "facts.json:1:")
    bad_facts('{"L0":' * 5000 + "1" + "}" * 5000, "facts.json:1:")
    bad_facts('{"L0":' + '{"kvm":' * 1500 + "1" + "}" * 1501, "L0.kvm.kvm")


def test_facts_are_refused_by_name_once():
    put("facts.json", {"L1": {"os": "rhle 8.4"}})
    for args in (["facts.json"], ["-", "--set", "L1.os=rhle 8.4"]):
        run = expect(check(*args, stdin="{}"), 65, 'no product "rhle"')
        same(run.err.count("L1.os"), 1, run.err)


def test_standard_output_by_its_name():
    """What is in the file already, and what comes behind, stays there."""
    (HERE / "line.ndjson").write_text("{}\n")
    for words in ("check -r small.cav full.json", "fleet -r small.cav line.ndjson", "compile small.cav"):
        put("full.json", FULL)
        run = subprocess.run(["sh", "-c", "(echo before; %s %s -o /dev/stdout; echo after) > both.txt" % (CAVEAT, words)], cwd=HERE)
        text = (HERE / "both.txt").read_bytes()
        same((run.returncode, text[:7], text[-6:], len(text) > 30), (0, b"before\n", b"after\n", True), words)


def test_numbers_are_json():
    """A number that was taken from a text as it stood there."""
    put("zeros.cav", '''pack zeros { title "T" issuer "I" source "S" }
layer L0 "host"
fact label at L0: text "Label"
fact count at L0: number "Count" { here { fact label { /.*?(-?[0-9]+)/ => $1 } } }
section s "S" { statement s.1 "x" }
rule r { cite s.1 when L0.count < 9 then preview "{L0.count}" }
''')
    for label, count in (("n007", 7), ("-03", -3), ("-0", 0), ("0", 0)):
        facts = json.dumps({"L0": {"label": label}})
        for run in (caveat("facts", "-r", "zeros.cav", "--json", "-", stdin=facts), caveat("check", "-r", "zeros.cav", "--json", "-", stdin=facts)):
            found = json.loads(run.out)
            fact = found["packs"][0]["findings"][0]["facts"][0]["value"] if "packs" in found else found["L0"]["count"]
            same(fact, count, run.out)


def test_facts_files():
    put("mark.json", "\ufeff" + json.dumps(FULL))
    expect(check("mark.json"), 0)
    expect(check("nowhere.json"), 66, "nowhere.json")
    expect(check("."), 66)
    path = put("secret.json", FULL)
    path.chmod(0)
    if os.geteuid() != 0:
        expect(check("secret.json"), 66, "Permission denied")
    else:
        run = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", CAVEAT, "check", "-r",
                              str(HERE / "small.cav"), str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        same((run.returncode, run.stdout), (66, b""), run.stderr.decode())
    path.chmod(0o600)
    put("large.json", b" " * ((16 << 20) + 1))
    expect(check("large.json"), 66, "larger than 16 MiB")
    run = expect(check("-", "-fjson", stdin=json.dumps(FULL)), 0)
    put("full.json", FULL)
    same(run.out, check("full.json", "-fjson").out)
    expect(check("-", "--stdin-name", "mine.json", stdin="{"), 65, "mine.json:1:")
    expect(check("-", "-", stdin="{}"), 64)
    for verb in (["check"], ["explain", "amd-moving"], ["facts"]):
        expect(caveat(*verb, "small.cav"), 64, "rules are named by -r small.cav")
    put("named.cav", FULL)
    expect(check("named.cav"), 0)


def test_facts_spellings():
    put("a.json", {"L0": {"kvm": {"nested": False, "hpage": False}, "platform": ["intel"]},
                   "L1": {"os": ["rhel 8.4"], "vcpus": "4..4"}})
    put("full.json", FULL)
    same(verdict("a.json")["status"], "supported")
    same([f["value"] for f in verdict("a.json")["findings"][0]["facts"]],
         [f["value"] for f in verdict("full.json")["findings"][0]["facts"]])
    put("b.json", {"L0": {"platform": None}, "L1": {"vcpus": "17..", "os": ["rhel 8.1", "windows 11"]}})
    got = verdict("b.json")
    same((got["status"], got["best"], got["worst"]), ("unknown", "unsupported", "broken"))
    same(got["missing"], ["L0.platform", "L0.kvm.nested", "L0.kvm.hpage"])
    values = {f["fact"]: f["value"] for x in got["findings"] for f in x["facts"]}
    same(values["L1.vcpus"], "17..")
    same(values["L1.os"], ["rhel 8.1", "windows 11"])
    same(values["L0.platform"], None)


def test_joined_files():
    put("a.json", {"L1": {"os": "rhel 8"}, "L0": {"platform": ["intel", "arm64"]}})
    put("b.json", {"L1": {"os": "rhel 8.4"}, "L0": {"platform": ["intel", "amd"]}})
    for names in (("a.json", "b.json"), ("b.json", "a.json")):
        out = json.loads(caveat("facts", "-r", "small.cav", "--json", *names).out)
        same(out["L1"], {"os": "rhel 8.4"})
        same(out["L0"], {"platform": "intel"})
    put("c.json", {"L1": {"os": "rhel 8.1"}})
    expect(check("b.json", "c.json"), 65, "b.json", "c.json", "L1.os", "rhel 8.4", "rhel 8.1")
    put("d.json", {"L1": {"vcpus": "1..8"}})
    put("e.json", {"L1": {"vcpus": "4.."}})
    same(json.loads(caveat("facts", "-r", "small.cav", "--json", "d.json", "e.json").out)["L1"], {"vcpus": "4..8"})
    put("f.json", {"L1": {"vcpus": [9, 10]}})
    expect(check("d.json", "f.json"), 65, "L1.vcpus")
    put("g.json", {"L1": {"os": ["rhel 8.4.0", "windows 11"]}})
    same(json.loads(caveat("facts", "-r", "small.cav", "--json", "b.json", "g.json").out)["L1"]["os"][:8], "rhel 8.4")
    put("h.json", {"depth": 2})
    put("i.json", {"depth": 3})
    expect(check("h.json", "i.json"), 65, "h.json", "i.json", "depth")
    put("j.json", {"uses": {"moving": True}})
    put("k.json", {"uses": {"moving": False}})
    same(json.loads(caveat("facts", "-r", "small.cav", "--json", "j.json", "k.json").out)["uses"], {"moving": True})


def test_set():
    put("full.json", FULL)
    same(verdict("full.json", "--set", "L1.os=rhel 8.1")["status"], "unsupported")
    same(verdict("full.json", "--set", "L1.os=null")["missing"], ["L1.os"])
    same(verdict("full.json", "--set", 'L1.os=["rhel 8.1", "rhel 8.2"]')["status"], "unknown")
    same(verdict("full.json", "--set", "L0.kvm.nested=true", "--set", "L0.kvm.hpage=on")["status"], "broken")
    same(verdict("full.json", "--set", "L1.vcpus=20")["status"], "preview")
    same(verdict("full.json", "--set", "L1.vcpus=8..20")["status"], "unknown")
    same(verdict("full.json", "--set", "L1.label=a=b c")["status"], "supported")
    same(verdict("full.json", "--depth", "3", "--set", "L3.os=rhel 8.4")["status"], "untested")
    same(verdict("full.json", "--set", "L0.platform=amd", "--use", "moving")["status"], "broken")
    for option in ("L1.os", "L1=4", "=x", "os=rhel", "L1.os=", ".="):
        expect(check("full.json", "--set", option), 64, "--set")
    expect(check("full.json", "--set", "L1.os=rhel 8.1", "--set", "L1.os=rhel 8.2"), 64, "twice")
    expect(check("full.json", "--set", "L1.os=[rhel 8.1"), 64, "JSON list")
    expect(check("full.json", "--set", "L1.so=rhel 8.1"), 65, "L1.os")
    expect(check("full.json", "--set", "L8.os=rhel 8.1"), 65, "unknown layer")
    expect(check("full.json", "--set", "L1.os=rehl 8.1"), 65, "rhel")
    expect(check("full.json", "--set", "L1.os=[8.1]"), 65)
    expect(check("full.json", "--set", "L1.vcpus=many"), 65, "--set")
    expect(check("full.json", "--use", "movign"), 65, "did you mean 'moving'?")
    expect(check("full.json", "--depth", "8"), 65, "0 to 3")
    expect(check("full.json", "--depth", "0"), 65, "deeper")
    expect(check("full.json", "--as", "L1"), 64)


# -- facts gathered ---------------------------------------------------------------------------------------

def make_trees():
    tree("host", {"/proc/cpuinfo": "processor: 0\nvendor: amd\n", "/sys/kvm-here": "yes\n",
                  "/sys/module/kvm_intel/parameters/nested": "Y\n",
                  "/etc/os-release": 'NAME=x\nID="rhel"\nVERSION_ID="8.4"\n',
                  "/proc/sys/kernel/osrelease": "4.18.0-305.el8.x86_64\n"})
    tree("guest", {"/proc/cpuinfo": "vendor: amd\n", "/sys/class/dmi/id/sys_vendor": "QEMU\n",
                   "/etc/os-release": 'ID=rhel\nVERSION_ID="7.9"\n',
                   "/proc/sys/kernel/osrelease": "4.14.0-115.el7a.x86_64\n"})
    tree("empty", {})


def test_root():
    make_trees()
    out = json.loads(expect(caveat("facts", "-r", "small.cav", "--root", "host", "--json"), 0).out)
    same(list(out), ["here", "L0", "evidence", "reasons"])
    same(out["here"], "L0")
    same(out["L0"], {"platform": "amd", "inside": "kvm", "kvm.nested": True, "os": "rhel 8.4",
                     "kernel.release": "4.18.0-305.el8.x86_64", "kernel.variant": "standard"})
    same(out["evidence"]["L0.platform"], {"source": "/proc/cpuinfo", "line": 2, "text": "vendor: amd"})
    same(out["evidence"]["L0.os"]["line"], 3)
    same(out["evidence"]["L0.kernel.variant"]["source"], "L0.kernel.release")
    same(out["reasons"]["L1.os"], "not observable from this layer")
    guest = json.loads(caveat("facts", "-r", "small.cav", "--root", "guest", "--json").out)
    same(guest["here"], "L1")
    same(guest["L0"], {"platform": "amd", "inside": ["kvm", "other"]})
    same(guest["L1"]["kernel.variant"], "alt")
    as_l2 = json.loads(caveat("facts", "-r", "small.cav", "--root", "guest", "--as", "L2", "--json").out)
    same((as_l2["here"], "L2" in as_l2, as_l2["L1"]), ("L2", True, {"inside": ["kvm", "other"]}))
    expect(caveat("facts", "-r", "small.cav", "--root", "guest", "--as", "L5"), 65, "--as", "unknown layer")
    expect(caveat("check", "-r", "small.cav", "--root", "nowhere"), 66, "nowhere")
    expect(caveat("check", "-r", "small.cav", "--root", "small.cav"), 66)
    empty = json.loads(caveat("facts", "-r", "small.cav", "--root", "empty", "--json").out)
    same([k for k in empty if k.startswith("L")], [])
    holds(empty["reasons"]["L0.platform"], "/proc/cpuinfo: no such file")


def test_round_trip():
    make_trees()
    for rules in (["-r", "small.cav"], []):
        for name in ("host", "guest", "empty"):
            facts = caveat("facts", *rules, "--root", name, "--json").out
            direct = caveat("check", *rules, "--root", name, "-f", "json")
            piped = caveat("check", *rules, "-", "-f", "json", stdin=facts)
            same((piped.status, piped.out), (direct.status, direct.out), name)
            same(caveat("facts", *rules, "-", "--json", stdin=facts).out, facts, "facts of facts")
    direct = caveat("check", "-f", "json")
    piped = caveat("check", "-f", "json", "-", stdin=caveat("facts", "--json").out)
    same((piped.status, piped.out), (direct.status, direct.out), "this machine")


def test_root_joined():
    make_trees()
    put("guest.json", caveat("facts", "-r", "small.cav", "--root", "guest", "--json").out)
    out = json.loads(expect(caveat("facts", "-r", "small.cav", "--root", "host", "L1=guest.json", "--json"), 0).out)
    same(out["L0"]["inside"], "kvm")
    same(out["L1"]["os"], "rhel 7.9")
    same("here" in out, False)
    same(out["evidence"]["L0.inside"]["source"], "/sys/kvm-here")
    run = expect(caveat("facts", "-r", "small.cav", "--root", "host", "L2=guest.json", "--json"), 0, "L0.platform")
    out = json.loads(run.out)
    same(out["L2"]["os"], "rhel 7.9")
    same(out["L1"], {"inside": ["kvm", "other"]})
    expect(caveat("facts", "-r", "small.cav", "L7=guest.json"), 65, "unknown layer 'L7'")
    expect(caveat("facts", "-r", "small.cav", "L1="), 64)
    put("no-here.json", {"L1": {"os": "rhel 8.4"}})
    expect(caveat("facts", "-r", "small.cav", "L1=no-here.json"), 65, "no-here.json")
    put("L1=odd.json", {"L1": {"os": "rhel 8.4"}})
    expect(caveat("facts", "-r", "small.cav", "./L1=odd.json"), 0)


def test_told_and_gathered():
    make_trees()
    put("told.json", {"L0": {"os": "rhel 8.1"}})
    expect(check("--root", "host", "told.json"), 65, "L0.os", "/etc/os-release:3", "told.json", "--set")
    same(verdict("--root", "host", "--set", "L0.platform=intel", "--set", "L1.os=rhel 8.4", "--set", "L1.vcpus=2",
                 "--set", "L0.kvm.hpage=off")["status"], "supported")
    put("refines.json", {"L0": {"inside": "kvm"}})
    out = json.loads(caveat("facts", "-r", "small.cav", "--root", "guest", "refines.json", "--json").out)
    same(out["L0"]["inside"], "kvm")


def test_derived():
    make_trees()
    out = json.loads(caveat("facts", "-r", "small.cav", "--root", "host", "--json",
                            "--set", "L0.kernel.release=4.14.0-115.el7a.x86_64").out)
    same(out["L0"]["kernel.variant"], "alt")
    facts = caveat("facts", "-r", "small.cav", "--root", "host", "--json").out
    out = json.loads(caveat("facts", "-r", "small.cav", "-", "--json", "--set",
                            "L0.kernel.release=4.14.0-115.el7a.x86_64", stdin=facts).out)
    same(out["L0"]["kernel.variant"], "alt")
    out = json.loads(caveat("facts", "-r", "small.cav", "-", "--json", "--set", "L0.kernel.variant=alt", stdin=facts).out)
    same(out["L0"]["kernel.variant"], "alt")


def test_layer_contradicted():
    make_trees()
    tree("bare", {"/proc/cpuinfo": "vendor: amd\n", "/sys/class/dmi/id/sys_vendor": "Metal\n"})
    put("metal.cav", VOCABULARY.replace("/KVM/ => kvm }", "/KVM/ => kvm  /Metal/ => not guest }"))
    put("bare.cav", SMALL.replace("words.cav", "metal.cav"))
    rules = ["-r", "bare.cav", "--root"]
    run = expect(caveat("check", *rules, "guest", "--as", "L0"), 65)
    flat = " ".join(run.out.split())
    holds(flat, "contradiction: ")
    holds(flat, "--as L0, but /sys/class/dmi/id/sys_vendor:1 (QEMU) tells L0.inside, which only L1 or a deeper")
    run = expect(caveat("check", *rules, "bare", "--as", "L1"), 65)
    holds(" ".join(run.out.split()), "--as L1, but /sys/class/dmi/id/sys_vendor:1 (Metal) shows that it is no guest")
    got = json.loads(expect(caveat("check", *rules, "bare", "--as", "L1", "--json"), 65).out)["packs"][0]
    same((got["status"], got["best"], got["findings"]), ("contradiction", None, []))
    same([c["at"] for c in got["contradictions"]], [None])
    for name, layer in (("guest", "L1"), ("guest", "L2"), ("bare", "L0"), ("host", "L0"), ("host", "L1")):
        got = json.loads(caveat("check", *rules, name, "--as", layer, "--json").out)
        same("contradictions" in got["packs"][0], False, name + " as " + layer)
    facts = expect(caveat("facts", *rules, "guest", "--as", "L0", "--json"), 65).out
    same(len(json.loads(facts)["contradictions"]), 1)
    direct = caveat("check", *rules, "guest", "--as", "L0", "--json")
    piped = caveat("check", "-r", "bare.cav", "-", "--json", stdin=facts)
    same((piped.status, piped.out), (direct.status, direct.out), "carried by the file")
    same(expect(caveat("facts", "-r", "bare.cav", "-", "--json", stdin=facts), 65).out, facts)
    put("odd.json", {"contradictions": "none"})
    expect(check("odd.json"), 65, "odd.json", "contradictions", "list")
    put("odd.json", {"contradictions": [1]})
    expect(check("odd.json"), 65, "odd.json", "contradictions")


def test_after_restart():
    sos = str(pathlib.Path(__file__).resolve().parent / "trees/synthetic-sosreport")
    got = json.loads(caveat("check", "--root", sos, "--json").out)["after_restart"]
    same([(f["fact"], f["now"], f["then"]) for f in got["facts"]], [("L0.kvm.nested", True, False)])
    same(got["facts"][0]["evidence"]["source"], "/etc/modprobe.d/kvm.conf")
    same([p["pack"] for p in got["packs"]], ["rhel8-nested", "kernel-nested"])
    holds(caveat("check", "--root", sos).out, "L0.kvm.nested would be off, now on")
    same("after_restart" in json.loads(caveat("check", "--root", sos, "--json", "--set", "L0.kvm.nested=off").out), False)


def test_layer_assumed():
    make_trees()
    run = check("--root", "guest")
    holds(run.out, "taken for L1, a guest of L0; --as says otherwise")
    run = check("--root", "guest", "--as", "L2")
    holds(run.out, "taken for L2")
    holds(expect(check("--live", "--set", "L0.platform=arm64"), 1).out, "This machine is taken for L")


# -- verdicts out ------------------------------------------------------------------------------------------

def test_schema():
    put("a.json", {"L0": {"platform": "intel", "kvm.nested": True}, "L1": {"os": "rhel 8", "vcpus": 20},
                   "evidence": {"L1.os": {"source": "/etc/os-release", "line": 5, "text": "VERSION_ID=8"}},
                   "reasons": {"L0.kvm.hpage": "not readable"}})
    run = expect(check("a.json", "-f", "json"), 1)
    got = run.json()
    same(list(got), ["schema", "packs"])
    same(got["schema"], 1)
    pack = got["packs"][0]
    same(list(pack), ["pack", "issuer", "source", "edition", "image", "applies", "status", "best", "worst", "missing",
                      "features", "findings", "held", "out_of_scope"])
    same([pack[k] for k in ("pack", "issuer", "source", "edition", "applies", "status", "best", "worst")],
         ["small", "Tester", "A text", "First", "yes", "unknown", "preview", "broken"])
    same(pack["missing"], ["L0.kvm.hpage", "L1.os"])
    expect(caveat("compile", "small.cav", "-o", "small.img"), 0)
    import hashlib
    same(pack["image"], "sha256:" + hashlib.sha256((HERE / "small.img").read_bytes()).hexdigest())
    same(pack["features"][1], {"feature": "moving", "status": "supported", "best": "supported", "worst": "supported",
                               "in_use": "no"})
    same([f["feature"] for f in pack["features"]], ["nesting", "moving", "pages"])
    same([(f["rule"], f["outcome"], f["level"], f["feature"]) for f in pack["findings"]],
         [("l1-os", "undetermined", "unsupported", None), ("few-vcpus", "fired", "preview", None),
          ("pages-nesting", "undetermined", "broken", "nesting"), ("pages-nesting", "fired", "broken", "pages"),
          ("to-know", "note", None, None)])
    same(pack["held"], ["platforms", "amd-moving", "third-level"])
    same(pack["out_of_scope"], ["l3-os"])
    first = pack["findings"][0]
    same(list(first), ["rule", "outcome", "level", "feature", "message", "cite", "fix", "at", "facts", "missing"])
    same(first["message"], "L1 runs rhel 8 (minor unknown).")
    same(first["cite"], ["s.2"])
    same(first["fix"], "Update L1 to RHEL 8.2 or later.")
    same(first["at"], {"file": "small.cav", "line": SMALL[:SMALL.index("rule l1-os")].count("\n") + 1})
    same(first["facts"], [{"fact": "L1.os", "value": "rhel 8",
                           "evidence": {"source": "/etc/os-release", "line": 5, "text": "VERSION_ID=8"}}])
    same(first["missing"], [{"fact": "L1.os", "reason": "minor version unknown"}])
    same(pack["findings"][2]["missing"], [{"fact": "L0.kvm.hpage", "reason": "not readable"}])
    same(pack["findings"][1]["facts"], [{"fact": "L1.vcpus", "value": 20, "evidence": None}])
    same(pack["findings"][4]["fix"], None)


def test_reasons_default():
    same([m for f in verdict("-", stdin="{}")["findings"] for m in f["missing"] if m["fact"] == "L0.platform"][0],
         {"fact": "L0.platform", "reason": "not told"})


def test_contradiction():
    put("odd.json", {"L1": {"os": "rhel 8.4", "kernel.release": "4.14.0-1.el7a.x86_64"}})
    run = expect(check("odd.json", "-f", "json"), 65)
    pack = run.json()["packs"][0]
    same((pack["status"], pack["best"], pack["worst"], pack["missing"], pack["findings"]),
         ("contradiction", None, None, [], []))
    same(list(pack)[-1], "contradictions")
    same(pack["contradictions"][0]["reason"], "an alternative kernel belongs to release 7")
    same([f["fact"] for f in pack["contradictions"][0]["facts"]], ["L1.os", "L1.kernel.variant"])
    same({f["status"] for f in pack["features"]}, {"contradiction"})
    run = expect(check("odd.json"), 65, out="contradiction: ")
    holds(run.out, "an alternative kernel belongs to release 7")
    narrow(run.out)


def test_not_applicable():
    put("off.json", {"L0": {"kvm.nested": False, "platform": "arm64"}})
    run = expect(caveat("check", "-r", "narrow.cav", "off.json", "-f", "json"), 0)
    pack = run.json()["packs"][0]
    same((pack["applies"], pack["status"], pack["best"], pack["worst"], pack["findings"], pack["missing"]),
         ("no", "not-applicable", None, None, [], []))
    run = expect(caveat("check", "-r", "narrow.cav", "off.json"), 0, out="not-applicable: ")
    holds(run.out, "nesting in use")
    put("maybe.json", {"L0": {"platform": "arm64"}})
    run = expect(caveat("check", "-r", "narrow.cav", "maybe.json", "-f", "json"), 2)
    pack = run.json()["packs"][0]
    same((pack["applies"], pack["status"], pack["best"], pack["worst"]), ("unknown", "unknown", "supported", "broken"))
    same("L0.kvm.nested" in pack["missing"], True)
    expect(caveat("check", "-r", "narrow.cav", "-r", "small.cav", "off.json"), 1)


def test_require():
    put("full.json", FULL)
    preview = ["full.json", "--set", "L1.vcpus=20"]
    for form in ([], ["-f", "json"], ["-q"], ["-v"]):
        expect(check("full.json", *form), 0)
        expect(check(*preview, *form), 1)
        expect(check(*preview, "--require", "preview", *form), 0)
        expect(check(*preview, "--require", "unsupported", *form), 0)
        expect(check("full.json", "--set", "L1.vcpus=8..20", *form), 2)
        expect(check("full.json", "--set", "L1.vcpus=8..20", "--require", "preview", *form), 0)
        expect(check("full.json", "--set", "L1.vcpus=20", "--set", "L1.os=null", *form), 1)
        expect(check("full.json", "--set", "L1.vcpus=20", "--set", "L1.os=null", "--require", "preview", *form), 2)
        expect(check("full.json", "--set", "L0.platform=arm64", "--require", "untested", *form), 1)
        expect(check("full.json", "--set", "L0.platform=arm64", "--require", "broken", *form), 0)


def test_text():
    put("a.json", {"L0": {"platform": "intel", "kvm.nested": True}, "L1": {"os": "rhel 8", "vcpus": 20},
                   "evidence": {"L1.os": {"source": "/etc/os-release", "line": 5, "text": "VERSION_ID=8"}}})
    run = check("a.json")
    narrow(run.out)
    first = run.out.split("\n")[0]
    if not first.startswith("unknown: Small rules"):
        raise Bad(first)
    for words in ("few-vcpus", "s.3", "Things said", "L1.vcpus = 20", "a.json", "L0.kvm.hpage", "--set L0.kvm.hpage=on",
                  "/etc/os-release:5", 'L1.os="rhel 8.N"', "rhel 8 (minor unknown)", "moving", "not in use"):
        holds(" ".join(run.out.split()), words)
    for verbose in (["-v"], ["-vv"], ["-q"]):
        expect(check("a.json", *verbose), 1)
    holds(check("a.json", "-v").out, "amd-moving")
    same(len(check("full.json", "-q").out.strip().split("\n\n")), 1)
    if "Trace" not in check("a.json", "-vv").out:
        raise Bad("no trace")
    if "\033" in run.out:
        raise Bad("colour in a pipe")


def test_colour():
    put("full.json", FULL)
    holds(check("full.json", "--color", "always").out, "\033[32msupported\033[0m")
    plain = check("full.json", "--color", "never").out
    same(check("full.json", "--color", "auto").out, plain)
    same(check("full.json", "--color", "always", env={"NO_COLOR": "1"}).out, check("full.json", "--color", "always").out)
    for env, coloured in (({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False),
                          ({"TERM": "xterm", "NO_COLOR": ""}, True)):
        master, slave = pty.openpty()
        check("full.json", "-q", env=env, stdout=slave)
        os.close(slave)
        text = os.read(master, 4096)
        os.close(master)
        same(b"\033" in text, coloured, str(env))


def test_hostile_text():
    label = "a\u202eb\u0007\u001b[31mc\u200bd\u00ad" + "x" * 200 + "\u65e5\u672c"
    put("hostile.cav", SMALL.replace('then preview "L1 has', 'then preview "{L1.label} L1 has').replace(
        "when L1.vcpus > 16", 'when L1.vcpus > 16 and not L1.label is "x"'))
    put("a.json", {**FULL, "L1": {"os": "rhel 8.4", "vcpus": 20, "label": label},
                   "evidence": {"L1.label": {"source": "/x\u202e\n", "line": 1, "text": "\u001b]0;x\u0007"}}})
    for form in ([], ["-v"], ["-f", "json"]):
        run = expect(caveat("check", "-r", "hostile.cav", "a.json", *form), 1)
        for c in "\u202e\u0007\u001b\u200b\u00ad":
            if c in run.out:
                raise Bad("%r on stdout" % c)
        if not form:
            narrow(run.out)
    finding = [f for f in run.json()["packs"][0]["findings"] if f["rule"] == "few-vcpus"][0]
    holds(finding["message"], label)
    run = check("a\u202e\u001b.json")
    if "\u202e" in run.err or "\u001b" in run.err:
        raise Bad("hostile characters on stderr")
    run = subprocess.run([CAVEAT.encode(), b"check", b"\xff\xfe"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE)
    same(run.returncode, 66)
    run.stderr.decode()


def test_facts_text():
    make_trees()
    run = expect(caveat("facts", "-r", "small.cav", "--root", "host"), 0)
    narrow(run.out)
    for words in ("L0, the host (the tree)", "platform", "amd", "/proc/cpuinfo:2 (vendor: amd)",
                  "not observable from this layer", "not told"):
        holds(run.out, words)
    expect(caveat("facts"), 0)
    narrow(caveat("facts").out)


def test_explain():
    put("a.json", {"L0": {"platform": "intel"}, "L1": {"os": "rhel 8"}})
    run = expect(caveat("explain", "-r", "small.cav", "to-know", "a.json"), 0)
    narrow(run.out)
    if not run.out.startswith("fired: rule to-know of small (small.cav:"):
        raise Bad(run.out)
    for words in ("s.6", "Something to know.", "Conditions", "L0.platform is intel", "L1.os is windows", "true", "false",
                  "L0.platform = intel", "a.json"):
        holds(run.out, words)
    run = expect(caveat("explain", "-r", "small.cav", "l1-os", "a.json"), 0, out="undetermined: rule l1-os")
    holds(run.out, "unknown  require L1.os is rhel 8.2 or later within 8")
    holds(run.out, "Update L1")
    holds(caveat("explain", "-r", "small.cav", "platforms", "a.json").out, "Only what is named is promised.")
    run = expect(caveat("explain", "-r", "small.cav", "pages-nesting", "a.json"), 0, out="conflict nesting in use")
    holds(run.out, "L0.kvm.hpage is on")
    holds(caveat("explain", "-r", "small.cav", "l3-os", "a.json").out, "out of scope here: it names L3, and the depth is 2")
    expect(caveat("compile", "--strip", "small.cav", "-o", "thin.img"), 0)
    expect(caveat("explain", "-r", "thin.img", "l1-os", "a.json"), 0, out="stripped")
    expect(caveat("explain", "-r", "small.cav", "l1-so", "a.json"), 64, "did you mean 'l1-os'?")
    expect(caveat("explain", "-r", "small.cav", "l1-os", "nowhere.json"), 66)
    expect(caveat("explain", "named-architecture"), 0, out="arch.1")
    run = expect(caveat("explain", "E102"), 0, out="unknown-fact")
    narrow(run.out)
    expect(caveat("explain", "E999"), 64, "no diagnostic E999")


def test_same_bytes():
    put("full.json", FULL)
    for args in (["-f", "json"], []):
        runs = {check("full.json", *args, env=env).out for env in ({}, {"LC_ALL": "C.UTF-8"}, {"TZ": "Asia/Tokyo"},
                                                                  {"COLUMNS": "40"})}
        same(len(runs), 1, "one output")


def main():
    global HERE
    words = sys.argv[1:]
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="caveat-cli-") as folder:
        HERE = Path(folder)
        HERE.chmod(0o755)
        put("words.cav", VOCABULARY)
        put("small.cav", SMALL)
        put("narrow.cav", APPLIES)
        put("full.json", FULL)
        for name, function in list(globals().items()):
            if not name.startswith("test_") or (words and not any(w in name for w in words)):
                continue
            try:
                function()
                passed += 1
            except Exception as why:
                failed += 1
                print("FAILED  %s: %s: %s" % (name, type(why).__name__, why))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
