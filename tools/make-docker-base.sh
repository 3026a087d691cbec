#!/usr/bin/env bash
# Makes the base of the Docker lab's image, node:20-bookworm-slim, where the engine reaches no registry: from Debian
# packages, by the sources of packages of this machine, and this machine's own Node. Needs mmdebstrap and root, and a
# Docker engine that runs. Takes about 15 s. SOCKPROOF_DOCKER_BASE names it otherwise. One that is there stays as it is.
set -euo pipefail
name=${SOCKPROOF_DOCKER_BASE:-node:20-bookworm-slim}
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
if docker image inspect "$name" >/dev/null 2>&1; then
  echo "The engine has $name."
  exit
fi
command -v mmdebstrap >/dev/null || { echo 'There is no mmdebstrap: apt-get install mmdebstrap' >&2; exit 1; }
[ -n "$suite" ] || { echo '/etc/os-release does not say which Debian this is.' >&2; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The files that apt itself reads; one without a source would be taken for the name of a server.
shopt -s nullglob
sources=(/etc/apt/sources.list.d/*.sources)
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  if grep --quiet --no-messages '^deb ' "$file"; then sources+=("$file"); fi
done

mmdebstrap --quiet --variant=minbase --include=iproute2,libstdc++6,nftables,python3-minimal,strace \
  "$suite" "$folder/base.tar" "${sources[@]}"

# Debian's own Node may be another version than the one that runs here.
mkdir -p "$folder/root/usr/local/bin"
cp "$(readlink -f "$(command -v node)")" "$folder/root/usr/local/bin/node"
tar --append --file "$folder/base.tar" --owner=0 --group=0 --directory "$folder/root" usr/local/bin/node
docker import --change 'CMD ["node"]' "$folder/base.tar" "$name" >/dev/null
docker run --rm --network none "$name" node --version
