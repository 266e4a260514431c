#!/usr/bin/env bash
# Everything worth knowing of this program on one NVIDIA GPU, in ten minutes, the most valuable first:
#
#   tools/gpu_day.sh [--wheels DIR] [--kept DIR] [--small] PLUGIN OUT [SECONDS]
#
# PLUGIN is `cuda` or a plugin's file; OUT a folder for JSON and tables; tools/gpu_day.py says what the stages are.
# Needs python3 (its standard library; torch and triton for the comparison with mamba_ssm) and nothing else.
set -euo pipefail
exec python3 -u "$(dirname "${BASH_SOURCE[0]}")/gpu_day.py" "$@"
