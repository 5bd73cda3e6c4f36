#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest: records a load of system calls while the kernel hides its names, and
# another one whose code comes while sampling. Leaves in /out what check_names
# wants, and what the kernel shows of its names else. For busybox's shell.
#
# Usage: record.sh SECONDS
cd "$(dirname "$0")" || exit 1
seconds=$1
restrict=/proc/sys/kernel/kptr_restrict
flamerec=${FLAMEREC:-flamerec}

calls() {
	while :; do
		find /proc /sys -maxdepth 3 >/dev/null 2>&1
		dd if=/dev/zero of=/tmp/calls bs=4k count=500 2>/dev/null
		cat /proc/self/maps /proc/modules >/dev/null
		tail -n 1 /out/kallsyms >/dev/null
		sleep 0.01
	done
}

echo 1 >$restrict
cat /proc/kallsyms >/out/kallsyms
echo 2 >$restrict
calls &
load=$!
$flamerec record /dev/flamesamp -F 997 -o /out/hidden.fsc -d "$seconds" || exit 1
kill $load

if [ ! -x ./load_bpf ]; then
	exit 0
fi
echo 1 >$restrict
# Names are read 4 s after the start for the first time.
status=0
$flamerec record /dev/flamesamp -a -F 997 -o /out/bpf.fsc -- ./load_bpf 7 || status=$?
[ $status != 4 ] || rm /out/bpf.fsc
[ $status = 4 ] || [ $status = 0 ] || exit 1
[ ! -e /out/bpf.fsc ] || $flamerec render /out/bpf.fsc -o /out/bpf.folded
