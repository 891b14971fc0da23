/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Packets: random operations on a handful of them, and after each one the
 * metadata of all segments of the packet, a hash of its data, and how many
 * mbufs are out. What 22.11 leaves as it was in an mbuf, an operation sets.
 */
#include <string.h>

#include <rte_errno.h>
#include <rte_mbuf.h>

#include "case.h"

#define SLOTS 6
#define ROOM  400
#define POOL  512

struct subject {
	struct rte_mempool *direct, *indirect, *small;
	struct rte_mbuf *slot[SLOTS];
	struct rte_mbuf_ext_shared_info shared[64];
	uint8_t outside[64][256];
	unsigned int n_outside, released;
	unsigned int step;
};

static struct subject s;

static void
segment(const struct rte_mbuf *m, unsigned int slot, unsigned int number)
{
	tell("mbufs/%u slot %u segment %u: off %u len %u/%u buf %u priv %u "
	     "refs %u/%u segs %u port %u flags %#lx type %#x vlan %u %u tx %#lx "
	     "hash %u, head %u tail %u",
			s.step, slot, number, m->data_off, m->data_len,
			m->pkt_len, m->buf_len, m->priv_size,
			rte_mbuf_refcnt_read(m),
			RTE_MBUF_HAS_EXTBUF(m)
					? rte_mbuf_ext_refcnt_read(m->shinfo)
					: 0,
			m->nb_segs, m->port, m->ol_flags, m->packet_type,
			m->vlan_tci, m->vlan_tci_outer, m->tx_offload,
			m->hash.rss, rte_pktmbuf_headroom(m),
			rte_pktmbuf_tailroom(m));
}

static void
dump(unsigned int slot)
{
	const struct rte_mbuf *m = s.slot[slot];
	const char *reason = NULL;
	unsigned int number = 0;
	uint64_t sum = 0;

	if (m == NULL) {
		tell("mbufs/%u slot %u: empty", s.step, slot);
		return;
	}
	tell("mbufs/%u slot %u: check %d contiguous %d clone %d external %d "
	     "direct %d",
			s.step, slot, rte_mbuf_check(m, 1, &reason),
			rte_pktmbuf_is_contiguous(m), !!RTE_MBUF_CLONED(m),
			!!RTE_MBUF_HAS_EXTBUF(m), RTE_MBUF_DIRECT(m));
	for (; m != NULL; m = m->next) {
		segment(m, slot, number++);
		sum = hash(sum, rte_pktmbuf_mtod(m, char *), m->data_len);
	}
	tell("mbufs/%u slot %u data: %016lx", s.step, slot, sum);
}

static void
done(const char *what, unsigned int slot, unsigned int n, int rc)
{
	tell("mbufs/%u: %s slot %u, %u: %d, out %u %u %u, released %u", s.step,
			what, slot, n, rc, rte_mempool_in_use_count(s.direct),
			rte_mempool_in_use_count(s.indirect),
			rte_mempool_in_use_count(s.small), s.released);
	dump(slot);
}

/* Fields of a new mbuf that no one resets. */
static void
mark(struct rte_mbuf *m)
{
	m->hash.rss = (uint32_t)rnd();
	m->dynfield1[0] = (uint32_t)rnd();
}

static void
op_alloc(unsigned int i)
{
	rte_pktmbuf_free(s.slot[i]);
	s.slot[i] = rte_pktmbuf_alloc(below(4) ? s.direct : s.small);
	if (s.slot[i] != NULL)
		mark(s.slot[i]);
	done("alloc", i, 0, s.slot[i] != NULL);
}

static void
op_append(unsigned int i)
{
	uint16_t n = (uint16_t)below(below(4) ? 60 : ROOM);
	char *to = rte_pktmbuf_append(s.slot[i], n);

	if (to != NULL)
		rnd_fill(to, n);
	done("append", i, n, to != NULL);
}

static void
op_prepend(unsigned int i)
{
	uint16_t n = (uint16_t)below(below(4) ? 30 : ROOM);
	char *to = rte_pktmbuf_prepend(s.slot[i], n);

	if (to != NULL)
		rnd_fill(to, n);
	done("prepend", i, n, to != NULL);
}

static void
op_adj(unsigned int i)
{
	uint16_t n = (uint16_t)below(below(4) ? 30 : ROOM);
	uint16_t off = s.slot[i]->data_off;
	const char *at = rte_pktmbuf_adj(s.slot[i], n);

	done("adj", i, n, at != NULL);
	tell("mbufs/%u moved: %u", s.step, s.slot[i]->data_off - off);
}

static void
op_trim(unsigned int i)
{
	uint16_t n = (uint16_t)below(below(4) ? 30 : ROOM);

	done("trim", i, n, rte_pktmbuf_trim(s.slot[i], n));
}

static void
op_chain(unsigned int i)
{
	unsigned int j = below(SLOTS);
	int rc;

	if (i == j || s.slot[j] == NULL || s.slot[i]->nb_segs > 20)
		return;
	rc = rte_pktmbuf_chain(s.slot[i], s.slot[j]);
	if (rc == 0)
		s.slot[j] = NULL;
	done("chain", i, j, rc);
}

static void
op_clone(unsigned int i)
{
	unsigned int j = below(SLOTS);
	struct rte_mbuf *m;

	if (i == j)
		return;
	m = rte_pktmbuf_clone(s.slot[i], below(3) ? s.indirect : s.direct);
	rte_pktmbuf_free(s.slot[j]);
	s.slot[j] = m;
	for (; m != NULL; m = m->next)
		mark(m);
	done("clone", j, i, s.slot[j] != NULL);
	dump(i);
}

static void
op_copy(unsigned int i)
{
	unsigned int j = below(SLOTS);
	uint32_t off = below(4) ? 0 : below(300);
	uint32_t len = below(3) ? UINT32_MAX : below(500);
	struct rte_mbuf *m;

	if (i == j)
		return;
	m = rte_pktmbuf_copy(
			s.slot[i], below(2) ? s.direct : s.small, off, len);
	rte_pktmbuf_free(s.slot[j]);
	s.slot[j] = m;
	done("copy", j, off, m != NULL);
}

static void
op_attach(unsigned int i)
{
	unsigned int j = below(SLOTS);

	if (i == j || s.slot[i]->nb_segs > 1)
		return;
	rte_pktmbuf_free(s.slot[j]);
	s.slot[j] = rte_pktmbuf_alloc(s.indirect);
	if (s.slot[j] != NULL) {
		rte_pktmbuf_attach(s.slot[j], s.slot[i]);
		mark(s.slot[j]);
	}
	done("attach", j, i, s.slot[j] != NULL);
	dump(i);
}

static void
op_detach(unsigned int i)
{
	if (RTE_MBUF_DIRECT(s.slot[i]))
		return;
	if (s.slot[i]->nb_segs > 1)
		return;
	rte_pktmbuf_detach(s.slot[i]);
	/* The packet's length is the caller's business. */
	s.slot[i]->pkt_len = s.slot[i]->data_len;
	done("detach", i, 0, 0);
}

static void
release(void *addr, void *opaque)
{
	(void)addr;
	s.released += *(unsigned int *)opaque;
}

static void
op_extbuf(unsigned int i)
{
	static unsigned int one = 1;
	unsigned int which = s.n_outside++ % RTE_DIM(s.shared);
	struct rte_mbuf_ext_shared_info *shared = &s.shared[which];

	if (s.n_outside > RTE_DIM(s.shared) &&
			rte_mbuf_ext_refcnt_read(shared) > 0)
		return;
	shared->free_cb = release;
	shared->fcb_opaque = &one;
	rte_mbuf_ext_refcnt_set(shared, 1);
	rte_pktmbuf_free(s.slot[i]);
	s.slot[i] = rte_pktmbuf_alloc(below(2) ? s.direct : s.indirect);
	if (s.slot[i] == NULL)
		return;
	mark(s.slot[i]);
	rte_pktmbuf_attach_extbuf(s.slot[i], s.outside[which], 4096,
			(uint16_t)(50 + below(200)), shared);
	if (below(2))
		rte_pktmbuf_reset_headroom(s.slot[i]);
	done("extbuf", i, which, 0);
}

/* Not into a buffer that others see: the source may lie in it, too. */
static void
op_linearize(unsigned int i)
{
	if (!RTE_MBUF_DIRECT(s.slot[i]) || rte_mbuf_refcnt_read(s.slot[i]) > 1)
		return;
	done("linearize", i, 0, rte_pktmbuf_linearize(s.slot[i]));
}

static void
op_free(unsigned int i)
{
	struct rte_mbuf *next = NULL;

	if (below(8) == 0 && s.slot[i]->nb_segs > 1) {
		next = s.slot[i]->next;
		next->pkt_len = s.slot[i]->pkt_len - s.slot[i]->data_len;
		next->nb_segs = (uint16_t)(s.slot[i]->nb_segs - 1);
		rte_pktmbuf_free_seg(s.slot[i]);
	} else if (below(8) == 0) {
		rte_pktmbuf_free_bulk(&s.slot[i], 1);
	} else {
		rte_pktmbuf_free(s.slot[i]);
	}
	s.slot[i] = next;
	done("free", i, 0, 0);
}

static void
op_read(unsigned int i)
{
	uint32_t total = s.slot[i]->pkt_len;
	uint32_t off = below(total + 10), len = 1 + below(total + 10);
	static uint8_t copy[64 * 1024];
	const void *at;

	memset(copy, 0, sizeof(copy));
	at = rte_pktmbuf_read(s.slot[i], off, len, copy);
	tell("mbufs/%u: read slot %u, %u of %u at %u: %s %016lx", s.step, i,
			len, total, off,
			at == NULL                   ? "none"
					: at == copy ? "copy"
						     : "place",
			at == NULL ? 0 : hash(0, at, len));
}

static void
op_fields(unsigned int i)
{
	struct rte_mbuf *m = s.slot[i];

	m->port = (uint16_t)below(10);
	m->ol_flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_TX_IP_CKSUM;
	m->packet_type = (uint32_t)rnd();
	m->vlan_tci = (uint16_t)rnd();
	m->vlan_tci_outer = (uint16_t)rnd();
	m->tx_offload = rnd() & ((UINT64_C(1) << 56) - 1);
	done("fields", i, 0, rte_validate_tx_offload(m));
}

static void
op_last(unsigned int i)
{
	const struct rte_mbuf *last = rte_pktmbuf_lastseg(s.slot[i]);

	tell("mbufs/%u: last of slot %u: len %u, room %u %u", s.step, i,
			last->data_len, rte_pktmbuf_headroom(last),
			rte_pktmbuf_tailroom(last));
}

static void
op_bulk(unsigned int i)
{
	struct rte_mbuf *some[40];
	unsigned int n = 1 + below(RTE_DIM(some));
	int rc = rte_pktmbuf_alloc_bulk(s.small, some, n);

	if (rc == 0) {
		rte_pktmbuf_free(s.slot[i]);
		s.slot[i] = some[0];
		mark(some[0]);
		some[0] = NULL;
		rte_pktmbuf_free_bulk(some, n);
	}
	done("bulk", i, n, rc);
}

static void
one_step(void)
{
	static void (*const ops[])(unsigned int slot) = {op_alloc, op_append,
			op_append, op_append, op_prepend, op_adj, op_trim,
			op_chain, op_clone, op_copy, op_copy, op_attach,
			op_detach, op_extbuf, op_linearize, op_free, op_read,
			op_fields, op_last, op_bulk};
	unsigned int slot = below(SLOTS), op = below(RTE_DIM(ops));

	(s.slot[slot] == NULL ? op_alloc : ops[op])(slot);
	s.step++;
}

void
mbufs_part(unsigned int rounds)
{
	s.direct = rte_pktmbuf_pool_create("direct", POOL, 0, 16,
			RTE_PKTMBUF_HEADROOM + ROOM, SOCKET_ID_ANY);
	s.indirect = rte_pktmbuf_pool_create(
			"indirect", POOL, 32, 0, 0, SOCKET_ID_ANY);
	s.small = rte_pktmbuf_pool_create(
			"small", POOL, 0, 24, 90, SOCKET_ID_ANY);
	for (unsigned int i = 0; i < 20 * rounds; i++)
		one_step();
	for (unsigned int i = 0; i < SLOTS; i++) {
		rte_pktmbuf_free(s.slot[i]);
		s.slot[i] = NULL;
	}
	done("end", 0, 0, 0);
	rte_mempool_free(s.direct);
	rte_mempool_free(s.indirect);
	rte_mempool_free(s.small);
}
