/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Command-line arguments on their way to a struct bp_config. What the
 * configuration points to lies in argv or in struct args, and lives as long
 * as both.
 */
#ifndef ARGS_H
#define ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include <rte_eal.h>

#include "eal.h"
#include "lcore_parse.h"

struct args {
	struct bp_config config;
	char **argv;  /* reordered: arguments, "--", the program's own */
	int used;     /* how many come before the program's own */
	bool help;    /* -h */
	bool version; /* -v */
	const char **plugins;
	unsigned int plugins_n;

	struct bp_device_arg *devices;
	const char **log_levels;
	const char *lcores_by; /* -c, -l or --lcores, whichever was given */
	char lcores[LCORE_LIST_LEN];
	uint64_t socket_mem[RTE_MAX_NUMA_NODES];
	uint64_t socket_limit[RTE_MAX_NUMA_NODES];
	rte_uuid_t vf_token;
};

struct arg;

/* Reads value (NULL if there is none) of an argument: 0 or -EINVAL, logged. */
typedef int (*arg_fn)(
		struct args *args, const struct arg *arg, const char *value);

struct arg {
	const char *name; /* without dashes; NULL if there is only a letter */
	char letter;      /* 0 if there is only a name */
	int has_value;    /* no_argument, required_ or optional_argument */
	arg_fn read;
	size_t offset;    /* of the field that a common arg_fn sets */
	const char *note; /* what a common arg_fn tells the user */
};

/* args_table.c */
extern const struct arg args_table[];
extern const unsigned int args_table_n;

/*
 * Parse argv, which stays as it is. Returns 0 or -errno, -EINVAL after a
 * message; release with args_free() either way.
 */
int args_parse(struct args *args, int argc, char **argv);
void args_free(struct args *args);

/* How the user writes this argument, as "--vdev" or "-m". */
const char *arg_spelling(const struct arg *arg);
/* Log that value is wrong and what would be right; returns -EINVAL. */
int arg_refuse(const struct arg *arg, const char *value, const char *right);

/* args_number.c: a whole number in a range, in base 10 or 16. */
int arg_number(const char *text, int base, uint64_t max, uint64_t *number);

/* Readers of one argument or kind of argument, by topic. */
int arg_flag(struct args *args, const struct arg *arg, const char *value);
int arg_text(struct args *args, const struct arg *arg, const char *value);
int arg_ignored(struct args *args, const struct arg *arg, const char *value);
int arg_channels(struct args *args, const struct arg *arg, const char *value);
int arg_ranks(struct args *args, const struct arg *arg, const char *value);
int arg_megabytes(struct args *args, const struct arg *arg, const char *value);
int arg_node_list(struct args *args, const struct arg *arg, const char *value);
int arg_address(struct args *args, const struct arg *arg, const char *value);
int arg_simd(struct args *args, const struct arg *arg, const char *value);
int arg_in_memory(struct args *args, const struct arg *arg, const char *value);
int arg_huge_unlink(
		struct args *args, const struct arg *arg, const char *value);
int arg_huge_stack(struct args *args, const struct arg *arg, const char *value);

int arg_core_mask(struct args *args, const struct arg *arg, const char *value);
int arg_core_list(struct args *args, const struct arg *arg, const char *value);
int arg_core_map(struct args *args, const struct arg *arg, const char *value);
int arg_main_lcore(struct args *args, const struct arg *arg, const char *value);
int arg_service_mask(
		struct args *args, const struct arg *arg, const char *value);
int arg_service_list(
		struct args *args, const struct arg *arg, const char *value);
/* Without -c, -l or --lcores: the CPUs that the caller may use. */
int args_default_lcores(struct args *args);

int arg_help(struct args *args, const struct arg *arg, const char *value);
int arg_version(struct args *args, const struct arg *arg, const char *value);
int arg_allow(struct args *args, const struct arg *arg, const char *value);
int arg_block(struct args *args, const struct arg *arg, const char *value);
int arg_vdev(struct args *args, const struct arg *arg, const char *value);
int arg_plugin(struct args *args, const struct arg *arg, const char *value);
int arg_log_level(struct args *args, const struct arg *arg, const char *value);
int arg_iova_mode(struct args *args, const struct arg *arg, const char *value);
int arg_proc_type(struct args *args, const struct arg *arg, const char *value);
int arg_vfio_intr(struct args *args, const struct arg *arg, const char *value);
int arg_vf_token(struct args *args, const struct arg *arg, const char *value);
int arg_syslog(struct args *args, const struct arg *arg, const char *value);
int arg_trace_mode(struct args *args, const struct arg *arg, const char *value);
int arg_trace_size(struct args *args, const struct arg *arg, const char *value);
int arg_mempool_guard(
		struct args *args, const struct arg *arg, const char *value);
int arg_mbuf_history(
		struct args *args, const struct arg *arg, const char *value);

/* usage.c */
void args_usage(const char *program);

#endif
