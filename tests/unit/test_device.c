// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What can be said of the device without one: who is refused and why, and draining from rings that
 * lie in plain memory.
 */
#include <errno.h>

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

int main(void)
{
	RUN(drains_all_rings_without_padding);
	RUN(leaves_what_was_not_taken);
	RUN(refuses_what_is_no_record);
	RUN(refuses_what_is_no_device);
	RUN(tells_why_it_cannot_configure);
	RUN(passes_errors_of_counts_on);
	return unit_done();
}
