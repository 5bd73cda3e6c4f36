/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions in known.c and known_hot.c, and what keeps compilers from improving on them.
 */
#ifndef CONTENT_KNOWN_H
#define CONTENT_KNOWN_H

#define NOINLINE	__attribute__((noinline))

/*
 * Compilers leave the frame out where it looks unneeded, in spite of -fno-omit-frame-pointer; and
 * on 32-bit arm the return address, where nothing is called.
 */
#ifdef __arm__
#define HAS_FRAME()	asm volatile("" : : "r"(__builtin_frame_address(0)) : "lr")
#else
#define HAS_FRAME()	asm volatile("" : : "r"(__builtin_frame_address(0)))
#endif

NOINLINE unsigned int hot70(void);
NOINLINE unsigned int hot20(void);
NOINLINE unsigned int hot10(void);

#endif
