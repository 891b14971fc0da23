/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each argument, right and wrong: what it sets, and what is said about it.
 * Every case is one command line, so that a new argument is one more row.
 */
#include <errno.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_vect.h>

#include "process/args.h"

#include <cmocka.h>

#define WORDS_MAX 16

static char logged[4096];
static struct args args;
static char *words[WORDS_MAX + 1];
static char line[512];
static int words_n;

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

/* Parse a line whose words '|' separates; a value may hold spaces. */
static int
parse(const char *text)
{
	char *word = line;

	args_free(&args);
	memset(&args, 0, sizeof(args));
	logged[0] = '\0';
	snprintf(line, sizeof(line), "prog|%s", text);
	for (words_n = 0; word != NULL; words_n++) {
		assert_true(words_n < WORDS_MAX);
		words[words_n] = strsep(&word, "|");
	}
	words[words_n] = NULL;
	return args_parse(&args, words_n, words);
}

static void
good(const char *text)
{
	if (parse(text) != 0)
		fail_msg("\"%s\" refused: %s", text, logged);
}

/* Refused, in words that have both the argument and the reason in them. */
static void
bad(const char *text, const char *name, const char *reason)
{
	assert_int_equal(parse(text), -EINVAL);
	if (strstr(logged, name) == NULL || strstr(logged, reason) == NULL)
		fail_msg("\"%s\": \"%s\" and \"%s\" not in \"%s\"", text, name,
				reason, logged);
}

/* Accepted with a log line that says it does nothing. */
static void
idle(const char *text, const char *name)
{
	good(text);
	if (strstr(logged, name) == NULL ||
			strstr(logged, "has no effect") == NULL)
		fail_msg("\"%s\": \"%s\"", text, logged);
}

static void
test_lcores(void **state)
{
	(void)state;
	good("-c|0x1");
	assert_string_equal(args.config.lcores, "0");
	good("-l|0");
	assert_string_equal(args.config.lcores, "0");
	good("--lcores|(0-3)@0");
	assert_string_equal(args.config.lcores, "(0-3)@0");
	good("--lcores=1@0");
	good("-l|0|--main-lcore|0");
	assert_int_equal(args.config.main_lcore_plus1, 1);
	bad("-c|0", "-c", "no bit set");
	bad("-c|0xz", "-c", "'z'");
	bad("-c|ffffffffffffffff", "-c", "not online");
	bad("-l|", "-l", "a number expected");
	bad("-l|(0)@0", "-l", "'('");
	bad("-l|0@0", "-l", "'@'");
	bad("-l|1-0", "-l", "backwards");
	bad("-l|1023", "-l", "\"1023\"");
	bad("--lcores|0@", "--lcores", "a number expected");
	bad("--lcores|0@1023", "--lcores", "CPU 1023");
	bad("-l|0|-c|1", "-c", "given before, with -l");
	bad("-c|1|--lcores|0", "--lcores", "given before, with -c");
	bad("--lcores|0|-l|0", "-l", "given before, with --lcores");
	bad("--main-lcore|x", "--main-lcore", "id of an lcore");
	bad("--main-lcore|9999", "--main-lcore", "id of an lcore");
	bad("--main-lcore|", "--main-lcore", "id of an lcore");
	idle("-s|1", "-s");
	idle("-S|0", "-S");
	bad("-s|0x", "-s", "no bit set");
	bad("-S|foo", "-S", "a number expected");
}

static void
test_default_lcores(void **state)
{
	rte_cpuset_t cpus;

	(void)state;
	good("-n|1");
	assert_non_null(args.config.lcores);
	assert_int_equal(sched_getaffinity(0, sizeof(cpus), &cpus), 0);
	if (CPU_ISSET(0, &cpus))
		assert_int_equal(args.config.lcores[0], '0');
}

static void
test_memory(void **state)
{
	(void)state;
	good("-m|64");
	assert_int_equal(args.config.mem_bytes, UINT64_C(64) << 20);
	bad("-m|abc", "-m", "megabytes");
	bad("-m|-5", "-m", "megabytes");
	bad("-m|64x", "-m", "megabytes");
	bad("-m|99999999999999999999", "-m", "megabytes");
	good("--socket-mem|1,0,3");
	assert_int_equal(args.config.socket_mem_n, 3);
	assert_int_equal(args.config.socket_mem[2], UINT64_C(3) << 20);
	bad("--socket-mem|", "--socket-mem", "as 1024,512");
	bad("--socket-mem|1,", "--socket-mem", "as 1024,512");
	bad("--socket-mem|1,a", "--socket-mem", "as 1024,512");
	good("--socket-limit|100");
	assert_int_equal(args.config.socket_limit[0], UINT64_C(100) << 20);
	assert_int_equal(args.config.socket_limit_n, 1);
	assert_int_equal(args.config.socket_mem_n, 0);
	bad("--socket-limit|abc", "--socket-limit", "as 1024,512");
	good("-n|4|-r|2");
	assert_int_equal(args.config.channels, 4);
	assert_int_equal(args.config.ranks, 2);
	bad("-n|0", "-n", "from 1 on");
	bad("-n|x", "-n", "from 1 on");
	bad("-r|0", "-r", "from 1 to 16");
	bad("-r|17", "-r", "from 1 to 16");
	good("--base-virtaddr|0x200000000");
	assert_int_equal(args.config.base_virtaddr, 0x200000000);
	good("--base-virtaddr|200000000");
	assert_int_equal(args.config.base_virtaddr, 0x200000000);
	bad("--base-virtaddr|zzz", "--base-virtaddr", "hexadecimal");
	bad("--base-virtaddr|0", "--base-virtaddr", "hexadecimal");
}

static void
test_pages(void **state)
{
	(void)state;
	good("--no-huge|--in-memory");
	assert_true(args.config.no_huge);
	assert_true(args.config.in_memory);
	assert_true(args.config.no_shconf);
	good("--no-shconf|--legacy-mem|--single-file-segments");
	assert_true(args.config.no_shconf);
	assert_true(args.config.legacy_mem);
	assert_true(args.config.single_file_segments);
	good("--match-allocations");
	assert_true(args.config.match_allocations);
	good("--huge-dir|/mnt/huge");
	assert_string_equal(args.config.huge_dir, "/mnt/huge");
	bad("--huge-dir|", "--huge-dir", "hugetlbfs");
	good("--huge-unlink");
	assert_int_equal(args.config.huge_unlink, BP_HUGE_UNLINK_ALWAYS);
	good("--huge-unlink=always");
	assert_int_equal(args.config.huge_unlink, BP_HUGE_UNLINK_ALWAYS);
	good("--huge-unlink=existing");
	assert_int_equal(args.config.huge_unlink, BP_HUGE_UNLINK_EXISTING);
	good("--huge-unlink=never");
	assert_int_equal(args.config.huge_unlink, BP_HUGE_UNLINK_NEVER);
	bad("--huge-unlink=foo", "--huge-unlink", "existing, always or never");
	idle("--huge-worker-stack", "--huge-worker-stack");
	idle("--huge-worker-stack=64", "--huge-worker-stack");
	bad("--huge-worker-stack=x", "--huge-worker-stack", "kilobytes");
	bad("--huge-worker-stack=0", "--huge-worker-stack", "kilobytes");
	bad("--no-huge=5", "--no-huge=5", "takes no value");
}

static void
test_devices(void **state)
{
	(void)state;
	good("--vdev|net_null0,size=64|--vdev=net_ring0|-a|net_pcap0");
	assert_int_equal(args.config.devices_n, 3);
	assert_string_equal(args.config.devices[0].args, "net_null0,size=64");
	assert_int_equal(args.config.devices[0].kind, BP_DEVICE_VIRTUAL);
	assert_int_equal(args.config.devices[2].kind, BP_DEVICE_ALLOWED);
	good("-b|net_null0|--block=net_null1");
	assert_int_equal(args.config.devices[1].kind, BP_DEVICE_BLOCKED);
	bad("--vdev|", "--vdev", "as net_null0");
	bad("-a|", "--allow", "name of a device");
	bad("-b|", "--block", "name of a device");
	bad("--vdev", "--vdev", "needs a value");
	good("-a|0000:00:01.0|--allow|pci:01:00.1,key=1");
	assert_int_equal(args.config.devices_n, 2);
	assert_string_equal(args.config.devices[1].args, "pci:01:00.1,key=1");
	good("-b|0000:00:01.0");
	assert_int_equal(args.config.devices_n, 1);
	assert_int_equal(args.config.devices[0].kind, BP_DEVICE_BLOCKED);
	good("-a|00:01.0x");
	good("-a|a.b");
	good("-d|x.so|-d|dir");
	assert_int_equal(args.plugins_n, 2);
	assert_string_equal(args.plugins[1], "dir");
	bad("-d|", "-d", "shared object");
	good("--no-pci");
	assert_true(args.config.no_pci);
	good("--create-uio-dev");
	assert_true(args.config.create_uio_dev);
}

static void
test_modes(void **state)
{
	(void)state;
	good("--iova-mode|pa");
	assert_int_equal(args.config.iova_mode, RTE_IOVA_PA);
	good("--iova-mode|va");
	assert_int_equal(args.config.iova_mode, RTE_IOVA_VA);
	bad("--iova-mode|xx", "--iova-mode", "pa or va");
	good("--proc-type|primary");
	assert_int_equal(args.config.proc_type, RTE_PROC_PRIMARY);
	good("--proc-type|auto");
	assert_int_equal(args.config.proc_type, RTE_PROC_AUTO);
	good("--proc-type|secondary");
	assert_int_equal(args.config.proc_type, RTE_PROC_SECONDARY);
	bad("--proc-type|foo", "--proc-type", "primary, secondary or auto");
	good("--vfio-intr|msi");
	assert_int_equal(args.config.vfio_intr, RTE_INTR_MODE_MSI);
	good("--vfio-intr|legacy");
	assert_int_equal(args.config.vfio_intr, RTE_INTR_MODE_LEGACY);
	good("--vfio-intr|msix");
	assert_int_equal(args.config.vfio_intr, RTE_INTR_MODE_MSIX);
	bad("--vfio-intr|none", "--vfio-intr", "legacy, msi or msix");
	good("--vfio-vf-token|12345678-1234-1234-1234-123456789012");
	assert_int_equal(args.config.vf_token[0], 0x12);
	bad("--vfio-vf-token|foo", "--vfio-vf-token", "UUID");
	good("--file-prefix|abc");
	assert_string_equal(args.config.prefix, "abc");
	bad("--file-prefix|", "--file-prefix", "name");
	good("--mbuf-pool-ops-name|stack");
	assert_string_equal(args.config.mbuf_pool_ops, "stack");
	bad("--mbuf-pool-ops-name|", "--mbuf-pool-ops-name", "handler");
	assert_false(args.config.no_thread_caches);
	good("--no-thread-caches");
	assert_true(args.config.no_thread_caches);
	good("--mempool-guard");
	assert_string_equal(args.config.mempool_guard, "log");
	good("--mempool-guard=count");
	assert_string_equal(args.config.mempool_guard, "count");
	bad("--mempool-guard=1", "--mempool-guard", "log, count or abort");
	good("--mbuf-history");
	assert_string_equal(args.config.mbuf_history, "1");
	good("--mbuf-history=16");
	assert_string_equal(args.config.mbuf_history, "16");
	bad("--mbuf-history=12", "--mbuf-history", "16, 32 or 64");
	bad("--mbuf-history=1", "--mbuf-history", "2, 4, 8");
	good("--force-max-simd-bitwidth|128");
	assert_int_equal(args.config.max_simd_bitwidth, 128);
	good("--force-max-simd-bitwidth|0");
	assert_int_equal(args.config.max_simd_bitwidth, RTE_VECT_SIMD_MAX);
	bad("--force-max-simd-bitwidth|x", "--force-max-simd-bitwidth",
			"power of two");
	good("--log-level|7|--log-level|lib.*:debug");
	assert_int_equal(args.config.log_levels_n, 2);
	assert_string_equal(args.config.log_levels[1], "lib.*:debug");
	bad("--log-level|", "--log-level", "PATTERN:LEVEL");
	good("-v");
	assert_true(args.version);
}

static void
test_without_effect(void **state)
{
	(void)state;
	idle("--trace=foo", "--trace");
	idle("--trace-dir|/tmp", "--trace-dir");
	idle("--trace-mode=o", "--trace-mode");
	idle("--trace-mode=discard", "--trace-mode");
	bad("--trace-mode=q", "--trace-mode", "overwrite or discard");
	idle("--trace-bufsz=2M", "--trace-bufsz");
	idle("--trace-bufsz=2", "--trace-bufsz");
	bad("--trace-bufsz=1Q", "--trace-bufsz", "B, K or M");
	bad("--trace-bufsz=M", "--trace-bufsz", "B, K or M");
	idle("--telemetry", "--telemetry");
	idle("--no-telemetry", "--no-telemetry");
	idle("--no-hpet", "--no-hpet");
	idle("--vmware-tsc-map", "--vmware-tsc-map");
	idle("--syslog|local7", "--syslog");
	bad("--syslog|foo", "--syslog", "facility");
}

static void
test_unknown(void **state)
{
	(void)state;
	bad("--foo", "--foo", "unknown");
	bad("-x", "-x", "unknown");
	bad("-w|foo", "-w", "unknown");
	bad("--no", "--no", "could mean several");
	bad("-m", "-m", "needs a value");
	bad("-l", "-l", "needs a value");
	bad("-vx", "-x", "unknown");
	good("--no-hu");
	assert_true(args.config.no_huge);
}

/* What is used, and the order of what is left. */
static void
order(const char *text, int used, const char *rest)
{
	char left[128] = "";
	int i;

	good(text);
	assert_int_equal(args.used, used);
	for (i = used + 1; i < words_n; i++) {
		strcat(left, args.argv[i]);
		strcat(left, " ");
	}
	assert_string_equal(left, rest);
}

static void
test_order(void **state)
{
	(void)state;
	order("-l|0", 2, "");
	order("-l|0|--|a|b", 3, "a b ");
	order("-l|0|a|b", 2, "a b ");
	order("a|-l|0|b|-n|2|c", 4, "a b c ");
	order("a|-l|0|b|-n|2|--|c", 5, "a b c ");
	order("-l|0|--|-n|2", 3, "-n 2 ");
	order("a", 0, "a ");
	/* argv itself is untouched */
	assert_string_equal(words[0], "prog");
	good("a|-l|0|b");
	assert_string_equal(words[1], "a");
}

static void
test_help(void **state)
{
	(void)state;
	good("-h|--foo");
	assert_true(args.help);
	good("--help");
	assert_true(args.help);
}

static void
test_bad_argv(void **state)
{
	char *none[] = {NULL};

	(void)state;
	args_free(&args);
	assert_int_equal(args_parse(&args, 0, none), -EINVAL);
	assert_int_equal(args_parse(&args, 1, NULL), -EINVAL);
	assert_int_equal(args_parse(&args, 1, none), -EINVAL);
	assert_int_equal(args_parse(&args, -1, none), -EINVAL);
}

/* The program's own getopt() goes on as if nothing had been. */
static void
test_getopt_state(void **state)
{
	static const char *const lines[] = {"-l|0", "-vx", "--foo", "-m"};
	char w0[] = "p", w1[] = "-ab", w2[] = "-c";
	char *mine[] = {w0, w1, w2, NULL};
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		optind = 1;
		opterr = 1;
		optopt = 'q';
		optarg = w0;
		parse(lines[i]);
		assert_int_equal(optind, 1);
		assert_int_equal(opterr, 1);
		assert_int_equal(optopt, 'q');
		assert_ptr_equal(optarg, w0);
		assert_int_equal(getopt(3, mine, "abc"), 'a');
		assert_int_equal(getopt(3, mine, "abc"), 'b');
		assert_int_equal(getopt(3, mine, "abc"), 'c');
		assert_int_equal(getopt(3, mine, "abc"), -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_lcores),
			cmocka_unit_test(test_default_lcores),
			cmocka_unit_test(test_memory),
			cmocka_unit_test(test_pages),
			cmocka_unit_test(test_devices),
			cmocka_unit_test(test_modes),
			cmocka_unit_test(test_without_effect),
			cmocka_unit_test(test_unknown),
			cmocka_unit_test(test_order),
			cmocka_unit_test(test_help),
			cmocka_unit_test(test_bad_argv),
			cmocka_unit_test(test_getopt_state),
	};
	int rc = cmocka_run_group_tests(tests, setup, teardown);

	args_free(&args);
	return rc;
}
