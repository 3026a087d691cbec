#!/usr/bin/env bash
# Runs the claims as an ordinary user (uid 65534) who may make user namespaces: every verdict must be as
# for root, but for claims that need a second user, of whom a user namespace has none.
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
  node "$folder/dist/harness/cli/main.js" verify --out "$folder/home/report"

# All that a user namespace lacks is a second user.
node -e '
  const [file] = process.argv.slice(1)
  const results = require("node:fs").readFileSync(file, "utf8").trim().split("\n").map(JSON.parse).filter(({ kind }) => kind === "result")
  const untested = results.filter(({ verdict }) => verdict.outcome !== "pass")
  const other = untested.filter(({ verdict }) => !verdict.reason.startsWith("No second user here"))
  for (const { claim, verdict } of untested) console.log(`${verdict.outcome} ${claim.id}: ${verdict.reason}`)
  if (other.length > 0 || results.length === 0) process.exit(1)
' "$folder/home/report/evidence.jsonl"
