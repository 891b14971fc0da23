/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What holds of a stack between calls, looked at by tests. Reads only.
 */
#include <stdlib.h>
#include <string.h>

#include <rte_stack.h>

#include "stack.h"

/* Follow a list; mark its elements, none of which may be marked before. */
static const char *
check_list(const struct rte_stack *s, const struct rte_stack_lf_list *list,
		unsigned char *seen)
{
	const struct rte_stack_lf_elem *elems = s->stack_lf.elems;
	uint32_t len = (uint32_t)(list->head.pos >> 32);
	size_t idx = (uint32_t)list->head.pos;

	if (len > s->capacity)
		return "a list is longer than the capacity";
	for (; len > 0; len--) {
		if (idx >= s->capacity)
			return "a link leads out of the stack";
		if (seen[idx]++ != 0)
			return "an element is on the lists twice";
		idx = (size_t)(elems[idx].next - elems);
	}
	return NULL;
}

static const char *
check_lf(const struct rte_stack *s)
{
	const struct rte_stack_lf *lf = &s->stack_lf;
	unsigned char *seen = calloc(1, (size_t)s->capacity + 1);
	const char *broken;

	if (seen == NULL)
		return "no memory to check it";
	broken = check_list(s, &lf->used, seen);
	if (broken == NULL)
		broken = check_list(s, &lf->free, seen);
	if (broken == NULL && memchr(seen, 0, s->capacity) != NULL)
		broken = "an element is on no list";
	free(seen);
	return broken;
}

static const char *
check_std(const struct rte_stack *s)
{
	if (s->stack_std.lock.locked != 0)
		return "the lock is held";
	if (s->stack_std.len > s->capacity)
		return "longer than the capacity";
	return NULL;
}

bool
stack_check(const struct rte_stack *s, const char **reason)
{
	const char *broken;

	if (memchr(s->name, 0, sizeof(s->name)) == NULL)
		broken = "name has no end";
	else if ((s->flags & ~(uint32_t)RTE_STACK_F_LF) != 0)
		broken = "unknown flags";
	else if ((s->flags & RTE_STACK_F_LF) != 0)
		broken = check_lf(s);
	else
		broken = check_std(s);
	if (broken != NULL)
		*reason = broken;
	return broken == NULL;
}
