/* SPDX-License-Identifier: BSD-3-Clause */
/* Registered memory: what is accepted, how it is found, and that it goes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sys/mman.h>
#include <sys/wait.h>

#include <rte_eal.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "bad_calls.h"
#include "memory/extmem.h"
#include "memory/memseg.h"
#include "memory_util.h"
#include "share_util.h"

#define PG    4096UL
#define PAGES 16UL
#define LEN   (PAGES * PG)

static uint8_t *area;
static rte_iova_t iovas[PAGES];
/* Sums that would be found odd at compile time. */
static uint8_t *volatile nowhere;

/* Pages 0 to 3, 4 to 7 and so on have IOVAs in a row. */
static int
start(void **state)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		iovas[i] = 0x10000000 + i / 4 * 0x100000 + i % 4 * PG;
	area = mmap(NULL, 3 * LEN, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return -1;
	memset(area, 0xa5, 3 * LEN);
	area += LEN; /* with room on either side */
	return memory_start(state);
}

static int
stop(void **state)
{
	munmap(area - LEN, 3 * LEN);
	return memory_stop(state);
}

static unsigned int
lists_used(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < RTE_MAX_MEMSEG_LISTS; i++)
		n += eal_shared->lists[i].page_sz != 0;
	return n;
}

static void
test_arguments(void **state)
{
	unsigned int before = lists_used();

	assert_fails(rte_extmem_register(NULL, PG, NULL, 0, PG), EINVAL);
	assert_fails(rte_extmem_register(area, 0, NULL, 0, PG), EINVAL);
	assert_fails(rte_extmem_register(area, PG, NULL, 0, 0), EINVAL);
	assert_fails(rte_extmem_register(area, PG, NULL, 0, 3000), EINVAL);
	assert_fails(rte_extmem_register(area, 3 * PG, NULL, 0, 3 * PG),
			EINVAL);
	assert_fails(rte_extmem_register(area + 64, PG, NULL, 0, PG), EINVAL);
	assert_fails(rte_extmem_register(area, PG + 64, NULL, 0, PG), EINVAL);
	assert_fails(rte_extmem_register(area, PG, NULL, 0, 2 * PG), EINVAL);
	assert_fails(rte_extmem_register(area, 4 * PG, iovas, 3, PG), EINVAL);
	assert_fails(rte_extmem_register(area, 4 * PG, iovas, 5, PG), EINVAL);
	assert_fails(rte_extmem_register(area, 4 * PG, iovas, 0, PG), EINVAL);
	assert_fails(rte_extmem_register(area, 1UL << 40, NULL, 0, 1), EINVAL);
	nowhere = (uint8_t *)-PG;
	assert_fails(rte_extmem_register(nowhere, 2 * PG, NULL, 0, PG), EINVAL);
	assert_int_equal(lists_used(), before);
	/* The number of pages counts only with a table. */
	assert_int_equal(rte_extmem_register(area, 4 * PG, NULL, 3, PG), 0);
	assert_int_equal(rte_extmem_unregister(area, 4 * PG), 0);
	assert_int_equal(rte_extmem_register(area, PG, NULL, 0, 1), 0);
	assert_int_equal(rte_extmem_unregister(area, PG), 0);
	assert_int_equal(lists_used(), before);
}

static void
test_found(void **state)
{
	const struct rte_memseg_list *msl;
	const struct rte_memseg *ms;

	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
	msl = rte_mem_virt2memseg_list(area + 5 * PG + 7);
	assert_non_null(msl);
	assert_ptr_equal(msl->base_va, area);
	assert_int_equal(msl->len, LEN);
	assert_int_equal(msl->page_sz, PG);
	assert_int_equal(msl->external, 1);
	assert_int_equal(msl->heap, 0);
	assert_int_equal(msl->socket_id, EAL_SOCKET_EXTERNAL);
	assert_int_equal(msl->memseg_arr.count, PAGES);
	ms = rte_mem_virt2memseg(area + 5 * PG + 7, msl);
	assert_non_null(ms);
	assert_ptr_equal(ms, rte_mem_virt2memseg(area + 5 * PG, NULL));
	assert_ptr_equal(ms->addr, area + 5 * PG);
	assert_int_equal(ms->iova, iovas[5]);
	assert_int_equal(ms->len, PG);
	assert_int_equal(ms->hugepage_sz, PG);
	assert_int_equal(ms->socket_id, msl->socket_id);
	assert_int_equal(ms->flags, 0);
	assert_ptr_equal(rte_mem_iova2virt(iovas[5] + 9), area + 5 * PG + 9);
	assert_null(rte_mem_iova2virt(iovas[3] + PG));
	/* The mode alone says this one. */
	assert_int_equal(rte_mem_virt2iova(area), (uintptr_t)area);
	assert_null(rte_mem_virt2memseg_list(area + LEN));
	assert_null(rte_mem_virt2memseg_list(area - 1));
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	assert_null(rte_mem_virt2memseg_list(area));
	assert_null(rte_mem_virt2memseg(area, NULL));
	assert_null(rte_mem_iova2virt(iovas[5]));
	assert_int_equal(area[0], 0xa5);
}

static void
test_no_table(void **state)
{
	const struct rte_memseg *ms;

	assert_int_equal(rte_extmem_register(area, LEN, NULL, 0, PG), 0);
	ms = rte_mem_virt2memseg(area + PG, NULL);
	assert_non_null(ms);
	assert_true(ms->iova == RTE_BAD_IOVA);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
}

struct seen {
	unsigned int lists, segs, runs;
	size_t bytes;
};

static int
see_list(const struct rte_memseg_list *msl, void *arg)
{
	((struct seen *)arg)->lists += msl->external;
	return 0;
}

static int
see_seg(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	((struct seen *)arg)->segs += msl->external;
	return 0;
}

static int
see_run(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	struct seen *s = arg;

	s->runs += msl->external;
	s->bytes += msl->external ? len : 0;
	return 0;
}

static void
look(struct seen *s)
{
	memset(s, 0, sizeof(*s));
	assert_int_equal(rte_memseg_list_walk(see_list, s), 0);
	assert_int_equal(rte_memseg_walk(see_seg, s), 0);
	assert_int_equal(rte_memseg_contig_walk(see_run, s), 0);
}

static void
test_walks(void **state)
{
	struct seen s;

	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
	look(&s);
	assert_int_equal(s.lists, 1);
	assert_int_equal(s.segs, PAGES);
	assert_int_equal(s.bytes, LEN);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	look(&s);
	assert_int_equal(s.lists + s.segs + s.runs, 0);
}

static void
test_overlap(void **state)
{
	void *own = rte_malloc(NULL, 100, 0);
	struct rte_memseg *ms = rte_mem_virt2memseg(own, NULL);

	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
	assert_fails(rte_extmem_register(area, LEN, NULL, 0, PG), EEXIST);
	assert_fails(rte_extmem_register(area, PG, NULL, 0, PG), EEXIST);
	assert_fails(rte_extmem_register(area + 4 * PG, PG, NULL, 0, PG),
			EEXIST);
	assert_fails(rte_extmem_register(area + LEN - PG, 2 * PG, NULL, 0, PG),
			EEXIST);
	assert_fails(rte_extmem_register(area - PG, 2 * PG, NULL, 0, PG),
			EEXIST);
	assert_fails(rte_extmem_register(area - PG, LEN + 2 * PG, NULL, 0, PG),
			EEXIST);
	assert_int_equal(rte_extmem_register(area + LEN, PG, NULL, 0, PG), 0);
	assert_int_equal(rte_extmem_register(area - PG, PG, NULL, 0, PG), 0);
	assert_int_equal(rte_extmem_unregister(area + LEN, PG), 0);
	assert_int_equal(rte_extmem_unregister(area - PG, PG), 0);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	/* The library's own memory. */
	assert_fails(rte_extmem_register(ms->addr, ms->len, NULL, 0, ms->len),
			EEXIST);
	rte_free(own);
}

static void
test_unregister(void **state)
{
	const struct rte_memseg_list *own;
	void *p = rte_malloc(NULL, 100, 0);

	own = rte_mem_virt2memseg_list(p);
	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
	assert_fails(rte_extmem_unregister(NULL, LEN), EINVAL);
	assert_fails(rte_extmem_unregister(area, 0), EINVAL);
	assert_fails(rte_extmem_unregister(area, LEN / 2), ENOENT);
	assert_fails(rte_extmem_unregister(area + PG, LEN - PG), ENOENT);
	assert_fails(rte_extmem_unregister(area + 1, LEN), ENOENT);
	assert_fails(rte_extmem_unregister(area - PG, LEN), ENOENT);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	assert_fails(rte_extmem_unregister(area, LEN), ENOENT);
	assert_fails(rte_extmem_unregister(own->base_va, own->len), EPERM);
	rte_free(p);
	heaps_check();
}

static void
test_attach(void **state)
{
	struct seen s;

	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
	assert_fails(rte_extmem_attach(area, LEN), EEXIST);
	assert_fails(rte_extmem_attach(NULL, LEN), EINVAL);
	assert_fails(rte_extmem_attach(area, 0), EINVAL);
	assert_fails(rte_extmem_attach(area, LEN / 2), ENOENT);
	assert_fails(rte_extmem_detach(NULL, LEN), EINVAL);
	assert_fails(rte_extmem_detach(area, 0), EINVAL);
	assert_fails(rte_extmem_detach(area, LEN / 2), ENOENT);
	assert_int_equal(rte_extmem_detach(area, LEN), 0);
	assert_fails(rte_extmem_detach(area, LEN), ENOENT);
	assert_fails(rte_extmem_unregister(area, LEN), ENOENT);
	/* Nothing of it is touched meanwhile. */
	look(&s);
	assert_int_equal(s.segs, 0);
	assert_non_null(rte_mem_virt2memseg_list(area));
	assert_null(rte_mem_virt2memseg(area, NULL));
	assert_int_equal(rte_extmem_attach(area, LEN), 0);
	assert_fails(rte_extmem_attach(area, LEN), EEXIST);
	assert_int_equal(rte_mem_virt2memseg(area, NULL)->iova, iovas[0]);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
}

static void
test_reach(void **state)
{
	const rte_iova_t high[] = {0x1000, 1ULL << 32};
	const rte_iova_t low[] = {0x1000, (1ULL << 32) - PG};
	const rte_iova_t unknown[] = {RTE_BAD_IOVA, 0x2000};

	rte_mem_set_dma_mask(32);
	assert_fails(rte_extmem_register(
				     area, 2 * PG, (rte_iova_t *)high, 2, PG),
			EINVAL);
	assert_int_equal(rte_extmem_register(area, 2 * PG, (rte_iova_t *)low, 2,
					 PG),
			0);
	assert_int_equal(rte_extmem_unregister(area, 2 * PG), 0);
	assert_int_equal(rte_extmem_register(area, 2 * PG,
					 (rte_iova_t *)unknown, 2, PG),
			0);
	assert_int_equal(rte_extmem_unregister(area, 2 * PG), 0);
	/* Without a table devices are given the virtual address. */
	assert_fails(rte_extmem_register(area, PG, NULL, 0, PG), EINVAL);
	eal_shared->iova_mode = RTE_IOVA_PA;
	assert_int_equal(rte_extmem_register(area, PG, NULL, 0, PG), 0);
	assert_int_equal(rte_extmem_unregister(area, PG), 0);
}

static void
count_event(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	++*(unsigned int *)arg;
}

/* Registered memory is the program's: nobody is told. */
static void
test_no_events(void **state)
{
	unsigned int n = 0;

	assert_int_equal(rte_mem_event_callback_register("n", count_event, &n),
			0);
	assert_int_equal(rte_extmem_register(area, LEN, NULL, 0, PG), 0);
	assert_int_equal(rte_extmem_detach(area, LEN), 0);
	assert_int_equal(rte_extmem_attach(area, LEN), 0);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	assert_int_equal(n, 0);
}

static void
test_socket_ids(void **state)
{
	int id = EAL_SOCKET_EXTERNAL;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(
				rte_extmem_register(area, LEN, NULL, 0, PG), 0);
		assert_int_equal(rte_mem_virt2memseg_list(area)->socket_id,
				id++);
		assert_fails(rte_extmem_register(area, LEN, NULL, 0, PG),
				EEXIST);
		assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	}
	eal_shared->external_n = INT32_MAX;
	assert_fails(rte_extmem_register(area, LEN, NULL, 0, PG), ENOSPC);
}

static void
test_slots(void **state)
{
	unsigned int i, n = RTE_MAX_MEMSEG_LISTS - lists_used();
	uint8_t *many = mmap(NULL, RTE_MAX_MEMSEG_LISTS * PG, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(many, MAP_FAILED);
	for (i = 0; i < n; i++)
		assert_int_equal(rte_extmem_register(many + i * PG, PG, NULL, 0,
						 PG),
				0);
	assert_fails(rte_extmem_register(many + i * PG, PG, NULL, 0, PG),
			ENOSPC);
	while (i-- > 0)
		assert_int_equal(rte_extmem_unregister(many + i * PG, PG), 0);
	munmap(many, RTE_MAX_MEMSEG_LISTS * PG);
}

static unsigned int
mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned int n = 0;
	int c;

	assert_non_null(f);
	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static void
test_failures(void **state)
{
	struct eal_shared *before = malloc(sizeof(*before));
	unsigned int maps, tries = 0;
	int rc;

	assert_non_null(before);
	bad_wrap();
	memcpy(before, eal_shared, sizeof(*before));
	maps = mappings();
	do {
		bad_start(++tries);
		rte_errno = 0;
		rc = rte_extmem_register(area, LEN, iovas, PAGES, PG);
		if (rc == 0)
			break;
		assert_int_equal(rte_errno, ENOMEM);
		assert_int_equal(mappings(), maps);
		assert_memory_equal(eal_shared->lists, before->lists,
				sizeof(before->lists));
		assert_int_equal(eal_shared->external_n, before->external_n);
		assert_null(rte_mem_virt2memseg_list(area));
	} while (tries < 100);
	assert_int_equal(rc, 0);
	assert_true(tries > 1);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	bad_unwrap();
	free(before);
}

/* Memory that is still registered at the end is the program's to keep. */
static void
test_left(void **state)
{
	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
	eal_memory_fini();
	assert_int_equal(area[LEN - 1], 0xa5);
	assert_fails(rte_extmem_register(area, LEN, iovas, PAGES, PG), EINVAL);
	assert_fails(rte_extmem_unregister(area, LEN), EINVAL);
	assert_fails(rte_extmem_attach(area, LEN), EINVAL);
	assert_fails(rte_extmem_detach(area, LEN), EINVAL);
	assert_int_equal(eal_memory_init(), 0);
	assert_int_equal(rte_extmem_register(area, LEN, iovas, PAGES, PG), 0);
}

static int
map_area(int flags)
{
	area = mmap(NULL, 3 * LEN, PROT_READ | PROT_WRITE,
			flags | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return -1;
	area += LEN;
	return 0;
}

static int
start_shared(void **state)
{
	return map_area(MAP_SHARED) == 0 ? share_start(state) : -1;
}

static int
stop_shared(void **state)
{
	munmap(area - LEN, 3 * LEN);
	return share_stop(state);
}

/* Whichever call fails, tables, files and mappings are as before. */
static void
test_shared_failures(void **state)
{
	struct share_held before = share_look();
	unsigned int call, n, failed = 0;
	int rc;

	for (call = SHARE_NONE + 1; call < SHARE_CALLS; call++)
		for (n = 1, rc = -1; rc < 0; n++) {
			share_fail(call, n, ENOSPC);
			rc = rte_extmem_register(area, LEN, NULL, 0, PG);
			share_fail(SHARE_NONE, 0, 0);
			failed += rc < 0;
			if (rc == 0)
				rc = rte_extmem_unregister(area, LEN);
			share_same(&before);
			assert_null(rte_mem_virt2memseg_list(area));
		}
	assert_true(failed > 3);
}

static int pipes[2][2];

static void
tell(unsigned int who)
{
	assert_int_equal(write(pipes[who][1], "x", 1), 1);
}

static void
hear(unsigned int who)
{
	char c;

	assert_int_equal(read(pipes[who][0], &c, 1), 1);
}

/* Each step of the other process: the number of the first that is wrong. */
static int
be_other(void)
{
	const struct rte_memseg *ms;
	void *p;
	int id;

	if (rte_extmem_detach(area, LEN) != 0)
		return 1;
	if (rte_mem_virt2memseg(area, NULL) != NULL)
		return 2;
	if (rte_extmem_attach(area, LEN) != 0)
		return 3;
	ms = rte_mem_virt2memseg(area + PG, NULL);
	if (ms == NULL || ms->iova != 0x10001000)
		return 4;
	if (rte_extmem_attach(area, LEN) != -1 || rte_errno != EEXIST)
		return 5;
	tell(0);
	hear(1);
	if (rte_extmem_detach(area, LEN) != 0)
		return 6;
	tell(0);
	hear(1);
	/* Now it is a heap's. */
	if (rte_mem_virt2memseg(area, NULL) != NULL)
		return 7;
	if (rte_malloc_heap_memory_attach("h", area, LEN) != 0)
		return 8;
	id = rte_malloc_heap_get_socket("h");
	p = rte_malloc_socket(NULL, 100, 0, id);
	if (p == NULL)
		return 9;
	tell(0);
	hear(1);
	rte_free(p);
	if (rte_malloc_heap_memory_detach("h", area, LEN) != 0)
		return 10;
	tell(0);
	hear(1);
	return 0;
}

/* A child of fork() sees the tables as another process of the group does. */
static void
test_other_process(void **state)
{
	rte_iova_t table[PAGES];
	unsigned int i;
	int status;
	pid_t pid;

	for (i = 0; i < PAGES; i++)
		table[i] = 0x10000000 + i * PG;
	assert_int_equal(pipe(pipes[0]), 0);
	assert_int_equal(pipe(pipes[1]), 0);
	assert_int_equal(rte_extmem_register(area, LEN, table, PAGES, PG), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(be_other());
	hear(0);
	assert_fails(rte_extmem_unregister(area, LEN), EBUSY);
	assert_int_equal(rte_mem_virt2memseg(area + PG, NULL)->iova, table[1]);
	tell(1);
	hear(0);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	assert_int_equal(rte_malloc_heap_create("h"), 0);
	assert_int_equal(rte_malloc_heap_memory_add(
					 "h", area, LEN, table, PAGES, PG),
			0);
	tell(1);
	hear(0);
	assert_fails(rte_malloc_heap_memory_remove("h", area, LEN), EBUSY);
	tell(1);
	hear(0);
	assert_int_equal(rte_malloc_heap_memory_remove("h", area, LEN), 0);
	assert_int_equal(rte_malloc_heap_destroy("h"), 0);
	tell(1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define test(t) cmocka_unit_test_setup_teardown(t, start, stop)
#define test_shared(t)                                                         \
	cmocka_unit_test_setup_teardown(t, start_shared, stop_shared)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_arguments),
			test(test_found),
			test(test_no_table),
			test(test_walks),
			test(test_overlap),
			test(test_unregister),
			test(test_attach),
			test(test_reach),
			test(test_no_events),
			test(test_socket_ids),
			test(test_slots),
			test(test_failures),
			test(test_left),
			test_shared(test_shared_failures),
			test_shared(test_other_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
