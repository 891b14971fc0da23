/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sums of the Internet checksum that are not made in line: of long areas, and
 * of packets. What lies behind an odd number of bytes is summed with its bytes
 * swapped (RFC 1071, 2B). A packet is what its segments hold: a pkt_len beyond
 * them is an error, never read.
 *
 * The constructor stands beside the pointer that it sets, so that a program
 * linked to the static library gets it with the pointer.
 */
#include "cksum.h"

#include <bufplane_cksum.h>
#include <bufplane_export.h>
#include <stdbool.h>
#include <string.h>

#include <rte_ip.h>
#include <rte_mbuf.h>

uint64_t
cksum_plain(const void *buf, size_t len)
{
	const uint8_t *p = (const uint8_t *)buf;
	uint64_t sum[4] = {0};
	uint64_t words[4];

	for (; len >= sizeof(words); len -= sizeof(words)) {
		memcpy(words, p, sizeof(words));
		sum[0] = bp_cksum_add(sum[0], words[0]);
		sum[1] = bp_cksum_add(sum[1], words[1]);
		sum[2] = bp_cksum_add(sum[2], words[2]);
		sum[3] = bp_cksum_add(sum[3], words[3]);
		p += sizeof(words);
	}
	sum[0] = bp_cksum_add(sum[0], sum[1]);
	sum[2] = bp_cksum_add(sum[2], sum[3]);
	sum[0] = bp_cksum_add(sum[0], sum[2]);
	return bp_cksum_add(sum[0], bp_cksum_short(p, len));
}

BP_EXPORT
uint64_t (*bp_cksum_long)(const void *buf, size_t len) = cksum_plain;

static void __attribute__((constructor)) pick_long(void)
{
	const cksum_fn wide = cksum_wide();

	if (wide != NULL)
		bp_cksum_long = wide;
}

/* From how many bytes on a segment's sum is a call. */
#define SEGMENT_LONG 256

/*
 * The sum of 64 bytes. x86 adds with carry in one instruction, which no C says
 * so that compilers see it; sanitizers see C only.
 */
static inline uint64_t
sum_block(const char *p)
{
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) &&                   \
		!defined(__SANITIZE_THREAD__)
	uint64_t sum;

	__asm__("movq (%1), %0\n\t"
		"addq 8(%1), %0\n\t"
		"adcq 16(%1), %0\n\t"
		"adcq 24(%1), %0\n\t"
		"adcq 32(%1), %0\n\t"
		"adcq 40(%1), %0\n\t"
		"adcq 48(%1), %0\n\t"
		"adcq 56(%1), %0\n\t"
		"adcq $0, %0"
			: "=&r"(sum)
			: "r"(p), "m"(*(const char(*)[64])(const void *)p)
			: "cc");
	return sum;
#else
	return bp_cksum_short(p, 64);
#endif
}

static inline uint64_t
sum_segment(const char *p, uint32_t n)
{
	uint64_t sum = 0;

	if (n >= SEGMENT_LONG)
		return bp_cksum_long(p, n);
	for (; n >= 64; n -= 64, p += 64)
		sum = bp_cksum_add(sum, sum_block(p));
	return n == 0 ? sum : bp_cksum_add(sum, bp_cksum_short(p, n));
}

/* Turned by 8 bits, a sum is that of the bytes swapped. */
static uint64_t
swap_if(bool odd, uint64_t sum)
{
	return odd ? sum << 8 | sum >> 56 : sum;
}

BP_EXPORT
int
bp_cksum_chain(const struct rte_mbuf *m, uint32_t off, uint32_t len,
		uint64_t *sum)
{
	const char *data;
	uint64_t total = 0, part;
	uint32_t n, done = 0;

	if (off > m->pkt_len || len > m->pkt_len - off)
		return -1;
	for (; m != NULL && done < len; m = m->next) {
		if (off >= m->data_len) {
			off -= m->data_len;
			continue;
		}
		data = rte_pktmbuf_mtod_offset(m, const char *, off);
		n = RTE_MIN(len - done, m->data_len - off);
		part = sum_segment(data, n);
		total = bp_cksum_add(total, swap_if(done & 1, part));
		done += n;
		off = 0;
	}
	if (done < len)
		return -1;
	*sum = total;
	return 0;
}
