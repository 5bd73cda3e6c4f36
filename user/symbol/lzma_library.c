// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>

#include "symbol/lzma_library.h"

#ifdef HAVE_LZMA
#include <lzma.h>

const char *lzma_library(void)
{
	return "liblzma " LZMA_VERSION_STRING;
}

#else

const char *lzma_library(void)
{
	return NULL;
}

#endif
