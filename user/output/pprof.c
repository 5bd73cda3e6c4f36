// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/pprof.h"

const struct writer pprof_writer;
