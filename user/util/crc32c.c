// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/crc32c.h"

/* x^32 + x^28 + ... + 1, lowest power in the highest bit, as the checksum is computed. */
#define POLYNOMIAL 0x82f63b78

/*
 * Eight bytes a step: table[n][b] is the checksum of byte b with n zero bytes behind it. A byte a
 * step would cost more than all else that is done to a record on its way to the file.
 */
#define STEP 8

static uint32_t table[STEP][256];

static void fill_table(void)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t crc = byte;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		table[0][byte] = crc;
	}
	for (int n = 1; n < STEP; n++) {
		for (uint32_t byte = 0; byte < 256; byte++) {
			uint32_t before = table[n - 1][byte];

			table[n][byte] = before >> 8 ^ table[0][before & 255];
		}
	}
}

static uint32_t little_endian(const unsigned char *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint32_t step(uint32_t crc, const unsigned char *at)
{
	uint32_t low = crc ^ little_endian(at), high = little_endian(at + 4);

	return table[7][low & 255] ^ table[6][low >> 8 & 255] ^
	       table[5][low >> 16 & 255] ^ table[4][low >> 24] ^
	       table[3][high & 255] ^ table[2][high >> 8 & 255] ^
	       table[1][high >> 16 & 255] ^ table[0][high >> 24];
}

uint32_t crc32c(uint32_t crc, const void *data, size_t bytes)
{
	const unsigned char *at = data;

	if (!table[0][1])
		fill_table();
	crc = ~crc;
	for (; bytes >= STEP; bytes -= STEP, at += STEP)
		crc = step(crc, at);
	while (bytes--)
		crc = crc >> 8 ^ table[0][(crc ^ *at++) & 255];
	return ~crc;
}
