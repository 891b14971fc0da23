/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An example of packets in use, which docs/mbufs.md quotes: making and
 * chaining them, headers, reading, sharing and copying, external memory, pinned
 * buffers, a dynamic field. main() runs each part; when all is done, every
 * buffer is back in its pool.
 *
 * Builds unchanged against Bufplane and DPDK 22.11:
 *
 *	cc packets.c $(pkg-config --cflags --libs bufplane)
 *	./a.out -l 0 --no-huge --no-pci
 */
#define ALLOW_EXPERIMENTAL_API /* DPDK asks for it: checksums over chains */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <netinet/in.h>

#include <rte_byteorder.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>
#include <rte_net.h>
#include <rte_udp.h>

#define ROOM     (RTE_PKTMBUF_HEADROOM + 256)
#define AREA     4096
#define L4_OFF   (sizeof(struct rte_ether_hdr) + sizeof(struct rte_ipv4_hdr))
#define HDRS_LEN (L4_OFF + sizeof(struct rte_udp_hdr))
#define PORT     4789

/* End a part that went wrong; what it left behind ends with the program. */
#define EXPECT(what)                                                           \
	do {                                                                   \
		if (!(what)) {                                                 \
			fprintf(stderr, "%s: not so: %s\n", __func__, #what);  \
			return -1;                                             \
		}                                                              \
	} while (0)

/* The bytes as a packet, of as many segments as they need; or NULL. */
static struct rte_mbuf *
make_payload(struct rte_mempool *mp, const char *bytes, uint32_t len)
{
	struct rte_mbuf *head = NULL, *seg;
	uint16_t n;

	do {
		seg = rte_pktmbuf_alloc(mp);
		if (seg == NULL)
			goto fail;
		n = (uint16_t)RTE_MIN(len, rte_pktmbuf_tailroom(seg));
		memcpy(rte_pktmbuf_append(seg, n), bytes, n);
		if (head == NULL) {
			head = seg;
		} else if (rte_pktmbuf_chain(head, seg) != 0) {
			rte_pktmbuf_free(seg);
			goto fail;
		}
		bytes += n;
		len -= n;
	} while (len > 0);
	return head;

fail:
	rte_pktmbuf_free(head); /* may be NULL */
	return NULL;
}

/* Put Ethernet, IPv4 and UDP in front of the payload, checksums included. */
static int
push_headers(struct rte_mbuf *m)
{
	const uint32_t udp_len = m->pkt_len + sizeof(struct rte_udp_hdr);
	struct rte_ether_hdr *eth;
	struct rte_ipv4_hdr *ip;
	struct rte_udp_hdr *udp;

	eth = (struct rte_ether_hdr *)rte_pktmbuf_prepend(m, HDRS_LEN);
	if (eth == NULL)
		return -ENOSPC; /* no headroom; nothing has changed */
	ip = (struct rte_ipv4_hdr *)(eth + 1);
	udp = (struct rte_udp_hdr *)(ip + 1);
	memset(eth, 0, HDRS_LEN);
	eth->ether_type = rte_cpu_to_be_16(RTE_ETHER_TYPE_IPV4);
	ip->version_ihl = RTE_IPV4_VHL_DEF;
	ip->total_length = rte_cpu_to_be_16((uint16_t)(sizeof(*ip) + udp_len));
	ip->time_to_live = 64;
	ip->next_proto_id = IPPROTO_UDP;
	ip->hdr_checksum = rte_ipv4_cksum(ip);
	udp->dst_port = rte_cpu_to_be_16(PORT);
	udp->dgram_len = rte_cpu_to_be_16((uint16_t)udp_len);
	/* All segments; the field itself is 0 meanwhile. */
	udp->dgram_cksum = rte_ipv4_udptcp_cksum_mbuf(m, ip, L4_OFF);
	return 0;
}

/* The port that a packet is for, however it is cut; -1 if it is too short. */
static int
udp_port(const struct rte_mbuf *m)
{
	struct rte_udp_hdr copy;
	const struct rte_udp_hdr *udp;

	udp = rte_pktmbuf_read(m, L4_OFF, sizeof(copy), &copy);
	return udp == NULL ? -1 : rte_be_to_cpu_16(udp->dst_port);
}

/* Let the port that will send m compute its checksums. */
static int
ask_for_checksums(struct rte_mbuf *m)
{
	m->l2_len = sizeof(struct rte_ether_hdr);
	m->l3_len = sizeof(struct rte_ipv4_hdr);
	m->ol_flags |= RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM |
			RTE_MBUF_F_TX_UDP_CKSUM;
	if (rte_validate_tx_offload(m) != 0)
		return -EINVAL;
	return rte_net_intel_cksum_prepare(m);
}

/* A packet with room for headers of its own before payload that is shared. */
static struct rte_mbuf *
share_payload(struct rte_mbuf *payload, struct rte_mempool *mp)
{
	struct rte_mbuf *head = rte_pktmbuf_alloc(mp);
	struct rte_mbuf *body = rte_pktmbuf_clone(payload, mp);

	if (head == NULL || body == NULL ||
			rte_pktmbuf_chain(head, body) != 0) {
		rte_pktmbuf_free(head);
		rte_pktmbuf_free(body);
		return NULL;
	}
	return head;
}

/* Whether nobody but the owner of the packet sees its bytes. */
static bool
is_private(const struct rte_mbuf *m)
{
	for (; m != NULL; m = m->next) {
		if (rte_mbuf_refcnt_read(m) != 1 || RTE_MBUF_CLONED(m))
			return false;
		if (RTE_MBUF_HAS_EXTBUF(m) &&
				rte_mbuf_ext_refcnt_read(m->shinfo) != 1)
			return false;
	}
	return true;
}

/* m, or a copy in its place, to write to; NULL, and m is as it was. */
static struct rte_mbuf *
make_writable(struct rte_mbuf *m, struct rte_mempool *mp)
{
	struct rte_mbuf *copy;

	if (is_private(m))
		return m;
	copy = rte_pktmbuf_copy(m, mp, 0, UINT32_MAX);
	if (copy != NULL)
		rte_pktmbuf_free(m);
	return copy;
}

/* The last user of an area has let go of it. Runs in that one's thread. */
static void
free_area(void *addr, void *opaque)
{
	unsigned int *n_freed = opaque;

	(*n_freed)++;
	rte_free(addr);
}

/* An empty packet whose buffer is memory of our own; or NULL. */
static struct rte_mbuf *
wrap_area(struct rte_mempool *mp, unsigned int *n_freed)
{
	struct rte_mbuf_ext_shared_info *info;
	struct rte_mbuf *m = rte_pktmbuf_alloc(mp);
	char *area = rte_malloc(NULL, AREA, 0);
	uint16_t len = AREA;

	if (m == NULL || area == NULL) {
		rte_pktmbuf_free(m);
		rte_free(area);
		return NULL;
	}
	/* At the end of the area, which is larger than it; len shrinks. */
	info = rte_pktmbuf_ext_shinfo_init_helper(
			area, &len, free_area, n_freed);
	rte_pktmbuf_attach_extbuf(
			m, area, rte_malloc_virt2iova(area), len, info);
	rte_pktmbuf_reset_headroom(m); /* there is none else */
	return m;
}

/* A pool whose data rooms are cut from an area of ours, for good. */
static struct rte_mempool *
make_pinned_pool(void *area, size_t len)
{
	struct rte_pktmbuf_extmem mem = {
			.buf_ptr = area,
			.buf_iova = RTE_BAD_IOVA, /* no device will see it */
			.buf_len = len,
			.elt_size = ROOM,
	};

	return rte_pktmbuf_pool_create_extbuf("pinned",
			(unsigned int)(len / ROOM), 0, 0, ROOM, SOCKET_ID_ANY,
			&mem, 1);
}

static int seen_offset;    /* of our field in each buffer */
static uint64_t seen_flag; /* says that the field is valid */

/* Once, before the first packet. */
static int
register_seen(void)
{
	static const struct rte_mbuf_dynfield field = {
			.name = "example_seen",
			.size = sizeof(uint64_t),
			.align = __alignof__(uint64_t),
	};
	static const struct rte_mbuf_dynflag flag = {.name = "example_seen"};
	int bit;

	seen_offset = rte_mbuf_dynfield_register(&field);
	bit = rte_mbuf_dynflag_register(&flag);
	if (seen_offset < 0 || bit < 0)
		return -rte_errno;
	seen_flag = UINT64_C(1) << bit;
	return 0;
}

static void
mark_seen(struct rte_mbuf *m)
{
	*RTE_MBUF_DYNFIELD(m, seen_offset, uint64_t *) = rte_rdtsc();
	m->ol_flags |= seen_flag;
}

static int
/* NOLINTNEXTLINE(readability-function-cognitive-complexity): checks in a row */
run_headers(struct rte_mempool *mp)
{
	static const char bytes[600] = "payload";
	struct rte_mbuf *m = make_payload(mp, bytes, sizeof(bytes));
	struct rte_net_hdr_lens lens;
	const char *reason;

	EXPECT(m != NULL && m->nb_segs == 3 && m->pkt_len == sizeof(bytes));
	EXPECT(push_headers(m) == 0);
	EXPECT(rte_mbuf_check(m, 1, &reason) == 0);
	EXPECT(udp_port(m) == PORT);
	m->packet_type = rte_net_get_ptype(m, &lens, RTE_PTYPE_ALL_MASK);
	EXPECT(m->packet_type ==
			(RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4 |
					RTE_PTYPE_L4_UDP));
	EXPECT(lens.l2_len + lens.l3_len == L4_OFF);
	EXPECT(ask_for_checksums(m) == 0);
	EXPECT(rte_pktmbuf_linearize(m) == -1); /* 642 bytes in 384 */
	EXPECT(rte_pktmbuf_adj(m, HDRS_LEN) != NULL);
	EXPECT(rte_pktmbuf_trim(m, 88) == 0); /* all of the last segment */
	EXPECT(m->pkt_len == 512 && rte_pktmbuf_trim(m, 1) == -1);
	rte_pktmbuf_free(m);
	return 0;
}

static int
/* NOLINTNEXTLINE(readability-function-cognitive-complexity): checks in a row */
run_sharing(struct rte_mempool *mp)
{
	struct rte_mbuf *payload = make_payload(mp, "shared", 6);
	struct rte_mbuf *a, *b;

	EXPECT(payload != NULL);
	a = share_payload(payload, mp);
	b = share_payload(payload, mp);
	EXPECT(a != NULL && b != NULL);
	EXPECT(rte_mbuf_refcnt_read(payload) == 3);
	rte_pktmbuf_free(payload); /* a and b keep the bytes */
	EXPECT(push_headers(a) == 0 && push_headers(b) == 0);
	EXPECT(!is_private(a));
	a = make_writable(a, mp);
	EXPECT(a != NULL && is_private(a) && udp_port(a) == PORT);
	rte_pktmbuf_free(a);
	rte_pktmbuf_free(b);
	return 0;
}

static int
run_external(struct rte_mempool *mp)
{
	unsigned int n_freed = 0;
	struct rte_mbuf *m = wrap_area(mp, &n_freed);
	struct rte_mbuf *clone;

	EXPECT(m != NULL && rte_pktmbuf_append(m, 1500) != NULL);
	clone = rte_pktmbuf_clone(m, mp);
	EXPECT(clone != NULL && clone->buf_addr == m->buf_addr);
	rte_pktmbuf_free(m);
	EXPECT(n_freed == 0);
	rte_pktmbuf_free(clone);
	EXPECT(n_freed == 1);
	return 0;
}

static int
run_pinned(struct rte_mempool *mp)
{
	static char area[16 * ROOM];
	struct rte_mempool *pinned = make_pinned_pool(area, sizeof(area));
	struct rte_mbuf *m, *clone;

	EXPECT(pinned != NULL);
	m = rte_pktmbuf_alloc(pinned);
	EXPECT(m != NULL && rte_pktmbuf_append(m, 100) != NULL);
	clone = rte_pktmbuf_clone(m, mp); /* not into pinned: EINVAL */
	EXPECT(clone != NULL);
	rte_pktmbuf_free(m); /* stays out until the clone is freed */
	EXPECT(rte_mempool_in_use_count(pinned) == 1);
	rte_pktmbuf_free(clone);
	EXPECT(rte_mempool_in_use_count(pinned) == 0);
	rte_mempool_free(pinned);
	return 0;
}

static int
run_dynamic(struct rte_mempool *mp)
{
	struct rte_mbuf *m = make_payload(mp, "", 0);

	EXPECT(m != NULL && register_seen() == 0);
	EXPECT((m->ol_flags & seen_flag) == 0); /* alloc clears the flag */
	mark_seen(m);
	EXPECT((m->ol_flags & seen_flag) != 0);
	EXPECT(*RTE_MBUF_DYNFIELD(m, seen_offset, uint64_t *) != 0);
	rte_pktmbuf_free(m);
	return 0;
}

static int
run_all(void)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create(
			"packets", 255, 32, 0, ROOM, SOCKET_ID_ANY);

	if (mp == NULL) {
		fprintf(stderr, "pool: %s\n", rte_strerror(rte_errno));
		return -1;
	}
	if (run_headers(mp) != 0 || run_sharing(mp) != 0 ||
			run_external(mp) != 0 || run_pinned(mp) != 0 ||
			run_dynamic(mp) != 0)
		return -1;
	EXPECT(rte_mempool_in_use_count(mp) == 0);
	rte_mempool_free(mp);
	return 0;
}

int
main(int argc, char **argv)
{
	int rc;

	if (rte_eal_init(argc, argv) < 0) {
		fprintf(stderr, "init: %s\n", rte_strerror(rte_errno));
		return 1;
	}
	rc = run_all();
	if (rte_eal_cleanup() != 0)
		rc = -1;
	printf("packets: %s\n", rc == 0 ? "ok" : "failed");
	return rc != 0;
}
