/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every argument there is, and which function reads it. Names and letters are
 * those of 22.11. Arguments of parts that this library does not have are
 * accepted, so that scripts keep working, and named in the log.
 */
#include <getopt.h>
#include <stddef.h>

#include <rte_common.h>

#include "args.h"

#define FIELD(f) offsetof(struct args, config.f)
#define FLAG(name, f)                                                          \
	{                                                                      \
		name, 0, no_argument, arg_flag, FIELD(f), NULL                 \
	}
#define TEXT(name, f, note)                                                    \
	{                                                                      \
		name, 0, required_argument, arg_text, FIELD(f), note           \
	}
#define VALUE(name, letter, fn)                                                \
	{                                                                      \
		name, letter, required_argument, fn, 0, NULL                   \
	}
#define IGNORED(name, has, note)                                               \
	{                                                                      \
		name, 0, has, arg_ignored, 0, note                             \
	}

static const char no_trace[] = "there is no tracing";
static const char no_telemetry[] = "there is no telemetry";

const struct arg args_table[] = {
		VALUE(NULL, 'c', arg_core_mask),
		VALUE(NULL, 'l', arg_core_list),
		VALUE("lcores", 0, arg_core_map),
		VALUE("main-lcore", 0, arg_main_lcore),
		VALUE(NULL, 's', arg_service_mask),
		VALUE(NULL, 'S', arg_service_list),
		VALUE(NULL, 'n', arg_channels),
		VALUE(NULL, 'r', arg_ranks),
		VALUE(NULL, 'm', arg_megabytes),
		{NULL, 'v', no_argument, arg_version, 0, NULL},
		{"help", 'h', no_argument, arg_help, 0, NULL},

		VALUE("allow", 'a', arg_allow),
		VALUE("block", 'b', arg_block),
		VALUE("vdev", 0, arg_vdev),
		VALUE(NULL, 'd', arg_plugin),
		FLAG("no-pci", no_pci),
		VALUE("iova-mode", 0, arg_iova_mode),
		VALUE("vfio-intr", 0, arg_vfio_intr),
		VALUE("vfio-vf-token", 0, arg_vf_token),
		FLAG("create-uio-dev", create_uio_dev),

		{"socket-mem", 0, required_argument, arg_node_list,
				FIELD(socket_mem), NULL},
		{"socket-limit", 0, required_argument, arg_node_list,
				FIELD(socket_limit), NULL},
		VALUE("base-virtaddr", 0, arg_address),
		{"huge-unlink", 0, optional_argument, arg_huge_unlink, 0, NULL},
		{"huge-worker-stack", 0, optional_argument, arg_huge_stack, 0,
				NULL},
		TEXT("huge-dir", huge_dir,
				"a folder where hugetlbfs is mounted"),
		FLAG("no-huge", no_huge),
		{"in-memory", 0, no_argument, arg_in_memory, 0, NULL},
		FLAG("no-shconf", no_shconf),
		FLAG("legacy-mem", legacy_mem),
		FLAG("single-file-segments", single_file_segments),
		FLAG("match-allocations", match_allocations),

		TEXT("file-prefix", prefix,
				"a name for the files of the process"),
		VALUE("proc-type", 0, arg_proc_type),
		TEXT("mbuf-pool-ops-name", mbuf_pool_ops,
				"the name of a mempool handler"),
		FLAG("no-thread-caches", no_thread_caches),
		{"mempool-guard", 0, optional_argument, arg_mempool_guard, 0,
				NULL},
		{"mbuf-history", 0, optional_argument, arg_mbuf_history, 0,
				NULL},
		VALUE("force-max-simd-bitwidth", 0, arg_simd),
		VALUE("log-level", 0, arg_log_level),

		VALUE("syslog", 0, arg_syslog),
		{"trace-mode", 0, required_argument, arg_trace_mode, 0,
				no_trace},
		{"trace-bufsz", 0, required_argument, arg_trace_size, 0,
				no_trace},
		IGNORED("trace", required_argument, no_trace),
		IGNORED("trace-dir", required_argument, no_trace),
		IGNORED("telemetry", no_argument, no_telemetry),
		IGNORED("no-telemetry", no_argument, no_telemetry),
		IGNORED("no-hpet", no_argument, "the HPET is never used"),
		IGNORED("vmware-tsc-map", no_argument,
				"the cycle counter is read directly"),
};

const unsigned int args_table_n = RTE_DIM(args_table);
