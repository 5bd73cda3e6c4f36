// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <string.h>

#include "unwind/cfi.h"

/* @bytes as words of 4 bytes, if that is a number that a rule has room for. */
static bool to_words(int64_t bytes, int16_t *words)
{
	if (bytes % 4 || bytes / 4 < INT16_MIN || bytes / 4 > INT16_MAX)
		return false;
	*words = bytes / 4;
	return true;
}

/* Where a register is: enum flamesamp_unwind_where; -1: there are no words for it. */
static int to_where(const struct cfi_state *state, const struct cfi_place *place, int16_t *words)
{
	switch (place->how) {
	case CFI_SAME:
		return FLAMESAMP_UNWIND_SAME;
	case CFI_AT_CFA:
		return to_words(place->offset, words) ? FLAMESAMP_UNWIND_AT_CFA : -1;
	case CFI_AT_REGISTER:
		if (place->reg != state->reg)
			return -1;
		return to_words(place->offset, words) ? FLAMESAMP_UNWIND_AT_BASE : -1;
	default:
		return -1;
	}
}

/* A frame pointer that can't be restored is one that no caller counts on. */
static int to_where_fp(const struct cfi_state *state, const struct cfi_place *place, int16_t *words)
{
	if (place->how == CFI_UNDEFINED)
		return FLAMESAMP_UNWIND_SAME;
	return to_where(state, place, words);
}

static bool set_cfa(const struct machine *machine, const struct cfi_state *state,
		    struct flamesamp_unwind_rule *rule)
{
	int base = machine_base(machine, state->reg);

	if (base < 0 || state->offset != (int32_t)state->offset)
		return false;
	rule->reg = base;
	rule->cfa = state->offset;
	switch (state->cfa) {
	case CFI_CFA_REGISTER:
		rule->kind = FLAMESAMP_UNWIND_CFA;
		return true;
	case CFI_CFA_PLT:
		rule->kind = FLAMESAMP_UNWIND_PLT;
		rule->extra = state->extra;
		return machine->elf == EM_X86_64;
	case CFI_CFA_DEREF:
		rule->kind = FLAMESAMP_UNWIND_DEREF;
		rule->extra = state->extra;
		return state->extra == (int16_t)state->extra;
	default:
		return false;
	}
}

/* Functions that pop their return address to keep it in a register: vfork of glibc. */
static int to_where_ra(const struct cfi_state *state, struct flamesamp_unwind_rule *rule)
{
	const struct cfi_place *ra = &state->place[CFI_RA];

	if (ra->how != CFI_IN_REGISTER)
		return to_where(state, ra, &rule->ra);
	rule->ra = ra->reg;
	return FLAMESAMP_UNWIND_IN_REGISTER;
}

static bool set_places(const struct cfi_state *state, struct flamesamp_unwind_rule *rule)
{
	int ra = to_where_ra(state, rule);
	int fp = to_where_fp(state, &state->place[CFI_FP], &rule->fp[0]);
	int fp2 = to_where_fp(state, &state->place[CFI_FP2], &rule->fp[1]);

	if (ra < 0 || fp < 0 || fp2 < 0)
		return false;
	rule->where = FLAMESAMP_UNWIND_WHERE(ra, fp, fp2);
	return true;
}

static bool to_rule(const struct machine *machine, bool is_signal, const struct cfi_state *state,
		    struct flamesamp_unwind_rule *rule)
{
	const struct cfi_place *ra = &state->place[CFI_RA];

	if (ra->how == CFI_UNDEFINED) {
		rule->kind = FLAMESAMP_UNWIND_END;
		return true;
	}
	if (ra->how == CFI_SAME && machine->link == MACHINE_NO_REGISTER)
		return false;
	if (!set_cfa(machine, state, rule) || !set_places(state, rule))
		return false;
	if (!is_signal)
		return true;
	rule->where |= FLAMESAMP_UNWIND_SIGNAL;
	return rule->kind == FLAMESAMP_UNWIND_DEREF && !rule->extra;
}

bool cfi_rule(const struct machine *machine, bool is_signal, const struct cfi_state *state,
	      struct flamesamp_unwind_rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	if (to_rule(machine, is_signal, state, rule))
		return true;
	memset(rule, 0, sizeof(*rule));
	return false;
}
