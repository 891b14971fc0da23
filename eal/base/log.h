/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the three files of the log share: log.c prints, log_types.c holds the
 * types and their levels, log_rules.c the levels that arguments ask for. Only
 * log_types.c and log_rules.c have a lock, and neither prints under it.
 */
#ifndef EAL_BASE_LOG_H
#define EAL_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

/* Who sets a level: what an argument sets is undone by eal_log_fini(). */
enum log_by {
	LOG_BY_CALL,
	LOG_BY_ARG,
};

typedef bool (*log_match_fn)(const void *rule, const char *name);

/* log_types.c: "emergency" to "debug", "disabled" for 0, else "unknown". */
const char *log_level_name(uint32_t level);

/* log_types.c: set the global level. */
void log_global_level_set(uint32_t level, enum log_by by);

/* log_types.c: set the level of each type whose name matches. */
void log_types_set(log_match_fn match, const void *rule, uint32_t level,
		enum log_by by);

/* log_types.c: put back the levels that arguments changed. */
void log_types_restore(void);

/* log_rules.c: the level that the latest matching argument asks for. */
bool log_rules_find(const char *name, uint32_t *level);

/* log_rules.c: forget all arguments. */
void log_rules_clear(void);

#endif
