/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Parsing "key=value,key=value". The text is copied once and cut in place:
 * each setting is a piece between two commas, and the first '=' of a piece
 * ends its key. Every key and value of a list lies inside its str.
 */
#include <bufplane_export.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <rte_kvargs.h>

/* The end of the setting at s: a comma outside brackets, or the NUL. */
static char *
setting_end(char *s)
{
	for (;;) {
		s += strcspn(s, ",[");
		if (*s == '\0' || *s == ',')
			return s;
		/* A bracket; one that is never closed takes all the rest. */
		s += strcspn(s, "]");
	}
}

static bool
key_is_valid(const char *key, const char *const valid_keys[])
{
	if (valid_keys == NULL)
		return true;
	for (; *valid_keys != NULL; valid_keys++) {
		if (strcmp(key, *valid_keys) == 0)
			return true;
	}
	return false;
}

/* Append the setting that is the string text; false when that cannot be. */
static bool
add_setting(struct rte_kvargs *list, char *text, const char *const valid[])
{
	struct rte_kvargs_pair *pair;
	char *eq;

	if (list->count == RTE_KVARGS_MAX)
		return false;
	pair = &list->pairs[list->count];
	eq = strchr(text, '=');
	if (eq != NULL)
		*eq = '\0';
	pair->key = text;
	pair->value = eq != NULL ? eq + 1 : NULL;
	if (!key_is_valid(pair->key, valid))
		return false;
	list->count++;
	return true;
}

/* Cut up list->str. */
static bool
cut_settings(struct rte_kvargs *list, const char *const valid_keys[])
{
	char *text = list->str;
	bool last = false;

	while (!last) {
		char *end = setting_end(text);

		last = *end == '\0';
		*end = '\0';
		if (*text != '\0' && !add_setting(list, text, valid_keys))
			return false;
		text = end + 1;
	}
	return true;
}

BP_EXPORT
struct rte_kvargs *
rte_kvargs_parse_delim(const char *args, const char *const valid_keys[],
		const char *valid_ends)
{
	struct rte_kvargs *list;

	if (args == NULL)
		return NULL;
	list = calloc(1, sizeof(*list));
	if (list == NULL)
		return NULL;
	list->str = strndup(args,
			strcspn(args, valid_ends != NULL ? valid_ends : ""));
	if (list->str == NULL || !cut_settings(list, valid_keys)) {
		rte_kvargs_free(list);
		return NULL;
	}
	return list;
}

BP_EXPORT
struct rte_kvargs *
rte_kvargs_parse(const char *args, const char *const valid_keys[])
{
	return rte_kvargs_parse_delim(args, valid_keys, NULL);
}

BP_EXPORT
void
rte_kvargs_free(struct rte_kvargs *kvlist)
{
	if (kvlist == NULL)
		return;
	free(kvlist->str);
	free(kvlist);
}

/* The index of the first match from idx on, or the count of the list. */
static unsigned int
find_from(const struct rte_kvargs *list, unsigned int idx, const char *key)
{
	while (idx < list->count && key != NULL &&
			strcmp(list->pairs[idx].key, key) != 0)
		idx++;
	return idx;
}

BP_EXPORT
const char *
rte_kvargs_get(const struct rte_kvargs *kvlist, const char *key)
{
	unsigned int idx;

	if (kvlist == NULL || key == NULL)
		return NULL;
	idx = find_from(kvlist, 0, key);
	return idx < kvlist->count ? kvlist->pairs[idx].value : NULL;
}

BP_EXPORT
const char *
rte_kvargs_get_with_value(const struct rte_kvargs *kvlist, const char *key,
		const char *value)
{
	unsigned int idx;

	if (kvlist == NULL)
		return NULL;
	for (idx = find_from(kvlist, 0, key); idx < kvlist->count;
			idx = find_from(kvlist, idx + 1, key)) {
		const char *found = kvlist->pairs[idx].value;

		if (value == NULL)
			return found;
		if (found != NULL && strcmp(found, value) == 0)
			return found;
	}
	return NULL;
}

BP_EXPORT
int
rte_kvargs_process(const struct rte_kvargs *kvlist, const char *key_match,
		arg_handler_t handler, void *opaque_arg)
{
	unsigned int idx;

	if (kvlist == NULL)
		return 0;
	for (idx = find_from(kvlist, 0, key_match); idx < kvlist->count;
			idx = find_from(kvlist, idx + 1, key_match)) {
		const struct rte_kvargs_pair *pair = &kvlist->pairs[idx];

		if (handler == NULL ||
				handler(pair->key, pair->value, opaque_arg) < 0)
			return -1;
	}
	return 0;
}

BP_EXPORT
unsigned int
rte_kvargs_count(const struct rte_kvargs *kvlist, const char *key_match)
{
	unsigned int n = 0;
	unsigned int idx;

	if (kvlist == NULL)
		return 0;
	for (idx = find_from(kvlist, 0, key_match); idx < kvlist->count;
			idx = find_from(kvlist, idx + 1, key_match))
		n++;
	return n;
}
