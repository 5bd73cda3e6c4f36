// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who a DIE describes. An inlined call, and the code of a function that was inlined elsewhere,
 * refer to a DIE that both share; that one may refer to the declaration in a class.
 */
#ifdef HAVE_LIBDW

#include <gelf.h>
#include <string.h>

#include "symbol/dwarf_state.h"

/* References that are followed to a name. */
#define MAX_REFERENCES 8

#define MAX_NAME_LEN (64 * 1024)

static bool holds_strings(const char *section)
{
	static const char *const names[] = { "str", "line_str", "str.dwo", "line_str.dwo" };

	if (!strncmp(section, ".debug_", 7))
		section += 7;
	else if (!strncmp(section, ".zdebug_", 8))
		section += 8;
	else
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(section, names[i]))
			return true;
	return false;
}

/* libdw looks whether a string begins inside of its section; some versions, not where it ends. */
bool dwarf_strings_end(Dwarf *dbg)
{
	Elf *elf = dwarf_getelf(dbg);
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return false;
	while ((section = elf_nextscn(elf, section))) {
		const char *name = NULL;
		Elf_Data *data;
		GElf_Shdr shdr;

		if (gelf_getshdr(section, &shdr) && shdr.sh_type != SHT_NOBITS)
			name = elf_strptr(elf, names, shdr.sh_name);
		if (!name || !holds_strings(name))
			continue;
		data = elf_rawdata(section, NULL);
		if (data && data->d_buf && data->d_size &&
		    ((const char *)data->d_buf)[data->d_size - 1])
			return false;
	}
	return true;
}

static int take_attribute(Dwarf_Attribute *attribute, void *arg)
{
	struct dwarf_identity *identity = arg;
	Dwarf_Word number = 0;

	switch (dwarf_whatattr(attribute)) {
	case DW_AT_linkage_name:
	case DW_AT_MIPS_linkage_name:
		identity->linkage_name = dwarf_formstring(attribute);
		break;
	case DW_AT_name:
		identity->name = dwarf_formstring(attribute);
		break;
	case DW_AT_abstract_origin:
	case DW_AT_specification:
		identity->origin = *attribute;
		identity->has_origin = true;
		break;
	case DW_AT_call_file:
		identity->has_call_file = !dwarf_formudata(attribute, &number);
		identity->call_file = number;
		break;
	case DW_AT_call_line:
		dwarf_formudata(attribute, &number);
		identity->call_line = number;
		break;
	}
	return DWARF_CB_OK;
}

/* A walk to the last attribute has found the end of each: strings end inside of the section. */
bool dwarf_identify(Dwarf_Die *die, struct dwarf_identity *identity)
{
	return dwarf_getattrs(die, take_attribute, identity, 0) == 1;
}

static const char *sane(const char *name)
{
	return name && *name && strnlen(name, MAX_NAME_LEN) < MAX_NAME_LEN ? name : NULL;
}

const char *dwarf_name(struct dwarf *dwarf, Dwarf_Die *die)
{
	const char *name = NULL;
	Dwarf_Die at = *die;

	for (int i = 0; i < MAX_REFERENCES; i++) {
		struct dwarf_identity identity = { 0 };

		if (!dwarf_identify(&at, &identity))
			break;
		if (identity.linkage_name)
			return sane(identity.linkage_name);
		if (!name)
			name = identity.name;
		if (!identity.has_origin || !dwarf_formref_die(&identity.origin, &at))
			break;
		dwarf_load_unit(dwarf, &at);
	}
	return sane(name);
}

#endif
