"""machines.py: the machines to boot, and what each command line implies.

A row says how QEMU is called, which modules are loaded with which parameters, and what must come
out: the layer, the facts ("a|b" is a set, None is unknown), and the verdicts of the first pack. The
expectations are worked out by hand from the command line and the pack's statements; none is taken from
what the command printed. All systems are Debian's, which the pack does not name; `told` replaces
them by listed ones, so that the machine's own facts decide.
"""
from dataclasses import dataclass, field


@dataclass
class Machine:
    name: str
    arch: str               # Debian's name
    qemu: list
    here: str
    facts: dict
    status: str             # of `caveat check`
    told: dict              # of `caveat check` with RHEL 8.4 everywhere: status, best, worst, features
    modules: list = field(default_factory=list)
    told_more: list = field(default_factory=list)   # "FACT=VALUE" beside the systems
    shallow: str = None     # of `caveat check --depth 1`
    cites: set = field(default_factory=set)         # statements that rules fired for, among others
    spares: set = field(default_factory=set)        # statements that no rule may have fired for
    loads: bool = True      # the last module loads
    append: str = ""        # to the kernel's command line
    inner: object = None    # a machine that this one runs in turn, under its own KVM


CONSOLE = {"amd64": "ttyS0", "ppc64el": "hvc0", "s390x": "ttyS0", "arm64": "ttyAMA0"}
SYSTEM = {"amd64": "qemu-system-x86_64", "ppc64el": "qemu-system-ppc64", "s390x": "qemu-system-s390x",
          "arm64": "qemu-system-aarch64"}

BARE = "-hypervisor,tcg-cpuid=off"  # an emulated machine in the clothes of real hardware
BOARD = ["-smbios", "type=0,vendor=Maker,version=1", "-smbios", "type=1,manufacturer=Maker,product=Board,version=1"]
PC = ["-machine", "q35", "-m", "512"]
EPYC = PC + ["-cpu", "EPYC,+svm," + BARE] + BOARD
# TCG lacks the mitigations that pseries offers to guests by default.
PSERIES = "pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off"
POWER = ["-cpu", "power9", "-m", "1024"]
POWERNV = ["-machine", "powernv9", "-cpu", "power9", "-m", "2048"]


def answers(best, worst=None, **features):
    worst = worst or best
    return {"status": best if best == worst else "unknown", "best": best, "worst": worst, "features": features}


# Under the KVM of an emulated machine, with the QEMU of the machine that runs this script.
GUEST = Machine("amd64-amd-l1-of-kvm", "amd64", ["-machine", "q35,accel=kvm", "-cpu", "host", "-m", "256"], "L1",
                {"L0.platform": "amd", "L0.hypervisor": "kvm", "L0.kvm.nested": None, "L1.kvm.nested": "on",
                 "L1.hypervisor": "kvm", "L1.cpu.mode": "native", "L1.os": "debian 12"},
                "unsupported", answers("preview", migration="unknown"),
                modules=[("kvm-amd", "nested=1")], cites={"os.3"}, spares={"os.2"})

MACHINES = [
    Machine("amd64-amd-l0-nested1", "amd64", EPYC, "L0",
            {"L0.platform": "amd", "L0.hypervisor": "kvm", "L0.kvm.nested": "on", "L0.os": "debian 12"},
            "unsupported", answers("preview", migration="broken"),
            modules=[("kvm-amd", "nested=1")], shallow="unsupported", cites={"os.2", "limits.2"}),
    Machine("amd64-amd-l0-with-l1", "amd64", PC[:2] + ["-m", "2048"] + EPYC[4:], "L0",
            {"L0.platform": "amd", "L0.hypervisor": "kvm", "L0.kvm.nested": "on", "L0.kvm.nested.planned": "off",
             "L0.os": "debian 12"},
            "unsupported", answers("preview", migration="broken"), append="kvm_amd.nested=0",
            modules=[("kvm-amd", "nested=1")], cites={"os.2", "limits.2"}, inner=GUEST),
    Machine("amd64-amd-l0-nested0", "amd64", EPYC, "L0",
            {"L0.platform": "amd", "L0.hypervisor": "kvm", "L0.kvm.nested": "off", "L0.os": "debian 12"},
            "unsupported", answers("preview", migration="supported"),
            modules=[("kvm-amd", "nested=0")], shallow="not-applicable", cites={"os.2"}, spares={"limits.2"}),
    Machine("amd64-amd-l1-nested1", "amd64", PC + ["-cpu", "EPYC,+svm"], "L1",
            {"L0.platform": "amd", "L0.hypervisor": "other", "L0.kvm.nested": None, "L1.kvm.nested": "on",
             "L1.hypervisor": "kvm", "L1.cpu.mode": "native", "L1.os": "debian 12", "L1.kernel.variant": "standard"},
            "unsupported", answers("unsupported"),
            modules=[("kvm-amd", "nested=1")], told_more=["L0.kvm.nested=off"], cites={"os.3"}, spares={"os.2"}),
    Machine("amd64-intel-l0", "amd64", PC + ["-cpu", "Skylake-Server," + BARE] + BOARD, "L0",
            {"L0.platform": "intel", "L0.hypervisor": None, "L0.kvm.nested": None, "L0.os": "debian 12"},
            "unsupported", answers("supported", migration="supported"),
            modules=[("kvm-intel", "nested=1")], loads=False, told_more=["L0.hypervisor=kvm"],
            cites={"os.2"}, spares={"arch.4"}),
    Machine("amd64-vmware-names", "amd64",
            PC + ["-cpu", "Skylake-Client," + BARE, "-smbios",
                  "type=1,manufacturer=VMware,, Inc.,product=VMware Virtual Platform"], "L1",
            {"L0.platform": "intel", "L0.hypervisor": "vmware", "L1.os": "debian 12", "L1.cpu.mode": "native"},
            "unsupported", answers("unsupported"), cites={"os.3"}),
    Machine("ppc64le-power9", "ppc64el", ["-machine", PSERIES + ",cap-nested-hv=true"] + POWER, "L1",
            {"L0.platform": "power9", "L0.hypervisor": "kvm|other", "L1.cpu.mode": "native", "L1.kvm.nested": "on",
             "L1.hypervisor": "kvm", "L1.os": "debian 12"},
            "broken", answers("preview", "unsupported", xive="broken"),
            modules=[("kvm-hv", "nested=1")], told_more=["L2.cpu.mode=native"], cites={"os.14"}, spares={"os.16"}),
    Machine("ppc64le-power9-as-power8", "ppc64el",
            ["-machine", PSERIES + ",cap-nested-hv=true,max-cpu-compat=power8"] + POWER, "L1",
            {"L0.platform": "power9", "L0.hypervisor": "kvm|other", "L1.cpu.mode": "power8", "L1.kvm.nested": None,
             "L1.hypervisor": None, "L1.os": "debian 12"},
            "broken", answers("broken", xive="broken"),
            modules=[("kvm-hv", "nested=1")], loads=False, told_more=["L2.cpu.mode=native"],
            cites={"os.14", "os.16"}),
    Machine("ppc64le-powernv9-nested1", "ppc64el", POWERNV, "L0",
            {"L0.platform": "power9", "L0.hypervisor": "kvm", "L0.kvm.nested": "on", "L0.os": "debian 12"},
            "broken", answers("preview", xive="broken"),
            modules=[("kvm-hv", "nested=1")], told_more=["L1.cpu.mode=native", "L2.cpu.mode=native"],
            shallow="broken", cites={"os.14"}, spares={"os.16"}),
    Machine("ppc64le-powernv9-nested0", "ppc64el", POWERNV, "L0",
            {"L0.platform": "power9", "L0.hypervisor": "kvm", "L0.kvm.nested": "off", "L0.os": "debian 12"},
            "broken", answers("broken", xive="broken"),
            modules=[("kvm-hv", "nested=0")], told_more=["L1.cpu.mode=power8", "L2.cpu.mode=native"],
            shallow="not-applicable", cites={"os.14"}),
    Machine("s390x-kvm", "s390x", ["-machine", "s390-ccw-virtio", "-m", "512"], "L1",
            {"L0.platform": "ibm-z", "L0.hypervisor": "kvm", "L1.cpu.mode": "native", "L1.os": "debian 12",
             "L1.kvm.nested": None, "L1.kvm.hpage": None},
            "unknown", answers("preview", "broken"),
            modules=[("kvm", "nested=1")], loads=False, cites={"os.3", "arch.4"}, spares={"os.14"}),
    Machine("arm64-guest", "arm64", ["-machine", "virt", "-cpu", "cortex-a57", "-m", "512"], "L1",
            {"L0.platform": "arm64", "L0.hypervisor": "kvm|other", "L1.cpu.mode": "native", "L1.os": "debian 12",
             "L1.kvm.nested": None},
            "broken", answers("broken"), cites={"arch.2"}),
]
