// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A capture on its way to another machine: what it keeps of the files that ran, the archive of
 * their debug files, and the names that come of it where nothing else is.
 */
#include <elf.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "fixture_elf.h"
#include "fixture_fsc.h"
#include "fixture_program.h"
#include "output/folded.h"
#include "symbol/build_id.h"
#include "session/collect.h"
#include "session/load.h"
#include "symbol/bundle.h"
#include "symbol/found_file.h"
#include "symbol/tar.h"
#include "unit.h"

/* Where the library was on the machine that was sampled. There is no such file here. */
#define LIB "/nowhere/lib/libp.so"
#define LOADED_AT 0x7f0000000000ull
#define LOADED_SIZE 0x100000

static struct build_id lib_id;
static uint64_t offset_of_local, offset_of_global;

static void note_offset(const char *function, const char *path, uint64_t offset)
{
	(void)path;
	if (!strcmp(function, "local_function"))
		offset_of_local = offset;
	if (!strcmp(function, "global_function"))
		offset_of_global = offset;
}

/* The library with its symbols ("full"), as it is installed ("libp.so"), and its debug file. */
static bool make_files(void)
{
	int fd;

	if (!program_build("full", "-g -Wl,--build-id=sha1", true) ||
	    program_report("use-full", note_offset) != 8 ||
	    !fixture_run("objcopy --only-keep-debug full libp.debug && "
			 "objcopy --strip-all --remove-section=.gnu_debugdata full libp.so"))
		return false;
	fd = found_open(NULL, fixture_path("full"));
	build_id_read(fd, &lib_id);
	close(fd);
	return lib_id.len == 20;
}

static void add_library(struct records *records)
{
	size_t size = sizeof(struct flamesamp_map) + (strlen(LIB) + 8) / 8 * 8;
	struct flamesamp_map *map = add_record(records, FLAMESAMP_MAP, size);

	map->tgid = 4711;
	map->program = 1;
	map->start = LOADED_AT;
	map->end = LOADED_AT + LOADED_SIZE;
	map->major = 8;
	map->minor = 3;
	map->inode = 99;
	memcpy(map->path, LIB, strlen(LIB));
}

/* What the recorder keeps of the library, with the resolver that it has there. */
static void write_file(struct fsc_writer *writer)
{
	const struct object here = { .path = fixture_path("full") };
	struct resolver *resolver = resolver_new();
	struct kept_part kept[FSC_PARTS_MAX];
	struct loaded_part parts[FSC_PARTS_MAX];
	size_t n = resolver_parts(resolver, &here, parts, FSC_PARTS_MAX);
	const struct kept_object object = {
		.path = LIB, .device = makedev(8, 3), .inode = 99, .build_id = lib_id.bytes,
		.build_id_len = lib_id.len, .part = kept, .parts = n,
	};

	CHECK(n > 0);
	for (size_t i = 0; i < n; i++)
		kept[i] = (struct kept_part){ parts[i].offset, parts[i].address, parts[i].size };
	CHECK_EQ(fsc_write_objects(writer, &object, 1), 0);
	resolver_free(resolver);
}

/* One sample in local_function, called by global_function. @with_file: as since version 3. */
static void make_capture(const char *name, bool with_file)
{
	static struct records records;
	const uint64_t user[] = { LOADED_AT + offset_of_local, LOADED_AT + offset_of_global + 2 };
	const struct kept_name id_only = { .object = LIB, .build_id = lib_id.bytes,
					   .build_id_len = lib_id.len };
	struct fsc_writer *writer = fsc_create(fixture_path(name));

	records.bytes = 0;
	add_time(&records, 5000000000);
	add_program(&records, 1, 4711, 1, "prog");
	add_stack_sharing(&records, 0, 1, NULL, 0, user, 2, 0, 0);
	add_sample(&records, 0);
	add_library(&records);
	fsc_write_identity(writer, "boot_id", "00000000-0000-0000-0000-000000000000");
	fsc_write_identity(writer, "hz", "99");
	fsc_write_records(writer, 0, records.data, records.bytes);
	if (with_file)
		write_file(writer);
	else
		fsc_write_names(writer, &id_only, 1);
	CHECK_EQ(fsc_close(writer), 0);
}

/* The stacks of a capture, as flamerec render writes them; free with free(). */
static char *render(const char *name, struct naming_options *naming)
{
	struct loaded loaded;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!load_file(&loaded, fixture_path(name), naming)) {
		out = open_memstream(&text, &size);
		folded_write(out, &loaded.tree);
		fclose(out);
	}
	load_free(&loaded);
	naming_options_free(naming);
	return text ? text : xstrdup("");
}

/*
 * @sign: '+' before addresses as the library was linked; '@' before offsets into its file. Of the
 * call, not of what follows it.
 */
static char *nameless(char sign)
{
	return xasprintf("prog;[libp.so%c0x%" PRIx64 "];[libp.so%c0x%" PRIx64 "] 1\n", sign,
			 offset_of_global + 1, sign, offset_of_local);
}

#define NAMED_STACK "prog;global_function;local_function 1\n"

static void check_render(const char *name, struct naming_options *naming, const char *expected)
{
	char *text = render(name, naming);

	CHECK_STR(text, expected);
	free(text);
}

static bool pack(const char *archive, const struct places *places)
{
	const struct object object = { .path = LIB, .id = lib_id };
	struct collection collection = { 0 };
	uint64_t bytes;
	char *where;
	bool packed;

	packed = collect_object(&collection, places, &object, &where) == COLLECTED_DEBUG;
	CHECK(!packed || (where && strstr(where, fixture_dir)));
	packed = packed && !collection_write(&collection, fixture_path(archive), &bytes);
	collection_free(&collection);
	free(where);
	return packed;
}

static void nothing_is_here(void)
{
	struct naming_options naming = { 0 };
	char *linked = nameless('+'), *unlinked = nameless('@');

	make_capture("cap.fsc", true);
	make_capture("old.fsc", false);
	check_render("cap.fsc", &naming, linked);
	check_render("old.fsc", &naming, unlinked);
	free(linked);
	free(unlinked);
}

/* With the file itself, what is in it is enough, whatever the capture keeps. */
static void names_from_a_sysroot(void)
{
	struct naming_options naming = { 0 };
	char *expected = nameless('+');

	CHECK(fixture_run("mkdir -p root/nowhere root/usr/lib && ln -s /usr/lib root/nowhere/lib "
			  "&& cp full root/usr/lib/libp.so"));
	CHECK_EQ(naming_option(&naming, OPTION_SYSROOT, fixture_path("root")), 0);
	check_render("cap.fsc", &naming, NAMED_STACK);
	CHECK_EQ(naming_option(&naming, OPTION_SYSROOT, fixture_path("root")), 0);
	check_render("old.fsc", &naming, NAMED_STACK);
	/* Another version of the library. */
	CHECK(program_build("other", "-g -O2 -Wl,--build-id=sha1", true) &&
	      fixture_run("cp other root/usr/lib/libp.so"));
	CHECK_EQ(naming_option(&naming, OPTION_SYSROOT, fixture_path("root")), 0);
	check_render("cap.fsc", &naming, expected);
	free(expected);
}

/* The debug file alone: the capture tells where the code was in the file. */
static void names_from_debug_files(void)
{
	struct naming_options naming = { 0 };

	CHECK(fixture_run("mkdir dbg && cp libp.debug dbg/libp.so.debug"));
	CHECK_EQ(naming_option(&naming, OPTION_DEBUG_DIR, fixture_path("dbg")), 0);
	check_render("cap.fsc", &naming, NAMED_STACK);
}

/* A library of a machine that this one can't run: in a sysroot, and in a bundle made of it. */
static void names_for_another_machine(void)
{
	static const struct made_symbol symbols[] = {
		{ "on_arm", MADE_TEXT_ADDRESS + 0x100, 0x80, STT_FUNC }, { NULL, 0, 0, 0 },
	};
	static struct made_elf elf = { .is_64 = false, .machine = EM_ARM };
	static struct records records;
	const uint64_t user[] = { LOADED_AT + MADE_TEXT_OFFSET + 0x110 };
	const struct kept_part part = { MADE_TEXT_OFFSET, MADE_TEXT_ADDRESS, MADE_TEXT_SIZE };
	const struct kept_object object = {
		.path = LIB, .device = makedev(8, 3), .inode = 99, .build_id = made_build_id,
		.build_id_len = sizeof(made_build_id), .part = &part, .parts = 1,
	};
	struct fsc_writer *writer = fsc_create(fixture_path("arm.fsc"));
	struct naming_options naming = { 0 };

	records.bytes = 0;
	add_program(&records, 1, 4711, 1, "prog");
	add_stack_sharing(&records, 0, 1, NULL, 0, user, 1, 0, 0);
	add_sample(&records, 0);
	add_library(&records);
	fsc_write_records(writer, 0, records.data, records.bytes);
	CHECK_EQ(fsc_write_objects(writer, &object, 1), 0);
	CHECK_EQ(fsc_close(writer), 0);
	check_render("arm.fsc", &naming, "prog;[libp.so+0x11110] 1\n");
	made_fill(&elf, symbols);
	CHECK(fixture_run("mkdir -p arm/nowhere/lib"));
	fixture_write("arm/nowhere/lib/libp.so", elf.bytes, sizeof(elf.bytes));
	CHECK_EQ(naming_option(&naming, OPTION_SYSROOT, fixture_path("arm")), 0);
	check_render("arm.fsc", &naming, "prog;on_arm 1\n");
}

static void names_from_a_bundle(void)
{
	struct naming_options naming = { 0 };
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	char *expected = nameless('+');

	CHECK(pack("cap.tar", &places));
	/* By itself, where it is beside the capture. */
	check_render("cap.fsc", &naming, NAMED_STACK);
	CHECK(fixture_run("mv cap.tar elsewhere.tar"));
	check_render("cap.fsc", &naming, expected);
	CHECK_EQ(naming_option(&naming, OPTION_DEBUG_DIR, fixture_path("elsewhere.tar")), 0);
	check_render("cap.fsc", &naming, NAMED_STACK);
	/* Unpacked by others. */
	CHECK(fixture_run("mkdir unpacked && tar xf elsewhere.tar -C unpacked && "
			  "find unpacked -name '*.debug' | grep -q '/.build-id/../'"));
	CHECK_EQ(naming_option(&naming, OPTION_DEBUG_DIR, fixture_path("unpacked")), 0);
	check_render("cap.fsc", &naming, NAMED_STACK);
	free(expected);
}

static void bundles_are_reproducible(void)
{
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };

	CHECK(pack("first.tar", &places));
	CHECK(fixture_run("touch dbg/libp.so.debug"));
	CHECK(pack("second.tar", &places));
	CHECK(fixture_run("cmp first.tar second.tar && tar tvf first.tar | grep -q 1970-01-01"));
}

/* As /dev/null is for root: a new file in its place would be there to stay. */
static void devices_are_not_replaced(void)
{
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };

	CHECK(fixture_run("mkfifo pipe"));
	CHECK(!pack("pipe", &places));
	CHECK(fixture_run("test -p pipe && test ! -e pipe.part"));
}

static void files_with_symbols_are_packed_themselves(void)
{
	const struct places places = { .sysroot = fixture_path("root") };
	const struct object object = { .path = LIB, .id = lib_id };
	struct collection collection = { 0 };
	char *where;

	CHECK(fixture_run("cp full root/usr/lib/libp.so"));
	CHECK_EQ(collect_object(&collection, &places, &object, &where), COLLECTED_FILE);
	CHECK_EQ(collection.count, 1);
	CHECK(!strstr(collection.file[0].name, ".debug"));
	free(where);
	/* Once, for all who have it mapped. */
	CHECK_EQ(collect_object(&collection, &places, &object, &where), COLLECTED_FILE);
	CHECK_EQ(collection.count, 1);
	free(where);
	collection_free(&collection);
	CHECK(fixture_run("cp libp.so root/usr/lib/libp.so"));
	CHECK_EQ(collect_object(&collection, &places, &object, &where), COLLECTED_NONE);
	CHECK(!where && !collection.count);
}

static void kernels_are_packed(void)
{
	struct naming_options naming = { .vmlinux = fixture_path("full"),
					 .system_map = fixture_text("map", "0000 T _text\n") };
	struct collection collection = { 0 };
	struct identity identity = { 0 };
	struct build_id id;
	char hex[2 * BUILD_ID_MAX + 1] = "";
	char *where;

	for (unsigned int i = 0; i < lib_id.len; i++)
		snprintf(hex + 2 * i, 3, "%02x", lib_id.bytes[i]);
	identity_add(&identity, "kernel", "6.1.0-test");
	identity_add(&identity, "kernel_build_id", hex);
	CHECK_EQ(collect_kernel(&collection, &naming, &identity, &id, &where), COLLECTED_DEBUG);
	CHECK(!memcmp(&id, &lib_id, sizeof(id)));
	CHECK_EQ(collection.count, 2);
	CHECK(strstr(collection.file[0].name, ".debug"));
	CHECK_STR(collection.file[1].name, "boot/System.map-6.1.0-test");
	free(where);
	collection_free(&collection);
	/* That of another kernel. */
	naming.vmlinux = fixture_path("other");
	CHECK_EQ(collect_kernel(&collection, &naming, &identity, &id, &where), COLLECTED_NONE);
	CHECK_EQ(collection.count, 1);
	collection_free(&collection);
	identity_free(&identity);
	/* A capture may claim anything. */
	identity_add(&identity, "kernel", "../../../etc/x");
	CHECK_EQ(collect_kernel(&collection, &naming, &identity, &id, &where), COLLECTED_NO_ID);
	CHECK_EQ(collection.count, 0);
	collection_free(&collection);
	identity_free(&identity);
}

/* --- archives that others made, or that something happened to */

/* The members of an archive, as "NAME SIZE" each, and how it ends. */
static enum tar_next list_archive(const char *name, struct strbuf *list)
{
	int fd = found_open(NULL, fixture_path(name));
	struct tar_member member;
	enum tar_next next;
	uint64_t at = 0;

	strbuf_truncate(list, 0);
	strbuf_add(list, "");
	while ((next = tar_next(fd, &at, &member)) == TAR_MEMBER)
		strbuf_addf(list, "%s %" PRIu64 "\n", member.name, member.size);
	close(fd);
	return next;
}

static void archives_of_others(void)
{
	struct strbuf list = { 0 };

	CHECK(fixture_run("mkdir -p in/.build-id/ab && cd in && "
			  "echo 12345 > .build-id/ab/cd.debug && "
			  "echo 1 > $(printf 'long%%0150d' 0) && "
			  "ln -s /etc/passwd .build-id/link && mkfifo .build-id/fifo && truncate -s 1M sparse"));
	CHECK(fixture_run("tar cf gnu.tar --format=gnu -S -C in . && "
			  "tar cf ustar.tar --format=ustar -C in .build-id && "
			  "tar cf pax.tar --format=pax -C in ."));
	list_archive("gnu.tar", &list);
	CHECK(strstr(list.text, ".build-id/ab/cd.debug 6\n"));
	CHECK(!strstr(list.text, "long") && !strstr(list.text, "link") &&
	      !strstr(list.text, "fifo"));
	CHECK_EQ(list_archive("ustar.tar", &list), TAR_END);
	CHECK_STR(list.text, ".build-id/ab/cd.debug 6\n");
	CHECK_EQ(list_archive("pax.tar", &list), TAR_END);
	/* In front of each file stands what its time was to the nanosecond. */
	CHECK(!strstr(list.text, "long"));
	free(list.text);
}

/* Writes a header with a sound checksum. */
static void put_header(unsigned char *block, const char *name, const char *size, char type)
{
	unsigned int sum = 0;

	memset(block, 0, TAR_BLOCK);
	memcpy(block, name, strlen(name));
	memcpy(block + 124, size, strlen(size));
	memset(block + 148, ' ', 8);
	block[156] = type;
	memcpy(block + 257, "ustar", 6);
	for (int i = 0; i < TAR_BLOCK; i++)
		sum += block[i];
	snprintf((char *)block + 148, 8, "%06o", sum);
}

static void hostile_archives(void)
{
	static const char *const sizes[] = {
		"77777777777", "-1", "99", "", "00000000x", "\x80\xff\xff\xff\xff\xff\xff\xff\xff",
	};
	unsigned char file[3 * TAR_BLOCK] = { 0 };
	char name[TAR_NAME_MAX + 1] = "";
	struct strbuf list = { 0 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		put_header(file, ".build-id/ab/cd", sizes[i], '0');
		fixture_write("bad.tar", file, sizeof(file));
		CHECK_EQ(list_archive("bad.tar", &list), TAR_BROKEN);
		CHECK_STR(list.text, "");
	}
	put_header(file, ".build-id/ab/cd", "00000000777", '0');
	fixture_write("bad.tar", file, sizeof(file));
	CHECK_EQ(list_archive("bad.tar", &list), TAR_END);
	CHECK_STR(list.text, ".build-id/ab/cd 511\n");
	file[0] ^= 1;
	fixture_write("bad.tar", file, sizeof(file));
	CHECK_EQ(list_archive("bad.tar", &list), TAR_BROKEN);
	/* A name that fills its field is not ended by NUL. */
	memset(name, 'x', TAR_NAME_MAX);
	put_header(file, name, "00000000777", '0');
	fixture_write("bad.tar", file, sizeof(file));
	CHECK_EQ(list_archive("bad.tar", &list), TAR_END);
	CHECK_EQ(strcspn(list.text, " "), TAR_NAME_MAX);
	free(list.text);
}

/* Cut off at each block: what is before the cut is used, and nothing else. */
static void damaged_bundles(void)
{
	struct stat st;
	bool found = false;

	CHECK(fixture_run("cp elsewhere.tar whole.tar") && !stat(fixture_path("whole.tar"), &st));
	for (off_t size = 0; size <= st.st_size; size += TAR_BLOCK) {
		struct bundle *bundle;
		int fd;

		CHECK(fixture_run("cp whole.tar cut.tar") &&
		      !truncate(fixture_path("cut.tar"), size));
		listen_to_stderr();
		bundle = bundle_open(fixture_path("cut.tar"));
		hear_stderr();
		fd = bundle ? bundle_member(bundle, &lib_id, true) : -1;
		CHECK(fd < 0 || found_has_id(fd, &lib_id));
		CHECK(fd >= 0 || size < st.st_size - 2 * TAR_BLOCK);
		found = found || fd >= 0;
		if (fd >= 0)
			close(fd);
		bundle_free(bundle);
	}
	CHECK(found);
	listen_to_stderr();
	CHECK(!bundle_open(fixture_path("nothing.tar")));
	hear_stderr();
	CHECK(said_one_line_with("nothing.tar"));
	listen_to_stderr();
	CHECK(!bundle_open(fixture_text("text.tar", "this is no archive\n")));
	hear_stderr();
	CHECK(said_one_line_with("no archive"));
}

/* A member with the name of another build-id is not believed. */
static void members_prove_themselves(void)
{
	struct naming_options naming = { 0 };
	char *expected = nameless('+');

	CHECK(fixture_run("rm -rf in && mkdir in && cd unpacked && "
			  "for f in $(find .build-id -name '*.debug'); do "
			  "mkdir -p ../in/$(dirname $f) && cp ../other ../in/$f; done && "
			  "tar cf ../cap.tar --format=ustar -C ../in .build-id"));
	check_render("cap.fsc", &naming, expected);
	free(expected);
}

int main(void)
{
	unsetenv("DEBUGINFOD_URLS");
	fixture_begin();
	if (make_files()) {
		RUN(nothing_is_here);
		RUN(names_from_a_sysroot);
		RUN(names_from_debug_files);
		RUN(names_for_another_machine);
		RUN(names_from_a_bundle);
		RUN(bundles_are_reproducible);
		RUN(devices_are_not_replaced);
		RUN(files_with_symbols_are_packed_themselves);
		RUN(kernels_are_packed);
		RUN(archives_of_others);
		RUN(hostile_archives);
		RUN(damaged_bundles);
		RUN(members_prove_themselves);
	} else {
		puts("# skipped: no compiler and objcopy to make files with");
	}
	fixture_end();
	return unit_done();
}
