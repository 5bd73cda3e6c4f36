// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "fixture_elf.h"
#include "fixture_program.h"
#include "symbol/resolver.h"
#include "unit.h"

#define FUNCTION ELF32_ST_INFO(STB_GLOBAL, STT_FUNC)

static struct symbol user(struct resolver *resolver, const struct object *object, uint64_t offset)
{
	struct symbol symbol;

	resolver_user(resolver, object, offset, &symbol);
	CHECK(symbol.name && *symbol.name);
	if (!symbol.why || symbol.end)
		CHECK(offset >= symbol.start && offset < symbol.end);
	return symbol;
}

static struct symbol kernel(struct resolver *resolver, uint64_t address)
{
	struct symbol symbol;

	resolver_kernel(resolver, address, &symbol);
	return symbol;
}

/* Writes an ELF file with one function, @name, at file offset 0x1100. */
static const char *write_elf(const char *file, const char *name)
{
	struct made_symbol symbols[] = {
		{ name, 0x11100, 0x40, FUNCTION },
		{ NULL, 0, 0, 0 },
	};
	static struct made_elf elf = { .is_64 = true, .machine = EM_X86_64 };

	made_fill(&elf, symbols);
	return fixture_write(file, elf.bytes, sizeof(elf.bytes));
}

static struct object object_at(const char *path)
{
	struct object object = { .path = path };
	struct stat st;

	if (!stat(path, &st)) {
		object.device = st.st_dev;
		object.inode = st.st_ino;
	}
	return object;
}

static struct resolver *compiled;

static void check_function(const char *function, const char *path, uint64_t offset)
{
	struct object object = object_at(path);
	struct symbol symbol = user(compiled, &object, offset);

	if (strcmp(function, "-")) {
		CHECK_EQ(symbol.why, NAMED);
		CHECK_STR(symbol.name, function);
	} else {
		CHECK_EQ(symbol.why, UNNAMED_STRIPPED);
		CHECK(!strncmp(symbol.name, "[libresolved.so+0x", 18));
	}
	CHECK_STR(symbol.module, "libresolved.so");
}

static void compiled_object(void)
{
	compiled = resolver_new();
	CHECK(program_build("libresolved.so", "-Wl,--build-id", true));
	CHECK_EQ(program_report("use-libresolved.so", check_function), 8);
	resolver_free(compiled);
}

static void hex_fallbacks(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = object_at(write_elf("libfoo.so", "foo"));
	struct object none = { .path = "/none/libbar.so.1" };
	struct object text = object_at(fixture_text("script", "#!/bin/sh\n"));
	struct object fifo = { .path = fixture_path("fifo") };

	CHECK_STR(user(resolver, &object, 0x1100).name, "foo");
	CHECK_EQ(user(resolver, &object, 0x1012a).why, UNNAMED_STRIPPED);
	CHECK_STR(user(resolver, &object, 0x112a).name, "foo");
	/* The address as it was linked; where that is not known, the file offset. */
	CHECK_STR(user(resolver, &object, 0x1200).name, "[libfoo.so+0x11200]");
	CHECK_STR(user(resolver, &none, 0x1200).name, "[libbar.so.1@0x1200]");
	CHECK_EQ(user(resolver, &none, 0x1200).why, UNNAMED_NO_FILE);
	CHECK_STR(user(resolver, &text, 4).name, "[script@0x4]");
	CHECK_EQ(user(resolver, &text, 4).why, UNNAMED_NOT_ELF);
	CHECK(fixture_run("mkfifo fifo"));
	CHECK_EQ(user(resolver, &fifo, 4).why, UNNAMED_NOT_ELF);
	resolver_free(resolver);
}

static void anonymous(void)
{
	static const char *const paths[][2] = {
		{ "", "[anon]" }, { "//anon", "[anon]" }, { "[heap]", "[heap]" },
		{ "[stack]", "[stack]" }, { "[anon:jit]", "[anon:jit]" },
		{ "/dev/zero (deleted)", "[anon]" }, { "/memfd:jit (deleted)", "[anon]" },
		{ "/SYSV00000000 (deleted)", "[anon]" }, { "anon_inode:[x]", "[anon]" },
	};
	struct resolver *resolver = resolver_new();
	struct build_id id;
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct object object = { .path = paths[i][0] };
		struct symbol symbol = user(resolver, &object, 0x10);

		CHECK_EQ(symbol.why, UNNAMED_ANONYMOUS);
		CHECK_STR(symbol.name, paths[i][1]);
		CHECK(!symbol.module);
		CHECK_EQ(resolver_build_id(resolver, &object, &id), UNNAMED_ANONYMOUS);
	}
	CHECK_EQ(user(resolver, NULL, 0x10).why, UNNAMED_NO_MAPPING);
	CHECK_STR(user(resolver, NULL, 0x10).name, "[unknown]");
	resolver_free(resolver);
}

/* The file at the path is the one that ran only if inode or build-id say so. */
static void identity(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = object_at(write_elf("libsame.so", "same"));
	struct object other = object;

	other.inode++;
	CHECK_STR(user(resolver, &object, 0x1100).name, "same");
	CHECK_EQ(user(resolver, &other, 0x1100).why, UNNAMED_CHANGED);
	CHECK_STR(user(resolver, &other, 0x1100).name, "[libsame.so@0x1100]");
	other.id.len = sizeof(made_build_id);
	memcpy(other.id.bytes, made_build_id, sizeof(made_build_id));
	CHECK_STR(user(resolver, &other, 0x1100).name, "same");
	object.id = other.id;
	object.id.bytes[7] ^= 1;
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_CHANGED);
	object.id.len = 4;
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_CHANGED);
	resolver_free(resolver);
}

/* Another device may have any file under that inode number. */
static void other_devices(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = object_at(write_elf("libdevice.so", "device"));

	CHECK_STR(user(resolver, &object, 0x1100).name, "device");
	object.device = 0x2a;
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_CHANGED);
	object.device = 0xabc01;
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_CHANGED);
	resolver_free(resolver);
}

static void deleted(void)
{
	struct resolver *resolver = resolver_new();
	const char *path = write_elf("libgone.so", "old");
	struct object object = object_at(path);
	char marked[300];

	snprintf(marked, sizeof(marked), "%s (deleted)", path);
	object.path = marked;
	/* It is still there after all. */
	CHECK_STR(user(resolver, &object, 0x1100).name, "old");
	CHECK_STR(user(resolver, &object, 0x1100).module, "libgone.so");
	resolver_free(resolver);

	resolver = resolver_new();
	CHECK(fixture_run("mv libgone.so elsewhere.so"));
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_NO_FILE);
	CHECK_STR(user(resolver, &object, 0x1200).name, "[libgone.so@0x1200]");
	resolver_free(resolver);

	resolver = resolver_new();
	write_elf("libgone.so", "new");
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_CHANGED);
	object.inode = 0;
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_CHANGED);
	resolver_free(resolver);
}

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* The inode is the same, its contents are not: only times and build-ids tell. */
static void written_in_place(void)
{
	struct resolver *resolver = resolver_new();
	struct object object;
	char path[300];

	snprintf(path, sizeof(path), "%s", write_elf("libinplace.so", "before"));
	object = object_at(path);
	object.seen_ns = monotonic_ns();
	CHECK_STR(user(resolver, &object, 0x1100).name, "before");
	resolver_free(resolver);

	resolver = resolver_new();
	fixture_wait_for_stamp();
	write_elf("libinplace.so", "after_");
	CHECK_EQ(object_at(path).inode, object.inode);
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_CHANGED);
	CHECK_STR(user(resolver, &object, 0x1100).name, "[libinplace.so@0x1100]");
	/* The build-id says that it is the same code all the same. */
	object.id.len = sizeof(made_build_id);
	memcpy(object.id.bytes, made_build_id, sizeof(made_build_id));
	CHECK_STR(user(resolver, &object, 0x1100).name, "after_");
	resolver_free(resolver);
}

/* A clock without a battery was behind when the file was mapped: its time says nothing. */
static void written_in_the_future(void)
{
	struct timespec times[2] = { { time(NULL) + 3600, 0 }, { time(NULL) + 3600, 0 } };
	struct resolver *resolver = resolver_new();
	struct object object;
	char path[300];

	snprintf(path, sizeof(path), "%s", write_elf("libfuture.so", "future"));
	CHECK(!utimensat(AT_FDCWD, path, times, 0));
	object = object_at(path);
	object.seen_ns = monotonic_ns();
	CHECK_STR(user(resolver, &object, 0x1100).name, "future");
	resolver_free(resolver);
}

static void build_ids(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = object_at(write_elf("libid.so", "id"));
	struct object none = { .path = "/none/libbar.so.1" };
	struct object vdso = { .path = "[vdso]" };
	struct build_id id;

	CHECK_EQ(resolver_build_id(resolver, &object, &id), NAMED);
	CHECK_EQ(id.len, sizeof(made_build_id));
	CHECK(!memcmp(id.bytes, made_build_id, id.len));
	CHECK_EQ(resolver_build_id(resolver, &none, &id), UNNAMED_NO_FILE);
	CHECK_EQ(id.len, 0);
	if (!resolver_build_id(resolver, &vdso, &id) && id.len) {
		CHECK(user(resolver, &vdso, 0).why == UNNAMED_STRIPPED);
		CHECK_STR(user(resolver, &vdso, 0).name, "[vdso+0x0]");
		/* A 32-bit process's vdso is another one. */
		vdso.id = id;
		vdso.id.bytes[0] ^= 1;
		CHECK_EQ(user(resolver, &vdso, 0).why, UNNAMED_CHANGED);
	}
	resolver_free(resolver);
}

static void kernel_names(void)
{
	static const char first[] = "ffffffff81000000 T one\nffffffff81000100 T two\n"
				    "ffffffff81000200 T _etext\n";
	static const char second[] = "ffffffff81000000 T one\nffffffff81000200 T _etext\n"
				     "ffffffffc0000000 t probe\t[usb]\n";
	struct resolver *resolver = resolver_new();
	struct symbol symbol, again;

	CHECK_EQ(kernel(resolver, 0xffffffff81000000).why, UNNAMED_NO_KALLSYMS);
	CHECK_STR(kernel(resolver, 0xffffffff81000000).name, "[0xffffffff81000000]");
	CHECK_EQ(-resolver_load_kallsyms(resolver, fixture_path("none")), ENOENT);
	CHECK_EQ(resolver_load_kallsyms(resolver, fixture_text("kallsyms", first)), 0);
	symbol = kernel(resolver, 0xffffffff81000110);
	CHECK_STR(symbol.name, "two");
	CHECK_EQ(symbol.start, 0xffffffff81000100);
	CHECK_EQ(symbol.end, 0xffffffff81000200);
	CHECK(!symbol.module);
	/* Modules were loaded since; the names that were given out stay. */
	CHECK_EQ(resolver_load_kallsyms(resolver, fixture_text("kallsyms", second)), 0);
	again = kernel(resolver, 0xffffffffc0000004);
	CHECK_STR(again.name, "probe");
	CHECK_STR(again.module, "usb");
	CHECK_STR(symbol.name, "two");
	CHECK_EQ(kernel(resolver, 0xffffffff90000000).why, UNNAMED_STRIPPED);
	resolver_free(resolver);

	resolver = resolver_new();
	CHECK_EQ(resolver_load_kallsyms(resolver, fixture_text("kallsyms", "00000000 T one\n")), 0);
	CHECK_EQ(kernel(resolver, 0xffffffff81000000).why, UNNAMED_RESTRICTED);
	resolver_free(resolver);
}

static void kept_names(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = { .path = "/usr/lib/libkept.so" }, other;

	CHECK_EQ(resolver_load_kallsyms(resolver, fixture_text("kallsyms",
				"ffffffff81000000 T live\nffffffff81001000 T _etext\n")), 0);
	resolver_keep(resolver, NULL, 0xffffffff81000100, 0xffffffff81000200, "kept", NULL);
	resolver_keep(resolver, NULL, 0xffffffffc0000000, 0xffffffffc0000100, "probe", "usb");
	CHECK_STR(kernel(resolver, 0xffffffff81000150).name, "kept");
	CHECK_STR(kernel(resolver, 0xffffffff81000250).name, "live");
	CHECK_STR(kernel(resolver, 0xffffffffc0000000).module, "usb");

	object.id.len = 20;
	other = object;
	other.id.bytes[0] = 1;
	resolver_keep(resolver, &object, 0x1000, 0x1100, "outer", NULL);
	resolver_keep(resolver, &object, 0x1040, 0x1050, "inner", NULL);
	resolver_keep(resolver, &object, 0x1000, 0x1100, "outer", NULL);
	CHECK_STR(user(resolver, &object, 0x1048).name, "inner");
	/* Device and inode are those of the machine that was sampled. */
	object.device = 0x801;
	object.inode = 4711;
	CHECK_STR(user(resolver, &object, 0x1060).name, "outer");
	CHECK_STR(user(resolver, &object, 0x1060).module, "libkept.so");
	CHECK_EQ(user(resolver, &object, 0x1100).why, UNNAMED_NO_FILE);
	CHECK_EQ(user(resolver, &other, 0x1048).why, UNNAMED_NO_FILE);
	resolver_keep(resolver, &object, 0x1100, 0x1200, "late", NULL);
	CHECK_STR(user(resolver, &object, 0x1100).name, "late");
	resolver_free(resolver);
}

/* Adding and asking must not cost time in proportion to what is there already. */
static void many_kept_names(void)
{
	struct resolver *resolver = resolver_new();
	clock_t start = clock();
	char name[32];
	uint64_t i;

	for (i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "function_%u", (unsigned int)i);
		resolver_keep(resolver, NULL, (i * 7919 % 100000) << 4,
			      ((i * 7919 % 100000) << 4) + 16, name, NULL);
	}
	for (i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "function_%u", (unsigned int)i);
		CHECK_STR(kernel(resolver, ((i * 7919 % 100000) << 4) + 8).name, name);
	}
	CHECK(clock() - start < 5 * CLOCKS_PER_SEC);
	resolver_free(resolver);
}

/* More objects than descriptors: those given up are opened again when they are asked for. */
static void many_objects(void)
{
	struct rlimit limit = { 200, 200 };
	struct resolver *resolver = resolver_new();
	char path[300], file[32], name[32];
	int round, i;

	setrlimit(RLIMIT_NOFILE, &limit);
	for (i = 0; i < 300; i++) {
		snprintf(file, sizeof(file), "lib%d.so", i);
		snprintf(name, sizeof(name), "function_%d", i);
		write_elf(file, name);
	}
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 300; i++) {
			struct object object = { .path = path };

			snprintf(path, sizeof(path), "%s/lib%d.so", fixture_dir, i);
			snprintf(name, sizeof(name), "function_%d", i);
			CHECK_STR(user(resolver, &object, 0x1104).name, name);
		}
	}
	resolver_free(resolver);
}

static void reasons(void)
{
	int why;

	for (why = 0; why < UNNAMED_REASONS; why++)
		CHECK(strlen(unnamed_reason(why)) > 5);
	CHECK_STR(unnamed_reason(UNNAMED_REASONS), "unknown");
	resolver_free(NULL);
}

int main(void)
{
	fixture_begin();
	RUN(compiled_object);
	RUN(hex_fallbacks);
	RUN(anonymous);
	RUN(identity);
	RUN(other_devices);
	RUN(deleted);
	RUN(written_in_place);
	RUN(written_in_the_future);
	RUN(build_ids);
	RUN(kernel_names);
	RUN(kept_names);
	RUN(many_kept_names);
	RUN(many_objects);
	RUN(reasons);
	fixture_end();
	return unit_done();
}
