/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Start and finish, with and without a copy: claims ended in full, in part or
 * not at all, around the end of the slots too, and what other modes answer.
 */
#include <string.h>

#include "ring_env.h"

static const unsigned int both[] = {
		RING_F_SP_ENQ | RING_F_SC_DEQ,
		RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ,
};

static void *in[8] = {
		in, in + 1, in + 2, in + 3, in + 4, in + 5, in + 6, in + 7};

static void
check_enqueue(struct rte_ring *r)
{
	unsigned int left = 99;

	assert_int_equal(rte_ring_enqueue_bulk_start(r, 4, &left), 4);
	assert_int_equal(left, 3);
	rte_ring_enqueue_finish(r, in, 2);
	assert_int_equal(rte_ring_count(r), 2);
	assert_int_equal(rte_ring_enqueue_bulk_start(r, 6, &left), 0);
	assert_int_equal(left, 5);
	assert_int_equal(rte_ring_enqueue_burst_start(r, 6, &left), 5);
	assert_int_equal(left, 0);
	rte_ring_enqueue_finish(r, in, 0); /* given up */
	assert_int_equal(rte_ring_count(r), 2);
	assert_int_equal(rte_ring_enqueue_bulk_elem_start(r, 4, NULL), 4);
	rte_ring_enqueue_elem_finish(r, in, sizeof(void *), 5); /* too many */
	assert_int_equal(rte_ring_count(r), 2);
	assert_int_equal(rte_ring_enqueue_burst_elem_start(r, 1, NULL), 1);
	rte_ring_enqueue_elem_finish(r, in + 2, sizeof(void *), 1);
	assert_ring(r);
	/* in[0], in[1], in[2] are in now. */
}

static void
check_dequeue(struct rte_ring *r)
{
	void *out[8] = {0};
	unsigned int left = 99;

	assert_int_equal(rte_ring_dequeue_bulk_start(r, out, 2, &left), 2);
	assert_int_equal(left, 1);
	assert_memory_equal(out, in, 2 * sizeof(void *));
	rte_ring_dequeue_finish(r, 0); /* looked at, left there */
	assert_int_equal(rte_ring_count(r), 3);
	assert_int_equal(rte_ring_dequeue_bulk_start(r, out, 4, &left), 0);
	assert_int_equal(left, 3);
	assert_int_equal(rte_ring_dequeue_burst_start(r, out, 8, &left), 3);
	rte_ring_dequeue_finish(r, 4); /* too many */
	assert_int_equal(rte_ring_count(r), 3);
	assert_int_equal(rte_ring_dequeue_burst_elem_start(
					 r, out, sizeof(void *), 8, NULL),
			3);
	rte_ring_dequeue_elem_finish(r, 1);
	assert_int_equal(rte_ring_dequeue_bulk_elem_start(
					 r, out, sizeof(void *), 2, NULL),
			2);
	assert_memory_equal(out, in + 1, 2 * sizeof(void *));
	rte_ring_dequeue_elem_finish(r, 2);
	assert_true(rte_ring_empty(r));
	assert_ring(r);
}

static void
test_copied(void **state)
{
	unsigned int i, pos;
	struct rte_ring *r;

	(void)state;
	for (i = 0; i < RTE_DIM(both); i++) {
		r = make_ring(sizeof(void *), 8, both[i]);
		for (pos = 0; pos < 12; pos++) {
			set_positions(r, UINT32_MAX - 6 + pos);
			check_enqueue(r);
			check_dequeue(r);
		}
		rte_ring_free(r);
	}
}

/* Fill n claimed slots with the numbers from first on. */
static void
write_pieces(const struct rte_ring_zc_data *z, unsigned int n, uint32_t first)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (i < z->n1)
			((uint32_t *)z->ptr1)[i] = first + i;
		else
			((uint32_t *)z->ptr2)[i - z->n1] = first + i;
}

static void
assert_pieces(const struct rte_ring_zc_data *z, unsigned int n, uint32_t first)
{
	uint32_t got;
	unsigned int i;

	for (i = 0; i < n; i++) {
		got = i < z->n1 ? ((uint32_t *)z->ptr1)[i]
				: ((uint32_t *)z->ptr2)[i - z->n1];
		assert_int_equal(got, first + i);
	}
}

/* Five slots from slot idx of eight on lie in one piece or in two. */
static void
check_places(const struct rte_ring *r, const struct rte_ring_zc_data *z,
		unsigned int idx)
{
	uint32_t *slots = (uint32_t *)(uintptr_t)(r + 1);

	assert_ptr_equal(z->ptr1, slots + idx);
	if (idx <= 3) {
		assert_int_equal(z->n1, 5);
		assert_null(z->ptr2);
	} else {
		assert_int_equal(z->n1, 8 - idx);
		assert_ptr_equal(z->ptr2, slots);
	}
}

static void
check_zero_copy(struct rte_ring *r, unsigned int idx)
{
	struct rte_ring_zc_data z;
	unsigned int left = 99;

	assert_int_equal(rte_ring_enqueue_zc_bulk_elem_start(r, 4, 5, &z, NULL),
			5);
	check_places(r, &z, idx);
	write_pieces(&z, 5, 100);
	rte_ring_enqueue_zc_elem_finish(r, 5);
	assert_int_equal(rte_ring_enqueue_zc_burst_elem_start(
					 r, 4, 5, &z, &left),
			2);
	assert_int_equal(left, 0);
	write_pieces(&z, 1, 105);
	rte_ring_enqueue_zc_elem_finish(r, 1);
	assert_int_equal(
			rte_ring_dequeue_zc_bulk_elem_start(r, 4, 7, &z, &left),
			0);
	assert_int_equal(left, 6);
	assert_int_equal(z.n1, 0);
	assert_int_equal(
			rte_ring_dequeue_zc_bulk_elem_start(r, 4, 5, &z, &left),
			5);
	check_places(r, &z, idx);
	assert_pieces(&z, 5, 100);
	rte_ring_dequeue_zc_elem_finish(r, 2);
	assert_int_equal(
			rte_ring_dequeue_zc_burst_elem_start(r, 4, 8, &z, NULL),
			4);
	assert_pieces(&z, 4, 102);
	rte_ring_dequeue_zc_elem_finish(r, 4);
	assert_true(rte_ring_empty(r));
	assert_ring(r);
}

static void
test_zero_copy(void **state)
{
	unsigned int i, pos;
	struct rte_ring *r;

	(void)state;
	for (i = 0; i < RTE_DIM(both); i++) {
		r = make_ring(4, 8, both[i]);
		for (pos = 0; pos < 16; pos++) {
			set_positions(r, UINT32_MAX - 7 + pos);
			check_zero_copy(r, pos % 8);
		}
		rte_ring_free(r);
	}
}

static void
test_zero_copy_of_pointers(void **state)
{
	struct rte_ring *r = make_ring(sizeof(void *), 8, both[1]);
	struct rte_ring_zc_data z;

	(void)state;
	assert_int_equal(rte_ring_enqueue_zc_bulk_start(r, 2, &z, NULL), 2);
	memcpy(z.ptr1, in, 2 * sizeof(void *));
	rte_ring_enqueue_zc_finish(r, 2);
	assert_int_equal(rte_ring_enqueue_zc_burst_start(r, 9, &z, NULL), 5);
	rte_ring_enqueue_zc_finish(r, 0);
	assert_int_equal(rte_ring_dequeue_zc_burst_start(r, 9, &z, NULL), 2);
	assert_memory_equal(z.ptr1, in, 2 * sizeof(void *));
	rte_ring_dequeue_zc_finish(r, 1);
	assert_int_equal(rte_ring_dequeue_zc_bulk_start(r, 1, &z, NULL), 1);
	assert_memory_equal(z.ptr1, in + 1, sizeof(void *));
	rte_ring_dequeue_zc_finish(r, 1);
	rte_ring_free(r);
}

static void
test_other_modes(void **state)
{
	static const unsigned int flags[] = {
			0, RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ};
	struct rte_ring_zc_data z;
	unsigned int i, left;
	struct rte_ring *r;
	void *out[2];

	(void)state;
	for (i = 0; i < RTE_DIM(flags); i++) {
		r = make_ring(sizeof(void *), 8, flags[i]);
		left = 99;
		assert_int_equal(rte_ring_enqueue_bulk_start(r, 2, &left), 0);
		assert_int_equal(left, 0);
		rte_ring_enqueue_finish(r, in, 2);
		assert_true(rte_ring_empty(r));
		assert_int_equal(rte_ring_enqueue_bulk(r, in, 2, NULL), 2);
		assert_int_equal(rte_ring_dequeue_burst_start(r, out, 2, &left),
				0);
		assert_int_equal(
				rte_ring_dequeue_zc_bulk_start(r, 2, &z, &left),
				0);
		assert_int_equal(z.n1, 0);
		rte_ring_dequeue_finish(r, 2);
		assert_int_equal(rte_ring_count(r), 2);
		assert_ring(r);
		rte_ring_free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_copied),
			cmocka_unit_test(test_zero_copy),
			cmocka_unit_test(test_zero_copy_of_pointers),
			cmocka_unit_test(test_other_modes),
	};

	return cmocka_run_group_tests(tests, ring_setup, ring_teardown);
}
