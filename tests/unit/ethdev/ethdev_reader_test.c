/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters that are read by one thread while another one closes the port. */
#include <pthread.h>
#include <sched.h>

#include "fake.h"

#define ROUNDS 50

static bool inside, go_on, done; /* atomic, as all that threads wait for */

static void
set(bool *flag)
{
	__atomic_store_n(flag, true, __ATOMIC_SEQ_CST);
}

static bool
is_set(const bool *flag)
{
	return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static void
wait_for(const bool *flag)
{
	while (!is_set(flag))
		sched_yield();
}

static int
slow_stats(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	set(&inside);
	wait_for(&go_on);
	stats->ipackets = fake.releases;
	return 0;
}

static void *
read_slowly(void *arg)
{
	struct rte_eth_stats stats = {.ipackets = 77};

	assert_int_equal(rte_eth_stats_get(port, &stats), 0);
	assert_int_equal(stats.ipackets, 0);
	return NULL;
}

static void *
close_it(void *arg)
{
	assert_int_equal(rte_eth_dev_close(port), 0);
	set(&done);
	return NULL;
}

/* Nothing is released under a reader, and nobody else may read then. */
static void
close_waits(void **state)
{
	struct rte_eth_xstat_name name;
	struct rte_eth_stats stats;
	struct rte_eth_xstat xstat;
	pthread_t reader, closer;
	uint64_t id;

	inside = go_on = done = false;
	fake_ready(1);
	fake_ops.stats_get = slow_stats;
	assert_int_equal(pthread_create(&reader, NULL, read_slowly, NULL), 0);
	wait_for(&inside);
	assert_int_equal(pthread_create(&closer, NULL, close_it, NULL), 0);
	while (rte_eth_xstats_get(port, NULL, 0) != -ENODEV)
		sched_yield();
	assert_int_equal(rte_eth_stats_get(port, &stats), -ENODEV);
	assert_int_equal(rte_eth_stats_reset(port), -ENODEV);
	assert_int_equal(rte_eth_xstats_get(port, &xstat, 1), -ENODEV);
	assert_int_equal(rte_eth_xstats_get_names(port, &name, 1), -ENODEV);
	assert_int_equal(rte_eth_xstats_get_id_by_name(port, "fake_a", &id),
			-ENODEV);
	assert_int_equal(rte_eth_xstats_reset(port), -ENODEV);
	assert_false(is_set(&done));
	assert_int_equal(fake.releases + fake.closes, 0);
	set(&go_on);
	assert_int_equal(pthread_join(reader, NULL), 0);
	assert_int_equal(pthread_join(closer, NULL), 0);
	assert_int_equal(fake.closes, 1);
	assert_int_equal(rte_eth_stats_get(port, &stats), -ENODEV);
	fake_ops = all_ops;
	assert_int_equal(fake_port("fake0"), port);
	assert_int_equal(rte_eth_stats_get(port, &stats), 0);
}

/* A port with a queue of memory of its own, whose end shows. */
static void
own_port(void)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocate("fake0");
	uint64_t *packets = malloc(sizeof(*packets));

	assert_non_null(dev);
	assert_non_null(packets);
	*packets = 42;
	dev->dev_ops = &fake_ops;
	dev->data->nb_tx_queues = 1;
	dev->data->tx_queues[0] = packets;
	rte_eth_dev_probing_finish(dev);
	assert_int_equal(dev->data->port_id, port);
}

static void
own_release(struct rte_eth_dev *dev, uint16_t q)
{
	*(uint64_t *)dev->data->tx_queues[q] = 0;
	free(dev->data->tx_queues[q]);
}

static int
own_stats(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	const uint64_t *packets = dev->data->tx_queues[0];

	stats->opackets = *packets;
	return 0;
}

static void *
read_often(void *arg)
{
	struct rte_eth_xstat xstats[16];
	struct rte_eth_stats stats;

	while (!is_set(&done)) {
		if (rte_eth_stats_get(port, &stats) == 0)
			assert_int_equal(stats.opackets, 42);
		rte_eth_xstats_get(port, xstats, RTE_DIM(xstats));
		set(&inside);
	}
	return NULL;
}

static void
ports_come_and_go(void **state)
{
	pthread_t reader;
	unsigned int i;

	inside = done = false;
	assert_int_equal(bp_eth_dev_remove("fake0"), 0);
	fake_ops.stats_get = own_stats;
	fake_ops.xstats_get = NULL;
	fake_ops.xstats_get_names = NULL;
	fake_ops.tx_queue_release = own_release;
	own_port();
	assert_int_equal(pthread_create(&reader, NULL, read_often, NULL), 0);
	wait_for(&inside);
	for (i = 0; i < ROUNDS; i++) {
		assert_int_equal(bp_eth_dev_remove("fake0"), 0);
		own_port();
		sched_yield();
	}
	set(&done);
	assert_int_equal(pthread_join(reader, NULL), 0);
	assert_int_equal(bp_eth_dev_remove("fake0"), 0);
	fake_ops = all_ops;
	assert_int_equal(fake_port("fake0"), port);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(close_waits),
			FAKE_TEST(ports_come_and_go),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
