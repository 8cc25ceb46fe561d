#!/usr/bin/env python3
"""reference_capture.py: a capture says what its machine says, and nothing that identifies it.

    reference_capture.py [--build DIR]          the command: $CAVEAT or build/caveat

For every captured tree at hand (tests/trees, and ../shared/trees where that is there), as every layer:
the capture of the tree gives the same facts, reasons, evidence and verdict as the tree, and a capture
of the capture gives the same bytes. Then this machine, the archive, secrets planted in files, and
what must leave nothing behind. Closes with one line of counts.
"""
import concurrent.futures
import io
import os
import re
import signal
import subprocess
import sys
import tarfile
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMAND = os.environ.get("CAVEAT", os.path.join(ROOT, "build", "caveat"))
LAYERS = ("L0", "L1", "L2", "L3")
SECRET = re.compile(rb"SECRET|DEADBEEF|dead-?beef|(de:ad:){2}", re.I)


class Wrong(Exception):
    pass


def run(*args, **more):
    return subprocess.run([COMMAND, *args], capture_output=True, check=False, timeout=120, **more)


def expect(what, got, want):
    if got != want:
        raise Wrong("%s: %r, expected %r" % (what, got, want))


def contents(folder):
    """{path: bytes} of a tree; folders end in a slash."""
    found = {}
    for at, folders, files in os.walk(folder):
        base = os.path.relpath(at, folder)
        for name in folders:
            found[os.path.normpath(os.path.join(base, name)) + "/"] = b""
        for name in files:
            with open(os.path.join(at, name), "rb") as file:
                found[os.path.normpath(os.path.join(base, name))] = file.read()
    return found


def capture(target, *options):
    done = run("capture", target, *options)
    expect("status of capture (%s)" % done.stderr.decode(), done.returncode, 0)
    return contents(target)


def answers(*options):
    """What the command says of a machine, as data and for people."""
    told = []
    for verb in (["facts", "--json"], ["check", "--format", "json"], ["facts"]):
        done = run(*verb, *options)
        told.append((done.returncode, done.stdout))
    return told


def one_tree(tree):
    with tempfile.TemporaryDirectory() as work:
        first, second = os.path.join(work, "first"), os.path.join(work, "second")
        files = capture(first, "--root", tree)
        for layer in ((), *(("--as", layer) for layer in LAYERS)):
            there, here = answers("--root", tree, *layer), answers("--root", first, *layer)
            there = [(status, out.replace(tree.encode(), b"TREE")) for status, out in there]
            here = [(status, out.replace(first.encode(), b"TREE")) for status, out in here]
            expect("answers %s" % (layer,), here, there)
        expect("capture of the capture", capture(second, "--root", first), files)


# -- this machine -----------------------------------------------------------------------------------

def live():
    with tempfile.TemporaryDirectory() as work:
        target = os.path.join(work, "here")
        capture(target)
        for layer in ((), *(("--as", layer) for layer in LAYERS)):
            here, there = answers(*layer)[:2], answers("--root", target, *layer)[:2]
            expect("this machine's answers %s" % (layer,), there, here)


def archive():
    tree = os.path.join(ROOT, "tests", "trees", "amd64-amd-l1-nested1")
    with tempfile.TemporaryDirectory() as work:
        files = capture(os.path.join(work, "folder"), "--root", tree)
    data = run("capture", "-", "--root", tree).stdout
    expect("the archive, twice", run("capture", "-", "--root", tree).stdout, data)
    expect("its size is whole blocks", len(data) % 512, 0)
    found, names = {}, []
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
        for member in tar:
            names.append(member.name + ("/" if member.isdir() else ""))
            expect("owner, time of " + member.name, (member.uid, member.gid, member.mtime), (0, 0, 0))
            expect("mode of " + member.name, member.mode, 0o755 if member.isdir() else 0o644)
            found[names[-1]] = tar.extractfile(member).read() if member.isfile() else b""
    expect("contents of the archive", found, files)
    for name in names:
        parent = os.path.dirname(name.rstrip("/"))
        if parent and names.index(parent + "/") > names.index(name):
            raise Wrong(name + " stands before its folder")


# -- what must not be in it --------------------------------------------------------------------------

RULES = """pack p { title "t" issuer "i" source "s" edition "e"
    captured "sha256:0000000000000000000000000000000000000000000000000000000000000000" }
layer L0 "host"
fact a at L0: text "what is asked for" { here {
%s
} }
section s "S" { statement s.1 "x" no rule "only its facts matter here" }
"""
PLANTED = {
    "proc/sysinfo": "Sequence Code:        SECRET\nLPAR Name:            SECRET\nType:  3906\n"
                    "VM00 Name:            SECRET\nVM01 Extended Name:   SECRET word\nVM00 UUID: SECRET\n",
    "proc/cpuinfo": "Serial\t\t: DEADBEEF01\nprocessor 0: version = 00,  identification = DEADBEEF,  machine = 3906\n"
                    "model name\t: keep me\n",
    "proc/cmdline": "root=UUID=deadbeef-0000-1111-2222-deadbeefdead ifname=eth0:de:ad:de:ad:be:ef kvm.nested=1 quiet\n",
    "sys/class/dmi/id/product_uuid": "DEADBEEF\n",
    "sys/class/dmi/id/product_serial": "SECRET\n",
    "sys/class/dmi/id/board_asset_tag": "SECRET\n",
    "etc/machine-id": "deadbeef\n",
    "proc/sys/kernel/random/boot_id": "deadbeef\n",
    "proc/1/environ": "A=SECRET\n",
    "etc/not-asked-release": "SECRET\n",
}


def plant(folder, files):
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def secrets():
    with tempfile.TemporaryDirectory() as work:
        tree, target, rules = (os.path.join(work, n) for n in ("tree", "out", "p.cav"))
        plant(tree, PLANTED)
        asked = [path for path in PLANTED if path != "etc/not-asked-release"]
        with open(rules, "w", encoding="utf-8") as file:
            file.write(RULES % "\n".join('file "/%s" { /.*never.*/ => $0 }' % path for path in asked).replace("$0", '"x"'))
        files = capture(target, "--root", tree, "-r", rules, "--path", "/etc/machine-id")
        for path, data in files.items():
            if path != "_probe/reasons.txt" and SECRET.search(data):
                raise Wrong("a secret in %s: %r" % (path, data))
        expect("files", sorted(p for p in files if p[-1] != "/"),
               ["_probe/reasons.txt", "proc/cmdline", "proc/cpuinfo", "proc/sysinfo"])
        expect("what may stay", (b"kvm.nested=1 quiet" in files["proc/cmdline"], b"keep me" in files["proc/cpuinfo"],
                                 b"machine = 3906" in files["proc/cpuinfo"]), (True, True, True))
        expect("lengths", {p: len(files[p]) for p in files if p in PLANTED},
               {p: len(PLANTED[p]) for p in files if p in PLANTED})


# -- failures -----------------------------------------------------------------------------------------

def limits():
    import resource
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


def failures():
    tree = os.path.join(ROOT, "tests", "trees", "amd64-amd-l1-nested1")
    with tempfile.TemporaryDirectory() as work:
        target = os.path.join(work, "out")
        os.mkdir(target)
        capture(target, "--root", tree)  # an empty folder will do
        before = contents(target)
        done = run("capture", target, "--root", tree)
        expect("onto a full folder", (done.returncode, done.stdout), (74, b""))
        expect("the full folder", contents(target), before)
        for name, options, status in (("none/out", ("--root", tree), 74), ("new", ("--root", work + "/none"), 66),
                                      ("new", ("--root", tree, "-r", work + "/none"), 66),
                                      ("new", ("--root", tree, "--frob"), 64)):
            done = run("capture", os.path.join(work, name), *options)
            expect("%s %s" % (name, options[-1]), (done.returncode, done.stdout), (status, b""))
        done = run("capture", os.path.join(work, "big"), "--root", tree, preexec_fn=limits)
        expect("a full disk (%s)" % done.stderr, (done.returncode, done.stdout), (74, b""))
        expect("no operand", run("capture").returncode, 64)
        expect("two operands", run("capture", "a", "b", cwd=work).returncode, 64)
        expect("what is left", sorted(os.listdir(work)), ["out"])
        with open("/dev/full", "wb") as full:
            done = subprocess.run([COMMAND, "capture", "-", "--root", tree], stdout=full, stderr=subprocess.PIPE,
                                  check=False)
        expect("an archive onto a full disk", done.returncode, 74)


def targets():
    """A link's end is filled; slashes at the end and a relative name are fine; rights are the caller's."""
    tree = os.path.join(ROOT, "tests", "trees", "s390x-kvm")
    with tempfile.TemporaryDirectory() as work:
        os.mkdir(os.path.join(work, "real"))
        os.symlink("real", os.path.join(work, "link"))
        files = capture(os.path.join(work, "link"), "--root", tree)
        expect("the link", os.path.islink(os.path.join(work, "link")), True)
        expect("its end", contents(os.path.join(work, "real")), files)
        done = run("capture", "named///", "--root", tree, cwd=work)
        expect("a relative name", (done.returncode, contents(os.path.join(work, "named"))), (0, files))
        mask = os.umask(0)
        os.umask(mask)
        expect("rights", os.stat(os.path.join(work, "named")).st_mode & 0o777, 0o777 & ~mask)
        expect("folder", sorted(os.listdir(work)), ["link", "named", "real"])


def trees():
    for folder in (os.path.join(ROOT, "tests", "trees"), os.path.join(os.path.dirname(ROOT), "shared", "trees")):
        if os.path.isdir(folder):
            for name in sorted(os.listdir(folder)):
                if os.path.isdir(os.path.join(folder, name)):
                    yield os.path.join(folder, name)


def main():
    if not os.access(COMMAND, os.X_OK):
        sys.exit("reference_capture.py: no command at %s (build it, or set CAVEAT)" % COMMAND)
    passed = failed = 0
    jobs = [(name.__name__, name, ()) for name in (live, archive, secrets, failures, targets)]
    jobs += [(os.path.basename(tree), one_tree, (tree,)) for tree in trees()]
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for name, future in [(name, pool.submit(work, *args)) for name, work, args in jobs]:
            try:
                future.result()
                passed += 1
            except (Wrong, OSError, ValueError, subprocess.SubprocessError, tarfile.TarError) as error:
                failed += 1
                text = str(error)
                print("FAILED  %s: %s" % (name, text if len(text) < 2000 else text[:2000] + " ..."))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
