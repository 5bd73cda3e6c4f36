#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest: records a load of system calls while the kernel hides its names, also for
# somebody who may not ask for them, and a load whose code comes while sampling. Leaves in /out
# what check_names wants, and what the kernel shows of its names else. For busybox's shell.
#
# Usage: record.sh SECONDS
cd "$(dirname "$0")" || exit 1
seconds=$1
restrict=/proc/sys/kernel/kptr_restrict
flamerec=${FLAMEREC:-./flamerec}

calls() {
	while :; do
		find /proc /sys -maxdepth 3 >/dev/null 2>&1
		dd if=/dev/zero of=/tmp/calls bs=4k count=500 2>/dev/null
		cat /proc/self/maps /proc/modules >/dev/null
		tail -n 1 /out/kallsyms >/dev/null
		sleep 0.01
	done
}

# What is written goes to the host by a driver that is a module.
words() {
	while :; do
		echo "# word"
	done
}

echo 1 >$restrict
cat /proc/kallsyms >/out/kallsyms
echo 2 >$restrict
calls &
load=$!
$flamerec record /dev/flamesamp -F 997 -o /out/hidden.fsc -d "$seconds" || exit 1
if [ -x ./drop_syslog ]; then
	./drop_syslog "$flamerec" record /dev/flamesamp -F 997 -o /out/refused.fsc -d 1 \
		2>/out/refused.log || exit 1
fi
# As without CONFIG_KALLSYMS, but that the kernel tells where the sections of modules are.
echo 1 >$restrict
: >/tmp/empty
mount -o bind /tmp/empty /proc/kallsyms
words &
words=$!
$flamerec record /dev/flamesamp -F 997 -o /out/files.fsc -d 2 || exit 1
kill $words $load
umount /proc/kallsyms

[ -x ./load_bpf ] || exit 0
# Until the name is in the capture: names are read 4 s after the start for the first time.
cat >until_named <<'END'
./load_bpf 60 &
load=$!
while kill -0 $load 2>/dev/null && ! grep -q bpf_prog_.*_busy /out/bpf.fsc; do
	sleep 0.2
done
kill $load 2>/dev/null
wait $load
[ $? != 4 ] || exit 4
exit 0
END
status=0
$flamerec record /dev/flamesamp -a -F 997 -o /out/bpf.fsc -- sh until_named || status=$?
[ $status != 4 ] || rm /out/bpf.fsc
[ $status = 4 ] || [ $status = 0 ] || exit 1
