/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flamegraph.js, which embed.sh turns into a C source at build time.
 */
#ifndef FLAMEREC_OUTPUT_FLAMEGRAPH_JS_H
#define FLAMEREC_OUTPUT_FLAMEGRAPH_JS_H

#include <stddef.h>

extern const char flamegraph_js[];	/* ended by NUL */
extern const size_t flamegraph_js_len;	/* without the NUL */

#endif
