"""unknown.py: what an engine says of hosts of which not everything is known.

A verdict is two digits, best and worst level, or "--" where the section does not apply. What is
proven is caveat's interval; `check_reference` holds that to the evaluator written from the
statements. Invariant: an interval that is wider than the exact one is not wrong, a verdict outside of
it is not proven.
"""
import json
import statistics
from dataclasses import dataclass

import evaluator

NAMES = {"platform": "L0.platform", "hypervisor": "L0.hypervisor", "nested": "L0.kvm.nested", "hpage": "L0.kvm.hpage",
         "mode1": "L1.cpu.mode", "offering": "L1.offering", "mode2": "L2.cpu.mode", "variant": "L2.kernel.variant"}
FEATURES = {"w_nesting": "nesting", "w_migration": "migration", "w_huge": "huge-pages", "w_xive": "xive"}


@dataclass
class Comparison:
    complete: int   # hosts of which every fact is known
    disagree: int   # of these: another verdict, which is a mistake of the rules' translation
    known: int      # hosts whose verdict is proven to be one level, or not applicable
    differs: int    # of these: another verdict, or none
    wrong: int      # of these: a definite other verdict
    partial: int    # hosts whose verdict is not known
    unproven: int   # of these: a definite verdict all the same
    supported: int  # of these: called supported, without proof
    undecided: int  # known hosts of which it says that it does not know


def complete(host):
    """Is every fact of the layers that the host has known?"""
    needs = {"platform": 0, "hypervisor": 0, "nested": 0, "hpage": 0, "mode1": 1, "offering": 1, "mode2": 2, "variant": 2}
    for layer in range(3):
        needs["l%d_product" % layer] = layer
        product = host.get("l%d_product" % layer)
        needs.update({"l%d_major" % layer: layer} if product != "other" else {})
        needs.update({"l%d_minor" % layer: layer} if product == "rhel" else {})
    return all(key in host for key, layer in needs.items() if layer <= host["depth"])


def compare(path, expected, got):
    """Counts over the hosts that the engine judged, the first of `expected`."""
    out = Comparison(*[0] * 9)
    with open(path, encoding="ascii") as lines:
        hosts = [json.loads(line) for line, _ in zip(lines, got)]
    if len(got) != len(hosts):
        raise SystemExit("bench: %d verdicts for %d hosts" % (len(got), len(hosts)))
    for host, mine, theirs in zip(hosts, expected, got):
        if complete(host):
            out.complete += 1
            out.disagree += mine != theirs
        definite = theirs == "--" or theirs[0] == theirs[1]
        if mine == "--" or mine[0] == mine[1]:
            out.known += 1
            out.differs += mine != theirs
            out.wrong += mine != theirs and definite
            out.undecided += mine != theirs and not definite
        else:
            out.partial += 1
            out.unproven += definite
            out.supported += theirs == "00"
    return out


def candidates_of(host):
    out = dict(evaluator.DOMAINS)
    for key, fact in NAMES.items():
        if key in host:
            out[fact] = [host[key]]
    for layer in range(3):
        product = host.get("l%d_product" % layer)
        if product is None:
            continue
        parts = [str(host["l%d_%s" % (layer, p)]) for p in ("major", "minor") if "l%d_%s" % (layer, p) in host]
        text = product + (" " + ".".join(parts) if parts and evaluator.PRODUCTS[product][0] else "")
        if product == "centos":  # the dump has no minor of it, and no statement asks for one
            text = "centos 8.4"
        if evaluator.PRODUCTS[product][0]:
            out["L%d.os" % layer] = evaluator.completions_of_release(text) or [text]
        else:
            out["L%d.os" % layer] = [product]
    return out


def check_reference(path, expected, count):
    """How many of the first `count` verdicts hold: the exact interval lies in them, and is theirs where all is known."""
    checked = 0
    with open(path, encoding="ascii") as hosts:
        for line, verdict in zip(hosts, expected[:count]):
            host = json.loads(line)
            candidates, uses = candidates_of(host), {f for k, f in FEATURES.items() if host[k]}
            applies = evaluator.applies(candidates, host["depth"], uses)
            if verdict == "--":
                good = applies == {False}
            else:
                best, worst = (evaluator.RANK[x] for x in
                               evaluator.interval(None, candidates, host["depth"], uses))
                best = best if applies == {True} else 0
                good = True in applies and int(verdict[0]) <= best and int(verdict[1]) >= worst
                if verdict[0] == verdict[1]:
                    good = good and best == worst == int(verdict[0])
            if not good:
                raise SystemExit("bench: the evaluator does not agree on %s: %s" % (line.strip(), verdict))
            checked += 1
    return checked


def median(values):
    return statistics.median(values)
