/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every interleaving of a few threads, in one thread: for code without locks.
 * The code under test is compiled with its atomics, its copies and its waits
 * turned into calls of this file: include the headers that it needs, then
 * interleave.h, then the code itself.
 *
 * A thread is a function that does the same whenever it reads the same, so
 * its state is the log of what it read. To let it take one step, it is run
 * from the start on its log, one access is made for real, and it is left
 * again before the next one. Memory that threads share is saved before a step
 * and put back after all that may follow it was tried. A state that was seen
 * is not entered twice. Who waits goes on when another thread has written.
 * Accesses are atomic and in order here: what weaker orders allow is not
 * tried.
 */
#ifndef INTERLEAVE_H
#define INTERLEAVE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IL_THREADS    2
#define IL_STEPS      160 /* accesses of one thread */
#define IL_COPY_BYTES 16
#define IL_SHARED     2048
#define IL_SEEN       (1u << 21)

struct il_step {
	uint8_t data[IL_COPY_BYTES]; /* what was read */
	uint8_t ok;                  /* of a compare and swap */
};

struct il_thread {
	void (*body)(unsigned int id);
	struct il_step log[IL_STEPS];
	unsigned int logged;
	bool ended;
	bool waits;
	bool news; /* another thread has written since this one began to wait */
};

static struct {
	struct il_thread threads[IL_THREADS];
	uint8_t *shared;
	size_t shared_len;
	/* A sentence about what is wrong with the state, or NULL. */
	const char *(*check)(bool all_ended);
	const char *wrong; /* the first thing found */

	unsigned int self, at; /* the running thread, its place in the log */
	bool acted;
	jmp_buf leave;
	bool swaps_lie; /* to see that the test can fail */

	uint64_t *seen;
	unsigned int states;
} il;

/*
 * The log entry of this access; *real says whether it is to be made now. Does
 * not return when the thread has made its one access.
 */
static inline struct il_step *
il_next(bool *real)
{
	struct il_thread *t = &il.threads[il.self];

	*real = il.at == t->logged;
	if (*real && il.acted)
		longjmp(il.leave, 1);
	if (*real) {
		if (t->logged == IL_STEPS) {
			il.wrong = "a thread takes too many steps";
			longjmp(il.leave, 1);
		}
		memset(&t->log[t->logged++], 0, sizeof(t->log[0]));
		il.acted = true;
	}
	return &t->log[il.at++];
}

static inline void
il_wrote(void)
{
	unsigned int i;

	for (i = 0; i < IL_THREADS; i++)
		if (i != il.self) {
			il.threads[i].waits = false;
			il.threads[i].news = true;
		}
}

static inline bool
il_is_shared(const volatile void *p)
{
	return (uintptr_t)p - (uintptr_t)il.shared < il.shared_len;
}

static inline uint64_t
il_load(const volatile void *p, size_t size)
{
	bool real;
	struct il_step *s = il_next(&real);
	uint64_t v = 0;

	if (real)
		memcpy(s->data, (const void *)(uintptr_t)p, size);
	memcpy(&v, s->data, size);
	return v;
}

static inline void
il_store(volatile void *p, size_t size, uint64_t v)
{
	bool real;

	il_next(&real);
	if (!real)
		return;
	memcpy((void *)(uintptr_t)p, &v, size);
	il_wrote();
}

/* size bytes at desired go to p if expected is there; else it is fetched. */
static inline bool
il_swap(volatile void *p, size_t size, void *expected, const void *desired)
{
	void *at = (void *)(uintptr_t)p;
	bool real;
	struct il_step *s = il_next(&real);

	if (real) {
		memcpy(s->data, at, size);
		s->ok = il.swaps_lie || memcmp(at, expected, size) == 0;
		if (s->ok) {
			memcpy(at, desired, size);
			il_wrote();
		}
	}
	if (!s->ok)
		memcpy(expected, s->data, size);
	return s->ok;
}

/* A plain copy; one step if it touches what threads share. */
static inline void
il_copy(void *dst, const void *src, size_t n)
{
	struct il_step *s;
	bool real;

	if (!il_is_shared(dst) && !il_is_shared(src)) {
		memcpy(dst, src, n);
		return;
	}
	s = il_next(&real);
	if (n > sizeof(s->data)) {
		il.wrong = "a copy is too long for a log";
		longjmp(il.leave, 1);
	}
	if (real)
		memcpy(s->data, src, n);
	if (real || !il_is_shared(dst))
		memcpy(dst, s->data, n);
	if (real && il_is_shared(dst))
		il_wrote();
}

/* Nothing to do until another thread has written. */
static inline void
il_wait(void)
{
	bool real;

	il_next(&real);
	if (!real)
		return;
	il.threads[il.self].waits = !il.threads[il.self].news;
	il.threads[il.self].news = false;
}

static inline uint64_t
il_hash(uint64_t h, const void *data, size_t n)
{
	const uint8_t *p = data;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3;
	return h ^ h >> 29;
}

/* Whether the present state is new; it is not from now on. */
static inline bool
il_is_new(void)
{
	uint64_t h = il_hash(0xcbf29ce484222325, il.shared, il.shared_len);
	unsigned int i;

	for (i = 0; i < IL_THREADS; i++) {
		h = il_hash(h, il.threads[i].log,
				il.threads[i].logged *
						sizeof(il.threads[i].log[0]));
		h = il_hash(h, &il.threads[i].logged,
				sizeof(il.threads[i].logged));
		h = il_hash(h, &il.threads[i].waits, 1);
		h = il_hash(h, &il.threads[i].news, 1);
	}
	h |= 1; /* 0 is an empty place */
	i = (unsigned int)(h >> 40) % IL_SEEN;
	while (il.seen[i] != 0 && il.seen[i] != h)
		i = (i + 1) % IL_SEEN;
	if (il.seen[i] == h)
		return false;
	il.seen[i] = h;
	if (++il.states > IL_SEEN / 2)
		il.wrong = "there are too many states";
	return true;
}

/* One access of a thread, and what follows it up to the next one. */
static inline void
il_step(unsigned int id)
{
	il.self = id;
	il.at = 0;
	il.acted = false;
	if (setjmp(il.leave) == 0) {
		il.threads[id].body(id);
		il.threads[id].ended = true;
	}
}

static inline void
il_explore(void)
{
	uint8_t saved[IL_SHARED];
	bool waits[IL_THREADS], news[IL_THREADS], any = false, all = true;
	unsigned int i, j, logged;

	if (il.wrong != NULL || !il_is_new())
		return;
	memcpy(saved, il.shared, il.shared_len);
	for (i = 0; i < IL_THREADS; i++) {
		waits[i] = il.threads[i].waits;
		news[i] = il.threads[i].news;
		all = all && il.threads[i].ended;
	}
	for (i = 0; i < IL_THREADS && il.wrong == NULL; i++) {
		if (il.threads[i].ended || il.threads[i].waits)
			continue;
		any = true;
		logged = il.threads[i].logged;
		il_step(i);
		if (il.wrong == NULL)
			il.wrong = il.check(false);
		il_explore();
		il.threads[i].logged = logged;
		il.threads[i].ended = false;
		for (j = 0; j < IL_THREADS; j++) {
			il.threads[j].waits = waits[j];
			il.threads[j].news = news[j];
		}
		memcpy(il.shared, saved, il.shared_len);
	}
	if (il.wrong == NULL && !any)
		il.wrong = all ? il.check(true) : "all threads wait";
}

/*
 * Try all interleavings of the threads' bodies on memory that is as it is
 * now, and as it was when this returns. check looks at each state; at those
 * where all have ended, too. Returns NULL or what was found to be wrong.
 */
static inline const char *
il_run(void (*const *bodies)(unsigned int id), void *shared, size_t len,
		const char *(*check)(bool all_ended))
{
	unsigned int i;

	if (len > IL_SHARED)
		abort();
	memset(&il.threads, 0, sizeof(il.threads));
	il.wrong = NULL;
	il.shared = shared;
	il.shared_len = len;
	il.check = check;
	il.states = 0;
	il.seen = calloc(IL_SEEN, sizeof(*il.seen));
	if (il.seen == NULL)
		abort();
	for (i = 0; i < IL_THREADS; i++)
		il.threads[i].body = bodies[i];
	il_explore();
	free(il.seen);
	return il.wrong;
}

/* Accesses of the code under test, from here on. */
#define __atomic_load_n(p, order)                                              \
	((void)(order), (__typeof__(*(p) + 0))il_load((p), sizeof(*(p))))
#define __atomic_store_n(p, v, order)                                          \
	((void)(order), il_store((p), sizeof(*(p)), (uint64_t)(v)))
#define __atomic_compare_exchange_n(p, expected, desired, weak, ok, fail)      \
	(__extension__({                                                       \
		__typeof__(*(p) + 0) il_desired = (desired);                   \
		(void)(weak), (void)(ok), (void)(fail);                        \
		il_swap((p), sizeof(*(p)), (void *)(uintptr_t)(expected),      \
				&il_desired);                                  \
	}))
#define __builtin_memcpy(dst, src, n) il_copy(dst, src, n)
#define rte_pause()                   il_wait()
#define bp_stand_back()               ((void)0)
#define sched_yield()                 ((void)0)

#endif
