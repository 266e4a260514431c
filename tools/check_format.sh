#!/usr/bin/env bash
# Fails where a C++ file of the project is not as clang-format 14 writes it; `check_format.sh --fix` rewrites
# the files instead. One version for everyone, since versions differ in what they write.
set -euo pipefail
cd "$(dirname "$0")/.."

format=clang-format-14
command -v $format >/dev/null || { echo "check_format.sh: no $format; run \`make setup\`" >&2; exit 1; }

# Also new files that git does not know yet.
mapfile -d '' -t files < <(git ls-files -z --cached --others --exclude-standard -- '*.h' '*.cc' '*.hpp' '*.c')
existing=()
for file in "${files[@]}"; do
  if [ -f "$file" ] && [[ $file != third_party/* ]]; then existing+=("$file"); fi
done
[ ${#existing[@]} -gt 0 ] || { echo "check_format.sh: found no C++ files" >&2; exit 1; }

if [ "${1:-}" = --fix ]; then
  $format -i "${existing[@]}"
else
  if ! said=$($format --dry-run -Werror "${existing[@]}" 2>&1); then
    files=$(sed -nE 's/^([^:]+):[0-9]+:[0-9]+: error:.*/  \1/p' <<<"$said" | sort -u)
    echo "check_format.sh: not as $format writes it; run \`make format\`:" >&2
    echo "${files:-$said}" >&2
    exit 1
  fi
fi
