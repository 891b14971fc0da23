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

#include <sys/stat.h>

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
refuse(const struct pcap_txq *q, int rc)
{
	PCAP_LOG(ERR, "%s cannot be written: %s\n", q->to->name,
			rc == -EBUSY ? "it is being read or written already"
					: rc == -ENXIO
					? "nobody reads this pipe"
					: rte_strerror(-rc));
	return rc;
}

static void
free_file(struct pcap_txq *q)
{
	if (q->dumper != NULL)
		pcap_dump_close(q->dumper);
	if (q->pcap != NULL)
		pcap_close(q->pcap);
	if (q->fd >= 0)
		close(q->fd);
	free(q->buf);
	q->dumper = NULL;
	q->pcap = NULL;
	q->fd = -1;
	q->buf = NULL;
}

/* Empty the file and write its header. */
static int
start_dump(struct pcap_txq *q)
{
	struct stat st;
	FILE *f;

	if (fstat(q->fd, &st) != 0)
		return last_error();
	if (S_ISREG(st.st_mode) && ftruncate(q->fd, 0) != 0)
		return last_error();
	f = S_ISREG(st.st_mode) ? fdopen(q->fd, "w") : pcap_pipe_stream(q->fd);
	if (f == NULL)
		return last_error();
	q->out = q->fd;
	q->fd = -1;
	errno = 0;
	q->dumper = pcap_dump_fopen(q->pcap, f);
	if (q->dumper == NULL) {
		fclose(f);
		return last_error();
	}
	q->used = 0;
	/* The head is written now, so that a bad file shows at once. */
	return pcap_dump_flush(q->dumper) == 0 ? 0 : last_error();
}

int
pcap_txq_begin(struct pcap_txq *q)
{
	int rc = q->to->kind == PCAP_FILE && q->fd >= 0 ? start_dump(q) : 0;

	return rc == 0 ? 0 : refuse(q, rc);
}

/*
 * Open and claim the file. What it holds stays until the port starts, for a
 * later device may turn out to read it; where there is nothing to lose, it
 * begins now.
 */
static int
open_fd(struct pcap_txq *q)
{
	struct stat st;
	int rc;

	/* A pipe without a reader is an error, not a wait. */
	q->fd = open(q->to->name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK,
			0666);
	if (q->fd < 0 || fcntl(q->fd, F_SETFL, 0) != 0 ||
			fstat(q->fd, &st) != 0)
		return last_error();
	rc = pcap_file_claim(q->fd, 1);
	if (rc == 0 && (!S_ISREG(st.st_mode) || st.st_size == 0))
		rc = start_dump(q);
	return rc;
}

static int
open_file(struct pcap_txq *q)
{
	int rc = -ENOMEM;

	q->buf = malloc(PCAP_OUT_SIZE);
	q->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB,
			(int)q->snaplen, PCAP_TSTAMP_PRECISION_NANO);
	if (q->buf != NULL && q->pcap != NULL)
		rc = open_fd(q);
	if (rc == 0)
		return 0;
	free_file(q);
	return refuse(q, rc);
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
		q->pcap = shared != NULL
				? shared
				: pcap_live_handle(q->to->name, q->snaplen, 0);
	if (rc == 0 && q->pcap == NULL)
		rc = -rte_errno;
	if (rc != 0) {
		free(q->flat);
		q->flat = NULL;
	}
	return rc;
}

int
pcap_txq_close(struct pcap_txq *q, const pcap_t *shared)
{
	int rc = 0;

	if (q->dumper != NULL && q->error == 0)
		rc = pcap_out_flush(q);
	if (rc != 0)
		failed(q, rc);
	if (q->to->kind == PCAP_FILE) {
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

/* The first len bytes, PCAP_SNAPLEN at most, as one piece; NULL: too many. */
static const u_char *
flatten(const struct pcap_txq *q, const struct rte_mbuf *m, uint32_t len)
{
	if (likely(m->nb_segs == 1))
		return rte_pktmbuf_mtod(m, const u_char *);
	if (len > PCAP_SNAPLEN)
		return NULL;
	return rte_pktmbuf_read(m, 0, len, q->flat);
}

/* The time now, but never before the last one. */
static void
stamp(struct pcap_txq *q)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec > q->last.tv_sec ||
			(now.tv_sec == q->last.tv_sec &&
					now.tv_nsec > q->last.tv_nsec))
		q->last = now;
}

static void
dump_all(struct pcap_txq *q, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t bytes = 0;
	uint16_t i;
	int rc;

	stamp(q);
	for (i = 0; i < n && q->error == 0; i++) {
		rc = pcap_out_put(q, pkts[i]);
		if (unlikely(rc != 0)) {
			failed(q, rc);
			break;
		}
		bytes += pkts[i]->pkt_len;
	}
	bp_eth_count(&q->count.now.packets, i);
	bp_eth_count(&q->count.now.bytes, bytes);
	bp_eth_count(&q->count.now.errors, n - i);
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
		data = flatten(q, pkts[i], pkts[i]->pkt_len);
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
