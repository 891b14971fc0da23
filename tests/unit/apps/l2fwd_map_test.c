/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Partners, and which lcore polls and sends on which queues. A map of flows is
 * written as one string: "L:rx.q>tx.q" for each flow, with '!' behind those
 * that share their transmit queue.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "l2fwd/l2fwd.h"

#include <cmocka.h>

static struct l2fwd app;
static const unsigned int lcores[] = {2, 3, 5, 7, 11, 13, 17, 19};

/* Ports 0 to n - 1. */
static void
want(unsigned int n)
{
	memset(&app, 0, sizeof(app));
	app.opt.ports_n = n;
	app.opt.rx_queues = 1;
	for (unsigned int i = 0; i < n; i++)
		app.opt.ports[i] = (uint16_t)i;
}

/* Partners, and so many queues at each port. */
static void
want_queues(unsigned int n, unsigned int rx, unsigned int tx)
{
	want(n);
	assert_int_equal(l2fwd_map_ports(&app), 0);
	for (unsigned int i = 0; i < n; i++) {
		app.ports[i].rx_queues = (uint16_t)rx;
		app.ports[i].tx_queues_max = (uint16_t)tx;
	}
}

static void
check_flows(unsigned int lcores_n, const char *wanted)
{
	char text[1024] = "";

	assert_int_equal(l2fwd_map_flows(&app, lcores, lcores_n), 0);
	for (unsigned int i = 0; i < app.lcores_n; i++)
		for (unsigned int k = 0; k < app.lcores[i].flows_n; k++) {
			const struct l2fwd_flow *f = &app.lcores[i].flows[k];
			char one[64];

			snprintf(one, sizeof(one), "%s%u:%u.%u>%u.%u%s",
					*text == '\0' ? "" : " ",
					app.lcores[i].id, f->rx_port,
					f->rx_queue, f->tx_port, f->tx_queue,
					f->lock != NULL ? "!" : "");
			strcat(text, one);
		}
	assert_string_equal(text, wanted);
}

static void
check_partners(const char *wanted)
{
	char text[RTE_MAX_ETHPORTS + 1] = "";

	assert_int_equal(l2fwd_map_ports(&app), 0);
	assert_int_equal(app.ports_n, strlen(wanted));
	for (unsigned int i = 0; i < app.ports_n; i++)
		text[i] = (char)('0' + app.ports[i].partner);
	assert_string_equal(text, wanted);
}

static void
test_neighbours(void **state)
{
	(void)state;
	want(1);
	check_partners("0");
	want(2);
	check_partners("10");
	want(5);
	check_partners("10324");
	/* Of the mask, not by number. */
	want(4);
	app.opt.ports[0] = 1;
	app.opt.ports[1] = 4;
	app.opt.ports[2] = 6;
	app.opt.ports[3] = 9;
	check_partners("4196");
}

static int
map(unsigned int ports, unsigned int n, const struct l2fwd_pair *pairs)
{
	want(ports);
	app.opt.pairs_n = n;
	memcpy(app.opt.pairs, pairs, n * sizeof(*pairs));
	return l2fwd_map_ports(&app);
}

static void
test_portmap(void **state)
{
	static const struct l2fwd_pair cross[] = {{0, 2}, {3, 1}, {0, 1}};
	static const struct l2fwd_pair self[] = {{0, 0}, {2, 1}};

	(void)state;
	assert_int_equal(map(4, 2, cross), 0);
	check_partners("2301");
	assert_int_equal(map(3, 2, self), 0);
	check_partners("021");
	/* A partner twice, a port outside the mask, one left over. */
	assert_int_equal(map(4, 3, cross), -EINVAL);
	assert_int_equal(map(2, 2, cross), -EINVAL);
	assert_int_equal(map(4, 1, cross), -EINVAL);
}

static void
test_a_queue_each(void **state)
{
	(void)state;
	want_queues(2, 1, 1);
	check_flows(1, "2:0.0>1.0 2:1.0>0.0");
	want_queues(2, 1, 1);
	check_flows(2, "2:0.0>1.0 3:1.0>0.0");
	want_queues(2, 1, 1);
	check_flows(8, "2:0.0>1.0 3:1.0>0.0");
	assert_int_equal(app.lcores_n, 2);
	want_queues(5, 1, 9);
	check_flows(3, "2:0.0>1.0 3:1.0>0.0 3:2.0>3.0 5:3.0>2.0 5:4.0>4.0");
	assert_int_equal(app.ports[0].tx_queues, 1);
}

static void
test_blocks_of_q(void **state)
{
	(void)state;
	want_queues(4, 1, 1);
	app.opt.queues_per_lcore = 3;
	check_flows(4, "2:0.0>1.0 2:1.0>0.0 2:2.0>3.0 3:3.0>2.0");
	app.opt.queues_per_lcore = 4;
	check_flows(1, "2:0.0>1.0 2:1.0>0.0 2:2.0>3.0 2:3.0>2.0");
	app.opt.queues_per_lcore = 3;
	assert_int_equal(l2fwd_map_flows(&app, lcores, 1), -EINVAL);
	app.opt.queues_per_lcore = 1;
	assert_int_equal(l2fwd_map_flows(&app, lcores, 3), -EINVAL);
}

static void
test_several_queues(void **state)
{
	(void)state;
	want_queues(2, 2, 8);
	check_flows(2, "2:0.0>1.0 2:1.0>0.0 3:0.1>1.1 3:1.1>0.1");
	assert_int_equal(app.ports[0].tx_queues, 2);
	want_queues(2, 2, 8);
	check_flows(4, "2:0.0>1.0 3:1.0>0.0 5:0.1>1.1 7:1.1>0.1");
	assert_int_equal(app.ports[1].tx_queues, 2);
	/* An lcore sends on a port through one queue. */
	want_queues(2, 2, 8);
	check_flows(1, "2:0.0>1.0 2:1.0>0.0 2:0.1>1.0 2:1.1>0.0");
	assert_int_equal(app.ports[1].tx_queues, 1);
}

static void
test_shared_transmit_queues(void **state)
{
	(void)state;
	want_queues(2, 2, 8);
	app.ports[1].tx_queues_max = 1;
	check_flows(2, "2:0.0>1.0! 2:1.0>0.0 3:0.1>1.0! 3:1.1>0.1");
	assert_int_equal(app.ports[1].tx_queues, 1);
	assert_ptr_equal(app.flows[0].lock, &app.ports[1].lock);
	want_queues(1, 3, 2);
	check_flows(3, "2:0.0>0.0! 3:0.1>0.1! 5:0.2>0.0!");
	assert_int_equal(app.ports[0].tx_queues, 2);
}

static void
test_uneven_ports(void **state)
{
	(void)state;
	/* One has a single receive queue, one only sends. */
	want_queues(4, 2, 1);
	app.ports[0].rx_queues = 1;
	app.ports[2].rx_queues = 0;
	check_flows(1, "2:0.0>1.0 2:1.0>0.0 2:3.0>2.0 2:1.1>0.0 2:3.1>2.0");
	assert_int_equal(app.ports[3].tx_queues, 0);
	/* One that cannot send, while its partner receives. */
	app.ports[2].tx_queues_max = 0;
	assert_int_equal(l2fwd_map_flows(&app, lcores, 1), -ENOTSUP);
	/* Nobody sends on a port whose partner is silent. */
	want_queues(2, 1, 1);
	app.ports[0].rx_queues = 0;
	app.ports[1].tx_queues_max = 0;
	check_flows(2, "2:1.0>0.0");
	app.ports[1].rx_queues = 0;
	assert_int_equal(l2fwd_map_flows(&app, lcores, 1), -EINVAL);
}

static void
test_as_many_as_there_may_be(void **state)
{
	(void)state;
	want_queues(RTE_MAX_ETHPORTS, L2FWD_MAX_RXQ, 3);
	assert_int_equal(l2fwd_map_flows(&app, lcores, RTE_DIM(lcores)), 0);
	assert_int_equal(app.flows_n, L2FWD_MAX_FLOWS);
	for (unsigned int i = 0; i < RTE_DIM(lcores); i++)
		assert_int_equal(app.lcores[i].flows_n,
				L2FWD_MAX_FLOWS / RTE_DIM(lcores));
	for (unsigned int i = 0; i < app.flows_n; i++)
		assert_true(app.flows[i].tx_queue < 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_neighbours),
			cmocka_unit_test(test_portmap),
			cmocka_unit_test(test_a_queue_each),
			cmocka_unit_test(test_blocks_of_q),
			cmocka_unit_test(test_several_queues),
			cmocka_unit_test(test_shared_transmit_queues),
			cmocka_unit_test(test_uneven_ports),
			cmocka_unit_test(test_as_many_as_there_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
