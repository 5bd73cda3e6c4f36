#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest: records the load with flamerec and with perf, and leaves in /out
#   names.fsc live.folded guest.folded info   flamerec's, of a machine without debug files
#   perf-fp perf-dwarf                        perf script's of both kinds of stacks
#   perf-dwarf-debug                          the latter with the debug files there
#   kallsyms
#
# Usage: record.sh LOAD SECONDS [OPTION...]
#   LOAD      load.sh, or the stock.sh of it; its files lie in ./files
#   SECONDS   of each program
#   OPTION    for flamerec
# perf, and what else the guest's root lacks, is left out.
set -eu
cd "$(dirname "$0")"
load=$1 seconds=$2
shift 2
hz=499
# Less often: perf takes minutes over copies of many stacks.
perf_hz=199 perf_dwarf_hz=49

record_with_perf() {
	local name=$1
	shift
	perf record -q -a -e cpu-clock "$@" -o "/tmp/$name.data" -- bash "$load" files "$seconds" \
		>/dev/null 2>&1
	script "$name" "$name"
}

# Usage: script RECORDING OUTPUT
script() {
	perf script -i "/tmp/$1.data" --no-inline -F comm,pid,time,ip,sym,symoff,dso \
		>"/out/$2" 2>/dev/null
}

# First what is measured least: those after it have the files in memory, and get as far.
if command -v perf >/dev/null; then
	record_with_perf perf-fp -F $perf_hz -g
	record_with_perf perf-dwarf -F $perf_dwarf_hz --call-graph dwarf
fi
flamerec /dev/flamesamp -a -F $hz "$@" -o /out/names.fsc -o /out/live.folded \
	-- bash "$load" files "$seconds"
flamerec render /out/names.fsc -o /out/guest.folded
flamerec info /out/names.fsc >/out/info
cat /proc/kallsyms >/out/kallsyms
[ -d /opt/debug ] || exit 0
mkdir -p /usr/lib/debug
mount --bind /opt/debug /usr/lib/debug
script perf-dwarf perf-dwarf-debug
