# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Counts what passed, failed and was skipped.  A test that leaves no result has
# failed.  Needs common.sh; the caller sets `out`, a directory.

results() {
	printf '%s\n' "$out/results"
}

# The end of a log, indented, and no line too long to be read.
show_end_of() {
	tail -n 20 "$1" | cut -c 1-200 | sed 's/^/        /'
}

# What a TAP stream said before each of its failures, and at its end.
show_failures_of() {
	{
		grep -a -B 6 '^not ok' "$1" | head -n 60
		echo '...'
		tail -n 3 "$1"
	} | cut -c 1-200 | sed 's/^/        /'
}

# Usage: record pass|fail|skip NAME [REASON]
record() {
	printf '%s\t%s\t%s\n' "$1" "$2" "${3-}" >>"$(results)"
	case $1 in
	pass) progress "ok    $2" ;;
	skip) progress "skip  $2: $3" ;;
	fail) progress "FAIL  $2${3:+: $3}" ;;
	esac
}

# Runs one test, which a command's status decides.
# Usage: run_test NAME COMMAND...
run_test() {
	local name=$1 log status=0
	shift
	log=$out/$(tr -c 'A-Za-z0-9.\n' '-' <<<"$name").log
	"$@" >"$log" 2>&1 </dev/null || status=$?
	case $status in
	0) record pass "$name" ;;
	"$vm_skip_status") record skip "$name" "$(tail -n 1 "$log")" ;;
	*)
		show_end_of "$log"
		record fail "$name" "status $status; all of it is in $log"
		return 1
		;;
	esac
}

# Takes in the results that a program printed as TAP (several streams may follow
# one another), and holds it to its plan and its exit status.
# Usage: read_tap NAME FILE STATUS
read_tap() {
	local kind what reason passed=0 failed=0 skipped=0 planned
	while IFS=$'\t' read -r kind what reason; do
		case $kind in
		pass)
			passed=$((passed + 1))
			printf 'pass\t%s: %s\t\n' "$1" "$what" >>"$(results)"
			;;
		skip) skipped=$((skipped + 1)); record skip "$1: $what" "$reason" ;;
		fail) failed=$((failed + 1)); record fail "$1: $what" "$reason" ;;
		esac
	done < <(tap_results "$2")
	planned=$(tap_planned "$2")
	if [ "$planned" = none ]; then
		without_plan "$@"
	elif [ "$planned" -gt $((passed + failed + skipped)) ]; then
		failed=$((failed + 1))
		record fail "$1" \
			"ended after $((passed + failed + skipped - 1)) of $planned results"
	elif [ "$3" != 0 ] && [ "$3" != "$vm_skip_status" ] && [ $failed = 0 ]; then
		failed=1
		record fail "$1" "all results good, but exit status $3"
	fi
	[ $passed = 0 ] || progress "ok    $1: $passed passed"
	[ $failed = 0 ] || show_failures_of "$2"
}

without_plan() {
	if [ "$3" = "$vm_skip_status" ]; then
		record skip "$1" "$(tail -n 1 "$2")"
	else
		record fail "$1" "no plan, exit status $3"
		show_end_of "$2"
	fi
}

# One line a result: kind, description, reason.  kselftest writes a "# SKIP" and
# a reason behind the description.
tap_results() {
	awk '/^(not )?ok/ {
		kind = /^not ok/ ? "fail" : "pass"
		sub(/^(not )?ok *[0-9]* *-? */, "")
		what = $0; reason = ""
		if (match($0, /# *SKIP/)) {
			kind = "skip"
			what = substr($0, 1, RSTART - 1)
			reason = substr($0, RSTART + RLENGTH)
		}
		gsub(/\t/, " ", what); gsub(/\t/, " ", reason)
		sub(/^ +/, "", reason); sub(/ +$/, "", what)
		if (what == "") { what = reason; reason = "" }
		print kind "\t" what "\t" reason
	}' "$1"
}

# The sum of the plans; 1..0 counts as a skip with its reason in the stream.
tap_planned() {
	awk '/^1\.\.[0-9]+/ { seen = 1; sub(/^1\.\./, ""); sum += $1 }
		END { print seen ? sum + 0 : "none" }' "$1"
}

# Runs a command, and prints what it said when it has ended: in one piece, as others run beside it.
# One that died on its way has failed.
# Usage: run_apart COMMAND ARGUMENT...
run_apart() {
	local said
	said=$(mktemp "$out/said.XXXXXX")
	{
		("$@" || true; touch "$said.ended") || true
		[ -e "$said.ended" ] || record fail "$*" "it did not come to its end"
	} >"$said" 2>&1
	flock "$(results)" cat "$said"
	rm -f "$said" "$said.ended"
}

# Runs commands, two at a time: each is about one CPU's work. The next one begins when one has
# ended, so the longest ones come first. They record their results, as all tests do.
# Usage: run_side_by_side "COMMAND ARGUMENT..."...
run_side_by_side() {
	local job ended
	local -A running=()
	touch "$(results)"
	for job; do
		if [ ${#running[@]} = 2 ]; then
			wait -n -p ended "${!running[@]}" || true
			unset "running[$ended]"
		fi
		progress "begins: ${job//_/ }"
		# shellcheck disable=SC2086  # a command line
		run_apart $job &
		running[$!]=1
	done
	[ ${#running[@]} = 0 ] || wait "${!running[@]}" || true
}

# Does something at most once a run, whoever else is about to do it; its status, now and later.
# Usage: once NAME COMMAND ARGUMENT...
once() {
	local name=$1
	shift
	(
		flock 9
		[ ! -e "$out/$name.status" ] || exit 0
		if "$@"; then
			echo 0 >"$out/$name.status"
		else
			echo 1 >"$out/$name.status"
		fi
	) 9>"$out/$name.lock"
	[ "$(cat "$out/$name.status")" = 0 ]
}

count() {
	awk -F '\t' -v k="$1" '$1 == k' "$(results)" | wc -l
}

# The last line, and the status.
summary() {
	local failed
	touch "$(results)"
	failed=$(count fail)
	if [ "$failed" -gt 0 ]; then
		headline "failed"
		awk -F '\t' '$1 == "fail" { print "        " $2 ($3 ? ": " $3 : "") }' "$(results)"
	fi
	headline "everything is in $out; it took $(elapsed)"
	echo "$(count pass) passed, $failed failed, $(count skip) skipped"
	[ "$failed" = 0 ] && [ "$(count pass)" -gt 0 ]
}
