/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memzone of a capture: what another process wrote there is taken once,
 * and everything that it speaks of lies inside.
 */
#include <errno.h>

#include <rte_memzone.h>

#include "capture.h"

static bool
power_of_two_within(uint64_t value, uint64_t low, uint64_t high)
{
	return value >= low && value <= high && (value & (value - 1)) == 0;
}

/* Is [at, at + n * size) inside of len, aligned, behind the fixed part? */
static bool
fits(uint64_t at, uint64_t align, uint64_t n, uint64_t size, uint64_t len,
		uint64_t fixed)
{
	return at % align == 0 && at >= fixed && at <= len &&
			n <= (len - at) / size;
}

static int
refuse(const struct rte_memzone *mz, const char *what)
{
	CAPTURE_LOG(ERR, "memzone %s: %s\n", mz->name, what);
	return -EINVAL;
}

int
capture_area_check(struct capture_area *a, const struct rte_memzone *mz)
{
	volatile struct bp_capture *z = mz->addr;
	uint64_t fixed, insns_at, rings_at;

	if (mz->len < sizeof(struct bp_capture))
		return refuse(mz, "it is too small");
	if (z->version != BP_CAPTURE_VERSION)
		return -EPROTO;
	*a = (struct capture_area){.zone = mz->addr,
			.snaplen = z->snaplen,
			.taps_n = z->taps_n,
			.insns_n = z->insns_n,
			.ring_size = z->ring_size};
	insns_at = z->insns_at;
	rings_at = z->rings_at;
	if (a->taps_n == 0 || a->taps_n > BP_CAPTURE_TAPS)
		return refuse(mz, "it has no taps, or too many");
	if (a->insns_n > BP_CAPTURE_INSNS)
		return refuse(mz, "the filter is too long");
	if (!power_of_two_within(a->ring_size, BP_CAPTURE_RING_MIN,
			    BP_CAPTURE_RING_MAX))
		return refuse(mz, "rings of such a size cannot be");
	fixed = sizeof(struct bp_capture) +
			a->taps_n * sizeof(struct bp_capture_tap);
	if (!fits(insns_at, 8, a->insns_n, sizeof(struct bpf_insn), mz->len,
			    fixed) ||
			!fits(rings_at, RTE_CACHE_LINE_SIZE, a->taps_n,
					a->ring_size, mz->len, fixed))
		return refuse(mz, "its parts do not fit into it");
	a->insns = (const uint8_t *)mz->addr + insns_at;
	a->rings = (uint8_t *)mz->addr + rings_at;
	return 0;
}
