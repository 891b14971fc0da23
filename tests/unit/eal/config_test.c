/* SPDX-License-Identifier: BSD-3-Clause */
/* bp_config: its size rule, the deep copy, and what is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_vect.h>

#include "process/config.h"

#include <cmocka.h>

static char logged[4096];

static void
catch_log(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	(void)ctx;
	(void)level;
	(void)logtype;
	strncat(logged, text, sizeof(logged) - strlen(logged) - 1);
}

static int
setup(void **state)
{
	(void)state;
	logged[0] = '\0';
	eal_log_init(catch_log, NULL, 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	eal_log_fini();
	return 0;
}

static void
test_size(void **state)
{
	struct {
		struct bp_config known;
		uint64_t more;
	} wide = {.known.size = sizeof(wide)};
	struct bp_config full;

	(void)state;
	assert_int_equal(config_widen(&wide.known, &full), 0);
	assert_int_equal(full.size, sizeof(full));
	wide.more = 1;
	assert_int_equal(config_widen(&wide.known, &full), -EINVAL);
	assert_non_null(strstr(logged, "cannot honour"));
	wide.known.size = sizeof(full) - 1;
	assert_int_equal(config_widen(&wide.known, &full), -EINVAL);
	wide.known.size = 0;
	assert_int_equal(config_widen(&wide.known, &full), -EINVAL);
}

static void
test_deep_copy(void **state)
{
	char prefix[] = "pre", lcores[] = "0", dir[] = "/dir", ops[] = "ops";
	char args[] = "net_null0", level[] = "7", guard[] = "count";
	char history[] = "16";
	const char *levels[] = {level};
	unsigned char token[16] = {1, 2, 3};
	uint64_t mem[] = {5, 6};
	struct bp_device_arg dev = {BP_DEVICE_VIRTUAL, args};
	struct bp_component part = {"part", NULL, NULL};
	const struct bp_component *parts[] = {&part};
	struct bp_config c = {.size = sizeof(c),
			.prefix = prefix,
			.lcores = lcores,
			.huge_dir = dir,
			.mbuf_pool_ops = ops,
			.mempool_guard = guard,
			.mbuf_history = history,
			.vf_token = token,
			.socket_mem = mem,
			.socket_mem_n = 2,
			.devices = &dev,
			.devices_n = 1,
			.log_levels = levels,
			.log_levels_n = 1,
			.components = parts,
			.components_n = 1};

	(void)state;
	assert_int_equal(config_adopt(&c), 0);
	memset(prefix, 'x', 3);
	memset(lcores, 'x', 1);
	memset(dir, 'x', 4);
	memset(ops, 'x', 3);
	memset(guard, 'x', 5);
	memset(history, 'x', 2);
	memset(args, 'x', 9);
	memset(level, 'x', 1);
	memset(token, 'x', 16);
	mem[1] = 0;
	dev.kind = BP_DEVICE_BLOCKED;
	parts[0] = NULL;
	assert_string_equal(eal_config.prefix, "pre");
	assert_string_equal(eal_config.lcores, "0");
	assert_string_equal(eal_config.huge_dir, "/dir");
	assert_string_equal(eal_config.mbuf_pool_ops, "ops");
	assert_string_equal(eal_config.mempool_guard, "count");
	assert_string_equal(eal_config.mbuf_history, "16");
	assert_int_equal(eal_config.vf_token[1], 2);
	assert_int_equal(eal_config.socket_mem[1], 6);
	assert_null(eal_config.socket_limit);
	assert_string_equal(eal_config.devices[0].args, "net_null0");
	assert_int_equal(eal_config.devices[0].kind, BP_DEVICE_VIRTUAL);
	assert_string_equal(eal_config.log_levels[0], "7");
	assert_ptr_equal(eal_config.components[0], &part);
	config_drop();
	assert_null(eal_config.prefix);
	assert_int_equal(eal_config.size, 0);
	config_drop();
}

static void
test_default_prefix(void **state)
{
	struct bp_config c = {.size = sizeof(c)};

	(void)state;
	assert_int_equal(config_check(&c), 0);
	assert_int_equal(config_adopt(&c), 0);
	assert_string_equal(eal_config.prefix, "rte");
	config_drop();
}

/* Every refusal names its field; base is valid but for what is set. */
static void
refused(const struct bp_config *c, const char *name)
{
	logged[0] = '\0';
	assert_int_equal(config_check(c), -EINVAL);
	if (strstr(logged, name) == NULL)
		fail_msg("\"%s\" not in \"%s\"", name, logged);
}

#define REFUSED(name, ...)                                                     \
	refused(&(struct bp_config){.size = sizeof(struct bp_config),          \
				__VA_ARGS__},                                  \
			name)
#define ACCEPTED(...)                                                          \
	assert_int_equal(config_check(&(struct bp_config){                     \
					 .size = sizeof(struct bp_config),     \
					 __VA_ARGS__}),                        \
			0)

static void
test_names(void **state)
{
	char text[66];

	(void)state;
	memset(text, 'p', 65);
	text[65] = '\0';
	REFUSED("--file-prefix", .prefix = "");
	REFUSED("--file-prefix", .prefix = "a/b");
	REFUSED("--file-prefix", .prefix = "a%b");
	REFUSED("--file-prefix", .prefix = "..");
	REFUSED("--file-prefix", .prefix = text);
	text[64] = '\0';
	ACCEPTED(.prefix = text);
	REFUSED("--mbuf-pool-ops-name", .mbuf_pool_ops = "");
	REFUSED("--huge-dir", .huge_dir = "");
	REFUSED("--mempool-guard", .mempool_guard = "yes");
	ACCEPTED(.mempool_guard = "0");
	ACCEPTED(.mempool_guard = "abort");
	REFUSED("--mbuf-history", .mbuf_history = "3");
	REFUSED("--mbuf-history", .mbuf_history = "128");
	REFUSED("--mbuf-history", .mbuf_history = "08");
	REFUSED("--mbuf-history", .mbuf_history = "8 ");
	REFUSED("--mbuf-history", .mbuf_history = "yes");
	REFUSED("needs the guard", .mbuf_history = "8", .mempool_guard = "0");
	ACCEPTED(.mbuf_history = "0", .mempool_guard = "0");
	ACCEPTED(.mbuf_history = "");
	ACCEPTED(.mbuf_history = "1");
	ACCEPTED(.mbuf_history = "64", .mempool_guard = "count");
}

static void
test_values(void **state)
{
	(void)state;
	REFUSED("main_lcore_plus1", .main_lcore_plus1 = -1);
	REFUSED("main_lcore_plus1", .main_lcore_plus1 = RTE_MAX_LCORE + 1);
	ACCEPTED(.main_lcore_plus1 = RTE_MAX_LCORE);
	REFUSED("affinity", .affinity = (enum bp_affinity)9);
	REFUSED("dma", .dma = (enum bp_dma)9);
	REFUSED("huge_unlink", .huge_unlink = (enum bp_huge_unlink)9);
	REFUSED("iova_mode", .iova_mode = 3);
	REFUSED("iova_mode", .iova_mode = -1);
	REFUSED("vfio_intr", .vfio_intr = 4);
	REFUSED("log_level", .log_level = RTE_LOG_MAX + 1);
	REFUSED("--force-max-simd-bitwidth", .max_simd_bitwidth = 32);
	REFUSED("--force-max-simd-bitwidth", .max_simd_bitwidth = 96);
	ACCEPTED(.max_simd_bitwidth = 256);
	ACCEPTED(.max_simd_bitwidth = RTE_VECT_SIMD_MAX);
	REFUSED("--force-max-simd-bitwidth", .max_simd_bitwidth = 65535);
	REFUSED("-r", .ranks = 17);
	ACCEPTED(.ranks = 16);
	REFUSED("--base-virtaddr", .base_virtaddr = (uintptr_t)1 << 47);
}

static void
test_pages(void **state)
{
	static const uint64_t mem[33] = {2}, limit[] = {1}, none[] = {0};

	(void)state;
	REFUSED("--iova-mode=pa", .iova_mode = RTE_IOVA_PA, .no_huge = true);
	ACCEPTED(.iova_mode = RTE_IOVA_VA, .no_huge = true);
	ACCEPTED(.in_memory = true, .no_huge = true);
	REFUSED("--legacy-mem", .legacy_mem = true, .in_memory = true);
	REFUSED("--match-allocations", .match_allocations = true,
			.legacy_mem = true);
	REFUSED("--match-allocations", .match_allocations = true,
			.no_huge = true);
	ACCEPTED(.huge_unlink = BP_HUGE_UNLINK_NEVER);
	ACCEPTED(.huge_unlink = BP_HUGE_UNLINK_NEVER, .no_huge = true);
	ACCEPTED(.huge_unlink = BP_HUGE_UNLINK_NEVER,
			.single_file_segments = true);
	REFUSED("--huge-unlink=never", .huge_unlink = BP_HUGE_UNLINK_NEVER,
			.in_memory = true);
	REFUSED("--huge-unlink", .huge_unlink = BP_HUGE_UNLINK_ALWAYS,
			.no_huge = true);
	REFUSED("--single-file-segments", .huge_unlink = BP_HUGE_UNLINK_ALWAYS,
			.single_file_segments = true);
	REFUSED("-m", .mem_bytes = 1, .socket_mem = mem, .socket_mem_n = 1);
	REFUSED("--no-huge", .no_huge = true, .socket_mem = mem,
			.socket_mem_n = 1);
	REFUSED("--socket-mem", .socket_mem = mem, .socket_mem_n = 33);
	REFUSED("--socket-mem", .socket_mem_n = 1);
	REFUSED("--socket-limit", .socket_limit_n = 1);
	ACCEPTED(.socket_mem = mem, .socket_mem_n = 1, .socket_limit = limit,
			.socket_limit_n = 1);
	ACCEPTED(.socket_mem = mem, .socket_mem_n = 1, .socket_limit = none,
			.socket_limit_n = 1);
}

static int
no_init(void)
{
	return 0;
}

static void
test_lists(void **state)
{
	static const struct bp_component good = {"good", no_init, NULL};
	static const struct bp_component bad = {"bad", NULL, NULL};
	static const struct bp_component *parts[] = {&good, &bad, NULL};
	static const struct bp_device_arg devs[] = {
			{BP_DEVICE_VIRTUAL, "net_null0"},
			{BP_DEVICE_ALLOWED, "a"},
			{BP_DEVICE_BLOCKED, "b"},
			{BP_DEVICE_VIRTUAL, ""},
			{BP_DEVICE_VIRTUAL, NULL},
			{(enum bp_device_kind)3, "c"},
	};
	static const char *const levels[] = {"7", NULL};

	(void)state;
	ACCEPTED(.devices = devs, .devices_n = 2);
	REFUSED("-b", .devices = devs, .devices_n = 3);
	REFUSED("--vdev", .devices = devs + 3, .devices_n = 1);
	REFUSED("--vdev", .devices = devs + 4, .devices_n = 1);
	REFUSED("bp_device_kind", .devices = devs + 5, .devices_n = 1);
	REFUSED("devices_n", .devices_n = 1);
	ACCEPTED(.components = parts, .components_n = 1);
	REFUSED("component 1", .components = parts, .components_n = 2);
	REFUSED("component 0", .components = parts + 2, .components_n = 1);
	REFUSED("components_n", .components_n = 1);
	ACCEPTED(.log_levels = levels, .log_levels_n = 1);
	REFUSED("log level 1", .log_levels = levels, .log_levels_n = 2);
	REFUSED("log_levels_n", .log_levels_n = 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_size),
			cmocka_unit_test(test_deep_copy),
			cmocka_unit_test(test_default_prefix),
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_values),
			cmocka_unit_test(test_pages),
			cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
