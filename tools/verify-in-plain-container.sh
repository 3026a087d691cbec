#!/usr/bin/env bash
# Runs the claims in a container without any privilege: what cannot be tested there is unsupported, and the exit code is
# 0. Starts a Docker engine if none runs, and stops it again. The image is made of this machine's Node; no registry is asked.
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

# Node and the libraries that it and native modules are linked with are all that the image needs.
node=$(readlink -f "$(command -v node)")
native() { find node_modules/ -name '*.node'; }
mapfile -t libraries < <(native | xargs ldd "$node" 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*' | sort -u)
tar --create --dereference --absolute-names --file "$folder/root.tar" "$node" "${libraries[@]}" /etc/os-release
docker import "$folder/root.tar" "$image" >/dev/null
mkdir "$folder/tmp"
chmod 777 "$folder/tmp"
docker run --rm --network none --sysctl net.ipv6.conf.all.disable_ipv6=0 --user 1000:1000 --read-only \
  --volume "$PWD:/sockproof:ro" --volume "$folder/tmp:/tmp" --workdir /tmp "$image" \
  "$node" /sockproof/dist/harness/cli/main.js verify --out /tmp/report
