/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bp_init() and rte_eal_cleanup(): for ever in turn, and leaving nothing,
 * wherever a start fails. What a process holds is read from /proc.
 */
#include <bufplane_cleanup.h>
#include <bufplane_settings.h>
#include <bus_driver.h>
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_vect.h>

#include "eal.h"
#include "memory/os.h"

#include <cmocka.h>

#define ROUNDS 30

/* Sanitizers map memory of their own as a process goes on. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MAPS_SLACK 10000
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MAPS_SLACK 10000
#endif
#ifndef MAPS_SLACK
#define MAPS_SLACK 2 /* stacks of ended threads may stay with the C library */
#endif

struct held {
	int fds, threads, maps;
};

static int
count_entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static struct held
look(void)
{
	struct held h;
	FILE *f = fopen("/proc/self/maps", "r");
	int c;

	assert_non_null(f);
	h.maps = 0;
	while ((c = fgetc(f)) != EOF)
		h.maps += c == '\n';
	fclose(f);
	h.fds = count_entries("/proc/self/fd");
	h.threads = count_entries("/proc/self/task");
	return h;
}

/* Threads leave /proc a moment after they have been joined. */
static void
nothing_left(const struct held *before)
{
	struct held now = look();
	int i;

	for (i = 0; i < 100 && now.threads > before->threads; i++) {
		usleep(1000);
		now = look();
	}
	assert_int_equal(now.fds, before->fds);
	assert_int_equal(now.threads, before->threads);
	assert_in_range(now.maps, 0, before->maps + MAPS_SLACK);
	assert_int_equal(rte_lcore_count(), 0);
	assert_int_equal(eal_config.size, 0);
	assert_int_equal(rte_eal_iova_mode(), RTE_IOVA_DC);
	assert_string_equal(rte_eal_get_runtime_dir(), "");
}

static int
count_up(void *arg)
{
	__atomic_fetch_add((unsigned int *)arg, 1, __ATOMIC_RELAXED);
	return 0;
}

/* For others that run at the same time. */
static const char *
own_prefix(void)
{
	static char prefix[32];

	snprintf(prefix, sizeof(prefix), "unit-init-%d", (int)getpid());
	return prefix;
}

static unsigned int cleanups;

/* Memory is still there. */
static void
count_cleanup(void)
{
	void *p = rte_malloc("cleanup", 64, 0);

	assert_non_null(p);
	rte_free(p);
	cleanups++;
}
BP_AT_CLEANUP(count_cleanup)

/* Start, use a bit of everything, stop. */
static void
round_trip(void)
{
	struct bp_config c = {.size = sizeof(c),
			.prefix = own_prefix(),
			.no_huge = true,
			.lcores = "(0-3)@0"};
	unsigned int n = 0;
	void *p;

	assert_int_equal(bp_init(&c), 0);
	p = rte_malloc("test", 1 << 20, 0);
	assert_non_null(p);
	memset(p, 1, 1 << 20);
	rte_free(p);
	assert_int_equal(rte_eal_mp_remote_launch(count_up, &n, CALL_MAIN), 0);
	rte_eal_mp_wait_lcore();
	assert_int_equal(n, 4);
	cleanups = 0;
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(cleanups, 1);
}

/* Emulators may take long over reserving addresses: a small machine's few. */
static uint64_t
small_ram_bytes(void)
{
	return 1 << 30;
}

static void
test_rounds(void **state)
{
	uint64_t (*const ram_bytes)(void) = eal_os.ram_bytes;
	struct held before;
	int i;

	(void)state;
	eal_os.ram_bytes = small_ram_bytes;
	round_trip();
	before = look();
	for (i = 0; i < ROUNDS; i++)
		round_trip();
	nothing_left(&before);
	eal_os.ram_bytes = ram_bytes;
}

static void
test_states(void **state)
{
	struct bp_config c = {.size = sizeof(c),
			.prefix = own_prefix(),
			.no_huge = true};

	(void)state;
	rte_errno = 0;
	assert_int_equal(rte_eal_cleanup(), -1);
	assert_int_equal(rte_errno, EALREADY);
	assert_int_equal(bp_init(NULL), -EINVAL);
	assert_int_equal(rte_errno, EINVAL);
	c.size = 0;
	assert_int_equal(bp_init(&c), -EINVAL);
	c.size = sizeof(c);
	assert_int_equal(bp_init(&c), 0);
	rte_errno = 0;
	assert_int_equal(bp_init(&c), -EALREADY);
	assert_int_equal(rte_errno, EALREADY);
	assert_int_equal(rte_lcore_count(), 1);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(rte_eal_cleanup(), -1);
}

static void
test_answers(void **state)
{
	static const unsigned char token[16] = {0x12};
	struct bp_config c = {.size = sizeof(c),
			.no_huge = true,
			.no_pci = true,
			.create_uio_dev = true,
			.no_thread_caches = true,
			.vfio_intr = RTE_INTR_MODE_MSI,
			.vf_token = token,
			.mbuf_pool_ops = "stack",
			.max_simd_bitwidth = 128,
			.in_memory = true,
			.prefix = "unit"};
	uint16_t bits = rte_vect_get_max_simd_bitwidth();
	rte_uuid_t got;

	(void)state;
	assert_int_equal(bp_init(&c), 0);
	assert_int_equal(rte_eal_process_type(), RTE_PROC_PRIMARY);
	assert_int_equal(rte_eal_has_hugepages(), 0);
	assert_int_equal(rte_eal_has_pci(), 0);
	assert_int_equal(rte_eal_create_uio_dev(), 1);
	assert_true(bp_no_thread_caches());
	assert_int_equal(rte_eal_vfio_intr_mode(), RTE_INTR_MODE_MSI);
	assert_int_equal(rte_eal_iova_mode(), RTE_IOVA_VA);
	assert_string_equal(rte_eal_mbuf_user_pool_ops(), "stack");
	assert_int_equal(rte_vect_get_max_simd_bitwidth(), 128);
	assert_non_null(strstr(rte_eal_get_runtime_dir(), "/dpdk/unit"));
	assert_int_not_equal(access(rte_eal_get_runtime_dir(), F_OK), 0);
	rte_eal_vfio_get_vf_token(got);
	assert_memory_equal(got, token, sizeof(got));
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(rte_vect_get_max_simd_bitwidth(), bits);
	assert_null(rte_eal_mbuf_user_pool_ops());
	assert_int_equal(rte_eal_create_uio_dev(), 0);
	assert_false(bp_no_thread_caches());
	rte_eal_vfio_get_vf_token(got);
	assert_int_equal(got[0], 0);
}

static char events[128];
static int scan_rc, probe_rc, second_rc;
static enum rte_iova_mode wish;

static int
note(const char *event, int rc)
{
	strncat(events, event, sizeof(events) - strlen(events) - 1);
	return rc;
}

static int
bus_scan(void)
{
	return note("scan ", scan_rc);
}

static int
bus_probe(void)
{
	return note("probe ", probe_rc);
}

static int
bus_cleanup(void)
{
	return note("close ", 0);
}

static struct rte_device *
bus_find(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	(void)start;
	(void)cmp;
	(void)data;
	return NULL;
}

static enum rte_iova_mode
bus_wish(void)
{
	return wish;
}

static struct rte_bus bus = {.name = "test",
		.scan = bus_scan,
		.probe = bus_probe,
		.cleanup = bus_cleanup,
		.find_device = bus_find,
		.get_iommu_class = bus_wish};

static int prepare_rc;

static int
first_prepare(void)
{
	assert_null(rte_malloc(NULL, 1, 0)); /* before there is memory */
	rte_bus_register(&bus);
	return note("p1 ", 0);
}

static int
first_init(void)
{
	void *p = rte_malloc(NULL, 1, 0);

	assert_non_null(p);
	rte_free(p);
	return note("+1 ", 0);
}

static int
late_prepare(void)
{
	return note("p4 ", prepare_rc);
}

static void
late_fini(void)
{
	note("-4 ", 0);
}

static void
first_fini(void)
{
	rte_bus_unregister(&bus);
	note("-1 ", 0);
}

static int
second_init(void)
{
	return note("+2 ", second_rc);
}

static void
second_fini(void)
{
	note("-2 ", 0);
}

static const struct bp_component first = {
		"first", first_init, first_fini, first_prepare};
static const struct bp_component second = {"second", second_init, second_fini};
static const struct bp_component quiet = {"quiet", second_init, NULL};
static const struct bp_component late = {"late", NULL, late_fini, late_prepare};
static const struct bp_component *const parts[] = {
		&first, &second, &quiet, &late};

/* A start that ends with rc, after these events, and leaves nothing. */
static void
start_fails(const struct bp_config *c, int rc, const char *expected)
{
	struct held before = look();

	events[0] = '\0';
	rte_errno = 0;
	assert_int_equal(bp_init(c), rc);
	assert_int_equal(rte_errno, -rc);
	assert_string_equal(events, expected);
	nothing_left(&before);
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
}

static void
test_failure_at_each_step(void **state)
{
	static const char *const level[] = {"foo"}, *const help[] = {"help"};
	static const struct bp_device_arg dev = {BP_DEVICE_VIRTUAL, "nobody0"};
	const struct bp_config good = {.size = sizeof(good),
			.prefix = own_prefix(),
			.no_huge = true,
			.lcores = "(0-1)@0",
			.components = parts,
			.components_n = 4};
	static const uint64_t far_node[RTE_MAX_NUMA_NODES] = {
			[RTE_MAX_NUMA_NODES - 1] = 1};
	struct bp_config c;

	(void)state;
	round_trip();
	c = good;
	c.iova_mode = 7;
	start_fails(&c, -EINVAL, "");
	c = good;
	c.log_levels = level;
	c.log_levels_n = 1;
	start_fails(&c, -EINVAL, "");
	c.log_levels = help;
	start_fails(&c, -ECANCELED, "");
	c = good;
	c.no_huge = false;
	c.socket_mem = far_node;
	c.socket_mem_n = RTE_MAX_NUMA_NODES;
	start_fails(&c, -ENOMEM, "p1 p4 scan close -4 -1 ");
	c = good;
	c.lcores = "0@1023";
	start_fails(&c, -EINVAL, "p1 p4 scan close -4 -1 ");
	c.lcores = "0-";
	start_fails(&c, -EINVAL, "p1 p4 scan close -4 -1 ");
	c = good;
	c.main_lcore_plus1 = 4;
	start_fails(&c, -EINVAL, "p1 p4 scan close -4 -1 ");
	c = good;
	second_rc = -EIO;
	start_fails(&c, -EIO, "p1 p4 scan +1 +2 close -4 -1 ");
	second_rc = 5;
	start_fails(&c, -ECANCELED, "p1 p4 scan +1 +2 close -4 -1 ");
	second_rc = 0;
	c.devices = &dev;
	c.devices_n = 1;
	start_fails(&c, -ENODEV, "p1 p4 -4 -1 ");
	c = good;
	prepare_rc = -EIO;
	start_fails(&c, -EIO, "p1 p4 -1 ");
	prepare_rc = 5;
	start_fails(&c, -ECANCELED, "p1 p4 -1 ");
	prepare_rc = 0;
	scan_rc = -EIO;
	start_fails(&c, -EIO, "p1 p4 scan close -4 -1 ");
	scan_rc = 0;
	wish = RTE_IOVA_PA;
	start_fails(&c, -ENOTSUP, "p1 p4 scan close -4 -1 ");
	wish = RTE_IOVA_DC;
	probe_rc = -EIO;
	start_fails(&c, -ENODEV, "p1 p4 scan +1 +2 +2 probe close -4 -2 -1 ");
	probe_rc = 0;
	events[0] = '\0';
	assert_int_equal(bp_init(&c), 0);
	assert_string_equal(events, "p1 p4 scan +1 +2 +2 probe ");
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_string_equal(
			events, "p1 p4 scan +1 +2 +2 probe close -4 -2 -1 ");
}

static void *
start_in_thread(void *arg)
{
	(void)arg;
	round_trip();
	return NULL;
}

static void
hear(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	(void)level;
	(void)logtype;
	*(bool *)ctx = *(bool *)ctx || strstr(text, "iova_mode") != NULL;
}

static void
test_log_callback(void **state)
{
	bool heard = false;
	struct bp_config c = {.size = sizeof(c),
			.log_fn = hear,
			.log_ctx = &heard,
			.iova_mode = 9};

	(void)state;
	assert_int_equal(bp_init(&c), -EINVAL);
	assert_true(heard);
	/* and no longer after the failure */
	heard = false;
	rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL, "iova_mode: only a test\n");
	assert_false(heard);
}

static void
test_any_thread(void **state)
{
	pthread_t t;

	(void)state;
	assert_int_equal(pthread_create(&t, NULL, start_in_thread, NULL), 0);
	assert_int_equal(pthread_join(t, NULL), 0);
	round_trip();
}

static double
ms_since(const struct timespec *a)
{
	struct timespec b;

	clock_gettime(CLOCK_MONOTONIC, &b);
	return (double)(b.tv_sec - a->tv_sec) * 1e3 +
			(double)(b.tv_nsec - a->tv_nsec) / 1e6;
}

/* An emulator that looks at each page needs long for addresses alone. */
static double
ms_to_reserve(size_t len)
{
	struct timespec start;
	double ms, best = 1e9;
	void *p;
	int i;

	for (i = 0; i < 3; i++) {
		clock_gettime(CLOCK_MONOTONIC, &start);
		p = mmap(NULL, len, PROT_NONE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
				0);
		assert_true(p != MAP_FAILED);
		munmap(p, len);
		ms = ms_since(&start);
		best = ms < best ? ms : best;
	}
	return best;
}

/* The best of several, for the machine may be busy. */
static void
test_start_is_fast(void **state)
{
	struct bp_config c = {
			.size = sizeof(c), .in_memory = true, .no_huge = true};
	struct timespec start;
	double ms, best = 1e9;
	int i;

	(void)state;
	ms = ms_to_reserve(1 << 30);
	if (ms > 5) {
		print_message("%.0f ms to reserve 1 GiB of addresses\n", ms);
		skip();
	}
	for (i = 0; i < 10; i++) {
		clock_gettime(CLOCK_MONOTONIC, &start);
		assert_int_equal(bp_init(&c), 0);
		assert_int_equal(rte_eal_cleanup(), 0);
		ms = ms_since(&start);
		best = ms < best ? ms : best;
	}
	print_message("start and stop: %.3f ms\n", best);
	assert_true(best < 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_states),
			cmocka_unit_test(test_answers),
			cmocka_unit_test(test_rounds),
			cmocka_unit_test(test_failure_at_each_step),
			cmocka_unit_test(test_log_callback),
			cmocka_unit_test(test_any_thread),
			cmocka_unit_test(test_start_is_fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
