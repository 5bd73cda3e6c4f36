/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The framework, with more patience: an emulated machine with a kernel full of checks takes its
 * time, and what hangs is found all the same.
 */
#ifndef KSELFTEST_PATIENT_HARNESS_H
#define KSELFTEST_PATIENT_HARNESS_H

#include "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	120

#endif
