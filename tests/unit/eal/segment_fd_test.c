/* SPDX-License-Identifier: BSD-3-Clause */
/* The files behind memsegs: which of them have one, and what is refused. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/stat.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "memory/memseg.h"
#include "share_util.h"

static void
test_refused(void **state)
{
	void *p = rte_malloc(NULL, 100, 0);
	const struct rte_memseg *ms = rte_mem_virt2memseg(p, NULL);
	struct rte_memseg copy = *ms;
	size_t offset = 77;

	assert_fails(rte_memseg_get_fd(NULL), EINVAL);
	assert_fails(rte_memseg_get_fd_thread_unsafe(NULL), EINVAL);
	assert_fails(rte_memseg_get_fd(&copy), EINVAL);
	assert_fails(rte_memseg_get_fd((const void *)8), EINVAL);
	assert_fails(rte_memseg_get_fd((const void *)((uintptr_t)ms + 1)),
			EINVAL);
	assert_fails(rte_memseg_get_fd_offset(NULL, &offset), EINVAL);
	assert_fails(rte_memseg_get_fd_offset(ms, NULL), EINVAL);
	assert_fails(rte_memseg_get_fd_offset_thread_unsafe(&copy, &offset),
			EINVAL);
	assert_int_equal(offset, 77);
	rte_free(p);
}

static void
test_freed(void **state)
{
	uint8_t *p = rte_malloc(NULL, 40 << 20, 0);
	const struct rte_memseg *ms;

	assert_non_null(p);
	ms = rte_mem_virt2memseg(p + (20 << 20), NULL);
	assert_non_null(ms);
	rte_free(p);
	assert_fails(rte_memseg_get_fd(ms), EINVAL);
}

/* What is written to the memory is read from the file, if there is one. */
static void
test_same_memory(void **state)
{
	uint8_t *p = rte_malloc(NULL, 8 << 20, 0);
	uint8_t *at = p + (5 << 20), byte = 0;
	const struct rte_memseg *ms = rte_mem_virt2memseg(at, NULL);
	size_t offset = 77;
	struct stat st;
	int fd;

	rte_errno = 0;
	fd = rte_memseg_get_fd(ms);
	if (fd < 0) {
		assert_int_equal(rte_errno, ENOTSUP);
		assert_fails(rte_memseg_get_fd_offset(ms, &offset), ENOTSUP);
		rte_free(p);
		print_message("this memory has no files\n");
		skip();
	}
	assert_int_equal(rte_memseg_get_fd_thread_unsafe(ms), fd);
	assert_int_equal(rte_memseg_get_fd_offset(ms, &offset), 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_true((size_t)st.st_size >= offset + ms->len);
	*at = 0xa5;
	offset += (size_t)(at - (uint8_t *)ms->addr);
	assert_int_equal(pread(fd, &byte, 1, (off_t)offset), 1);
	assert_int_equal(byte, 0xa5);
	rte_free(p);
}

static void
test_single_file(void **state)
{
	assert_false(rte_mcfg_get_single_file_segments());
	eal_config.single_file_segments = true;
	assert_true(rte_mcfg_get_single_file_segments());
}

/* Memory that is shared has files, without hugepages too. */
/* The memsegs of an area that was detached are not looked at any more. */
static void
test_detached(void **state)
{
	const struct rte_memseg *ms;
	size_t len = 65536;
	unsigned int list;
	char *area = mmap(NULL, len, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(area != MAP_FAILED);
	assert_int_equal(rte_extmem_register(area, len, NULL, 0, 4096), 0);
	ms = rte_mem_virt2memseg(area, NULL);
	list = (unsigned int)(rte_mem_virt2memseg_list(area) -
			eal_shared->lists);
	assert_int_equal(rte_memseg_get_fd(ms), -1);
	assert_int_equal(rte_errno, ENOTSUP);
	assert_int_equal(rte_extmem_detach(area, len), 0);
	assert_int_equal(rte_memseg_get_fd(ms), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_extmem_attach(area, len), 0);
	/* Left as it is: the next start knows nothing of it. */
	eal_memory_fini();
	assert_int_equal(eal_memory_init(), 0);
	eal_shared->lists[list].external = 1;
	eal_shared->areas[list] = 1;
	assert_false(eal_list_here(&eal_shared->lists[list]));
	memset(&eal_shared->lists[list], 0, sizeof(eal_shared->lists[list]));
	munmap(area, len);
}

#define test(t) cmocka_unit_test_setup_teardown(t, share_start, share_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_refused),
			test(test_freed),
			test(test_detached),
			test(test_same_memory),
			test(test_single_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
