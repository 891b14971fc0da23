/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit: into a capture file with nanosecond stamps, to an interface, or
 * nowhere. Stamps are the wall clock's but never go back. The first write that
 * fails (a full disk, say) is named in the log once; from there packets of the
 * queue count as errors, and close returns the reason.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_errno.h>
#include <rte_mbuf.h>

#include "pcap_private.h"

static void
failed(struct pcap_txq *q, int error)
{
	if (q->error != 0)
		return;
	q->error = error;
	PCAP_LOG(ERR, "%s cannot be written: %s\n", q->to->name,
			rte_strerror(-error));
}

/* Nothing of stdio says more than errno does, if that is set. */
static int
last_error(void)
{
	return errno != 0 ? -errno : -EIO;
}

static int
open_dump(struct pcap_txq *q)
{
	FILE *f;
	int rc, fd;

	/* Not emptied before it is certain that nobody uses it. */
	fd = open(q->to->name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return last_error();
	rc = pcap_file_claim(fd, 1);
	f = rc == 0 ? fdopen(fd, "w") : NULL;
	if (f == NULL) {
		rc = rc != 0 ? rc : last_error();
		close(fd);
		return rc;
	}
	setvbuf(f, q->buf, _IOFBF, PCAP_FILE_BUF);
	errno = 0;
	q->dumper = pcap_dump_fopen(q->pcap, f);
	if (q->dumper == NULL) {
		fclose(f);
		return last_error();
	}
	/* The header reaches the disk now, so that a bad file shows at once. */
	return pcap_dump_flush(q->dumper) == 0 ? 0 : last_error();
}

static void
free_file(struct pcap_txq *q)
{
	if (q->dumper != NULL)
		pcap_dump_close(q->dumper);
	if (q->pcap != NULL)
		pcap_close(q->pcap);
	free(q->buf);
	q->dumper = NULL;
	q->pcap = NULL;
	q->buf = NULL;
}

static int
open_file(struct pcap_txq *q)
{
	int rc = -ENOMEM;

	q->buf = malloc(PCAP_FILE_BUF);
	q->pcap = pcap_open_dead_with_tstamp_precision(
			DLT_EN10MB, PCAP_SNAPLEN, PCAP_TSTAMP_PRECISION_NANO);
	if (q->buf != NULL && q->pcap != NULL)
		rc = open_dump(q);
	if (rc == 0)
		return 0;
	PCAP_LOG(ERR, "%s cannot be written: %s\n", q->to->name,
			rc == -EBUSY ? "it is being read or written already"
				     : rte_strerror(-rc));
	free_file(q);
	return rc;
}

int
pcap_txq_open(struct pcap_txq *q, pcap_t *shared)
{
	int rc = 0;

	if (q->pcap != NULL || q->to->kind == PCAP_NOTHING)
		return 0;
	q->error = 0;
	q->flat = malloc(PCAP_SNAPLEN);
	if (q->flat == NULL)
		return -ENOMEM;
	if (q->to->kind == PCAP_FILE)
		rc = open_file(q);
	else
		q->pcap = shared != NULL ? shared
					 : pcap_live_handle(q->to->name, 0);
	if (rc == 0 && q->pcap == NULL)
		rc = -EIO;
	if (rc != 0) {
		free(q->flat);
		q->flat = NULL;
	}
	return rc;
}

int
pcap_txq_close(struct pcap_txq *q, const pcap_t *shared)
{
	int rc;

	if (q->dumper != NULL) {
		errno = 0;
		if (pcap_dump_flush(q->dumper) != 0)
			failed(q, last_error());
		free_file(q);
	} else if (q->pcap != NULL && q->pcap != shared) {
		pcap_close(q->pcap);
	}
	q->pcap = NULL;
	free(q->flat);
	q->flat = NULL;
	rc = q->error;
	q->error = 0;
	return rc;
}

/* The packet as one piece; NULL if it is longer than a record can be. */
static const u_char *
flatten(const struct pcap_txq *q, const struct rte_mbuf *m)
{
	if (likely(m->nb_segs == 1))
		return rte_pktmbuf_mtod(m, const u_char *);
	if (m->pkt_len > PCAP_SNAPLEN)
		return NULL;
	return rte_pktmbuf_read(m, 0, m->pkt_len, q->flat);
}

/* The time now, in the fields of a header with nanoseconds. */
static void
stamp(struct pcap_txq *q, struct timeval *tv)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec > q->last.tv_sec ||
			(now.tv_sec == q->last.tv_sec &&
					now.tv_nsec > q->last.tv_nsec))
		q->last = now;
	tv->tv_sec = q->last.tv_sec;
	tv->tv_usec = q->last.tv_nsec;
}

static void
dump_all(struct pcap_txq *q, struct rte_mbuf **pkts, uint16_t n)
{
	struct pcap_pkthdr hdr;
	const u_char *data;
	uint64_t bytes = 0, good = 0;
	uint16_t i;

	stamp(q, &hdr.ts);
	for (i = 0; i < n && q->error == 0; i++) {
		data = flatten(q, pkts[i]);
		if (data == NULL)
			continue;
		hdr.caplen = pkts[i]->pkt_len;
		hdr.len = pkts[i]->pkt_len;
		errno = 0;
		pcap_dump((u_char *)q->dumper, &hdr, data);
		if (unlikely(ferror(pcap_dump_file(q->dumper)))) {
			failed(q, last_error());
			break;
		}
		bytes += hdr.len;
		good++;
	}
	bp_eth_count(&q->count.now.packets, good);
	bp_eth_count(&q->count.now.bytes, bytes);
	bp_eth_count(&q->count.now.errors, n - good);
	rte_pktmbuf_free_bulk(pkts, n);
}

/* To an interface; stops, for the caller to try again, when it is busy. */
static uint16_t
send_all(struct pcap_txq *q, struct rte_mbuf **pkts, uint16_t n)
{
	const u_char *data;
	uint16_t i;
	int busy, rc;

	for (i = 0; i < n; i++) {
		data = flatten(q, pkts[i]);
		errno = EMSGSIZE;
		rc = data == NULL ? -1
				  : pcap_sendpacket(q->pcap, data,
						    (int)pkts[i]->pkt_len);
		busy = rc != 0 && (errno == EAGAIN || errno == ENOBUFS);
		if (busy)
			break;
		bp_eth_count(rc == 0 ? &q->count.now.packets
				     : &q->count.now.errors,
				1);
		if (rc == 0)
			bp_eth_count(&q->count.now.bytes, pkts[i]->pkt_len);
	}
	rte_pktmbuf_free_bulk(pkts, i);
	return i;
}

static void
drop_all(struct pcap_txq *q, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t bytes = 0;
	uint16_t i;

	for (i = 0; i < n; i++)
		bytes += pkts[i]->pkt_len;
	bp_eth_count(&q->count.now.packets, n);
	bp_eth_count(&q->count.now.bytes, bytes);
	rte_pktmbuf_free_bulk(pkts, n);
}

uint16_t
pcap_tx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct pcap_txq *q = queue;

	if (unlikely(q == NULL || n == 0 || q->paused))
		return 0;
	if (q->dumper != NULL)
		dump_all(q, pkts, n);
	else if (q->pcap != NULL)
		return send_all(q, pkts, n);
	else
		drop_all(q, pkts, n);
	return n;
}
