#!/bin/sh
# host_strace.sh: gathering from a captured tree touches nothing outside it.
#
# Runs the command over a tree under strace, twice: as the kernel is, and as if it had no openat2.
# Once the tree's folder is open, every path must be looked up inside it: by openat2 with
# RESOLVE_IN_ROOT, or by one name in a folder opened before. Before that, nothing that tells of this
# machine may be opened. uname must not be called at all.
#
#   host_strace.sh [TREE [COMMAND]]            default: a tree of links that lead outside; build/caveat
#   host_strace.sh --plant TREE [COMMAND]      a copy of TREE with traps in place of files that are read
#
# Exit status: 0 clean, 1 something was touched, 77 strace cannot run here.
set -u
planted=no
[ "${1:-}" = --plant ] && { planted=yes; shift; }
command=${2:-${CAVEAT:-build/caveat}}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
strace -o "$work/probe" true 2>/dev/null || { echo "strace cannot run here"; exit 77; }

plant() {
    mkdir -p "$1/etc" "$1/proc" "$1/sys/class/dmi/id" "$1/_probe" "$1/usr/lib"
    ln -s /usr/lib/os-release "$1/etc/os-release"
    printf 'ID=rhel\nVERSION_ID=8.4\n' > "$1/usr/lib/os-release"
    ln -s /proc/cpuinfo "$1/proc/cpuinfo"
    ln -s ../../../../../../../../etc/passwd "$1/etc/redhat-release"
    ln -s /sys/class/dmi/id/sys_vendor "$1/sys/class/dmi/id/product_name"
    ln -s /proc/self/root/etc/passwd "$1/sys/class/dmi/id/sys_vendor"
    ln -s /proc "$1/sys/module"
    mkfifo "$1/proc/version"
}

# Links out, absolute and relative, a loop, a FIFO, a device, a file of a terabyte, one that nobody may
# read: each in the place of a file that the rules' sources name.
# Not where the layer is found out: a failure there would end the gathering before the other traps.
trap_in() {
    mkdir -p "$1/etc/modprobe.d" "$1/proc" "$1/sys/class/dmi/id" "$1/sys/bus" \
        "$1/sys/module/kvm_amd/parameters" "$1/sys/module/kvm_intel/parameters"
    ln -sfn ../../../../../../../../etc/os-release "$1/etc/centos-release"
    ln -sfn rhosp-release "$1/etc/rhosp-loop"
    ln -sfn rhosp-loop "$1/etc/rhosp-release"
    ln -sfn / "$1/etc/vdsm"
    ln -sfn /proc/self/root/proc/cmdline "$1/proc/cmdline"
    ln -sfn /sys/bus "$1/sys/bus/xen"
    rm -f "$1/etc/redhat-release" "$1/sys/class/dmi/id/bios_version" "$1/etc/modprobe.d/kvm.conf" \
        "$1/sys/module/kvm_amd/parameters/nested" "$1/sys/module/kvm_intel/parameters/nested"
    mkfifo "$1/etc/redhat-release"
    truncate -s 1T "$1/etc/modprobe.d/kvm.conf" 2>/dev/null
    printf 'secret\n' > "$1/sys/class/dmi/id/bios_version"
    chmod 000 "$1/sys/class/dmi/id/bios_version"
    mknod "$1/sys/module/kvm_amd/parameters/nested" c 1 5 2>/dev/null
    ln -s /dev/kmsg "$1/sys/module/kvm_intel/parameters/nested"
}

if [ $planted = yes ]; then
    tree=$work/tree
    cp -R "$1" "$tree" && chmod -R u+rwX "$tree" || exit 1
    trap_in "$tree"
elif [ $# -gt 0 ]; then
    tree=$1
else
    tree=$work/tree
    plant "$tree"
fi

# Lines of the log that break the rule.
judge() {
    awk -v tree="$tree" '
        /^([0-9]+ +)?uname\(/ { print; next }
        !opened && index($0, "openat(AT_FDCWD, \"" tree "\"") { opened = 1; next }
        !opened && /"\/(proc|sys)\// && !/"\/proc\/self\// { print; next }
        !opened && /"\/(etc|usr\/lib)\/[^"\/]*release"/ { print; next }
        !opened { next }
        /openat2\([0-9]+, .*RESOLVE_IN_ROOT/ { next }
        /\([0-9]+, "\.\."/ { print; next }
        /(openat|readlinkat|newfstatat|statx|faccessat2?)\([0-9]+, "[^"\/]*"/ { next }
        /"\/dev\/u?random"|"\/usr\/(share|lib)\/locale|"\/etc\/localtime"|gconv|"\/proc\/self\/(maps|exe|task)/ { next }
        /"/ && /^([0-9]+ +)?[a-z0-9_]+\(/ { print }
        END { if (!opened) print "the tree was never opened: " tree }
    ' "$1"
}

status=0
for inject in none openat2:error=ENOSYS; do
    set --
    [ "$inject" = none ] || set -- -e "inject=$inject"
    ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=%file,uname "$@" -o "$work/log" \
        "$command" facts --root "$tree" --json > "$work/out" 2> "$work/err"
    code=$?
    if [ $code -ne 0 ]; then
        echo "$command facts --root $tree: exit status $code ($inject)"
        cat "$work/err"
        status=1
    fi
    judge "$work/log" > "$work/bad"
    if [ -s "$work/bad" ]; then
        echo "outside the tree ($inject):"
        cat "$work/bad"
        status=1
    fi
    [ "$inject" = none ] && cp "$work/out" "$work/first"
done
cmp -s "$work/first" "$work/out" || { echo "the two ways of resolving differ"; status=1; }
exit $status
