#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# All at once, for a number of seconds: two sessions after the other, a storm of
# forks, CPUs that leave and return, the module that is removed and inserted.
# Prints TAP of one test, which fails if a session did not add up or the module
# can't be removed in the end.  For busybox's shell.
#
# Usage: soak.sh [SECONDS]      (20)
cd "$(dirname "$0")" || exit 1
: "${FLAMESAMP_KO:=/guest/flamesamp.ko}"
seconds=${1:-20}
end=$(($(date +%s) + seconds))
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT

until_the_end() {
	[ "$(date +%s)" -lt $end ]
}

fork_storm() {
	n=0
	while until_the_end; do
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			./tool_child 100000 storm &
			./tool_child 1000 &
			(:)
			wait
			n=$((n + 30))
		done
	done
	echo $n >"$counts/forks"
}

hotplug() {
	n=0
	while until_the_end; do
		for online in /sys/devices/system/cpu/cpu[1-9]*/online; do
			[ -w "$online" ] || continue
			echo 0 >"$online" && n=$((n + 1))
			usleep 100000
			echo 1 >"$online"
			usleep 300000
		done
	done
	echo $n >"$counts/hotplugs"
}

# Refused while sessions are open; they leave gaps for it.
load_and_unload() {
	n=0
	# What could not be inserted again is not removed.
	while until_the_end && [ -r "$FLAMESAMP_KO" ]; do
		if rmmod flamesamp 2>/dev/null; then
			n=$((n + 1))
			insmod "$FLAMESAMP_KO" || break
		fi
		usleep 1000
	done
	echo $n >"$counts/unloads"
}

echo 'TAP version 13'
echo '1..1'
./tool_sessions 4999 "$seconds" &
first=$!
./tool_sessions 997 "$seconds" &
second=$!
fork_storm &
forks=$!
hotplug &
hotplugs=$!
load_and_unload &
unloads=$!
status=0
wait $first || status=1
wait $second || status=1
wait $forks $hotplugs $unloads
read -r forks <"$counts/forks"
read -r hotplugs <"$counts/hotplugs"
read -r unloads <"$counts/unloads"
# Nobody is left that could hold it.
if [ -r "$FLAMESAMP_KO" ]; then
	rmmod flamesamp && insmod "$FLAMESAMP_KO" || status=1
fi
[ $status = 0 ] || printf 'not '
echo "ok 1 soak: $seconds s, $forks forks, CPUs away $hotplugs times, module $unloads times"
exit $status
