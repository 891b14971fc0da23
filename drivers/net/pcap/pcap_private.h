/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_pcap inside: queues that read or write capture files or interfaces,
 * through libpcap. Each queue is used by one thread; any thread may read its
 * counters and rx.end. Handles belong to the process that started the port.
 */
#ifndef PCAP_PRIVATE_H
#define PCAP_PRIVATE_H

#include <bufplane_ethdev_count.h>
#include <bufplane_export.h>
#include <ethdev_driver.h>
#include <stdio.h>

#include <pcap/pcap.h>

#define PCAP_QUEUES_MAX  16
#define PCAP_NAME_MAX    4096
#define PCAP_SNAPLEN     262144 /* the most that a record of libpcap holds */
#define PCAP_RECORD_HEAD 16
#define PCAP_FILE_BUF    ((size_t)256 * 1024)
/* Written at a time, or a little more: it is to stay in the CPU's caches. */
#define PCAP_OUT_PIECE ((size_t)64 * 1024)
#define PCAP_OUT_SIZE  (PCAP_OUT_PIECE + PCAP_RECORD_HEAD + PCAP_SNAPLEN)
/* Of an interface: 500 frames, each of which takes 64 KiB of it. */
#define PCAP_LIVE_BUF (32 * 1024 * 1024)
#define PCAP_ROOM_MIN 64 /* of an mbuf, so that a chain stays short */

/* What a queue is connected to. */
enum pcap_kind {
	PCAP_NOTHING, /* receives nothing, or drops what is sent */
	PCAP_FILE,
	PCAP_IFACE,    /* an interface, both directions seen */
	PCAP_IFACE_IN, /* an interface, incoming packets only */
};

struct pcap_end {
	enum pcap_kind kind;
	char name[PCAP_NAME_MAX]; /* file or interface */
};

struct pcap_args {
	struct pcap_end rx[PCAP_QUEUES_MAX];
	struct pcap_end tx[PCAP_QUEUES_MAX];
	unsigned int n_rx;
	unsigned int n_tx;
	int one_iface; /* rx[0] and tx[0] share one handle */
	int phy_mac;
	int infinite_rx;
	int eof;              /* link down when all files are read */
	unsigned int snaplen; /* of records written, and of interfaces */
};

/* Where an mbuf keeps its time stamp; flag 0: nowhere. */
struct pcap_stamp {
	int offset;
	uint64_t flag;
};

/* pcap_plain.c: a file whose records are found without libpcap. */
struct pcap_plain {
	uint8_t *buf;           /* NULL: libpcap reads the file */
	size_t at;              /* of the next record in buf */
	size_t have;            /* bytes in buf */
	off_t pos;              /* of buf in the file */
	int swap;               /* numbers are in the other byte order */
	unsigned int tick;      /* nanoseconds of a unit of its stamps */
	uint32_t snaplen;       /* the most that is given of a record */
	struct pcap_pkthdr hdr; /* of the record given last */
	pcap_t *pcap;
	int fd;
};

struct pcap_rxq {
	const struct pcap_end *from;
	pcap_t *pcap;
	struct pcap_plain plain;
	char *buf;  /* stdio's */
	long first; /* offset of the first record */
	struct rte_mempool *mp;
	uint64_t *nombuf; /* the port's count of allocation failures */
	const struct pcap_stamp *stamp;
	unsigned int tick; /* nanoseconds of a unit of tv_usec */
	unsigned int snaplen;
	struct pcap_pkthdr *hdr; /* a record that awaits mbufs, or NULL */
	const u_char *data;
	uint64_t record; /* records read from the file so far */
	uint16_t port_id;
	int loop;   /* begin again at the end */
	int paused; /* the queue is stopped */
	int end;    /* 0, 1 at the end, -EIO if it broke off; atomic */
	int over;   /* what end is to be when the batch is counted */
	unsigned int *files_left; /* of the port, for eof; NULL: untold */
	int tell;                 /* the last file ended with this queue */
	struct bp_eth_queue_counters count;
	uint64_t cut; /* records whose capture cut the packet */
	uint64_t cut_base;
	uint64_t missed;      /* packets that the kernel dropped */
	uint64_t missed_base; /* missed, at the last reset */
	uint64_t missed_open; /* missed, when this handle was opened */
	unsigned int polls;   /* of an interface */
} __rte_cache_aligned;

struct pcap_txq {
	const struct pcap_end *to;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	int fd;               /* opened, not yet emptied; else -1 */
	unsigned int snaplen; /* of a record */
	uint8_t *buf;         /* PCAP_OUT_SIZE bytes, of a file */
	size_t used;          /* of buf: records to be written */
	int out;              /* the file's descriptor, which the dumper owns */
	u_char *flat;         /* PCAP_SNAPLEN bytes, for chains */
	struct timespec last; /* the newest stamp written */
	int paused;           /* the queue is stopped */
	int error;            /* -errno of the first failed write */
	struct bp_eth_queue_counters count;
} __rte_cache_aligned;

struct pcap_port {
	struct pcap_args args;
	struct pcap_rxq rx[PCAP_QUEUES_MAX];
	struct pcap_txq tx[PCAP_QUEUES_MAX];
	pcap_t *iface; /* of one_iface */
	struct pcap_stamp stamp;
	unsigned int files_left; /* queues whose file has not ended; atomic */
	unsigned int if_index;
	uint8_t rx_deferred[PCAP_QUEUES_MAX];
	uint8_t tx_deferred[PCAP_QUEUES_MAX];
};

extern int pcap_pmd_logtype;
#define PCAP_LOG(level, ...)                                                   \
	rte_log(RTE_LOG_##level, pcap_pmd_logtype, __VA_ARGS__)

/* pcap_args.c: 0 or -EINVAL with a log line. */
int pcap_args_parse(const char *name, const char *text, struct pcap_args *args);

/*
 * pcap_claim.c: the file is ours to read, or to write. 0, -EBUSY when another
 * queue writes it, or reads what is to be written, or -errno.
 */
int pcap_file_claim(int fd, int writer);

/*
 * pcap_pipe.c: a stream that writes fd, which it closes; NULL with errno. And
 * the same for bytes: how many were written, with errno if not all.
 */
FILE *pcap_pipe_stream(int fd);
size_t pcap_pipe_write(int fd, const void *data, size_t len);

/* pcap_ethdev.c: all files of a port with eof are read. */
void pcap_port_ended(uint16_t port_id);

/* pcap_stats.c */
int pcap_stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats);
int pcap_stats_reset(struct rte_eth_dev *dev);
int pcap_xstats_get_names(struct rte_eth_dev *dev,
		struct rte_eth_xstat_name *names, unsigned int n);
int pcap_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats,
		unsigned int n);

/* pcap_live.c: interfaces. NULL or -errno with a log line. */
/* NULL with rte_errno and a log line. */
pcap_t *pcap_live_handle(const char *name, unsigned int snaplen, int in_only);
int pcap_live_check_link(pcap_t *pcap, const char *name);
int pcap_live_mac(const char *device, const char *name,
		struct rte_ether_addr *addr);

/*
 * pcap_plain.c: open() takes a file that libpcap has opened. next() returns 1
 * and a record, valid until the next call; PCAP_ERROR_BREAK at the end; or 0 if
 * libpcap is to read on.
 */
void pcap_plain_open(struct pcap_plain *f, pcap_t *pcap);
int pcap_plain_next(struct pcap_plain *f, const u_char **data);
void pcap_plain_rewind(struct pcap_plain *f);
void pcap_plain_close(struct pcap_plain *f);

/* pcap_rx.c: a queue's input. 0 or -errno with a log line. */
int pcap_rxq_open(struct pcap_rxq *q, pcap_t *shared);
void pcap_rxq_close(struct pcap_rxq *q, const pcap_t *shared);
uint16_t pcap_rx(void *queue, struct rte_mbuf **pkts, uint16_t n);

/*
 * pcap_out.c: records into q's file, with the stamp q->last; put may keep them
 * until flush. 0 or -errno, where those that were kept are lost.
 */
int pcap_out_put(struct pcap_txq *q, const struct rte_mbuf *m);
int pcap_out_flush(struct pcap_txq *q);

/*
 * pcap_tx.c: a queue's output. A file that holds something is emptied by begin
 * and not by open. close returns what was not written.
 */
int pcap_txq_open(struct pcap_txq *q, pcap_t *shared);
int pcap_txq_begin(struct pcap_txq *q);
int pcap_txq_close(struct pcap_txq *q, const pcap_t *shared);
uint16_t pcap_tx(void *queue, struct rte_mbuf **pkts, uint16_t n);

#endif
