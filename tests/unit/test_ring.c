// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's side of the ring against flamerec's, both as they are, in one process. Build it with
 * -fsanitize=thread to have the barriers judged on machines that order memory more strictly than
 * they need to.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../kmod/ring.c"
#include "capture/records.h"
#include "capture/ring.h"
#include "random.h"
#include "unit.h"

#define BYTES_MAX (64 * 1024)

/* A type that no module writes: header, sequence number, and words that follow from it. */
#define TEST_TYPE 200

struct test_record {
	struct flamesamp_header header;
	uint32_t sequence;
	uint64_t words[];
};

/* Both sides of one ring. */
struct pair {
	struct flamesamp_producer producer;
	struct flamesamp_consumer consumer;
	_Alignas(8) unsigned char data[BYTES_MAX];
	struct fsamp_ring kernel;
	struct ring user;
};

static struct pair pair;

static void begin(uint32_t bytes, uint32_t head)
{
	memset(pair.data, 0xee, sizeof(pair.data));
	pair.kernel = (struct fsamp_ring){
		.producer = &pair.producer,
		.consumer = &pair.consumer,
		.data = pair.data,
	};
	fsamp_ring_init(&pair.kernel, 0, bytes, head);
	pair.user = (struct ring){
		.producer = &pair.producer,
		.consumer = &pair.consumer,
		.data = pair.data,
		.bytes = bytes,
		.tail = pair.consumer.tail,
	};
}

static size_t words_of(size_t size)
{
	return (size - sizeof(struct test_record)) / sizeof(uint64_t);
}

static uint64_t word_of(uint32_t sequence, size_t i)
{
	return (sequence + 1) * 0x9e3779b97f4a7c15 + i;
}

static void fill(struct test_record *record, uint32_t sequence, uint16_t size)
{
	record->header = (struct flamesamp_header){ .type = TEST_TYPE, .size = size };
	record->sequence = sequence;
	for (size_t i = 0; i < words_of(size); i++)
		record->words[i] = word_of(sequence, i);
}

static bool is_intact(const struct test_record *record)
{
	for (size_t i = 0; i < words_of(record->header.size); i++) {
		if (record->words[i] != word_of(record->sequence, i))
			return false;
	}
	return record->header.type == TEST_TYPE;
}

/* Return: whether there was room. */
static bool produce(uint32_t sequence, uint16_t size)
{
	void *at = fsamp_ring_reserve(&pair.kernel, size);

	if (!at)
		return false;
	fill(at, sequence, size);
	fsamp_ring_commit(&pair.kernel);
	return true;
}

static ssize_t peek(void)
{
	const void *data;

	return ring_peek(&pair.user, &data);
}

static void starts_empty(void)
{
	begin(4096, 0);
	CHECK_EQ(ring_filled(&pair.user), 0);
	CHECK_EQ(peek(), 0);
	CHECK_EQ(fsamp_ring_filled(&pair.kernel), 0);
}

static void shows_nothing_before_the_commit(void)
{
	begin(4096, 0);
	fill(fsamp_ring_reserve(&pair.kernel, 64), 0, 64);
	CHECK_EQ(peek(), 0);
	fsamp_ring_commit(&pair.kernel);
	CHECK_EQ(peek(), 64);
	CHECK_EQ(fsamp_ring_filled(&pair.kernel), 64);
}

/* From every position near the wrap of 32 bits, the ring holds as much as it has room for. */
static void fills_to_the_last_byte(void)
{
	for (uint32_t head = -8192u; head != 8192; head += 8) {
		begin(4096, head);
		for (uint32_t i = 0; i < 4096 / 8; i++)
			CHECK(produce(i, 8));
		CHECK(!produce(0, 8));
		CHECK_EQ(ring_filled(&pair.user), 4096);
		ring_consume(&pair.user, 8);
		CHECK(produce(0, 8));
		CHECK(!produce(0, 8));
		CHECK(!pair.producer.flags);
	}
}

static void pads_where_a_record_does_not_fit(void)
{
	const struct flamesamp_header *h;
	const void *data;

	begin(4096, -16u);
	CHECK(produce(1, 64));
	CHECK_EQ(ring_filled(&pair.user), 16 + 64);
	CHECK_EQ(ring_peek(&pair.user, &data), 16);
	h = data;
	CHECK_EQ(h->type, FLAMESAMP_PAD);
	CHECK_EQ(h->size, 16);
	CHECK_EQ(records_check(data, 16), 16);
	ring_consume(&pair.user, 16);
	CHECK_EQ(ring_peek(&pair.user, &data), 64);
	CHECK(data == pair.data && is_intact(data));
	ring_consume(&pair.user, 64);
	CHECK_EQ(pair.consumer.tail, 64);
}

static void loses_what_fits_only_without_padding(void)
{
	begin(4096, 4096 - 16);
	/* 16 bytes of padding and 4080 of a record fill all; 8 more do not fit. */
	CHECK(!produce(1, 4088));
	CHECK_EQ(pair.producer.head, 4096 - 16);
	CHECK(produce(1, 4080));
	CHECK_EQ(ring_filled(&pair.user), 4096);
}

static void stops_at_an_impossible_tail(void)
{
	static const uint32_t wrong[] = { 1, 4, -1u, 0x80000000, 64 - 4096 - 8, 64 + 8 };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		unsigned char before[4096];

		begin(4096, 0);
		CHECK(produce(1, 64));
		pair.consumer.tail = wrong[i];
		memcpy(before, pair.data, sizeof(before));
		CHECK(!produce(2, 64));
		CHECK_EQ(pair.producer.flags, FLAMESAMP_RING_BROKEN);
		/* For good, even when the tail is right again. */
		pair.consumer.tail = 0;
		CHECK(!produce(2, 64));
		CHECK_EQ(pair.producer.head, 64);
		CHECK(!memcmp(before, pair.data, sizeof(before)));
	}
}

/* In the middle of a record, but in range: the module can't tell, and it does no harm. */
static void goes_on_at_a_possible_tail(void)
{
	begin(4096, 0);
	CHECK(produce(1, 64));
	pair.consumer.tail = 8;
	CHECK(produce(2, 64));
	CHECK_EQ(pair.producer.flags, 0);
}

static void reader_refuses_an_impossible_head(void)
{
	begin(4096, 0);
	CHECK(produce(1, 64));
	pair.producer.head = 4096 + 8;
	CHECK_EQ(peek(), -EPROTO);
	pair.producer.head = -8u;
	CHECK_EQ(peek(), -EPROTO);
	pair.producer.head = 4;
	CHECK_EQ(peek(), -EPROTO);
	pair.producer.head = 64;
	CHECK_EQ(peek(), 64);
}

/* A page that somebody else writes doesn't move the reader. */
static void reader_keeps_its_own_tail(void)
{
	begin(4096, 0);
	CHECK(produce(1, 64));
	pair.consumer.tail = 32;
	CHECK_EQ(peek(), 64);
	ring_consume(&pair.user, 64);
	CHECK_EQ(pair.consumer.tail, 64);
}

struct torture {
	uint32_t records;	/* to produce */
	uint32_t size_max;
	uint32_t seed;
	uint32_t lost;
	bool done;
};

/* As the module writes: several records a reservation, all of them or none. */
static uint32_t produce_some(struct torture *t, uint32_t sequence, uint32_t *random)
{
	uint32_t n = 1 + next_random(random) % 3, total = 0;
	uint16_t size[3];
	unsigned char *at;

	for (uint32_t i = 0; i < n; i++) {
		size[i] = 8 + next_random(random) % (t->size_max / 3 / 8) * 8;
		total += size[i];
	}
	at = fsamp_ring_reserve(&pair.kernel, total);
	if (!at) {
		t->lost += n;
		/* Sometimes wait for the reader, sometimes lose many in a row. */
		if (next_random(random) % 4)
			sched_yield();
		return n;
	}
	for (uint32_t i = 0; i < n; i++) {
		fill((void *)at, sequence + i, size[i]);
		at += size[i];
	}
	fsamp_ring_commit(&pair.kernel);
	return n;
}

static void *producer(void *arg)
{
	struct torture *t = arg;
	uint32_t sequence = 0, random = t->seed;

	while (sequence < t->records)
		sequence += produce_some(t, sequence, &random);
	t->records = sequence;
	__atomic_store_n(&t->done, true, __ATOMIC_RELEASE);
	return NULL;
}

/* What the reader has seen. */
struct seen {
	uint32_t records;
	uint32_t missing;	/* sequence numbers left out in between */
	uint32_t next;		/* the least that may come */
	uint32_t broken;	/* records that are not what was written, or in a wrong order */
};

static void look_at(struct seen *seen, const struct flamesamp_header *h)
{
	const struct test_record *record = (const void *)h;

	if (h->type == FLAMESAMP_PAD)
		return;
	if (!is_intact(record) || record->sequence < seen->next) {
		seen->broken++;
		return;
	}
	seen->missing += record->sequence - seen->next;
	seen->next = record->sequence + 1;
	seen->records++;
}

/* Reads some of what is there: not always all, so that the tail stops everywhere. */
static void consume_some(struct seen *seen, const void *data, size_t bytes, uint32_t *random)
{
	size_t stop = next_random(random) % 2 ? bytes : next_random(random) % bytes + 1;
	const struct flamesamp_header *h = record_first(data, bytes);
	const char *end = (const char *)data + bytes, *at = data;

	seen->broken += records_check(data, bytes) != bytes;
	for (; h && at < (const char *)data + stop; h = record_next(h, end)) {
		look_at(seen, h);
		at += h->size;
	}
	ring_consume(&pair.user, at - (const char *)data);
}

static void consume_all(const struct torture *t, struct seen *seen)
{
	uint32_t random = t->seed + 1;

	while (!seen->broken) {
		/* Asked for first: what was produced before it is in the ring then. */
		bool done = __atomic_load_n(&t->done, __ATOMIC_ACQUIRE);
		const void *data;
		ssize_t bytes = ring_peek(&pair.user, &data);

		if (bytes < 0)
			seen->broken++;
		else if (bytes)
			consume_some(seen, data, bytes, &random);
		else if (done)
			break;
		else
			sched_yield();
		if (next_random(&random) % 1000 == 0)
			usleep(50);
	}
}

static void torture(uint32_t ring_bytes, uint32_t size_max, uint32_t head, uint32_t seed)
{
	struct torture t = { .records = 30000, .size_max = size_max, .seed = seed };
	struct seen seen = { 0 };
	pthread_t thread;

	begin(ring_bytes, head);
	CHECK(!pthread_create(&thread, NULL, producer, &t));
	consume_all(&t, &seen);
	pthread_join(thread, NULL);
	CHECK_EQ(seen.broken, 0);
	CHECK_EQ(seen.records + t.lost, t.records);
	CHECK_EQ(seen.missing + (t.records - seen.next), t.lost);
	CHECK(seen.records > 0);
	CHECK_EQ(pair.producer.flags, 0);
	CHECK_EQ(pair.consumer.tail, pair.producer.head);
}

/* Each round begins below 2^32, at another distance, and goes on beyond it. */
static void loses_no_record_uncounted_in_small_rings(void)
{
	for (uint32_t round = 1; round <= 40; round++)
		torture(4096, 2048, -8u * round * 61, round);
}

static void loses_no_record_uncounted_in_large_rings(void)
{
	for (uint32_t round = 1; round <= 40; round++)
		torture(64 * 1024, 32 * 1024, -8u * round * 4099, round);
}

int main(void)
{
	RUN(starts_empty);
	RUN(shows_nothing_before_the_commit);
	RUN(fills_to_the_last_byte);
	RUN(pads_where_a_record_does_not_fit);
	RUN(loses_what_fits_only_without_padding);
	RUN(stops_at_an_impossible_tail);
	RUN(goes_on_at_a_possible_tail);
	RUN(reader_refuses_an_impossible_head);
	RUN(reader_keeps_its_own_tail);
	RUN(loses_no_record_uncounted_in_small_rings);
	RUN(loses_no_record_uncounted_in_large_rings);
	return unit_done();
}
