#!/bin/sh
# cross.sh: a static caveat for another architecture, by the project's own Makefile.
#
#     cross.sh ARCH ROOT BUILD PACKS_C
#
# ARCH is Debian's name; ROOT holds its PCRE2 and jansson (foreign-packages.sh); BUILD gets the
# objects and BUILD/caveat. PACKS_C, the built-in packs as a native build made them, is taken as it
# is: an image is the same everywhere, which tests/foreign.sh proves. Fails with a line that says
# what is missing; never installs anything.
set -eu

case $1 in
amd64) triplet=x86_64-linux-gnu cc=${CC:-gcc} ;;
arm64) triplet=aarch64-linux-gnu cc=aarch64-linux-gnu-gcc ;;
ppc64el) triplet=powerpc64le-linux-gnu cc=powerpc64le-linux-gnu-gcc ;;
s390x) triplet=s390x-linux-gnu cc=s390x-linux-gnu-gcc ;;
*) echo "cross.sh: unknown architecture $1" >&2; exit 2 ;;
esac
root=$2 build=$3 packs=$4
library=$root/usr/lib/$triplet

command -v $cc > /dev/null || { echo "$cc is not installed"; exit 1; }
echo 'int main(void) { return 0; }' | $cc -static -x c -o /dev/null - 2> /dev/null ||
    { echo "$cc has no static C library (libc6-dev-$1-cross)"; exit 1; }
for name in pcre2-8 jansson; do
    [ -e "$library/lib$name.a" ] || { echo "no static lib$name for $1"; exit 1; }
done

mkdir -p "$build"
cmp -s "$packs" "$build/packs.c" || cp "$packs" "$build/packs.c"
# -o: packs.c is not made anew, whatever is older; its maker would not run here.
make -s -j"$(nproc)" -o "$build/packs.c" -o "$build/mkpack" B="$build" CC="$cc" SANITIZE= \
    CFLAGS="-O2 -static -isystem $root/usr/include -isystem $root/usr/include/$triplet -L$library" \
    "$build/caveat" 1>&2
$cc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -static -o "$build/init" tests/emulate/init.c 1>&2
