#!/bin/sh
# run.sh: boots real kernels under QEMU's emulation and compares what caveat says with what each
# machine is (`make emulate`). Needs no root rights and installs nothing.
#
#     tests/emulate/run.sh [NAME...]        the machines of machines.py; all without a name
#
# Everything goes below build/emulate ($B other than "build" is honoured): packages of the foreign
# architectures, static builds, consoles, and in trees/ what each machine captured of itself. What is
# there already is used again. Where QEMU, a cross compiler, a library or the network is missing, the
# machines that need it are skipped with a line that says so. Status 1: a machine failed.
set -eu
cd "$(dirname "$0")/../.."
here=tests/emulate
B=${B:-build}
folder=$B/emulate
mkdir -p "$folder"

kernel() {
    case $1 in
    amd64) echo linux-image-cloud-amd64 ;;
    arm64) echo linux-image-cloud-arm64 ;;
    ppc64el) echo linux-image-powerpc64le ;;
    s390x) echo linux-image-s390x ;;
    esac
}

system() {
    case $1 in
    amd64) echo qemu-system-x86_64 ;;
    arm64) echo qemu-system-aarch64 ;;
    ppc64el) echo qemu-system-ppc64 ;;
    s390x) echo qemu-system-s390x ;;
    esac
}

# One architecture, ready to boot; what cannot be had is said, and boots.py skips its machines.
prepare() {
    command -v "$(system "$1")" > /dev/null || return 0
    "$here/foreign-packages.sh" "$1" "$folder/$1" base-files libpcre2-dev libjansson-dev "$(kernel "$1")" ||
        { echo "$1: packages could not be fetched (no network?)"; return 0; }
    if "$here/cross.sh" "$1" "$folder/$1/root" "$folder/$1/build" "$B/packs.c" > "$folder/$1/why"; then
        ln -f "$folder/$1/build/init" "$folder/$1/build/caveat" "$folder/$1/"
    else
        rm -f "$folder/$1/init" "$folder/$1/caveat"
        echo "$1: cannot be built here: $(tail -n 1 "$folder/$1/why")"
    fi
}

if ! command -v python3 > /dev/null || ! command -v dpkg > /dev/null || ! command -v apt-get > /dev/null; then
    echo "emulate: python3, dpkg and apt-get are needed: skipped"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
make -s B="$B"
for arch in amd64 ppc64el s390x arm64; do
    prepare $arch
done
case $B in /*) ;; *) B=$PWD/$B ;; esac
CAVEAT=$B/caveat exec python3 "$here/boots.py" "$folder" "$@"
