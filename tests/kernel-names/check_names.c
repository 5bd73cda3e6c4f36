// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Judges the kernel names of a capture that was taken while the kernel hid them, by what it showed
 * before; prints TAP.
 *
 * Usage: check_names hidden CAPTURE KALLSYMS MAP-TO-WRITE [VMLINUX]
 *	  check_names files CAPTURE KALLSYMS MAP SYSROOT	by the files of modules, and the map
 *	  check_names bpf CAPTURE		whether code that came while sampling has its name
 *	  check_names refused CAPTURE MESSAGES	whether nothing is named, and flamerec says so
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/fsc.h"
#include "profile/state.h"
#include "session/kernel_names.h"
#include "symbol/kallsyms.h"
#include "util/u64map.h"

/* Fewer addresses prove nothing. */
#define ADDRESSES_MIN 100

/* So many wrong ones are shown. */
#define WRONG_SHOWN 20

/* Addresses in modules: no load is made for them. */
#define IN_MODULES_MIN 1

/* Different addresses; emulated machines interrupt programs at few places. */
#define BPF_MIN 1

/* Where kernels are linked, those of arm64 since Linux 6.10: the addresses of a System.map. */
static const struct {
	const char *machine;
	uint64_t address;
} linked[] = {
	{ "x86_64", 0xffffffff81000000 },
	{ "aarch64", 0xffff800080000000 },
};

static struct identity identity;
static struct profile *profile;
static struct resolver *kept;
static unsigned int tests, failures, shown_wrong;

/* The first names of the capture, each behind its address. */
#define KNOWN 4
static char known[KNOWN][512];
static size_t known_count;

__attribute__((format(printf, 2, 3)))
static void tell(bool ok, const char *fmt, ...)
{
	va_list ap;

	printf("%s %u ", ok ? "ok" : "not ok", ++tests);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	failures += !ok;
}

static int take_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	(void)arg;
	return profile_records(profile, cpu, data, bytes);
}

static void take_identity(void *arg, const char *key, const char *value)
{
	(void)arg;
	identity_add(&identity, key, value);
}

static void take_name(void *arg, const struct kept_name *name)
{
	(void)arg;
	if (name->object || name->start >= name->end)
		return;
	resolver_keep(kept, NULL, name->start, name->end, name->name, name->module);
	if (!name->module && known_count < KNOWN)
		snprintf(known[known_count++], sizeof(known[0]), "%" PRIx64 " %s", name->start,
			 name->name);
}

/*
 * A kernel without /proc/kcore does not tell where it is: then some names that the module gave do,
 * as they do where a capture is drawn.
 */
static void complete_identity(void)
{
	if (identity_get(&identity, "kernel_symbol"))
		return;
	puts("# there is no /proc/kcore");
	for (size_t i = 0; i < known_count; i++)
		identity_add(&identity, "kernel_symbol", known[i]);
}

static void read_capture(const char *path)
{
	const struct fsc_sink sink = {
		.identity = take_identity, .records = take_records, .name = take_name,
	};
	bool whole;

	profile = profile_new(0);
	kept = resolver_new();
	if (fsc_read(path, &sink, &whole))
		exit(1);
	tell(whole, "the capture is whole");
}

/* A symbol that the kernel showed; several may have one address. */
struct shown {
	uint64_t address;
	char type, name[256], module[64];
};

static struct shown *shown;
static size_t shown_count;

static void read_shown(const char *path)
{
	FILE *in = fopen(path, "re");
	char line[1024];

	if (!in) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof(line), in)) {
		struct shown *symbol;

		shown = reallocarray(shown, shown_count + 1, sizeof(*shown));
		if (!shown)
			exit(1);
		symbol = &shown[shown_count];
		*symbol = (struct shown){ 0 };
		shown_count += sscanf(line, "%" SCNx64 " %c %255s [%63[^]]", &symbol->address,
				      &symbol->type, symbol->name, symbol->module) >= 3;
	}
	fclose(in);
}

static uint64_t shown_address(const char *name)
{
	for (size_t i = 0; i < shown_count; i++) {
		if (!*shown[i].module && !strcmp(shown[i].name, name))
			return shown[i].address;
	}
	return 0;
}

static uint64_t linked_address(void)
{
	const char *machine = identity_get(&identity, "machine");

	for (size_t i = 0; machine && i < sizeof(linked) / sizeof(*linked); i++) {
		if (!strcmp(linked[i].machine, machine))
			return linked[i].address;
	}
	return 0;
}

/* What the build of the kernel left as its System.map. Return: the slide. */
static uint64_t write_map(const char *path)
{
	uint64_t start = linked_address(), slide = shown_address("_text") - start;
	FILE *out = fopen(path, "we");

	if (!out) {
		perror(path);
		exit(1);
	}
	for (size_t i = 0; i < shown_count; i++) {
		/* Not those of the data of each CPU, which were not moved. */
		if (!*shown[i].module && shown[i].address >= start)
			fprintf(out, "%016" PRIx64 " %c %s\n", shown[i].address - slide,
				shown[i].type, shown[i].name);
	}
	fclose(out);
	return slide;
}

static bool is_alias(uint64_t address, const char *name, const char *module)
{
	for (size_t i = 0; i < shown_count; i++) {
		if (shown[i].address == address && !strcmp(shown[i].name, name) &&
		    !strcmp(shown[i].module, module ? module : ""))
			return true;
	}
	return false;
}

static bool same_name(const struct symbol *a, const struct symbol *b)
{
	return a->why == NAMED && a->start == b->start && is_alias(b->start, a->name, a->module);
}

/* A vmlinux tells sizes: labels in a function are part of it. */
static bool is_enclosing(const struct symbol *a, const struct symbol *b)
{
	return a->why == NAMED && a->start < b->start && b->start < a->end;
}

struct judgement {
	size_t asked, in_modules, same, exact, enclosing, other, unnamed;
};

static void count(struct judgement *judgement, const struct symbol *symbol,
		  const struct symbol *right)
{
	judgement->asked++;
	judgement->in_modules += right->module != NULL;
	judgement->exact += symbol->why == NAMED && !strcmp(symbol->name, right->name);
	if (symbol->why)
		judgement->unnamed++;
	else if (same_name(symbol, right))
		judgement->same++;
	else if (is_enclosing(symbol, right))
		judgement->enclosing++;
	else
		judgement->other++;
}

/* @except: addresses of this module are not judged; "": those of no module; NULL: all are */
static struct judgement judge(struct resolver *resolver, const struct kallsyms *truth,
			      const char *except)
{
	struct judgement judgement = { 0 };
	struct u64map seen = { 0 };

	for (size_t i = 1; i < profile->chains.count; i++) {
		const struct chain_node *node = &profile->chains.node[i];
		uint64_t address = node->value - !node->exact;
		struct symbol right, symbol;
		bool added;

		if (node->kind != CHAIN_KERNEL)
			continue;
		u64map_at(&seen, address, &added);
		if (!added || kallsyms_find(truth, address, &right) ||
		    (right.module && except && (!*except || !strcmp(right.module, except))))
			continue;
		resolver_kernel(resolver, address, &symbol);
		count(&judgement, &symbol, &right);
		if (!same_name(&symbol, &right) && shown_wrong++ < WRONG_SHOWN)
			printf("# %" PRIx64 ": %s [%s], not %s [%s]\n", address, symbol.name,
			       symbol.module ? symbol.module : "", right.name,
			       right.module ? right.module : "");
	}
	u64map_free(&seen);
	return judgement;
}

static void tell_judgement(const struct judgement *judgement, const char *source, bool has_sizes)
{
	size_t most = has_sizes ? judgement->asked / 200 : 0;

	tell(judgement->asked >= ADDRESSES_MIN && !judgement->other &&
	     judgement->enclosing + judgement->unnamed <= most,
	     "%s: %zu addresses, %zu named as kallsyms has them (%zu by the same alias), %zu by "
	     "the function around, %zu otherwise, %zu unnamed", source, judgement->asked,
	     judgement->same, judgement->exact, judgement->enclosing, judgement->other,
	     judgement->unnamed);
}

static struct judgement judge_by(const struct naming_options *options,
				 const struct kallsyms *truth)
{
	struct resolver *resolver = resolver_new();
	struct judgement judgement = { 0 };

	if (!kernel_names_set_up(resolver, &identity, options, false))
		judgement = judge(resolver, truth, "");
	resolver_free(resolver);
	return judgement;
}

static void check_hidden(const char *capture, const char *kallsyms, const char *map,
			 const char *vmlinux)
{
	struct naming_options options = { 0 };
	struct kallsyms *truth;
	struct judgement judgement;
	const char *state;
	uint64_t slide;

	read_capture(capture);
	read_shown(kallsyms);
	slide = write_map(map);
	if (kallsyms_load(kallsyms, &truth))
		exit(1);
	state = identity_get(&identity, "kernel_names");
	tell(state && !strcmp(state, "hidden"), "names were hidden");
	tell(slide != 0, "the kernel was loaded %#" PRIx64 " above where it was linked", slide);
	judgement = judge(kept, truth, NULL);
	tell_judgement(&judgement, "by the module", false);
	complete_identity();
	options.system_map = map;
	judgement = judge_by(&options, truth);
	tell_judgement(&judgement, "by System.map", false);
	if (vmlinux) {
		options = (struct naming_options){ .vmlinux = vmlinux };
		judgement = judge_by(&options, truth);
		tell_judgement(&judgement, "by vmlinux", true);
	}
	kallsyms_free(truth);
}

/* Others than the one that samples. */
static bool has_modules(void)
{
	for (size_t i = 0; i < identity.count; i++) {
		if (!strcmp(identity.entry[i].key, "kernel_module") &&
		    strncmp(identity.entry[i].value, "flamesamp ", 10))
			return true;
	}
	return false;
}

/* The module that samples was not installed: its file is elsewhere. */
static void check_files(const char *capture, const char *kallsyms, const char *map,
			const char *sysroot)
{
	struct naming_options options = { .places.sysroot = sysroot, .system_map = map };
	struct resolver *resolver = resolver_new();
	struct judgement judgement = { 0 };
	struct kallsyms *truth;

	read_capture(capture);
	read_shown(kallsyms);
	if (kallsyms_load(kallsyms, &truth))
		exit(1);
	resolver_set_places(resolver, &options.places);
	if (!kernel_names_set_up(resolver, &identity, &options, false))
		judgement = judge(resolver, truth, "flamesamp");
	tell_judgement(&judgement, "by files", false);
	tell(judgement.in_modules >= IN_MODULES_MIN || !has_modules(),
	     "%zu of them in modules%s", judgement.in_modules,
	     has_modules() ? "" : " # SKIP all is built in");
	resolver_free(resolver);
	kallsyms_free(truth);
}

static void check_bpf(const char *capture)
{
	static const char wanted[] = "_busy";
	size_t named = 0;

	read_capture(capture);
	for (size_t i = 1; i < profile->chains.count; i++) {
		const struct chain_node *node = &profile->chains.node[i];
		struct symbol symbol;
		size_t length;

		if (node->kind != CHAIN_KERNEL || !node->exact)
			continue;
		resolver_kernel(kept, node->value, &symbol);
		length = strlen(symbol.name);
		named += symbol.module && !strcmp(symbol.module, "bpf") &&
			 length > sizeof(wanted) &&
			 !strcmp(symbol.name + length - strlen(wanted), wanted);
	}
	tell(named >= BPF_MIN, "%zu addresses are in a program of BPF that came while sampling",
	     named);
}

static void check_refused(const char *capture, const char *messages)
{
	static const char wanted[] = "kernel functions will show as addresses";
	FILE *in = fopen(messages, "re");
	unsigned int said = 0;
	char line[1024];

	while (in && fgets(line, sizeof(line), in))
		said += strstr(line, wanted) != NULL;
	if (in)
		fclose(in);
	read_capture(capture);
	tell(!known_count, "no kernel function has a name");
	tell(said == 1, "the user is told once");
}

int main(int argc, char **argv)
{
	puts("TAP version 13");
	if (argc == 3 && !strcmp(argv[1], "bpf"))
		check_bpf(argv[2]);
	else if ((argc == 5 || argc == 6) && !strcmp(argv[1], "hidden"))
		check_hidden(argv[2], argv[3], argv[4], argc == 6 ? argv[5] : NULL);
	else if (argc == 6 && !strcmp(argv[1], "files"))
		check_files(argv[2], argv[3], argv[4], argv[5]);
	else if (argc == 4 && !strcmp(argv[1], "refused"))
		check_refused(argv[2], argv[3]);
	else
		return 2;
	printf("1..%u\n", tests);
	return failures != 0;
}
