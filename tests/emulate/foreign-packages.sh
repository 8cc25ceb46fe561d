#!/bin/sh
# foreign-packages.sh: Debian packages of another architecture, unpacked into a folder.
#
#     foreign-packages.sh ARCH FOLDER PACKAGE...
#
# apt works on a state of its own (lists, cache, an empty status file), so nothing is installed and
# the machine's own package state is neither read nor changed. Refuses packages whose signatures
# apt cannot check. A package that is unpacked already is not fetched again.
# $CAVEAT_MIRROR and $CAVEAT_SUITE name another mirror or suite than Debian 12's.
set -eu

arch=$1 folder=$2
shift 2
mirror=${CAVEAT_MIRROR:-http://deb.debian.org}
suite=${CAVEAT_SUITE:-bookworm}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
state=$folder/.apt
mkdir -p "$state/state/lists/partial" "$state/cache/archives/partial" "$state/debs" "$folder/root"
: > "$state/status"
cat > "$state/sources.list" <<LIST
deb [signed-by=$keyring] $mirror/debian $suite main
deb [signed-by=$keyring] $mirror/debian-security $suite-security main
LIST

private() {
    tool=$1
    shift
    "$tool" -qq -o APT::Architecture="$arch" -o APT::Architectures="$arch" \
        -o Dir::State="$state/state" -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" \
        -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=20 \
        -o APT::Sandbox::User=root -o Debug::NoLocking=true "$@"
}

# A kernel's metapackage only depends on the kernel of the day.
concrete() {
    case $1 in
    linux-image-*) private apt-cache depends "$1" | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1 ;;
    *) echo "$1" ;;
    esac
}

updated=no
for package in "$@"; do
    [ -e "$state/$package.unpacked" ] && continue
    if [ $updated = no ]; then # one index of several may be in the middle of a mirror's update
        private apt-get update || echo "foreign-packages.sh: $arch: some package lists could not be fetched" >&2
        updated=yes
    fi
    name=$(concrete "$package")
    [ -n "$name" ] || { echo "foreign-packages.sh: no such package for $arch: $package" >&2; exit 1; }
    rm -f "$state/debs/${name}"_*.deb
    (cd "$state/debs" && private apt-get download "$name")
    dpkg -x "$state/debs/${name}"_*.deb "$folder/root"
    rm -f "$state/debs/${name}"_*.deb
    : > "$state/$package.unpacked"
done
