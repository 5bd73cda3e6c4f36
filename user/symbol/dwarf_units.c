// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which unit an address belongs to, as the units' root DIEs tell. A section of it, .debug_aranges,
 * is not used: some compilers leave it out, and some leave units out of it.
 */
#ifdef HAVE_LIBDW

#include <stdlib.h>

#include "symbol/dwarf_state.h"
#include "util/alloc.h"

/* More than any program's; a corrupt file may claim more. */
#define MAX_UNITS 500000

static void add_range(struct dwarf *dwarf, uint64_t start, uint64_t end)
{
	uint32_t unit = dwarf->unit_count - 1;
	struct dwarf_range *last = NULL;

	if (dwarf->range_count)
		last = &dwarf->ranges[dwarf->range_count - 1];
	if (last && last->unit == unit && last->end == start) {
		last->end = end;
		return;
	}
	dwarf->ranges = grow(dwarf->ranges, &dwarf->range_capacity, dwarf->range_count + 1,
			     sizeof(*dwarf->ranges));
	dwarf->ranges[dwarf->range_count++] = (struct dwarf_range){
		.start = start, .end = end, .unit = unit,
	};
}

static void add_unit(struct dwarf *dwarf, Dwarf_Die *die)
{
	size_t ranges = dwarf->range_count;
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;

	dwarf->units = grow(dwarf->units, &dwarf->unit_capacity, dwarf->unit_count + 1,
			    sizeof(*dwarf->units));
	dwarf->units[dwarf->unit_count++] = (struct dwarf_unit){ .die = *die };
	while (dwarf->scan_steps && (next = dwarf_ranges(die, next, &base, &start, &end)) > 0) {
		dwarf->scan_steps--;
		/* Functions that the linker has dropped are left at address 0. */
		if (start && start < end)
			add_range(dwarf, start, end);
	}
	if (dwarf->range_count == ranges)
		dwarf->unit_count--;
}

static int compare(const void *a, const void *b)
{
	const struct dwarf_range *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static void sort(struct dwarf *dwarf)
{
	uint64_t reach = 0;

	qsort(dwarf->ranges, dwarf->range_count, sizeof(*dwarf->ranges), compare);
	for (size_t i = 0; i < dwarf->range_count; i++) {
		if (dwarf->ranges[i].end > reach)
			reach = dwarf->ranges[i].end;
		dwarf->ranges[i].reach = reach;
	}
}

/* A DIE knows where it is from the beginning of its unit on. */
void dwarf_load_unit(struct dwarf *dwarf, Dwarf_Die *die)
{
	if (dwarf->image)
		dwarf_image_load_counted(dwarf->image,
					 (const char *)die->addr - dwarf_cuoffset(die));
}

bool dwarf_read_units(struct dwarf *dwarf)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;
	uint8_t type;

	for (size_t n = 0; n < MAX_UNITS; n++) {
		if (dwarf_get_units(dwarf->dbg, unit, &unit, NULL, &type, &die, NULL))
			break;
		dwarf->is_split |= type == DW_UT_skeleton;
		/* The other types have no code: they are parts that units share. */
		if (type == DW_UT_compile || type == DW_UT_skeleton)
			add_unit(dwarf, &die);
	}
	if (!dwarf->range_count)
		return false;
	sort(dwarf);
	return true;
}

#endif
