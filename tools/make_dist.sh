#!/usr/bin/env bash
# Makes the archive of a build: make_dist.sh BUILD OUT. Writes OUT/constate-VERSION-linux-x86_64.tar.zst and its
# .sha256. The same build gives the same bytes. Refuses a program that needs more than glibc, or a glibc later
# than GLIBC_MOST (2.36).
set -euo pipefail

fail() {
  echo "make_dist.sh: $*" >&2
  exit 1
}
[ $# -eq 2 ] || fail "two arguments are expected: BUILD OUT"
build=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
most=${GLIBC_MOST:-2.36}

program=$build/portable/constate
[ -x "$program" ] || fail "no $program; build the target constate_portable"
needed=$(readelf -dW "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
  grep -vxE 'lib(c|m|dl|pthread|rt)\.so\.[0-9]+|ld-linux-x86-64\.so\.2' || true)
[ -z "$needed" ] || fail "the program may need glibc alone; it needs $(tr '\n' ' ' <<<"$needed")"
glibc=$(readelf -VW "$program" | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//' | sort -Vu | tail -1)
[ "$(printf '%s\n' "$glibc" "$most" | sort -V | tail -1)" = "$most" ] ||
  fail "the program may need glibc $most at most; it needs $glibc: build it on an older distribution"

version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")
name=constate-$version-linux-x86_64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/$name" --component program --strip >"$work/log" ||
  { cat "$work/log" >&2; fail "cmake --install failed"; }
for licence in libbsd-dev libcli11-dev libedit-dev libfmt-dev libjemalloc-dev libmd-dev libncurses-dev libstdc++6 libutf8proc-dev libxxhash-dev nlohmann-json3-dev GPL-3; do
  compgen -G "$work/$name/share/doc/constate/licenses/$licence*" >/dev/null || fail "the licence of $licence is not on this machine"
done
chmod -R u=rwX,go=rX "$work/$name"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" -C "$work" -cf - "$name" |
  zstd -q -12 -T1 -f -o "$out/$name.tar.zst"
(cd "$out" && sha256sum "$name.tar.zst" >"$name.tar.zst.sha256")
echo "$out/$name.tar.zst"
