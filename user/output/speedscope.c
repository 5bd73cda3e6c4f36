// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/speedscope.h"

const struct writer speedscope_writer;
