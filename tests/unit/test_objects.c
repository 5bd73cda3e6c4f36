// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where names come from when the file that ran is not there: copies and debug files elsewhere,
 * what a capture kept; and what is shown where none has a name.
 */
#include <fcntl.h>

#include "fixture_process.h"
#include "symbol/locate.h"
#include "symbol/places.h"
#include "symbol/resolver_state.h"
#include "symbol/vsyscall.h"
#include "unit.h"

static struct symbol user(struct resolver *resolver, const struct object *object, uint64_t offset)
{
	struct symbol symbol;

	resolver_user(resolver, object, offset, &symbol);
	CHECK(symbol.name && *symbol.name);
	CHECK(!symbol.end || (symbol.start <= offset && offset < symbol.end));
	return symbol;
}

/* Where the function @name is, as memory maps tell it: by nm, and by where the code is loaded. */
static uint64_t offset_of(const char *file, const char *name, const struct loaded_part *part)
{
	char command[600];
	unsigned long long address = 0;
	FILE *in;

	snprintf(command, sizeof(command), "cd %s && nm %s | sed -n 's/ [tT] %s$//p'", fixture_dir,
		 file, name);
	in = popen(command, "r");
	if (!in || fscanf(in, "%llx", &address) != 1)
		CHECK(!"nm knows the function");
	if (in)
		pclose(in);
	return address - part->address + part->offset;
}

/* What a library is, from a look at it. */
struct library {
	struct object object;
	struct loaded_part part;
	uint64_t offset;
	char path[300];
};

/* As if it had been mapped from @path, where it is not. */
static struct library look_at(const char *file, const char *function, const char *path)
{
	struct resolver *resolver = resolver_new();
	struct object here = { .path = fixture_path(file) };
	struct library library;

	memset(&library, 0, sizeof(library));
	CHECK_EQ(resolver_build_id(resolver, &here, &library.object.id), NAMED);
	CHECK(library.object.id.len);
	CHECK_EQ(resolver_parts(resolver, &here, &library.part, 1), 1);
	library.offset = offset_of(file, function, &library.part);
	snprintf(library.path, sizeof(library.path), "%s", path);
	resolver_free(resolver);
	return library;
}

/* A library of 64 pages before its code, so that addresses and file offsets differ. */
static bool build(const char *name, const char *function)
{
	return process_build(name, function, "-fPIC -shared -g -Wl,-Ttext-segment=0x40000");
}

static void debug_file_alone(void)
{
	const char *dirs[] = { fixture_dir };
	struct places places = { .debug_dirs = dirs, .debug_dir_count = 1, .elsewhere = true };
	struct resolver *resolver = resolver_new();
	struct library library;
	struct symbol symbol;
	struct build_id id;
	char shown[64];

	CHECK(build("libaway.so", "away_call"));
	library = look_at("libaway.so", "away_call", "/none/libaway.so");
	library.object.path = library.path;
	CHECK(fixture_run("objcopy --only-keep-debug libaway.so away.debug && rm libaway.so && "
			  "id=$(readelf -n away.debug | sed -n 's/.*Build ID: //p') && "
			  "mkdir -p .build-id/$(echo $id | cut -c1-2) && mv away.debug "
			  ".build-id/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-).debug"));
	resolver_set_places(resolver, &places);
	/* It does not tell where the file's bytes were. */
	symbol = user(resolver, &library.object, library.offset);
	CHECK_EQ(symbol.why, UNNAMED_NO_FILE);
	snprintf(shown, sizeof(shown), "[libaway.so@0x%" PRIx64 "]", library.offset);
	CHECK_STR(symbol.name, shown);
	resolver_free(resolver);

	resolver = resolver_new();
	resolver_set_places(resolver, &places);
	resolver_keep_parts(resolver, &library.object, &library.part, 1);
	symbol = user(resolver, &library.object, library.offset + 1);
	CHECK_EQ(symbol.why, NAMED);
	CHECK_STR(symbol.name, "away_call");
	CHECK_STR(symbol.module, "libaway.so");
	CHECK_EQ(symbol.start, library.offset);
	CHECK_EQ(resolver_build_id(resolver, &library.object, &id), NAMED);
	CHECK(!memcmp(&id, &library.object.id, sizeof(id)));
	/* There is no code in it. */
	CHECK_EQ(resolver_open(resolver, &library.object), -1);
	/* Another build of the library has other names. */
	library.object.id.bytes[3] ^= 1;
	resolver_keep_parts(resolver, &library.object, &library.part, 1);
	symbol = user(resolver, &library.object, library.offset);
	CHECK_EQ(symbol.why, UNNAMED_NO_FILE);
	snprintf(shown, sizeof(shown), "[libaway.so+0x%" PRIx64 "]",
		 library.offset - library.part.offset + library.part.address);
	CHECK_STR(symbol.name, shown);
	resolver_free(resolver);
}

/* A path on this machine says nothing of what was mapped on another one. */
static void sampled_elsewhere(void)
{
	struct places places = { .elsewhere = true };
	struct resolver *resolver = resolver_new();
	struct library library;
	struct object object;
	struct stat st;

	CHECK(build("libhere.so", "here_call"));
	library = look_at("libhere.so", "here_call", fixture_path("libhere.so"));
	library.object.path = library.path;
	resolver_set_places(resolver, &places);
	CHECK_STR(user(resolver, &library.object, library.offset).name, "here_call");
	object = library.object;
	object.id.len = 0;
	CHECK(!stat(object.path, &st));
	object.device = st.st_dev;
	object.inode = st.st_ino;
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_NO_FILE);
	object = library.object;
	object.id.bytes[0] ^= 1;
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_CHANGED);
	resolver_free(resolver);
}

/* Captures may be made up, and reading some files of the kernel waits: they are not even opened. */
static void files_of_the_kernel(void)
{
	struct object object = { .path = "/proc/version" };
	struct located found;

	CHECK_EQ(locate(&object, -1, &found), UNNAMED_NOT_ELF);
	object.id.len = 20;
	CHECK_EQ(locate_by_id(&object, &found), UNNAMED_CHANGED);
}

static void sysroot(void)
{
	struct places places = { .sysroot = fixture_path("sysroot"), .elsewhere = true };
	struct resolver *resolver = resolver_new();
	struct object object = { .path = "/usr/lib/libroot.so" };
	struct library library;
	int fd;

	CHECK(build("libroot.so", "root_call"));
	library = look_at("libroot.so", "root_call", "/usr/lib/libroot.so");
	CHECK(fixture_run("mkdir -p sysroot/usr/lib && mv libroot.so sysroot/usr/lib"));
	resolver_set_places(resolver, &places);
	CHECK_STR(user(resolver, &object, library.offset).name, "root_call");
	/* What was deleted is not what is there now, unless its build-id says so. */
	object.path = "/usr/lib/libroot.so (deleted)";
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_NO_FILE);
	object.id = library.object.id;
	CHECK_STR(user(resolver, &object, library.offset).name, "root_call");
	object.path = "/usr/lib/libroot.so";
	CHECK_STR(user(resolver, &object, library.offset).name, "root_call");
	fd = resolver_open(resolver, &object);
	CHECK(fd >= 0);
	close(fd);
	object.id.bytes[0] ^= 1;
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_NO_FILE);
	/* It turns out that it was here. */
	object.id.len = 0;
	CHECK_STR(user(resolver, &object, library.offset).name, "root_call");
	places.elsewhere = false;
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_NO_FILE);
	object.id = library.object.id;
	resolver_free(resolver);

	/* Here, only a build-id says that the sysroot's file is the one that ran. */
	resolver = resolver_new();
	places.elsewhere = false;
	resolver_set_places(resolver, &places);
	object.id.len = 0;
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_NO_FILE);
	object.id = library.object.id;
	CHECK_STR(user(resolver, &object, library.offset).name, "root_call");
	resolver_free(resolver);
}

/* One frame a function, however many of its addresses were sampled. */
static void nameless_functions(void)
{
	struct resolver *resolver = resolver_new();
	struct library library;
	struct symbol first, second;
	char shown[64];

	CHECK(process_build("libbare.so", "bare_call", "-fPIC -shared -fvisibility=hidden "
			    "-Wl,-Ttext-segment=0x40000"));
	library = look_at("libbare.so", "bare_call", fixture_path("libbare.so"));
	library.object.path = library.path;
	CHECK(fixture_run("strip --strip-all libbare.so"));
	first = user(resolver, &library.object, library.offset + 1);
	second = user(resolver, &library.object, library.offset + 2);
	CHECK_EQ(first.why, UNNAMED_STRIPPED);
	CHECK_EQ(first.start, library.offset);
	CHECK(first.end > first.start);
	snprintf(shown, sizeof(shown), "[libbare.so+0x%" PRIx64 "]",
		 library.offset - library.part.offset + library.part.address);
	CHECK_STR(first.name, shown);
	CHECK(first.name == second.name);
	resolver_free(resolver);
}

static void kept_bounds(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = { .path = "/none/libkept.so" };
	struct loaded_part part = { 0x1000, 0x401000, 0x2000 };
	struct symbol symbol;

	object.id.len = 20;
	resolver_keep(resolver, &object, 0x1100, 0x1200, NULL, NULL);
	resolver_keep(resolver, &object, 0x1140, 0x1150, "named", NULL);
	symbol = user(resolver, &object, 0x1104);
	CHECK_EQ(symbol.why, UNNAMED_NO_FILE);
	CHECK_EQ(symbol.start, 0x1100);
	CHECK_EQ(symbol.end, 0x1200);
	CHECK_STR(symbol.name, "[libkept.so@0x1100]");
	CHECK(user(resolver, &object, 0x11ff).name == symbol.name);
	CHECK_STR(user(resolver, &object, 0x1200).name, "[libkept.so@0x1200]");
	CHECK_EQ(user(resolver, &object, 0x1200).end, 0);
	/* Names go first, wherever they are from. */
	CHECK_STR(user(resolver, &object, 0x1144).name, "named");
	resolver_keep_parts(resolver, &object, &part, 1);
	CHECK_STR(user(resolver, &object, 0x1104).name, "[libkept.so+0x401100]");
	CHECK_STR(user(resolver, &object, 0x4000).name, "[libkept.so@0x4000]");
	CHECK_EQ(resolver_parts(resolver, &object, &part, 1), 1);
	CHECK_EQ(part.address, 0x401000);
	resolver_free(resolver);
}

static void names_before_kept_bounds(void)
{
	struct resolver *resolver = resolver_new();
	struct library library;

	CHECK(build("libboth.so", "both_call"));
	library = look_at("libboth.so", "both_call", fixture_path("libboth.so"));
	library.object.path = library.path;
	resolver_keep(resolver, &library.object, library.offset, library.offset + 2, NULL, NULL);
	CHECK_STR(user(resolver, &library.object, library.offset).name, "both_call");
	resolver_free(resolver);
}

/* Build systems that want equal files to be equal may give all of them one build-id. */
static void one_build_id_for_all(void)
{
	struct resolver *resolver = resolver_new();
	const char *flags = "-fPIC -shared -Wl,--build-id=0x123456789abcdef0";
	struct object object = { .path = NULL };
	struct library one, two;

	CHECK(process_build("libone.so", "one_call", flags));
	CHECK(process_build("libtwo.so", "two_call", flags));
	one = look_at("libone.so", "one_call", fixture_path("libone.so"));
	two = look_at("libtwo.so", "two_call", fixture_path("libtwo.so"));
	CHECK_EQ(one.offset, two.offset);
	object.path = one.path;
	CHECK_STR(user(resolver, &object, one.offset).name, "one_call");
	object.path = two.path;
	CHECK_STR(user(resolver, &object, two.offset).name, "two_call");
	resolver_free(resolver);
}

/* A file that was given up and is opened again is the same one, or none. */
static void opened_again(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = { .path = NULL }, other = { .path = NULL };
	struct library library;
	char path[300];

	CHECK(build("libagain.so", "again_call"));
	library = look_at("libagain.so", "again_call", fixture_path("libagain.so"));
	object.path = library.path;
	CHECK_STR(user(resolver, &object, library.offset).name, "again_call");
	CHECK(build("libother.so", "other_call") && fixture_run("mv libother.so libagain.so"));
	CHECK_STR(user(resolver, &object, library.offset).name, "again_call");
	other.path = path;
	for (unsigned int i = 0; i < OPEN_FILES_MAX; i++) {
		snprintf(path, sizeof(path), "%s/copy%u", fixture_dir, i);
		CHECK(fixture_run("cp libagain.so copy%u && echo %u >> copy%u", i, i, i));
		CHECK_STR(user(resolver, &other, library.offset).name, "other_call");
	}
	/* By now it was given up. */
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_CHANGED);
	resolver_free(resolver);
}

/* What one process did not lead to, another one did: that is no answer for the first. */
static void opened_through_another(void)
{
	struct resolver *resolver = resolver_new();
	struct object object, other = { .path = NULL };
	struct library library;
	char path[300];

	CHECK(build("libvia.so", "via_call"));
	library = look_at("libvia.so", "via_call", fixture_path("libvia.so"));
	library.object.path = library.path;
	object = library.object;
	CHECK(fixture_run("mv libvia.so hidden.so"));
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_NO_FILE);
	CHECK(fixture_run("mv hidden.so libvia.so"));
	object.tgid = getpid();
	CHECK_STR(user(resolver, &object, library.offset).name, "via_call");
	other.path = path;
	for (unsigned int i = 0; i < OPEN_FILES_MAX; i++) {
		snprintf(path, sizeof(path), "%s/via%u", fixture_dir, i);
		CHECK(fixture_run("cp libvia.so via%u && echo %u >> via%u", i, i, i));
		CHECK_STR(user(resolver, &other, library.offset).name, "via_call");
	}
	object.tgid = 0;
	CHECK_EQ(user(resolver, &object, library.offset).why, UNNAMED_NO_FILE);
	resolver_free(resolver);
}

static void vsyscalls(void)
{
	struct resolver *resolver = resolver_new();
	struct object uprobes = { .path = "[uprobes]" };

	CHECK_STR(user(resolver, NULL, 0xffffffffff600000).name, "gettimeofday");
	CHECK_STR(user(resolver, NULL, 0xffffffffff600409).name, "time");
	CHECK_STR(user(resolver, NULL, 0xffffffffff600800).name, "getcpu");
	CHECK_STR(user(resolver, NULL, 0xffffffffff600800).module, VSYSCALL_PATH);
	CHECK_EQ(user(resolver, NULL, 0xffffffffff600c00).why, UNNAMED_NO_MAPPING);
	CHECK_EQ(user(resolver, NULL, 0xffffffffff5fffff).why, UNNAMED_NO_MAPPING);
	CHECK_STR(user(resolver, &uprobes, 0).name, "[uprobes]");
	CHECK_EQ(user(resolver, &uprobes, 0).why, UNNAMED_ANONYMOUS);
	resolver_free(resolver);
}

int main(void)
{
	fixture_begin();
	if (!build("libprobe.so", "probe") || !fixture_run("objcopy --version >/dev/null 2>&1")) {
		puts("1..0 # SKIP no compiler or objcopy");
		fixture_end();
		return 0;
	}
	RUN(debug_file_alone);
	RUN(sampled_elsewhere);
	RUN(files_of_the_kernel);
	RUN(sysroot);
	RUN(nameless_functions);
	RUN(kept_bounds);
	RUN(names_before_kept_bounds);
	RUN(one_build_id_for_all);
	RUN(opened_again);
	RUN(opened_through_another);
	RUN(vsyscalls);
	fixture_end();
	return unit_done();
}
