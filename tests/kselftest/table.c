// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table.h"

struct table table_new(uint32_t pages, uint32_t rules, uint32_t rows)
{
	struct table table = { 0 };
	uint32_t i;

	table.bytes = sizeof(*table.head) + rules * sizeof(*table.rule) +
		      (pages + 1) * sizeof(*table.page) + pages * rows * sizeof(*table.row);
	table.head = calloc(1, table.bytes);
	if (!table.head) {
		perror("table: calloc");
		exit(1);
	}
	*table.head = (struct flamesamp_unwind_table){
		.version = FLAMESAMP_UNWIND_VERSION, .word = sizeof(long),
		.pages = pages, .rows = pages * rows, .rules = rules,
	};
	table.rule = (void *)(table.head + 1);
	table.page = (void *)(table.rule + rules);
	table.row = table.page + pages + 1;
	for (i = 0; i <= pages; i++)
		table.page[i] = i * rows;
	for (i = 0; i < pages * rows; i++)
		table.row[i] = FLAMESAMP_UNWIND_ROW(i % rows, 0);
	return table;
}

void table_free(struct table *table)
{
	free(table->head);
	*table = (struct table){ 0 };
}

uint32_t own_pages(void)
{
	struct stat st;

	if (stat("/proc/self/exe", &st)) {
		perror("/proc/self/exe");
		exit(1);
	}
	return st.st_size / FLAMESAMP_UNWIND_PAGE + 1;
}

struct flamesamp_unwind_rule frame_pointer_rule(void)
{
	/* In words of 4 bytes. */
	const int word = sizeof(long) / 4;

	return (struct flamesamp_unwind_rule){
#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__)
		.kind = FLAMESAMP_UNWIND_CFA,
		.cfa = 2 * sizeof(long),
#elif defined(__riscv)
		.kind = FLAMESAMP_UNWIND_CFA,
#endif
		.reg = FLAMESAMP_UNWIND_FP,
		.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_CFA,
						FLAMESAMP_UNWIND_AT_CFA, 0),
		.ra = -word,
		.fp[0] = -2 * word,
	};
}

int upload(const struct session *s, const void *data, size_t bytes)
{
	struct flamesamp_upload upload = { .data = (uintptr_t)data, .bytes = bytes };

	if (ioctl(s->fd, FLAMESAMP_IOC_TABLE, &upload))
		return -errno;
	return upload.table;
}

int bind_fd(const struct session *s, int fd, uint32_t table)
{
	struct flamesamp_bind bind = { .fd = fd, .table = table };

	return ioctl(s->fd, FLAMESAMP_IOC_BIND, &bind) ? -errno : 0;
}

int bind_own(const struct session *s, const struct table *table)
{
	int number = upload(s, table->head, table->bytes);
	int fd, err;

	if (number < 0)
		return number;
	fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = bind_fd(s, fd, number);
	close(fd);
	return err;
}
