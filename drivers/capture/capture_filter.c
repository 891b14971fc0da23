/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Filters: programs of libpcap, run on the path of packets. A copy is checked,
 * so that nobody changes it afterwards: libpcap's check, and that no jump leads
 * back, as a loop would never end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_mbuf.h>

#include "capture.h"

/* A filter sees so many bytes of a packet in several pieces. */
#define FLAT_MAX 16384

static bool
goes_forward(const struct bpf_insn *insns, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (insns[i].code == (BPF_JMP | BPF_JA) &&
				insns[i].k >= n - i - 1)
			return false;
	return true;
}

int
capture_filter_copy(struct capture_filter *f, const void *insns, uint32_t n)
{
	*f = (struct capture_filter){0};
	if (n == 0)
		return 0;
	if (n > BP_CAPTURE_INSNS)
		return -EINVAL;
	f->insns = malloc(n * sizeof(*f->insns));
	if (f->insns == NULL)
		return -ENOMEM;
	memcpy(f->insns, insns, n * sizeof(*f->insns));
	f->n = n;
	if (bpf_validate(f->insns, (int)n) != 0 && goes_forward(f->insns, n))
		return 0;
	capture_filter_free(f);
	return -EINVAL;
}

void
capture_filter_free(struct capture_filter *f)
{
	free(f->insns);
	*f = (struct capture_filter){0};
}

static bool
takes_chain(const struct capture_filter *f, const struct rte_mbuf *m)
{
	uint8_t flat[FLAT_MAX];
	const uint32_t n = RTE_MIN(m->pkt_len, (uint32_t)FLAT_MAX);
	const uint8_t *data = rte_pktmbuf_read(m, 0, n, flat);

	return data != NULL && bpf_filter(f->insns, data, m->pkt_len, n) != 0;
}

bool
capture_filter_takes(const struct capture_filter *f, const struct rte_mbuf *m)
{
	if (f->n == 0)
		return true;
	if (m->nb_segs > 1)
		return takes_chain(f, m);
	return bpf_filter(f->insns, rte_pktmbuf_mtod(m, const uint8_t *),
			       m->pkt_len, m->data_len) != 0;
}
