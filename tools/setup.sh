#!/usr/bin/env bash
# Installs, from the distribution, the packages that building, testing and checking need, and those that are
# named as arguments. Does nothing, and needs no rights, where all are there. Debian 12 and Ubuntu 24.04 carry
# every name in this list.
set -euo pipefail

# Boost 1.81 or later; Debian 12's own choice is older.
boost=libboost-dev
if [ -r /etc/os-release ] && grep -qx 'VERSION_CODENAME=bookworm' /etc/os-release; then boost=libboost1.81-dev; fi

packages=(g++ cmake ninja-build pkg-config python3 python3-pip ca-certificates clang-format-14
  libpcre2-dev libutf8proc-dev libxxhash-dev libicu-dev nlohmann-json3-dev libcli11-dev libfmt-dev libgtest-dev libgmock-dev libjemalloc-dev
  libhiredis-dev libedit-dev libncurses-dev libbsd-dev libmd-dev libssl-dev libcurl4-openssl-dev "$boost" "$@")

fail() {
  echo "setup.sh: $*" >&2
  exit 1
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  # Another distribution: what the build itself needs is checked by CMake, package by package.
  for tool in g++ cmake ninja python3; do
    command -v "$tool" >/dev/null || fail "no $tool, and no apt-get to install it with; install what stands for: ${packages[*]}"
  done
  exit 0
fi

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null | sed -n 's/^installed //p') || true
missing=()
for package in "${packages[@]}"; do
  grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "neither root nor sudo: have these packages installed: ${missing[*]}"
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1
}
echo "      installing: ${missing[*]}"
# A fresh machine has no package lists, or old ones.
apt update || { cat "$log" >&2; fail "apt-get update failed (its messages stand above)"; }
apt install --no-install-recommends "${missing[@]}" || { cat "$log" >&2; fail "apt-get install failed (its messages stand above)"; }
