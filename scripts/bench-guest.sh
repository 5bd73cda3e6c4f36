#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest of scripts/bench: runs the workloads bare, under flamerec and under
# perf, each in the build that the profiler is for, and leaves in /out
#   runs    a line for each run: workload build length profiler nanoseconds
#           nanoseconds-of-the-workload samples bytes-of-the-file resident-kB
#           ring-bytes-a-sample stacks-written
#   chains  a line for each profiler: workload build profiler user-stacks
#           those-that-reach-_start frames-a-stack
#   tables  a line for each table: name rows bytes nanoseconds
#
# Usage: bench-guest.sh HZ DWARF-HZ
set -eu
hz=$1
dwarf_hz=$2
cd /root

# Stacks of perf that are looked at: unwinding all of them would take it minutes.
looked_at=400

# Wraps the workload, to look at the recorder while it still records.  VmHWM would
# not do: the kernel counts a process's first pages in bundles.
cat >load.sh <<'LOAD'
#!/bin/sh
"/root/bench-$1" "$2" "$3" >/tmp/ns
for pid in $(pidof "$4"); do
	sed -n 's/^Rss:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/smaps_rollup"
done | sort -n | tail -n 1 >/tmp/kb
LOAD
chmod 755 load.sh

# Usage: run WORKLOAD BUILD COUNT LENGTH PROFILER
run() {
	rm -f /tmp/ns /tmp/kb /tmp/capture.fsc /tmp/perf.data
	"run_$5" "$2" "$1" "$3"
	echo "$1 $2 $4 $5 $(cat /tmp/ns) $samples $bytes $(cat /tmp/kb)" \
		"$ring $stacks" | tee -a /out/runs
}

# --- The profilers: each is given the arguments of load.sh but the last.

run_bare() {
	./load.sh "$@" none
	echo 0 >/tmp/kb
	samples=0 bytes=0 ring=0 stacks=0
}

# Usage: flamerec_record fp|cfi BUILD WORKLOAD COUNT
flamerec_record() {
	flamerec record /dev/flamesamp --unwind="$1" -F "$hz" -o /tmp/capture.fsc \
		-- ./load.sh "$2" "$3" "$4" flamerec 2>/tmp/said
	samples=$(sed -n 's/^\([0-9,]*\) samples in .*/\1/p' /tmp/said | tr -d ,)
	bytes=$(stat -c %s /tmp/capture.fsc)
	ring=$(sed -n 's/^rings: \([0-9.]*\) bytes a sample.*/\1/p' /tmp/said)
	stacks=$(sed -n 's/^rings: .*, \([0-9,]*\) stacks written once.*/\1/p' /tmp/said | tr -d ,)
}

run_fp() {
	flamerec_record fp "$@"
}

run_cfi() {
	flamerec_record cfi "$@"
}

# Usage: perf_record CALL-GRAPH HZ BUILD WORKLOAD COUNT
perf_record() {
	perf record -q -e cpu-clock --call-graph "$1" -F "$2" -o /tmp/perf.data \
		./load.sh "$3" "$4" "$5" perf >/dev/null 2>&1
	samples=$(perf report -i /tmp/perf.data --stats 2>/dev/null |
		awk '/SAMPLE events:/ { print $3; exit }')
	bytes=$(stat -c %s /tmp/perf.data)
	ring=0 stacks=0
}

run_perf() {
	perf_record fp "$hz" "$@"
}

run_dwarf() {
	perf_record dwarf "$dwarf_hz" "$@"
}

# --- Whether the chains are whole

# Folded stacks of the last recording.
folded_fp() {
	flamerec render /tmp/capture.fsc -o - 2>/tmp/said
}

folded_cfi() {
	folded_fp
}

# From samples as perf script prints them: a line of what and then one for each frame.
folded_perf() {
	perf script --no-inline -i /tmp/perf.data -F comm,ip,sym 2>/dev/null | awk -v most=$looked_at '
	/^[^ \t]/ { comm = $1; chain = "" }
	/^[ \t]/ { chain = ";" $2 chain }
	/^$/ { print comm chain, 1; if (++n == most) exit }' || true
}

folded_dwarf() {
	folded_perf
}

# Usage: look WORKLOAD BUILD PROFILER
look() {
	"folded_$3" | awk -v program="bench-$2" -v what="$*" '
	index($0, program ";") == 1 {
		stacks += $NF
		frames += gsub(/;/, ";") * $NF
		whole += /;_start;/ ? $NF : 0
	}
	END { printf "%s %d %d %.1f\n", what, stacks, whole, stacks ? frames / stacks : 0 }' |
		tee -a /out/chains
}

# --- What is measured

# Usage: table FILE; the time to start flamerec is in it.
table() {
	local start end
	cat "$1" >/dev/null
	start=$(date +%s%N)
	flamerec info "$1" >/tmp/info
	end=$(date +%s%N)
	awk -v name="$(basename "$1")" -v ns=$((end - start)) '
	/^unwind table of / {
		gsub(/,/, "")
		print name, $4, $8 * ($9 == "MiB" ? 1048576 : 1024), ns
	}' /tmp/info | tee -a /out/tables
}

# Turns of each workload that make about a third of a second to a second of instructions.
declare -A turns=([u]=150000000 [s]=400000 [r]=600000)

# Usage: measure WORKLOAD BUILD LENGTH PROFILER...
measure() {
	local workload=$1 build=$2 length=$3 profiler
	shift 3
	for profiler; do
		run "$workload" "$build" $((turns[$workload] * length)) "$length" "$profiler"
		[ "$length" != 1 ] || [ "$profiler" = bare ] ||
			look "$workload" "$build" "$profiler"
	done
}

# What is read from the disk for the first time is no cost of a sample.
for profiler in fp cfi perf dwarf; do
	run_$profiler nofp u 1000000
done

# The longer run tells what each further sample costs, without the constant part.
for length in 1 3; do
	for workload in u s r; do
		measure $workload fp $length bare fp perf
		measure $workload nofp $length bare cfi dwarf
	done
done

for library in libc.so.6 libcrypto.so.3; do
	table "/usr/lib/x86_64-linux-gnu/$library"
done
table /usr/bin/python3.11
