// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * DWARF 5, section 6.4.1, and, for what .eh_frame does in another way, Linux Standard Base Core 5,
 * section 10.6.
 */
#include <stdlib.h>

#include "unwind/cfi.h"
#include "unwind/eh_frame.h"

/* More than any compiler writes. Each function may make us run its CIE's program again. */
#define MAX_CIE_SIZE 1024

/* CIEs are few where linkers merge equal ones, and else right before what they are for. */
#define KEPT_CIES 64

struct kept_cie {
	uint64_t offset;
	bool known, sound;
	bool has_augmentation;	/* of functions, which is to be skipped */
	uint8_t address_size, segment_size;
	struct cfi_cie cie;
};

/**
 * struct frames - a section of call frame information
 * @code: the file
 * @machine: its machine
 * @rows: gets the rows
 * @entry: see eh_frame_read()
 * @section: its bytes
 * @base: what pointers in it are relative to
 * @is_debug: .debug_frame
 * @is_open: it may end before its bytes do
 */
struct frames {
	struct unwind_code *code;
	const struct machine *machine;
	struct unwind_rows *rows;
	struct code_extent *entry;
	struct code_bytes section;
	struct pointer_base base;
	bool is_debug, is_open;
	struct kept_cie kept[KEPT_CIES];
};

/* A CIE or a function: what both begin with. */
struct entry {
	struct bytes bytes;	/* what comes behind the id */
	uint64_t id;
	uint64_t id_offset;	/* where the id is in the section */
	bool is_wide;		/* offsets have 64 bits */
};

static uint64_t offset_of(const struct frames *frames, const struct bytes *bytes)
{
	return bytes->at - frames->section.data;
}

/* Return: whether there is one, which is skipped. The last one may have size 0. */
static bool next_entry(const struct frames *frames, struct bytes *section, struct entry *entry)
{
	uint64_t size = bytes_u32(section);
	const uint8_t *at;

	entry->is_wide = size == UINT32_MAX;
	if (entry->is_wide)
		size = bytes_u64(section);
	entry->id_offset = offset_of(frames, section);
	at = bytes_take(section, size);
	if (!at)
		return false;
	entry->bytes = (struct bytes){ at, at + size, false };
	entry->id = entry->is_wide ? bytes_u64(&entry->bytes) : bytes_u32(&entry->bytes);
	return true;
}

static bool is_cie(const struct frames *frames, const struct entry *entry)
{
	if (!frames->is_debug)
		return !entry->id;
	return entry->id == (entry->is_wide ? UINT64_MAX : UINT32_MAX);
}

/* Where the CIE of a function is. */
static uint64_t cie_offset(const struct frames *frames, const struct entry *entry)
{
	return frames->is_debug ? entry->id : entry->id_offset - entry->id;
}

/*
 * The letters of an augmentation: L and R have a byte of data, P a pointer; B and G say how arm64
 * code signs addresses and tags its stack, S that the frames are the kernel's. Return: whether all
 * of them are known.
 */
static bool read_augmentation(const struct frames *frames, struct kept_cie *kept,
			      const char *letters, struct bytes *data)
{
	uint8_t encoding;

	for (; *letters; letters++) {
		switch (*letters) {
		case 'L':
			bytes_u8(data);
			break;
		case 'R':
			kept->cie.encoding = bytes_u8(data);
			break;
		case 'P':
			encoding = bytes_u8(data);
			pointer_read(data, encoding & ~POINTER_INDIRECT, &frames->base);
			break;
		case 'S':
			kept->cie.is_signal = true;
			break;
		case 'B':
		case 'G':
			break;
		default:
			return false;
		}
	}
	return !data->bad;
}

/* Those that begin with "z" say how long their data is; one that has none has nothing to say. */
static bool read_augmentations(const struct frames *frames, struct kept_cie *kept,
			       const char *letters, struct bytes *bytes)
{
	struct bytes data;
	uint64_t size;

	if (*letters != 'z')
		return !*letters;
	kept->has_augmentation = true;
	size = bytes_uleb(bytes);
	data.at = bytes_take(bytes, size);
	if (!data.at)
		return false;
	data.end = data.at + size;
	data.bad = false;
	return read_augmentation(frames, kept, letters + 1, &data);
}

/* The address of something of GCC 2's, for which there is no letter. */
static const char *skip_eh(const struct frames *frames, const char *letters, struct bytes *bytes)
{
	if (letters[0] != 'e' || letters[1] != 'h')
		return letters;
	bytes_take(bytes, frames->base.word);
	return letters + 2;
}

static const char *take_string(struct bytes *bytes)
{
	const void *end = memchr(bytes->at, '\0', bytes_left(bytes));

	if (!end)
		return NULL;
	return (const char *)bytes_take(bytes, (const uint8_t *)end - bytes->at + 1);
}

static bool parse_cie(const struct frames *frames, struct kept_cie *kept, struct bytes bytes)
{
	struct cfi_cie *cie = &kept->cie;
	uint8_t version = bytes_u8(&bytes);
	const char *letters = take_string(&bytes);

	if (!letters || bytes_left(&bytes) > MAX_CIE_SIZE ||
	    (version != 1 && version != 3 && version != 4))
		return false;
	letters = skip_eh(frames, letters, &bytes);
	kept->address_size = frames->base.word;
	if (version == 4) {
		kept->address_size = bytes_u8(&bytes);
		kept->segment_size = bytes_u8(&bytes);
	}
	cie->code_align = bytes_uleb(&bytes);
	cie->data_align = bytes_sleb(&bytes);
	cie->ra = version == 1 ? bytes_u8(&bytes) : bytes_uleb(&bytes);
	if (!cie->code_align || kept->address_size != frames->base.word ||
	    !read_augmentations(frames, kept, letters, &bytes))
		return false;
	/* Rules that only a loader could tell the addresses of. */
	if (cie->encoding & POINTER_INDIRECT)
		return false;
	return !bytes.bad && cfi_begin(frames->machine, cie, bytes);
}

static const struct kept_cie *find_cie(struct frames *frames, uint64_t offset)
{
	struct kept_cie *kept = &frames->kept[(offset / 4 ^ offset / 256) % KEPT_CIES];
	struct bytes section = { frames->section.data, NULL, false };
	struct entry entry;

	if (kept->known && kept->offset == offset)
		return kept->sound ? kept : NULL;
	memset(kept, 0, sizeof(*kept));
	kept->known = true;
	kept->offset = offset;
	section.end = section.at + frames->section.size;
	if (bytes_take(&section, offset) && next_entry(frames, &section, &entry) &&
	    is_cie(frames, &entry))
		kept->sound = parse_cie(frames, kept, entry.bytes);
	return kept->sound ? kept : NULL;
}

static void note_entry(struct frames *frames, const struct cfi_function *function, uint64_t size)
{
	if (frames->code->entry - function->address >= size)
		return;
	frames->entry->address = function->start;
	frames->entry->size = function->end - function->start;
}

/* Return: whether it makes sense; one that speaks of no code does. */
static bool read_function(struct frames *frames, const struct entry *entry)
{
	const struct kept_cie *kept = find_cie(frames, cie_offset(frames, entry));
	struct bytes bytes = entry->bytes;
	struct cfi_function function;
	uint64_t size;

	if (!kept)
		return false;
	bytes_take(&bytes, kept->segment_size);
	function.address = pointer_read(&bytes, kept->cie.encoding, &frames->base);
	size = pointer_read(&bytes, kept->cie.encoding & POINTER_WIDTH, &frames->base);
	if (kept->has_augmentation)
		bytes_take(&bytes, bytes_uleb(&bytes));
	if (bytes.bad)
		return false;
	if (!code_range(frames->code, function.address, size, &function.start, &function.end))
		return true;
	function.machine = frames->machine;
	function.cie = &kept->cie;
	function.base = frames->base;
	function.base.function = function.address;
	function.rows = frames->rows;
	function.rank = frames->is_debug ? ROW_DEBUG_FRAME : ROW_EH_FRAME;
	note_entry(frames, &function, size);
	return cfi_function(&function, bytes);
}

/* A section that has functions, none of which make sense, is corrupt; so is one that is cut off. */
static enum untabled read_entries(struct frames *frames)
{
	struct bytes section = { frames->section.data, NULL, false };
	size_t functions = 0, sound = 0;
	struct entry entry;

	section.end = section.at + frames->section.size;
	while (bytes_left(&section)) {
		if (!next_entry(frames, &section, &entry))
			return sound ? TABLED : UNTABLED_CORRUPT;
		/* Linkers may leave the end of one object's part in the middle. */
		if (entry.bytes.end == entry.bytes.at && entry.bytes.bad) {
			if (frames->is_open)
				break;
			continue;
		}
		if (is_cie(frames, &entry))
			continue;
		functions++;
		sound += !entry.bytes.bad && read_function(frames, &entry);
	}
	if (!functions)
		return UNTABLED_NO_INFO;
	return sound ? TABLED : UNTABLED_CORRUPT;
}

static uint64_t section_address(const struct unwind_code *code, const char *name)
{
	GElf_Shdr section;

	return code_section(code, name, &section) ? section.sh_addr : 0;
}

/* Frees the section. */
static enum untabled read_frames(struct frames *frames)
{
	enum untabled why;

	frames->machine = frames->code->keeps_rbx ? machine_with_rbx() :
						    machine_find(frames->code->machine);
	frames->base.section = frames->section.data;
	frames->base.address = frames->section.address;
	frames->base.text = section_address(frames->code, ".text");
	frames->base.data = section_address(frames->code, ".got");
	frames->base.word = frames->code->word;
	why = frames->machine ? read_entries(frames) : UNTABLED_MACHINE;
	free(frames->section.data);
	return why;
}

/*
 * .eh_frame_hdr begins with the bytes version (1), encoding of the pointer to .eh_frame, encodings
 * of its own table, and that pointer.
 */
static bool find_by_header(struct frames *frames)
{
	const struct code_extent *extent = &frames->code->eh_frame_hdr;
	struct code_bytes header;
	struct pointer_base base;
	struct bytes bytes;
	uint64_t address;
	uint8_t encoding;

	if (!code_read(frames->code, extent->address, extent->size, &header))
		return false;
	base = (struct pointer_base){ .section = header.data, .address = header.address,
				      .data = header.address, .word = frames->code->word };
	bytes = (struct bytes){ header.data, header.data + header.size, false };
	if (bytes_u8(&bytes) != 1)
		bytes_fail(&bytes);
	encoding = bytes_u8(&bytes);
	bytes_u16(&bytes);
	address = pointer_read(&bytes, encoding, &base);
	free(header.data);
	frames->is_open = true;
	return !bytes.bad && !(encoding & POINTER_INDIRECT) &&
	       code_read(frames->code, address, UINT64_MAX, &frames->section);
}

enum untabled eh_frame_read(struct unwind_code *code, struct unwind_rows *rows,
			    struct code_extent *entry)
{
	struct frames frames = { .code = code, .rows = rows, .entry = entry };

	memset(entry, 0, sizeof(*entry));
	if (!code_read_section(code, ".eh_frame", &frames.section) && !find_by_header(&frames))
		return UNTABLED_NO_INFO;
	return read_frames(&frames);
}

enum untabled debug_frame_read(struct unwind_code *code, struct unwind_rows *rows,
			       struct code_extent *entry)
{
	struct frames frames = { .code = code, .rows = rows, .entry = entry, .is_debug = true };

	memset(entry, 0, sizeof(*entry));
	if (!code_read_section(code, ".debug_frame", &frames.section))
		return UNTABLED_NO_INFO;
	return read_frames(&frames);
}
