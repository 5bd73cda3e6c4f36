/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How sure shares of samples are: confidence intervals of one, and of the difference of two.
 *
 * Samples are taken as independent of each other. Where a sample stands for many periods, the
 * periods are not: callers give the number of samples that would be worth as much.
 */
#ifndef FLAMEREC_PROFILE_INTERVAL_H
#define FLAMEREC_PROFILE_INTERVAL_H

#include <stddef.h>

/* What lies between the two ends with the confidence that was asked for. */
struct interval {
	double low, high;
};

/**
 * struct counted - so many samples of so many
 * @part: 0 to @whole, fractions allowed
 * @whole: more than 0
 */
struct counted {
	double part, whole;
};

/* Of a two-sided interval of 95%. */
#define INTERVAL_Z95 1.959963984540054

/*
 * The interval of a share, by its score: E. B. Wilson, "Probable Inference, the Law of Succession,
 * and Statistical Inference", Journal of the American Statistical Association 22 (1927).
 * @z: quantile of the normal distribution, as INTERVAL_Z95.
 */
struct interval interval_share(struct counted counted, double z);

/*
 * The interval of @after's share less @before's: method 10 of R. G. Newcombe, "Interval Estimation
 * for the Difference between Independent Proportions: Comparison of Eleven Methods", Statistics in
 * Medicine 17 (1998). Good for few samples, too, and for shares of nothing and of all.
 */
struct interval interval_change(struct counted before, struct counted after, double z);

/*
 * How likely a difference as large as this one, or larger, is where nothing has changed: of the
 * widest of those intervals that has not 0 inside. 1 where the shares are equal.
 */
double interval_chance(struct counted before, struct counted after);

/**
 * interval_discoveries() - which of many differences are more than noise
 * @chance: of each, by interval_chance(); @count of them
 * @rate: of those that are found, so large a part may be noise, on average: 0.05
 *
 * By Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", Journal of the Royal
 * Statistical Society B 57 (1995): who compares a thousand functions that have not changed, finds
 * fifty outside of their 95% interval.
 *
 * Return: differences with a chance of at most this are more than noise; negative: none is.
 */
double interval_discoveries(const double *chance, size_t count, double rate);

#endif
