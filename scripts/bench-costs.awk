# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables that scripts/bench prints, from the lines that bench-guest.sh left:
# awk -f bench-costs.awk runs chains tables.  Status 1 where a promise is not kept.

FILENAME ~ /runs$/ {
	key = $1 SUBSEP $4 SUBSEP $3
	build[$4] = $2
	if ($4 == "bare") {
		bare[$1, $2, $3] = $5
		bare_own[$1, $2, $3] = $6
	} else {
		ran[$1, $4] = 1
	}
	ns[key] = $5
	own[key] = $6
	samples[key] = $7
	bytes[key] = $8
	if ($9 > kb[$4])
		kb[$4] = $9
	ring[key] = $10
	stacks[key] = $11
}

FILENAME ~ /chains$/ {
	looked[$1, $3] = $4
	whole[$1, $3] = $5
	frames[$1, $3] = $6
}

FILENAME ~ /tables$/ {
	table[++tables] = $1
	rows[$1] = $2
	table_bytes[$1] = $3
	table_ns[$1] = $4
}

END {
	name["fp"] = "flamerec --unwind=fp"
	name["perf"] = "perf record -g"
	name["cfi"] = "flamerec --unwind=cfi"
	name["dwarf"] = "perf --call-graph dwarf"
	loads = split("u s r", load)
	profilers = split("fp perf cfi dwarf", profiler)
	print_costs()
	print_chains()
	print_tables()
	print_promises()
	exit short > 0
}

# --- What a sample costs, over the longer run

function whole_cost(w, p, n) {
	return ns[w, p, n] - bare[w, build[p], n]
}

function instructions(w, p) {
	return whole_cost(w, p, 3) / samples[w, p, 3]
}

# Without what a recording costs once.
function further_instructions(w, p) {
	return (whole_cost(w, p, 3) - whole_cost(w, p, 1)) / (samples[w, p, 3] - samples[w, p, 1])
}

function file_bytes(w, p) {
	return bytes[w, p, 3] / samples[w, p, 3]
}

function further_bytes(w, p) {
	return (bytes[w, p, 3] - bytes[w, p, 1]) / (samples[w, p, 3] - samples[w, p, 1])
}

# What of it is put down to the workload that was interrupted; the rest is the recorder's process.
function interrupts(w, p) {
	return (own[w, p, 3] - bare_own[w, build[p], 3]) / samples[w, p, 3]
}

function print_costs(	i, j) {
	printf "%-27s %8s %10s %9s %8s %10s %10s %8s %8s %8s %7s\n", "a sample", "instr.",
		"interrupt", "recorder", "further", "B in ring", "B in file", "further", "samples",
		"stacks", "RSS kB"
	for (i = 1; i <= loads; i++) {
		for (j = 1; j <= profilers; j++) {
			if (ran[load[i], profiler[j]])
				print_cost(load[i], profiler[j])
		}
	}
}

function print_cost(w, p) {
	printf "%-27s %8.0f %10.0f %9.0f %8.0f %10s %10.1f %8.1f %8d %8s %7d\n", w ", " name[p],
		instructions(w, p), interrupts(w, p), instructions(w, p) - interrupts(w, p),
		further_instructions(w, p), is_ours(p) ? ring[w, p, 3] : "-", file_bytes(w, p),
		further_bytes(w, p), samples[w, p, 3], is_ours(p) ? stacks[w, p, 3] : "-", kb[p]
}

function is_ours(p) {
	return p == "fp" || p == "cfi"
}

# --- How whole its stacks are

function print_chains(	i, j, w, p) {
	printf "\n%-27s %10s %8s %13s\n", "user stacks", "looked at", "whole", "frames each"
	for (i = 1; i <= loads; i++) {
		for (j = 1; j <= profilers; j++) {
			w = load[i]
			p = profiler[j]
			if (looked[w, p])
				printf "%-27s %10d %7.1f%% %13.1f\n", w ", " name[p], looked[w, p],
					100 * whole[w, p] / looked[w, p], frames[w, p]
		}
	}
}

# --- What a table costs

function print_tables(	i) {
	printf "\n%-27s %8s %10s %10s %14s\n", "tables", "rows", "bytes", "B a row", "instructions"
	for (i = 1; i <= tables; i++) {
		print_table(table[i], rows[table[i]], table_bytes[table[i]], table_ns[table[i]])
		all_rows += rows[table[i]]
		all_bytes += table_bytes[table[i]]
		all_ns += table_ns[table[i]]
	}
	print_table("together", all_rows, all_bytes, all_ns)
}

function print_table(what, n, size, took) {
	printf "%-27s %8d %10d %10.2f %14d\n", what, n, size, n ? size / n : 0, took
}

# --- What is promised

function print_promises() {
	printf "\n%-51s %8s %8s\n", "promises", "is", "at most"
	promise("u: instructions, tables : frame pointers", instructions("u", "cfi") / instructions("u", "fp"), 1.25)
	promise("s: instructions, tables : frame pointers", instructions("s", "cfi") / instructions("s", "fp"), 1.25)
	promise("u: instructions, tables : perf dwarf", instructions("u", "cfi") / instructions("u", "dwarf"), 1 / 4)
	promise("s: instructions, tables : perf dwarf", instructions("s", "cfi") / instructions("s", "dwarf"), 1 / 4)
	promise("r: instructions, tables : perf dwarf", instructions("r", "cfi") / instructions("r", "dwarf"), 1 / 2)
	promise("u: bytes of the file, tables : perf dwarf", file_bytes("u", "cfi") / file_bytes("u", "dwarf"), 1 / 100)
	promise("s: bytes of the file, tables : perf dwarf", file_bytes("s", "cfi") / file_bytes("s", "dwarf"), 1 / 100)
	promise("r: bytes of the file, tables : perf dwarf", file_bytes("r", "cfi") / file_bytes("r", "dwarf"), 1 / 100)
	promise("r: bytes in the ring, tables : perf dwarf", ring["r", "cfi", 3] / file_bytes("r", "dwarf"), 1 / 100)
	promise("bytes a row of the tables", all_rows ? all_bytes / all_rows : 99, 6)
	promise("MB of the three tables together", all_bytes / 1e6, 1)
}

function promise(what, is, most) {
	printf "%-51s %8.4f %8.4f  %s\n", what, is, most, is <= most ? "PASS" : "short"
	short += is > most
}
