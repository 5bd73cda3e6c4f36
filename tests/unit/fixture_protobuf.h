/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader of Protocol Buffers for tests: fields one after another.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_PROTOBUF_H
#define FLAMEREC_TESTS_FIXTURE_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message {
	const uint8_t *at, *end;
};

/* A field: a number, or bytes. */
struct field {
	unsigned int number;
	uint64_t value;
	struct message bytes;
};

/* Return: whether a whole number stood there. */
static inline bool read_varint(struct message *message, uint64_t *value)
{
	*value = 0;
	for (unsigned int shift = 0; shift < 70 && message->at < message->end; shift += 7) {
		uint8_t byte = *message->at++;

		*value |= (uint64_t)(byte & 0x7f) << (shift < 64 ? shift : 63);
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* Return: whether there was another field. What is wrong ends the message before its end. */
static inline bool read_field(struct message *message, struct field *field)
{
	uint64_t key;

	*field = (struct field){ 0 };
	if (message->at == message->end || !read_varint(message, &key) ||
	    !read_varint(message, &field->value))
		return false;
	field->number = key >> 3;
	if ((key & 7) == 0)
		return true;
	if ((key & 7) != 2 || field->value > (uint64_t)(message->end - message->at))
		return false;
	field->bytes = (struct message){ message->at, message->at + field->value };
	message->at += field->value;
	return true;
}

/* The number of a field; 0 where it is left out. */
static inline uint64_t field_value(struct message message, unsigned int number)
{
	struct field field;

	while (read_field(&message, &field)) {
		if (field.number == number)
			return field.value;
	}
	return 0;
}

/* The bytes of the @nth field of a number, from 0; all zero where there is none. */
static inline struct message field_bytes(struct message message, unsigned int number, size_t nth)
{
	struct field field;

	while (read_field(&message, &field)) {
		if (field.number == number && !nth--)
			return field.bytes;
	}
	return (struct message){ 0 };
}

static inline size_t count_fields(struct message message, unsigned int number)
{
	struct field field;
	size_t n = 0;

	while (read_field(&message, &field))
		n += field.number == number;
	return n;
}

/* A number of a packed field; UINT64_MAX: there are fewer. */
static inline uint64_t packed_value(struct message packed, size_t nth)
{
	uint64_t value;

	do {
		if (!read_varint(&packed, &value))
			return UINT64_MAX;
	} while (nth--);
	return value;
}

#endif
