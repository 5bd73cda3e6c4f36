/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A share of the samples, and how exactly it is known.
 */
#ifndef FLAMEREC_PROFILE_SHARE_H
#define FLAMEREC_PROFILE_SHARE_H

/**
 * struct share - a part of a whole, from 0 to 1
 * @share: as it was sampled
 * @low, @high: the true one lies between them, 95 times in a hundred
 */
struct share {
	double share, low, high;
};

/**
 * share_of() - a share and its interval, by Wilson's formula (profile/interval.h)
 * @part: samples, from 0 to @whole
 * @whole: all of them; each one has to be an observation of its own: weights of other units than
 *	samples have no such interval
 *
 * Return: the share; of nothing, 0 between 0 and 1.
 */
struct share share_of(double part, double whole);

/* Half the width of the interval: what stands behind a plus-minus sign. */
static inline double share_error(struct share share)
{
	return (share.high - share.low) / 2;
}

#endif
