/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's barriers as the compiler's: ThreadSanitizer knows what these order.
 */
#ifndef FLAMEREC_TESTS_SHIM_BARRIER_H
#define FLAMEREC_TESTS_SHIM_BARRIER_H

#define smp_load_acquire(p)		__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, value)	__atomic_store_n(p, value, __ATOMIC_RELEASE)

#endif
