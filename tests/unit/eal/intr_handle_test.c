/* SPDX-License-Identifier: BSD-3-Clause */
/* Fields and lists of interrupt handles: defaults, ranges, no handle. */
#include "intr_util.h"

#define LIST 8 /* entries of the lists in most tests */

static struct rte_intr_handle *h;
static const struct rte_epoll_event event = {.fd = 66, .epdata.event = 5};

static int
setup(void **state)
{
	h = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_SHARED);
	rte_errno = 0;
	return h == NULL;
}

static int
teardown(void **state)
{
	rte_intr_instance_free(h);
	return 0;
}

static void
expect(int rc, int wanted, int error)
{
	assert_int_equal(rc, wanted);
	assert_int_equal(rte_errno, error);
	rte_errno = 0;
}

static void
flags(void **state)
{
	struct rte_intr_handle *p;

	assert_null(rte_intr_instance_alloc(2));
	expect(0, 0, EINVAL);
	assert_null(rte_intr_instance_alloc(3));
	expect(0, 0, EINVAL);
	p = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	assert_non_null(p);
	rte_intr_instance_free(p);
	rte_intr_instance_free(NULL);
	expect(0, 0, 0);
}

static void
defaults(void **state)
{
	expect(rte_intr_fd_get(h), 0, 0);
	expect(rte_intr_dev_fd_get(h), 0, 0);
	expect((int)rte_intr_type_get(h), RTE_INTR_HANDLE_UNKNOWN, 0);
	expect(rte_intr_max_intr_get(h), 0, 0);
	expect(rte_intr_nb_efd_get(h), 0, 0);
	expect(rte_intr_nb_intr_get(h), RTE_MAX_RXTX_INTR_VEC_ID, 0);
	expect(rte_intr_efd_counter_size_get(h), 0, 0);
	expect(rte_intr_efds_index_get(h, 511), 0, 0);
	assert_int_equal(rte_intr_elist_index_get(h, 511)->status,
			RTE_EPOLL_INVALID);
	expect(rte_intr_vec_list_index_get(h, 0), -ERANGE, ERANGE);
	assert_null(rte_intr_instance_windows_handle_get(h));
}

static void
fields(void **state)
{
	expect(rte_intr_fd_set(h, -5), 0, 0);
	expect(rte_intr_fd_get(h), -5, 0);
	expect(rte_intr_dev_fd_set(h, 7), 0, 0);
	expect(rte_intr_dev_fd_get(h), 7, 0);
	expect(rte_intr_type_set(h, RTE_INTR_HANDLE_EXT), 0, 0);
	expect((int)rte_intr_type_get(h), RTE_INTR_HANDLE_EXT, 0);
	expect(rte_intr_max_intr_set(h, 512), 0, 0);
	expect(rte_intr_max_intr_set(h, 513), -ERANGE, ERANGE);
	expect(rte_intr_max_intr_get(h), 512, 0);
	expect(rte_intr_nb_efd_set(h, 9), 0, 0);
	expect(rte_intr_nb_efd_get(h), 9, 0);
	expect(rte_intr_efd_counter_size_set(h, 200), 0, 0);
	expect(rte_intr_efd_counter_size_get(h), 200, 0);
	expect(rte_intr_instance_windows_handle_set(h, h), 0, 0);
	assert_ptr_equal(rte_intr_instance_windows_handle_get(h), h);
}

static void
lists(void **state)
{
	expect(rte_intr_event_list_update(h, LIST), 0, 0);
	expect(rte_intr_nb_intr_get(h), LIST, 0);
	expect(rte_intr_efds_index_set(h, LIST - 1, 77), 0, 0);
	expect(rte_intr_efds_index_get(h, LIST - 1), 77, 0);
	expect(rte_intr_efds_index_set(h, LIST, 77), -ERANGE, ERANGE);
	expect(rte_intr_efds_index_set(h, -1, 77), -ERANGE, ERANGE);
	expect(rte_intr_efds_index_get(h, LIST), -EINVAL, EINVAL);
	expect(rte_intr_efds_index_get(h, -1), -EINVAL, EINVAL);
	expect(rte_intr_elist_index_set(h, 0, event), 0, 0);
	assert_int_equal(rte_intr_elist_index_get(h, 0)->fd, 66);
	expect(rte_intr_elist_index_set(h, LIST, event), -ERANGE, ERANGE);
	assert_null(rte_intr_elist_index_get(h, LIST));
	expect(0, 0, ERANGE);
	expect(rte_intr_max_intr_set(h, LIST + 1), -ERANGE, ERANGE);
}

static void
lists_resized(void **state)
{
	rte_intr_efds_index_set(h, 3, 33);
	expect(rte_intr_event_list_update(h, 0), -EINVAL, EINVAL);
	expect(rte_intr_event_list_update(h, -1), -ENOMEM, ENOMEM);
	expect(rte_intr_event_list_update(h, 600), 0, 0);
	expect(rte_intr_efds_index_get(h, 3), 33, 0);
	expect(rte_intr_efds_index_get(h, 599), 0, 0);
	expect(rte_intr_event_list_update(h, 4), 0, 0);
	expect(rte_intr_efds_index_get(h, 3), 33, 0);
	expect(rte_intr_event_list_update(h, 4), 0, 0);
	/* What epoll has the address of stays where it is. */
	rte_intr_elist_index_get(h, 0)->status = RTE_EPOLL_VALID;
	expect(rte_intr_event_list_update(h, 16), -EBUSY, EBUSY);
}

static void
vectors(void **state)
{
	rte_intr_event_list_update(h, LIST);
	expect(rte_intr_vec_list_index_set(h, 0, 1), -ERANGE, ERANGE);
	expect(rte_intr_vec_list_alloc(h, "vec", LIST + 1), -ERANGE, ERANGE);
	expect(rte_intr_vec_list_alloc(h, NULL, -1), -ERANGE, ERANGE);
	expect(rte_intr_vec_list_alloc(h, NULL, 4), 0, 0);
	expect(rte_intr_vec_list_index_set(h, 3, 9), 0, 0);
	expect(rte_intr_vec_list_index_set(h, 4, 9), -ERANGE, ERANGE);
	expect(rte_intr_vec_list_index_get(h, 4), -ERANGE, ERANGE);
	expect(rte_intr_vec_list_index_get(h, -1), -ERANGE, ERANGE);
	/* There is one: it stays. */
	expect(rte_intr_vec_list_alloc(h, "other", 2), 0, 0);
	expect(rte_intr_vec_list_index_get(h, 3), 9, 0);
	rte_intr_vec_list_free(h);
	expect(rte_intr_vec_list_index_get(h, 0), -ERANGE, ERANGE);
	rte_intr_vec_list_free(h);
	expect(rte_intr_vec_list_alloc(h, NULL, 0), 0, 0);
	expect(rte_intr_vec_list_index_get(h, 0), -ERANGE, ERANGE);
}

static void
copies(void **state)
{
	struct rte_intr_handle *copy;

	fields(state);
	rte_intr_efds_index_set(h, 2, 77);
	rte_intr_elist_index_set(h, 2, event);
	rte_intr_vec_list_alloc(h, NULL, 4);
	rte_intr_event_list_update(h, 600);
	rte_intr_max_intr_set(h, 600);
	copy = rte_intr_instance_dup(h);
	assert_non_null(copy);
	expect(rte_intr_fd_get(copy), -5, 0);
	expect(rte_intr_dev_fd_get(copy), 7, 0);
	expect((int)rte_intr_type_get(copy), RTE_INTR_HANDLE_EXT, 0);
	expect(rte_intr_max_intr_get(copy), 600, 0);
	expect(rte_intr_nb_efd_get(copy), 9, 0);
	expect(rte_intr_efd_counter_size_get(copy), 200, 0);
	expect(rte_intr_nb_intr_get(copy), 512, 0);
	expect(rte_intr_efds_index_get(copy, 2), 0, 0);
	assert_int_equal(rte_intr_elist_index_get(copy, 2)->fd, 0);
	expect(rte_intr_vec_list_index_get(copy, 0), -ERANGE, ERANGE);
	rte_intr_instance_free(copy);
}

static void
no_handle(void **state)
{
	assert_null(rte_intr_instance_dup(NULL));
	expect(0, 0, EINVAL);
	expect(rte_intr_fd_get(NULL), -1, EINVAL);
	expect(rte_intr_fd_set(NULL, 1), -EINVAL, EINVAL);
	expect(rte_intr_dev_fd_get(NULL), -1, EINVAL);
	expect(rte_intr_dev_fd_set(NULL, 1), -EINVAL, EINVAL);
	expect((int)rte_intr_type_get(NULL), RTE_INTR_HANDLE_UNKNOWN, EINVAL);
	expect(rte_intr_type_set(NULL, RTE_INTR_HANDLE_EXT), -EINVAL, EINVAL);
	expect(rte_intr_max_intr_get(NULL), -EINVAL, EINVAL);
	expect(rte_intr_max_intr_set(NULL, 1), -EINVAL, EINVAL);
	expect(rte_intr_nb_efd_get(NULL), -EINVAL, EINVAL);
	expect(rte_intr_nb_efd_set(NULL, 1), -EINVAL, EINVAL);
	expect(rte_intr_nb_intr_get(NULL), -EINVAL, EINVAL);
	expect(rte_intr_efd_counter_size_get(NULL), -EINVAL, EINVAL);
	expect(rte_intr_efd_counter_size_set(NULL, 1), -EINVAL, EINVAL);
	expect(rte_intr_efds_index_get(NULL, 0), -EINVAL, EINVAL);
	expect(rte_intr_efds_index_set(NULL, 0, 0), -EINVAL, EINVAL);
	assert_null(rte_intr_elist_index_get(NULL, 0));
	expect(0, 0, EINVAL);
	expect(rte_intr_elist_index_set(NULL, 0, event), -EINVAL, EINVAL);
	expect(rte_intr_vec_list_alloc(NULL, NULL, 1), -EINVAL, EINVAL);
	expect(rte_intr_vec_list_index_get(NULL, 0), -EINVAL, EINVAL);
	expect(rte_intr_vec_list_index_set(NULL, 0, 1), -EINVAL, EINVAL);
	expect(rte_intr_event_list_update(NULL, 1), -EINVAL, EINVAL);
	assert_null(rte_intr_instance_windows_handle_get(NULL));
	expect(0, 0, EINVAL);
	expect(rte_intr_instance_windows_handle_set(NULL, h), -EINVAL, EINVAL);
	rte_intr_vec_list_free(NULL);
	expect(0, 0, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(flags),
			TEST(defaults),
			TEST(fields),
			TEST(lists),
			TEST(lists_resized),
			TEST(vectors),
			TEST(copies),
			TEST(no_handle),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
