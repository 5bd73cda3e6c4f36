#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Programs as a distribution ships them, one after the other, each at work for as
# long as it takes to be sampled often: SECONDS each at most.
#
# Usage: load.sh DIRECTORY SECONDS
cd "$1" || exit 1
export LC_ALL=C
seconds=$2

run() {
	timeout "$seconds" "$@" >/dev/null 2>&1
}

run git -C repository log -p --stat main
run xz -T2 -6 -c data
run gzip -9 -c data
run perl -e '
	my %count; my @lines;
	for my $turn (1 .. 1000) {
		open my $in, "<", "text" or die;
		while (<$in>) { $count{$1}++ if /;(\w+);/; push @lines, $_ if /7f/ }
		@lines = sort { $b cmp $a } @lines;
		$#lines = 1000;
	}'
run sqlite3 :memory: '
	create table t (a integer primary key, b integer, c text);
	with recursive n (i) as (select 1 union all select i + 1 from n where i < 40000)
	insert into t select i, i * 7919 % 10007, hex(i * 31) from n;
	create index tb on t (b, c);
	select count(*), sum(length(x.c)) from t x join t y on x.b = y.b where y.c like "%3%";
	select c, count(*) from t group by substr(c, 2, 3) order by 2 desc;
	with recursive n (i) as (select 1 union all select i + 1 from n)
	select count(*) from n join t on t.a = n.i % 40000;'
# A module of it that is loaded late, too.
run python3 -c '
import re, json, sys
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
lines = open("text").read().split("\n")[:5000]
for turn in range(1000):
    fibonacci(13)
    rows = [line.split(";") for line in lines if re.search(r"name\d*7", line)]
    rows.sort(key=lambda row: row[2])
    json.loads(json.dumps(rows))
    if turn == 2:
        import hashlib, sqlite3, decimal
    if turn > 2:
        hashlib.sha256("".join(lines).encode()).hexdigest()
        db = sqlite3.connect(":memory:")
        db.execute("create table t (a, b, c)")
        db.executemany("insert into t values (?, ?, ?)", rows)
'
run find / / / / / / -xdev -name '*.[ch]' -size +1 -newer text
run sort -t ';' -k 2,2 -k 1n --parallel=2 text text text text text text
# It reads no file's contents for an archive that is /dev/null.
timeout "$seconds" tar -c --sort=name -f - /usr /usr /usr 2>/dev/null | cat >/dev/null
exit 0
