/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings on one thread: what can be created, what is refused and how, and that
 * elements of every size come out in order in every mode, with positions near
 * their wrap-around too. ring_check() runs after each step.
 */
#include <stdlib.h>

#include <rte_malloc.h>
#include <rte_memzone.h>

#include "ring_env.h"

static struct rte_ring *
make(unsigned int count, unsigned int flags)
{
	return make_ring(sizeof(void *), count, flags);
}

static void
assert_refused(const char *name, unsigned int count, unsigned int flags,
		int error)
{
	rte_errno = 0;
	assert_null(rte_ring_create(name, count, SOCKET_ID_ANY, flags));
	assert_int_equal(rte_errno, error);
}

static void
test_memsize(void **state)
{
	(void)state;
	assert_int_equal(rte_ring_get_memsize(16),
			sizeof(struct rte_ring) + 128);
	assert_int_equal(rte_ring_get_memsize_elem(12, 16),
			sizeof(struct rte_ring) +
					RTE_CACHE_LINE_ROUNDUP(12 * 16));
	assert_int_equal(rte_ring_get_memsize_elem(4, 1),
			sizeof(struct rte_ring) + RTE_CACHE_LINE_SIZE);
	assert_int_equal(rte_ring_get_memsize(0), -EINVAL);
	assert_int_equal(rte_ring_get_memsize(15), -EINVAL);
	assert_int_equal(rte_ring_get_memsize(0x80000000), -EINVAL);
	assert_int_equal(rte_ring_get_memsize(0x40000000),
			sizeof(struct rte_ring) + (8LL << 30));
	assert_int_equal(rte_ring_get_memsize_elem(6, 16), -EINVAL);
}

static void
test_create_refuses(void **state)
{
	(void)state;
	assert_refused("r", 0, 0, EINVAL);
	assert_refused("r", 15, 0, EINVAL);
	assert_refused("r", 0x80000000, 0, EINVAL);
	assert_refused("r", 0, RING_F_EXACT_SZ, EINVAL);
	assert_refused("r", 0x80000000, RING_F_EXACT_SZ, EINVAL);
	assert_refused("r", 0xffffffff, RING_F_EXACT_SZ, EINVAL);
	assert_refused("r", 16, 0x80, EINVAL);
	assert_refused("r", 16, 0x80000000, EINVAL);
	assert_refused("r", 16, RING_F_SP_ENQ | RING_F_MP_RTS_ENQ, EINVAL);
	assert_refused("r", 16, RING_F_MP_HTS_ENQ | RING_F_MP_RTS_ENQ, EINVAL);
	assert_refused(NULL, 16, 0, EINVAL);
	assert_refused("12345678901234567890123456789", 16, 0, ENAMETOOLONG);
	rte_errno = 0;
	assert_null(rte_ring_create_elem("r", 6, 16, SOCKET_ID_ANY, 0));
	assert_int_equal(rte_errno, EINVAL);
	/* 16 TiB */
	assert_null(rte_ring_create_elem(
			"r", 16384, 0x40000000, SOCKET_ID_ANY, 0));
	assert_int_equal(rte_errno, ENOMEM);
	assert_null(rte_memzone_lookup("RG_r"));
}

static void
test_names(void **state)
{
	const char *longest = "1234567890123456789012345678";
	struct rte_ring *r = make(16, 0), *other;

	(void)state;
	assert_refused("r", 16, 0, EEXIST);
	assert_ptr_equal(rte_ring_lookup("r"), r);
	other = rte_ring_create(longest, 16, SOCKET_ID_ANY, 0);
	assert_non_null(other);
	assert_ptr_equal(rte_ring_lookup(longest), other);
	rte_ring_free(other);
	rte_errno = 0;
	assert_null(rte_ring_lookup(longest));
	assert_int_equal(rte_errno, ENOENT);
	rte_ring_free(r);
	assert_null(rte_memzone_lookup("RG_r"));
	rte_ring_free(make(16, 0));
	rte_ring_free(NULL);
}

static void
test_sizes(void **state)
{
	static const struct {
		unsigned int count, flags, size, capacity;
	} cases[] = {
			{1, 0, 1, 0},
			{2, 0, 2, 1},
			{16, 0, 16, 15},
			{1, RING_F_EXACT_SZ, 2, 1},
			{15, RING_F_EXACT_SZ, 16, 15},
			{16, RING_F_EXACT_SZ, 32, 16},
	};
	unsigned int i, n;

	(void)state;
	for (i = 0; i < RTE_DIM(cases); i++) {
		struct rte_ring *r = make(cases[i].count, cases[i].flags);

		assert_int_equal(rte_ring_get_size(r), cases[i].size);
		assert_int_equal(rte_ring_get_capacity(r), cases[i].capacity);
		for (n = 0; rte_ring_enqueue(r, r) == 0; n++)
			assert_int_equal(rte_ring_count(r), n + 1);
		assert_int_equal(n, cases[i].capacity);
		assert_int_equal(rte_ring_full(r), 1);
		assert_int_equal(rte_ring_free_count(r), 0);
		assert_ring(r);
		rte_ring_reset(r);
		assert_int_equal(rte_ring_empty(r), 1);
		rte_ring_free(r);
	}
}

static void
test_modes(void **state)
{
	struct rte_ring *r = make(16, RING_F_SP_ENQ);

	(void)state;
	assert_int_equal(rte_ring_is_prod_single(r), 1);
	assert_int_equal(rte_ring_is_cons_single(r), 0);
	assert_int_equal(rte_ring_get_prod_sync_type(r), RTE_RING_SYNC_ST);
	assert_int_equal(rte_ring_get_cons_sync_type(r), RTE_RING_SYNC_MT);
	rte_ring_free(r);
	r = make(16, RING_F_SC_DEQ);
	assert_int_equal(rte_ring_is_prod_single(r), 0);
	assert_int_equal(rte_ring_is_cons_single(r), 1);
	rte_ring_free(r);
}

static void
test_init(void **state)
{
	struct rte_ring *r = rte_zmalloc(NULL, 4096, RTE_CACHE_LINE_SIZE);

	(void)state;
	assert_non_null(r);
	assert_int_equal(rte_ring_init(r, "own", 16, 0), 0);
	assert_ring(r);
	assert_null(rte_ring_lookup("own"));
	/* Not freed, and still usable. */
	rte_ring_free(r);
	assert_int_equal(rte_ring_enqueue(r, r), 0);
	assert_int_equal(rte_ring_init(r, "own", 15, 0), -EINVAL);
	assert_int_equal(rte_ring_init(r, "own", 0, 0), -EINVAL);
	assert_int_equal(rte_ring_init(r, "own", 15, RING_F_EXACT_SZ), 0);
	assert_int_equal(rte_ring_init(r, "own", 16, 0x80), -EINVAL);
	assert_int_equal(rte_ring_init(r, NULL, 16, 0), -EINVAL);
	assert_int_equal(rte_ring_init(r, "123456789012345678901234567890", 16,
					 0),
			-ENAMETOOLONG);
	rte_free(r);
}

/* Start all positions shortly before they wrap. */
static void
move_to_wrap(struct rte_ring *r)
{
	r->prod.head = r->prod.tail = UINT32_MAX - 5;
	r->cons.head = r->cons.tail = UINT32_MAX - 5;
}

typedef unsigned int (*enqueue_fn)(struct rte_ring *r, const void *table,
		unsigned int esize, unsigned int n, unsigned int *free_space);
typedef unsigned int (*dequeue_fn)(struct rte_ring *r, void *table,
		unsigned int esize, unsigned int n, unsigned int *available);

static const struct mode {
	enqueue_fn enqueue;
	dequeue_fn dequeue;
	bool burst;
} modes[] = {
		{rte_ring_enqueue_bulk_elem, rte_ring_dequeue_bulk_elem, false},
		{rte_ring_mp_enqueue_bulk_elem, rte_ring_mc_dequeue_bulk_elem,
				false},
		{rte_ring_sp_enqueue_bulk_elem, rte_ring_sc_dequeue_bulk_elem,
				false},
		{rte_ring_enqueue_burst_elem, rte_ring_dequeue_burst_elem,
				true},
		{rte_ring_mp_enqueue_burst_elem, rte_ring_mc_dequeue_burst_elem,
				true},
		{rte_ring_sp_enqueue_burst_elem, rte_ring_sc_dequeue_burst_elem,
				true},
};

#define WORDS 10 /* largest element, in words of 4 bytes */
#define SLOTS 16

/* Send n elements through a ring and look at each byte of them. */
static void
pass(struct rte_ring *r, const struct mode *m, unsigned int words,
		unsigned int n)
{
	static uint32_t next;
	uint32_t in[SLOTS * WORDS], out[SLOTS * WORDS + 1];
	unsigned int i, left = 0;

	for (i = 0; i < n * words; i++)
		in[i] = next++;
	memset(out, 0xee, sizeof(out));
	assert_int_equal(m->enqueue(r, in, words * 4, n, &left), n);
	assert_int_equal(left, SLOTS - 1 - n);
	assert_ring(r);
	assert_int_equal(m->dequeue(r, out, words * 4, n, &left), n);
	assert_int_equal(left, 0);
	assert_ring(r);
	assert_memory_equal(in, out, n * words * 4);
	assert_int_equal(out[n * words], 0xeeeeeeee);
}

static void
test_elements(void **state)
{
	unsigned int i, words, n;

	(void)state;
	for (words = 1; words <= WORDS; words++) {
		struct rte_ring *r = rte_ring_create_elem(
				"r", words * 4, SLOTS, SOCKET_ID_ANY, 0);

		assert_non_null(r);
		move_to_wrap(r);
		for (i = 0; i < RTE_DIM(modes); i++) {
			for (n = 1; n < SLOTS; n++)
				pass(r, &modes[i], words, n);
		}
		rte_ring_free(r);
	}
}

static void
test_limits(void **state)
{
	void *in[SLOTS] = {0}, *out[SLOTS];
	unsigned int i, left;

	(void)state;
	for (i = 0; i < RTE_DIM(modes); i++) {
		const struct mode *m = &modes[i];
		struct rte_ring *r = make(SLOTS, 0);

		move_to_wrap(r);
		assert_int_equal(m->enqueue(r, in, 8, 10, &left), 10);
		assert_int_equal(left, 5);
		assert_int_equal(m->enqueue(r, in, 8, 6, &left),
				m->burst ? 5 : 0);
		assert_int_equal(left, m->burst ? 0 : 5);
		assert_int_equal(m->enqueue(r, in, 8, 0, NULL), 0);
		assert_ring(r);
		assert_int_equal(m->dequeue(r, out, 8, 16, &left),
				m->burst ? 15 : 0);
		assert_int_equal(left, m->burst ? 0 : 10);
		assert_int_equal(m->dequeue(r, out, 8, 0, NULL), 0);
		assert_ring(r);
		rte_ring_free(r);
	}
}

static void
test_single(void **state)
{
	struct rte_ring *r = make(2, 0);
	void *obj = NULL, *a = r, *b = &obj;

	(void)state;
	assert_int_equal(rte_ring_dequeue(r, &obj), -ENOENT);
	assert_int_equal(rte_ring_mc_dequeue(r, &obj), -ENOENT);
	assert_int_equal(rte_ring_sc_dequeue(r, &obj), -ENOENT);
	assert_null(obj);
	assert_int_equal(rte_ring_enqueue(r, a), 0);
	assert_int_equal(rte_ring_enqueue(r, b), -ENOBUFS);
	assert_int_equal(rte_ring_mp_enqueue(r, b), -ENOBUFS);
	assert_int_equal(rte_ring_sp_enqueue(r, b), -ENOBUFS);
	assert_int_equal(rte_ring_sc_dequeue(r, &obj), 0);
	assert_ptr_equal(obj, a);
	assert_int_equal(rte_ring_mp_enqueue(r, b), 0);
	assert_int_equal(rte_ring_mc_dequeue(r, &obj), 0);
	assert_ptr_equal(obj, b);
	rte_ring_free(r);
}

static void
test_dump(void **state)
{
	struct rte_ring *r = make(8, 0);
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	assert_int_equal(rte_ring_enqueue(r, r), 0);
	rte_ring_list_dump(f);
	fclose(f);
	assert_non_null(strstr(text, "ring <r>@"));
	assert_non_null(strstr(text, "  capacity=7\n"));
	assert_non_null(strstr(text, "  used=1\n  avail=6\n"));
	free(text);
	rte_ring_free(r);
}

static void
test_check_finds(void **state)
{
	struct rte_ring *r = make(8, 0);
	const char *reason = NULL;

	(void)state;
	r->cons.tail = r->cons.head = 3;
	assert_false(ring_check(r, &reason));
	assert_non_null(reason);
	rte_ring_reset(r);
	r->prod.head = 9;
	assert_false(ring_check(r, &reason));
	rte_ring_reset(r);
	r->mask = 6;
	assert_false(ring_check(r, &reason));
	r->mask = 7;
	assert_ring(r);
	rte_ring_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_memsize),
			cmocka_unit_test(test_create_refuses),
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_sizes),
			cmocka_unit_test(test_modes),
			cmocka_unit_test(test_init),
			cmocka_unit_test(test_elements),
			cmocka_unit_test(test_limits),
			cmocka_unit_test(test_single),
			cmocka_unit_test(test_dump),
			cmocka_unit_test(test_check_finds),
	};

	return cmocka_run_group_tests(tests, ring_setup, ring_teardown);
}
