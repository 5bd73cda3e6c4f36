// SPDX-License-Identifier: GPL-2.0-or-later
#include "unwind/expression.h"

/* DWARF 5, section 7.7.1. */
enum {
	OP_DEREF = 0x06,
	OP_AND = 0x1a,
	OP_PLUS = 0x22,
	OP_PLUS_UCONST = 0x23,
	OP_SHL = 0x24,
	OP_GE = 0x2a,
	OP_LIT0 = 0x30,
	OP_LIT31 = 0x4f,
	OP_BREG0 = 0x70,
	OP_BREG31 = 0x8f,
	OP_BREGX = 0x92,
};

#define RIP 16

/* A register and the number to be added to it; false: it is something else. */
static bool read_register(struct bytes *bytes, uint64_t *reg, int64_t *offset)
{
	uint8_t op = bytes_u8(bytes);

	if (op >= OP_BREG0 && op <= OP_BREG31)
		*reg = op - OP_BREG0;
	else if (op == OP_BREGX)
		*reg = bytes_uleb(bytes);
	else
		return false;
	*offset = bytes_sleb(bytes);
	return !bytes->bad;
}

/* Any number of constants that are added. */
static bool read_sum(struct bytes *bytes, int64_t *sum)
{
	while (bytes_left(bytes) && *bytes->at == OP_PLUS_UCONST) {
		bytes_u8(bytes);
		*sum = (int64_t)((uint64_t)*sum + bytes_uleb(bytes));
	}
	return !bytes->bad;
}

static bool is_done(const struct bytes *bytes)
{
	return !bytes->bad && !bytes_left(bytes);
}

/*
 * What linkers write for .plt: "breg16 (rip) 0; lit15; and; litN; ge; lit3; shl; plus". From byte N
 * of an entry on, it has pushed the number of its function. Return: N, or -1.
 */
static int read_plt(struct bytes *bytes)
{
	uint64_t reg;
	int64_t zero;
	uint8_t from;

	if (!read_register(bytes, &reg, &zero) || reg != RIP || zero)
		return -1;
	if (bytes_u8(bytes) != OP_LIT0 + 15 || bytes_u8(bytes) != OP_AND)
		return -1;
	from = bytes_u8(bytes);
	if (from < OP_LIT0 || from > OP_LIT31 || bytes_u8(bytes) != OP_GE ||
	    bytes_u8(bytes) != OP_LIT0 + 3 || bytes_u8(bytes) != OP_SHL ||
	    bytes_u8(bytes) != OP_PLUS || !is_done(bytes))
		return -1;
	return from - OP_LIT0;
}

void expression_cfa(struct bytes expression, struct cfi_state *state)
{
	struct bytes *bytes = &expression;
	int plt;

	state->cfa = CFI_CFA_LOST;
	state->extra = 0;
	if (!read_register(bytes, &state->reg, &state->offset) || !read_sum(bytes, &state->offset))
		return;
	if (is_done(bytes)) {
		state->cfa = CFI_CFA_REGISTER;
		return;
	}
	if (*bytes->at == OP_DEREF) {
		bytes_u8(bytes);
		if (read_sum(bytes, &state->extra) && is_done(bytes))
			state->cfa = CFI_CFA_DEREF;
		return;
	}
	plt = read_plt(bytes);
	if (plt >= 0) {
		state->cfa = CFI_CFA_PLT;
		state->extra = plt;
	}
}

struct cfi_place expression_place(struct bytes expression)
{
	struct cfi_place place = { .how = CFI_LOST };
	struct bytes *bytes = &expression;
	uint64_t reg;

	if (read_register(bytes, &reg, &place.offset) && read_sum(bytes, &place.offset) &&
	    is_done(bytes) && reg <= UINT32_MAX) {
		place.how = CFI_AT_REGISTER;
		place.reg = reg;
	}
	return place;
}
