// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "output/number.h"
#include "session/advice.h"
#include "session/describe.h"
#include "session/limits.h"
#include "session/notes.h"
#include "session/summary.h"
#include "session/table_list.h"
#include "symbol/build_id.h"
#include "unwind/table.h"
#include "util/error.h"
#include "util/plain.h"

/* Room for the keys of an identity. */
#define KEY_COLUMNS 20

static void write_notice(void *arg, const char *key, const char *value)
{
	FILE *out = arg;

	(void)key;
	fputs("  - ", out);
	plain_write(out, value);
	fputc('\n', out);
}

static void write_kptr_restrict(FILE *out)
{
	static const char path[] = "/proc/sys/kernel/kptr_restrict";
	FILE *in = fopen(path, "re");
	int level;

	if (in && fscanf(in, "%d", &level) == 1)
		fprintf(out, "kernel.kptr_restrict: %d\n", level);
	if (in)
		fclose(in);
}

static void count_notice(void *arg, const char *key, const char *value)
{
	(void)key;
	(void)value;
	++*(unsigned int *)arg;
}

void describe_device(FILE *out, const struct device *device)
{
	const struct flamesamp_hello *hello = &device->hello;
	unsigned int notices = 0;
	struct utsname name;

	fprintf(out, "%s: flamesamp %s, interface %u (serves %u to %u), this flamerec: %u\n",
		device->path, hello->module_version, hello->abi, hello->abi_oldest, hello->abi,
		FLAMESAMP_ABI);
	if (!uname(&name))
		fprintf(out, "kernel: Linux %s %s\n", name.release, name.machine);
	fprintf(out, "CPUs: %ld online, numbers below %u\n", sysconf(_SC_NPROCESSORS_ONLN),
		hello->cpus);
	write_kptr_restrict(out);
	limits_tell(hello->features, count_notice, &notices);
	fputs(notices ? "what will be missing:\n" : "everything works here\n", out);
	limits_tell(hello->features, write_notice, out);
	if (hello->features & FLAMESAMP_FEATURE_TABLES)
		fputs("user stacks: by tables made from the programs' unwind information; "
		      "'flamerec info FILE' shows that of an ELF file\n", out);
}

/* Notices come behind the rest; the kernel's modules are many. */
static bool is_shown(const char *key)
{
	return strcmp(key, "notice") && strcmp(key, "kernel_module");
}

static void write_entry(FILE *out, const struct identity_entry *entry)
{
	fputs("  ", out);
	plain_write(out, entry->key);
	fprintf(out, "%*s", (int)(KEY_COLUMNS - strnlen(entry->key, KEY_COLUMNS)) + 1, "");
	plain_write(out, entry->value);
	fputc('\n', out);
}

static void write_identity(FILE *out, const struct identity *identity)
{
	for (size_t i = 0; i < identity->count; i++) {
		if (is_shown(identity->entry[i].key))
			write_entry(out, &identity->entry[i]);
	}
	for (size_t i = 0; i < identity->count; i++) {
		if (!strcmp(identity->entry[i].key, "notice"))
			write_notice(out, NULL, identity->entry[i].value);
	}
}

/* The children of the root are the programs. */
static void write_programs(FILE *out, const struct tree *tree)
{
	double all = tree->node[0].total;
	char text[NUMBER_MAX];

	fputs("programs:\n", out);
	for (uint32_t i = tree->node[0].first_child; i; i = tree->node[i].next_sibling) {
		fprintf(out, "  %12s %6.2f%%  ", number_grouped(tree->node[i].total, text),
			number_percent(tree->node[i].total, all));
		plain_write(out, tree_name(tree, i));
		fputc('\n', out);
	}
}

static void write_id(FILE *out, const struct build_id *id)
{
	char text[2 * BUILD_ID_MAX + 1];

	fputs(id->len ? build_id_text(id, text) : "(no build-id known)", out);
}

static void write_object(void *arg, const struct object *object)
{
	FILE *out = arg;

	fputs("  ", out);
	write_id(out, &object->id);
	fputc(' ', out);
	plain_write(out, *object->path ? object->path : "(anonymous memory)");
	fputc('\n', out);
}

static void describe_capture(FILE *out, const struct loaded *loaded)
{
	const struct summary summary = {
		.counts = profile_counts(loaded->profile),
		.totals = loaded->totals.ticks ? &loaded->totals : NULL,
		.tree = &loaded->tree,
		.hz = identity_number(&loaded->identity, "hz"),
		.seconds = load_seconds(loaded),
	};

	fprintf(out, "%s\n", loaded->whole ? "whole" : "NOT whole: cut off or damaged");
	write_identity(out, &loaded->identity);
	summary_write(out, &summary);
	advice_write(out, loaded->profile, !identity_is_here(&loaded->identity));
	write_programs(out, &loaded->tree);
	fputs("objects:\n", out);
	profile_objects(loaded->profile, write_object, out);
	table_list_write(out, &loaded->tables);
}

void describe_file(FILE *out, const char *path, const struct loaded *loaded)
{
	char text[NUMBER_MAX];

	fprintf(out, "%s: %s, ", path, loaded->is_capture ? "a capture" : "folded stacks");
	if (loaded->is_capture) {
		describe_capture(out, loaded);
		return;
	}
	fprintf(out, "%s samples\n", number_grouped(loaded->tree.node[0].total, text));
	write_programs(out, &loaded->tree);
}

int describe_elf(FILE *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct unwind_table table = { 0 };
	struct table_entry entry = { 0 };

	if (fd < 0)
		return error("%s: can't be opened: %s; read it as its owner", path,
			     strerror(errno));
	build_id_read(fd, &entry.id);
	entry.why = unwind_compile(fd, &table);
	table_entry_set(&entry, &table);
	fprintf(out, "%s: an ELF file, build-id ", path);
	write_id(out, &entry.id);
	fputc('\n', out);
	table_entry_write(out, &entry);
	fputc('\n', out);
	free(table.data);
	close(fd);
	return 0;
}
