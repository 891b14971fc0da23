/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stacks of both kinds on one thread: what can be created, what is refused
 * and how, that a failure leaves nothing behind, and that objects come out in
 * the reverse order, all that were asked for or none. stack_check() runs after
 * each step.
 */
#include <bufplane.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cpuflags.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_stack.h>

#include "stack.h"

#include <cmocka.h>

#define CAPACITY 100

static bool no_zone, no_malloc, no_cpu_flag;
static size_t zone_len;

const struct rte_memzone *__real_rte_memzone_reserve_aligned(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align);
const struct rte_memzone *__wrap_rte_memzone_reserve_aligned(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align);
void *__real_rte_zmalloc(const char *type, size_t size, unsigned int align);
void *__wrap_rte_zmalloc(const char *type, size_t size, unsigned int align);
int __real_rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature);
int __wrap_rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature);

const struct rte_memzone *
__wrap_rte_memzone_reserve_aligned(const char *name, size_t len, int socket_id,
		unsigned int flags, unsigned int align)
{
	zone_len = len;
	if (no_zone) {
		rte_errno = ENOSPC;
		return NULL;
	}
	return __real_rte_memzone_reserve_aligned(
			name, len, socket_id, flags, align);
}

void *
__wrap_rte_zmalloc(const char *type, size_t size, unsigned int align)
{
	return no_malloc ? NULL : __real_rte_zmalloc(type, size, align);
}

int
__wrap_rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature)
{
	return no_cpu_flag ? 0 : __real_rte_cpu_get_flag_enabled(feature);
}

static void
assert_stack(const struct rte_stack *s)
{
	const char *reason = "ok";

	if (!stack_check(s, &reason))
		fail_msg("%s: %s", s->name, reason);
}

static void *
object(uintptr_t number)
{
	return (void *)(number * 8); /* NOLINT: never followed */
}

static struct rte_stack *
make(unsigned int count, void **state)
{
	struct rte_stack *s;

	s = rte_stack_create("s", count, SOCKET_ID_ANY, **(uint32_t **)state);
	assert_non_null(s);
	assert_stack(s);
	assert_int_equal(s->capacity, count);
	assert_int_equal(rte_stack_count(s), 0);
	assert_int_equal(rte_stack_free_count(s), count);
	return s;
}

static void
assert_refused(const char *name, unsigned int count, int socket_id,
		uint32_t flags, int error)
{
	rte_errno = 0;
	assert_null(rte_stack_create(name, count, socket_id, flags));
	assert_int_equal(rte_errno, error);
	rte_errno = 0;
	assert_null(rte_stack_lookup("s"));
	assert_int_equal(rte_errno, ENOENT);
	assert_null(rte_memzone_lookup("STK_s"));
}

static void
test_constants(void **state)
{
	(void)state;
	assert_int_equal(RTE_STACK_NAMESIZE, 28);
	assert_string_equal(RTE_TAILQ_STACK_NAME, "RTE_STACK");
	assert_string_equal(RTE_STACK_MZ_PREFIX, "STK_");
	assert_int_equal(RTE_STACK_F_LF, 1);
}

static void
test_create_refuses(void **state)
{
	const uint32_t flags = **(uint32_t **)state;

	assert_refused("s", 16, SOCKET_ID_ANY, flags | 2, EINVAL);
	assert_refused("s", 16, SOCKET_ID_ANY, flags | 0x80000000, EINVAL);
	assert_refused(NULL, 16, SOCKET_ID_ANY, flags, EINVAL);
	assert_refused("1234567890123456789012345678", 16, SOCKET_ID_ANY, flags,
			ENAMETOOLONG);
	assert_refused("s", 16, -2, flags, EINVAL);
}

/* The header, the objects on whole lines, and two lines more. */
static void
assert_memory(uint32_t flags, unsigned int count)
{
	const size_t line = RTE_CACHE_LINE_SIZE;
	const size_t each = flags == 0 ? 8 : 16;

	no_zone = true;
	assert_refused("s", count, SOCKET_ID_ANY, flags, ENOSPC);
	no_zone = false;
	assert_int_equal(zone_len,
			sizeof(struct rte_stack) + 2 * line +
					(count * each + line - 1) / line *
							line);
}

static void
test_memory_size(void **state)
{
	const uint32_t flags = **(uint32_t **)state;

	assert_memory(flags, 0);
	assert_memory(flags, 1);
	assert_memory(flags, 7);
	assert_memory(flags, 8);
	assert_memory(flags, 100);
	assert_memory(flags, 1U << 31);
	assert_memory(flags, UINT32_MAX);
}

static void
test_create_without_memory(void **state)
{
	const uint32_t flags = **(uint32_t **)state;

	no_zone = true;
	assert_refused("s", 16, SOCKET_ID_ANY, flags, ENOSPC);
	no_zone = false;
	no_malloc = true;
	assert_refused("s", 16, SOCKET_ID_ANY, flags, ENOMEM);
	no_malloc = false;
	rte_stack_free(make(16, state));
}

static void
test_create_without_exchange(void **state)
{
	struct rte_stack *s;

	(void)state;
#if !defined(__x86_64__)
	skip();
#endif
	no_cpu_flag = true;
	assert_refused("s", 16, SOCKET_ID_ANY, RTE_STACK_F_LF, ENOTSUP);
	s = rte_stack_create("s", 16, SOCKET_ID_ANY, 0);
	no_cpu_flag = false;
	assert_non_null(s);
	rte_stack_free(s);
}

static void
test_names(void **state)
{
	const char *longest = "123456789012345678901234567";
	const uint32_t flags = **(uint32_t **)state;
	struct rte_stack *s = make(16, state), *other;

	rte_errno = 0;
	assert_null(rte_stack_create("s", 16, SOCKET_ID_ANY, flags ^ 1));
	assert_int_equal(rte_errno, EEXIST);
	assert_ptr_equal(rte_stack_lookup("s"), s);
	assert_ptr_equal(rte_memzone_lookup("STK_s"), s->memzone);
	assert_ptr_equal(s->memzone->addr, s);
	other = rte_stack_create(longest, 16, SOCKET_ID_ANY, flags);
	assert_non_null(other);
	assert_string_equal(other->name, longest);
	assert_ptr_equal(rte_stack_lookup(longest), other);
	rte_stack_free(other);
	assert_null(rte_stack_lookup(longest));
	rte_errno = 0;
	assert_null(rte_stack_lookup(NULL));
	assert_int_equal(rte_errno, EINVAL);
	rte_stack_free(s);
	assert_null(rte_memzone_lookup("STK_s"));
	rte_stack_free(make(16, state));
}

static void
test_free_unlisted(void **state)
{
	struct rte_stack *s = make(1, state), *copy;

	rte_stack_free(NULL);
	copy = aligned_alloc(RTE_CACHE_LINE_SIZE, sizeof(*copy));
	assert_non_null(copy);
	memcpy(copy, s, sizeof(*copy));
	rte_stack_free(copy);
	assert_ptr_equal(rte_stack_lookup("s"), s);
	assert_ptr_equal(rte_memzone_lookup("STK_s"), s->memzone);
	free(copy);
	rte_stack_free(s);
}

/* Pop n, which must be first, first - 1, ... */
static void
assert_pops(struct rte_stack *s, unsigned int n, uintptr_t first)
{
	void *out[CAPACITY + 1];
	unsigned int i;

	out[n] = out;
	assert_int_equal(rte_stack_pop(s, out, n), n);
	assert_stack(s);
	for (i = 0; i < n; i++)
		assert_ptr_equal(out[i], object(first - i));
	assert_ptr_equal(out[n], out);
}

/* Push n, which are first, first + 1, ... */
static void
push(struct rte_stack *s, unsigned int n, uintptr_t first)
{
	void *in[CAPACITY];
	unsigned int i;

	for (i = 0; i < n; i++)
		in[i] = object(first + i);
	assert_int_equal(rte_stack_push(s, in, n), n);
	assert_stack(s);
}

static void
test_order(void **state)
{
	struct rte_stack *s = make(16, state);

	push(s, 5, 1);
	push(s, 3, 6);
	assert_int_equal(rte_stack_count(s), 8);
	assert_int_equal(rte_stack_free_count(s), 8);
	assert_pops(s, 4, 8);
	push(s, 1, 5);
	assert_pops(s, 5, 5);
	rte_stack_free(s);
}

/* Each burst length, from each height: pairs and odd ones out. */
static void
test_lengths(void **state)
{
	struct rte_stack *s = make(CAPACITY, state);
	unsigned int height, n;

	for (height = 0; height < 9; height++) {
		push(s, height, 1);
		for (n = 0; n <= CAPACITY - height; n++) {
			push(s, n, 1 + height);
			assert_int_equal(rte_stack_count(s), height + n);
			assert_pops(s, n, height + n);
		}
		assert_pops(s, height, height);
	}
	rte_stack_free(s);
}

static void
test_all_or_nothing(void **state)
{
	struct rte_stack *s = make(16, state);
	void *table[17] = {0};

	assert_int_equal(rte_stack_pop(s, table, 1), 0);
	assert_int_equal(rte_stack_push(s, table, 17), 0);
	assert_int_equal(rte_stack_push(s, table, UINT32_MAX), 0);
	push(s, 8, 1);
	assert_int_equal(rte_stack_push(s, table, 9), 0);
	assert_int_equal(rte_stack_pop(s, table, 9), 0);
	assert_int_equal(rte_stack_pop(s, table, UINT32_MAX), 0);
	assert_null(table[0]);
	assert_int_equal(rte_stack_push(s, table, 0), 0);
	assert_int_equal(rte_stack_pop(s, table, 0), 0);
	assert_stack(s);
	assert_int_equal(rte_stack_count(s), 8);
	push(s, 8, 9);
	assert_int_equal(rte_stack_free_count(s), 0);
	assert_int_equal(rte_stack_push(s, table, 1), 0);
	assert_pops(s, 16, 16);
	assert_stack(s);
	rte_stack_free(s);
}

static void
test_small(void **state)
{
	struct rte_stack *s = make(0, state);
	void *o = NULL;

	assert_int_equal(rte_stack_push(s, &o, 1), 0);
	assert_int_equal(rte_stack_pop(s, &o, 1), 0);
	assert_int_equal(rte_stack_push(s, &o, 0), 0);
	rte_stack_free(s);
	s = make(1, state);
	push(s, 1, 7);
	assert_int_equal(rte_stack_push(s, &o, 1), 0);
	assert_pops(s, 1, 7);
	rte_stack_free(s);
}

/* Random bursts against a plain array. */
static void
test_model(void **state)
{
	struct rte_stack *s = make(CAPACITY, state);
	unsigned int height = 0, seed = 1, step, n;

	for (step = 0; step < 20000; step++) {
		seed = seed * 1103515245u + 12345u;
		n = (seed >> 16) % 40;
		if ((seed >> 24 & 1) != 0) {
			if (n > CAPACITY - height)
				continue;
			push(s, n, 1 + height);
			height += n;
		} else if (n <= height) {
			assert_pops(s, n, height);
			height -= n;
		}
		assert_int_equal(rte_stack_count(s), height);
	}
	rte_stack_free(s);
}

static void
test_before_init(void **state)
{
	(void)state;
	rte_errno = 0;
	assert_null(rte_stack_create("s", 1, SOCKET_ID_ANY, 0));
	assert_int_equal(rte_errno, ENOMEM);
	rte_errno = 0;
	assert_null(rte_stack_lookup("s"));
	assert_int_equal(rte_errno, E_RTE_NO_CONFIG);
	assert_null(rte_stack_lookup(NULL));
	assert_int_equal(rte_errno, EINVAL);
}

static int
start(void **state)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
	};

	(void)state;
	return bp_init(&config);
}

static int
stop(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

#define BOTH(fn)                                                               \
	cmocka_unit_test_prestate(fn, &standard),                              \
			cmocka_unit_test_prestate(fn, &lock_free)

int
main(void)
{
	static uint32_t standard, lock_free = RTE_STACK_F_LF;
	const struct CMUnitTest early[] = {
			cmocka_unit_test(test_before_init),
	};
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_constants),
			cmocka_unit_test(test_create_without_exchange),
			BOTH(test_create_refuses),
			BOTH(test_memory_size),
			BOTH(test_create_without_memory),
			BOTH(test_names),
			BOTH(test_free_unlisted),
			BOTH(test_order),
			BOTH(test_lengths),
			BOTH(test_all_or_nothing),
			BOTH(test_small),
			BOTH(test_model),
	};

	return cmocka_run_group_tests(early, NULL, NULL) +
			cmocka_run_group_tests(tests, start, stop);
}
