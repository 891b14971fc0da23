/* SPDX-License-Identifier: BSD-3-Clause */
/* Time stamps and the clock of a device. */
#include "contract.h"

static struct timespec ts;
static uint64_t clock_ticks;

OP(timesync_read_rx_timestamp, struct timespec *t, uint32_t flags)
OP(timesync_read_tx_timestamp, struct timespec *t)
OP(timesync_adjust_time, int64_t delta)
OP(timesync_read_time, struct timespec *t)
OP(timesync_write_time, const struct timespec *t)
OP(read_clock, uint64_t *ticks)

CALL(enable, rte_eth_timesync_enable(id))
CALL(disable, rte_eth_timesync_disable(id))
CALL(rx, rte_eth_timesync_read_rx_timestamp(id, &ts, 0))
CALL(rx_bad, rte_eth_timesync_read_rx_timestamp(id, NULL, 0))
CALL(tx, rte_eth_timesync_read_tx_timestamp(id, &ts))
CALL(tx_bad, rte_eth_timesync_read_tx_timestamp(id, NULL))
CALL(adjust, rte_eth_timesync_adjust_time(id, -5))
CALL(get, rte_eth_timesync_read_time(id, &ts))
CALL(get_bad, rte_eth_timesync_read_time(id, NULL))
CALL(set, rte_eth_timesync_write_time(id, &ts))
CALL(set_bad, rte_eth_timesync_write_time(id, NULL))
CALL(ticks, rte_eth_read_clock(id, &clock_ticks))
CALL(ticks_bad, rte_eth_read_clock(id, NULL))

static void
set_ops(void)
{
	fake_ops.timesync_enable = op;
	fake_ops.timesync_disable = op;
	fake_ops.timesync_read_rx_timestamp = op_timesync_read_rx_timestamp;
	fake_ops.timesync_read_tx_timestamp = op_timesync_read_tx_timestamp;
	fake_ops.timesync_adjust_time = op_timesync_adjust_time;
	fake_ops.timesync_read_time = op_timesync_read_time;
	fake_ops.timesync_write_time = op_timesync_write_time;
	fake_ops.read_clock = op_read_clock;
}

static const struct contract cases[] = {
		{.op = AT(timesync_enable), .call = enable},
		{.op = AT(timesync_disable), .call = disable},
		{.op = AT(timesync_read_rx_timestamp),
				.call = rx,
				.bad = rx_bad},
		{.op = AT(timesync_read_tx_timestamp),
				.call = tx,
				.bad = tx_bad},
		{.op = AT(timesync_adjust_time), .call = adjust},
		{.op = AT(timesync_read_time), .call = get, .bad = get_bad},
		{.op = AT(timesync_write_time), .call = set, .bad = set_bad},
		{.op = AT(read_clock), .call = ticks, .bad = ticks_bad},
};

static void
contract(void **state)
{
	set_ops();
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
