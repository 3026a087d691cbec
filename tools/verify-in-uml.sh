#!/usr/bin/env bash
# Runs the claims on another Linux kernel, Debian's user-mode Linux, which is a process like any other and needs no
# privilege. Arguments are those of verify: tools/verify-in-uml.sh --out report 'listen/*'. What is known of that kernel
# is in specs/expectations/uml.yaml, and the exit code is that of verify. The kernel sees this machine's files; what it
# writes stays in its memory, but for the evidence. Ctrl-C ends the run and keeps its evidence; a second one ends at once.
set -euo pipefail
package=$(realpath "$(dirname "$0")/..")

# A kernel that hangs ends after this many seconds; the whole catalogue takes some two minutes.
at_most=${SOCKPROOF_UML_SECONDS:-3600}
memory_megabytes=2048

missing() {
  echo "$1. Next: $2" >&2
  exit 2
}
install='apt-get update && apt-get install --yes --no-install-recommends'
[ "$(uname -m)" = x86_64 ] || missing 'User-mode Linux is for x86-64 only' 'run this on such a machine.'
command -v linux.uml >/dev/null || missing 'The kernel, linux.uml, is not installed' "$install user-mode-linux kmod"
PATH=$PATH:/usr/sbin:/sbin
command -v modprobe >/dev/null || missing 'modprobe, which loads modules of the kernel, is not installed' "$install kmod"
node=$(command -v node) || missing 'node is not on the PATH' 'install Node.js, or add its folder to PATH.'
main=$package/dist/harness/cli/main.js
[ -f "$main" ] || missing 'sockproof is not built' 'npm run build'

# The folder of the evidence is the one place of this machine that the kernel may write to.
out=sockproof-report
previous=
for argument; do
  case $argument in --out=*) out=${argument#--out=} ;; esac
  if [ "$previous" = --out ]; then out=$argument; fi
  previous=$argument
done
mkdir -p "$out"
out=$(realpath "$out")
exec {lock}<"$out"
flock --nonblock "$lock" || missing "Another sockproof is writing into $out" 'wait until it is done, or give another folder with --out.'

folder=$(mktemp -d)
kernel=
finish() {
  [ -z "$kernel" ] || kill -KILL "$kernel" 2>/dev/null || true
  exec 7>&-
  wait
  rm -rf "$folder"
}
trap finish EXIT

mkfifo "$folder/stdout" "$folder/stderr" "$folder/stop"
cat <"$folder/stdout" &
cat <"$folder/stderr" >&2 &
exec 5>"$folder/stdout" 6>"$folder/stderr" 7<>"$folder/stop"
export -p >"$folder/environment"
printf '%s\0' "$node" "$main" verify --name uml --patience 60 --deadline 600 "$@" >"$folder/command"
printf '%s\0' "$PWD" "$out" >"$folder/places"
if [ -t 1 ]; then stty size >"$folder/terminal" <&1; fi
install --mode=755 "$package/tools/uml-init.sh" "$folder/init"
# Without its set-user-ID bit, which would make it another user's where the namespace below does not know root.
install --mode=755 "$(command -v mount)" "$folder/mount"

# The kernel keeps its memory in a file, which may not lie where there is no room for it.
roomy() { [ "$(df --output=avail --block-size=M "$1" 2>/dev/null | tail -n 1 | tr -dc 0-9)" -gt $memory_megabytes ]; }
memory=/dev/shm
roomy $memory || memory=$folder

# In a namespace of processes of its own nothing of the kernel outlives it, also if this script is killed.
enclosed=(unshare --pid --fork --kill-child)
[ "$(id -u)" = 0 ] || enclosed+=(--user --map-current-user)
"${enclosed[@]}" true 2>/dev/null || enclosed=()

# Debian's kernel has SELinux on, which looks at the addresses of bind() and connect() before TCP does: lsm leaves it out.
TMPDIR=$memory setpriv --pdeathsig KILL "${enclosed[@]}" \
  timeout --kill-after=10 "$at_most" setpriv --pdeathsig KILL \
  linux.uml mem=${memory_megabytes}M root=none rootfstype=hostfs rootflags=/ ro "init=$folder/init" "uml_dir=$folder/uml/" \
  con=null con0=null,fd:5 con1=null,fd:6 con2=fd:7,null con3=null,fd:1 console=tty3 loglevel=4 lsm=capability "SOCKPROOF_UML=$folder" \
  </dev/null >"$folder/log" 2>&1 {lock}>&- &
kernel=$!
exec 5>&- 6>&-

stopped=
stop() {
  if [ -n "$stopped" ]; then exit 130; fi
  stopped=yes
  echo stop >&7
  # What runs inside has a minute to come to its end.
  timeout --foreground 60 tail --pid="$kernel" --follow /dev/null || exit 130
}
trap stop INT TERM HUP
ended=0
while kill -0 "$kernel" 2>/dev/null; do
  ended=0
  wait "$kernel" || ended=$?
done
kernel=

if [ ! -s "$folder/code" ]; then
  [ $ended != 124 ] || echo "The kernel did not end within $at_most s; SOCKPROOF_UML_SECONDS gives it more." >&2
  echo "User-mode Linux ended with $ended before the claims did. The last lines of its log:" >&2
  grep -v '\[<' "$folder/log" | tail -n 20 >&2
  exit 1
fi
exit "$(cat "$folder/code")"
