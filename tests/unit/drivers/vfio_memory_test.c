/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The library's memory as devices reach it: what is there when the first
 * device comes, what comes and goes after, pools only, memory of the program's
 * in a heap, and IOMMUs that do not reach everything. The fake kernel refuses
 * what the real one would.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include <sys/mman.h>

#include <rte_eal_memconfig.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_memzone.h>
#include <rte_vfio.h>

#include "pci_env.h"
#include "vfio/vfio_impl.h"

#define DEV  "0000:00:02.0"
#define DEV2 "0000:00:03.0"
#define UNIT (2U << 20)

static int fd = -1;

static int
setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	env_vfio_device(DEV, 7);
	return 0;
}

static int
device_up(void)
{
	struct vfio_device_info info;

	return rte_vfio_setup_device(rte_pci_get_sysfs_path(), DEV, &fd, &info);
}

static void
device_down(void)
{
	assert_int_equal(rte_vfio_release_device(
					 rte_pci_get_sysfs_path(), DEV, fd),
			0);
	fd = -1;
}

static int
teardown(void **state)
{
	if (fd >= 0)
		device_down();
	rte_eal_cleanup();
	return tree_teardown(state);
}

static bool
reaches(const void *p, size_t len)
{
	return vfio_fake_reaches(p, (uintptr_t)p, len);
}

/* Every memseg of the library's is reached, and nothing else. */
static int
count_memseg(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	uint64_t *bytes = arg;

	if (msl->external && !msl->heap)
		return 0;
	assert_true(vfio_fake_reaches(ms->addr, ms->iova, ms->len));
	*bytes += ms->len;
	return 0;
}

static void
check_all(void)
{
	uint64_t bytes = 0, mapped = 0;

	rte_memseg_walk(count_memseg, &bytes);
	for (unsigned int i = 0; i < fake.maps_n; i++) {
		mapped += fake.maps[i].size;
		assert_int_equal(fake.maps[i].vaddr % UNIT, 0);
		assert_int_equal(fake.maps[i].size, UNIT);
	}
	assert_int_equal(bytes, mapped);
}

static void
test_all(void **state)
{
	void *before, *after;
	unsigned int n;

	env_start();
	before = rte_malloc(NULL, 5 << 20, 0);
	assert_int_equal(device_up(), 0);
	assert_true(reaches(before, 5 << 20));
	check_all();
	n = fake.maps_n;
	after = rte_malloc(NULL, 9 << 20, 0);
	assert_true(fake.maps_n > n);
	assert_true(reaches(after, 9 << 20));
	check_all();
	rte_free(before);
	rte_free(after);
	check_all();
	assert_true(fake.maps_n < n);
	device_down();
	assert_int_equal(fake.maps_n, 0);
	/* Nobody is told any longer. */
	after = rte_malloc(NULL, 9 << 20, 0);
	assert_int_equal(fake.maps_n, 0);
	rte_free(after);
}

/* Memory that is taken at the start, and never changes. */
static void
test_legacy(void **state)
{
	struct bp_config config = {.legacy_mem = true, .mem_bytes = 16 << 20};

	assert_int_equal(env_start_with(config), 0);
	assert_int_equal(device_up(), 0);
	check_all();
	assert_true(fake.maps_n >= 8);
}

static void
test_late_failure(void **state)
{
	unsigned int n;
	void *p;

	env_start();
	assert_int_equal(device_up(), 0);
	check_all();
	n = fake.maps_n;
	fake.memlock = n * (uint64_t)UNIT + UNIT;
	p = rte_malloc(NULL, 9 << 20, 0);
	assert_non_null(p);
	assert_int_equal(fake.maps_n, n + 1);
	assert_non_null(strstr(logged, "is out of reach for devices"));
	assert_true(was_logged("RLIMIT_MEMLOCK"));
	/* What was never mapped goes too. */
	rte_free(p);
	assert_true(fake.maps_n * (uint64_t)UNIT <= rte_eal_get_physmem_size());
	fake.memlock = 0;
	p = rte_malloc(NULL, 9 << 20, 0);
	check_all();
	rte_free(p);
}

/* The n-th mapping of those at the start fails: all are undone. */
static void
test_early_failure(void **state)
{
	void *p;

	env_start();
	p = rte_malloc(NULL, 9 << 20, 0);
	for (unsigned int n = 0; n < 4; n++) {
		fake.fail[FAKE_MAP_DMA] = ENOMEM;
		fake.after[FAKE_MAP_DMA] = n;
		assert_int_equal(device_up(), -1);
		assert_int_equal(rte_errno, ENOMEM);
		assert_int_equal(fake.maps_n, 0);
	}
	fake.fail[FAKE_MAP_DMA] = 0;
	assert_int_equal(device_up(), 0);
	check_all();
	rte_free(p);
}

static void
test_pools(void **state)
{
	struct bp_config config = {.dma = BP_DMA_POOLS};
	struct rte_mempool *early, *late;
	const struct rte_memzone *mz;
	struct rte_mbuf *m;
	void *other;

	assert_int_equal(env_start_with(config), 0);
	early = rte_pktmbuf_pool_create("early", 1023, 0, 0, 2176, -1);
	other = rte_malloc(NULL, 9 << 20, 0);
	assert_int_equal(device_up(), 0);
	m = rte_pktmbuf_alloc(early);
	assert_true(reaches(m, 128 + 2176));
	rte_pktmbuf_free(m);
	assert_false(reaches(other, 9 << 20));
	late = rte_pktmbuf_pool_create("late", 1023, 0, 0, 2176, -1);
	m = rte_pktmbuf_alloc(late);
	assert_true(reaches(m, 128 + 2176));
	rte_pktmbuf_free(m);
	mz = rte_memzone_reserve("ring", 6 << 20, -1, 0);
	assert_false(reaches(mz->addr, 6 << 20));
	assert_int_equal(vfio_dma_need(mz->addr, 6 << 20), 0);
	assert_int_equal(vfio_dma_need(mz->addr, 6 << 20), 0);
	assert_true(reaches(mz->addr, 6 << 20));
	fake.fail[FAKE_MAP_DMA] = ENOSPC;
	assert_int_equal(vfio_dma_need(other, 9 << 20), -ENOSPC);
	fake.fail[FAKE_MAP_DMA] = 0;
	/* All goes with the memory. */
	rte_memzone_free(mz);
	rte_mempool_free(early);
	rte_mempool_free(late);
	rte_free(other);
	device_down();
	/* And the next device finds the pools that are there. */
	early = rte_pktmbuf_pool_create("early", 127, 0, 0, 2176, -1);
	assert_int_equal(device_up(), 0);
	m = rte_pktmbuf_alloc(early);
	assert_true(reaches(m, 128 + 2176));
	rte_pktmbuf_free(m);
	rte_mempool_free(early);
}

/* A pool that cannot be mapped keeps the device from being used. */
static void
test_pools_failure(void **state)
{
	struct bp_config config = {.dma = BP_DMA_POOLS};
	struct rte_mempool *mp;

	assert_int_equal(env_start_with(config), 0);
	mp = rte_pktmbuf_pool_create("some", 1023, 0, 0, 2176, -1);
	fake.fail[FAKE_MAP_DMA] = ENOMEM;
	/* The bus, whoever asks it. */
	for (int i = 0; i < 2; i++) {
		assert_true(rte_pci_map_device(env_device(DEV)) < 0);
		assert_int_equal(pci_entry_of(env_device(DEV))->vfio.fd, -1);
	}
	assert_int_equal(device_up(), -1);
	assert_int_equal(rte_errno, ENOMEM);
	assert_true(was_logged("pool \"some\" is out of reach"));
	assert_int_equal(vfio_fake_group(7)->fd, -1);
	fake.fail[FAKE_MAP_DMA] = 0;
	assert_int_equal(device_up(), 0);
	assert_true(fake.maps_n > 0);
	rte_mempool_free(mp);
}

/* What the program mapped stays, also if the library's memory there goes. */
static void
test_users_stays(void **state)
{
	struct bp_config config = {.dma = BP_DMA_POOLS};
	uint64_t at;
	char *p;

	assert_int_equal(env_start_with(config), 0);
	p = rte_malloc(NULL, 9 << 20, 4096);
	at = (uintptr_t)p + (3 << 20);
	assert_int_equal(device_up(), 0);
	assert_int_equal(vfio_dma_need(p + (5 << 20), 4096), 0);
	assert_true(reaches(p + (5 << 20), 4096));
	assert_int_equal(rte_vfio_container_dma_map(-1, at, at, 4096), 0);
	rte_free(p);
	assert_int_equal(fake.maps_n, 1);
	assert_int_equal(rte_vfio_container_dma_unmap(-1, at, at, 4096), 0);
	assert_int_equal(fake.maps_n, 0);
}

static int
second_up(int *fd2)
{
	struct vfio_device_info info;

	return rte_vfio_setup_device(
			rte_pci_get_sysfs_path(), DEV2, fd2, &info);
}

/* A further group reaches less: that counts from then on, or it is refused. */
static void
test_narrower(void **state)
{
	static const uint64_t high = 1ULL << 40, higher = 1ULL << 44;
	int fd2;
	void *p;

	env_vfio_device(DEV2, 8);
	env_start();
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_int_equal(device_up(), 0);
	fake.aw_bits = 32;
	assert_int_equal(second_up(&fd2), -1);
	assert_int_equal(rte_errno, EFBIG);
	assert_int_equal(vfio_fake_group(8)->fd, -1);
	fake.aw_bits = 48;
	assert_int_equal(rte_vfio_container_dma_map(-1, 4096, high, 4096), 0);
	assert_int_equal(rte_vfio_container_dma_map(-1, 4096, higher, 4096), 0);
	assert_int_equal(rte_vfio_container_dma_unmap(-1, 4096, higher, 4096),
			0);
	fake.fail[FAKE_IOMMU_INFO] = EIO;
	assert_int_equal(second_up(&fd2), -1);
	assert_int_equal(rte_errno, EIO);
	fake.fail[FAKE_IOMMU_INFO] = 0;
	fake.aw_bits = 43;
	if ((uintptr_t)p >> 43 == 0) {
		assert_int_equal(second_up(&fd2), 0);
		assert_int_equal(rte_vfio_container_dma_map(
						 -1, 4096, higher, 4096),
				-1);
		assert_int_equal(rte_errno, EFBIG);
		assert_int_equal(rte_vfio_release_device(
						 rte_pci_get_sysfs_path(), DEV2,
						 fd2),
				0);
	}
	assert_int_equal(rte_vfio_container_dma_unmap(-1, 4096, high, 4096), 0);
	rte_free(p);
}

/* 39 bits reach what is reserved low; narrower ones do not. */
static void
test_width(void **state)
{
	void *p;

	env_start();
	p = rte_malloc(NULL, 5 << 20, 0);
	if ((uintptr_t)p >> 39 != 0) {
		print_message("memory lies high in this build\n");
		rte_free(p);
		skip();
	}
	fake.aw_bits = 39;
	assert_int_equal(device_up(), 0);
	check_all();
	device_down();
	fake.aw_bits = 32;
	assert_int_equal(device_up(), -1);
	assert_int_equal(rte_errno, EFBIG);
	assert_non_null(strstr(logged, "a device reaches 32 bits"));
	assert_true(was_logged("an IOMMU of 32 bits does not reach all"));
	assert_int_equal(fake.maps_n, 0);
	rte_free(p);
}

/* Kernels that do not tell ranges, or tell nonsense: all is tried. */
static void
test_no_ranges(void **state)
{
	env_start();
	fake.no_ranges = true;
	assert_int_equal(device_up(), 0);
	check_all();
	assert_int_equal(rte_vfio_container_dma_map(-1, 4096, 0xfee00000, 4096),
			-1);
	assert_int_equal(rte_errno, EINVAL); /* of the kernel */
	device_down();
	fake.no_ranges = false;
	fake.bad_ranges = true;
	assert_int_equal(device_up(), 0);
	check_all();
}

/* Memory of the program's in a heap is mapped with its IOVAs. */
static void
test_external_heap(void **state)
{
	enum {
		PAGES = 8,
		PAGE = 4096
	};
	rte_iova_t iovas[PAGES];
	unsigned int n;
	void *mem = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (unsigned int i = 0; i < PAGES; i++)
		iovas[i] = (UINT64_C(1) << 36) + (PAGES - i) * 2 * PAGE;
	env_start();
	assert_int_equal(device_up(), 0);
	assert_int_equal(rte_malloc_heap_create("ext"), 0);
	assert_int_equal(rte_malloc_heap_memory_add("ext", mem, PAGES * PAGE,
					 iovas, PAGES, PAGE),
			0);
	for (unsigned int i = 0; i < PAGES; i++)
		assert_true(vfio_fake_reaches(
				(char *)mem + i * PAGE, iovas[i], PAGE));
	device_down();
	assert_int_equal(device_up(), 0);
	assert_true(vfio_fake_reaches(mem, iovas[0], PAGE));
	assert_int_equal(
			rte_malloc_heap_memory_remove("ext", mem, PAGES * PAGE),
			0);
	assert_false(vfio_fake_reaches(mem, iovas[0], PAGE));
	/* IOVAs in a row are one mapping, as it goes in one piece. */
	for (unsigned int i = 0; i < PAGES; i++)
		iovas[i] = (UINT64_C(1) << 36) + i * PAGE;
	n = fake.maps_n;
	assert_int_equal(rte_malloc_heap_memory_add("ext", mem, PAGES * PAGE,
					 iovas, PAGES, PAGE),
			0);
	assert_int_equal(fake.maps_n, n + 1);
	assert_true(vfio_fake_reaches(mem, iovas[0], PAGES * PAGE));
	assert_int_equal(
			rte_malloc_heap_memory_remove("ext", mem, PAGES * PAGE),
			0);
	assert_int_equal(fake.maps_n, n);
	assert_int_equal(rte_malloc_heap_destroy("ext"), 0);
	check_all();
	/* What is only registered is for the program to map. */
	assert_int_equal(rte_extmem_register(mem, PAGES * PAGE, NULL, 0, PAGE),
			0);
	assert_false(reaches(mem, PAGE));
	assert_int_equal(rte_vfio_container_dma_map(-1, (uintptr_t)mem,
					 (uintptr_t)mem, PAGES * PAGE),
			0);
	assert_true(reaches(mem, PAGES * PAGE));
	assert_int_equal(rte_vfio_container_dma_unmap(-1, (uintptr_t)mem,
					 (uintptr_t)mem, PAGES * PAGE),
			0);
	assert_int_equal(rte_extmem_unregister(mem, PAGES * PAGE), 0);
	munmap(mem, PAGES * PAGE);
}

static bool stop; /* relaxed: it only ends a loop */

/* Memory and pools come and go meanwhile. */
static void *
churn(void *arg)
{
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		struct rte_mempool *mp;
		void *p = rte_malloc(NULL, 3 << 20, 0);

		mp = rte_pktmbuf_pool_create("churn", 255, 0, 0, 2176, -1);
		rte_mempool_free(mp);
		rte_free(p);
	}
	return NULL;
}

/* No lock is waited for by one thread while another wants it the other way. */
static void
churn_with(enum bp_dma dma)
{
	struct bp_config config = {.dma = dma};
	pthread_t thread;

	assert_int_equal(env_start_with(config), 0);
	__atomic_store_n(&stop, false, __ATOMIC_RELAXED);
	assert_int_equal(pthread_create(&thread, NULL, churn, NULL), 0);
	for (unsigned int i = 0; i < 30; i++) {
		assert_int_equal(device_up(), 0);
		sched_yield();
		device_down();
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	assert_int_equal(fake.maps_n, 0);
}

static void
test_threads_all(void **state)
{
	churn_with(BP_DMA_ALL);
}

static void
test_threads_pools(void **state)
{
	churn_with(BP_DMA_POOLS);
}

static const void *in_pool;
static int opened;

static void *
open_and_look(void *name)
{
	const char *sysfs = rte_pci_get_sysfs_path();
	struct vfio_device_info info;
	intptr_t failures = 0;
	int file = -1;

	failures += rte_vfio_setup_device(sysfs, name, &file, &info) != 0;
	__atomic_fetch_add(&opened, 1, __ATOMIC_RELEASE);
	vfio_lock();
	failures += !reaches(in_pool, UNIT / 2);
	vfio_unlock();
	failures += rte_vfio_release_device(sysfs, name, file) != 0;
	return (void *)failures;
}

/* Two devices are opened, while pools cannot be looked at. */
static void
open_two(void)
{
	char *names[] = {DEV, DEV2};
	pthread_t t[2];
	void *failures;

	opened = 0;
	rte_mcfg_mempool_write_lock();
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&t[i], NULL, open_and_look,
						 names[i]),
				0);
	usleep(10000);
	assert_int_equal(__atomic_load_n(&opened, __ATOMIC_ACQUIRE), 0);
	rte_mcfg_mempool_write_unlock();
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(pthread_join(t[i], &failures), 0);
		assert_null(failures);
	}
}

/* Neither is opened before the pools are mapped. */
static void
test_two_at_once(void **state)
{
	struct bp_config config = {.dma = BP_DMA_POOLS};
	struct rte_mempool *mp;

	env_vfio_device(DEV2, 8);
	assert_int_equal(env_start_with(config), 0);
	mp = rte_pktmbuf_pool_create("some", 1023, 0, 0, 2176, -1);
	in_pool = STAILQ_FIRST(&mp->mem_list)->addr;
	for (unsigned int round = 0; round < 5; round++)
		open_two();
	rte_mempool_free(mp);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_all),
			TEST(test_legacy),
			TEST(test_late_failure),
			TEST(test_early_failure),
			TEST(test_pools),
			TEST(test_pools_failure),
			TEST(test_users_stays),
			TEST(test_narrower),
			TEST(test_width),
			TEST(test_no_ranges),
			TEST(test_external_heap),
			TEST(test_threads_all),
			TEST(test_threads_pools),
			TEST(test_two_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
