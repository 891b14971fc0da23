/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a person reads about a pool, sign for sign, from views made by hand, and
 * a real pool.
 */
#include <bufplane_mempool_view.h>
#include <stdlib.h>
#include <string.h>

#include "pool_fixture.h"

static char *
printed(const struct bp_mempool_view *views)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_non_null(f);
	bp_mempool_view_print(f, views);
	fclose(f);
	return text;
}

static void
assert_prints(const struct bp_mempool_view *views, const char *wanted)
{
	char *text = printed(views);

	assert_string_equal(text, wanted);
	free(text);
}

/* A pool of mbufs in the middle of its work. */
static const struct bp_mempool_view_cache usual_caches[] = {
		{false, 0, 256, 128},
		{false, 1, 256, 256},
		{false, 12, 256, 0},
};
static const struct bp_mempool_view_chunk usual_chunks[] = {
		{0x100200000, 0x100200000, 18874368, 2097152},
};
static const struct bp_mempool_view usual = {
		.name = "mbuf_pool",
		.handler = "ring_mp_mc",
		.flags = RTE_MEMPOOL_F_POOL_CREATED,
		.size = 8192,
		.out = 2048,
		.available = 6144,
		.in_handler = 5760,
		.in_caches = 384,
		.elt_size = 2176,
		.header_size = 64,
		.trailer_size = 64,
		.object_size = 2304,
		.memory = 18874368,
		.cache_size = 256,
		.caches_n = 3,
		.caches = usual_caches,
		.chunks_n = 1,
		.chunks = usual_chunks,
};

static const char usual_text[] =
		"pool mbuf_pool: 8,192 objects of 2304 bytes\n"
		"  [#######################################++.............]"
		" 75.0 % available\n"
		"  # 5,760  70.3 %  in handler ring_mp_mc\n"
		"  +   384   4.7 %  in 3 caches of 256\n"
		"  . 2,048  25.0 %  out, with the program or a device\n"
		"  caches   lcore  0  128   lcore  1  256   lcore 12    0\n"
		"  object   header 64, element 2176, trailer 64 bytes\n"
		"  memory   18 MiB in 1 chunk, 2304 bytes an object, socket 0\n"
		"           0x100200000  18 MiB, pages of 2 MiB, IOVA the same"
		"\n";

static void
test_usual(void **state)
{
	(void)state;
	assert_prints(&usual, usual_text);
}

static void
test_list(void **state)
{
	struct bp_mempool_view two[2] = {usual, usual};
	char wanted[2 * sizeof(usual_text) + 1];

	(void)state;
	two[0].next = &two[1];
	snprintf(wanted, sizeof(wanted), "%s\n%s", usual_text, usual_text);
	assert_prints(two, wanted);
	assert_prints(NULL, "");
}

static void
test_before_populate(void **state)
{
	const struct bp_mempool_view view = {
			.name = "empty",
			.handler = "stack",
			.guarded = true,
			.flags = RTE_MEMPOOL_F_NO_SPREAD |
					RTE_MEMPOOL_F_NO_IOVA_CONTIG,
			.socket_id = SOCKET_ID_ANY,
			.size = 1,
			.missing = 1,
			.elt_size = 8,
			.header_size = 64,
			.object_size = 72,
	};

	(void)state;
	assert_prints(&view,
			"pool empty: 1 object of 72 bytes\n"
			"  [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"xx] 0.0 % available\n"
			"  # 0   0.0 %  in handler stack, guarded\n"
			"  . 0   0.0 %  out, with the program or a device\n"
			"  x 1 100.0 %  without memory yet\n"
			"  object   header 64, element 8, trailer 0 bytes\n"
			"  flags    NO_SPREAD NO_IOVA_CONTIG\n"
			"  memory   0 bytes in 0 chunks\n");
}

/* What is there shows in the bar, be it one of four thousand million. */
static void
test_huge_numbers(void **state)
{
	static const struct bp_mempool_view_cache caches[] = {
			{false, 127, 512, 768},
			{false, UINT32_MAX, 512, UINT32_MAX},
			{true, 4194304, 512, 1},
	};
	static const struct bp_mempool_view_chunk chunks[] = {
			{UINT64_MAX - 1, RTE_BAD_IOVA, UINT64_MAX, 1 << 30},
	};
	const struct bp_mempool_view view = {
			.name = "a_name_of_25_characters__",
			.handler = "a_handler_of_31_characters_____",
			.guarded = true,
			.asan = true,
			.flags = UINT32_MAX,
			.socket_id = INT32_MAX,
			.size = UINT32_MAX,
			.out = 1,
			.missing = 1,
			.available = UINT32_MAX - 2,
			.in_handler = UINT32_MAX - 3,
			.in_caches = 1,
			.elt_size = UINT32_MAX,
			.header_size = UINT32_MAX,
			.trailer_size = UINT32_MAX,
			.object_size = UINT64_MAX,
			.memory = UINT64_MAX,
			.cache_size = 512,
			.caches_n = 3,
			.caches = caches,
			.chunks_n = 1,
			.chunks = chunks,
	};
	char *text = printed(&view);

	(void)state;
	assert_non_null(strstr(text, "\n  [##"));
	assert_non_null(strstr(text, "##+.x] 100.0 % available\n"));
	assert_non_null(strstr(text, "\n  # 4,294,967,292 100.0 %  in"));
	assert_non_null(strstr(text, "\n  .             1   0.0 %  out"));
	assert_non_null(strstr(text,
			"\n  caches   lcore         127         768   "
			"lcore  4294967295  4294967295\n"
			"           thread    4194304           1\n"));
	assert_non_null(strstr(text, " SC_GET NO_IOVA_CONTIG NON_IO ? "));
	free(text);
}

/* The longest line of a text. */
static size_t
widest(const char *text)
{
	size_t most = 0, n;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		most = RTE_MAX(most, n);
	}
	return most;
}

static void
test_many_caches_and_chunks(void **state)
{
	struct bp_mempool_view_cache caches[130];
	struct bp_mempool_view_chunk chunks[2000];
	struct bp_mempool_view view = usual;
	char *text;

	(void)state;
	for (unsigned int i = 0; i < RTE_DIM(caches); i++)
		caches[i] = (struct bp_mempool_view_cache){
				i >= 128, i < 128 ? i : 4194000 + i, 512, 512};
	for (unsigned int i = 0; i < RTE_DIM(chunks); i++)
		chunks[i] = (struct bp_mempool_view_chunk){
				0x100000000 + i * 8192u, i * 12288u, 8192,
				4096};
	view.caches_n = 128;
	view.caches = caches;
	view.chunks_n = 7;
	view.chunks = chunks;
	view.memory = 7 * 8192;
	text = printed(&view);
	assert_true(widest(text) <= 80);
	assert_non_null(strstr(
			text, "  caches   lcore   0  512   lcore   1  "));
	assert_non_null(strstr(text,
			"\n           0x100006000  8 KiB, pages of 4 KiB, "
			"IOVA 0x9000\n           and 3 more of 24 KiB\n"));
	free(text);
	view.caches_n = 130;
	view.chunks_n = 6;
	view.memory = 6 * 8192;
	text = printed(&view);
	assert_true(widest(text) <= 80);
	assert_non_null(strstr(text, "thread 4194129  512\n"));
	assert_non_null(strstr(text, "0x10000a000  8 KiB"));
	assert_null(strstr(text, " more of "));
	free(text);
	view.chunks_n = 2000;
	view.memory = 2000 * 8192;
	text = printed(&view);
	assert_non_null(strstr(text, "memory   15.6 MiB in 2000 chunks, "));
	assert_non_null(strstr(text, "and 1996 more of 15.6 MiB\n"));
	free(text);
}

/* A real pool, and the list of pools. */
static void
test_pools(void **state)
{
	struct rte_mempool *mp;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	assert_int_equal(bp_mempool_list_print(f), 0);
	fflush(f);
	assert_string_equal(text, "no pools\n");
	mp = make_pool("real", 100, 0);
	rewind(f);
	assert_int_equal(bp_mempool_print(f, mp), 0);
	assert_int_equal(bp_mempool_list_print(f), 0);
	fclose(f);
	assert_memory_equal(text, "pool real: 100 objects of ", 26);
	assert_memory_equal(text, text + len / 2, len / 2);
	free(text);
	rte_mempool_free(mp);
}

static void
test_flag_names(void **state)
{
	(void)state;
	assert_string_equal(
			bp_mempool_flag_name(RTE_MEMPOOL_F_SP_PUT), "SP_PUT");
	assert_string_equal(bp_mempool_flag_name(0), "?");
	assert_string_equal(bp_mempool_flag_name(1u << 31), "?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_usual),
			cmocka_unit_test(test_list),
			cmocka_unit_test(test_before_populate),
			cmocka_unit_test(test_huge_numbers),
			cmocka_unit_test(test_many_caches_and_chunks),
			cmocka_unit_test(test_pools),
			cmocka_unit_test(test_flag_names),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
