// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/colour_scale.h"

/* A colour between two: @part of the way. */
static uint32_t between(uint32_t from, uint32_t to, double part)
{
	uint32_t colour = 0;

	for (int shift = 16; shift >= 0; shift -= 8) {
		int a = from >> shift & 255, b = to >> shift & 255;

		colour = colour << 8 | (uint32_t)(a + (b - a) * part + 0.5);
	}
	return colour;
}

static struct shade between_shades(struct shade from, struct shade to, double part)
{
	return (struct shade){ between(from.light, to.light, part),
			       between(from.dark, to.dark, part) };
}

struct shade scale_heat(int step)
{
	static const struct shade stop[] = {
		{ 0xe8e6e1, 0x44464a }, { 0xffdf8a, 0x6f5a1e }, { 0xffb066, 0x8f4f1c },
		{ 0xf7716a, 0xa82f35 },
	};
	double at = 3.0 * step / SCALE_STEPS;
	int first = at < 3 ? at : 2;

	return between_shades(stop[first], stop[first + 1], at - first);
}

/* The first step is already told from grey. */
static struct shade from_grey(struct shade less, struct shade more, int step)
{
	static const struct shade grey = { 0xe4e6e9, 0x464a51 };

	if (!step)
		return grey;
	return step < 0 ? between_shades(grey, less, (1.0 - step) / (SCALE_STEPS + 1)) :
			  between_shades(grey, more, (1.0 + step) / (SCALE_STEPS + 1));
}

struct shade scale_change(int step)
{
	return from_grey((struct shade){ 0x55a5ee, 0x1f63b0 }, (struct shade){ 0xff9040, 0x9f4b0c },
			 step);
}

struct shade scale_classic(int step)
{
	return from_grey((struct shade){ 0x4d4dff, 0x2f3fc4 }, (struct shade){ 0xff3b3b, 0xb01f24 },
			 step);
}

int scale_step(double value, double most)
{
	double amount = value < 0 ? -value : value;
	int step = 1;

	if (!amount || !most)
		return 0;
	while (step < SCALE_STEPS && amount > most * scale_bound(step))
		step++;
	return value < 0 ? -step : step;
}

double scale_bound(int step)
{
	return (double)(step * step) / (SCALE_STEPS * SCALE_STEPS);
}
