/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-32C (Castagnoli): every change within 32 bits in a row shows.
 */
#ifndef FLAMEREC_UTIL_CRC32C_H
#define FLAMEREC_UTIL_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/**
 * crc32c() - checksum of some bytes
 * @crc: 0, or what the call for the bytes before them returned
 * @data: the bytes
 * @bytes: how many
 */
uint32_t crc32c(uint32_t crc, const void *data, size_t bytes);

#endif
