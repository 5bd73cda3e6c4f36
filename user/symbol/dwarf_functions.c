// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The functions of a unit by address. A big unit describes a hundred thousand types beside them,
 * which is why they are looked for once a unit, when an address of it comes up.
 */
#ifdef HAVE_LIBDW

#include <stdlib.h>

#include "symbol/dwarf_state.h"
#include "symbol/search.h"
#include "util/alloc.h"

/* Functions whose pieces lie between each other's, as far as looked at. */
#define MAX_OVERLAP 16

static void add_function(struct dwarf *dwarf, struct dwarf_unit *unit, Dwarf_Die *die)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;

	while (dwarf->scan_steps && (next = dwarf_ranges(die, next, &base, &start, &end)) > 0) {
		dwarf->scan_steps--;
		/* Functions that the linker has dropped are left at address 0. */
		if (!start || start >= end)
			continue;
		unit->functions = grow(unit->functions, &unit->function_capacity,
				       unit->function_count + 1, sizeof(*unit->functions));
		unit->functions[unit->function_count++] = (struct dwarf_function){
			start, end, dwarf_dieoffset(die),
		};
	}
}

/*
 * Where functions may be. Those within functions are few, and searching for them means to visit all
 * local variables: C's nested functions (an extension), and methods of local classes.
 */
static bool may_hold_functions(int tag, bool everywhere)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		return true;
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block:
	case DW_TAG_inlined_subroutine:
		return everywhere;
	default:
		return false;
	}
}

static void scan(struct dwarf *dwarf, struct dwarf_unit *unit, Dwarf_Die *scope, int depth)
{
	bool everywhere = unit->scanned == SCANNED_ALL;
	Dwarf_Die die;

	if (depth >= DWARF_DEPTH_MAX || dwarf_child(scope, &die))
		return;
	do {
		int tag = dwarf_tag(&die);

		if (!dwarf->scan_steps)
			return;
		dwarf->scan_steps--;
		if (tag == DW_TAG_subprogram)
			add_function(dwarf, unit, &die);
		if (may_hold_functions(tag, everywhere))
			scan(dwarf, unit, &die, depth + 1);
	} while (!dwarf_siblingof(&die, &die));
}

static int compare(const void *a, const void *b)
{
	const struct dwarf_function *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->die < y->die ? -1 : x->die > y->die;
}

static void scan_unit(struct dwarf *dwarf, struct dwarf_unit *unit)
{
	if (!unit->is_open) {
		dwarf_load_unit(dwarf, &unit->die);
		unit->code = dwarf_split_die(dwarf, &unit->die);
		unit->is_open = true;
	}
	unit->function_count = 0;
	scan(dwarf, unit, &unit->code, 0);
	if (unit->function_count)
		qsort(unit->functions, unit->function_count, sizeof(*unit->functions), compare);
}

static const struct dwarf_function *find(const struct dwarf_unit *unit, uint64_t address)
{
	size_t n = count_up_to(unit->functions, unit->function_count, sizeof(*unit->functions),
			       address);
	size_t stop = n > MAX_OVERLAP ? n - MAX_OVERLAP : 0;

	for (; n > stop; n--)
		if (address < unit->functions[n - 1].end)
			return &unit->functions[n - 1];
	return NULL;
}

bool dwarf_function_at(struct dwarf *dwarf, struct dwarf_unit *unit, uint64_t address,
		       Dwarf_Die *function)
{
	const struct dwarf_function *found = find(unit, address);

	while (!found && unit->scanned != SCANNED_ALL) {
		unit->scanned++;
		scan_unit(dwarf, unit);
		found = find(unit, address);
	}
	return found && dwarf_offdie(dwarf_cu_getdwarf(unit->code.cu), found->die, function);
}

#endif
