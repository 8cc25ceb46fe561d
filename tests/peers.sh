#!/bin/sh
# peers.sh: what caveat gathers on this machine beside what other detectors say of it.
#
#     tests/peers.sh
#
# Prints the answers of caveat, virt-what, systemd-detect-virt and virt-host-validate, and fails where
# two of them cannot both be true: another hypervisor, a guest taken for bare metal, KVM in use
# where there is no hardware virtualization. Knowing less is no contradiction. A detector that is not
# installed is skipped, with a line that says so. The command: $CAVEAT, or build/caveat ($B).
set -u
cd "$(dirname "$0")/.." || exit 1
caveat=${CAVEAT:-${B:-build}/caveat}
passed=0 failed=0 skipped=0
[ -x "$caveat" ] || { echo "peers.sh: no $caveat (run make first)"; exit 1; }

facts=$("$caveat" facts --json) || { echo "FAILED  caveat facts: status $?"; echo "0 passed, 1 failed"; exit 1; }
# Three words: the layer of this machine, the hypervisor below it ("none" on L0, "?" unknown, a|b a
# set), and whether KVM's own module was found at work here.
words=$(printf '%s' "$facts" | python3 -c '
import json, sys
f = json.load(sys.stdin)
here = f.get("here", "?")
depth = int(here[1:]) if here[1:].isdigit() else -1
below = f.get("L%d" % (depth - 1), {}).get("hypervisor") if depth > 0 else "none" if depth == 0 else None
below = "|".join(below) if isinstance(below, list) else below or "?"
print(here, below, "yes" if "kvm.nested" in f.get(here, {}) else "no")')
set -f # a '?' is a word here, not a pattern
set -- $words
here=$1 below=$2 kvm=$3

line() {
    printf '%-21s%s\n' "$1" "$2"
}

skip() {
    line "$1" "skipped: $2"
    skipped=$((skipped + 1))
}

# may NAME VALUES: can what NAME calls the hypervisor (caveat's words, "|" between) be true too?
may() {
    for theirs in $(echo "$2" | tr '|' ' '); do
        case "|$below|" in *"|$theirs|"* | '|?|') passed=$((passed + 1)); return ;; esac
    done
    echo "FAILED  $1 and caveat contradict each other: $2 here, $below there"
    failed=$((failed + 1))
}

# Every value that means "a guest of something".
ANY='kvm|vmware|aws|hyper-v|xen|powervm|zvm|virtualbox|other'

systemd_values() {
    case $1 in
    none) echo none ;;
    kvm) echo 'kvm|aws|hyper-v' ;;
    amazon) echo aws ;;
    qemu) echo 'other|kvm' ;;
    vmware | xen | powervm | zvm) echo "$1" ;;
    microsoft) echo 'hyper-v|kvm' ;;
    oracle) echo virtualbox ;;
    bochs | uml | parallels | bhyve | qnx | acrn | apple | sre) echo other ;;
    *) echo "$ANY" ;;
    esac
}

# The last known word of virt-what's list; it names a product after the hypervisor under it.
virt_what_values() {
    values=none
    for word in $1; do
        case $word in
        aws) values=aws ;;
        kvm | ibm_power-kvm | ibm_systemz-kvm) values='kvm|aws' ;;
        qemu) values='other|kvm' ;;
        vmware | virtualbox) values=$word ;;
        hyperv) values='hyper-v|kvm' ;;
        xen-dom0 | ibm_systemz-lpar) values=none ;;
        xen | xen-domU | xen-hvm) [ "$values" = none ] && values=xen ;;
        ibm_systemz-zvm) values=zvm ;;
        ibm_power-lpar_shared | ibm_power-lpar_dedicated) values=powervm ;;
        bhyve | parallels | uml | virt | vmm | lkvm) values='other|kvm' ;;
        esac
    done
    case " $1 " in *' xen-dom0 '*) values=none ;; esac
    echo "$values"
}

line caveat "this machine is $here; the hypervisor below it: $below; KVM's module at work: $kvm"

if ! command -v virt-what > /dev/null; then
    skip virt-what "not installed"
elif [ "$(id -u)" != 0 ]; then
    skip virt-what "it needs root"
else
    said=$(virt-what 2> /dev/null | tr '\n' ' ')
    line virt-what "${said:-(nothing: bare metal)}"
    may virt-what "$(virt_what_values "$said")"
fi

if ! command -v systemd-detect-virt > /dev/null; then
    skip systemd-detect-virt "not installed"
else
    said=$(systemd-detect-virt --vm)
    line systemd-detect-virt "$said"
    may systemd-detect-virt "$(systemd_values "$said")"
fi

if ! command -v virt-host-validate > /dev/null; then
    skip virt-host-validate "not installed"
else
    said=$(LC_ALL=C virt-host-validate qemu 2> /dev/null | sed -n 's/.*hardware virtualization *: *//p')
    line virt-host-validate "hardware virtualization: ${said:-no answer}"
    case "$said,$kvm" in
    FAIL*,yes)
        echo "FAILED  virt-host-validate and caveat contradict each other: no hardware virtualization here, KVM at work there"
        failed=$((failed + 1)) ;;
    *) passed=$((passed + 1)) ;;
    esac
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
