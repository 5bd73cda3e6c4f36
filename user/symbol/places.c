// SPDX-License-Identifier: GPL-2.0-or-later
#include "symbol/places.h"

int places_open_debug(const struct places *places, const struct wanted_file *wanted)
{
	(void)places;
	(void)wanted;
	return -1;
}

int places_open_file(const struct places *places, const struct wanted_file *wanted)
{
	(void)places;
	(void)wanted;
	return -1;
}

int places_open_alternate(const struct places *places, const char *link, const struct build_id *id)
{
	(void)places;
	(void)link;
	(void)id;
	return -1;
}
