/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lists of "key=value" settings, as drivers and programs take them in device
 * arguments. A parsed list owns one copy of its text; keys and values point
 * into it. A key may appear several times, or without a value (then the value
 * is NULL). A comma between '[' and the next ']' separates nothing.
 */
#ifndef RTE_KVARGS_H
#define RTE_KVARGS_H

#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The most settings that one list holds; longer ones do not parse. */
#define RTE_KVARGS_MAX 32

/* What separates settings, and a key from its value. */
#define RTE_KVARGS_PAIRS_DELIM ","
#define RTE_KVARGS_KV_DELIM    "="

/* value is NULL for a bare key; a negative return stops and is an error. */
typedef int (*arg_handler_t)(const char *key, const char *value, void *opaque);

struct rte_kvargs_pair {
	char *key;
	char *value; /* NULL for a bare key */
};

struct rte_kvargs {
	char *str;          /* the text, cut up in place */
	unsigned int count; /* pairs in use */
	struct rte_kvargs_pair pairs[RTE_KVARGS_MAX];
};

/*
 * Parse args into a new list, to be freed with rte_kvargs_free(). valid_keys,
 * unless NULL, is a NULL-terminated table of the keys that may occur. Empty
 * settings ("a=1,,b=2") are skipped. Returns NULL when args is NULL, a key is
 * not in the table, there are more than RTE_KVARGS_MAX settings, or memory is
 * short.
 */
struct rte_kvargs *rte_kvargs_parse(
		const char *args, const char *const valid_keys[]);

/*
 * As rte_kvargs_parse(), but the text ends at the first character out of
 * valid_ends too. valid_ends may be NULL.
 */
struct rte_kvargs *rte_kvargs_parse_delim(const char *args,
		const char *const valid_keys[], const char *valid_ends);

/* Free a list; NULL is fine. */
void rte_kvargs_free(struct rte_kvargs *kvlist);

/*
 * The value of the first setting called key. NULL if there is none, or if it
 * has no value. The text belongs to the list.
 */
const char *rte_kvargs_get(const struct rte_kvargs *kvlist, const char *key);

/*
 * The value of the first setting whose key and value are these; a NULL key or
 * value matches any. NULL if there is none, or if it has no value.
 */
__rte_experimental const char *rte_kvargs_get_with_value(
		const struct rte_kvargs *kvlist, const char *key,
		const char *value);

/*
 * Call handler on each setting called key_match, or on all if that is NULL.
 * Returns 0 (also for a NULL list), or -1 once a handler returns less than 0.
 */
int rte_kvargs_process(const struct rte_kvargs *kvlist, const char *key_match,
		arg_handler_t handler, void *opaque_arg);

/* How many settings are called key_match, or how many at all if it is NULL. */
unsigned int rte_kvargs_count(
		const struct rte_kvargs *kvlist, const char *key_match);

#ifdef __cplusplus
}
#endif

#endif
