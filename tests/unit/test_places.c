// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where files are looked for, and which are refused: every wrong one is there to be taken.
 */
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "fixture_debug.h"
#include "symbol/debuginfod.h"
#include "symbol/places.h"
#include "unit.h"

static uint32_t lib_crc;

/* The checksum as others compute it: of gzip's trailer. */
static uint32_t crc_of(const char *name)
{
	unsigned char bytes[8] = { 0 };
	FILE *in;

	fixture_run("gzip -c %s | tail -c 8 > crc", name);
	in = fopen(fixture_path("crc"), "re");
	if (!in || fread(bytes, 1, sizeof(bytes), in) != sizeof(bytes))
		CHECK(false);
	if (in)
		fclose(in);
	return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* The file behind a descriptor, without the test's directory; "" where there is none. */
static const char *where(int fd)
{
	static char path[PATH_MAX];
	char link[32];
	ssize_t n;

	if (fd < 0)
		return "";
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	close(fd);
	path[n > 0 ? n : 0] = '\0';
	return strncmp(path, fixture_dir, strlen(fixture_dir)) ? path : path + strlen(fixture_dir);
}

/* Where the build-id's file is below a directory of debug files. */
static const char *id_path(const char *dir, const char *suffix)
{
	static char path[256];
	size_t n = snprintf(path, sizeof(path), "%s/.build-id/%02x/", dir, lib_id.bytes[0]);

	for (unsigned int i = 1; i < lib_id.len; i++)
		n += snprintf(path + n, sizeof(path) - n, "%02x", lib_id.bytes[i]);
	snprintf(path + n, sizeof(path) - n, "%s", suffix);
	return path;
}

static void roots_hold_their_links(void)
{
	const char *root = fixture_path("root");
	char far[64 * 12 + 16] = "";

	CHECK(fixture_run("mkdir -p root/usr/lib/deep && cd root && ln -s usr/lib lib && "
			  "ln -s /usr/lib lib64 && echo x > usr/lib/a && ln -s a usr/lib/rel && "
			  "ln -s /usr/lib/a usr/lib/abs && "
			  "ln -s ../../../../../../lib/a usr/lib/up && "
			  "ln -s /lib64/deep/../rel usr/lib/chain && ln -s loop usr/lib/loop && "
			  "ln -s /etc/passwd usr/lib/out && mkfifo usr/lib/fifo && "
			  "ln -s /dev/null usr/lib/null && mknod usr/lib/dev c 1 3 || true"));
	CHECK_STR(where(found_open(root, "/usr/lib/a")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/a")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib64/./rel")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/abs")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/up")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/chain")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/../../../lib/a")), "/root/usr/lib/a");
	/* What is outside is not in it. */
	CHECK_EQ(found_open(root, "/usr/lib/out"), -1);
	CHECK_EQ(found_open(root, "/lib/loop"), -1);
	CHECK_EQ(found_open(root, "/lib/fifo"), -1);
	CHECK_EQ(found_open(root, "/lib/null"), -1);
	CHECK_EQ(found_open(root, "/lib/dev"), -1);
	CHECK_EQ(found_open(root, "/lib"), -1);
	CHECK_EQ(found_open(root, "/lib/a/b"), -1);
	CHECK_EQ(found_open(root, ""), -1);
	for (int i = 0; i < 64; i++)
		strcat(far, "/lib64/../..");
	/* 64 links, none of which leads back: more than the kernel follows, too. */
	CHECK_EQ(found_open(root, strcat(far, "/lib/a")), -1);
	strcpy(far + 30 * strlen("/lib64/../.."), "/lib/a");
	CHECK_STR(where(found_open(root, far)), "/root/usr/lib/a");
	CHECK_EQ(found_open(NULL, fixture_path("root/usr/lib/fifo")), -1);
	CHECK(clear());
}

static void debug_files_by_build_id(void)
{
	const struct wanted_file wanted = { .path = "/usr/lib/libp.so", .id = lib_id };
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	const struct places root = { .sysroot = fixture_path("root") };
	char expected[300];

	CHECK_EQ(places_open_debug(NULL, &wanted), -1);
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	CHECK(put("libp.debug", id_path("dbg", ".debug")));
	snprintf(expected, sizeof(expected), "/%s", id_path("dbg", ".debug"));
	CHECK_STR(where(places_open_debug(&places, &wanted)), expected);
	/* Another file under the name of this one. */
	CHECK(put("other.debug", id_path("dbg", ".debug")));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	/* The right file, with nothing in it that the stripped one has not. */
	CHECK(put("libp.so", id_path("dbg", ".debug")));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	/* A package that was unpacked there. */
	CHECK(put("libp.debug", id_path("dbg/usr/lib/debug", ".debug")));
	CHECK(strstr(where(places_open_debug(&places, &wanted)), "/dbg/usr/lib/debug/"));
	CHECK(put("libp.debug", id_path("root/usr/lib/debug", ".debug")));
	CHECK(strstr(where(places_open_debug(&root, &wanted)), "/root/usr/lib/debug/"));
	CHECK(clear());
}

static void debug_files_by_link(void)
{
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	const struct places root = { .sysroot = fixture_path("root") };
	/* A file without build-id: the checksum is all there is. */
	struct wanted_file wanted = { .path = "/opt/libp.so", .link = "libp.debug",
				      .link_crc = lib_crc };

	CHECK(put("libp.debug", "dbg/opt/libp.debug"));
	CHECK_STR(where(places_open_debug(&places, &wanted)), "/dbg/opt/libp.debug");
	wanted.link_crc ^= 1;
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	wanted.link_crc ^= 1;
	CHECK(put("libp.debug", "root/opt/.debug/libp.debug"));
	CHECK_STR(where(places_open_debug(&root, &wanted)), "/root/opt/.debug/libp.debug");
	/* As a process in a container sees it. */
	wanted.root = fixture_path("root");
	CHECK_STR(where(places_open_debug(NULL, &wanted)), "/root/opt/.debug/libp.debug");
	CHECK(put("libp.debug", "root/opt/libp.debug"));
	CHECK_STR(where(places_open_debug(NULL, &wanted)), "/root/opt/libp.debug");
	/* A link is a name. */
	wanted.link = "../opt/libp.debug";
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	wanted.link = "";
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	/* Where there is a build-id, no checksum stands in for it. */
	wanted = (struct wanted_file){ .path = "/opt/libp.so", .link = "libp.debug",
				       .id = lib_id, .link_crc = crc_of("other.debug") };
	CHECK(clear() && put("other.debug", "dbg/opt/libp.debug"));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	CHECK(clear());
}

/* Yocto's debug files have the name of the file, in .debug beside it. */
static void debug_files_of_the_same_name(void)
{
	const struct places root = { .sysroot = fixture_path("root") };
	struct wanted_file wanted = { .path = "/lib/libp.so", .link = "libp.so", .id = lib_id,
				      .link_crc = lib_crc };

	CHECK(put("unstripped", "root/lib/libp.so"));
	CHECK_EQ(places_open_debug(&root, &wanted), -1);
	CHECK(put("libp.debug", "root/lib/.debug/libp.so"));
	CHECK_STR(where(places_open_debug(&root, &wanted)), "/root/lib/.debug/libp.so");
	wanted.link = NULL;
	CHECK_STR(where(places_open_debug(&root, &wanted)), "/root/lib/.debug/libp.so");
	CHECK(clear());
}

static void files_by_name_prove_themselves(void)
{
	static const char *const names[] = {
		"dbg/usr/bin/libp.so", "dbg/usr/bin/libp.so.debug", "dbg/libp.so",
		"dbg/libp.so.debug", "dbg/usr/bin/.debug/libp.so",
	};
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	struct wanted_file wanted = { .path = "/usr/bin/libp.so (deleted)", .id = lib_id };
	const struct wanted_file unknown = { .path = "/usr/bin/libp.so" };
	char found[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		CHECK(put("unstripped", names[i]));
		snprintf(found, sizeof(found), "/%s", names[i]);
		CHECK_STR(where(places_open_debug(&places, &wanted)), found);
		CHECK_STR(where(places_open_file(&places, &wanted)), found);
		CHECK_EQ(places_open_debug(&places, &unknown), -1);
		CHECK_EQ(places_open_file(&places, &unknown), -1);
		CHECK(put("other", names[i]));
		CHECK_EQ(places_open_debug(&places, &wanted), -1);
		CHECK_EQ(places_open_file(&places, &wanted), -1);
		CHECK(clear());
	}
	/* A FIFO is not waited for. */
	CHECK(fixture_run("mkdir dbg && mkfifo dbg/libp.so"));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	CHECK(clear());
}

static void files_of_a_sysroot(void)
{
	const struct places root = { .sysroot = fixture_path("root") };
	struct wanted_file wanted = { .path = "/lib/libp.so", .id = lib_id };
	struct wanted_file unknown = { .path = "/lib/libp.so" };

	CHECK(put("libp.so", "root/usr/lib/libp.so.1") &&
	      fixture_run("ln -s /usr/lib root/lib && ln -s libp.so.1 root/usr/lib/libp.so"));
	CHECK_STR(where(places_open_file(&root, &wanted)), "/root/usr/lib/libp.so.1");
	CHECK_STR(where(places_open_file(&root, &unknown)), "/root/usr/lib/libp.so.1");
	/* The file of that name that is there now is another one. */
	unknown.path = "/lib/libp.so (deleted)";
	CHECK_EQ(places_open_file(&root, &unknown), -1);
	wanted.path = "/lib/libp.so (deleted)";
	CHECK_STR(where(places_open_file(&root, &wanted)), "/root/usr/lib/libp.so.1");
	unknown.path = "libp.so";
	CHECK_EQ(places_open_file(&root, &unknown), -1);
	CHECK(put("other", "root/usr/lib/libp.so.1"));
	CHECK_EQ(places_open_file(&root, &wanted), -1);
	/* A debug file has no code. */
	CHECK(put("libp.debug", "root/usr/lib/libp.so.1"));
	CHECK_EQ(places_open_file(&root, &wanted), -1);
	CHECK(put("libp.so", id_path("root/usr/lib/debug", "")));
	CHECK(strstr(where(places_open_file(&root, &wanted)), "/root/usr/lib/debug/.build-id/"));
	CHECK(clear());
}

static void alternates(void)
{
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	const struct places root = { .sysroot = fixture_path("root") };
	const struct build_id none = { 0 };
	struct build_id other = lib_id;

	other.bytes[3] ^= 1;
	CHECK(put("libp.debug", "dbg/.dwz/x86_64/libp.debug"));
	CHECK_STR(where(places_open_alternate(&places, "../../.dwz/x86_64/libp.debug", &lib_id)),
		  "/dbg/.dwz/x86_64/libp.debug");
	CHECK_EQ(places_open_alternate(&places, "../../.dwz/x86_64/libp.debug", &other), -1);
	CHECK_EQ(places_open_alternate(&places, "../../.dwz/x86_64/libp.debug", &none), -1);
	CHECK(put("libp.debug", "root/usr/lib/debug/dwz/libp"));
	CHECK_STR(where(places_open_alternate(&root, "/usr/lib/debug/dwz/libp", &lib_id)),
		  "/root/usr/lib/debug/dwz/libp");
	CHECK(clear());
}

int main(void)
{
	unsetenv(DEBUGINFOD_VARIABLE);
	fixture_begin();
	RUN(roots_hold_their_links);
	if (make_files()) {
		lib_crc = crc_of("libp.debug");
		RUN(debug_files_by_build_id);
		RUN(debug_files_by_link);
		RUN(debug_files_of_the_same_name);
		RUN(files_by_name_prove_themselves);
		RUN(files_of_a_sysroot);
		RUN(alternates);
	} else {
		puts("# skipped: no compiler and objcopy to make files with");
	}
	fixture_end();
	return unit_done();
}
