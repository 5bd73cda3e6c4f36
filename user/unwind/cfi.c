// SPDX-License-Identifier: GPL-2.0-or-later
#include "unwind/cfi.h"
#include "unwind/expression.h"

/* DWARF 5, section 7.24. The first three keep an operand in their low six bits. */
enum {
	CFA_ADVANCE_LOC = 0x40,
	CFA_OFFSET = 0x80,
	CFA_RESTORE = 0xc0,
	CFA_HIGH = 0xc0,

	CFA_NOP = 0x00,
	CFA_SET_LOC,
	CFA_ADVANCE_LOC1,
	CFA_ADVANCE_LOC2,
	CFA_ADVANCE_LOC4,
	CFA_OFFSET_EXTENDED,
	CFA_RESTORE_EXTENDED,
	CFA_UNDEFINED,
	CFA_SAME_VALUE,
	CFA_REGISTER,
	CFA_REMEMBER_STATE,
	CFA_RESTORE_STATE,
	CFA_DEF_CFA,
	CFA_DEF_CFA_REGISTER,
	CFA_DEF_CFA_OFFSET,
	CFA_DEF_CFA_EXPRESSION,
	CFA_EXPRESSION,
	CFA_OFFSET_EXTENDED_SF,
	CFA_DEF_CFA_SF,
	CFA_DEF_CFA_OFFSET_SF,
	CFA_VAL_OFFSET,
	CFA_VAL_OFFSET_SF,
	CFA_VAL_EXPRESSION,

	CFA_AARCH64_NEGATE_RA_STATE_WITH_PC = 0x2c,
	CFA_AARCH64_NEGATE_RA_STATE = 0x2d,
	CFA_GNU_ARGS_SIZE = 0x2e,
	CFA_GNU_NEGATIVE_OFFSET_EXTENDED = 0x2f,
};

/* Compilers nest as deep as branches leave a function early inside of each other: not deep. */
#define MAX_REMEMBERED 32

/**
 * struct run - a program while it runs
 * @function: what it is the program of; NULL: of a CIE
 * @initial: what registers are restored to
 * @state: what holds at @at
 * @moved: the offset of the CFA has changed since @rule was made of @state
 * @changed: so has something else
 * @at: file offset that the program is at
 * @begin: from here on @rule holds
 * @expressible: @rule is not a stand-in
 */
struct run {
	const struct machine *machine;
	const struct cfi_cie *cie;
	const struct cfi_function *function;
	const struct cfi_state *initial;
	struct bytes program;
	struct cfi_state state;
	bool moved, changed;
	uint64_t at, begin;
	struct flamesamp_unwind_rule rule;
	bool expressible;
	unsigned int remembered;
	struct cfi_state memory[MAX_REMEMBERED];
};

/* A register that is followed, which is about to change; NULL for all others. */
static struct cfi_place *find_place(struct run *run, uint64_t reg)
{
	unsigned int i;

	if (reg == run->cie->ra)
		i = CFI_RA;
	else if (reg == run->machine->fp)
		i = CFI_FP;
	else if (reg == run->machine->fp2)
		i = CFI_FP2;
	else
		return NULL;
	run->changed = true;
	return &run->state.place[i];
}

static void set_place(struct run *run, uint64_t reg, enum cfi_how how, int64_t offset)
{
	struct cfi_place *place = find_place(run, reg);

	if (place)
		*place = (struct cfi_place){ .how = how, .offset = offset };
}

/* What @factored stands for; may wrap around in corrupt programs. */
static int64_t scaled(const struct run *run, uint64_t factored)
{
	return (int64_t)(factored * (uint64_t)run->cie->data_align);
}

static void restore(struct run *run, uint64_t reg)
{
	struct cfi_place *place = find_place(run, reg);

	if (place)
		*place = run->initial->place[place - run->state.place];
}

/* A return address that moved to the link register, or back, is where the machine has it. */
static void move_to_register(struct run *run, uint64_t reg, uint64_t to)
{
	struct cfi_place *place = find_place(run, reg);
	bool stays = to == reg || (reg == run->cie->ra && to == run->machine->link);
	bool told = reg == run->cie->ra && to <= INT16_MAX;

	if (place)
		*place = (struct cfi_place){
			.how = stays ? CFI_SAME : told ? CFI_IN_REGISTER : CFI_LOST,
			.reg = to,
		};
}

static struct bytes take_block(struct run *run)
{
	uint64_t size = bytes_uleb(&run->program);
	const uint8_t *at = bytes_take(&run->program, size);
	struct bytes block = { at, at ? at + size : at, !at };

	return block;
}

static void set_expression(struct run *run)
{
	uint64_t reg = bytes_uleb(&run->program);
	struct bytes block = take_block(run);
	struct cfi_place *place = find_place(run, reg);

	if (place && !block.bad)
		*place = expression_place(block);
}

static void set_cfa(struct run *run, uint64_t reg, int64_t offset)
{
	run->state.cfa = CFI_CFA_REGISTER;
	run->state.reg = reg;
	run->state.offset = offset;
	run->changed = true;
}

/* Has no meaning where the CFA is an expression's. */
static void set_cfa_offset(struct run *run, int64_t offset)
{
	if (run->state.cfa != CFI_CFA_REGISTER)
		return;
	run->state.offset = offset;
	run->moved = true;
}

static void set_cfa_expression(struct run *run)
{
	struct bytes block = take_block(run);

	run->changed = true;
	if (!block.bad)
		expression_cfa(block, &run->state);
}

/* The rule that was in force ends where the new one begins. */
static void settle(struct run *run)
{
	const struct cfi_function *function = run->function;

	if (run->begin < run->at)
		rows_add(function->rows, run->begin, run->at, function->rank, &run->rule,
			 run->expressible);
	run->begin = run->at;
	/* Every push and pop moves the CFA. */
	if (!run->changed && run->rule.kind == FLAMESAMP_UNWIND_CFA &&
	    run->state.offset == (int32_t)run->state.offset)
		run->rule.cfa = run->state.offset;
	else
		run->expressible = cfi_rule(run->machine, run->cie->is_signal, &run->state,
					    &run->rule);
	run->moved = false;
	run->changed = false;
}

/* Programs of CIEs have no place to go to. */
static void advance(struct run *run, uint64_t factored)
{
	uint64_t left;

	if (!run->function) {
		bytes_fail(&run->program);
		return;
	}
	if (run->moved || run->changed)
		settle(run);
	left = run->function->end - run->at;
	if (factored > left / run->cie->code_align)
		run->at = run->function->end;
	else
		run->at += factored * run->cie->code_align;
}

static void set_location(struct run *run)
{
	const struct cfi_function *function = run->function;
	uint64_t to;

	if (!function) {
		bytes_fail(&run->program);
		return;
	}
	to = pointer_read(&run->program, run->cie->encoding, &function->base) - function->address;
	if (run->moved || run->changed)
		settle(run);
	if (to <= function->end - function->start && function->start + to > run->at)
		run->at = function->start + to;
}

static void remember(struct run *run)
{
	if (run->remembered == MAX_REMEMBERED)
		bytes_fail(&run->program);
	else
		run->memory[run->remembered++] = run->state;
}

static void recall(struct run *run)
{
	if (!run->remembered) {
		bytes_fail(&run->program);
		return;
	}
	run->state = run->memory[--run->remembered];
	run->changed = true;
}

/*
 * Those that only GNU and Arm know. Whether return addresses are signed doesn't matter: who walks
 * masks the signature. Return: whether this is one of them.
 */
static bool step_vendor(struct run *run, uint8_t op)
{
	struct bytes *program = &run->program;
	uint64_t reg;

	switch (op) {
	case CFA_AARCH64_NEGATE_RA_STATE_WITH_PC:
	case CFA_AARCH64_NEGATE_RA_STATE:
		return true;
	case CFA_GNU_ARGS_SIZE:
		bytes_uleb(program);
		return true;
	case CFA_GNU_NEGATIVE_OFFSET_EXTENDED:
		reg = bytes_uleb(program);
		set_place(run, reg, CFI_AT_CFA, scaled(run, -bytes_uleb(program)));
		return true;
	default:
		return false;
	}
}

/* Where the CFA is. Return: whether this instruction tells. */
static bool step_cfa(struct run *run, uint8_t op)
{
	struct bytes *program = &run->program;
	uint64_t reg;

	switch (op) {
	case CFA_DEF_CFA:
		reg = bytes_uleb(program);
		set_cfa(run, reg, bytes_uleb(program));
		return true;
	case CFA_DEF_CFA_SF:
		reg = bytes_uleb(program);
		set_cfa(run, reg, scaled(run, bytes_sleb(program)));
		return true;
	case CFA_DEF_CFA_REGISTER:
		set_cfa(run, bytes_uleb(program), run->state.offset);
		return true;
	case CFA_DEF_CFA_OFFSET:
		set_cfa_offset(run, bytes_uleb(program));
		return true;
	case CFA_DEF_CFA_OFFSET_SF:
		set_cfa_offset(run, scaled(run, bytes_sleb(program)));
		return true;
	case CFA_DEF_CFA_EXPRESSION:
		set_cfa_expression(run);
		return true;
	default:
		return false;
	}
}

/* Where a register is. Return: whether this instruction tells. */
static bool step_register(struct run *run, uint8_t op)
{
	struct bytes *program = &run->program;
	uint64_t reg;

	switch (op) {
	case CFA_OFFSET_EXTENDED:
		reg = bytes_uleb(program);
		set_place(run, reg, CFI_AT_CFA, scaled(run, bytes_uleb(program)));
		return true;
	case CFA_OFFSET_EXTENDED_SF:
		reg = bytes_uleb(program);
		set_place(run, reg, CFI_AT_CFA, scaled(run, bytes_sleb(program)));
		return true;
	case CFA_VAL_OFFSET:
	case CFA_VAL_OFFSET_SF:
		reg = bytes_uleb(program);
		bytes_sleb(program);
		set_place(run, reg, CFI_LOST, 0);
		return true;
	case CFA_RESTORE_EXTENDED:
		restore(run, bytes_uleb(program));
		return true;
	case CFA_UNDEFINED:
		set_place(run, bytes_uleb(program), CFI_UNDEFINED, 0);
		return true;
	case CFA_SAME_VALUE:
		set_place(run, bytes_uleb(program), CFI_SAME, 0);
		return true;
	case CFA_REGISTER:
		reg = bytes_uleb(program);
		move_to_register(run, reg, bytes_uleb(program));
		return true;
	case CFA_EXPRESSION:
		set_expression(run);
		return true;
	case CFA_VAL_EXPRESSION:
		reg = bytes_uleb(program);
		take_block(run);
		set_place(run, reg, CFI_LOST, 0);
		return true;
	default:
		return false;
	}
}

static void step(struct run *run, uint8_t op)
{
	switch (op) {
	case CFA_NOP:
		return;
	case CFA_SET_LOC:
		set_location(run);
		return;
	case CFA_ADVANCE_LOC1:
		advance(run, bytes_u8(&run->program));
		return;
	case CFA_ADVANCE_LOC2:
		advance(run, bytes_u16(&run->program));
		return;
	case CFA_ADVANCE_LOC4:
		advance(run, bytes_u32(&run->program));
		return;
	case CFA_REMEMBER_STATE:
		remember(run);
		return;
	case CFA_RESTORE_STATE:
		recall(run);
		return;
	}
	if (!step_cfa(run, op) && !step_register(run, op) && !step_vendor(run, op))
		bytes_fail(&run->program);
}

/* Return: whether all of the program made sense. */
static bool run_program(struct run *run)
{
	uint8_t op;

	while (bytes_left(&run->program)) {
		op = *run->program.at++;
		switch (op & CFA_HIGH) {
		case CFA_ADVANCE_LOC:
			advance(run, op & ~CFA_HIGH);
			break;
		case CFA_OFFSET:
			set_place(run, op & ~CFA_HIGH, CFI_AT_CFA,
				  scaled(run, bytes_uleb(&run->program)));
			break;
		case CFA_RESTORE:
			restore(run, op & ~CFA_HIGH);
			break;
		default:
			step(run, op);
		}
	}
	return !run->program.bad;
}

static void begin(struct run *run, const struct machine *machine, const struct cfi_cie *cie,
		  struct bytes program)
{
	run->machine = machine;
	run->cie = cie;
	run->function = NULL;
	run->initial = &cie->initial;
	run->program = program;
	run->state = cie->initial;
	run->moved = false;
	run->changed = true;
	run->expressible = false;
	run->remembered = 0;
}

bool cfi_begin(const struct machine *machine, struct cfi_cie *cie, struct bytes program)
{
	struct run run;
	bool sound;

	memset(&cie->initial, 0, sizeof(cie->initial));
	begin(&run, machine, cie, program);
	sound = run_program(&run);
	cie->initial = run.state;
	return sound;
}

bool cfi_function(const struct cfi_function *function, struct bytes program)
{
	struct run run;
	bool sound;

	begin(&run, function->machine, function->cie, program);
	run.function = function;
	run.at = run.begin = function->start;
	sound = run_program(&run);
	if (run.moved || run.changed)
		settle(&run);
	/* What a corrupt program leaves open is left without a rule. */
	rows_add(function->rows, run.begin, sound ? function->end : run.at, function->rank,
		 &run.rule, run.expressible);
	return sound;
}
