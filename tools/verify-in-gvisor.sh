#!/usr/bin/env bash
# Runs the claims in gVisor, whose network stack is not Linux's: each verdict must be as specs/expectations/gvisor.yaml
# says, and the exit code is that of verify. Arguments are those of verify: tools/verify-in-gvisor.sh --out report 'listen/*'.
# Needs runsc and root. The sandbox sees this machine's files and can change none of them; it has no network but a
# loopback interface of its own.
set -euo pipefail
package=$(realpath "$(dirname "$0")/..")
command -v runsc >/dev/null || { echo 'This needs gVisor: apt-get install --no-install-recommends runsc' >&2; exit 2; }

out=sockproof-report
previous=
for argument; do
  case $argument in --out=*) out=${argument#--out=} ;; esac
  if [ "$previous" = --out ]; then out=$argument; fi
  previous=$argument
done
mkdir -p "$out"

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
trap 'exit 130' INT TERM HUP

# What the sandbox writes is gone with it, so the report comes out as an archive, on stdout. What is said goes to stderr,
# through cat: gVisor would write over a file that others write to as well.
# shellcheck disable=SC2016
inside='
  main=$1
  shift
  mkdir /tmp/sockproof-in-gvisor
  code=0
  node "$main" verify --name gvisor --jobs 2 --deadline 120 "$@" --out /tmp/sockproof-in-gvisor/report >&2 || code=$?
  cd /tmp/sockproof-in-gvisor
  echo "$code" >code
  mkdir -p report
  tar --create --file - code report'
timeout --kill-after=10 900 \
  runsc --root "$folder/state" --platform=ptrace --network=none do sh -c "$inside" sh "$package/dist/harness/cli/main.js" "$@" \
  >"$folder/out.tar" 2> >(cat >&2) &
sandbox=$!
wait "$sandbox" || { echo "The sandbox ended with $? before the claims did." >&2; exit 1; }
sandbox=

tar --extract --file "$folder/out.tar" --directory "$folder"
cp -r "$folder/report/." "$out/"
code=$(cat "$folder/code")
if [ -f "$out/evidence.jsonl" ]; then echo "The sandbox's evidence and report are in $(realpath "$out")."; fi
exit "$code"
