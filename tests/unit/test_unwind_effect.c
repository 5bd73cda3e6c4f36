// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Effects of ARM instructions are what executing the instructions one by one does: with each frame
 * that an effect is said to leave alone, and with all that is known of registers.
 */
#include "unit.h"
#include "unwind/arm_effect.h"

#define PC	0x10004u
#define WORDS	400000

/* Numbers that are the same each time: the generator of George Marsaglia. */
static uint32_t next_number(void)
{
	static uint32_t number = 2463534242u;

	number ^= number << 13;
	number ^= number >> 17;
	number ^= number << 5;
	return number;
}

/* A frame and values, all combinations of what may be known among them. */
static void make_state(bool thumb, struct arm_frame *frame, struct arm_values *values)
{
	uint16_t pointers;
	size_t i;

	arm_frame_enter(frame, thumb);
	frame->known = next_number() & ((1 << ARM_POINTERS) - 1);
	for (i = 0; i < ARM_POINTERS; i++)
		frame->pointer[i] = frame->known >> i & 1 ? -8 * (int32_t)(i + 1) : 0;
	for (i = 0; i < ARM_SAVEDS; i++) {
		frame->where[i] = next_number() % 3;
		frame->place[i] = frame->where[i] == ARM_AT_CFA ? -1 - (int)i : 0;
	}
	for (i = 0; i < 16; i++)
		values->value[i] = next_number();
	/* What is known to be a distance from the CFA is not known as a number. */
	pointers = (frame->known & 1 << ARM_PTR_SP ? ARM_BIT(ARM_SP) : 0) |
		   (frame->known & 1 << ARM_PTR_R7 ? ARM_BIT(ARM_R7) : 0) |
		   (frame->known & 1 << ARM_PTR_R11 ? ARM_BIT(ARM_R11) : 0) |
		   (frame->known & 1 << ARM_PTR_IP ? ARM_BIT(ARM_IP) : 0);
	values->known = next_number() & next_number() & ~pointers;
}

static bool same_values(const struct arm_values *a, const struct arm_values *b)
{
	unsigned int reg;

	for (reg = 0; reg < 16; reg++) {
		if ((a->known ^ b->known) & ARM_BIT(reg) ||
		    (a->known & ARM_BIT(reg) && a->value[reg] != b->value[reg]))
			return false;
	}
	return true;
}

static void decode(uint32_t word, bool thumb, struct arm_insn *insn)
{
	if (!thumb)
		arm_decode(word, PC, insn);
	else if (word >> 16)
		thumb_decode(word >> 16, word, PC, insn);
	else
		thumb_decode(word, 0, PC, insn);
}

/* Return: whether the effect was all that the instruction does with some frame, and was right. */
static bool is_right(uint32_t word, bool thumb, unsigned int *taken)
{
	struct arm_values values, values_after;
	struct arm_frame frame, frame_after;
	struct arm_effect effect;
	struct arm_insn insn;

	arm_effect_find(&effect, word, thumb);
	make_state(thumb, &frame, &values);
	frame_after = frame;
	values_after = values;
	if (!arm_effect_take(&effect, arm_frame_watched(&frame), &values_after))
		return same_values(&values, &values_after);
	decode(word, thumb, &insn);
	if (insn.kind == ARM_INVALID || arm_goes_away(&insn) || effect.size != insn.size)
		return false;
	if ((effect.kind == ARM_BRANCH || effect.kind == ARM_CALL || effect.kind == ARM_LITERAL) &&
	    arm_effect_target(&effect, PC) != insn.target)
		return false;
	++*taken;
	arm_frame_step(&frame_after, &values, &insn, arm_effect_seen(&effect, PC));
	if (effect.kind == ARM_ADD_REG)
		values_after.value[effect.reg] += arm_effect_seen(&effect, PC);
	return !memcmp(&frame, &frame_after, sizeof(frame)) && same_values(&values, &values_after);
}

/* Return: how many of the words' effects were taken. */
static unsigned int check_words(bool thumb, uint32_t (*word_at)(uint32_t i))
{
	unsigned int taken = 0, wrong = 0;
	uint32_t i;

	for (i = 0; i < WORDS; i++) {
		uint32_t word = word_at(i);

		if (is_right(word, thumb, &taken))
			continue;
		if (!wrong++)
			printf("# %#x is wrong\n", word);
	}
	CHECK_EQ(wrong, 0);
	return taken;
}

/* All of them, several times. */
static uint32_t half_at(uint32_t i)
{
	return i % THUMB_LONG;
}

static uint32_t long_at(uint32_t i)
{
	uint32_t first = THUMB_LONG + next_number() % (0x10000 - THUMB_LONG);

	(void)i;
	return first << 16 | (next_number() & 0xffff);
}

static uint32_t arm_at(uint32_t i)
{
	uint32_t word = next_number();

	return i % 2 ? word : (word & 0x0fffffff) | (uint32_t)ARM_ALWAYS << 28;
}

static void thumb_halves_do_what_their_effects_say(void)
{
	CHECK(check_words(true, half_at) > WORDS / 4);
}

static void thumb_words_do_what_their_effects_say(void)
{
	CHECK(check_words(true, long_at) > WORDS / 4);
}

static void arm_words_do_what_their_effects_say(void)
{
	CHECK(check_words(false, arm_at) > WORDS / 4);
}

int main(void)
{
	RUN(thumb_halves_do_what_their_effects_say);
	RUN(thumb_words_do_what_their_effects_say);
	RUN(arm_words_do_what_their_effects_say);
	return unit_done();
}
