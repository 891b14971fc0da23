/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Creating, finding and freeing stacks. A stack that rte_stack_create() made
 * is in the list of stacks exactly while its memzone exists; the list is
 * guarded by the lock of the tailqs.
 */
#include "stack.h"

#include <bufplane_export.h>
#include <bufplane_stack.h>
#include <bufplane_tailq.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_stack.h>
#include <rte_string_fns.h>
#include <rte_tailq.h>

#if RTE_CACHE_LINE_SIZE == 64
static_assert(sizeof(struct rte_stack) == 192, "part of the contract");
static_assert(sizeof(struct rte_stack_lf) == 128, "as above");
static_assert(offsetof(struct rte_stack, stack_lf) == 64, "its own line");
static_assert(offsetof(struct rte_stack_lf, free) == 64, "its own line");
#endif
static_assert(sizeof(struct rte_stack_std) == 8, "part of the contract");
static_assert(sizeof(struct rte_stack_lf_elem) == 16, "as above");
static_assert(sizeof(struct rte_stack_lf_head) == 16, "as above");
static_assert(sizeof(struct rte_stack_lf_list) == 32, "as above");
static_assert(offsetof(struct rte_stack, capacity) == 40, "as above");
static_assert(offsetof(struct rte_stack_lf_list, len) == 16, "as above");

/* Lines between a stack and what follows it, against the prefetcher. */
#define LINES_APART 2

RTE_LOG_REGISTER(stack_logtype, lib.stack, NOTICE)

#define STACK_ERR(...) rte_log(RTE_LOG_ERR, stack_logtype, __VA_ARGS__)

TAILQ_HEAD(stack_list, rte_tailq_entry);

static struct rte_tailq_elem stack_tailq = {
		.name = RTE_TAILQ_STACK_NAME,
};
EAL_REGISTER_TAILQ(stack_tailq)

/* The list of stacks, or NULL and rte_errno while the library is not up. */
static struct stack_list *
stack_list(void)
{
	if (stack_tailq.head == NULL) {
		rte_errno = E_RTE_NO_CONFIG;
		return NULL;
	}
	return RTE_TAILQ_CAST(stack_tailq.head, stack_list);
}

static size_t
memsize(unsigned int count, uint32_t flags)
{
	const size_t each = (flags & RTE_STACK_F_LF) != 0
			? sizeof(struct rte_stack_lf_elem)
			: sizeof(void *);

	return sizeof(struct rte_stack) + RTE_CACHE_LINE_ROUNDUP(count * each) +
			(size_t)LINES_APART * RTE_CACHE_LINE_SIZE;
}

/* What rte_stack_create() refuses: 0 or -errno and a log line. */
static int
check_create(const char *name, uint32_t flags)
{
	if (name == NULL) {
		STACK_ERR("a stack needs a name, not NULL\n");
		return -EINVAL;
	}
	if ((flags & ~(uint32_t)RTE_STACK_F_LF) != 0) {
		STACK_ERR("%s: flags 0x%" PRIx32 " are not known, of 0x%" PRIx32
			  "\n",
				name, flags & ~(uint32_t)RTE_STACK_F_LF, flags);
		return -EINVAL;
	}
	if ((flags & RTE_STACK_F_LF) != 0 && !stack_lf_supported()) {
		STACK_ERR("%s: this processor has no 128-bit exchange, which a lock-free stack needs\n",
				name);
		return -ENOTSUP;
	}
	if (strlen(name) >= RTE_STACK_NAMESIZE) {
		STACK_ERR("%s: name longer than %zu characters\n", name,
				RTE_STACK_NAMESIZE - 1);
		return -ENAMETOOLONG;
	}
	return 0;
}

/*
 * Reserve the memory of a stack, make the stack and list it under te; the lock
 * of the list is held. Returns NULL with rte_errno set.
 */
static struct rte_stack *
create_locked(struct stack_list *list, struct rte_tailq_entry *te,
		const char *name, unsigned int count, int socket_id,
		uint32_t flags)
{
	const size_t size = memsize(count, flags);
	char mz_name[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;
	struct rte_stack *s;

	snprintf(mz_name, sizeof(mz_name), "%s%s", RTE_STACK_MZ_PREFIX, name);
	mz = rte_memzone_reserve_aligned(mz_name, size, socket_id, 0,
			__alignof__(struct rte_stack));
	if (mz == NULL) {
		STACK_ERR("%s: cannot reserve %zu bytes: %s\n", name, size,
				rte_strerror(rte_errno));
		return NULL;
	}
	s = mz->addr;
	memset(s, 0, sizeof(*s));
	strlcpy(s->name, name, sizeof(s->name));
	s->memzone = mz;
	s->capacity = count;
	s->flags = flags;
	if ((flags & RTE_STACK_F_LF) != 0)
		stack_lf_init(s);
	else
		rte_spinlock_init(&s->stack_std.lock);
	te->data = s;
	TAILQ_INSERT_TAIL(list, te, next);
	return s;
}

BP_EXPORT
struct rte_stack *
rte_stack_create(const char *name, unsigned int count, int socket_id,
		uint32_t flags)
{
	struct stack_list *list;
	struct rte_tailq_entry *te;
	struct rte_stack *s;
	int rc;

	rc = check_create(name, flags);
	if (rc != 0) {
		rte_errno = -rc;
		return NULL;
	}
	list = stack_list();
	te = list == NULL ? NULL
			  : rte_zmalloc("STACK_TAILQ_ENTRY", sizeof(*te), 0);
	if (te == NULL) {
		STACK_ERR("%s: no memory for its list entry\n", name);
		rte_errno = ENOMEM;
		return NULL;
	}
	rte_mcfg_tailq_write_lock();
	s = create_locked(list, te, name, count, socket_id, flags);
	rte_mcfg_tailq_write_unlock();
	if (s == NULL)
		rte_free(te);
	return s;
}

/* The lock of a dead holder is as good as any: the stack is whole. */
BP_EXPORT
unsigned int
bp_stack_std_push_wait(
		struct rte_stack *s, void *const *obj_table, unsigned int n)
{
	bp_group_lock_wait(&s->stack_std.lock.locked);
	return bp_stack_std_push_locked(s, obj_table, n);
}

BP_EXPORT
unsigned int
bp_stack_std_pop_wait(struct rte_stack *s, void **obj_table, unsigned int n)
{
	bp_group_lock_wait(&s->stack_std.lock.locked);
	return bp_stack_std_pop_locked(s, obj_table, n);
}

BP_EXPORT
void
bp_stack_clear(struct rte_stack *s)
{
	if ((s->flags & RTE_STACK_F_LF) != 0) {
		s->stack_lf.used.head.pos = 0;
		stack_lf_init(s);
	} else {
		s->stack_std.len = 0;
		rte_spinlock_init(&s->stack_std.lock);
	}
}

BP_EXPORT
void
rte_stack_free(struct rte_stack *s)
{
	struct rte_tailq_entry *te;

	if (s == NULL)
		return;
	te = bp_tailq_take(&stack_tailq, s);
	if (te == NULL) {
		STACK_ERR("stack %p: cannot free it, it is not listed\n",
				(void *)s);
		return;
	}
	if (rte_memzone_free(s->memzone) != 0)
		STACK_ERR("stack %p: cannot free its memory\n", (void *)s);
	rte_free(te);
}

BP_EXPORT
struct rte_stack *
rte_stack_lookup(const char *name)
{
	return bp_tailq_find(&stack_tailq, name);
}
