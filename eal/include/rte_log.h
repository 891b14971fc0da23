/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Logging. A line has a level (RTE_LOG_*) and a type (RTE_LOGTYPE_*, or one
 * that was registered by name), and is printed when its level is at most both
 * the global level and that of its type. Lines go to the stream of
 * rte_openlog_stream(), else to bp_config.log_fn, else to stderr; each of them
 * is one write. Everything here may be called by any thread and before
 * rte_eal_init().
 */
#ifndef RTE_LOG_H
#define RTE_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_common.h>
#include <rte_config.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types with fixed ids; their names are "lib.eal", "lib.malloc", ... */
#define RTE_LOGTYPE_EAL       0
#define RTE_LOGTYPE_MALLOC    1
#define RTE_LOGTYPE_RING      2
#define RTE_LOGTYPE_MEMPOOL   3
#define RTE_LOGTYPE_TIMER     4
#define RTE_LOGTYPE_PMD       5 /* named "pmd" */
#define RTE_LOGTYPE_HASH      6
#define RTE_LOGTYPE_LPM       7
#define RTE_LOGTYPE_KNI       8
#define RTE_LOGTYPE_ACL       9
#define RTE_LOGTYPE_POWER     10
#define RTE_LOGTYPE_METER     11
#define RTE_LOGTYPE_SCHED     12
#define RTE_LOGTYPE_PORT      13
#define RTE_LOGTYPE_TABLE     14
#define RTE_LOGTYPE_PIPELINE  15
#define RTE_LOGTYPE_MBUF      16
#define RTE_LOGTYPE_CRYPTODEV 17
#define RTE_LOGTYPE_EFD       18
#define RTE_LOGTYPE_EVENTDEV  19
#define RTE_LOGTYPE_GSO       20

/* For the program's own use; named "user1" to "user8". */
#define RTE_LOGTYPE_USER1 24
#define RTE_LOGTYPE_USER2 25
#define RTE_LOGTYPE_USER3 26
#define RTE_LOGTYPE_USER4 27
#define RTE_LOGTYPE_USER5 28
#define RTE_LOGTYPE_USER6 29
#define RTE_LOGTYPE_USER7 30
#define RTE_LOGTYPE_USER8 31

/* Ids of registered types start here. */
#define RTE_LOGTYPE_FIRST_EXT_ID 32

/* Levels, the gravest first; 0 silences a type. */
#define RTE_LOG_EMERG   1U
#define RTE_LOG_ALERT   2U
#define RTE_LOG_CRIT    3U
#define RTE_LOG_ERR     4U
#define RTE_LOG_WARNING 5U
#define RTE_LOG_NOTICE  6U
#define RTE_LOG_INFO    7U
#define RTE_LOG_DEBUG   8U
#define RTE_LOG_MAX     RTE_LOG_DEBUG

/*
 * Send all lines to f; NULL: back to the default. The stream stays the
 * caller's and has to outlive its use here. Returns 0.
 */
int rte_openlog_stream(FILE *f);

/* The stream given to rte_openlog_stream(), or stderr. */
FILE *rte_log_get_stream(void);

/* The global level, RTE_LOG_DEBUG unless changed. */
void rte_log_set_global_level(uint32_t level);
uint32_t rte_log_get_global_level(void);

/* The level of a type; -1 if there is no such type. */
int rte_log_get_level(uint32_t logtype);

/* Whether a line of that type and level would be printed. */
bool rte_log_can_log(uint32_t logtype, uint32_t loglevel);

/*
 * Set the level of the types that exist now: of one by its id, of those whose
 * whole name matches a shell pattern, of those whose name contains a match of
 * a basic regular expression. Returns 0, also when nothing matches, and
 * -1 for an unknown id, a level above RTE_LOG_MAX or a malformed expression.
 */
int rte_log_set_level(uint32_t logtype, uint32_t level);
int rte_log_set_level_pattern(const char *pattern, uint32_t level);
int rte_log_set_level_regexp(const char *regex, uint32_t level);

/* Level and type of the calling thread's latest line that was printed. */
int rte_log_cur_msg_loglevel(void);
int rte_log_cur_msg_logtype(void);

/*
 * Find or add a type by name, at level RTE_LOG_INFO. Returns its id, or
 * -ENOMEM or -EINVAL. Names are kept until the process ends.
 */
int rte_log_register(const char *name);

/*
 * As rte_log_register(), but a type that does not exist yet takes level_def,
 * unless an argument --log-level that matches its name says otherwise.
 */
int rte_log_register_type_and_pick_level(const char *name, uint32_t level_def);

/* Print the global level and each type's id, name and level. */
void rte_log_dump(FILE *f);

/* Print the names of all types, sorted, each after the prefix. */
void rte_log_list_types(FILE *out, const char *prefix);

/*
 * Print one line; the format brings its own newline. Returns the number of
 * characters, 0 if the levels suppress it, -1 for an unknown type or an
 * output error. errno is left alone.
 */
int rte_log(uint32_t level, uint32_t logtype, const char *format,
		...) __rte_cold __rte_format_printf(3, 4);
int rte_vlog(uint32_t level, uint32_t logtype, const char *format, va_list ap)
		__rte_format_printf(3, 0);

/*
 * RTE_LOG(ERR, USER1, "format\n", ...): rte_log() with the short names of
 * level and type; the text starts with "USER1: ".
 */
#define RTE_LOG(l, t, ...)                                                     \
	rte_log(RTE_LOG_##l, RTE_LOGTYPE_##t, #t ": " __VA_ARGS__)

/*
 * As RTE_LOG(), but for data paths: levels above RTE_LOG_DP_LEVEL cost
 * nothing, for the compiler drops them.
 */
#define RTE_LOG_DP(l, t, ...)                                                  \
	((void)(RTE_LOG_##l <= RTE_LOG_DP_LEVEL ? RTE_LOG(l, t, __VA_ARGS__)   \
						: 0))

/* Define the variable `type` and register a log type for it at load time. */
#define RTE_LOG_REGISTER_IMPL(type, name, level)                               \
	int type;                                                              \
	RTE_INIT_PRIO(bp_log_register_##type, LOG)                             \
	{                                                                      \
		(type) = rte_log_register_type_and_pick_level(                 \
				name, RTE_LOG_##level);                        \
	}

/* RTE_LOG_REGISTER(foo_logtype, pmd.net.foo, NOTICE) */
#define RTE_LOG_REGISTER(type, name, level)                                    \
	RTE_LOG_REGISTER_IMPL(type, RTE_STR(name), level)

/* As RTE_LOG_REGISTER(), but named RTE_LOG_DEFAULT_LOGTYPE. */
#define RTE_LOG_REGISTER_DEFAULT(type, level)                                  \
	RTE_LOG_REGISTER_IMPL(type, RTE_STR(RTE_LOG_DEFAULT_LOGTYPE), level)

/* As RTE_LOG_REGISTER(), but named RTE_LOG_DEFAULT_LOGTYPE.suffix. */
#define RTE_LOG_REGISTER_SUFFIX(type, suffix, level)                           \
	RTE_LOG_REGISTER_IMPL(type,                                            \
			RTE_STR(RTE_LOG_DEFAULT_LOGTYPE) "." RTE_STR(suffix),  \
			level)

#ifdef __cplusplus
}
#endif

#endif
