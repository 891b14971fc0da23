/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sums of the Internet checksum (RFC 1071): 16-bit words, with each carry added
 * to the lowest bit again. Such a sum does not depend on the width of what is
 * added, so words of 64 bits are, in the order of memory, and folded to 16 bits
 * at the end. It is zero only if all bytes are. Programs include rte_ip.h.
 */
#ifndef BUFPLANE_CKSUM_H
#define BUFPLANE_CKSUM_H

#include <stddef.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_mbuf_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* From how many bytes on a sum is a call. */
#define BP_CKSUM_LONG 65

/* The sum of len bytes, at least BP_CKSUM_LONG, as this processor likes it. */
extern uint64_t (*bp_cksum_long)(const void *buf, size_t len);

/*
 * The sum of len bytes of a packet from offset off on, wherever its segments
 * begin and end. 0, or -1 if the packet is shorter; *sum is written on success
 * only.
 */
int bp_cksum_chain(const struct rte_mbuf *m, uint32_t off, uint32_t len,
		uint64_t *sum);

static inline uint64_t
bp_cksum_add(uint64_t a, uint64_t b)
{
	a += b;
	return a + (a < b);
}

/* Add up halves: once the sum itself, once with the halves swapped. */
static inline uint16_t
bp_cksum_fold(uint64_t sum)
{
	uint32_t half;

	sum += sum >> 32 | sum << 32;
	half = (uint32_t)(sum >> 32);
	half += half >> 16 | half << 16;
	return (uint16_t)(half >> 16);
}

/* The sum of up to 7 bytes; an odd last one is followed by a zero. */
static inline uint64_t
bp_cksum_rest(const uint8_t *p, size_t len)
{
	uint64_t sum = 0;
	uint32_t four;
	uint16_t two;

	if (len & 4) {
		__builtin_memcpy(&four, p, 4);
		sum = four;
		p += 4;
	}
	if (len & 2) {
		__builtin_memcpy(&two, p, 2);
		sum += two;
		p += 2;
	}
	return len & 1 ? sum + *p : sum;
}

/* The sum of len bytes: two, which are independent, word by word. */
static inline uint64_t
bp_cksum_short(const void *buf, size_t len)
{
	const uint8_t *p = (const uint8_t *)buf;
	uint64_t even = 0, odd = 0, word;

	for (; len >= 16; len -= 16, p += 16) {
		__builtin_memcpy(&word, p, 8);
		even = bp_cksum_add(even, word);
		__builtin_memcpy(&word, p + 8, 8);
		odd = bp_cksum_add(odd, word);
	}
	if (len & 8) {
		__builtin_memcpy(&word, p, 8);
		even = bp_cksum_add(even, word);
		p += 8;
	}
	if (len & 7)
		odd = bp_cksum_add(odd, bp_cksum_rest(p, len & 7));
	return bp_cksum_add(even, odd);
}

static inline uint64_t
bp_cksum_any(const void *buf, size_t len)
{
	if (len < BP_CKSUM_LONG)
		return bp_cksum_short(buf, len);
	return bp_cksum_long(buf, len);
}

/* As bp_cksum_chain(), for packets that are mostly one segment. */
static inline int
bp_cksum_mbuf(const struct rte_mbuf *m, uint32_t off, uint32_t len,
		uint64_t *sum)
{
	if (unlikely(off > m->data_len || len > m->data_len - off))
		return bp_cksum_chain(m, off, len, sum);
	*sum = bp_cksum_any(rte_pktmbuf_mtod_offset(m, const char *, off), len);
	return 0;
}

#ifdef __cplusplus
}
#endif

#endif
