// SPDX-License-Identifier: GPL-2.0-or-later
//
// Folded stacks as tools write them, well or badly: what is read of each line must be what
// flamegraph.pl reads.
"use strict";

const COMMON = "main;loop;work 40\nmain;loop;wait 20\nmain;exit 3\n";

function many(count, line) {
	return Array.from({ length: count }, (unused, i) => line(i)).join("");
}

module.exports = {
	"counts with fractions": "a;b 1.5\na;b 0.25\na;c 2.125\na;d 12.\nx;y 3.0\n",
	"fractions that add up": many(40, (i) => "a;b" + i % 4 + " 0.1\n"),
	"large counts": "a;b 123456789012345\na;c 987654321098765\na;d;e 111111111111111\n",
	"counts of zero": COMMON + "main;never 0\nmain;loop;never 0.0\n",
	"a tab before the count": "main;a\t4\nmain;b;c\t6\nx\t5\n",
	"lines without a count": COMMON + "main;none\nmain;dash -\nmain;12x\n7\n\nnone at all\n",
	"no numbers": COMMON + "main;a -1\nmain;a +1\nmain;a 1e3\nmain;a .5\nmain;a 1.2.3\n" +
		"main;a 0x1\n",
	"frames without a name": COMMON + "main;;work 5\nmain;;;x 6\n;lone 7\n",
	"semicolons at the end": COMMON + "main;loop;work; 5\nmain;exit;;; 6\n",
	"nothing but semicolons": COMMON + ";;; 5\n",
	"tabs in names": COMMON + "my\tprogram;a\tb;c 3\n",
	"blanks in names": COMMON + "my program;a b  c;d e 4\nmain; led by one 5\n  main;x 6\n",
	"names that end in numbers": COMMON + "main;thread 2;x 4\nmain;line 12: 5\nmain;v1.5 6\n",
	"two counts": "main;a 10 12\nmain;b 3 1\nmain;foo 1 12\nmain;c 0 5\nx 5 5\n",
	"two counts, now and then": "main;a 10 12\nmain;b 3\nmain;c 1.5 2.5\nx 7\n",
	"quotes": COMMON + "'a';\"b\";\"foo \\\"bar\\\"\" 5\n`x`;$y;%s 6\n",
	"marks on any frame": COMMON + "schedule_[k];a_[k] 5\nmain;loop_[k] 6\n" +
		"main;loop_[i];x_[j] 7\nmain;_[k] 3\nmain;a_[x] 2\n",
	"names with '#'": COMMON + "#init;#<Class:0x1>#call 4\n#x 3\n",
	"no newline at the end": COMMON + "main;loop;last 9",
	"lines in no order": "b;c 1\na;b 2\nb;c 3\na 4\nb 5\na;b;c 6\nb;c 7\na 8\n",
	"a deep stack": COMMON + "main" + many(600, (i) => ";f" + i % 7) + " 5\n",
	"recursion": COMMON + "main" + ";f".repeat(50) + " 5\nmain" + ";f".repeat(70) + " 4\n",
	"many callees": many(3000, (i) => "main;f" + i * 7919 % 3000 + ";x" + i % 3 + " 1\n"),
	"many roots": many(500, (i) => "p" + i * 77 % 500 + ";x 2\n"),
	"a stack a million times": many(3000, () => "main;a;b 333.3333\nmain;a;c 1\n"),
	"prefixes": "a 1\nab 1\na;b 1\nab;b 1\na;bc 1\na;b;c 1\naa;b 1\na;b_ 1\na;b.c;c 1\n",
};
