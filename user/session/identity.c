// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "session/clock.h"
#include "session/identity.h"
#include "session/kernel_identity.h"
#include "session/limits.h"
#include "util/alloc.h"

/* Another one each time that the machine is booted. */
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

void identity_add(void *arg, const char *key, const char *value)
{
	struct identity *identity = arg;

	identity->entry = grow(identity->entry, &identity->capacity, identity->count + 1,
			       sizeof(*identity->entry));
	identity->entry[identity->count++] = (struct identity_entry){
		xstrdup(key), xstrdup(value),
	};
}

const char *identity_get(const struct identity *identity, const char *key)
{
	for (size_t i = 0; i < identity->count; i++) {
		if (!strcmp(identity->entry[i].key, key))
			return identity->entry[i].value;
	}
	return NULL;
}

unsigned long identity_number(const struct identity *identity, const char *key)
{
	const char *value = identity_get(identity, key);

	return value ? strtoul(value, NULL, 10) : 0;
}

void identity_free(struct identity *identity)
{
	for (size_t i = 0; i < identity->count; i++) {
		free(identity->entry[i].key);
		free(identity->entry[i].value);
	}
	free(identity->entry);
	*identity = (struct identity){ 0 };
}

/* The first line of a file. */
static void add_file(struct identity *identity, const char *key, const char *path)
{
	FILE *in = fopen(path, "re");
	char line[512];

	if (in && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		identity_add(identity, key, line);
	}
	if (in)
		fclose(in);
}

bool identity_is_here(const struct identity *identity)
{
	const char *boot_id = identity_get(identity, "boot_id"), *here;
	struct identity now = { 0 };
	bool same;

	add_file(&now, "boot_id", BOOT_ID);
	here = identity_get(&now, "boot_id");
	same = boot_id && here && !strcmp(boot_id, here);
	identity_free(&now);
	return same;
}

void identity_addf(struct identity *identity, const char *key, const char *fmt, ...)
{
	char *value = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&value, fmt, ap) >= 0)
		identity_add(identity, key, value);
	va_end(ap);
	free(value);
}

/* The first line of /proc/cpuinfo that names the processor; each architecture has its own word. */
static void add_processor(struct identity *identity)
{
	static const char *const keys[] = { "model name", "Model", "Processor", "uarch", "isa" };
	FILE *in = fopen("/proc/cpuinfo", "re");
	char line[512], *value;

	while (in && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		value = strchr(line, ':');
		for (size_t i = 0; value && i < sizeof(keys) / sizeof(*keys); i++) {
			if (strncmp(line, keys[i], strlen(keys[i])))
				continue;
			identity_add(identity, "processor", value + 1 + strspn(value + 1, " \t"));
			fclose(in);
			return;
		}
	}
	if (in)
		fclose(in);
}

static void add_machine(struct identity *identity)
{
	struct utsname name;

	if (!uname(&name)) {
		identity_add(identity, "hostname", name.nodename);
		identity_add(identity, "kernel", name.release);
		identity_add(identity, "kernel_build", name.version);
		identity_add(identity, "machine", name.machine);
	}
	add_file(identity, "proc_version", "/proc/version");
	add_file(identity, "boot_id", BOOT_ID);
	add_processor(identity);
	identity_addf(identity, "cpus_online", "%ld", sysconf(_SC_NPROCESSORS_ONLN));
	identity_addf(identity, "cpus_possible", "%ld", sysconf(_SC_NPROCESSORS_CONF));
}

/* Both clocks at one moment: sample times are monotonic, people's are not. */
static void add_clocks(struct identity *identity)
{
	uint64_t mono = clock_ns(CLOCK_MONOTONIC), real = clock_ns(CLOCK_REALTIME);
	time_t seconds = real / NS_PER_S;
	struct tm tm;
	char text[64];

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	identity_add(identity, "started", text);
	identity_addf(identity, "clock_monotonic_ns", "%" PRIu64, mono);
	identity_addf(identity, "clock_realtime_ns", "%" PRIu64, real);
}

static void add_command(struct identity *identity, const char *name, char *const *args)
{
	struct strbuf line = { 0 };

	strbuf_add(&line, name);
	for (; *args; args++)
		strbuf_addf(&line, " %s", *args);
	identity_add(identity, "command", line.text);
	free(line.text);
}

static void add_unwind(struct identity *identity, const struct flamesamp_config *config)
{
	static const char *const ways[FLAMESAMP_UNWIND_WAYS] = {
		[FLAMESAMP_UNWIND_FRAME_POINTERS] = "fp",
		[FLAMESAMP_UNWIND_TABLES] = "cfi",
		[FLAMESAMP_UNWIND_LEAF] = "none",
	};

	if (config->flags & FLAMESAMP_ONLY_KERNEL)
		return;
	if (config->unwind < FLAMESAMP_UNWIND_WAYS)
		identity_add(identity, "unwind", ways[config->unwind]);
	if (config->stack_bytes)
		identity_addf(identity, "stack_bytes", "%u", config->stack_bytes);
}

static void add_scope(struct identity *identity, const struct options *options)
{
	if (options->npids)
		identity_add(identity, "scope", "processes");
	else if (options->command && !options->system_wide)
		identity_add(identity, "scope", "command");
	else
		identity_add(identity, "scope", "system");
	if (options->cgroup)
		identity_add(identity, "cgroup", options->cgroup);
	if (options->kernel_only || options->user_only)
		identity_add(identity, "mode", options->kernel_only ? "kernel" : "user");
	if (options->picture.svg.title)
		identity_add(identity, "title", options->picture.svg.title);
}

void identity_collect(struct identity *identity, const struct device *device,
		      const struct options *options, const char *name, char *const *args)
{
	add_machine(identity);
	kernel_identity_collect(identity, "");
	add_clocks(identity);
	add_command(identity, name, args);
	identity_addf(identity, "flamerec", "%s", FLAMEREC_VERSION);
	identity_addf(identity, "module", "%s", device->hello.module_version);
	identity_addf(identity, "abi", "%u", device->hello.abi);
	identity_addf(identity, "features", "0x%x", device->hello.features);
	identity_addf(identity, "hz", "%u", device->config.hz);
	identity_addf(identity, "seed", "%" PRIu64, (uint64_t)device->config.seed);
	identity_addf(identity, "ring_bytes", "%u", device->config.ring_bytes);
	identity_addf(identity, "stacks", "%u", device->config.stacks);
	add_unwind(identity, &device->config);
	add_scope(identity, options);
	limits_tell(device->hello.features, identity_add, identity);
}

static void add_part(struct strbuf *line, const char *before, const char *value)
{
	if (value)
		strbuf_addf(line, "%s%s%s", line->len ? ", " : "", before, value);
}

void identity_line(const struct identity *identity, double seconds, struct strbuf *line)
{
	if (identity_get(identity, IDENTITY_FILES))
		strbuf_addf(line, "%s files", identity_get(identity, IDENTITY_FILES));
	add_part(line, "", identity_get(identity, "hostname"));
	add_part(line, "Linux ", identity_get(identity, "kernel"));
	add_part(line, "", identity_get(identity, "machine"));
	if (identity_number(identity, "hz"))
		strbuf_addf(line, "%s%lu Hz", line->len ? ", " : "",
			    identity_number(identity, "hz"));
	if (seconds > 0)
		strbuf_addf(line, "%s%.1f s", line->len ? ", " : "", seconds);
	add_part(line, "", identity_get(identity, "started"));
}
