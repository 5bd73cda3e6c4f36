// SPDX-License-Identifier: GPL-2.0-or-later
#include "unwind/pointer.h"

static uint64_t read_number(struct bytes *bytes, uint8_t encoding, unsigned int word)
{
	switch (encoding & POINTER_WIDTH) {
	case POINTER_WORD:
		return word == 8 ? bytes_u64(bytes) : bytes_u32(bytes);
	case POINTER_SIGNED_WORD:
		return word == 8 ? bytes_u64(bytes) : (uint64_t)(int32_t)bytes_u32(bytes);
	case POINTER_ULEB:
		return bytes_uleb(bytes);
	case POINTER_SLEB:
		return bytes_sleb(bytes);
	case POINTER_U16:
		return bytes_u16(bytes);
	case POINTER_S16:
		return (int16_t)bytes_u16(bytes);
	case POINTER_U32:
		return bytes_u32(bytes);
	case POINTER_S32:
		return (int32_t)bytes_u32(bytes);
	case POINTER_U64:
	case POINTER_S64:
		return bytes_u64(bytes);
	default:
		bytes_fail(bytes);
		return 0;
	}
}

static void align(struct bytes *bytes, uint64_t address, unsigned int word)
{
	bytes_take(bytes, -address & (word - 1));
}

uint64_t pointer_read(struct bytes *bytes, uint8_t encoding, const struct pointer_base *base)
{
	uint64_t here = base->address + (bytes->at - base->section);
	uint64_t from = 0, number;

	if (encoding == POINTER_OMITTED)
		return 0;
	switch (encoding & POINTER_RELATIVE) {
	case POINTER_ABSOLUTE:
		break;
	case POINTER_PC:
		from = here;
		break;
	case POINTER_TEXT:
		from = base->text;
		break;
	case POINTER_DATA:
		from = base->data;
		break;
	case POINTER_FUNCTION:
		from = base->function;
		break;
	case POINTER_ALIGNED:
		align(bytes, here, base->word);
		break;
	default:
		bytes_fail(bytes);
	}
	number = read_number(bytes, encoding, base->word);
	if (bytes->bad)
		return 0;
	return base->word == 8 ? from + number : (uint32_t)(from + number);
}
