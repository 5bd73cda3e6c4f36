/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DWARF expressions of the shapes that compilers and assemblers write into unwind information. A
 * general one would need a machine in the sampling interrupt.
 */
#ifndef FLAMEREC_UNWIND_EXPRESSION_H
#define FLAMEREC_UNWIND_EXPRESSION_H

#include "unwind/cfi.h"

/**
 * expression_cfa() - understand the expression of a CFA
 * @expression: its bytes
 * @state: cfa, reg, offset and extra are set, to CFI_CFA_LOST where it has another shape
 *
 * The shapes: register + N; the word at (register + N), + M; and that of x86-64's .plt.
 */
void expression_cfa(struct bytes expression, struct cfi_state *state);

/* The place that an expression tells: register + N, else CFI_LOST. */
struct cfi_place expression_place(struct bytes expression);

#endif
