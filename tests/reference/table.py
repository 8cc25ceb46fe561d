#!/usr/bin/env python3
"""table.py: the table of cases with their verdicts, row by row, through JSON.

Each row says what is known of L0, L1 and L2, the verdict, and a statement that has to be cited by a
finding at that level. Prints what differs, then one line.

    table.py      the command: $CAVEAT or build/caveat
"""

import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
R82, R84 = "rhel 8.2", "rhel 8.4"


def row(name, want, cited=None, l0=None, l1=None, l2=None, **more):
    return {"name": name, "want": want, "cited": cited, "L0": l0, "L1": l1, "L2": l2, **more}


def host(platform, system, hypervisor="kvm", **more):
    facts = {"platform": platform, "os": system, "hypervisor": hypervisor}
    facts.update({key.replace("_", "."): value for key, value in more.items()})
    return facts


def guest(system, offering="none", **more):
    facts = {"os": system, "offering": offering}
    facts.update({key.replace("_", "."): value for key, value in more.items()})
    return facts


def inner(system, **more):
    facts = {"os": system}
    facts.update({key.replace("_", "."): value for key, value in more.items()})
    return facts


NATIVE = {"cpu_mode": "native"}

# fmt: off
ROWS = [
    row("Intel, 8.2 everywhere", "supported",
        l0=host("intel", R82), l1=guest(R82), l2=inner(R82)),
    row("Intel, 8.10, 7.9, Windows Server 2019", "supported",
        l0=host("intel", "rhel 8.10"), l1=guest("rhel 7.9"), l2=inner("windows-server 2019")),
    row("Intel, 8.1 in L1", "unsupported", ["os.3"],
        host("intel", R84), guest("rhel 8.1"), inner(R84)),
    row("Intel, RHV in L1", "unsupported", ["os.4", "os.5"],
        host("intel", R84), guest(R84, "rhv"), inner(R84)),
    row("Intel, Windows Server 2022", "unsupported", ["os.8"],
        host("intel", R84), guest(R84), inner("windows-server 2022")),
    row("AMD, nesting on, migration wanted", "broken", ["limits.2"],
        host("amd", R84, kvm_nested=True), guest(R84), inner(R84),
        uses={"migration": True}, features={"migration": "broken"}),
    row("AMD, nesting on", "preview", ["arch.4"],
        host("amd", R84, kvm_nested=True), guest(R84), inner(R84),
        features={"migration": "broken"}),
    row("AMD, nesting not read", "preview", ["arch.4"],
        host("amd", R84), guest(R84), inner(R84),
        features={"migration": "unknown"}),
    row("POWER9, RHEL 7.9 in L1", "broken", ["os.14"],
        host("power9", R84), guest("rhel 7.9", **NATIVE), inner(R84, **NATIVE)),
    row("POWER9, 8.1 everywhere", "unsupported", ["os.2"],
        host("power9", "rhel 8.1"), guest("rhel 8.1", **NATIVE), inner("rhel 8.1", **NATIVE)),
    row("VMware on Intel", "unsupported", ["hv.1"],
        {"platform": "intel", "hypervisor": "vmware"}, guest(R84), inner(R84)),
    row("three levels", "untested", ["limits.1"],
        host("intel", R84), guest(R84), inner(R84), L3=inner(R84), depth=3),
    row("another x86 vendor", "unsupported", ["arch.1"],
        host("x86-other", R84), guest(R84), inner(R84)),
    row("Intel, RHEL 8 of unknown minor", "unknown",
        l0=host("intel", "rhel 8"), l1=guest(R84), l2=inner(R84),
        between=("supported", "unsupported"), missing=["L0.os"]),
    row("IBM Z, hpage not read", "unknown", l0=host("ibm-z", R84), l1=guest(R84), l2=inner(R84),
        between=("preview", "broken"), missing=["L0.kvm.hpage"], features={"huge-pages": "broken"}),
    row("IBM Z, hpage on", "broken", ["limits.3"],
        host("ibm-z", R84, kvm_hpage=True), guest(R84), inner(R84),
        features={"huge-pages": "broken"}),
    row("IBM Z, hpage off", "preview", ["arch.4"],
        host("ibm-z", R84, kvm_hpage=False), guest(R84), inner(R84),
        features={"huge-pages": "broken"}),
    row("POWER9, RHEL 7.6 with rhel-alt in L2", "unsupported", ["os.8"],
        host("power9", R84), guest(R84, **NATIVE),
        inner("rhel 7.6", kernel_variant="alt", **NATIVE)),
    row("POWER9, RHEL 7.6 without rhel-alt in L2", "broken", ["os.15"],
        host("power9", R84), guest(R84, **NATIVE),
        inner("rhel 7.6", kernel_variant="standard", **NATIVE)),
    row("AMD, 8.1 on L0", "unsupported", ["os.2"],
        host("amd", "rhel 8.1"), guest(R84), inner(R84)),
    row("one level, nesting off", "not-applicable",
        l0=host("intel", R84, kvm_nested=False), depth=1,
        features={"migration": "not-applicable"}),
    row("arm64, all else unknown", "broken", ["arch.2"], {"platform": "arm64"}),
]
# fmt: on


def judge(command, case):
    document = {
        key: case[key]
        for key in ("L0", "L1", "L2", "L3", "depth", "uses")
        if case.get(key) is not None
    }
    done = subprocess.run(
        [command, "check", "--format", "json", "--pack", "rhel8-nested", "-"],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode not in (0, 1, 2):
        raise ValueError("exit status %d: %s" % (done.returncode, done.stderr.strip()))
    return (
        next(p for p in json.loads(done.stdout)["packs"] if p["pack"] == "rhel8-nested"),
        done.returncode,
    )


def differences(case, pack, status):
    want, wrong = case["want"], []
    if pack["status"] != want:
        wrong.append("status is %s" % pack["status"])
    exits = {
        "supported": 0,
        "not-applicable": 0,
        "unknown": 2 if case.get("between", [""])[0] == "supported" else 1,
    }
    if status != exits.get(want, 1):
        wrong.append("exit status is %d" % status)
    if case["cited"]:
        cited = {
            c
            for f in pack["findings"]
            if f["outcome"] == "fired" and f["level"] == want
            for c in f["cite"]
        }
        wrong += ["%s is not cited at that level" % c for c in case["cited"] if c not in cited]
    if "between" in case and (pack["best"], pack["worst"]) != case["between"]:
        wrong.append("between %s and %s" % (pack["best"], pack["worst"]))
    if pack["missing"] != case.get("missing", []):
        wrong.append("missing %s" % pack["missing"])
    found = {f["feature"]: f["status"] for f in pack["features"]}
    wrong += [
        "%s is %s" % (f, found.get(f))
        for f, s in case.get("features", {}).items()
        if found.get(f) != s
    ]
    return wrong


def main():
    command = os.environ.get("CAVEAT", os.path.join(ROOT, "build", "caveat"))
    if not os.access(command, os.X_OK):
        sys.exit("table.py: no command at %s (build it, or set CAVEAT)" % command)
    failed = 0
    for case in ROWS:
        try:
            wrong = differences(case, *judge(command, case))
        except (ValueError, KeyError, StopIteration, subprocess.TimeoutExpired) as error:
            wrong = [str(error)]
        failed += bool(wrong)
        for line in wrong:
            print("%s (should be %s): %s" % (case["name"], case["want"], line))
    print("%d passed, %d failed" % (len(ROWS) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
