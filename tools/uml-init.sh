#!/bin/bash
# The first process of the kernel that verify-in-uml.sh starts. Files are this machine's, through hostfs, read-only; what is
# changed lies in memory above them. SOCKPROOF_UML is the folder in which the script left what is to be run.
# What fails here ends the kernel, and the script tells the last lines of its log.
set -eu
given=$SOCKPROOF_UML
. "$given/environment"
mapfile -d '' -t command <"$given/command"
mapfile -d '' -t places <"$given/places"
directory=${places[0]}
out=${places[1]}

# Modules lie where this machine's modprobe does not look. The kernel loads others as they are needed, by the same way.
mount=$given/mount
"$mount" -t proc none /proc
"$mount" -t tmpfs none /run
mkdir -p /run/modules/lib /run/changed /run/work /run/root
ln -s /usr/lib/uml/modules /run/modules/lib/modules
modprobe -d /run/modules overlay

"$mount" -t overlay -o lowerdir=/,upperdir=/run/changed,workdir=/run/work none /run/root
mkdir -p "/run/root$given" "/run/root$out"
"$mount" -t hostfs -o "$given" none "/run/root$given"
"$mount" -t hostfs -o "$out" none "/run/root$out"
"$mount" --move /proc /run/root/proc
"$mount" --move /dev /run/root/dev
cd /run/root
mkdir -p lib/modules
pivot_root . mnt
exec </dev/null
"$mount" --bind /usr/lib/uml/modules /lib/modules
"$mount" -t sysfs none /sys
"$mount" -t tmpfs none /run
mkdir -p /dev/pts /dev/shm /run/tmp
"$mount" -t devpts none /dev/pts
"$mount" -t tmpfs none /dev/shm
modprobe -a ipv6 veth bridge nf_tables tun
ip link set lo up
export TMPDIR=/run/tmp

# A terminal is one inside too; what is no terminal is none.
out_stream=/dev/tty0 err_stream=/dev/tty1
stty -F /dev/tty0 -opost
stty -F /dev/tty1 -opost
if [ -s "$given/terminal" ]; then
  read -r rows columns <"$given/terminal"
  stty -F /dev/tty0 rows "$rows" cols "$columns"
else
  mkfifo /run/stdout /run/stderr
  cat </run/stdout >/dev/tty0 &
  cat </run/stderr >/dev/tty1 &
  out_stream=/run/stdout err_stream=/run/stderr
fi

cd "$directory"
set +e
{
  read -r _ </dev/tty2
  kill -INT "$(cat /run/pid)"
} &
reader=$!
(
  echo $BASHPID >/run/pid
  exec "${command[@]}" >$out_stream 2>$err_stream
)
code=$?
kill $reader
wait
# What was written to the terminals has left them before they are set.
stty -F /dev/tty0 opost
stty -F /dev/tty1 opost
echo $code >"$given/code"
sync
echo o >/proc/sysrq-trigger
sleep infinity
