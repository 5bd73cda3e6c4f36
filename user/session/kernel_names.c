// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/kernel_identity.h"
#include "session/kernel_names.h"
#include "util/error.h"

static int refuse(enum kernel_fit fit, const char *path, const struct kernel_image *image,
		  const char *kind)
{
	const char *release = image->release ? image->release : "the kernel that was sampled";

	switch (fit) {
	case KERNEL_UNREADABLE:
		return error("%s: can't be read as a %s; give the file that was built together "
			     "with %s", path, kind, release);
	case KERNEL_OTHER_ID:
		return error("%s: another kernel than the one that was sampled: the build-ids "
			     "differ; give the %s of %s", path, kind, release);
	case KERNEL_OTHER_ADDRESSES:
		return error("%s: another kernel than the one that was sampled: its functions lie "
			     "at other distances; give the %s of %s", path, kind, release);
	default:
		break;
	}
	/* It is known where some lie: with any of these, the file would have told the rest. */
	if (fit == KERNEL_NO_SLIDE && image->symbol_count)
		return error("%s: has no symbols of the kernel that was sampled; give the %s of %s",
			     path, kind, release);
	/* While sampling, the names of samples may tell it yet. */
	if (fit == KERNEL_NO_SLIDE && !image->is_here)
		notice("%s: gives no names, as it is not known where the kernel was loaded; record "
		       "as root, so that the capture tells it", path);
	return 0;
}

int kernel_names_set_up(struct resolver *resolver, const struct identity *identity,
			const struct naming_options *options, bool is_here)
{
	struct kernel_told told;
	struct kernel_image *image = &told.image;
	int result = 0;

	kernel_identity_read(identity, &told);
	image->is_here = is_here;
	if (options) {
		image->vmlinux = options->vmlinux;
		image->system_map = options->system_map;
	}
	resolver_set_kernel(resolver, image);
	if (image->vmlinux)
		result = refuse(resolver_check_vmlinux(resolver), image->vmlinux, image,
				"vmlinux");
	if (!result && image->system_map)
		result = refuse(resolver_check_system_map(resolver), image->system_map, image,
				"System.map");
	kernel_told_free(&told);
	return result;
}

bool kernel_names_ask(void *arg, uint64_t address, struct symbol *symbol)
{
	struct kernel_question *question = arg;
	struct flamesamp_symbol *answer = &question->symbol;

	*answer = (struct flamesamp_symbol){ .address = address };
	if (device_symbol(question->device, answer) || answer->offset > address)
		return false;
	symbol->name = answer->name;
	symbol->module = *answer->module ? answer->module : NULL;
	symbol->start = address - answer->offset;
	symbol->end = symbol->start + answer->size;
	return true;
}
