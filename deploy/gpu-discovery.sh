#!/usr/bin/env bash
# Tells Spark which GPUs this host has, as spark.{worker,executor}.resource.gpu.discoveryScript wants it:
#   {"name": "gpu", "addresses": ["0", "1"]}
# Addresses are nvidia-smi's indices, in the driver's PCI order. A host without a GPU is an error: Spark must not start there.

set -euo pipefail

indices=$(nvidia-smi --query-gpu=index --format=csv,noheader)
[[ -n $indices ]] || {
  echo "gpu-discovery: nvidia-smi lists no GPU" >&2
  exit 1
}

addresses=
for index in $indices; do
  addresses+="${addresses:+, }\"$index\""
done
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
