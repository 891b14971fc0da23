/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving and sending in the history of mbufs: switched on before and after
 * the start of a port, beside callbacks of the program's, and while packets
 * move; and that a port has nothing of it without.
 */
#include <bufplane_mbuf_history.h>

#include "ethdev_private.h"
#include "fake.h"

static struct rte_mempool *guarded;
static char text[8192];

static int
setup(void **state)
{
	guarded = rte_pktmbuf_pool_create_by_ops("guarded", 63, 0, 0, 256,
			SOCKET_ID_ANY, "guard:ring_mp_mc");
	assert_non_null(guarded);
	pool = guarded;
	return fake_setup(state);
}

static struct rte_mempool *plain;

static int
teardown(void **state)
{
	int rc = fake_teardown(state);

	pool = plain;
	rte_mempool_free(guarded);
	return rc;
}

static const char *
history(const struct rte_mbuf *m)
{
	FILE *f = fmemopen(text, sizeof(text), "w");

	assert_true(bp_mbuf_history_dump(f, m) > 0);
	fclose(f);
	return text;
}

static void
assert_has(const struct rte_mbuf *m, const char *fmt, unsigned int queue)
{
	char what[64];

	snprintf(what, sizeof(what), fmt, port, queue);
	if (strstr(history(m), what) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", what, text);
}

static unsigned int
callbacks(void)
{
	const struct rte_eth_dev *dev = &rte_eth_devices[port];
	const struct rte_eth_rxtx_callback *cb;
	unsigned int q, n = 0;

	for (q = 0; q < RTE_MAX_QUEUES_PER_PORT; q++) {
		for (cb = dev->post_rx_burst_cbs[q]; cb != NULL; cb = cb->next)
			n++;
		for (cb = dev->pre_tx_burst_cbs[q]; cb != NULL; cb = cb->next)
			n++;
	}
	return n;
}

/* A burst in and out again of each of two queues is in the history. */
static void
check_bursts(void)
{
	struct rte_mbuf *m[4];
	uint16_t q;

	for (q = 0; q < 2; q++) {
		fake.tx_room = 1;
		assert_int_equal(rte_eth_rx_burst(port, q, m, 4), 4);
		assert_has(m[0], " rx port %u queue %u  at unit_ethdev", q);
		assert_has(m[3], " rx port %u queue %u  at unit_ethdev", q);
		assert_int_equal(rte_eth_tx_burst(port, q, m, 4), 1);
		assert_has(m[0], " tx port %u queue %u  at unit_ethdev", q);
		assert_non_null(strstr(text, "free now"));
		/* The rest was offered, and is offered again. */
		assert_has(m[3], " tx port %u queue %u  at unit_ethdev", q);
		fake.tx_room = 4;
		assert_int_equal(rte_eth_tx_burst(port, q, m + 1, 3), 3);
		assert_has(m[3], " tx port %u queue %u", q);
	}
}

static void
on_before_the_start(void **state)
{
	assert_int_equal(bp_mbuf_history_enable(guarded, 16), 0);
	fake_ready(2);
	assert_int_equal(callbacks(), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(callbacks(), 4);
	check_bursts();
}

static void
on_after_the_start(void **state)
{
	fake_ready(2);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(callbacks(), 0);
	assert_int_equal(bp_mbuf_history_enable(guarded, 16), 0);
	assert_int_equal(callbacks(), 4);
	check_bursts();
	/* Again, or after a restart with more queues: one a queue. */
	assert_int_equal(bp_mbuf_history_enable(guarded, 0), 0);
	assert_int_equal(callbacks(), 4);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	fake_ready(3);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(callbacks(), 6);
	check_bursts();
}

/* A pool that is made later, leaves the ports alone. */
static void
on_once(void **state)
{
	const struct rte_eth_rxtx_callback *cb;
	struct rte_mempool *later = rte_pktmbuf_pool_create_by_ops("later", 15,
			0, 0, 256, SOCKET_ID_ANY, "guard:ring_mp_mc");

	fake_ready(2);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(bp_mbuf_history_enable(guarded, 16), 0);
	cb = rte_eth_devices[port].post_rx_burst_cbs[1];
	assert_int_equal(rte_eth_remove_rx_callback(port, 1, cb), 0);
	rte_free((void *)(uintptr_t)cb);
	assert_int_equal(bp_mbuf_history_enable(later, 0), 0);
	assert_int_equal(callbacks(), 3);
	/* When it has been off meanwhile, the ports are looked at again. */
	rte_mempool_free(later);
	rte_mempool_free(guarded);
	guarded = rte_pktmbuf_pool_create_by_ops("guarded", 63, 0, 0, 256,
			SOCKET_ID_ANY, "guard:ring_mp_mc");
	pool = guarded;
	assert_int_equal(bp_mbuf_history_enable(guarded, 0), 0);
	assert_int_equal(callbacks(), 4);
	check_bursts();
}

static void
off(void **state)
{
	struct rte_mbuf *m[4];

	fake_ready(2);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(callbacks(), 0);
	assert_null(rte_eth_fp_ops[port].rxq.clbk[0]);
	assert_null(rte_eth_fp_ops[port].txq.clbk[1]);
	assert_true(rte_eth_fp_ops[port].rx_pkt_burst == fake_rx);
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 4);
	assert_int_equal(rte_eth_tx_burst(port, 0, m, 4), 4);
}

/* A pool without a history, while another has one. */
static void
other_pool(void **state)
{
	struct rte_mbuf *m[4];

	assert_int_equal(bp_mbuf_history_enable(guarded, 0), 0);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	pool = plain;
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 4);
	assert_int_equal(bp_mbuf_history_dump(stderr, m[0]), -ENOTSUP);
	assert_int_equal(rte_eth_tx_burst(port, 0, m, 4), 4);
	pool = guarded;
}

/* After the last pool with a history is gone, marks go nowhere. */
static void
off_again(void **state)
{
	struct rte_mbuf *m[4];

	assert_int_equal(bp_mbuf_history_enable(guarded, 0), 0);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	rte_mempool_free(guarded);
	assert_false(bp_mbuf_history_is_on());
	pool = plain;
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 4);
	assert_int_equal(rte_eth_tx_burst(port, 0, m, 4), 4);
	guarded = NULL;
}

static uint16_t
drop_all(uint16_t port_id, uint16_t queue, struct rte_mbuf **pkts, uint16_t n,
		uint16_t max, void *arg)
{
	struct rte_mbuf **first = arg;

	*first = pkts[0];
	rte_pktmbuf_free_bulk(pkts, n);
	return 0;
}

/* What the program's callback drops, was received before. */
static void
callbacks_of_the_program(void **state)
{
	struct rte_mbuf *m[4], *first = NULL;
	const struct rte_eth_rxtx_callback *cb;

	fake_ready(1);
	cb = rte_eth_add_rx_callback(port, 0, drop_all, &first);
	assert_non_null(cb);
	assert_int_equal(bp_mbuf_history_enable(guarded, 0), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 0);
	assert_has(first, " rx port %u queue %u  at ", 0);
	assert_int_equal(rte_eth_remove_rx_callback(port, 0, cb), 0);
	rte_free((void *)(uintptr_t)cb);
	assert_int_equal(rte_eth_rx_burst(port, 0, m, 4), 4);
	assert_has(m[1], " rx port %u queue %u  at ", 0);
	rte_pktmbuf_free_bulk(m, 4);
}

static uint32_t done;

static void *
forward(void *arg)
{
	struct rte_mbuf *m[4];
	unsigned int i;
	uint16_t n;

	for (i = 0; i < 200 || !__atomic_load_n(&done, __ATOMIC_ACQUIRE); i++) {
		n = rte_eth_rx_burst(port, 0, m, 4);
		assert_int_equal(n, 4);
		assert_int_equal(rte_eth_tx_burst(port, 0, m, n), n);
	}
	return NULL;
}

static void
on_while_packets_move(void **state)
{
	pthread_t thread;

	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	pthread_create(&thread, NULL, forward, NULL);
	assert_int_equal(bp_mbuf_history_enable(guarded, 0), 0);
	__atomic_store_n(&done, 1, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	assert_int_equal(callbacks(), 2);
}

static int
start_group(void **state)
{
	if (group_setup(state) != 0)
		return -1;
	plain = pool;
	return 0;
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			EACH(on_before_the_start),
			EACH(on_after_the_start),
			EACH(on_once),
			EACH(off),
			EACH(other_pool),
			EACH(off_again),
			EACH(callbacks_of_the_program),
			EACH(on_while_packets_move),
	};

	return cmocka_run_group_tests(tests, start_group, group_teardown);
}
