#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest of scripts/bench: runs both workloads bare, under flamerec and
# under perf, and leaves a line for each run in /out/runs:
#   workload length profiler nanoseconds samples bytes resident-kB ring-bytes-a-sample
#
# Usage: bench-guest.sh HZ
set -eu
hz=$1
cd /root

# Wraps the workload, to look at the recorder while it still records.  VmHWM would
# not do: the kernel counts a process's first pages in bundles.
cat >load.sh <<'LOAD'
#!/bin/sh
/root/bench-load "$1" "$2" >/tmp/ns
for pid in $(pidof "$3"); do
	sed -n 's/^Rss:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/smaps_rollup"
done | sort -n | tail -n 1 >/tmp/kb
LOAD
chmod 755 load.sh

# Usage: run WORKLOAD COUNT LENGTH bare|flamerec|perf
run() {
	rm -f /tmp/ns /tmp/kb /tmp/capture.fsc /tmp/perf.data
	echo "$4: workload $1, length $3"
	"run_$4" "$1" "$2"
	echo "$1 $3 $4 $(cat /tmp/ns) $samples $bytes $(cat /tmp/kb) $ring" | tee -a /out/runs
}

run_bare() {
	./load.sh "$1" "$2" none
	echo 0 >/tmp/kb
	samples=0
	bytes=0
	ring=0
}

run_flamerec() {
	flamerec record /dev/flamesamp -F "$hz" -o /tmp/capture.fsc -- ./load.sh "$1" "$2" flamerec \
		2>/tmp/said
	samples=$(sed -n 's/^\([0-9,]*\) samples in .*/\1/p' /tmp/said | tr -d ,)
	bytes=$(stat -c %s /tmp/capture.fsc)
	ring=$(sed -n 's/^rings: \([0-9.]*\) bytes a sample.*/\1/p' /tmp/said)
}

run_perf() {
	perf record -q -e cpu-clock -g -F "$hz" -o /tmp/perf.data ./load.sh "$1" "$2" perf >/dev/null 2>&1
	samples=$(perf report -i /tmp/perf.data --stats 2>/dev/null | awk '/SAMPLE events:/ { print $3; exit }')
	bytes=$(stat -c %s /tmp/perf.data)
	ring=0
}

# What is read from the disk for the first time is no cost of a sample.
for profiler in flamerec perf; do
	run_$profiler u 1000000
done

# The longer run tells what each further sample costs, without the constant part.
for length in 1 3; do
	for profiler in bare flamerec perf; do
		run u $((150000000 * length)) $length $profiler
		run s $((400000 * length)) $length $profiler
	done
done
