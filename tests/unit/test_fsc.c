// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "capture/fsc_format.h"
#include "capture/fsc_tables.h"
#include "capture/records.h"
#include "fixture_fsc.h"
#include "unit.h"

static void checksums_as_others_do(void)
{
	static const unsigned char zeros[32];

	CHECK_EQ(crc32c(0, "", 0), 0);
	CHECK_EQ(crc32c(0, "123456789", 9), 0xe3069283);
	CHECK_EQ(crc32c(0, zeros, 32), 0x8a9136aa);
	CHECK_EQ(crc32c(crc32c(0, "1234", 4), "56789", 5), 0xe3069283);
}

static void reads_what_was_written(void)
{
	struct memory_file file = new_file();
	struct story story = { 0 };
	bool whole;

	make_sample_capture(&file);
	CHECK_EQ(read_story(file.path, &story, &whole), 0);
	CHECK(whole);
	CHECK_STR(said, "");
	CHECK(strstr(story.text.text, "identity kernel=6.1.0-56-amd64\nidentity notice=\n"));
	CHECK(strstr(story.text.text, "ffffffff81000000-ffffffff81000100 schedule (none)\n"));
	CHECK(strstr(story.text.text, "name (kernel) 0:0000000000000000 ffffffffc0000000-"
				      "ffffffffc0000040 ext4_write ext4\n"));
	CHECK(strstr(story.text.text, "name /usr/lib/libfoo.so 20:"));
	CHECK(strstr(story.text.text, " 1080-1100 bar (none)\n"));
	CHECK(strstr(story.text.text, "name /usr/bin/stripped 0:0000000000000000 0-0 (none) "
				      "(none)\n"));
	CHECK(strstr(story.text.text, "stats 2 "));
	free(story.text.text);
	close(file.fd);
}

static void replaces_an_old_file_and_hides_it_from_others(void)
{
	char path[] = "/tmp/test_fsc.XXXXXX";
	int fd = mkstemp(path);
	struct fsc_writer *writer;
	struct stat st;

	CHECK(ftruncate(fd, 100000) == 0);
	close(fd);
	writer = fsc_create(path);
	CHECK(writer && !fsc_close(writer));
	CHECK(!stat(path, &st) && st.st_size < 1000);
	unlink(path);
	writer = fsc_create(path);
	CHECK(writer && !fsc_close(writer));
	CHECK(!stat(path, &st) && !(st.st_mode & 077));
	unlink(path);
}

/* Appends runs of records to one buffer, to see that chunks end between records. */
static int gather(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	struct strbuf *all = arg;

	CHECK_EQ(cpu, 7);
	CHECK_EQ(records_check(data, bytes), bytes);
	CHECK_EQ((uintptr_t)data % 8, 0);
	strbuf_add_n(all, data, bytes);
	return 0;
}

static void splits_long_runs_between_records(void)
{
	static struct records records;
	struct memory_file file = new_file();
	struct fsc_writer *writer = fsc_create(file.path);
	struct strbuf all = { 0 };
	struct fsc_sink sink = { .arg = &all, .records = gather };
	bool whole;

	records.bytes = 0;
	while (records.bytes < RECORDS_BYTES - 20000)
		add_stack(&records, records.bytes, records.bytes % 2046);
	CHECK_EQ(fsc_write_records(writer, 7, records.data, records.bytes), 0);
	CHECK_EQ(fsc_write_records(writer, 7, records.data, 0), 0);
	CHECK_EQ(fsc_close(writer), 0);
	CHECK_EQ(fsc_read(file.path, &sink, &whole), 0);
	CHECK(whole);
	CHECK_EQ(all.len, records.bytes);
	CHECK(all.len == records.bytes && !memcmp(all.text, records.data, records.bytes));
	free(all.text);
	close(file.fd);
}

static void count_name(void *arg, const struct kept_name *name)
{
	size_t *lengths = arg;

	lengths[0]++;
	lengths[1] += strlen(name->name);
	CHECK_STR(name->object, name->start % 2 ? "/odd" : "/even");
}

static void keeps_many_and_long_names(void)
{
	enum { NAMES = 60000, LONG = 200000 };
	struct memory_file file = new_file();
	struct fsc_writer *writer = fsc_create(file.path);
	struct kept_name *names = xcalloc(NAMES, sizeof(*names));
	char (*text)[16] = xcalloc(NAMES, 16), *long_text = xcalloc(1, LONG + 1);
	size_t lengths[2] = { 0 }, expected = 0;
	struct fsc_sink sink = { .arg = lengths, .name = count_name };
	bool whole;

	memset(long_text, 'x', LONG);
	for (size_t i = 0; i < NAMES; i++) {
		snprintf(text[i], 16, "function_%zu", i);
		names[i] = (struct kept_name){ .object = i % 2 ? "/odd" : "/even", .start = i,
					       .end = i + 1, .name = text[i] };
		if (i % 10000 == 5)
			names[i].name = long_text;
		expected += i % 10000 == 5 ? FSC_TEXT_MAX - 1 : strlen(text[i]);
	}
	CHECK_EQ(fsc_write_names(writer, names, NAMES), 0);
	CHECK_EQ(fsc_write_names(writer, names, 0), 0);
	CHECK_EQ(fsc_write_identity(writer, "command", long_text), 0);
	CHECK_EQ(fsc_close(writer), 0);
	CHECK_EQ(fsc_read(file.path, &sink, &whole), 0);
	CHECK(whole);
	CHECK_EQ(lengths[0], NAMES);
	CHECK_EQ(lengths[1], expected);
	free(names);
	free(text);
	free(long_text);
	close(file.fd);
}

/* Tables are told back as one text, a line each; of a long path its length. */
static void tell_table(void *arg, const struct kept_table *table)
{
	struct strbuf *told = arg;

	if (strlen(table->path) > 100)
		strbuf_addf(told, "%zu bytes", strlen(table->path));
	else
		strbuf_add(told, table->path);
	strbuf_addf(told, " %d:%.3s %" PRIu64 " %u %u %u %u %u\n", table->build_id_len,
		    (const char *)table->build_id, table->bytes, table->rows, table->rules,
		    table->inexpressible, table->sources, table->why);
}

static void keeps_what_is_said_of_tables(void)
{
	enum { MANY = 30, LONG = 200000 };
	static const uint8_t id[20] = "abc";
	struct memory_file file = new_file();
	struct fsc_writer *writer = fsc_create(file.path);
	char *long_path = xcalloc(1, LONG + 1);
	struct kept_table tables[MANY + 2] = {
		{ "/usr/lib/libfoo.so", 20, id, 1ull << 33, 10, 2, 1, 3, 0 },
		{ "[vdso]", 0, NULL, 0, 0, 0, 0, 0, 77 },
	};
	struct strbuf told = { 0 };
	struct fsc_sink sink = { .arg = &told, .table = tell_table };
	const char *at;
	bool whole;

	memset(long_path, 'x', LONG);
	for (size_t i = 2; i < MANY + 2; i++)
		tables[i] = (struct kept_table){ .path = long_path, .build_id = id, .rows = i };
	CHECK_EQ(fsc_write_tables(writer, tables, MANY + 2), 0);
	CHECK_EQ(fsc_write_tables(writer, tables, 0), 0);
	CHECK_EQ(fsc_close(writer), 0);
	CHECK_EQ(fsc_read(file.path, &sink, &whole), 0);
	CHECK(whole);
	at = told.text;
	CHECK(strstr(at, "/usr/lib/libfoo.so 20:abc 8589934592 10 2 1 3 0\n"
			 "[vdso] 0: 0 0 0 0 0 77\n"));
	CHECK(strstr(at, "65535 bytes 0: 0 31 0 0 0 0\n"));
	for (unsigned int i = 0; i < MANY; i++)
		at = strstr(at + 1, "65535 bytes");
	CHECK(at && !strstr(at + 1, "65535 bytes"));
	free(told.text);
	free(long_path);
	close(file.fd);
}

/* A payload may be anything: what is not inside it is not told. */
static void refuses_tables_that_reach_out(void)
{
	struct {
		struct fsc_tables head;
		struct fsc_table table[2];
		char text[8];
	} payload = {
		.head = { .tables = 2, .text_bytes = 8 },
		.table[0] = { .path = 8 },
		.table[1] = { .path = 4, .build_id_len = 3, .build_id = "abc" },
		.text = "/a\0/b",
	};
	struct strbuf told = { 0 };
	struct fsc_sink sink = { .arg = &told, .table = tell_table };

	CHECK(!fsc_tables_decode(&payload, sizeof(payload), &sink));
	CHECK_STR(told.text, "b 3:abc 0 0 0 0 0 0\n");
	payload.table[0].path = 3;
	CHECK(fsc_tables_decode(&payload, sizeof(payload), &(struct fsc_sink){ 0 }));
	payload.table[1].build_id_len = FSC_BUILD_ID_MAX + 1;
	CHECK(!fsc_tables_decode(&payload, sizeof(payload), &sink));
	strbuf_truncate(&told, 0);
	payload.text[7] = 'x';
	CHECK(!fsc_tables_decode(&payload, sizeof(payload), &sink));
	payload.text[7] = '\0';
	CHECK(!fsc_tables_decode(&payload, sizeof(payload) - 1, &sink));
	CHECK(!fsc_tables_decode(&payload, sizeof(payload.head) - 1, &sink));
	payload.head.tables = UINT32_MAX;
	CHECK(!fsc_tables_decode(&payload, sizeof(payload), &sink));
	payload.head = (struct fsc_tables){ 0 };
	CHECK(!fsc_tables_decode(&payload, sizeof(payload), &sink));
	CHECK_STR(told.text, "");
	free(told.text);
}

static void stops_when_the_sink_says_so(void)
{
	struct memory_file file = new_file();
	struct story story = { .stop_after = 3 };
	bool whole;

	make_sample_capture(&file);
	CHECK_EQ(read_story(file.path, &story, &whole), 42);
	CHECK(!strstr(story.text.text, "stats"));
	free(story.text.text);
	close(file.fd);
}

/* Feeds a pipe a few bytes at a time, as a slow connection would. */
struct dribble {
	int fd;
	const unsigned char *data;
	size_t bytes;
};

static void *dribble(void *arg)
{
	struct dribble *d = arg;

	for (size_t done = 0, n; done < d->bytes; done += n) {
		n = 1 + done % 13;
		if (n > d->bytes - done)
			n = d->bytes - done;
		if (write(d->fd, d->data + done, n) != (ssize_t)n)
			break;
	}
	close(d->fd);
	return NULL;
}

static void reads_and_writes_pipes(void)
{
	struct memory_file file = new_file();
	struct story from_file = { 0 }, from_pipe = { 0 };
	int old_stdout = dup(STDOUT_FILENO), old_stdin = dup(STDIN_FILENO), ends[2];
	struct fsc_writer *writer;
	struct dribble d;
	pthread_t thread;
	bool whole;

	/* A pipe has room for all of it. */
	CHECK(pipe(ends) == 0);
	fflush(stdout);
	dup2(ends[1], STDOUT_FILENO);
	writer = fsc_create("-");
	write_sample_capture(writer);
	CHECK_EQ(fsc_close(writer), 0);
	dup2(old_stdout, STDOUT_FILENO);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	CHECK_EQ(read_story("-", &from_pipe, &whole), 0);
	CHECK(whole);

	make_sample_capture(&file);
	CHECK_EQ(read_story(file.path, &from_file, &whole), 0);
	CHECK_STR(from_pipe.text.text, from_file.text.text);

	CHECK(pipe(ends) == 0);
	d.fd = ends[1];
	d.data = get_file(&file, &d.bytes);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	pthread_create(&thread, NULL, dribble, &d);
	CHECK_EQ(read_story("-", &from_pipe, &whole), 0);
	pthread_join(thread, NULL);
	CHECK(whole);
	CHECK_STR(from_pipe.text.text, from_file.text.text);

	dup2(old_stdin, STDIN_FILENO);
	close(old_stdin);
	close(old_stdout);
	free((void *)d.data);
	free(from_file.text.text);
	free(from_pipe.text.text);
	close(file.fd);
}

static bool refused(const char *path, const char *message)
{
	struct story story = { 0 };
	bool whole = true;
	int result = read_story(path, &story, &whole);

	if (!said_one_line_with(message))
		printf("# said: %s", said);
	free(story.text.text);
	return result == -1 && !whole && said_one_line_with(message);
}

static void refuses_what_is_no_capture(void)
{
	struct memory_file file = new_file();
	struct fsc_header header = { .byte_order = FSC_BYTE_ORDER, .version = FSC_VERSION };

	memcpy(header.magic, FSC_MAGIC, FSC_MAGIC_BYTES);
	CHECK(fsc_recognize(&header, FSC_RECOGNIZE_BYTES));
	CHECK(!fsc_recognize("<svg xmlns=\"http", FSC_RECOGNIZE_BYTES));
	CHECK(!fsc_recognize(&header, 7));

	CHECK(refused("/nowhere/at/all.fsc", "no such file"));
	CHECK(refused("/", "Is a directory"));
	CHECK(refused(file.path, "is empty"));
	set_file(&file, "main;foo;bar 17\nmain;foo 3\n", 27);
	CHECK(refused(file.path, "not a capture"));
	set_file(&file, &header, 12);
	CHECK(refused(file.path, "cut off"));
	set_file(&file, &header, sizeof(header));
	CHECK(refused(file.path, "nothing in it can be read"));
	header.version = FSC_VERSION + 1;
	set_file(&file, &header, sizeof(header));
	CHECK(refused(file.path, "has version 4"));
	/* Its stacks would be misread. */
	header.version = 1;
	set_file(&file, &header, sizeof(header));
	CHECK(refused(file.path, "has version 1"));
	header.version = FSC_VERSION;
	header.byte_order = __builtin_bswap32(FSC_BYTE_ORDER);
	set_file(&file, &header, sizeof(header));
	CHECK(refused(file.path, "other byte order"));
	close(file.fd);
}

static void refuses_places_that_cannot_be_written(void)
{
	listen_to_stderr();
	CHECK(!fsc_create("/nowhere/at/all.fsc"));
	hear_stderr();
	CHECK(said_one_line_with("cannot create"));
	listen_to_stderr();
	CHECK(!fsc_create("/dev/full"));
	hear_stderr();
	CHECK(said_one_line_with("no space left"));
}

/* Writes until it fails. Return: bytes of the file then; the file must be readable. */
static void fill_up(const char *path, const char *message)
{
	static struct records records;
	struct fsc_writer *writer = fsc_create(path);
	struct flamesamp_stats stats = { 0 };
	struct story story = { 0 };
	struct stat before, after;
	unsigned int written = 0;
	bool whole;

	records.bytes = 0;
	for (int i = 0; i < 11; i++)
		add_stack(&records, i, 33);
	CHECK(writer);
	if (!writer)
		return;
	listen_to_stderr();
	while (written < 10000 && !fsc_write_records(writer, 1, records.data, records.bytes))
		written++;
	hear_stderr();
	CHECK(said_one_line_with(message));
	CHECK(written > 5 && written < 10000);
	CHECK(!stat(path, &before));
	CHECK_EQ((before.st_size - sizeof(struct fsc_header)) %
		 (sizeof(struct fsc_chunk) + sizeof(struct fsc_records) + records.bytes), 0);

	listen_to_stderr();
	CHECK_EQ(fsc_write_records(writer, 1, records.data, records.bytes), -1);
	CHECK_EQ(fsc_write_identity(writer, "key", "value"), -1);
	CHECK_EQ(fsc_write_stats(writer, &stats), -1);
	CHECK_EQ(fsc_close(writer), -1);
	hear_stderr();
	CHECK_STR(said, "");
	CHECK(!stat(path, &after) && after.st_size == before.st_size);

	CHECK_EQ(read_story(path, &story, &whole), 0);
	CHECK(!whole);
	CHECK(said_one_line_with("cut off"));
	for (const char *at = story.text.text; (at = strstr(at, "records 1 ")); at++)
		written--;
	CHECK_EQ(written, 0);
	free(story.text.text);
}

static void keeps_what_was_written_before_the_file_limit(void)
{
	char path[] = "/tmp/test_fsc.XXXXXX";
	struct rlimit old, limit;

	close(mkstemp(path));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	limit = (struct rlimit){ 100001, old.rlim_max };
	setrlimit(RLIMIT_FSIZE, &limit);
	fill_up(path, "larger than files may be");
	setrlimit(RLIMIT_FSIZE, &old);
	unlink(path);
}

/* In a process of its own: its mounts are nobody else's. Exit status 77: not possible here. */
static void fill_a_small_file_system(void)
{
	char dir[] = "/tmp/test_fsc.XXXXXX", path[64];

	if (!mkdtemp(dir) || unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", dir, "tmpfs", 0, "size=64k")) {
		rmdir(dir);
		_exit(77);
	}
	snprintf(path, sizeof(path), "%s/capture.fsc", dir);
	fill_up(path, "no space left");
	umount(dir);
	rmdir(dir);
	fflush(stdout);
	_exit(!unit_ok);
}

static void keeps_what_was_written_before_the_disk_was_full(void)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		fill_a_small_file_system();
	CHECK(waitpid(child, &status, 0) == child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		printf("# no file system can be mounted here: skipped\n");
	else
		CHECK_EQ(status, 0);
}

int main(void)
{
	RUN(checksums_as_others_do);
	RUN(reads_what_was_written);
	RUN(replaces_an_old_file_and_hides_it_from_others);
	RUN(splits_long_runs_between_records);
	RUN(keeps_many_and_long_names);
	RUN(keeps_what_is_said_of_tables);
	RUN(refuses_tables_that_reach_out);
	RUN(stops_when_the_sink_says_so);
	RUN(reads_and_writes_pipes);
	RUN(refuses_what_is_no_capture);
	RUN(refuses_places_that_cannot_be_written);
	RUN(keeps_what_was_written_before_the_file_limit);
	RUN(keeps_what_was_written_before_the_disk_was_full);
	return unit_done();
}
