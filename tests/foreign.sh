#!/bin/sh
# foreign.sh: the same rules give the same bytes and the same verdicts on every architecture.
#
#     tests/foreign.sh [ARCH...]        Debian's names; s390x ppc64el arm64 without one
#
# Builds the command for each architecture (s390x is big-endian), runs it under QEMU's user
# emulation and compares with the native one, byte for byte: the packs' images, the tests inside the
# rules, the verdict on every tree of tests/trees. It installs nothing: without the cross compiler,
# qemu-user, or PCRE2 and jansson for the architecture (fetched into build/emulate where the network
# is there) an architecture is skipped, with a line that says why. Status 1: something differs.
set -u
cd "$(dirname "$0")/.." || exit 1
B=${B:-build}
native=$B/caveat
passed=0 failed=0 skipped=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
[ -x "$native" ] || { echo "foreign.sh: no $native (run make first)"; exit 1; }

skip() {
    echo "skipped $1: $2"
    skipped=$((skipped + 1))
}

# same WHAT: $work/native and $work/foreign hold the same
same() {
    if [ -s "$work/native" ] && cmp -s "$work/native" "$work/foreign"; then
        passed=$((passed + 1))
    else
        echo "FAILED  $arch: $1 differs from the native command's"
        cmp "$work/native" "$work/foreign" || true
        failed=$((failed + 1))
    fi
}

# both WHAT ARGUMENT...: output and status of one call on both sides
both() {
    what=$1
    shift
    { "$native" "$@"; echo "status $?"; } > "$work/native" 2>&1
    { $run "$foreign" "$@"; echo "status $?"; } > "$work/foreign" 2>&1
    same "$what"
}

compare() {
    for pack in rules/*.cav; do
        case $pack in *.facts.cav | *.tests.cav) continue ;; esac
        rm -f "$work/native" "$work/foreign"
        "$native" compile "$pack" -o "$work/native" && $run "$foreign" compile "$pack" -o "$work/foreign"
        same "the image of $pack"
        # what a loaded program takes depends on the machine's PCRE2
        "$native" inspect "$pack" | grep -v '^memory ' > "$work/native"
        $run "$foreign" inspect "$pack" | grep -v '^memory ' > "$work/foreign"
        same "the listing of $pack"
    done
    both "the tests of the packs" test
    for tree in tests/trees/*/; do
        both "the verdict on $tree" check --format json --root "$tree"
    done
}

[ $# -gt 0 ] || set -- s390x ppc64el arm64
for arch in "$@"; do
    case $arch in
    s390x) machine=s390x cc=s390x-linux-gnu-gcc ;;
    ppc64el) machine=ppc64le cc=powerpc64le-linux-gnu-gcc ;;
    arm64) machine=aarch64 cc=aarch64-linux-gnu-gcc ;;
    *) skip "$arch" "unknown architecture"; continue ;;
    esac
    run=$(command -v qemu-$machine-static || command -v qemu-$machine) ||
        { skip $arch "qemu-user for $machine is not installed"; continue; }
    command -v $cc > /dev/null || { skip $arch "$cc is not installed"; continue; }
    folder=$B/emulate/$arch
    mkdir -p "$folder"
    tests/emulate/foreign-packages.sh $arch "$folder" libpcre2-dev libjansson-dev > "$work/why" 2>&1 ||
        { skip $arch "PCRE2 and jansson for it could not be fetched: $(tail -n 1 "$work/why")"; continue; }
    tests/emulate/cross.sh $arch "$folder/root" "$folder/build" "$B/packs.c" > "$work/why" 2> "$work/errors" || {
        if grep -q . "$work/why"; then
            skip $arch "$(tail -n 1 "$work/why")"
        else
            echo "FAILED  $arch: it does not build"
            tail -n 5 "$work/errors"
            failed=$((failed + 1))
        fi
        continue
    }
    foreign=$folder/build/caveat
    compare
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
