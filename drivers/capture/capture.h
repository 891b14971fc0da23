/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of this part share. capture.c owns the captures and their
 * threads, capture_tap.c the callbacks on queues, capture_filter.c the filters,
 * capture_area.c the memzones that others wrote.
 *
 * Another process may write to a memzone at any time: each word of it that
 * something depends on is read once, checked, and kept in memory of our own.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <bufplane_capture.h>
#include <bufplane_export.h>
#include <stdbool.h>
#include <stdint.h>

#include <pcap/bpf.h>

#include <rte_log.h>

struct rte_mbuf;
struct rte_memzone;

#define CAPTURE_LOG(level, ...) RTE_LOG(level, EAL, "capture: " __VA_ARGS__)

/* capture_filter.c: of n instructions, at most BP_CAPTURE_INSNS; 0: takes all.
 */
struct capture_filter {
	uint32_t n;
	struct bpf_insn *insns;
};

/* Copy it and check the copy: 0, -EINVAL or -ENOMEM. */
int capture_filter_copy(
		struct capture_filter *f, const void *insns, uint32_t n);
void capture_filter_free(struct capture_filter *f);
bool capture_filter_takes(
		const struct capture_filter *f, const struct rte_mbuf *m);

/* capture_area.c: what stands in a memzone, checked. */
struct capture_area {
	struct bp_capture *zone;
	uint32_t snaplen;
	uint32_t taps_n;
	uint32_t insns_n;
	uint64_t ring_size;
	const void *insns;
	uint8_t *rings;
};

/* 0, or -EINVAL or -EPROTO after a log line. */
int capture_area_check(struct capture_area *a, const struct rte_memzone *mz);

/* capture_tap.c: a queue that is listened to. Taps are used again, never freed.
 */
struct capture_tap;
struct capture_target {
	uint16_t port_id;
	uint16_t queue_id;
	bool sends;
	struct bp_capture_tap *shared;
	uint8_t *ring;
	uint64_t size;
	uint32_t snaplen;
	const struct capture_filter *filter;
};

/* NULL with *rc: -ENOMEM, -ENODEV, -EINVAL for a queue that is not there. */
struct capture_tap *capture_tap_attach(
		const struct capture_target *target, int *rc);
/* After it nothing of the target is touched any more. Twice is fine. */
void capture_tap_detach(struct capture_tap *t);
uint16_t capture_tap_port(const struct capture_tap *t);
/* The port is gone: say so, and detach. */
void capture_tap_end(struct capture_tap *t);
/* All are detached, and no queue moves packets any more. */
void capture_taps_free(void);

#endif
