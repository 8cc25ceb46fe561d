#!/usr/bin/env python3
"""reference_guests.py: check --guests against libvirt's own test driver, without a hypervisor.

    reference_guests.py          the command: $CAVEAT or build/caveat, its helper beside it

Domains are those of tests/guests/node.xml and ones written here; what each must come to is worked out
from libosinfo's ids and the first pack's statements. Then hosts that cannot be asked and helpers that
fail. Where the helper was not built (no libvirt headers) it says so and skips. One line of counts.
"""
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMAND = os.environ.get("CAVEAT", os.path.join(ROOT, "build", "caveat"))
NODE = "test://" + os.path.join(ROOT, "tests", "guests", "node.xml")
ENV = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1")

AMD = {"here": "L0", "L0": {"platform": "amd", "os": "rhel 8.4", "hypervisor": "kvm", "kvm.nested": True},
       "L1": {"offering": "none"}, "L2": {"os": "rhel 8.4"}}
IBM_Z = {"here": "L0", "L0": {"platform": "ibm-z", "os": "rhel 8.4", "hypervisor": "kvm", "kvm.hpage": False},
         "L1": {"offering": "none"}, "L2": {"os": "rhel 8.4"}}

RELEASES = {
    "http://redhat.com/rhel/8.10": "rhel 8.10", "http://redhat.com/rhel/8-unknown": "rhel 8",
    "http://redhat.com/rhel/unknown": "rhel", "http://redhat.com/rhel/7.9": "rhel 7.9",
    "http://redhat.com/rhel-atomic/7.4": None, "http://redhat.com/rhl/9": "other",
    "http://microsoft.com/win/2k16": "windows-server 2016", "http://microsoft.com/win/2k12r2": "windows-server 2012",
    "http://microsoft.com/win/11": "windows 11", "http://microsoft.com/win/xp": None,
    "http://centos.org/centos/7.0": "centos 7", "http://centos.org/centos/6.9": "centos 6.9",
    "http://centos.org/centos-stream/9": "centos-stream 9", "http://fedoraproject.org/fedora/37": "fedora 37",
    "http://fedoraproject.org/fedora/rawhide": "fedora", "http://debian.org/debian/12": "debian 12",
    "http://ubuntu.com/ubuntu/22.04": "ubuntu 22.04", "http://suse.com/sles/12.5": "sles 12.5",
    "http://suse.com/sle/15.3": None, "http://oracle.com/ol/8.4": "oracle-linux 8.4",
    "http://rockylinux.org/rocky/8.6": "rocky 8.6", "http://almalinux.org/almalinux/9": "almalinux 9",
    "http://freebsd.org/freebsd/13.1": "other", "http://libosinfo.org/linux/2020": None,
    "http://libosinfo.org/unknown": None, "nonsense": None, "": None,
    "http://redhat.com/rhel/99999999999.1": "rhel", "http://redhat.com/rhel/8.99999999999": "rhel 8",
}

DOMAIN = """<domain type="test"><name>%s</name><uuid>00000000-0000-0000-0000-0000000000%02d</uuid>
<metadata>%s</metadata><memory>1024</memory><vcpu>1</vcpu><os><type arch="%s">hvm</type></os>%s</domain>"""
OSINFO = ('<o:libosinfo xmlns:o="http://libosinfo.org/xmlns/libvirt/domain/1.0"><o:os id="%s"/></o:libosinfo>')
NODE_XML = ("<node><cpu><model>i686</model><active>1</active></cpu><memory>1024</memory>%s</node>")


class Wrong(Exception):
    pass


def expect(what, got, want):
    if got != want:
        raise Wrong("%s: %r, expected %r" % (what, got, want))


def check(*args, command=COMMAND, facts=None):
    return subprocess.run([command, "check", "--pack", "rhel8-nested", *(["-"] if facts else []), *args], capture_output=True, text=True, check=False,
                          input=json.dumps(facts) if facts else "", env=ENV, timeout=100)


def guests(*args, facts=AMD, status=None):
    done = check("--json", *args, facts=facts)
    if status is not None:
        expect("status (%s)" % done.stderr, done.returncode, status)
    return {g["name"]: g for g in json.loads(done.stdout)["guests"]}


def host_of(domains, work):
    path = os.path.join(work, "node.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(NODE_XML % "".join(domains))
    return "test://" + path


# -- what the domains come to --------------------------------------------------------------------------

def verdicts():
    found = guests("--guests=" + NODE, status=1)
    expect("verdicts", {n: g["packs"][0]["status"] for n, g in found.items()},
           {"rhel84": "preview", "rhel81-huge": "unsupported", "off-rhel7-some": "unknown", "windows": "unsupported",
            "not-said": "unknown", "suse": "unsupported"})
    half = found["off-rhel7-some"]["packs"][0]
    expect("what it may be", (half["best"], half["worst"], half["missing"]), ("preview", "unsupported", ["L1.os"]))
    expect("running", sorted(n for n, g in found.items() if not g["running"]), ["off-rhel7-some"])
    expect("nesting", {n: g["nesting"] for n, g in found.items()},
           {"rhel84": "exposed", "rhel81-huge": "not stated", "off-rhel7-some": "as the host", "windows": "withheld",
            "not-said": "not stated", "suse": "not stated"})
    uses = {f["feature"]: f["in_use"] for f in found["rhel81-huge"]["packs"][0]["features"]}
    expect("huge pages in use", uses["huge-pages"], "yes")
    finding = [f for f in found["rhel81-huge"]["packs"][0]["findings"] if f["rule"] == "l1-os"][0]
    expect("evidence", finding["facts"][0]["evidence"],
           {"source": NODE, "line": None, "text": "http://redhat.com/rhel/8.1"})


def conflicts():
    found = guests("--guests=" + NODE, facts=IBM_Z, status=1)
    expect("huge pages on IBM Z", found["rhel81-huge"]["packs"][0]["status"], "broken")
    expect("without", found["rhel84"]["packs"][0]["status"], "preview")


def told():
    found = guests("--guests=" + NODE, "--set", "L1.os=rhel 8.4", "--require", "preview", status=0)
    expect("--set stands", {g["packs"][0]["status"] for g in found.values()}, {"preview"})
    done = check("--guests=" + NODE, facts=dict(AMD, L1={"os": "rhel 8.2"}))
    expect("a file that says otherwise", (done.returncode, done.stdout), (65, ""))
    if "libvirt, " not in done.stderr or "rhel 8.2" not in done.stderr:
        raise Wrong("the message names not both: " + done.stderr)
    higher = guests("--guests=" + NODE, facts={"here": "L1", "L1": {"os": "rhel 8.4"}})
    systems = [f for f in higher["rhel81-huge"]["packs"][0]["findings"] if f["rule"] == "l2-os"]
    expect("above L1 they are L2", systems[0]["facts"][0]["value"], "rhel 8.1")


def table():
    done = check("--guests=" + NODE, facts=AMD)
    lines = done.stdout.splitlines()
    expect("rows", sum(line.split(" ")[0] in ("rhel84", "rhel81-huge", "off-rhel7-some", "windows", "not-said", "suse")
                       for line in lines), 6)
    if max(map(len, lines)) > 80:
        raise Wrong("a line over 80 columns:\n" + done.stdout)
    quiet = check("--guests=" + NODE, "-q", facts=AMD).stdout
    expect("quietly, rows alone", quiet.splitlines()[0].split()[0], "not-said")
    more = check("--guests=" + NODE, "-v", facts=AMD).stdout
    expect("details", more.count("Rules that hold"), 6)
    for name in ("rhel84: running, type test, processor custom EPYC, nesting", "off-rhel7-some: off"):
        if name not in more:
            raise Wrong("no details of " + name)


def releases():
    with tempfile.TemporaryDirectory() as work:
        domains = [DOMAIN % ("d%d" % k, k, OSINFO % osid if osid else "", "x86_64", "") for k, osid in enumerate(RELEASES)]
        helper = os.path.join(os.path.dirname(COMMAND), "caveat-guests")
        out = subprocess.run([helper, host_of(domains, work)], capture_output=True, text=True, check=True, env=ENV).stdout
    found = {g["name"]: g["facts"].get("os") for g in json.loads(out)["guests"]}
    expect("releases", {osid: found["d%d" % k] for k, osid in enumerate(RELEASES)}, RELEASES)


def processors():
    cases = [("ppc64le", "", "native", "withheld"),
             ("ppc64le", "<cpu mode='host-model'><model>power8</model></cpu>", ["native", "power8"], "withheld"),
             ("ppc64le", "<cpu mode='host-model'><model>POWER9</model></cpu>", ["native", "power9"], "withheld"),
             ("ppc64le", "<features><nested-hv state='on'/></features>", "native", "exposed"),
             ("s390x", "<cpu mode='host-passthrough'/>", "native", "as the host"),
             ("s390x", "<cpu mode='custom'><model>z14</model><feature policy='require' name='sie'/></cpu>", "native", "exposed"),
             ("x86_64", "<cpu mode='custom'><model>EPYC</model><feature policy='forbid' name='svm'/></cpu>", "native", "withheld"),
             ("aarch64", "", "native", "not stated")]
    with tempfile.TemporaryDirectory() as work:
        uri = host_of([DOMAIN % ("d%d" % k, k, "", arch, xml) for k, (arch, xml, _, _) in enumerate(cases)], work)
        helper = os.path.join(os.path.dirname(COMMAND), "caveat-guests")
        out = subprocess.run([helper, uri], capture_output=True, text=True, check=True, env=ENV).stdout
    for k, g in enumerate(sorted(json.loads(out)["guests"], key=lambda g: int(g["name"][1:]))):
        expect("%s %s" % cases[k][:2], (g["facts"].get("cpu.mode"), g["nesting"]), cases[k][2:])


def hostile_names():
    name = "a\u202eb &lt;x&gt; " + "n" * 200
    with tempfile.TemporaryDirectory() as work:
        uri = host_of([DOMAIN % (name, 1, OSINFO % "http://redhat.com/rhel/8.4\u202e", "x86_64", "")], work)
        for more in ((), ("-v",), ("--json",)):
            done = check("--guests=" + uri, "--require", "preview", *more, facts=AMD)
            if "\u202e" in done.stdout + done.stderr:
                raise Wrong("a bidirectional control character came out with %s" % (more,))
            expect("status with %s (%s)" % (more, done.stderr), done.returncode, 2)


# -- hosts that cannot be asked, helpers that fail ------------------------------------------------------

def failing_hosts():
    with tempfile.TemporaryDirectory() as work:
        for uri in ("test:///no/such/file.xml", "no\x1b[31msuch:///x", host_of([], work)):
            done = check("--guests=" + uri, facts=AMD)
            expect(uri, (done.returncode, done.stdout, "\x1b" in done.stderr), (66, "", False))
            expect("it says why", bool(done.stderr.strip()), True)
    for args in (("--guests=test:///default", "--root", "/"), ("--guests=",)):
        expect(str(args), check(*args).returncode, 64)


def failing_helpers():
    helpers = {"no helper": None, "not JSON": "echo hello", "no list": "echo '{\"schema\": 1}'", "nothing": "true",
               "a failure": "echo '{\"guests\": []}'; exit 3", "a signal": "kill -9 $$", "a time limit": "kill -14 $$",
               "too much": "yes '                                                         ' | head -c 20000000",
               "no rights": "chmod"}
    with tempfile.TemporaryDirectory() as work:
        command, helper = os.path.join(work, "caveat"), os.path.join(work, "caveat-guests")
        shutil.copy(COMMAND, command)
        for what, script in helpers.items():
            if script:
                with open(helper, "w", encoding="ascii") as file:
                    file.write("#!/bin/sh\n%s\n" % script)
                os.chmod(helper, stat.S_IRUSR if script == "chmod" else 0o755)
            done = check("--guests", command=command, facts=AMD)
            expect(what + " (" + done.stderr + ")", (done.returncode, done.stdout), (66, ""))
        with open(helper, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\necho '{\"guests\": [7, {}, {\"name\": \"n\", \"facts\": {\"os\": [1], \"x\": 2, "
                       "\"cpu.mode\": \"what\"}, \"uses\": [1, \"y\"]}]}'\n")
        os.chmod(helper, 0o755)
        done = check("--guests", "--require", "preview", command=command, facts=AMD)
        expect("odd guests (%s)" % done.stderr, (done.returncode, len(done.stdout.splitlines()) >= 3), (2, True))


def main():
    if not os.access(COMMAND, os.X_OK):
        sys.exit("reference_guests.py: no command at %s (build it, or set CAVEAT)" % COMMAND)
    passed = failed = skipped = 0
    built = os.access(os.path.join(os.path.dirname(COMMAND), "caveat-guests"), os.X_OK)
    for test in (failing_helpers, verdicts, conflicts, told, table, releases, processors, hostile_names, failing_hosts):
        if not built and test is not failing_helpers:
            skipped += 1
            continue
        try:
            test()
            passed += 1
        except (Wrong, OSError, ValueError, KeyError, IndexError, subprocess.SubprocessError) as error:
            failed += 1
            print("FAILED  %s: %s: %s" % (test.__name__, type(error).__name__, error))
    if skipped:
        print("reference_guests.py: caveat-guests was not built (no libvirt headers): %d skipped" % skipped)
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
