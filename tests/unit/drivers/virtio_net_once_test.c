/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each word that the device writes is read once: what was checked is what is
 * used, whatever the device does meanwhile. Rings and mbufs are out of reach
 * while a burst runs: each access faults, is noted, and made by itself, by
 * single-stepping. For x86-64; nothing else has the trap flag.
 */
#include "virtio_net_env.h"

#ifdef __x86_64__

#include <signal.h>
#include <ucontext.h>

#include <sys/mman.h>

#define READS_MAX 8192
#define AREAS_MAX 16
#define PACKETS   8
#define TRAP_FLAG 0x100 /* of the processor's flags */
#define IS_WRITE  2     /* of a page fault's error */

static struct {
	struct {
		void *at;
		size_t len;
	} areas[AREAS_MAX];
	unsigned int areas_n;
	uintptr_t reads[READS_MAX];
	unsigned int n;
} watch;

static void
protect(int how)
{
	unsigned int i;

	for (i = 0; i < watch.areas_n; i++)
		mprotect(watch.areas[i].at, watch.areas[i].len, how);
}

static void
on_fault(int signal, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	if (!(regs[REG_ERR] & IS_WRITE) && watch.n < READS_MAX)
		watch.reads[watch.n++] = (uintptr_t)info->si_addr;
	protect(PROT_READ | PROT_WRITE);
	regs[REG_EFL] |= TRAP_FLAG;
}

static void
on_step(int signal, siginfo_t *info, void *context)
{
	((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
	protect(PROT_NONE);
}

static void
add_area(void *at, size_t len)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = RTE_ALIGN_FLOOR((uintptr_t)at, page);
	uintptr_t to = RTE_ALIGN_CEIL((uintptr_t)at + len, page);

	assert_true(watch.areas_n < AREAS_MAX);
	watch.areas[watch.areas_n].at = (void *)from;
	watch.areas[watch.areas_n++].len = to - from;
}

static void
add_chunk(struct rte_mempool *mp, void *arg, struct rte_mempool_memhdr *chunk,
		unsigned int i)
{
	add_area(chunk->addr, chunk->len);
}

/* Reads that begin in these bytes. */
static unsigned int
reads_of(const void *at, size_t len)
{
	unsigned int n = 0, i;

	for (i = 0; i < watch.n; i++)
		n += watch.reads[i] - (uintptr_t)at < len;
	return n;
}

/* A burst, watched. */
static uint16_t
watched(uint16_t (*burst)(uint16_t, uint16_t, struct rte_mbuf **, uint16_t),
		struct rte_mbuf **pkts, uint16_t n)
{
	struct sigaction fault = {.sa_sigaction = on_fault,
			.sa_flags = SA_SIGINFO | SA_NODEFER};
	struct sigaction step = {
			.sa_sigaction = on_step, .sa_flags = SA_SIGINFO};
	struct sigaction old_fault, old_step;

	watch.n = 0;
	sigaction(SIGSEGV, &fault, &old_fault);
	sigaction(SIGTRAP, &step, &old_step);
	protect(PROT_NONE);
	n = burst(env.id, 0, pkts, n);
	protect(PROT_READ | PROT_WRITE);
	sigaction(SIGSEGV, &old_fault, NULL);
	sigaction(SIGTRAP, &old_step, NULL);
	assert_true(watch.n > 0 && watch.n < READS_MAX);
	return n;
}

/* The entry of a ring that tells of a used buffer, by its number. */
static void
check_used(const struct virtq *vq, uint16_t i)
{
	if (vq->is_packed)
		assert_int_equal(reads_of(&vq->packed.desc[i].len, 8), 1);
	else
		assert_int_equal(reads_of(&vq->split.used->ring[i], 8), 1);
}

static void
check_receive(uint64_t features)
{
	struct rte_mbuf *pkts[PACKETS];
	uint16_t i;

	for (i = 0; i < PACKETS; i++)
		assert_true(env_deliver(NULL, 60 + i, i));
	assert_int_equal(watched(rte_eth_rx_burst, pkts, PACKETS), PACKETS);
	for (i = 0; i < PACKETS; i++) {
		const uint8_t *header = (uint8_t *)pkts[i]->buf_addr +
				RTE_PKTMBUF_HEADROOM - env_rxq(0)->hdr_len;

		check_used(&env_rxq(0)->vq, i);
		/* Flags and on; the number of buffers; the destination. */
		assert_int_equal(reads_of(header, 8), 1);
		assert_int_equal(reads_of(header + 8, 4),
				features & MERGE ? 1 : 0);
		env_check_packet(pkts[i], 60 + i, i);
	}
	rte_pktmbuf_free_bulk(pkts, PACKETS);
}

static void
check_transmit(void)
{
	struct rte_mbuf *pkts[PACKETS];
	uint16_t i;

	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, pkts, PACKETS), 0);
	for (i = 0; i < PACKETS; i++)
		memset(rte_pktmbuf_append(pkts[i], 60), 2, 60);
	assert_int_equal(rte_eth_tx_burst(env.id, 0, pkts, PACKETS), PACKETS);
	virtio_fake_run(env.fake);
	/* Asking for more than is free takes them back. */
	assert_int_equal(watched(rte_eth_tx_burst, pkts, 0), 0);
	for (i = 0; i < PACKETS; i++)
		check_used(&env_txq(0)->vq, i);
}

static void
words_are_read_once(void **state)
{
	static const uint64_t kinds[] = {0, PACKED, IN_ORDER, PACKED | IN_ORDER,
			MERGE, PACKED | MERGE, IN_ORDER | MERGE,
			PACKED | IN_ORDER | MERGE};
	const struct rte_eth_txconf tx = {.tx_free_thresh = QUEUE_SIZE};
	const struct rte_eth_conf conf = {0};
	unsigned int k;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_device_new(kinds[k], 1);
		assert_int_equal(env_probe(NULL), 0);
		assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
		assert_int_equal(rte_eth_rx_queue_setup(
						 env.id, 0, 0, 0, NULL, pool),
				0);
		assert_int_equal(rte_eth_tx_queue_setup(env.id, 0, 0, 0, &tx),
				0);
		assert_int_equal(rte_eth_dev_start(env.id), 0);
		watch.areas_n = 0;
		add_area(env_rxq(0)->vq.memory->addr,
				env_rxq(0)->vq.memory->len);
		add_area(env_txq(0)->vq.memory->addr,
				env_txq(0)->vq.memory->len);
		rte_mempool_mem_iter(pool, add_chunk, NULL);
		check_receive(kinds[k]);
		check_transmit();
		env_down();
	}
}

#else

static void
words_are_read_once(void **state)
{
	skip();
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(
					words_are_read_once, env_check),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
