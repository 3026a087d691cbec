#!/usr/bin/env bash
# Runs the claims in gVisor, whose network stack is not Linux's: each verdict must be as specs/expectations/gvisor.yaml
# says, and the exit code is that of verify. Needs runsc and root. The sandbox sees this machine's files and can change
# none of them; it has no network but a loopback interface of its own. Its report is copied to the folder given, if one is.
set -euo pipefail
cd "$(dirname "$0")/.."
report=${1:-}
command -v runsc >/dev/null || { echo 'This needs gVisor: apt-get install --no-install-recommends runsc'; exit 2; }

folder=$(mktemp -d)
sandbox=

finish() {
  if [ -n "$sandbox" ]; then
    runsc --root "$folder/state" list --quiet | xargs --no-run-if-empty runsc --root "$folder/state" delete --force || true
    kill "$sandbox" 2>/dev/null || true
    wait "$sandbox" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

# What the sandbox writes is gone with it, so the report comes out as an archive, on stdout. What is said goes to stderr,
# through cat: gVisor would write over a file that others write to as well.
# shellcheck disable=SC2016
inside='
  mkdir /tmp/sockproof-in-gvisor && cd /tmp/sockproof-in-gvisor
  code=0
  node "$1/dist/harness/cli/main.js" verify --expectations gvisor --jobs 2 --deadline 120 --out report >&2 || code=$?
  echo "$code" >code
  tar --create --file - code report'
timeout --kill-after=10 540 \
  runsc --root "$folder/state" --platform=ptrace --network=none do sh -c "$inside" sh "$PWD" \
  >"$folder/out.tar" 2> >(cat >&2) &
sandbox=$!
wait "$sandbox" || { echo "The sandbox ended with $? before the claims did."; exit 1; }
sandbox=

tar --extract --file "$folder/out.tar" --directory "$folder"
if [ -n "$report" ]; then
  mkdir -p "$report"
  cp -r "$folder/report/." "$report/"
  echo "The report of the sandbox is in $report."
fi
exit "$(cat "$folder/code")"
