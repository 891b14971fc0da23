/* SPDX-License-Identifier: BSD-3-Clause */
/* Named heaps: their names and ids, their memory, and what it is used for. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sys/mman.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "bad_calls.h"
#include "memory/extmem.h"
#include "memory/heap_impl.h"
#include "memory_util.h"

#define PG    4096UL
#define PAGES 64UL
#define LEN   (PAGES * PG)

static uint8_t *area;
static rte_iova_t iovas[PAGES];

/* Runs of four pages have IOVAs in a row. */
static int
start(void **state)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		iovas[i] = 0x10000000 + i / 4 * 0x100000 + i % 4 * PG;
	area = mmap(NULL, 2 * LEN, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return -1;
	memset(area, 0xa5, 2 * LEN);
	return memory_start(state);
}

static int
stop(void **state)
{
	munmap(area, 2 * LEN);
	return memory_stop(state);
}

/* And the heaps are sound. */
#define assert_refused(call, err)                                              \
	do {                                                                   \
		assert_fails(call, err);                                       \
		heaps_check();                                                 \
	} while (0)

static bool
inside(const void *p)
{
	return (uintptr_t)p - (uintptr_t)area < LEN;
}

/* A heap with the area in it: its socket id. */
static int
make_heap(const char *name)
{
	assert_int_equal(rte_malloc_heap_create(name), 0);
	assert_int_equal(rte_malloc_heap_memory_add(
					 name, area, LEN, iovas, PAGES, PG),
			0);
	heaps_check();
	return rte_malloc_heap_get_socket(name);
}

static void
drop_heap(const char *name)
{
	heaps_check();
	assert_int_equal(rte_malloc_heap_memory_remove(name, area, LEN), 0);
	assert_int_equal(rte_malloc_heap_destroy(name), 0);
	heaps_check();
}

static const char name31[] = "0123456789012345678901234567890";
static const char name32[] = "01234567890123456789012345678901";

static void
test_names(void **state)
{
	char own[32];

	snprintf(own, sizeof(own), "socket_%d", eal_numa_node_id(0));
	assert_refused(rte_malloc_heap_create(NULL), EINVAL);
	assert_refused(rte_malloc_heap_create(""), EINVAL);
	assert_refused(rte_malloc_heap_create(name32), EINVAL);
	assert_refused(rte_malloc_heap_create(own), EEXIST);
	assert_int_equal(rte_malloc_heap_create(name31), 0);
	assert_int_equal(rte_malloc_heap_get_socket(name31),
			EAL_SOCKET_EXTERNAL);
	assert_refused(rte_malloc_heap_create(name31), EEXIST);
	assert_refused(rte_malloc_heap_destroy(NULL), EINVAL);
	assert_refused(rte_malloc_heap_destroy(""), EINVAL);
	assert_refused(rte_malloc_heap_destroy(name32), EINVAL);
	assert_refused(rte_malloc_heap_destroy("none"), ENOENT);
	assert_refused(rte_malloc_heap_destroy(own), EPERM);
	assert_int_equal(rte_malloc_heap_destroy(name31), 0);
	assert_refused(rte_malloc_heap_destroy(name31), ENOENT);
	assert_refused(rte_malloc_heap_get_socket(name31), ENOENT);
	assert_refused(rte_malloc_heap_get_socket(name32), EINVAL);
	assert_refused(rte_malloc_heap_get_socket(NULL), EINVAL);
}

/* Ids are never used again, and no heap has one after it is destroyed. */
static void
test_ids(void **state)
{
	struct rte_malloc_socket_stats s;
	unsigned int i;
	int id = EAL_SOCKET_EXTERNAL;

	for (i = 0; i < 3; i++, id++) {
		assert_int_equal(rte_malloc_heap_create("h"), 0);
		assert_int_equal(rte_malloc_heap_get_socket("h"), id);
		assert_int_equal(rte_malloc_heap_socket_is_external(id), 1);
		assert_int_equal(rte_malloc_get_socket_stats(id, &s), 0);
		assert_int_equal(s.heap_totalsz_bytes, 0);
		assert_int_equal(s.free_count, 0);
		/* An empty heap is not another one. */
		assert_null(rte_malloc_socket(NULL, 10, 0, id));
		assert_int_equal(rte_malloc_heap_destroy("h"), 0);
		assert_int_equal(rte_malloc_heap_socket_is_external(id), -1);
		assert_int_equal(rte_malloc_get_socket_stats(id, &s), -1);
	}
	assert_int_equal(rte_malloc_heap_socket_is_external(SOCKET_ID_ANY), 0);
	assert_int_equal(
			rte_malloc_heap_socket_is_external(eal_numa_node_id(0)),
			0);
	assert_int_equal(rte_malloc_heap_socket_is_external(-2), -1);
	/* Registered memory takes ids from the same row. */
	assert_int_equal(rte_extmem_register(area, LEN, NULL, 0, PG), 0);
	assert_int_equal(rte_mem_virt2memseg_list(area)->socket_id, id++);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
	assert_int_equal(rte_malloc_heap_create("h"), 0);
	assert_int_equal(rte_malloc_heap_get_socket("h"), id);
}

static void
test_many(void **state)
{
	unsigned int i, n = RTE_MAX_HEAPS - eal_shared->heaps_n;
	char name[32];

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "h%u", i);
		assert_int_equal(rte_malloc_heap_create(name), 0);
	}
	assert_refused(rte_malloc_heap_create("more"), ENOSPC);
	assert_int_equal(rte_malloc_heap_destroy("h3"), 0);
	assert_int_equal(rte_malloc_heap_create("more"), 0);
	assert_refused(rte_malloc_heap_create("h3"), ENOSPC);
	eal_shared->external_n = UINT32_MAX;
	assert_int_equal(rte_malloc_heap_destroy("more"), 0);
	assert_refused(rte_malloc_heap_create("h3"), ENOSPC);
}

static void
test_add_arguments(void **state)
{
	static const char h[] = "h";
	char own[32];

	snprintf(own, sizeof(own), "socket_%d", eal_numa_node_id(0));
	assert_int_equal(rte_malloc_heap_create(h), 0);
#define ADD rte_malloc_heap_memory_add
	assert_refused(ADD(NULL, area, LEN, NULL, 0, PG), EINVAL);
	assert_refused(ADD("", area, LEN, NULL, 0, PG), EINVAL);
	assert_refused(ADD(name32, area, LEN, NULL, 0, PG), EINVAL);
	assert_refused(ADD("none", area, LEN, NULL, 0, PG), ENOENT);
	assert_refused(ADD(own, area, LEN, NULL, 0, PG), EPERM);
	assert_refused(ADD("none", area, LEN, iovas, 1, PG), EINVAL);
	assert_refused(ADD(own, area, LEN, iovas, 1, PG), EINVAL);
	assert_refused(ADD(h, NULL, LEN, NULL, 0, PG), EINVAL);
	assert_refused(ADD(h, area, 0, NULL, 0, PG), EINVAL);
	assert_refused(ADD(h, area, LEN, NULL, 0, 0), EINVAL);
	assert_refused(ADD(h, area, LEN, NULL, 0, 3000), EINVAL);
	assert_refused(ADD(h, area + 64, LEN, NULL, 0, PG), EINVAL);
	assert_refused(ADD(h, area, LEN + 64, NULL, 0, PG), EINVAL);
	assert_refused(ADD(h, area, LEN, iovas, PAGES - 1, PG), EINVAL);
	assert_refused(ADD(h, area, LEN, iovas, PAGES + 1, PG), EINVAL);
	/* Too small for a piece, or for a cache line. */
	assert_refused(ADD(h, area, 64, NULL, 0, 64), EINVAL);
	assert_refused(ADD(h, area + 16, 1024, NULL, 0, 16), EINVAL);
	assert_refused(ADD(h, area, 1024 + 16, NULL, 0, 16), EINVAL);
	assert_int_equal(ADD(h, area, 1024, NULL, 0, 16), 0);
	heaps_check();
	assert_int_equal(rte_malloc_heap_memory_remove(h, area, 1024), 0);
}

static void
test_add_twice(void **state)
{
	struct rte_malloc_socket_stats s;
	int id = make_heap("h");

	assert_refused(ADD("h", area, LEN, iovas, PAGES, PG), EEXIST);
	assert_refused(ADD("h", area + PG, PG, NULL, 0, PG), EEXIST);
	assert_refused(rte_extmem_register(area, LEN, NULL, 0, PG), EEXIST);
	assert_int_equal(rte_malloc_heap_create("i"), 0);
	assert_refused(ADD("i", area, LEN, iovas, PAGES, PG), EEXIST);
	assert_int_equal(rte_malloc_get_socket_stats(id, &s), 0);
	assert_int_equal(s.heap_totalsz_bytes, LEN);
	drop_heap("h");
	/* What is registered cannot be added. */
	assert_int_equal(rte_extmem_register(area, LEN, NULL, 0, PG), 0);
	assert_refused(ADD("i", area, LEN, NULL, 0, PG), EEXIST);
	assert_int_equal(rte_extmem_unregister(area, LEN), 0);
}

static void
test_remove(void **state)
{
	struct rte_malloc_socket_stats s;
	char own[32];
	void *p, *any;
	int id = make_heap("h");

	snprintf(own, sizeof(own), "socket_%d", eal_numa_node_id(0));
	assert_int_equal(rte_malloc_heap_create("i"), 0);
#define REMOVE rte_malloc_heap_memory_remove
	assert_refused(REMOVE(NULL, area, LEN), EINVAL);
	assert_refused(REMOVE("", area, LEN), EINVAL);
	assert_refused(REMOVE("none", area, LEN), ENOENT);
	assert_refused(REMOVE(own, area, LEN), EPERM);
	assert_refused(REMOVE("h", NULL, LEN), EINVAL);
	assert_refused(REMOVE("h", area, 0), EINVAL);
	assert_refused(REMOVE("h", area, LEN / 2), ENOENT);
	assert_refused(REMOVE("h", area + PG, LEN - PG), ENOENT);
	assert_refused(REMOVE("h", area + LEN, LEN), ENOENT);
	assert_refused(REMOVE("i", area, LEN), ENOENT);
	any = rte_malloc(NULL, 10, 0);
	assert_refused(REMOVE("h", rte_mem_virt2memseg_list(any)->base_va,
				       rte_mem_virt2memseg_list(any)->len),
			ENOENT);
	rte_free(any);
	p = rte_malloc_socket(NULL, 100, 0, id);
	assert_true(inside(p));
	assert_refused(REMOVE("h", area, LEN), EBUSY);
	assert_refused(rte_malloc_heap_destroy("h"), EBUSY);
	assert_refused(rte_extmem_unregister(area, LEN), EPERM);
	rte_free(p);
	assert_refused(rte_malloc_heap_destroy("h"), EBUSY);
	assert_int_equal(REMOVE("h", area, LEN), 0);
	assert_refused(REMOVE("h", area, LEN), ENOENT);
	assert_null(rte_mem_virt2memseg_list(area));
	assert_int_equal(rte_malloc_get_socket_stats(id, &s), 0);
	assert_int_equal(s.heap_totalsz_bytes, 0);
	assert_int_equal(s.free_count + s.alloc_count, 0);
	memset(area, 1, LEN); /* all of it is the program's again */
	assert_int_equal(rte_malloc_heap_destroy("h"), 0);
}

static void
test_alloc(void **state)
{
	int id = make_heap("h");
	uint8_t *p = rte_malloc_socket(NULL, 1000, 0, id);
	uint8_t *q = rte_zmalloc_socket(NULL, 5000, 4096, id);
	unsigned int i;

	assert_true(inside(p));
	assert_true(inside(q));
	/* The program's bytes were no zeros. */
	for (i = 0; i < 5000; i++)
		assert_int_equal(q[i], 0);
	assert_int_equal((uintptr_t)q % 4096, 0);
	assert_int_equal(rte_mem_virt2memseg_list(p)->heap, 1);
	assert_int_equal(rte_mem_virt2memseg_list(p)->socket_id, id);
	assert_int_equal(rte_malloc_virt2iova(q), iovas[(q - area) / PG]);
	assert_true(inside(rte_malloc_socket(NULL, 100, 0, id)));
	assert_null(rte_malloc_socket(NULL, LEN, 0, id)); /* never grows */
	/* Others do not get it, and what does not fit moves out of it. */
	for (i = 0; i < 100; i++)
		assert_false(inside(rte_malloc(NULL, 1000, 0)));
	assert_null(rte_realloc_socket(p, LEN, 0, id));
	p = rte_realloc(p, LEN, 0);
	assert_non_null(p);
	assert_false(inside(p));
	rte_free(p);
	rte_free(q);
	heaps_check();
}

static void
test_two_areas(void **state)
{
	struct rte_malloc_socket_stats s;
	void *p, *q;
	int id = make_heap("h");

	assert_int_equal(ADD("h", area + LEN, LEN, NULL, 0, PG), 0);
	heaps_check();
	assert_int_equal(rte_malloc_get_socket_stats(id, &s), 0);
	assert_int_equal(s.heap_totalsz_bytes, 2 * LEN);
	assert_int_equal(s.free_count, 2);
	/* Neighbours, but no piece goes over both. */
	assert_null(rte_malloc_socket(NULL, LEN, 0, id));
	p = rte_malloc_socket(NULL, LEN - 1024, 0, id);
	q = rte_malloc_socket(NULL, LEN - 1024, 0, id);
	assert_non_null(p);
	assert_non_null(q);
	assert_true(inside(p) != inside(q));
	assert_refused(REMOVE("h", area, LEN), EBUSY);
	assert_refused(REMOVE("h", area + LEN, LEN), EBUSY);
	rte_free(inside(p) ? p : q);
	assert_int_equal(REMOVE("h", area, LEN), 0);
	heaps_check();
	assert_refused(REMOVE("h", area + LEN, LEN), EBUSY);
	rte_free(inside(p) ? q : p);
	assert_int_equal(REMOVE("h", area + LEN, LEN), 0);
	assert_int_equal(rte_malloc_heap_destroy("h"), 0);
}

/* Zones in a row for devices, where the IOVAs of pages are the program's. */
static void
test_zones(void **state)
{
	const unsigned int contig = RTE_MEMZONE_IOVA_CONTIG;
	const struct rte_memzone *mz, *all;
	int id = make_heap("h");
	size_t first;

	mz = rte_memzone_reserve("z", 6 * PG, id, 0);
	assert_non_null(mz);
	assert_int_equal(mz->socket_id, id);
	assert_int_equal(mz->hugepage_sz, PG);
	assert_int_equal(rte_memzone_free(mz), 0);
	rte_errno = 0;
	assert_null(rte_memzone_reserve("z", 5 * PG, id, contig));
	assert_int_equal(rte_errno, ENOMEM);
	mz = rte_memzone_reserve("z", 4 * PG, id, contig);
	assert_non_null(mz);
	first = (size_t)((uint8_t *)mz->addr - area) / PG;
	assert_int_equal(first % 4, 0);
	assert_int_equal(mz->iova, iovas[first]);
	all = rte_memzone_reserve("all", 0, id, contig);
	assert_non_null(all);
	assert_true(all->len <= 4 * PG && all->len > 3 * PG);
	first = (size_t)((uint8_t *)all->addr - area) / PG;
	assert_int_equal(first / 4,
			((uint8_t *)all->addr + all->len - 1 - area) / PG / 4);
	assert_int_equal(rte_memzone_free(all), 0);
	assert_int_equal(rte_memzone_free(mz), 0);
	drop_heap("h");
}

/* Which page sizes a program's heap has is its own affair. */
static void
test_page_sizes(void **state)
{
	const struct rte_memzone *mz;
	int id = make_heap("h");

	mz = rte_memzone_reserve("z", 64, id, RTE_MEMZONE_2MB);
	assert_non_null(mz);
	assert_int_equal(rte_memzone_free(mz), 0);
	mz = rte_memzone_reserve("z", 0, id, RTE_MEMZONE_1GB);
	assert_non_null(mz);
	assert_int_equal(mz->socket_id, id);
	assert_int_equal(rte_memzone_free(mz), 0);
	drop_heap("h");
}

/* Pages whose IOVA is not known are in a row only if addresses are IOVAs. */
static void
test_unknown_iovas(void **state)
{
	const struct rte_memzone *mz;
	void *p;
	int id;

	assert_int_equal(rte_malloc_heap_create("h"), 0);
	assert_int_equal(ADD("h", area, LEN, NULL, 0, PG), 0);
	id = rte_malloc_heap_get_socket("h");
	p = rte_malloc_socket(NULL, 100, 0, id);
	assert_true(rte_malloc_virt2iova(p) == RTE_BAD_IOVA);
	rte_free(p);
	mz = rte_memzone_reserve("z", 2 * PG, id, RTE_MEMZONE_IOVA_CONTIG);
	assert_non_null(mz);
	assert_true(mz->iova == RTE_BAD_IOVA);
	assert_int_equal(rte_memzone_free(mz), 0);
	eal_shared->iova_mode = RTE_IOVA_PA;
	assert_null(rte_memzone_reserve(
			"z", 2 * PG, id, RTE_MEMZONE_IOVA_CONTIG));
	eal_shared->iova_mode = RTE_IOVA_VA;
	drop_heap("h");
}

struct told {
	unsigned int n[2];
	unsigned int heap[2]; /* what the list said then */
	const void *addr;
	size_t len;
	int id;
	void *got;
};

static void
note(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	struct told *t = arg;

	t->n[event]++;
	t->heap[event] = rte_mem_virt2memseg_list(addr)->heap;
	t->addr = addr;
	t->len = len;
	heaps_check();
	/* The heap may be used meanwhile, but none of this memory is had. */
	t->got = rte_malloc_socket(NULL, 100, 0, t->id);
}

static void
test_events(void **state)
{
	struct told t = {0};
	void *p;

	assert_int_equal(rte_malloc_heap_create("h"), 0);
	t.id = rte_malloc_heap_get_socket("h");
	assert_int_equal(rte_mem_event_callback_register("t", note, &t), 0);
	assert_int_equal(ADD("h", area, LEN, iovas, PAGES, PG), 0);
	assert_int_equal(t.n[RTE_MEM_EVENT_ALLOC], 1);
	assert_int_equal(t.heap[RTE_MEM_EVENT_ALLOC], 0);
	assert_ptr_equal(t.addr, area);
	assert_int_equal(t.len, LEN);
	assert_null(t.got);
	p = rte_malloc_socket(NULL, 100, 0, t.id);
	assert_refused(REMOVE("h", area, LEN), EBUSY);
	rte_free(p);
	assert_int_equal(t.n[RTE_MEM_EVENT_FREE], 0);
	assert_int_equal(rte_malloc_heap_memory_detach("h", area, LEN), 0);
	assert_int_equal(t.n[RTE_MEM_EVENT_FREE], 1);
	assert_refused(rte_malloc_heap_memory_detach("h", area, LEN), ENOENT);
	assert_refused(REMOVE("h", area, LEN), ENOENT);
	p = t.got;
	assert_int_equal(rte_malloc_heap_memory_attach("h", area, LEN), 0);
	assert_int_equal(t.n[RTE_MEM_EVENT_ALLOC], 2);
	rte_free(p);
	rte_free(t.got);
	assert_int_equal(REMOVE("h", area, LEN), 0);
	assert_int_equal(t.n[RTE_MEM_EVENT_FREE], 2);
	assert_int_equal(t.heap[RTE_MEM_EVENT_FREE], 1);
	assert_null(t.got);
	heaps_check();
}

static void
test_attach(void **state)
{
	char own[32];

	snprintf(own, sizeof(own), "socket_%d", eal_numa_node_id(0));
	make_heap("h");
	assert_int_equal(rte_malloc_heap_create("i"), 0);
#define ATTACH rte_malloc_heap_memory_attach
#define DETACH rte_malloc_heap_memory_detach
	assert_refused(ATTACH("h", area, LEN), EEXIST);
	assert_refused(ATTACH("i", area, LEN), EEXIST);
	assert_refused(ATTACH("none", area, LEN), ENOENT);
	assert_refused(ATTACH(NULL, area, LEN), EINVAL);
	assert_refused(ATTACH(own, area, LEN), EPERM);
	assert_refused(ATTACH("h", NULL, LEN), EINVAL);
	assert_refused(ATTACH("h", area, 0), EINVAL);
	assert_refused(ATTACH("h", area, LEN / 2), ENOENT);
	assert_refused(DETACH("none", area, LEN), ENOENT);
	assert_refused(DETACH(NULL, area, LEN), EINVAL);
	assert_refused(DETACH(own, area, LEN), EPERM);
	assert_refused(DETACH("h", NULL, LEN), EINVAL);
	assert_refused(DETACH("h", area, 0), EINVAL);
	assert_refused(DETACH("h", area, LEN / 2), ENOENT);
	assert_refused(DETACH("i", area, LEN), ENOENT);
	assert_int_equal(DETACH("h", area, LEN), 0);
	rte_errno = 0;
	assert_int_equal(ATTACH("i", area, LEN), -1);
	assert_int_equal(rte_errno, ENOENT);
	assert_int_equal(ATTACH("h", area, LEN), 0);
	drop_heap("h");
}

static void
test_dumps(void **state)
{
	static char text[16384];
	FILE *f = fmemopen(text, sizeof(text), "w");
	struct rte_malloc_socket_stats s;
	int id = make_heap("wide");
	void *p = rte_malloc_socket(NULL, 777, 0, id);

	assert_int_equal(rte_malloc_heap_create("gone"), 0);
	assert_int_equal(rte_malloc_heap_destroy("gone"), 0);
	rte_malloc_dump_stats(f, NULL);
	rte_malloc_dump_heaps(f);
	fclose(f);
	assert_non_null(strstr(text, "Heap name:wide"));
	assert_non_null(strstr(text, "(wide)"));
	assert_non_null(strstr(text, "of 777"));
	assert_null(strstr(text, "gone"));
	assert_int_equal(rte_malloc_get_socket_stats(id, &s), 0);
	assert_int_equal(s.alloc_count, 1);
	assert_int_equal(s.heap_totalsz_bytes, LEN);
	rte_free(p);
	drop_heap("wide");
}

static int
make_and_fill(void)
{
	return rte_malloc_heap_create("h") < 0 ||
					ADD("h", area, LEN, iovas, PAGES, PG) <
							0
			? -1
			: 0;
}

static void
test_failures(void **state)
{
	unsigned int tries = 0;
	int rc;

	bad_wrap();
	do {
		bad_start(++tries);
		rte_errno = 0;
		rc = make_and_fill();
		if (rc == 0)
			break;
		assert_int_equal(rte_errno, ENOMEM);
		heaps_check();
		assert_null(rte_mem_virt2memseg_list(area));
		assert_int_equal(area[0], 0xa5);
		assert_int_equal(area[LEN - 1], 0xa5);
		rte_malloc_heap_destroy("h");
		assert_int_equal(rte_malloc_heap_get_socket("h"), -1);
	} while (tries < 100);
	assert_int_equal(rc, 0);
	assert_true(tries > 2);
	bad_unwrap();
	drop_heap("h");
}

#ifdef EAL_HEAP_ASAN
static void
test_poison(void **state)
{
	int id = make_heap("h");
	uint8_t *p = rte_malloc_socket(NULL, 100, 0, id);

	assert_ptr_equal(__asan_region_is_poisoned(p, 100), NULL);
	assert_ptr_equal(__asan_region_is_poisoned(p, 101), p + 100);
	assert_non_null(__asan_region_is_poisoned(p + 4096, 1));
	rte_free(p);
	assert_non_null(__asan_region_is_poisoned(p, 1));
	drop_heap("h");
	assert_null(__asan_region_is_poisoned(area, LEN));
}
#else
static void
test_poison(void **state)
{
	skip(); /* only with -Db_sanitize=address */
}
#endif

/* Memory that the program took away without a word is not touched. */
static void
test_left(void **state)
{
	make_heap("h");
	munmap(area, LEN);
	eal_memory_fini();
	assert_ptr_equal(
			mmap(area, LEN, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
					-1, 0),
			area);
	memset(area, 0, LEN); /* and is no one's in a sanitizer's eyes */
	assert_int_equal(rte_malloc_heap_create("h"), -1);
	assert_int_equal(rte_malloc_heap_destroy("h"), -1);
	assert_int_equal(REMOVE("h", area, LEN), -1);
	assert_int_equal(eal_memory_init(), 0);
	make_heap("h");
}

#define test(t) cmocka_unit_test_setup_teardown(t, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_names),
			test(test_ids),
			test(test_many),
			test(test_add_arguments),
			test(test_add_twice),
			test(test_remove),
			test(test_alloc),
			test(test_two_areas),
			test(test_zones),
			test(test_page_sizes),
			test(test_unknown_iovas),
			test(test_events),
			test(test_attach),
			test(test_dumps),
			test(test_failures),
			test(test_poison),
			test(test_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
