// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol/tar.h"
#include "util/alloc.h"
#include "util/write_all.h"

#define COPY_BYTES (256 * 1024)

/* The header of a member, as POSIX.1-1988 has it; numbers are octal text. */
struct header {
	char name[TAR_NAME_MAX];
	char mode[8], uid[8], gid[8];
	char size[12], mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6], version[2];
	char user[32], group[32];
	char major[8], minor[8];
	char prefix[155];
	char padding[12];
};

_Static_assert(sizeof(struct header) == TAR_BLOCK, "on disk");

#define TYPE_FILE '0'
#define TYPE_OLD_FILE '\0'

static uint64_t padded(uint64_t size)
{
	return (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
}

/* The sum of all bytes, those of the checksum itself as if they were blanks. */
static unsigned int checksum(const struct header *header)
{
	const unsigned char *byte = (const void *)header;
	size_t from = offsetof(struct header, checksum), to = from + sizeof(header->checksum);
	unsigned int sum = 0;

	for (size_t i = 0; i < sizeof(*header); i++)
		sum += i >= from && i < to ? ' ' : byte[i];
	return sum;
}

/* Octal digits, after blanks and up to a blank or NUL. GNU's binary numbers are none. */
static bool read_octal(const char *text, size_t len, uint64_t *number)
{
	size_t i = 0;

	*number = 0;
	while (i < len && text[i] == ' ')
		i++;
	if (i == len || text[i] < '0' || text[i] > '7')
		return false;
	for (; i < len && text[i] >= '0' && text[i] <= '7'; i++)
		*number = *number * 8 + (text[i] - '0');
	return i == len || !text[i] || text[i] == ' ';
}

static bool is_zero(const struct header *header)
{
	static const struct header zero;

	return !memcmp(header, &zero, sizeof(zero));
}

/* Headers whose bytes tell of the member behind them: pax (x, g) and GNU (L, K). */
static bool tells_of_next(char type)
{
	return type && strchr("xgLK", type);
}

static void read_name(const struct header *header, struct tar_member *member)
{
	const char *name = header->name;
	size_t len = strnlen(name, sizeof(header->name));

	if (len > 1 && name[0] == '.' && name[1] == '/') {
		name += 2;
		len -= 2;
	}
	memcpy(member->name, name, len);
	member->name[len] = '\0';
}

/* A sound header at @*at; the member it tells of lies in the archive of @end bytes. */
static enum tar_next read_header(int fd, uint64_t at, uint64_t end, struct header *header,
				 uint64_t *size)
{
	uint64_t sum;

	if (at > end || end - at < sizeof(*header) ||
	    pread(fd, header, sizeof(*header), at) != sizeof(*header))
		return TAR_BROKEN;
	if (is_zero(header))
		return TAR_END;
	if (!read_octal(header->checksum, sizeof(header->checksum), &sum) ||
	    sum != checksum(header) ||
	    !read_octal(header->size, sizeof(header->size), size) ||
	    *size > end - at - sizeof(*header))
		return TAR_BROKEN;
	return TAR_MEMBER;
}

enum tar_next tar_next(int fd, uint64_t *at, struct tar_member *member)
{
	bool told_before = false;
	struct header header;
	enum tar_next next;
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return TAR_BROKEN;
	for (;;) {
		uint64_t size;

		next = read_header(fd, *at, st.st_size, &header, &size);
		if (next != TAR_MEMBER)
			return next;
		member->offset = *at + sizeof(header);
		member->size = size;
		*at = member->offset + padded(size);
		/* A name that is continued elsewhere is none of ours. */
		if ((header.type == TYPE_FILE || header.type == TYPE_OLD_FILE) && !told_before &&
		    !header.prefix[0])
			break;
		told_before = tells_of_next(header.type);
	}
	read_name(&header, member);
	return TAR_MEMBER;
}

static int write_header(int out, const char *name, uint64_t size)
{
	struct header header = { .type = TYPE_FILE, .magic = "ustar", .version = { '0', '0' } };

	memcpy(header.name, name, strnlen(name, sizeof(header.name)));
	snprintf(header.mode, sizeof(header.mode), "%07o", 0644);
	snprintf(header.uid, sizeof(header.uid), "%07o", 0);
	snprintf(header.gid, sizeof(header.gid), "%07o", 0);
	snprintf(header.size, sizeof(header.size), "%011llo", (unsigned long long)size);
	snprintf(header.mtime, sizeof(header.mtime), "%011o", 0);
	snprintf(header.checksum, sizeof(header.checksum), "%06o", checksum(&header));
	header.checksum[7] = ' ';
	return write_all(out, &header, sizeof(header));
}

static int copy(int out, int fd, uint64_t size)
{
	char *part = xmalloc(COPY_BYTES);
	uint64_t at = 0;
	int result = 0;

	while (at < size && !result) {
		size_t want = size - at < COPY_BYTES ? size - at : COPY_BYTES;
		ssize_t n = pread(fd, part, want, at);

		if (n < 0)
			result = -errno;
		else if (!n)
			result = -ENODATA;
		else
			result = write_all(out, part, n);
		at += n;
	}
	free(part);
	return result;
}

int tar_add(int out, const char *name, int fd, uint64_t size)
{
	static const char zeros[TAR_BLOCK];
	int result = write_header(out, name, size);

	if (!result)
		result = copy(out, fd, size);
	return result ? result : write_all(out, zeros, padded(size) - size);
}

int tar_end(int out)
{
	static const char zeros[2 * TAR_BLOCK];

	return write_all(out, zeros, sizeof(zeros));
}
