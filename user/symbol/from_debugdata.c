// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * MiniDebugInfo: .gnu_debugdata is an ELF file, compressed by xz, whose .symtab has the functions
 * that .dynsym has not.
 */
#include <stdlib.h>
#include <string.h>

#include "symbol/sources.h"
#include "util/alloc.h"

#ifdef HAVE_LZMA

#include <lzma.h>

/* Distributions' are below 1 MiB. */
#define MAX_BYTES (64 * 1024 * 1024)

/* What xz -9 needs, and a little more. */
#define MAX_MEMORY (80 * 1024 * 1024)

#define INPUT_SIZE (64 * 1024)

struct unpacking {
	lzma_stream stream;
	uint8_t *bytes;
	size_t size;		/* of @bytes */
};

/* Room for more output. Return: whether it may be that large. */
static bool make_room(struct unpacking *unpacking)
{
	size_t used = unpacking->stream.total_out;

	if (unpacking->stream.avail_out)
		return true;
	if (unpacking->size >= MAX_BYTES)
		return false;
	unpacking->size = unpacking->size ? unpacking->size * 2 : 4 * INPUT_SIZE;
	unpacking->bytes = xreallocarray(unpacking->bytes, unpacking->size, 1);
	unpacking->stream.next_out = unpacking->bytes + used;
	unpacking->stream.avail_out = unpacking->size - used;
	return true;
}

/* Return: whether all of the input was good, and ended there. */
static bool unpack(struct unpacking *unpacking, const struct elf_image *image,
		   const GElf_Shdr *section)
{
	uint64_t offset = section->sh_offset, left = section->sh_size;
	uint8_t input[INPUT_SIZE];
	lzma_ret ret = LZMA_OK;

	while (ret == LZMA_OK && make_room(unpacking)) {
		lzma_stream *stream = &unpacking->stream;

		if (!stream->avail_in && left) {
			size_t n = left < sizeof(input) ? left : sizeof(input);

			if (!elf_image_read(image, offset, input, n))
				return false;
			stream->next_in = input;
			stream->avail_in = n;
			offset += n;
			left -= n;
		}
		ret = lzma_code(stream, left ? LZMA_RUN : LZMA_FINISH);
	}
	return ret == LZMA_STREAM_END;
}

/* The ELF file itself; NULL: corrupt. */
static uint8_t *read_unpacked(const struct elf_image *image, const GElf_Shdr *section, size_t *size)
{
	struct unpacking unpacking = { .stream = LZMA_STREAM_INIT };

	if (lzma_stream_decoder(&unpacking.stream, MAX_MEMORY, 0) != LZMA_OK)
		return NULL;
	if (!unpack(&unpacking, image, section)) {
		free(unpacking.bytes);
		unpacking.bytes = NULL;
	}
	*size = unpacking.stream.total_out;
	lzma_end(&unpacking.stream);
	return unpacking.bytes;
}

/* Of a whole file, only the names are kept. */
static char *keep_names(uint8_t *bytes, struct function_text *text)
{
	char *names;

	memmove(bytes, text->memory, text->size);
	names = xreallocarray(bytes, text->size ? text->size : 1, 1);
	text->memory = names;
	return names;
}

void *from_debugdata(const struct elf_image *image, struct functions *functions)
{
	size_t size, texts = functions->text_count;
	struct elf_image inner;
	GElf_Shdr section;
	uint8_t *bytes;

	if (!elf_image_section(image, ".gnu_debugdata", &section) || !elf_image_has_bytes(&section))
		return NULL;
	bytes = read_unpacked(image, &section, &size);
	if (bytes && elf_image_open_memory(&inner, bytes, size)) {
		from_symtab(&inner, SHT_SYMTAB, 0, functions);
		elf_image_close(&inner);
	}
	if (functions->text_count > texts)
		return keep_names(bytes, &functions->texts[texts]);
	free(bytes);
	return NULL;
}

#else

void *from_debugdata(const struct elf_image *image, struct functions *functions)
{
	(void)image;
	(void)functions;
	return NULL;	/* liblzma is not built in */
}

#endif
