/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The counter's frequency: measurements and their error bounds, when one is
 * taken over, what CPUID says, and the value that callers see.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "base/tsc.h"
#include "eal.h"

#include <cmocka.h>

static void
test_measure(void **state)
{
	struct tsc_anchor from = {.ticks = 1000, .ns = 500, .window = 100};
	struct tsc_anchor to = {.ticks = 1000 + 2400000,
			.ns = 500 + 1000000,
			.window = 100};
	struct tsc_rate rate;

	assert_true(tsc_measure(&from, &to, &rate));
	assert_int_equal(rate.hz, 2400000000);
	/* 101 ticks of 2.4 million and 2 ns of a million. */
	assert_in_range(rate.err_ppb, 44000, 44100);
	/* A month of ticks does not overflow. */
	to.ticks = 1000 + UINT64_C(2400000000) * 86400 * 30;
	to.ns = 500 + UINT64_C(1000000000) * 86400 * 30;
	assert_true(tsc_measure(&from, &to, &rate));
	assert_int_equal(rate.hz, 2400000000);
	assert_in_range(rate.err_ppb, 0, 1);
}

static void
test_measure_refuses(void **state)
{
	struct tsc_anchor from = {.ticks = 1000, .ns = 500, .window = 10};
	struct tsc_anchor to = from;
	struct tsc_rate rate;

	assert_false(tsc_measure(&from, &to, &rate));
	to.ticks = 2000;
	assert_false(tsc_measure(&from, &to, &rate));
	to.ns = 499;
	assert_false(tsc_measure(&from, &to, &rate));
	to = (struct tsc_anchor){.ticks = 999, .ns = 1000};
	assert_false(tsc_measure(&from, &to, &rate));
}

static void
test_adopt(void **state)
{
	struct tsc_rate known = {.hz = 2000000000, .err_ppb = 1000000};
	struct tsc_rate measured = {.hz = 2000100000, .err_ppb = 600000};

	/* Not twice as good. */
	assert_false(tsc_adopt(&known, &measured));
	assert_int_equal(known.hz, 2000000000);
	measured.err_ppb = 500000;
	assert_true(tsc_adopt(&known, &measured));
	assert_int_equal(known.hz, 2000100000);
	assert_int_equal(known.err_ppb, 500000);
	/* What is exact by definition stays. */
	known = (struct tsc_rate){.hz = 62500000, .err_ppb = 0};
	measured = (struct tsc_rate){.hz = 62500000, .err_ppb = 1};
	assert_false(tsc_adopt(&known, &measured));
}

/* A processor that is wrong by 50 percent is overruled, though not at once. */
static void
test_adopt_contradiction(void **state)
{
	struct tsc_rate known = {.hz = 2000000000, .err_ppb = 100000};
	struct tsc_rate measured = {.hz = 3000000000, .err_ppb = 50};
	unsigned int tries = 1;

	assert_false(tsc_adopt(&known, &measured));
	assert_int_equal(known.hz, 2000000000);
	while (!tsc_adopt(&known, &measured)) {
		assert_true(tries < 10);
		tries++;
	}
	assert_int_equal(known.hz, 3000000000);
	assert_int_equal(known.err_ppb, 50);
}

#ifdef __x86_64__
static const struct fake_leaf {
	uint32_t leaf;
	uint32_t regs[4];
} * fake_leaves;

/* A leaf that is not listed reads as zeroes. */
static void
fake_cpuid(uint32_t leaf, uint32_t regs[4])
{
	memset(regs, 0, 4 * sizeof(regs[0]));
	for (const struct fake_leaf *l = fake_leaves; l->leaf != UINT32_MAX;
			l++) {
		if (l->leaf == leaf)
			memcpy(regs, l->regs, sizeof(l->regs));
	}
}

static uint64_t
hz_of(const struct fake_leaf *leaves)
{
	struct tsc_rate rate = {.hz = 0};
	bool known;

	fake_leaves = leaves;
	known = tsc_cpuid_rate(fake_cpuid, &rate);
	assert_int_equal(known, rate.hz != 0);
	assert_true(!known || rate.err_ppb > 0);
	return rate.hz;
}

#define LEAVES(...) ((const struct fake_leaf[]){__VA_ARGS__, {UINT32_MAX, {0}}})
#define HYPERVISOR                                                             \
	{                                                                      \
		1,                                                             \
		{                                                              \
			0, 0, 1u << 31, 0                                      \
		}                                                              \
	}

static void
test_cpuid(void **state)
{
	/* A hypervisor's kHz. */
	assert_int_equal(hz_of(LEAVES(HYPERVISOR, {0x40000000, {0x40000010}},
					 {0x40000010, {2449998}})),
			2449998000);
	/* Its leaf counts only if it says that it is one and has the leaf. */
	assert_int_equal(hz_of(LEAVES({0x40000000, {0x40000010}},
					 {0x40000010, {2449998}})),
			0);
	assert_int_equal(hz_of(LEAVES(HYPERVISOR, {0x40000000, {0x4000000f}},
					 {0x40000010, {2449998}})),
			0);
	assert_int_equal(hz_of(LEAVES(HYPERVISOR, {0x40000000, {0xffffffff}},
					 {0x40000010, {2449998}})),
			0);
	/* Crystal and ratio. */
	assert_int_equal(hz_of(LEAVES({0, {0x16}}, {0x15, {2, 216, 24000000}},
					 {0x16, {2500}})),
			2592000000);
	/* No crystal frequency: the base frequency. */
	assert_int_equal(hz_of(LEAVES({0, {0x16}}, {0x15, {2, 216, 0}},
					 {0x16, {0xabcd0000 | 2600}})),
			2600000000);
	/* Leaves above the highest are not asked. */
	assert_int_equal(hz_of(LEAVES({0, {0x14}}, {0x15, {2, 216, 24000000}},
					 {0x16, {2500}})),
			0);
}

static uint64_t
hz_of_brand(const char *brand)
{
	struct fake_leaf leaves[] = {{0x80000000, {0x80000004}},
			{0x80000002, {0}}, {0x80000003, {0}}, {0x80000004, {0}},
			{UINT32_MAX, {0}}};
	char text[48] = "";

	/* Without a terminator when it is as long as the leaves are. */
	memcpy(text, brand, strnlen(brand, sizeof(text)));
	for (unsigned int i = 0; i < 3; i++)
		memcpy(leaves[1 + i].regs, text + 16 * i, 16);
	return hz_of(leaves);
}

static void
test_cpuid_brand(void **state)
{
	assert_int_equal(hz_of_brand("Intel(R) Xeon(R) CPU @ 2.40GHz"),
			2400000000);
	assert_int_equal(hz_of_brand("CPU @3.05GHz"), 3050000000);
	assert_int_equal(hz_of_brand("CPU @ 2.4GHz"), 0);
	assert_int_equal(hz_of_brand("CPU @ 2400MHz"), 0);
	assert_int_equal(hz_of_brand("CPU @ "), 0);
	assert_int_equal(hz_of_brand("AMD EPYC 7763 64-Core Processor"), 0);
	assert_int_equal(hz_of_brand(""), 0);
	assert_int_equal(hz_of_brand("Intel(R) Xeon(R) Platinum 8888 "
				     "CPU @ 12.34567890"),
			0);
}
#endif

/* What the kernel's clock says over some milliseconds. */
static uint64_t
measure_ms(unsigned int ms)
{
	struct timespec from, to;
	uint64_t start, ns;

	start = rte_rdtsc_precise();
	clock_gettime(CLOCK_MONOTONIC_RAW, &from);
	do {
		clock_gettime(CLOCK_MONOTONIC_RAW, &to);
		ns = (uint64_t)(to.tv_sec - from.tv_sec) * 1000000000 +
				(uint64_t)to.tv_nsec - (uint64_t)from.tv_nsec;
	} while (ns < ms * 1000000ull);
	return (uint64_t)((double)(rte_rdtsc_precise() - start) * 1e9 /
			(double)ns);
}

static void
assert_near(uint64_t a, uint64_t b, double tolerance)
{
	assert_true((double)a > (double)b * (1 - tolerance));
	assert_true((double)a < (double)b * (1 + tolerance));
}

/* Runs first: the very first call, before any init. */
static void
test_first_call(void **state)
{
	uint64_t hz = rte_get_tsc_hz();

	assert_true(hz > 0);
	assert_near(hz, measure_ms(20), 0.03);
}

static void
test_refined(void **state)
{
	uint64_t hz;

	eal_tsc_init();
	assert_true(rte_get_tsc_hz() > 0);
	measure_ms(50);
	hz = rte_get_tsc_hz();
	/* The test's own measurement is the less exact one. */
	assert_near(hz, measure_ms(100), 0.001);
	assert_near(rte_get_tsc_hz(), hz, 0.0005);
	assert_int_equal(eal_timer_source, EAL_TIMER_TSC);
	assert_near(rte_get_timer_hz(), hz, 0.0005);
}

static void
test_fini_keeps(void **state)
{
	uint64_t hz;

	eal_tsc_init();
	eal_tsc_fini();
	hz = rte_get_tsc_hz();
	assert_true(hz > 0);
	measure_ms(5);
	assert_int_equal(rte_get_tsc_hz(), hz);
	eal_tsc_fini();
	eal_tsc_init();
	assert_near(rte_get_tsc_hz(), hz, 0.001);
}

static void *
ask_often(void *arg)
{
	uint64_t hz = *(uint64_t *)arg;

	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t now = rte_get_tsc_hz();

		if (now < hz / 100 * 99 || now > hz / 100 * 101)
			return arg;
	}
	return NULL;
}

static void
test_threads(void **state)
{
	uint64_t hz = rte_get_tsc_hz();
	pthread_t threads[3];
	void *failed;

	eal_tsc_init();
	for (unsigned int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, ask_often, &hz);
	for (unsigned int i = 0; i < 3; i++) {
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_first_call),
			cmocka_unit_test(test_measure),
			cmocka_unit_test(test_measure_refuses),
			cmocka_unit_test(test_adopt),
			cmocka_unit_test(test_adopt_contradiction),
#ifdef __x86_64__
			cmocka_unit_test(test_cpuid),
			cmocka_unit_test(test_cpuid_brand),
#endif
			cmocka_unit_test(test_refined),
			cmocka_unit_test(test_fini_keeps),
			cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
