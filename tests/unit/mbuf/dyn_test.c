/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of dynamic fields and flags as a whole: the dump, which is 22.11's
 * to the letter, the timestamps, and how long and where the table lives.
 */
#include <rte_memzone.h>

#include "dyn_env.h"

#define TAKEN_TO_0X57                                                          \
	"Free space in mbuf (0 = occupied, value = free zone alignment):\n"    \
	"  0000: 00 00 00 00 00 00 00 00\n"                                    \
	"  0008: 00 00 00 00 00 00 00 00\n"                                    \
	"  0010: 00 00 00 00 00 00 00 00\n"                                    \
	"  0018: 00 00 00 00 00 00 00 00\n"                                    \
	"  0020: 00 00 00 00 00 00 00 00\n"                                    \
	"  0028: 00 00 00 00 00 00 00 00\n"                                    \
	"  0030: 00 00 00 00 00 00 00 00\n"                                    \
	"  0038: 00 00 00 00 00 00 00 00\n"                                    \
	"  0040: 00 00 00 00 00 00 00 00\n"                                    \
	"  0048: 00 00 00 00 00 00 00 00\n"                                    \
	"  0050: 00 00 00 00 00 00 00 00\n"

#define TAKEN_BITS_TO_0X0F                                                     \
	"Free bit in mbuf->ol_flags (0 = occupied, 1 = free):\n"               \
	"  0000: 0 0 0 0 0 0 0 0\n"                                            \
	"  0008: 0 0 0 0 0 0 0 0\n"

#define TAKEN_BITS_FROM_0X30                                                   \
	"  0030: 0 0 0 0 0 0 0 0\n"                                            \
	"  0038: 0 0 0 0 0 0 0 0\n"

static void
the_dump_of_an_empty_table(void **state)
{
	static const char empty[] =
			"Reserved fields:\n"
			"Reserved flags:\n" TAKEN_TO_0X57
			"  0058: 00 00 00 00 04 04 04 04\n"
			"  0060: 20 20 20 20 20 20 20 20\n"
			"  0068: 20 20 20 20 20 20 20 20\n"
			"  0070: 20 20 20 20 20 20 20 20\n"
			"  0078: 20 20 20 20 20 20 20 20\n" TAKEN_BITS_TO_0X0F
			"  0010: 0 0 0 0 0 0 0 1\n"
			"  0018: 1 1 1 1 1 1 1 1\n"
			"  0020: 1 1 1 1 1 1 1 1\n"
			"  0028: 1 0 0 0 0 0 0 0\n" TAKEN_BITS_FROM_0X30;

	(void)state;
	assert_string_equal(dump_text(), empty);
	/* What is refused leaves nothing. */
	assert_int_equal(add_field("a", 200, 8, 0, ANY), -EINVAL);
	assert_int_equal(add_field("a", 100, 4, 0, ANY), -ENOENT);
	assert_int_equal(add_flag("a", 0, 0), -EBUSY);
	assert_string_equal(dump_text(), empty);
}

static void
the_dump_names_all(void **state)
{
	static const char some[] =
			"Reserved fields:\n"
			"  name=fa offset=96 size=8 align=8 flags=0\n"
			"  name=fb offset=92 size=3 align=1 flags=0\n"
			"Reserved flags:\n"
			"  name=ba bitnum=23 flags=0\n"
			"  name=bb bitnum=40 flags=0\n" TAKEN_TO_0X57
			"  0058: 00 00 00 00 00 00 00 01\n"
			"  0060: 00 00 00 00 00 00 00 00\n"
			"  0068: 08 08 08 08 08 08 08 08\n"
			"  0070: 10 10 10 10 10 10 10 10\n"
			"  0078: 10 10 10 10 10 10 10 10\n" TAKEN_BITS_TO_0X0F
			"  0010: 0 0 0 0 0 0 0 0\n"
			"  0018: 1 1 1 1 1 1 1 1\n"
			"  0020: 1 1 1 1 1 1 1 1\n"
			"  0028: 0 0 0 0 0 0 0 0\n" TAKEN_BITS_FROM_0X30;

	(void)state;
	assert_int_equal(add_field("fa", 8, 8, 0, ANY), 96);
	assert_int_equal(add_field("fb", 3, 1, 0, ANY), 92);
	assert_int_equal(add_flag("ba", 0, ANY_BIT), 23);
	assert_int_equal(add_flag("bb", 0, 40), 40);
	assert_string_equal(dump_text(), some);
}

#define RX rte_mbuf_dyn_rx_timestamp_register
#define TX rte_mbuf_dyn_tx_timestamp_register

static void
timestamps_share_a_field(void **state)
{
	struct rte_mbuf_dynfield field;
	struct rte_mbuf m;
	int offset = -1;
	uint64_t mask = 0;

	(void)state;
	assert_int_equal(RX(&offset, &mask), 0);
	assert_int_equal(offset, 96);
	assert_int_equal(mask, UINT64_C(1) << 23);
	offset = -1;
	assert_int_equal(TX(&offset, &mask), 0);
	assert_int_equal(offset, 96);
	assert_int_equal(mask, UINT64_C(1) << 24);
	/* Again, and for less. */
	assert_int_equal(RX(NULL, NULL), 0);
	assert_int_equal(TX(NULL, NULL), 0);
	offset = -1;
	assert_int_equal(RX(&offset, NULL), 0);
	assert_int_equal(offset, 96);
	assert_int_equal(RX(NULL, &mask), 0);
	assert_int_equal(mask, UINT64_C(1) << 23);
	assert_int_equal(find_flag(RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME, NULL),
			23);
	assert_int_equal(find_flag(RTE_MBUF_DYNFLAG_TX_TIMESTAMP_NAME, NULL),
			24);
	assert_int_equal(find_field(RTE_MBUF_DYNFIELD_TIMESTAMP_NAME, &field),
			96);
	assert_int_equal(field.size, 8);
	assert_int_equal(field.align, 8);
	memset(&m, 0, sizeof(m));
	*RTE_MBUF_DYNFIELD(&m, offset, rte_mbuf_timestamp_t *) = 99;
	assert_int_equal(((uint64_t *)(void *)&m)[96 / 8], 99);
}

static void
timestamps_take_what_is_there(void **state)
{
	int offset = -1;
	uint64_t mask = 0;

	(void)state;
	assert_int_equal(add_field(RTE_MBUF_DYNFIELD_TIMESTAMP_NAME, 8, 8, 0,
					 104),
			104);
	assert_int_equal(add_flag(RTE_MBUF_DYNFLAG_TX_TIMESTAMP_NAME, 0, 40),
			40);
	assert_int_equal(TX(&offset, &mask), 0);
	assert_int_equal(offset, 104);
	assert_int_equal(mask, UINT64_C(1) << 40);
	assert_int_equal(RX(NULL, &mask), 0);
	assert_int_equal(mask, UINT64_C(1) << 23);
}

/* Both fail, with the error, and write nothing. */
static void
no_timestamps(int err)
{
	int offset = -7;
	uint64_t mask = 7;

	rte_errno = 0;
	assert_int_equal(RX(&offset, &mask), -1);
	assert_int_equal(rte_errno, err);
	rte_errno = 0;
	assert_int_equal(TX(&offset, &mask), -1);
	assert_int_equal(rte_errno, err);
	assert_int_equal(offset, -7);
	assert_int_equal(mask, 7);
}

static void
timestamps_that_are_something_else(void **state)
{
	(void)state;
	assert_int_equal(add_field(RTE_MBUF_DYNFIELD_TIMESTAMP_NAME, 8, 4, 0,
					 ANY),
			92);
	no_timestamps(EEXIST);
	assert_int_equal(find_flag(RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME, NULL),
			-ENOENT);
}

static void
timestamps_without_a_place(void **state)
{
	(void)state;
	assert_int_equal(add_field("most", 32, 4, 0, 92), 92);
	no_timestamps(ENOENT);
}

static void
timestamps_without_a_bit(void **state)
{
	char name[8];
	int i;

	(void)state;
	for (i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(add_flag(name, 0, ANY_BIT), 23 + i);
	}
	assert_int_equal(RX(NULL, NULL), 0);
	assert_int_equal(TX(NULL, NULL), -1);
	assert_int_equal(rte_errno, ENOENT);
	assert_int_equal(RX(NULL, NULL), 0);
}

static void
each_start_begins_anew(void **state)
{
	assert_int_equal(add_field("a", 4, 4, 0, ANY), 92);
	assert_int_equal(add_flag("a", 0, 40), 40);
	assert_int_equal(env_stop(state), 0);
	assert_int_equal(find_field("a", NULL), -ENOENT);
	assert_int_equal(find_flag("a", NULL), -ENOENT);
	assert_string_equal(dump_text(), "");
	assert_int_equal(add_field("a", 4, 4, 0, ANY), -E_RTE_NO_CONFIG);
	assert_int_equal(add_flag("a", 0, ANY_BIT), -E_RTE_NO_CONFIG);
	no_timestamps(E_RTE_NO_CONFIG);
	assert_int_equal(env_start(state), 0);
	assert_int_equal(find_field("a", NULL), -ENOENT);
	assert_int_equal(find_flag("a", NULL), -ENOENT);
	assert_int_equal(add_field("b", 2, 2, 0, ANY), 92);
	assert_int_equal(add_flag("b", 0, ANY_BIT), 23);
}

/* Other processes see the table, so it may lie elsewhere, or be older. */
static void
the_table_is_in_shared_memory(void **state)
{
	const struct rte_memzone *mz;
	char *copy;

	(void)state;
	assert_null(rte_memzone_lookup("mbuf_dyn"));
	assert_int_equal(find_field("a", NULL), -ENOENT);
	assert_null(rte_memzone_lookup("mbuf_dyn"));
	assert_int_equal(add_field("a", 4, 4, 0, ANY), 92);
	mz = rte_memzone_lookup("mbuf_dyn");
	assert_non_null(mz);
	/* It is all in there: the zone can be moved and comes back whole. */
	copy = malloc(mz->len);
	assert_non_null(copy);
	memcpy(copy, mz->addr, mz->len);
	assert_int_equal(rte_memzone_free(mz), 0);
	assert_int_equal(find_field("a", NULL), -ENOENT);
	assert_non_null(rte_memzone_reserve("other", 4096, SOCKET_ID_ANY, 0));
	assert_int_equal(add_field("b", 8, 8, 0, ANY), 96);
	mz = rte_memzone_lookup("mbuf_dyn");
	memcpy(mz->addr, copy, mz->len);
	free(copy);
	assert_int_equal(find_field("a", NULL), 92);
	assert_int_equal(find_field("b", NULL), -ENOENT);
	assert_int_equal(add_field("b", 2, 2, 0, ANY), 96);
}

static void
a_zone_of_the_programs_is_no_table(void **state)
{
	const size_t lens[] = {8, 64 << 10};
	const struct rte_memzone *mz;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(lens); i++) {
		mz = rte_memzone_reserve("mbuf_dyn", lens[i], SOCKET_ID_ANY, 0);
		assert_non_null(mz);
		memset(mz->addr, 0x11, lens[i]);
		assert_int_equal(add_field("a", 4, 4, 0, ANY), -EEXIST);
		assert_int_equal(add_flag("a", 0, ANY_BIT), -EEXIST);
		assert_int_equal(find_field("a", NULL), -ENOENT);
		assert_int_equal(find_flag("a", NULL), -ENOENT);
		assert_string_equal(dump_text(), "");
		assert_int_equal(*(char *)mz->addr, 0x11);
		assert_int_equal(rte_memzone_free(mz), 0);
	}
	assert_int_equal(add_field("a", 4, 4, 0, ANY), 92);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			dyn_test(the_dump_of_an_empty_table),
			dyn_test(the_dump_names_all),
			dyn_test(timestamps_share_a_field),
			dyn_test(timestamps_take_what_is_there),
			dyn_test(timestamps_that_are_something_else),
			dyn_test(timestamps_without_a_place),
			dyn_test(timestamps_without_a_bit),
			dyn_test(each_start_begins_anew),
			dyn_test(the_table_is_in_shared_memory),
			dyn_test(a_zone_of_the_programs_is_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
