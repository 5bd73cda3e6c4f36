/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the module's ring needs of the kernel's header of this name, for user space.
 */
#ifndef FLAMEREC_TESTS_SHIM_COMPILER_H
#define FLAMEREC_TESTS_SHIM_COMPILER_H

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value)	__atomic_store_n(&(x), value, __ATOMIC_RELAXED)

#endif
