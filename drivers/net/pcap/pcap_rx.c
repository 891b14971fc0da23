/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive: records of a capture file, or packets of an interface, copied into
 * mbufs. The input is not trusted: a packet is the caplen bytes that libpcap
 * has checked, a record that libpcap refuses ends the queue, and a copy never
 * exceeds the room of its mbuf: what is longer becomes a chain. A record that
 * found no mbufs waits in q->hdr and q->data, which stay valid until the next
 * read, so an empty pool loses no packet.
 */
#include <bufplane_mbuf_bytes.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include <rte_errno.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "pcap_private.h"

#define BATCH 64
#define POLLS 1024 /* of an interface, between two looks at its counters */

/* Whoever sees the end sees all that was counted until then. */
static void
set_end(struct pcap_rxq *q, int end)
{
	q->over = end;
	/* Release pairs with the acquire of rx_at_end: counters before it. */
	__atomic_store_n(&q->end, end, __ATOMIC_RELEASE);
	/* Pairs with itself in other queues: one of them sees the last. */
	if (end != 0 && q->files_left != NULL && q->from->kind == PCAP_FILE)
		q->tell = __atomic_sub_fetch(q->files_left, 1,
					  __ATOMIC_ACQ_REL) == 0;
}

static pcap_t *
open_stream(FILE *f, const char *name)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap;

	pcap = pcap_fopen_offline_with_tstamp_precision(
			f, PCAP_TSTAMP_PRECISION_NANO, why);
	if (pcap == NULL) {
		PCAP_LOG(ERR, "%s is no capture file: %s\n", name, why);
		fclose(f);
		return NULL;
	}
	if (pcap_live_check_link(pcap, name) == 0)
		return pcap;
	pcap_close(pcap);
	return NULL;
}

/* A pipe is refused, not waited for: receive must not block. */
static FILE *
open_regular(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	FILE *f;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 &&
			(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))) {
		close(fd);
		errno = ESPIPE;
		return NULL;
	}
	f = fdopen(fd, "r");
	if (f == NULL)
		close(fd);
	return f;
}

static int
open_file(struct pcap_rxq *q)
{
	FILE *f = open_regular(q->from->name);
	int rc = -errno;

	if (f == NULL) {
		PCAP_LOG(ERR, "%s cannot be read: %s\n", q->from->name,
				rc == -ESPIPE ? "it is a pipe, and receive "
						"never waits for a writer"
					      : rte_strerror(-rc));
		return rc;
	}
	if (pcap_file_claim(fileno(f), 0) == -EBUSY) {
		PCAP_LOG(ERR, "%s cannot be read: it is being written\n",
				q->from->name);
		fclose(f);
		return -EBUSY;
	}
	q->buf = malloc(PCAP_FILE_BUF);
	if (q->buf == NULL) {
		fclose(f);
		return -ENOMEM;
	}
	setvbuf(f, q->buf, _IOFBF, PCAP_FILE_BUF);
	q->pcap = open_stream(f, q->from->name);
	if (q->pcap == NULL) {
		free(q->buf);
		q->buf = NULL;
		return -EINVAL;
	}
	q->first = ftell(f);
	q->tick = 1;
	pcap_plain_open(&q->plain, q->pcap);
	return 0;
}

int
pcap_rxq_open(struct pcap_rxq *q, pcap_t *shared)
{
	int rc = 0;

	if (q->pcap != NULL)
		return 0;
	q->hdr = NULL;
	q->record = 0;
	q->tell = 0;
	set_end(q, q->from->kind == PCAP_NOTHING);
	if (q->from->kind == PCAP_NOTHING)
		return 0;
	if (q->from->kind == PCAP_FILE)
		rc = open_file(q);
	else if (shared != NULL)
		q->pcap = shared;
	else
		q->pcap = pcap_live_handle(q->from->name, q->snaplen,
				q->from->kind == PCAP_IFACE_IN);
	if (rc == 0 && q->pcap == NULL)
		rc = -rte_errno;
	if (rc == 0 && q->from->kind != PCAP_FILE)
		q->tick = pcap_get_tstamp_precision(q->pcap) ==
						PCAP_TSTAMP_PRECISION_NANO
				? 1
				: 1000;
	return rc;
}

/*
 * What the kernel dropped for lack of room. Asked by the thread that receives,
 * now and then, because only it knows that the handle is open.
 */
static void
note_missed(struct pcap_rxq *q)
{
	struct pcap_stat st;

	/* Pairs with the load of any reader; only the value matters. */
	if (pcap_stats(q->pcap, &st) == 0)
		__atomic_store_n(&q->missed, q->missed_open + st.ps_drop,
				__ATOMIC_RELAXED);
}

void
pcap_rxq_close(struct pcap_rxq *q, const pcap_t *shared)
{
	if (q->pcap != NULL && q->from->kind != PCAP_FILE)
		note_missed(q);
	q->missed_open = q->missed;
	q->hdr = NULL;
	pcap_plain_close(&q->plain);
	if (q->pcap != NULL && q->pcap != shared)
		pcap_close(q->pcap);
	q->pcap = NULL;
	free(q->buf);
	q->buf = NULL;
}

/* Back to the first record. pcapng has state, so that is read anew. */
static int
rewind_file(struct pcap_rxq *q)
{
	if (q->record == 0)
		return -ENODATA;
	q->record = 0;
	pcap_plain_rewind(&q->plain);
	if (pcap_major_version(q->pcap) >= 2 && q->first > 0)
		return fseek(pcap_file(q->pcap), q->first, SEEK_SET) == 0
				? 0
				: -errno;
	pcap_rxq_close(q, NULL);
	return open_file(q);
}

static void
broken(struct pcap_rxq *q, const char *why)
{
	PCAP_LOG(ERR, "%s: packet %" PRIu64 ": %s\n", q->from->name,
			q->record + 1, why);
	bp_eth_count(&q->count.now.errors, 1);
	q->over = -EIO;
}

/* As pcap_next_ex(). */
static inline int
read_record(struct pcap_rxq *q)
{
	int rc = pcap_plain_next(&q->plain, &q->data);

	if (likely(rc == 1))
		q->hdr = &q->plain.hdr;
	else if (rc == 0)
		rc = pcap_next_ex(q->pcap, &q->hdr, &q->data);
	return rc;
}

/* Have the next record in q->hdr. 1 if there is one, 0 if not now or ever. */
static int
next_record(struct pcap_rxq *q)
{
	int rc, rewound = 0;

	if (q->hdr != NULL)
		return 1;
	for (;;) {
		rc = read_record(q);
		if (rc != PCAP_ERROR_BREAK || !q->loop || rewound)
			break;
		rewound = 1;
		rc = rewind_file(q);
		if (rc < 0)
			break;
	}
	if (rc == 1) {
		q->record++;
		return 1;
	}
	q->hdr = NULL;
	if (rc == PCAP_ERROR_BREAK || rc == -ENODATA)
		q->over = 1;
	else if (rc < 0)
		broken(q,
				q->pcap == NULL ? rte_strerror(-rc)
						: pcap_geterr(q->pcap));
	return 0;
}

/* The time of the record, in nanoseconds since 1970. */
static inline void
put_stamp(const struct pcap_rxq *q, struct rte_mbuf *m)
{
	const struct timeval *tv = &q->hdr->ts;

	if (unlikely(q->stamp->flag == 0))
		return;
	*RTE_MBUF_DYNFIELD(m, q->stamp->offset, rte_mbuf_timestamp_t *) =
			(uint64_t)tv->tv_sec * UINT64_C(1000000000) +
			(uint64_t)tv->tv_usec * q->tick;
	m->ol_flags |= q->stamp->flag;
}

/* Copy the record in hand into m; 0 or -ENOMEM. */
static int
fill(struct pcap_rxq *q, struct rte_mbuf *m)
{
	uint32_t len = q->hdr->caplen;
	int rc;

	if (likely(len <= rte_pktmbuf_tailroom(m))) {
		memcpy(rte_pktmbuf_mtod(m, void *), q->data, len);
		m->data_len = (uint16_t)len;
		m->pkt_len = len;
	} else {
		rc = bp_pktmbuf_append_bytes(m, q->mp, q->data, len);
		if (rc != 0)
			return rc;
	}
	m->port = q->port_id;
	put_stamp(q, m);
	if (unlikely(q->hdr->caplen < q->hdr->len))
		bp_eth_count(&q->cut, 1);
	q->hdr = NULL;
	return 0;
}

/*
 * Up to n packets, n at most BATCH; fewer if the input has no more now, or if
 * n mbufs and what chains need are not to be had: then q->hdr is set.
 */
static uint16_t
rx_batch(struct pcap_rxq *q, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t bytes = 0;
	uint16_t i;

	if (!next_record(q))
		return 0;
	if (rte_pktmbuf_alloc_bulk(q->mp, pkts, n) != 0)
		return 0;
	for (i = 0; i < n && next_record(q); i++) {
		if (fill(q, pkts[i]) != 0)
			break;
		bytes += pkts[i]->pkt_len;
	}
	if (i < n)
		rte_pktmbuf_free_bulk(&pkts[i], n - i);
	bp_eth_count(&q->count.now.packets, i);
	bp_eth_count(&q->count.now.bytes, bytes);
	return i;
}

uint16_t
pcap_rx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct pcap_rxq *q = queue;
	uint16_t done = 0, most = BATCH, want, got;

	if (unlikely(q == NULL || q->pcap == NULL || q->paused))
		return 0;
	if (q->from->kind != PCAP_FILE && ++q->polls % POLLS == 0)
		note_missed(q);
	while (done < n && q->end == 0) {
		want = RTE_MIN((uint16_t)(n - done), most);
		got = rx_batch(q, &pkts[done], want);
		done += got;
		if (likely(got == want))
			continue;
		if (unlikely(q->over != 0))
			set_end(q, q->over);
		if (q->hdr == NULL)
			break;
		if (want == 1) {
			bp_eth_count_shared(q->nombuf, 1);
			break;
		}
		/* A pool too small for a batch has some packets in it. */
		most = 1;
	}
	/*
	 * After the last packet, not with it; and as the last thing, for who
	 * is told may stop or close the port.
	 */
	if (unlikely(q->tell && done == 0)) {
		q->tell = 0;
		pcap_port_ended(q->port_id);
	}
	return done;
}
