#!/usr/bin/env bash
# Runs the claims in a container without any privilege: what cannot be tested there is unsupported, and the exit code is
# 0. Starts a Docker engine if none runs, and stops it again. The image is made of Debian packages; no registry is asked.
set -euo pipefail
cd "$(dirname "$0")/.."
image=sockproof-plain
folder=$(mktemp -d)
engine=

finish() {
  docker image rm --force "$image" >/dev/null 2>&1 || true
  if [ -n "$engine" ]; then
    kill "$engine" && wait "$engine" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

if ! docker info >/dev/null 2>&1; then
  dockerd >"$folder/dockerd.log" 2>&1 &
  engine=$!
  timeout 60 sh -c 'until docker info >/dev/null 2>&1; do sleep 0.2; done' || { cat "$folder/dockerd.log"; exit 1; }
fi

release=$(. /etc/os-release && echo "$VERSION_CODENAME")
mmdebstrap --quiet --variant=minbase --include=libstdc++6 "$release" "$folder/root.tar" >/dev/null
docker import "$folder/root.tar" "$image" >/dev/null
node=$(readlink -f "$(command -v node)")
ldd "$node" | grep -q 'not found' && { echo 'node lacks libraries'; exit 1; }
docker run --rm --network none --user 1000:1000 --read-only --tmpfs /tmp \
  --volume "$node:/usr/local/bin/node:ro" --volume "$PWD:/sockproof:ro" --workdir /tmp "$image" \
  node /sockproof/dist/harness/cli/main.js verify --out /tmp/report
