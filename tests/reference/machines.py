#!/usr/bin/env python3
"""machines.py: the vocabulary's sources on small machines of the project's own making.

Each machine is a few files, written as the kernel or the distribution writes them, and the facts
that must come of them, with the layer it is taken for. A fact expected as None must stay unknown.
Prints what differs, then one line.

    machines.py      the command: $CAVEAT or build/caveat
"""
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

INTEL = "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx\n"
INTEL_GUEST = "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx hypervisor lahf_lm\n"
AMD = "processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu svm\n"
S390 = "vendor_id       : IBM/S390\n# processors    : 2\nfeatures\t: esan3 zarch sie\n"
DMI = "/sys/class/dmi/id/"
RELEASE = "/proc/sys/kernel/osrelease"


def power(name, pvr, platform, machine):
    return (
        "processor\t: 0\ncpu\t\t: %s, altivec supported\nclock\t\t: 2000.000000MHz\n"
        "revision\t: 2.0 (pvr %s)\n\ntimebase\t: 512000000\nplatform\t: %s\nmachine\t\t: %s\n"
        % (name, pvr, platform, machine)
    )


def sysinfo(*programs):
    lines = ["Manufacturer:         IBM", "Type:                 3906", "",
     "LPAR Number:          7"]
    for k, program in enumerate(programs):
        lines += ["VM%02d Name:            GUEST%d" % (k, k),
      "VM%02d Control Program: %s" % (k, program)]
    return "\n".join(lines) + "\n"


def os_release(**fields):
    return "".join('%s="%s"\n' % item for item in fields.items())


QEMU_POWER = "CHRP IBM pSeries (emulated by qemu)"

# name, layer it is taken for, files, facts
# fmt: off
MACHINES = [
    ("Intel host", "L0",
     {"/proc/cpuinfo": INTEL, "/sys/module/kvm_intel/parameters/nested": "Y\n",
      "/etc/os-release": os_release(ID="rhel", VERSION_ID="8.4"),
      RELEASE: "4.18.0-305.el8.x86_64\n"},
     {"L0.platform": "intel", "L0.kvm.nested": "on", "L0.hypervisor": "kvm", "L0.os": "rhel 8.4",
      "L0.kernel.release": "4.18.0-305.el8.x86_64", "L0.kvm.hpage": None}),
    ("AMD host, number", "L0",
     {"/proc/cpuinfo": AMD, "/sys/module/kvm_amd/parameters/nested": "1\n"},
     {"L0.platform": "amd", "L0.kvm.nested": "on", "L0.hypervisor": "kvm"}),
    ("AMD host, off", "L0",
     {"/proc/cpuinfo": AMD, "/sys/module/kvm_amd/parameters/nested": "0\n"},
     {"L0.kvm.nested": "off"}),
    ("host without the module", "L0", {"/proc/cpuinfo": AMD},
     {"L0.kvm.nested": None, "L0.hypervisor": None, "L0.os": None}),
    ("KVM and VirtualBox modules", "L0",
     {"/proc/cpuinfo": INTEL, "/sys/module/kvm_intel/parameters/nested": "N\n",
      "/sys/module/vboxdrv/initstate": "live\n"},
     {"L0.hypervisor": {"kvm", "virtualbox"}, "L0.kvm.nested": "off"}),
    ("Hygon host", "L0", {"/proc/cpuinfo": "vendor_id\t: HygonGenuine\n"},
     {"L0.platform": "x86-other"}),
    ("generic kvm parameters are read on IBM Z only", "L0",
     {"/proc/cpuinfo": INTEL, "/sys/module/kvm/parameters/nested": "1\n",
      "/sys/module/kvm/parameters/hpage": "1\n"},
     {"L0.kvm.nested": None, "L0.kvm.hpage": None, "L0.hypervisor": None}),
    ("KVM guest behind Hyper-V's name is undecided by its clock", "L1",
     {"/proc/cpuinfo": INTEL_GUEST,
      "/sys/devices/system/clocksource/clocksource0/available_clocksource":
          "tsc hyperv_clocksource_tsc_page acpi_pm\n"},
     {"L0.hypervisor": {"hyper-v", "kvm"}, "L1.cpu.mode": "native"}),
    ("KVM guest by its clock", "L1",
     {"/proc/cpuinfo": INTEL_GUEST,
      "/sys/devices/system/clocksource/clocksource0/available_clocksource":
          "kvm-clock tsc acpi_pm \n"},
     {"L0.hypervisor": "kvm", "L0.os": None}),
    ("guest by the flag alone", "L1", {"/proc/cpuinfo": INTEL_GUEST},
     {"L0.hypervisor": {"kvm", "vmware", "aws", "hyper-v", "xen", "virtualbox", "other"}}),
    ("Microsoft laptop", "L0",
     {"/proc/cpuinfo": INTEL, DMI + "sys_vendor": "Microsoft Corporation\n",
      DMI + "product_name": "Surface Laptop\n"}, {"L0.platform": "intel"}),
    ("Hyper-V guest", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, DMI + "sys_vendor": "Microsoft Corporation\n",
      DMI + "product_name": "Virtual Machine\n"}, {"L0.hypervisor": "hyper-v"}),
    ("EC2 bare metal", "L0",
     {"/proc/cpuinfo": INTEL, DMI + "sys_vendor": "Amazon EC2\n",
      DMI + "bios_vendor": "Amazon EC2\n",
      DMI + "product_name": "m5.metal-24xl\n"}, {"L0.platform": "intel"}),
    ("EC2 Nitro guest", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, DMI + "sys_vendor": "Amazon EC2\n",
      DMI + "product_name": "m5.large\n", "/_probe/cpuid-hypervisor": "KVMKVMKVM\n"},
     {"L0.hypervisor": "aws"}),
    ("Google bare metal", "L0",
     {"/proc/cpuinfo": INTEL, DMI + "sys_vendor": "Google\n",
      DMI + "product_name": "Google Compute Engine\n"}, {"L0.platform": "intel"}),
    ("Xen control domain", "L0",
     {"/proc/cpuinfo": INTEL_GUEST, "/sys/hypervisor/type": "xen\n",
      "/proc/xen/capabilities": "control_d\n"}, {"L0.hypervisor": "xen"}),
    ("Xen control domain by its features", "L0",
     {"/proc/cpuinfo": INTEL_GUEST, "/sys/hypervisor/type": "xen\n",
      "/sys/hypervisor/properties/features": "00002f05\n"}, {"L0.hypervisor": "xen"}),
    ("Xen guest", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, "/sys/hypervisor/type": "xen\n",
     "/proc/xen/capabilities": "\n",
      "/sys/hypervisor/properties/features": "00002705\n"}, {"L0.hypervisor": "xen"}),
    ("VirtualBox guest by its device", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, "/proc/bus/pci/devices": "0010\t80eebeef\t12\te0000008\n"},
     {"L0.hypervisor": "virtualbox"}),
    ("QEMU, accelerated or not", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, DMI + "sys_vendor": "QEMU\n",
      DMI + "product_name": "Standard PC (Q35 + ICH9, 2009)\n"},
      {"L0.hypervisor": {"kvm", "other"}}),
    ("QEMU's own emulation", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, "/_probe/cpuid-hypervisor": "TCGTCGTCGTCG\n"},
     {"L0.hypervisor": "other"}),

    ("PowerNV POWER9", "L0",
     {"/proc/cpuinfo": power("POWER9, altivec supported", "004e 1202", "PowerNV",
     "PowerNV 8335-GTW"),
      "/sys/module/kvm_hv/parameters/nested": "Y\n"},
     {"L0.platform": "power9", "L0.kvm.nested": "on", "L0.hypervisor": "kvm"}),
    ("PowerNV with an emulated model line", "L0",
     {"/proc/cpuinfo": power("POWER9", "004e 1202", "PowerNV",
     "PowerNV IBM PowerNV (emulated by qemu)")},
     {"L0.platform": "power9"}),
    ("POWER9 guest", "L1",
     {"/proc/cpuinfo": power("POWER9 (architected)", "004e 1202", "pSeries", QEMU_POWER),
      "/proc/device-tree/hypervisor/compatible": "linux,kvm\0"},
     {"L0.platform": "power9", "L0.hypervisor": "kvm", "L1.cpu.mode": "native"}),
    ("POWER9 guest in POWER8 mode", "L1",
     {"/proc/cpuinfo": power("POWER8 (architected)", "004e 1202", "pSeries", QEMU_POWER)},
     {"L0.platform": "power9", "L0.hypervisor": {"kvm", "other"}, "L1.cpu.mode": "power8"}),
    ("POWER10 guest in POWER9 mode", "L1",
     {"/proc/cpuinfo": power("POWER9 (architected)", "0080 0200", "pSeries", QEMU_POWER)},
     {"L0.platform": "power10", "L1.cpu.mode": "power9"}),
    ("POWER8 guest in its own mode", "L1",
     {"/proc/cpuinfo": power("POWER8 (architected)", "004d 0200", "pSeries", QEMU_POWER)},
     {"L0.platform": "power8", "L1.cpu.mode": "native"}),
    ("PowerVM partition", "L1",
     {"/proc/cpuinfo": power("POWER9 (architected)", "004e 2103", "pSeries", "CHRP IBM,9009-42A")},
     {"L0.hypervisor": "powervm", "L1.cpu.mode": "native"}),

    ("IBM Z partition", "L0",
     {"/proc/cpuinfo": S390, "/proc/sysinfo": sysinfo(),
     "/sys/module/kvm/parameters/nested": "1\n",
      "/sys/module/kvm/parameters/hpage": "0\n"},
     {"L0.platform": "ibm-z", "L0.kvm.nested": "on", "L0.kvm.hpage": "off",
     "L0.hypervisor": "kvm"}),
    ("z/VM guest", "L1", {"/proc/cpuinfo": S390, "/proc/sysinfo": sysinfo("z/VM    7.2.0")},
     {"L0.platform": "ibm-z", "L0.hypervisor": "zvm"}),
    ("KVM on z/VM", "L2", {"/proc/cpuinfo": S390, "/proc/sysinfo": sysinfo("KVM/Linux",
     "z/VM    7.2.0")},
     {"L0.hypervisor": "zvm", "L1.hypervisor": "kvm", "L0.platform": "ibm-z",
     "L2.cpu.mode": "native"}),

    ("32-bit ARM", "L0", {"/proc/cpuinfo": "CPU implementer\t: 0x41\nCPU architecture: 7\n"},
     {"L0.platform": "other"}),
    ("machine name alone", "L0", {"/_probe/uname-m": "ppc64le\n"},
     {"L0.platform": {"power8", "power9", "power10", "other"}}),

    ("RHEL beta", "L0",
     {"/etc/os-release": os_release(ID="rhel", VERSION_ID="8.4",
     PRETTY_NAME="Red Hat Enterprise Linux 8.4 Beta (Ootpa)")},
     {"L0.os": "rhel-beta 8.4"}),
    ("RHEL beta by its release file", "L0",
     {"/etc/os-release": os_release(ID="rhel", VERSION_ID="8.0"),
      "/etc/redhat-release": "Red Hat Enterprise Linux release 8.0 Beta (Ootpa)\n"},
      {"L0.os": "rhel-beta 8"}),
    ("RHEL without a minor in os-release", "L0",
     {"/etc/os-release": os_release(ID="RHEL", VERSION_ID="8"),
      "/etc/redhat-release": "Red Hat Enterprise Linux release 8.6 (Ootpa)\n"},
      {"L0.os": "rhel 8.6"}),
    ("RHEL 6 without os-release, no blank", "L0",
     {"/etc/redhat-release": "Red Hat Enterprise Linux Server release 6.10(Santiago)\n"},
     {"L0.os": "rhel 6.10"}),
    ("Oracle Linux names RHEL in a file", "L0",
     {"/etc/os-release": os_release(ID="ol", VERSION_ID="8.4"),
      "/etc/redhat-release": "Red Hat Enterprise Linux release 8.4 (Ootpa)\n"},
      {"L0.os": "oracle-linux 8.4"}),
    ("RHEL CoreOS", "L0",
     {"/etc/os-release": os_release(ID="rhcos", VERSION_ID="4.6", RHEL_VERSION="8.2",
     OPENSHIFT_VERSION="4.6"),
      "/etc/redhat-release": "Red Hat Enterprise Linux CoreOS release 4.6\n"},
      {"L0.os": "rhcos 8.2"}),
    ("CentOS Linux", "L0",
     {"/etc/os-release": os_release(NAME="CentOS Linux", ID="centos", VERSION_ID="8"),
      "/etc/centos-release": "CentOS Linux release 8.4.2105\n"}, {"L0.os": "centos 8.4"}),
    ("CentOS Stream", "L0",
     {"/etc/os-release": os_release(NAME="CentOS Stream", ID="centos", VERSION_ID="9"),
      "/etc/centos-release": "CentOS Stream release 9\n"}, {"L0.os": "centos-stream 9"}),
    ("a beta of a rebuild", "L0",
     {"/etc/os-release": os_release(NAME="AlmaLinux", ID="almalinux", VERSION_ID="8.3"),
      "/etc/redhat-release": "AlmaLinux release 8.3 Beta (Purple Manul)\n"},
      {"L0.os": "almalinux"}),
    ("a system no product describes", "L0",
     {"/usr/lib/os-release": os_release(ID="nixos", VERSION_ID="24.05")}, {"L0.os": "other"}),

    ("RHV node", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, RELEASE: "4.18.0-193.el8.x86_64\n",
      "/etc/os-release": os_release(ID="rhel", VERSION_ID="8.2", VARIANT_ID="ovirt-node")},
     {"L1.offering": "rhv", "L1.os": "rhel 8.2"}),
    ("OpenStack node", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, "/etc/os-release": os_release(ID="rhel", VERSION_ID="8.2"),
      "/etc/rhosp-release": "Red Hat OpenStack Platform release 16.1.0 GA (Train)\n"},
     {"L1.offering": "openstack"}),
    ("some nova", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, "/etc/nova/nova.conf": "[DEFAULT]\n"},
     {"L1.offering": {"openstack", "other-rhel-based"}}),
    ("OpenShift Virtualization node", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, "/etc/os-release": os_release(ID="rhcos", RHEL_VERSION="8.4"),
      "/run/kubevirt/x": ""}, {"L1.offering": "openshift-virtualization"}),
    ("plain RHEL, whole system", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, RELEASE: "4.18.0-193.el8.x86_64\n",
      "/etc/os-release": os_release(ID="rhel", VERSION_ID="8.2")},
     {"L1.offering": "none", "L1.kernel.variant": "standard"}),
    ("plain RHEL, a few files", "L1",
     {"/proc/cpuinfo": INTEL_GUEST, "/etc/os-release": os_release(ID="rhel", VERSION_ID="8.2")},
     {"L1.offering": None}),
    ("rhel-alt kernel", "L1",
     {"/proc/cpuinfo": INTEL_GUEST,
     "/proc/version": "Linux version 4.14.0-115.el7a.ppc64le (mockbuild) #1\n"},
     {"L1.kernel.release": "4.14.0-115.el7a.ppc64le", "L1.kernel.variant": "alt"}),
]
# fmt: on


def write(folder, files):
    for path, text in files.items():
        place = folder + path
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def as_set(value):
    values = value if isinstance(value, (list, set)) else [] if value is None else [value]
    return {("on" if v else "off") if isinstance(v, bool) else v for v in values}


def differences(command, layer, files, facts):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, files)
        arguments = [command, "facts", "--root", folder, "--json"]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        return ["exit status %d: %s" % (done.returncode, done.stderr.strip())]
    found = json.loads(done.stdout)
    wrong = []
    if found["here"] != layer:
        wrong.append("taken for %s, should be %s" % (found["here"], layer))
    for fact, value in facts.items():
        at, _, name = fact.partition(".")
        got = (found.get(at) or {}).get(name)
        if as_set(got) != as_set(value):
            wrong.append("%s is %s, should be %s" % (fact, got, value))
    return wrong


def main():
    command = os.environ.get("CAVEAT", os.path.join(ROOT, "build", "caveat"))
    if not os.access(command, os.X_OK):
        sys.exit("machines.py: no command at %s (build it, or set CAVEAT)" % command)
    failed = 0
    for name, layer, files, facts in MACHINES:
        wrong = differences(command, layer, files, facts)
        failed += bool(wrong)
        for line in wrong:
            print("%s: %s" % (name, line))
    print("%d passed, %d failed" % (len(MACHINES) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
