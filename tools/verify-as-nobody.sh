#!/usr/bin/env bash
# Runs the claims as an ordinary user (uid 65534) who may make user namespaces: every verdict must be as for root.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The checkout may lie where only its owner may look.
cp -a package.json dist node_modules "$folder"/
chmod 755 "$folder"
mkdir "$folder/home"
chown 65534:65534 "$folder/home"
cd "$folder/home"
setpriv --reuid 65534 --regid 65534 --clear-groups env --ignore-environment PATH="$PATH" HOME="$folder/home" \
  node "$folder/dist/harness/cli/main.js" verify --strict --out "$folder/home/report"
