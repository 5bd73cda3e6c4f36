// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables of the programs that are installed here against what binutils' readelf says of the same
 * call frame information: the rule in force at the first and at the last byte of every row. Files
 * of other machines may be named as arguments.
 */
#include <ctype.h>
#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include "fixture_table.h"
#include "unit.h"
#include "unwind/code.h"

#define CELL 24

/* A row as readelf prints it; a cell is empty where it has no such column. */
struct row {
	uint64_t address;
	char cfa[CELL], ra[CELL], fp[CELL];
};

/* CIEs are referred to by their offsets; their rows hold where a function begins. */
struct cie {
	uint64_t offset;
	struct row row;
};

/* What readelf calls the registers; by what is here, that is. */
struct names {
	uint16_t machine;
	const char *sp, *fp;
};

static const struct names all_names[] = {
	{ EM_X86_64, "rsp", "rbp" },
	{ EM_386, "esp", "ebp" },
	{ EM_AARCH64, "sp", "x29" },
	{ EM_RISCV, "sp", "s0" },
};

/**
 * struct comparison - of a file's table with what readelf prints
 * @code: the file
 * @names: of its machine
 * @table: its table
 * @cies: those that were printed so far
 * @column: which columns of the current block are the return address and the frame pointer
 * @last: the row that was read last
 * @has_last: there is one
 * @start: of the function that is being read
 * @end: behind it; 0: it is a CIE
 * @rows: that were compared
 * @wordless: of them, those that a table has no words for
 * @wrong: of them, those that the table says something else about
 */
struct comparison {
	struct unwind_code code;
	const struct names *names;
	struct fixture_table table;
	struct cie *cies;
	size_t cie_count;
	int ra_column, fp_column;
	struct row last;
	bool has_last;
	uint64_t start, end;
	uint64_t rows, wordless, wrong;
};

/* "c-16" -> -16; false: it is saved in another way, or not at all. */
static bool at_cfa(const char *cell, int *bytes)
{
	return sscanf(cell, "c%d", bytes) == 1;
}

static bool register_is(const char *cell, const char *name, int *offset)
{
	size_t n = strlen(name);

	return !strncmp(cell, name, n) && sscanf(cell + n, "%d", offset) == 1;
}

/* A cell of a register that callees keep: nothing is said of it, or that it is as it was. */
static bool is_kept(const char *cell)
{
	return !*cell || !strcmp(cell, "u") || !strcmp(cell, "s");
}

/* Whether the table has what the cell says. */
static bool place_agrees(const char *cell, unsigned int where, int words)
{
	int bytes;

	if (at_cfa(cell, &bytes))
		return where == FLAMESAMP_UNWIND_AT_CFA && words * 4 == bytes;
	if (!strcmp(cell, "exp"))
		return where == FLAMESAMP_UNWIND_AT_BASE;
	if (where == FLAMESAMP_UNWIND_IN_REGISTER)
		return isalpha((unsigned char)*cell);
	return is_kept(cell) && where == FLAMESAMP_UNWIND_SAME;
}

static bool cfa_agrees(const struct comparison *c, const struct row *row,
		       const struct flamesamp_unwind_rule *rule)
{
	int offset;

	if (!strcmp(row->cfa, "exp"))
		return rule->kind == FLAMESAMP_UNWIND_DEREF || rule->kind == FLAMESAMP_UNWIND_PLT;
	if (rule->kind != FLAMESAMP_UNWIND_CFA)
		return false;
	if (register_is(row->cfa, c->names->sp, &offset))
		return rule->reg == FLAMESAMP_UNWIND_SP && rule->cfa == offset;
	if (register_is(row->cfa, c->names->fp, &offset))
		return rule->reg == FLAMESAMP_UNWIND_FP && rule->cfa == offset;
	return rule->reg >= FLAMESAMP_UNWIND_FP2;
}

/*
 * readelf prints "u" both where the return address is nowhere, which is the end of the stack, and
 * where nothing is said of it, so that it is in the link register.
 */
static bool row_agrees(const struct comparison *c, const struct row *row,
		       const struct flamesamp_unwind_rule *rule)
{
	if (rule->kind == FLAMESAMP_UNWIND_END)
		return is_kept(row->ra);
	return cfa_agrees(c, row, rule) &&
	       place_agrees(row->ra, FLAMESAMP_UNWIND_WHERE_RA(rule->where), rule->ra) &&
	       place_agrees(row->fp, FLAMESAMP_UNWIND_WHERE_FP(rule->where, 0), rule->fp[0]);
}

static void compare_at(struct comparison *c, const struct row *row, uint64_t address)
{
	struct flamesamp_unwind_rule rule;
	uint64_t start, end;

	if (!code_range(&c->code, address, 1, &start, &end))
		return;
	rule = table_rule_at(&c->table, start);
	if (rule.kind == FLAMESAMP_UNWIND_END && c->code.entry - c->start < c->end - c->start)
		return;
	c->rows++;
	if (rule.kind == FLAMESAMP_UNWIND_NONE) {
		c->wordless++;
	} else if (!row_agrees(c, row, &rule)) {
		if (!c->wrong++)
			printf("# at %llx: readelf has %s, %s, %s\n", (unsigned long long)address,
			       row->cfa, row->ra, row->fp);
	}
}

/* A row ends where the next one begins. */
static void end_row(struct comparison *c, uint64_t end)
{
	if (!c->has_last || c->last.address >= end)
		return;
	compare_at(c, &c->last, c->last.address);
	compare_at(c, &c->last, end - 1);
}

static void end_function(struct comparison *c)
{
	end_row(c, c->end);
	c->has_last = false;
}

static struct cie *find_cie(struct comparison *c, uint64_t offset)
{
	size_t i;

	for (i = c->cie_count; i; i--) {
		if (c->cies[i - 1].offset == offset)
			return &c->cies[i - 1];
	}
	return NULL;
}

/* "00000014 0000000000000014 00000000 CIE "zR" cf=1 df=-8 ra=16" */
static bool read_cie(struct comparison *c, const char *line)
{
	unsigned long long offset;

	if (!strstr(line, " CIE ") || sscanf(line, "%llx", &offset) != 1)
		return false;
	end_function(c);
	c->cies = realloc(c->cies, (c->cie_count + 1) * sizeof(*c->cies));
	memset(&c->cies[c->cie_count], 0, sizeof(*c->cies));
	c->cies[c->cie_count++].offset = offset;
	c->end = 0;
	return true;
}

/* "00000018 0000000000000014 0000001c FDE cie=00000000 pc=0000000000026c10..0000000000026c32" */
static bool read_fde(struct comparison *c, const char *line)
{
	const char *fde = strstr(line, " FDE cie=");
	unsigned long long offset, start, end;
	struct cie *cie;

	if (!fde || sscanf(fde, " FDE cie=%llx pc=%llx..%llx", &offset, &start, &end) != 3)
		return false;
	end_function(c);
	cie = find_cie(c, offset);
	if (!cie)
		return true;
	c->last = cie->row;
	c->last.address = start;
	c->has_last = true;
	c->start = start;
	c->end = end;
	return true;
}

/* "   LOC           CFA      rbx   rbp   ra" */
static bool read_head(struct comparison *c, char *line)
{
	char *word, *rest;
	int n = 0;

	if (!strstr(line, " LOC "))
		return false;
	c->ra_column = c->fp_column = -1;
	for (word = strtok_r(line, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest), n++) {
		if (!strcmp(word, "ra"))
			c->ra_column = n;
		if (!strcmp(word, c->names->fp))
			c->fp_column = n;
	}
	return true;
}

static void read_row(struct comparison *c, char *line)
{
	struct row row = { 0 };
	char *word, *rest;
	int n = 0;

	for (word = strtok_r(line, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest), n++) {
		/* "r10 (r10)" is one cell. */
		if (*word == '(')
			n--;
		else if (!n)
			row.address = strtoull(word, NULL, 16);
		else if (n == 1)
			snprintf(row.cfa, sizeof(row.cfa), "%s", word);
		else if (n == c->ra_column)
			snprintf(row.ra, sizeof(row.ra), "%s", word);
		else if (n == c->fp_column)
			snprintf(row.fp, sizeof(row.fp), "%s", word);
	}
	if (n < 2)
		return;
	if (!c->end) {
		c->cies[c->cie_count - 1].row = row;
		return;
	}
	end_row(c, row.address);
	c->last = row;
}

static void read_output(struct comparison *c, FILE *output)
{
	static char line[16384];
	char *end;

	while (fgets(line, sizeof(line), output)) {
		if (read_cie(c, line) || read_fde(c, line) || read_head(c, line) || !c->cie_count)
			continue;
		/* Rows begin with an address; so does the end of the section. */
		strtoull(line, &end, 16);
		if (end > line && *end == ' ' && !strstr(line, "ZERO terminator"))
			read_row(c, line);
	}
	end_function(c);
}

static const struct names *find_names(uint16_t machine)
{
	size_t i;

	for (i = 0; i < sizeof(all_names) / sizeof(all_names[0]); i++) {
		if (all_names[i].machine == machine)
			return &all_names[i];
	}
	return NULL;
}

/* Some rows are ours: where programs begin, and what nothing else tells of. */
static void check_file(const char *path)
{
	struct comparison c = { 0 };
	int fd = open(path, O_RDONLY);
	char command[4096];
	FILE *output;

	if (fd < 0)
		return;
	CHECK_EQ(code_open(&c.code, fd), TABLED);
	table_compile(dup(fd), &c.table);
	CHECK_EQ(c.table.why, TABLED);
	c.names = find_names(c.code.machine);
	snprintf(command, sizeof(command),
		 "LC_ALL=C readelf -W --debug-dump=frames-interp '%s' 2>/dev/null", path);
	output = c.names ? popen(command, "r") : NULL;
	if (output) {
		read_output(&c, output);
		pclose(output);
	}
	if (c.rows)
		printf("# %s: %llu of %llu ends of rows agree (%.3f%%), %llu have no words; "
		       "%u rows, %u rules, %zu bytes\n", path,
		       (unsigned long long)(c.rows - c.wrong - c.wordless),
		       (unsigned long long)c.rows,
		       100.0 * (c.rows - c.wrong - c.wordless) / c.rows,
		       (unsigned long long)c.wordless, c.table.table.rows, c.table.table.rules,
		       c.table.table.bytes);
	CHECK_EQ(c.wrong, 0);
	CHECK(c.wordless * 1000 <= c.rows);
	/* Below 6 bytes a row; the smallest files are all header. */
	CHECK(c.table.table.rows < 1000 || c.table.table.bytes < 6ull * c.table.table.rows);
	free(c.cies);
	table_free(&c.table);
	code_close(&c.code);
	close(fd);
}

/* The library that this program itself runs with. */
static const char *libc_path(void)
{
	static char path[4096];
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[4096];

	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%*s %*s %*s %*s %*s %4095s", path) == 1 &&
		    strstr(path, "/libc.so"))
			break;
		path[0] = '\0';
	}
	if (maps)
		fclose(maps);
	return path;
}

static void test_libc(void)
{
	check_file(libc_path());
}

static void test_libcrypto(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%.*s/libcrypto.so.3",
		 (int)(strrchr(libc_path(), '/') - libc_path()), libc_path());
	check_file(path);
}

static void test_bash(void)
{
	check_file("/bin/bash");
}

static void test_python(void)
{
	check_file("/usr/bin/python3");
}

static const char *path_of_argument;

static void test_argument(void)
{
	check_file(path_of_argument);
}

int main(int argc, char **argv)
{
	if (system("readelf --version >/dev/null 2>&1")) {
		printf("1..0 # SKIP no readelf here\n");
		return 0;
	}
	RUN(test_libc);
	RUN(test_libcrypto);
	RUN(test_bash);
	RUN(test_python);
	while (--argc) {
		path_of_argument = *++argv;
		RUN(test_argument);
	}
	return unit_done();
}
