// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Linux Standard Base Core 5, sections 10.6.1 (.eh_frame) and 10.6.2 (.eh_frame_hdr). The latter
 * has a sorted table, so that a function is found by a few looks into the file; a file without it
 * has its .eh_frame read once, from beginning to end.
 */
#include <string.h>

#include "symbol/from_frames.h"
#include "unwind/pointer.h"

/* As much of an entry as matters here: compilers' CIEs have less than 32 bytes. */
#define ENTRY_SIZE 128

#define MAX_FUNCTIONS (4 * 1024 * 1024)

/* The encodings of the only kind of table that linkers make. */
#define COUNT_ENCODING 0x03	/* udata4 */
#define TABLE_ENCODING 0x3b	/* datarel | sdata4 */

/* The header's bytes up to the table, with the widest pointer. */
#define HEADER_SIZE 20

struct table_entry {
	int32_t function, fde;		/* relative to .eh_frame_hdr */
};

/* An entry of .eh_frame: a CIE, or an FDE that describes a function. */
struct entry {
	uint8_t data[ENTRY_SIZE];
	struct bytes bytes;		/* what comes behind the id */
	struct pointer_base base;
	uint64_t id, id_address, next;
};

/*
 * Return: whether there is an entry at @address; one of size 0 has no id. Entries of 4 GiB and
 * more, for which there is a wider form, don't fit.
 */
static bool read_entry(const struct frames *frames, uint64_t address, struct entry *entry)
{
	uint64_t at = address - frames->address, left, size;
	struct bytes *bytes = &entry->bytes;

	if (address < frames->address || at >= frames->size)
		return false;
	left = frames->size - at;
	left = left < ENTRY_SIZE ? left : ENTRY_SIZE;
	if (!windows_read(frames->windows, frames->fd, frames->offset + at, entry->data, left))
		return false;
	*bytes = (struct bytes){ entry->data, entry->data + left, false };
	entry->base = (struct pointer_base){ .section = entry->data, .address = address,
					     .word = frames->word };
	size = bytes_u32(bytes);
	entry->id_address = address + (bytes->at - entry->data);
	if (bytes->bad || size > frames->address + frames->size - entry->id_address)
		return false;
	entry->next = entry->id_address + size;
	if (size < bytes_left(bytes))
		bytes->end = bytes->at + size;
	entry->id = size ? bytes_u32(bytes) : 0;
	return !bytes->bad;
}

static const char *take_string(struct bytes *bytes)
{
	const uint8_t *end = memchr(bytes->at, '\0', bytes_left(bytes));

	return end ? (const char *)bytes_take(bytes, end - bytes->at + 1) : NULL;
}

/* The encoding of pointers by the letters of an augmentation. Return: whether all are known. */
static bool read_letters(struct entry *entry, const char *letters, uint8_t *encoding)
{
	struct bytes *bytes = &entry->bytes;

	for (; *letters; letters++) {
		switch (*letters) {
		case 'L':
			bytes_u8(bytes);
			break;
		case 'P':
			pointer_read(bytes, bytes_u8(bytes) & ~POINTER_INDIRECT, &entry->base);
			break;
		case 'R':
			*encoding = bytes_u8(bytes);
			break;
		case 'S':
		case 'B':
		case 'G':
			break;
		default:
			return false;
		}
	}
	return !bytes->bad;
}

static bool read_cie(struct frames *frames, uint64_t address)
{
	struct entry entry;
	struct bytes *bytes = &entry.bytes;
	const char *letters;
	uint8_t version;

	if (frames->cie == address && address)
		return true;
	frames->cie = 0;
	if (!read_entry(frames, address, &entry) || entry.id)
		return false;
	version = bytes_u8(bytes);
	letters = take_string(bytes);
	if ((version != 1 && version != 3) || !letters)
		return false;
	bytes_uleb(bytes);
	bytes_sleb(bytes);
	if (version == 1)
		bytes_u8(bytes);
	else
		bytes_uleb(bytes);
	frames->encoding = POINTER_WORD;
	if (*letters == 'z') {
		bytes_uleb(bytes);
		if (!read_letters(&entry, letters + 1, &frames->encoding))
			return false;
	} else if (*letters) {
		return false;
	}
	/* What a pointer relative to anything else is about is not known here. */
	if ((frames->encoding & ~POINTER_WIDTH) != POINTER_ABSOLUTE &&
	    (frames->encoding & ~POINTER_WIDTH) != POINTER_PC)
		return false;
	frames->cie = address;
	return !bytes->bad;
}

/* The function of an entry. Return: whether it is one's. */
static bool read_function(struct frames *frames, struct entry *entry, uint64_t *start,
			  uint64_t *end)
{
	uint64_t size;

	if (!entry->id || entry->id > entry->id_address ||
	    !read_cie(frames, entry->id_address - entry->id))
		return false;
	*start = pointer_read(&entry->bytes, frames->encoding, &entry->base);
	size = pointer_read(&entry->bytes, frames->encoding & POINTER_WIDTH, &entry->base);
	if (entry->bytes.bad || !size || size > UINT64_MAX - *start)
		return false;
	*end = *start + size;
	return true;
}

static void scan(struct frames *frames)
{
	uint64_t address = frames->address, start, end;
	struct function function = { 0 };
	struct entry entry;

	while (frames->scanned.count < MAX_FUNCTIONS && read_entry(frames, address, &entry)) {
		if (read_function(frames, &entry, &start, &end)) {
			function.start = start;
			function.size = function_size(end - start);
			functions_add(&frames->scanned, &function);
		}
		address = entry.next;
	}
	functions_settle(&frames->scanned);
}

/* --- opening */

/* Where .eh_frame_hdr is; @size is 0 where it is not there. */
static void find_header(const struct elf_image *image, GElf_Shdr *header)
{
	GElf_Phdr segment;

	memset(header, 0, sizeof(*header));
	if (elf_image_header(image, PT_GNU_EH_FRAME, &segment)) {
		header->sh_addr = segment.p_vaddr;
		header->sh_offset = segment.p_offset;
		header->sh_size = segment.p_filesz;
	} else if (!elf_image_section(image, ".eh_frame_hdr", header) ||
		   !elf_image_has_bytes(header)) {
		header->sh_size = 0;
	}
}

/* Without section headers: from the address in .eh_frame_hdr on, to the end of the segment. */
static bool place_by_header(struct frames *frames, const struct elf_image *image, uint64_t address)
{
	GElf_Phdr segment;

	if (!elf_image_segment(image, address, &segment) ||
	    !elf_image_offset(image, address, &frames->offset))
		return false;
	frames->address = address;
	frames->size = segment.p_filesz - (address - segment.p_vaddr);
	return true;
}

static bool place(struct frames *frames, const struct elf_image *image, uint64_t address)
{
	GElf_Shdr section;

	if (!elf_image_section(image, ".eh_frame", &section))
		return address && place_by_header(frames, image, address);
	if (!elf_image_has_bytes(&section))
		return false;
	frames->address = section.sh_addr;
	frames->offset = section.sh_offset;
	frames->size = section.sh_size;
	return true;
}

/* Return: the address of .eh_frame; 0: unknown. */
static uint64_t read_header(struct frames *frames, const GElf_Shdr *header)
{
	uint8_t data[HEADER_SIZE] = { 0 }, encoding, count_encoding, table_encoding;
	size_t size = header->sh_size < sizeof(data) ? header->sh_size : sizeof(data);
	struct pointer_base base = { .section = data, .address = header->sh_addr,
				     .data = header->sh_addr, .word = frames->word };
	struct bytes bytes = { data, data + size, false };
	uint64_t address, used;

	if (!windows_read(frames->windows, frames->fd, header->sh_offset, data, size) ||
	    bytes_u8(&bytes) != 1)
		return 0;
	encoding = bytes_u8(&bytes);
	count_encoding = bytes_u8(&bytes);
	table_encoding = bytes_u8(&bytes);
	address = pointer_read(&bytes, encoding & ~POINTER_INDIRECT, &base);
	if (bytes.bad || encoding & POINTER_INDIRECT)
		return 0;
	if (count_encoding != COUNT_ENCODING || table_encoding != TABLE_ENCODING)
		return address;
	frames->count = bytes_u32(&bytes);
	used = bytes.at - data;
	frames->header = header->sh_addr;
	frames->table = header->sh_offset + used;
	if (bytes.bad || frames->count > (header->sh_size - used) / sizeof(struct table_entry))
		frames->count = 0;
	return address;
}

void frames_open(struct frames *frames, const struct elf_image *image, struct windows *windows)
{
	uint64_t address = 0;
	GElf_Shdr header;

	*frames = (struct frames){ .windows = windows, .fd = image->fd,
				   .word = image->is_64 ? 8 : 4 };
	find_header(image, &header);
	if (header.sh_size && !image->is_foreign)
		address = read_header(frames, &header);
	/* Numbers of another byte order are not read here. */
	if (image->is_foreign || !place(frames, image, address) || frames->offset > INT64_MAX ||
	    frames->size > INT64_MAX || frames->address > UINT64_MAX - frames->size) {
		frames->word = 0;
		return;
	}
	if (!frames->count)
		scan(frames);
}

void frames_close(struct frames *frames)
{
	functions_free(&frames->scanned);
	memset(frames, 0, sizeof(*frames));
}

/* --- finding */

/* Of a scanned file. */
static bool find_scanned(const struct frames *frames, uint64_t address, uint64_t *start,
			 uint64_t *end)
{
	const struct function *function = functions_find(&frames->scanned, address);

	if (function) {
		*start = function->start;
		*end = function->start + function->size;
		return true;
	}
	*start = 0;
	*end = UINT64_MAX;
	functions_gap(&frames->scanned, address, start, end);
	*start = 0;
	return false;
}

static bool read_pair(const struct frames *frames, uint64_t index, uint64_t *function,
		      uint64_t *fde)
{
	uint64_t mask = frames->word == 4 ? UINT32_MAX : UINT64_MAX;
	struct table_entry pair;

	if (!windows_read(frames->windows, frames->fd, frames->table + index * sizeof(pair), &pair,
			  sizeof(pair)))
		return false;
	*function = (frames->header + (int64_t)pair.function) & mask;
	*fde = (frames->header + (int64_t)pair.fde) & mask;
	return true;
}

/* How many functions of the table start at or below an address. */
static uint64_t count_functions(const struct frames *frames, uint64_t address)
{
	uint64_t low = 0, high = frames->count, function, fde;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (read_pair(frames, middle, &function, &fde) && function <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool frames_find(struct frames *frames, uint64_t address, uint64_t *start, uint64_t *end)
{
	uint64_t n, function, fde;
	struct entry entry;

	*start = 0;
	*end = UINT64_MAX;
	if (!frames->word)
		return false;
	if (!frames->count)
		return find_scanned(frames, address, start, end);
	n = count_functions(frames, address);
	if (n && read_pair(frames, n - 1, &function, &fde) && read_entry(frames, fde, &entry) &&
	    read_function(frames, &entry, start, end) && *start == function && address < *end)
		return true;
	*start = 0;
	*end = n < frames->count && read_pair(frames, n, &function, &fde) ? function : UINT64_MAX;
	return false;
}
