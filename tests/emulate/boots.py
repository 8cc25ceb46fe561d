#!/usr/bin/env python3
"""boots.py: real kernels under QEMU's emulation, and what the command says on each.

    boots.py FOLDER [NAME...]

FOLDER holds, for each Debian architecture ARCH, ARCH/root (unpacked packages), ARCH/init and
ARCH/caveat (static). Every machine of machines.py, or the named ones, is booted in turn; facts and
verdicts are compared with what its command line implies. FOLDER/trees/NAME gets what the command
captured there, FOLDER/NAME.log the console. A table, then one line of counts; status 1 on a failure.
"""
import base64
import binascii
import glob
import io
import json
import os
import select
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

import initramfs
from machines import CONSOLE, MACHINES, SYSTEM

LIMIT = 120         # seconds a boot may take
FIRMWARE = ("bios-256k.bin", "linuxboot_dma.bin", "kvmvapic.bin")
CONSOLE_MAX = 8 << 20
TOLD = ["L0.os=rhel 8.4", "L1.os=rhel 8.4", "L2.os=rhel 8.4", "L1.offering=none"]


def commands(machine):
    told = [part for fact in TOLD + machine.told_more for part in ("--set", fact)]
    rows = [("facts", "text", ["/caveat", "facts", "--json"]),
            ("check", "text", ["/caveat", "check", "--format", "json"]),
            ("told", "text", ["/caveat", "check", "--format", "json", *told]),
            ("capture", "base64", ["/caveat", "capture", "-"])]
    if machine.shallow:
        rows.append(("shallow", "text", ["/caveat", "check", "--format", "json", "--depth", "1"]))
    return rows


def kernel(machine, folder):
    return glob.glob(os.path.join(folder, machine.arch, "root/boot/vmlinu?-*"))[0]


def archive(machine, folder):
    """The machine's initial file system. One that runs another holds that one's kernel and file system
    too, and this system's QEMU with what it is linked with."""
    home, rows, more = os.path.join(folder, machine.arch), commands(machine), []
    if machine.inner:
        line = command_line(machine.inner, "/inner/kernel", "/inner/initrd")
        rows.append(("inner", "base64", [qemu_path(machine), "-L", "/inner", *line[1:]]))
        more = [("inner/kernel", initramfs.read(kernel(machine.inner, folder)), 0o644),
                ("inner/initrd", archive(machine.inner, folder), 0o644), *qemu_files(machine)]
    return initramfs.build(os.path.join(home, "root"), os.path.join(home, "init"), os.path.join(home, "caveat"),
                           machine.modules, rows, more)


def qemu_path(machine):
    return os.path.realpath(shutil.which(SYSTEM[machine.arch]))


def qemu_files(machine):
    binary = qemu_path(machine)
    linked = subprocess.run(["ldd", binary], capture_output=True, text=True, check=True).stdout
    paths = [binary] + [word for word in linked.split() if word.startswith("/")]
    for name in FIRMWARE:
        found = [p for p in ("/usr/share/qemu/" + name, "/usr/share/seabios/" + name) if os.path.exists(p)]
        yield "inner/" + name, initramfs.read(found[0]), 0o644
    for path in paths:
        yield path, initramfs.read(path), 0o755


def command_line(machine, kernel_path, image):
    return [SYSTEM[machine.arch], "-smp", "1", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot",
            *machine.qemu, "-kernel", kernel_path, "-initrd", image,
            "-append", ("console=%s quiet panic=-1 %s" % (CONSOLE[machine.arch], machine.append)).strip()]


def boot(machine, folder):
    """The console of one boot as text, and how it ended: "done", or why not."""
    image = os.path.join(folder, machine.name + ".cpio")
    with open(image, "wb") as file:
        file.write(archive(machine, folder))
    line = command_line(machine, kernel(machine, folder), image)
    line[1:1] = ["-accel", "tcg"]
    with subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as qemu:
        try:
            console, end = watch(qemu)
        finally:
            qemu.kill()
    os.unlink(image)
    with open(os.path.join(folder, machine.name + ".log"), "wb") as file:
        file.write(console)
    return console.decode("utf-8", "replace").replace("\r", ""), end


def watch(qemu):
    console, stop = b"", time.monotonic() + LIMIT
    while len(console) < CONSOLE_MAX:
        left = stop - time.monotonic()
        if left <= 0 or not select.select([qemu.stdout], [], [], left)[0]:
            return console, "no end within %d s" % LIMIT
        data = os.read(qemu.stdout.fileno(), 1 << 16)
        if not data:
            return console, "the machine went off"
        console += data
        if b"\n@@done" in console[-len(data) - 16:]:
            return console, "done"
    return console, "too much output"


def outputs(console):
    """{"facts": (text, status)} of what stands between the marks."""
    found, name, lines = {}, None, []
    for line in console.split("\n"):
        words = line.split()
        if line.startswith("@@begin ") and len(words) == 2:
            name, lines = words[1], []
        elif line.startswith("@@end ") and len(words) == 3 and words[1] == name:
            found[name], name = ("\n".join(lines), int(words[2])), None
        elif name is not None:
            lines.append(line)
    return found


def spelt(value):
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return "|".join(sorted(spelt(v) for v in value))
    return None if value is None else str(value)


def release(folder, arch):
    """The kernel's release, which its modules' folder bears."""
    return os.path.basename(glob.glob(os.path.join(folder, arch, "root/lib/modules/*"))[0])


class Report:
    def __init__(self):
        self.problems = []

    def same(self, what, got, want):
        if got != want:
            self.problems.append("%s is %s, expected %s" % (what, got, want))

    def document(self, found, name):
        text, status = found.get(name, ("", None))
        try:
            return json.loads(text), status
        except ValueError:
            self.problems.append("%s: no JSON (status %s)" % (name, status))
            return None, status


def compare_facts(report, machine, folder, found):
    facts, _ = report.document(found, "facts")
    if facts is None:
        return
    layer = machine.here
    report.same("here", facts.get("here"), layer)
    expected = dict(machine.facts, **{layer + ".kernel.release": release(folder, machine.arch)})
    for name, want in expected.items():
        at, fact = name.split(".", 1)
        report.same(name, spelt(facts.get(at, {}).get(fact)), want)


def compare_check(report, name, found, want):
    """The pack's document; the exit status must be what its own status implies."""
    document, status = report.document(found, name)
    if document is None:
        return None
    pack = document["packs"][0]
    report.same(name + " status", pack["status"], want)
    exits = {"supported": 0, "not-applicable": 0, "unknown": 2 if pack["best"] == "supported" else 1}
    report.same(name + " exit status", status, exits.get(pack["status"], 1))
    return pack


def compare_told(report, machine, found):
    pack = compare_check(report, "told", found, machine.told["status"])
    if pack is None:
        return
    report.same("told best", pack["best"], machine.told["best"])
    report.same("told worst", pack["worst"], machine.told["worst"])
    features = {f["feature"]: f["status"] for f in pack["features"]}
    for name, want in machine.told["features"].items():
        report.same("told " + name, features.get(name), want)


def compare_cites(report, machine, pack):
    cited = {s for f in pack["findings"] if f["outcome"] == "fired" for s in f["cite"]}
    for statement in machine.cites - cited:
        report.problems.append("no rule fired for " + statement)
    for statement in machine.spares & cited:
        report.problems.append("a rule fired for " + statement)


def keep_capture(report, machine, folder, found):
    """Unpacks what the machine captured of itself."""
    text, status = found.get("capture", ("", None))
    target = os.path.join(folder, "trees", machine.name)
    shutil.rmtree(target, ignore_errors=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(text))) as tar:
            for member in tar:
                if not (member.isfile() or member.isdir()) or ".." in member.name or member.name.startswith("/"):
                    raise tarfile.TarError("unexpected member " + member.name)
                tar.extract(member, target)
    except (tarfile.TarError, binascii.Error, EOFError) as error:
        report.problems.append("capture: %s (status %s)" % (error, status))
        return None
    return target


def compare_capture(report, machine, folder, found):
    """The capture, judged here by this machine's own command, gives what its machine said."""
    target = keep_capture(report, machine, folder, found)
    native = os.environ.get("CAVEAT")
    if target is None or not native:
        return
    for verb in ("facts", "check"):
        done = subprocess.run([native, verb, "--format", "json", "--root", target], capture_output=True,
                              text=True, check=False, timeout=60)
        there = found.get(verb, ("", None))
        if done.stdout.strip() != there[0].strip() or done.returncode != there[1]:
            report.problems.append("%s of the capture differs from that of the machine" % verb)


def compare_joined(report, machine, found, inner):
    """What both machines said of themselves, joined by this machine's own command."""
    native = os.environ.get("CAVEAT")
    if not native:
        return
    with tempfile.TemporaryDirectory() as work:
        files = []
        for layer, said in ((machine.here, found), (machine.inner.here, inner)):
            files.append("%s=%s" % (layer, os.path.join(work, layer)))
            with open(os.path.join(work, layer), "w", encoding="utf-8") as file:
                file.write(said.get("facts", ("", None))[0])
        told = [part for fact in TOLD for part in ("--set", fact)]
        done = subprocess.run([native, "check", "--json", *files, *told], capture_output=True, text=True,
                              check=False, timeout=60)
    compare_told(report, machine, {"told": (done.stdout, done.returncode)})


def compare_inner(report, machine, folder, found):
    """The machine inside: its console came through base64."""
    own = Report()
    try:
        console = base64.b64decode(found.get("inner", ("", None))[0]).decode("utf-8", "replace").replace("\r", "")
    except binascii.Error as error:
        console = str(error)
    own.same("end", "\n@@done" in console, True)
    said = compare_console(own, machine.inner, folder, console)
    compare_joined(own, machine, found, said)
    report.problems += [machine.inner.name + ": " + problem for problem in own.problems]


def judge(machine, folder):
    console, end = boot(machine, folder)
    report = Report()
    report.same("end", end, "done")
    found = compare_console(report, machine, folder, console)
    if machine.inner:
        compare_inner(report, machine, folder, found)
    return report.problems


def compare_console(report, machine, folder, console):
    """Everything that one machine printed against its row; returns it."""
    found = outputs(console)
    loaded = [line.split()[2] for line in console.split("\n") if line.startswith("@@module ")]
    if machine.modules:
        report.same("module loaded", bool(loaded) and loaded[-1] == "ok", machine.loads)
    compare_facts(report, machine, folder, found)
    pack = compare_check(report, "check", found, machine.status)
    if pack is not None:
        compare_cites(report, machine, pack)
    compare_told(report, machine, found)
    if machine.shallow:
        compare_check(report, "shallow", found, machine.shallow)
    compare_capture(report, machine, folder, found)
    return found


def skip(machine, folder):
    """Why this machine cannot be booted here, or None."""
    if shutil.which(SYSTEM[machine.arch]) is None:
        return SYSTEM[machine.arch] + " is not installed"
    home = os.path.join(folder, machine.arch)
    if not glob.glob(os.path.join(home, "root/boot/vmlinu?-*")):
        return "no kernel for %s (it could not be fetched)" % machine.arch
    if machine.inner and os.uname().machine != "x86_64":
        return "only an x86_64 machine can lend its QEMU to it"
    for name in ("init", "caveat"):
        if not os.path.exists(os.path.join(home, name)):
            return "no %s for %s (cross compiler or libraries missing)" % (name, machine.arch)
    return None


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, names = os.path.abspath(sys.argv[1]), set(sys.argv[2:])
    unknown = names - {m.name for m in MACHINES}
    if unknown:
        sys.exit("boots.py: no such machine: %s" % ", ".join(sorted(unknown)))
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for machine in MACHINES:
        if names and machine.name not in names:
            continue
        reason, start = skip(machine, folder), time.monotonic()
        problems = [] if reason else judge(machine, folder)
        outcome = "skipped" if reason else "failed" if problems else "passed"
        counts[outcome] += 1
        print("%-26s %-8s %s" % (machine.name, outcome, reason or "%5.1f s" % (time.monotonic() - start)), flush=True)
        for problem in problems:
            print("    " + problem, flush=True)
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
