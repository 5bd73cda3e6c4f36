// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/naming_options.h"

const char naming_options_help[] = "";

int naming_option(struct naming_options *options, int c, const char *value)
{
	(void)options;
	(void)c;
	(void)value;
	return 0;
}

void naming_options_complete(struct naming_options *options, const char *capture)
{
	(void)options;
	(void)capture;
}

void naming_options_free(struct naming_options *options)
{
	(void)options;
}
