// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the reader of debug information with damaged files.
 */
#include "file.h"

#include "symbol/dwarf.h"

#define PROBES 256

static void check_frames(const struct source_frame *frame, size_t count)
{
	if (count > SOURCE_FRAMES_MAX)
		abort();
	for (size_t i = 0; i < count; i++) {
		if (frame[i].name ? !frame[i].name[0] : i + 1 < count)
			abort();
		if (frame[i].file && strchr(frame[i].file, '/'))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct source_frame frame[SOURCE_FRAMES_MAX];
	struct dwarf *dwarf = dwarf_open(file_of(data, size), NULL);

	if (!dwarf)
		return 0;
	for (uint64_t i = 0; i < PROBES; i++) {
		/* Where the seeds have their code. */
		uint64_t address = (i & 1 ? 0x10000 : 0x1400) + i * 4;

		check_frames(frame, dwarf_frames(dwarf, address, i & 2, frame));
	}
	dwarf_close(dwarf);
	return 0;
}
