// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What can be said of the device without one: who is refused and why, draining from rings that lie
 * in plain memory, and the calls of a module that is played here.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "capture/device.h"
#include "capture/records.h"
#include "fixture_fsc.h"
#include "unit.h"

#define RING_BYTES 4096

static struct flamesamp_producer producers[3];
static struct flamesamp_consumer consumers[3];
static _Alignas(8) unsigned char data[3][RING_BYTES];
static struct ring rings[3];
static struct device device;

/* CPU 1 is not possible. */
static void begin(uint32_t position)
{
	for (int cpu = 0; cpu < 3; cpu += 2) {
		memset(data[cpu], 0, RING_BYTES);
		producers[cpu] = (struct flamesamp_producer){ .head = position };
		consumers[cpu] = (struct flamesamp_consumer){ .tail = position };
		rings[cpu] = (struct ring){
			.producer = &producers[cpu],
			.consumer = &consumers[cpu],
			.data = data[cpu],
			.bytes = RING_BYTES,
			.tail = position,
		};
	}
	device = (struct device){ .fd = -1, .path = "/dev/flamesamp", .rings = rings, .cpus = 3 };
}

static void add(int cpu, uint8_t type, uint16_t size)
{
	uint32_t *head = &producers[cpu].head;
	struct flamesamp_header *h = (void *)(data[cpu] + *head % RING_BYTES);

	h->type = type;
	h->size = size;
	*head += size;
}

struct taken {
	size_t bytes[3], pads;
	int calls, answer;
};

static int take(void *arg, unsigned int cpu, const void *records, size_t bytes)
{
	struct taken *taken = arg;
	const struct flamesamp_header *h = record_first(records, bytes);

	for (; h; h = record_next(h, (const char *)records + bytes))
		taken->pads += h->type == FLAMESAMP_PAD;
	taken->bytes[cpu] += bytes;
	taken->calls++;
	return taken->answer;
}

static void drains_all_rings_without_padding(void)
{
	struct taken taken = { 0 };

	begin(-32u);
	CHECK_EQ(device_drain(&device, take, &taken), 0);
	CHECK_EQ(taken.calls, 0);
	add(0, FLAMESAMP_TIME, 16);
	add(0, FLAMESAMP_PAD, 16);
	add(0, FLAMESAMP_TIME, 16);
	add(2, FLAMESAMP_PAD, 32);
	add(2, FLAMESAMP_TIME, 16);
	CHECK_EQ(device_drain(&device, take, &taken), 0);
	CHECK_EQ(taken.bytes[0], 32);
	CHECK_EQ(taken.bytes[2], 16);
	CHECK_EQ(taken.pads, 0);
	CHECK_EQ(consumers[0].tail, producers[0].head);
	CHECK_EQ(consumers[2].tail, producers[2].head);
}

static void leaves_what_was_not_taken(void)
{
	struct taken taken = { .answer = 17 };

	begin(0);
	add(0, FLAMESAMP_TIME, 16);
	add(2, FLAMESAMP_TIME, 16);
	CHECK_EQ(device_drain(&device, take, &taken), 17);
	CHECK_EQ(taken.calls, 1);
	CHECK_EQ(consumers[0].tail, 0);
	taken.answer = 0;
	CHECK_EQ(device_drain(&device, take, &taken), 0);
	CHECK_EQ(taken.bytes[0], 32);
	CHECK_EQ(taken.bytes[2], 16);
}

static void drain_fails(struct taken *taken)
{
	listen_to_stderr();
	CHECK_EQ(device_drain(&device, take, taken), -1);
	hear_stderr();
	CHECK(said_one_line_with("CPU 2 holds something that is no record"));
}

static void refuses_what_is_no_record(void)
{
	struct taken taken = { 0 };

	begin(0);
	add(2, FLAMESAMP_TIME, 16);
	add(2, FLAMESAMP_TIME, 8);
	drain_fails(&taken);
	CHECK_EQ(taken.bytes[2], 16);
	begin(0);
	producers[2].head = RING_BYTES + 8;
	drain_fails(&taken);
}

static void refuses_to_open(const char *path, const char *message)
{
	struct device none;

	listen_to_stderr();
	CHECK_EQ(device_open(&none, path), -1);
	hear_stderr();
	if (!said_one_line_with(message))
		printf("# said: %s", said);
	CHECK(said_one_line_with(message));
	/* Closing it does no harm, nor does closing one that was never opened. */
	device_close(&none);
	none = (struct device){ 0 };
	device_close(&none);
	CHECK(fcntl(0, F_GETFD) >= 0);
}

static void refuses_what_is_no_device(void)
{
	refuses_to_open("/nowhere/flamesamp", "no such device; load the module with");
	refuses_to_open("/dev/null", "not a flamesamp device");
	refuses_to_open("/tmp", "is a directory");
}

/* With no module behind it, each configuration fails; what is said tells this apart, too. */
static void tells_why_it_cannot_configure(void)
{
	struct flamesamp_config config = { .hz = 99, .cgroup_fd = -1 };

	device = (struct device){ .fd = open("/dev/null", O_RDWR), .path = "/dev/flamesamp" };
	listen_to_stderr();
	CHECK_EQ(device_configure(&device, &config), -1);
	hear_stderr();
	CHECK(said_one_line_with("refuses these settings"));
	CHECK_EQ(device.config.abi, FLAMESAMP_ABI);
	device_close(&device);
	CHECK_EQ(device.fd, -1);
}

static void passes_errors_of_counts_on(void)
{
	struct flamesamp_stats stats;

	device = (struct device){ .fd = open("/dev/null", O_RDWR), .path = "/dev/flamesamp" };
	CHECK_EQ(device_stats(&device, 0, &stats), -ENOTTY);
	device_close(&device);
}

/* The fd of the module that is played, and how it is. */
#define PLAYED	1000000

static struct played {
	bool lacks_names;	/* refuses the flag as what it does not know */
	bool forbids_names;	/* as what the caller may not ask for */
	int error;		/* of all configurations; 0: they are taken */
	int configured;		/* so often was one tried */
	struct flamesamp_config config;	/* the last one */
} played;

static int play_configure(const struct flamesamp_config *config)
{
	bool names = config->flags & FLAMESAMP_NAME_KERNEL;

	played.configured++;
	played.config = *config;
	if (names && played.lacks_names)
		return EINVAL;
	if (names && played.forbids_names)
		return EPERM;
	return played.error;
}

/* Answers in all the room that there is, without an end. */
static int play_symbol(struct flamesamp_symbol *symbol)
{
	if (symbol->address != 0xffffffff81000123)
		return EACCES;
	symbol->offset = 0x23;
	symbol->size = 0x100;
	memset(symbol->module, 'm', sizeof(symbol->module));
	memset(symbol->name, 'n', sizeof(symbol->name));
	return 0;
}

/* In place of the C library's: all calls but those of the played module go to the kernel. */
int ioctl(int fd, unsigned long request, ...)
{
	void *arg;
	va_list args;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (fd != PLAYED)
		return syscall(SYS_ioctl, fd, request, arg);
	errno = request == FLAMESAMP_IOC_CONFIGURE ? play_configure(arg) :
		request == FLAMESAMP_IOC_SYMBOL ? play_symbol(arg) : ENOTTY;
	return errno ? -1 : 0;
}

/* Configures a module of no CPUs. Return: as device_configure(). */
static int configure_played(uint32_t features, uint32_t flags)
{
	struct flamesamp_config config = {
		.hz = 99, .cgroup_fd = -1, .ring_bytes = FLAMESAMP_RING_MIN, .flags = flags,
	};
	int result;

	played.configured = 0;
	device = (struct device){ .fd = PLAYED, .path = "/dev/flamesamp" };
	device.hello.features = features;
	listen_to_stderr();
	result = device_configure(&device, &config);
	hear_stderr();
	free(device.rings);
	return result;
}

static void asks_for_names_where_there_are_some(void)
{
	const uint32_t flags = FLAMESAMP_ONLY_KERNEL | FLAMESAMP_NAME_KERNEL;

	played = (struct played){ 0 };
	CHECK_EQ(configure_played(FLAMESAMP_FEATURE_SYMBOLS, flags), 0);
	CHECK(device.can_name_kernel);
	CHECK_EQ(played.config.flags, flags);
	CHECK_EQ(played.configured, 1);
	/* Not asked for. */
	CHECK_EQ(configure_played(FLAMESAMP_FEATURE_SYMBOLS, FLAMESAMP_ONLY_KERNEL), 0);
	CHECK(!device.can_name_kernel);
	CHECK_EQ(played.config.flags, FLAMESAMP_ONLY_KERNEL);
	/* An older module. */
	played.lacks_names = true;
	CHECK_EQ(configure_played(0, flags), 0);
	CHECK(!device.can_name_kernel);
	CHECK_EQ(played.config.flags, FLAMESAMP_ONLY_KERNEL);
}

static void goes_without_names_that_are_forbidden(void)
{
	played = (struct played){ .forbids_names = true };
	CHECK_EQ(configure_played(FLAMESAMP_FEATURE_SYMBOLS, FLAMESAMP_NAME_KERNEL), 0);
	CHECK(!device.can_name_kernel);
	CHECK_EQ(played.config.flags, 0);
	CHECK_EQ(played.configured, 2);
	CHECK_STR(said, "");
	CHECK_EQ(device.config.flags, 0);
	/* Something else is forbidden. */
	played.error = EPERM;
	CHECK_EQ(configure_played(FLAMESAMP_FEATURE_SYMBOLS, FLAMESAMP_NAME_KERNEL), -1);
	CHECK(said_one_line_with("locked down"));
	/* Other refusals are no reason to try again. */
	played = (struct played){ .error = ENOMEM };
	CHECK_EQ(configure_played(FLAMESAMP_FEATURE_SYMBOLS, FLAMESAMP_NAME_KERNEL), -1);
	CHECK_EQ(played.configured, 1);
	CHECK(said_one_line_with("no memory"));
	CHECK(!device.can_name_kernel);
}

static void ends_the_strings_of_names(void)
{
	struct flamesamp_symbol symbol = { .address = 0xffffffff81000123 };

	device = (struct device){ .fd = PLAYED, .path = "/dev/flamesamp" };
	CHECK_EQ(device_symbol(&device, &symbol), 0);
	CHECK_EQ(symbol.address, 0xffffffff81000123);
	CHECK_EQ(symbol.offset, 0x23);
	CHECK_EQ(symbol.size, 0x100);
	CHECK_EQ(strlen(symbol.module), sizeof(symbol.module) - 1);
	CHECK_EQ(strlen(symbol.name), sizeof(symbol.name) - 1);
	symbol.address++;
	CHECK_EQ(device_symbol(&device, &symbol), -EACCES);
	device.fd = open("/dev/null", O_RDWR);
	CHECK_EQ(device_symbol(&device, &symbol), -ENOTTY);
	device_close(&device);
}

int main(void)
{
	RUN(drains_all_rings_without_padding);
	RUN(leaves_what_was_not_taken);
	RUN(refuses_what_is_no_record);
	RUN(refuses_what_is_no_device);
	RUN(tells_why_it_cannot_configure);
	RUN(passes_errors_of_counts_on);
	RUN(asks_for_names_where_there_are_some);
	RUN(goes_without_names_that_are_forbidden);
	RUN(ends_the_strings_of_names);
	return unit_done();
}
