/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages and mappings: flags, and what is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <rte_eal_paging.h>
#include <rte_errno.h>

#include <cmocka.h>

#define ANY (RTE_MAP_PRIVATE | RTE_MAP_ANONYMOUS)

static void
maps(void **state)
{
	size_t page = rte_mem_page_size();
	char *p, *q;

	assert_int_equal(page, getpagesize());
	p = rte_mem_map(NULL, 2 * page, RTE_PROT_READ | RTE_PROT_WRITE, ANY, -1,
			0);
	assert_non_null(p);
	p[page] = 1;
	q = rte_mem_map(p + page, page, RTE_PROT_READ,
			ANY | RTE_MAP_FORCE_ADDRESS, -1, 0);
	assert_ptr_equal(q, p + page);
	assert_int_equal(*q, 0);
	assert_int_equal(rte_mem_lock(p, page), 0);
	assert_int_equal(rte_mem_unmap(p, 2 * page), 0);
}

static void
refusals(void **state)
{
	rte_errno = 0;
	assert_null(rte_mem_map(NULL, 0, RTE_PROT_READ, ANY, -1, 0));
	assert_int_equal(rte_errno, EINVAL);
	rte_errno = 0;
	assert_null(rte_mem_map(
			NULL, 4096, RTE_PROT_READ, RTE_MAP_SHARED, -1, 0));
	assert_int_equal(rte_errno, EBADF);
	rte_errno = 0;
	assert_int_equal(rte_mem_unmap((void *)1, 4096), -1);
	assert_int_equal(rte_errno, EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(maps),
			cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
