/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of web/, which embed.sh turns into C sources at build time. Each text is ended by a NUL
 * that its length doesn't count.
 */
#ifndef FLAMEREC_OUTPUT_WEB_H
#define FLAMEREC_OUTPUT_WEB_H

#include <stddef.h>

extern const char viewer_css[], viewer_js[], page_js[], heatmap_js[];
extern const size_t viewer_css_len, viewer_js_len, page_js_len, heatmap_js_len;

#endif
