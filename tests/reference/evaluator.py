"""evaluator.py: the source section, judged slowly and independently.

Written from the list of statements, not from the rule file: one function per statement, over full
knowledge. Partial knowledge is judged by completing it over representative values of every fact
(all names of an enumeration; releases on both sides of every border), so `interval` is the true
interval, not an approximation.

It refuses to know anything of rules, classes or three-valued logic. Invariant: a statement reads
facts only through `look`, so what each one reads is found out, not declared.
"""

LEVELS = ["supported", "preview", "unsupported", "untested", "broken"]
RANK = {name: rank for rank, name in enumerate(LEVELS)}

PLATFORMS = "intel amd power8 power9 power10 ibm-z arm64 x86-other other".split()
HYPERVISORS = "none kvm vmware aws hyper-v xen powervm zvm virtualbox other".split()
OFFERINGS = "none rhv openstack openshift-virtualization other-rhel-based".split()
MODES = "native power8 power9".split()
FEATURES = "nesting migration huge-pages xive".split()

# Of each product: parts of a complete version; versions on both sides of every border.
# fmt: off
PRODUCTS = {
    "rhel": (2, "5.11 6.10 7.0 7.6 7.7 7.8 7.9 7.10 7.999999999 8.0 8.1 8.2 8.3 8.9 8.10 "
                "8.999999999 9.0 9.2 10.0"),
    "centos": (2, "7.9 8.4"),
    "fedora": (1, "34"),
    "debian": (1, "12"),
    "ubuntu": (2, "22.04"),
    "sles": (2, "15.3"),
    "oracle-linux": (2, "8.4"),
    "rocky": (2, "8.4"),
    "almalinux": (2, "8.4"),
    "esxi": (2, "7.0"),
    "rhel-beta": (1, "8"),
    "centos-stream": (1, "8"),
    "rhcos": (2, "8.4"),
    "windows-server": (1, "2012 2015 2016 2017 2019 2022 2025"),
    "windows": (1, "10"),
    "other": (0, ""),
}
# fmt: on


def release(text):
    """'rhel 8.4' -> ('rhel', (8, 4)); complete versions only need apply to the statements."""
    product, _, version = text.partition(" ")
    return product, tuple(int(part) for part in version.split(".")) if version else ()


def completions_of_release(text):
    """Complete releases that a written one may stand for."""
    product, parts = release(text)
    width, versions = PRODUCTS[product]
    if len(parts) >= width:
        return [text]
    found = []
    for version in versions.split():
        full = tuple(int(part) for part in version.split("."))
        if full[: len(parts)] == parts:
            found.append(product + " " + version)
    return found


def all_releases():
    return [r for product in PRODUCTS for r in completions_of_release(product)]


DOMAINS = {
    "L0.platform": PLATFORMS,
    "L0.os": all_releases(),
    "L0.hypervisor": HYPERVISORS,
    "L0.kvm.nested": [False, True],
    "L0.kvm.hpage": [False, True],
    "L1.os": all_releases(),
    "L1.offering": OFFERINGS,
    "L1.cpu.mode": MODES,
    "L1.kernel.variant": ["standard", "alt"],
    "L2.os": all_releases(),
    "L2.cpu.mode": MODES,
    "L2.kernel.variant": ["standard", "alt"],
    "L3.os": all_releases(),
}


class Machine:
    """A configuration with full knowledge, as far as `look` is asked."""

    def __init__(self, values, depth, uses):
        self.values, self.depth, self.uses = values, depth, set(uses)

    def exists(self, layer):
        return layer <= self.depth

    def look(self, fact):
        return self.values[fact]

    def in_use(self, feature):
        if feature in self.uses:
            return True
        if feature == "nesting":
            return self.exists(2) or self.look("L0.kvm.nested")
        if feature == "huge-pages":
            return self.look("L0.kvm.hpage")
        return False


# -- the statements: each returns a list of (feature or None, level) ------------------------------


def is_rhel(text, *ranges):
    """Is it RHEL, and at or after one of these?  'And later' ends with its major."""
    product, version = release(text)
    return product == "rhel" and any(
        version[0] == major and version >= (major, minor) for major, minor in ranges
    )


def arch_1(m):
    """L0 is Intel, AMD, POWER9 or IBM Z; other x86 vendors are merely not listed."""
    return [(None, "unsupported")] if m.look("L0.platform") == "x86-other" else []


def arch_2(m):
    return (
        [(None, "broken")]
        if m.look("L0.platform") in ("power8", "power10", "arm64", "other")
        else []
    )


def arch_4(m):
    """Only Intel is supported (arch.3); the other three are previews."""
    return [(None, "preview")] if m.look("L0.platform") in ("amd", "power9", "ibm-z") else []


def os_2(m):
    return [] if is_rhel(m.look("L0.os"), (8, 2)) else [(None, "unsupported")]


def os_3(m):
    if not m.exists(1):
        return []
    return [] if is_rhel(m.look("L1.os"), (7, 8), (8, 2)) else [(None, "unsupported")]


def os_4(m):
    """Virtualization products in L1, os.5 to os.7 among them."""
    return [(None, "unsupported")] if m.exists(1) and m.look("L1.offering") != "none" else []


def os_8(m):
    if not m.exists(2):
        return []
    system = m.look("L2.os")
    listed = is_rhel(system, (7, 8), (8, 2)) or release(system) in (
        ("windows-server", (2016,)),
        ("windows-server", (2019,)),
    )
    return [] if listed else [(None, "unsupported")]


def major(m, fact, number):
    product, version = release(m.look(fact))
    return product == "rhel" and version[0] == number


def os_14_l0(m):
    return (
        [(None, "broken")]
        if m.look("L0.platform") == "power9" and not major(m, "L0.os", 8)
        else []
    )


def os_14_l1(m):
    wrong = m.exists(1) and m.look("L0.platform") == "power9" and not major(m, "L1.os", 8)
    return [(None, "broken")] if wrong else []


def os_15(m):
    if not m.exists(2) or m.look("L0.platform") != "power9" or major(m, "L2.os", 8):
        return []
    works = major(m, "L2.os", 7) and m.look("L2.kernel.variant") == "alt"
    return [] if works else [(None, "broken")]


def os_16_l1(m):
    wrong = m.exists(1) and m.look("L0.platform") == "power9" and m.look("L1.cpu.mode") == "power8"
    return [(None, "broken")] if wrong else []


def os_16_l2(m):
    wrong = m.exists(2) and m.look("L0.platform") == "power9" and m.look("L2.cpu.mode") == "power8"
    return [(None, "broken")] if wrong else []


def hv_1(m):
    wrong = m.exists(1) and major(m, "L1.os", 8) and m.look("L0.hypervisor") != "kvm"
    return [(None, "unsupported")] if wrong else []


def limits_1(m):
    return [(None, "untested")] if m.depth >= 3 else []


def limits_2(m):
    fires = m.look("L0.platform") == "amd" and m.look("L0.kvm.nested")
    return [("migration", "broken")] if fires else []


def limits_3(m):
    """Each of the two shuts the other out."""
    if m.look("L0.platform") != "ibm-z":
        return []
    out = [("nesting", "broken")] if m.in_use("huge-pages") else []
    return out + ([("huge-pages", "broken")] if m.in_use("nesting") else [])


def limits_6(m):
    return [("xive", "broken")] if m.look("L0.platform") == "power9" else []


# fmt: off
STATEMENTS = {
    "arch.1": arch_1, "arch.2": arch_2, "arch.4": arch_4, "os.2": os_2, "os.3": os_3,
    "os.4": os_4, "os.8": os_8, "os.14": os_14_l0, "os.14 (L1)": os_14_l1, "os.15": os_15,
    "os.16": os_16_l1, "os.16 (L2)": os_16_l2, "hv.1": hv_1, "limits.1": limits_1,
    "limits.2": limits_2, "limits.3": limits_3, "limits.6": limits_6,
}
# fmt: on


def level_of(statement, feature, m):
    """What one statement makes of the whole configuration (feature None) or of a feature."""
    worst = 0
    for about, level in STATEMENTS[statement](m):
        if about == feature or (feature is None and m.in_use(about)):
            worst = max(worst, RANK[level])
    return worst


# -- full knowledge -------------------------------------------------------------------------------


def judge(m):
    """(status, {feature: status}); status None where the section does not apply (scope.1)."""
    if not m.in_use("nesting"):
        return None, {feature: None for feature in FEATURES}
    status = max(level_of(s, None, m) for s in STATEMENTS)
    return LEVELS[status], {
        f: LEVELS[max(level_of(s, f, m) for s in STATEMENTS)] for f in FEATURES
    }


# -- partial knowledge ----------------------------------------------------------------------------


class Open(Exception):
    """A fact was looked at that is not chosen yet."""

    def __init__(self, fact):
        super().__init__(fact)
        self.fact = fact


class Choosing(Machine):
    def look(self, fact):
        if fact not in self.values:
            raise Open(fact)
        return self.values[fact]


def outcomes(function, candidates, depth, uses, chosen=None):
    """Every value function(machine) can have: chooses a fact only when it is looked at."""
    chosen = dict(chosen or {})
    try:
        return {function(Choosing(chosen, depth, uses))}
    except Open as need:
        found = set()
        for value in candidates[need.fact]:
            chosen[need.fact] = value
            found |= outcomes(function, candidates, depth, uses, chosen)
        return found


def reach(feature, limit, candidates, depth, uses):
    """Is there a completion in which no statement is worse than `limit`?  Depth-first: facts are
    chosen as statements ask for them, and a choice that leaves some statement no way out is dropped
    at once."""

    def served(statement, chosen):
        """Can the facts not chosen yet keep this statement within the limit?"""
        return (
            min(
                outcomes(
                    lambda m: level_of(statement, feature, m), candidates, depth, uses, chosen
                )
            )
            <= limit
        )

    def next_fact(chosen):
        for statement in STATEMENTS:
            try:
                level_of(statement, feature, Choosing(chosen, depth, uses))
            except Open as need:
                return need.fact
        return None

    def search(chosen):
        if not all(served(statement, chosen) for statement in STATEMENTS):
            return False
        fact = next_fact(chosen)
        return fact is None or any(search({**chosen, fact: value}) for value in candidates[fact])

    return search({})


def interval(feature, candidates, depth, uses):
    """The true (best, worst) over all completions, each judged as if the section applied."""
    worst = max(
        max(outcomes(lambda m, s=s: level_of(s, feature, m), candidates, depth, uses))
        for s in STATEMENTS
    )
    best = next(
        limit
        for limit in range(len(LEVELS))
        if limit == worst or reach(feature, limit, candidates, depth, uses)
    )
    return LEVELS[best], LEVELS[worst]


def applies(candidates, depth, uses):
    return outcomes(lambda m: m.in_use("nesting"), candidates, depth, uses)


def brute_force(feature, candidates, depth, uses):
    """`interval` by trying everything: to test the search above on small cases."""
    import itertools

    facts = sorted(candidates)
    seen = set()
    for choice in itertools.product(*(candidates[f] for f in facts)):
        m = Machine(dict(zip(facts, choice)), depth, uses)
        seen.add(max(level_of(s, feature, m) for s in STATEMENTS))
    return LEVELS[min(seen)], LEVELS[max(seen)]
