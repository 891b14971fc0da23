/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of dynamic fields and flags as a whole: timestamps and the dump.
 */
#include <rte_mbuf_dyn.h>

#include "mbuf_env.h"

static void
timestamps_share_a_field(void **state)
{
	struct rte_mbuf m;
	int rx_off = -1, tx_off = -2;
	uint64_t rx = 0, tx = 0;

	(void)state;
	memset(&m, 0, sizeof(m));
	assert_int_equal(rte_mbuf_dyn_rx_timestamp_register(&rx_off, &rx), 0);
	assert_int_equal(rte_mbuf_dyn_tx_timestamp_register(&tx_off, &tx), 0);
	assert_int_equal(rx_off, tx_off);
	assert_int_equal(rx_off % 8, 0);
	assert_true(rx != 0 && tx != 0 && rx != tx);
	assert_int_equal(rte_mbuf_dyn_rx_timestamp_register(NULL, NULL), 0);
	*RTE_MBUF_DYNFIELD(&m, rx_off, rte_mbuf_timestamp_t *) = 99;
	assert_memory_not_equal(m.dynfield1, (char[36]){0}, 36);
	assert_int_equal(
			rte_mbuf_dynfield_lookup(
					RTE_MBUF_DYNFIELD_TIMESTAMP_NAME, NULL),
			rx_off);
}

static void
the_dump_names_all(void **state)
{
	static char text[8192];
	FILE *f = fmemopen(text, sizeof(text), "w");

	(void)state;
	assert_non_null(f);
	rte_mbuf_dyn_dump(f);
	fclose(f);
	assert_non_null(strstr(text,
			"  name=rte_dynfield_timestamp offset=96 size=8 "
			"align=8 flags=0\n"));
	assert_non_null(strstr(text,
			"  name=rte_dynflag_rx_timestamp bitnum=23 flags=0\n"));
	assert_non_null(strstr(text, "  0058: 00 00 00 00 04 04 04 04\n"));
	assert_non_null(strstr(text, "  0060: 00 00 00 00 00 00 00 00\n"));
	/* Bits 23 and 24 are taken, 25 is not. */
	assert_non_null(strstr(text, "  0018: 0 1 1 1 1 1 1 1\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(timestamps_share_a_field),
			mbuf_test(the_dump_names_all),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
