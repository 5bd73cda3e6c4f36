/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether xz can be unpacked: MiniDebugInfo, modules of the kernel.
 */
#ifndef FLAMEREC_SYMBOL_LZMA_LIBRARY_H
#define FLAMEREC_SYMBOL_LZMA_LIBRARY_H

/* What unpacks it, with its version, for users to see; NULL: not built in. */
const char *lzma_library(void);

#endif
