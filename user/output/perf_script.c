// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/perf_script.h"

const struct writer perf_script_writer;
