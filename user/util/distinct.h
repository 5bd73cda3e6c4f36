/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Distinct records of one size, each known by a small number. Chains are made of them, too: a
 * record that holds the number of its parent stands for all up to the root, and those that begin
 * alike share what they have in common.
 */
#ifndef FLAMEREC_UTIL_DISTINCT_H
#define FLAMEREC_UTIL_DISTINCT_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct distinct - the records
 * @word: their words, one record after another
 * @words: 64-bit words a record
 * @count: the highest number; the first record's is 1, so that 0 can stand for none
 * @slot: open addressing: bits of the hash, so that records are seldom looked at in vain, and a
 *	number; 0: free
 * @slots: a power of two, or 0
 */
struct distinct {
	uint64_t *word;
	size_t words, count, capacity;
	struct distinct_slot {
		uint32_t hash;
		uint32_t number;
	} *slot;
	size_t slots;
};

/* @size: bytes a record: a multiple of 8. */
void distinct_init(struct distinct *set, size_t size);
void distinct_free(struct distinct *set);

/**
 * distinct_number() - the number of a record
 * @set: the records
 * @record: of the set's size, without padding: all of its bytes count. Copied where it is new
 *
 * Return: its number; @set->count where it is new.
 */
uint32_t distinct_number(struct distinct *set, const void *record);

/* The record of a number from 1 to @set->count; valid until the next distinct_number(). */
const void *distinct_get(const struct distinct *set, uint32_t number);

#endif
