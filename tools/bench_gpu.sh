#!/usr/bin/env bash
# Measures the five published sizes with random weights on an NVIDIA GPU: prefill of 512 to 8192 tokens, decode of 1 and 64
# rows, in f32 and bf16; then compares models/demo on the GPU with the CPU, 64 greedy tokens included.
#
#   tools/bench_gpu.sh CONSTATE FOLDER [SIZE...]     tables on standard output, samples as JSON in FOLDER
#
# PLUGIN (cuda) is the plugin that it measures. Needs no GPU-specific build: the program is the same.
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "usage: tools/bench_gpu.sh CONSTATE FOLDER [SIZE...]" >&2
  exit 2
fi
constate=$1 folder=$2
shift 2
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(130m 370m 780m 1.3b 2.7b)
plugin=${PLUGIN:-cuda}
mkdir -p "$folder"

for size in "${sizes[@]}"; do
  model=(--random-weights --config "mamba2-$size" --plugin "$plugin" --dtype f32,bf16)
  echo "mamba2-$size"
  "$constate" bench "${model[@]}" -p 512,2048,8192 -n 256 -o json --output "$folder/$size.json"
  "$constate" bench "${model[@]}" -p 0 -n 256 -b 64 -o json --output "$folder/$size-64.json"
  for file in "$folder/$size.json" "$folder/$size-64.json"; do
    python3 - "$file" <<'PYTHON'
import json, sys
for t in json.load(open(sys.argv[1]))["tests"]:
    speed = t["tokens_per_second"]
    print(f"  {t['dtype']:5} {t['kind']:8} {t['tokens']:6} tokens, {t['batch']:3} rows: {speed['median']:10.1f} tok/s, "
          f"{t['share_of_limit']:.2f} of the limit")
PYTHON
  done
done

"$constate" verify models/demo --against tests/data/golden/demo/golden.safetensors --plugin "$plugin" --dtype f32
"$constate" verify models/demo --self --plugin "$plugin" --dtype f32
