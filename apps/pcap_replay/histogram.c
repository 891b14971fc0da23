/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A histogram over the whole range of 64 bits: values below 64 have a bin
 * each, every further power of two has 64 bins. A quantile is the upper edge
 * of its bin, but never more than the largest value seen.
 */
#include "replay.h"

#define SUB_BITS 6
#define SUB_BINS (1u << SUB_BITS)

_Static_assert(REPLAY_HISTOGRAM_BINS == (64 - SUB_BITS + 1) * SUB_BINS,
		"one row of bins a power of two");

static unsigned int
bin_of(uint64_t value)
{
	unsigned int row;

	if (value < SUB_BINS)
		return (unsigned int)value;
	row = 63 - (unsigned int)__builtin_clzll(value) - SUB_BITS;
	return (row + 1) * SUB_BINS +
			(unsigned int)((value >> row) & (SUB_BINS - 1));
}

static uint64_t
upper_edge(unsigned int bin)
{
	unsigned int row;

	if (bin < SUB_BINS)
		return bin;
	row = bin / SUB_BINS - 1;
	return ((uint64_t)(SUB_BINS + bin % SUB_BINS) << row) +
			((1ull << row) - 1);
}

void
replay_histogram_add(struct replay_histogram *h, uint64_t value)
{
	h->bins[bin_of(value)]++;
	h->n++;
	if (value > h->max)
		h->max = value;
}

uint64_t
replay_histogram_quantile(const struct replay_histogram *h, double share)
{
	uint64_t wanted = (uint64_t)((double)h->n * share);
	uint64_t seen = 0;

	for (unsigned int bin = 0; bin < REPLAY_HISTOGRAM_BINS; bin++) {
		seen += h->bins[bin];
		if (seen > wanted || (seen == h->n && seen > 0))
			return upper_edge(bin) < h->max ? upper_edge(bin)
							: h->max;
	}
	return 0;
}

uint64_t
replay_histogram_below(const struct replay_histogram *h, uint64_t value)
{
	uint64_t n = 0;

	if (value >= h->max)
		return h->n;
	for (unsigned int bin = 0;
			bin < REPLAY_HISTOGRAM_BINS && upper_edge(bin) <= value;
			bin++)
		n += h->bins[bin];
	return n;
}
