/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The shared integers of rte_atomic.h, in three widths. A call that changes a
 * value in place is sequentially consistent: what its thread did before is
 * seen by whoever sees the change. Reading, setting and initialising order
 * nothing and only promise not to tear.
 */
#ifndef BUFPLANE_ATOMIC_INT_H
#define BUFPLANE_ATOMIC_INT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- 16 bits ------------------------------------------------------------ */

typedef struct {
	volatile int16_t cnt;
} rte_atomic16_t;

#define RTE_ATOMIC16_INIT(val)                                                 \
	{                                                                      \
		(val)                                                          \
	}

/* If *dst is exp, make it src and return non-zero; else return 0. */
static inline int
rte_atomic16_cmpset(volatile uint16_t *dst, uint16_t exp, uint16_t src)
{
	return __atomic_compare_exchange_n(
			dst, &exp, src, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Make *dst val and return what it was. */
static inline uint16_t
rte_atomic16_exchange(volatile uint16_t *dst, uint16_t val)
{
	return __atomic_exchange_n(dst, val, __ATOMIC_SEQ_CST);
}

static inline int16_t
rte_atomic16_read(const rte_atomic16_t *v)
{
	return __atomic_load_n(&v->cnt, __ATOMIC_RELAXED);
}

static inline void
rte_atomic16_set(rte_atomic16_t *v, int16_t new_value)
{
	__atomic_store_n(&v->cnt, new_value, __ATOMIC_RELAXED);
}

static inline void
rte_atomic16_init(rte_atomic16_t *v)
{
	rte_atomic16_set(v, 0);
}

static inline void
rte_atomic16_clear(rte_atomic16_t *v)
{
	rte_atomic16_set(v, 0);
}

/* Add, and return the new value. */
static inline int16_t
rte_atomic16_add_return(rte_atomic16_t *v, int16_t inc)
{
	return __atomic_add_fetch(&v->cnt, inc, __ATOMIC_SEQ_CST);
}

static inline int16_t
rte_atomic16_sub_return(rte_atomic16_t *v, int16_t dec)
{
	return __atomic_sub_fetch(&v->cnt, dec, __ATOMIC_SEQ_CST);
}

static inline void
rte_atomic16_add(rte_atomic16_t *v, int16_t inc)
{
	rte_atomic16_add_return(v, inc);
}

static inline void
rte_atomic16_sub(rte_atomic16_t *v, int16_t dec)
{
	rte_atomic16_sub_return(v, dec);
}

static inline void
rte_atomic16_inc(rte_atomic16_t *v)
{
	rte_atomic16_add_return(v, 1);
}

static inline void
rte_atomic16_dec(rte_atomic16_t *v)
{
	rte_atomic16_sub_return(v, 1);
}

/* True when the new value is 0. */
static inline int
rte_atomic16_inc_and_test(rte_atomic16_t *v)
{
	return rte_atomic16_add_return(v, 1) == 0;
}

static inline int
rte_atomic16_dec_and_test(rte_atomic16_t *v)
{
	return rte_atomic16_sub_return(v, 1) == 0;
}

/* Make 0 into 1; true for the one caller who did. */
static inline int
rte_atomic16_test_and_set(rte_atomic16_t *v)
{
	return rte_atomic16_cmpset((volatile uint16_t *)&v->cnt, 0, 1);
}

/* --- 32 bits ------------------------------------------------------------ */

typedef struct {
	volatile int32_t cnt;
} rte_atomic32_t;

#define RTE_ATOMIC32_INIT(val)                                                 \
	{                                                                      \
		(val)                                                          \
	}

/* If *dst is exp, make it src and return non-zero; else return 0. */
static inline int
rte_atomic32_cmpset(volatile uint32_t *dst, uint32_t exp, uint32_t src)
{
	return __atomic_compare_exchange_n(
			dst, &exp, src, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Make *dst val and return what it was. */
static inline uint32_t
rte_atomic32_exchange(volatile uint32_t *dst, uint32_t val)
{
	return __atomic_exchange_n(dst, val, __ATOMIC_SEQ_CST);
}

static inline int32_t
rte_atomic32_read(const rte_atomic32_t *v)
{
	return __atomic_load_n(&v->cnt, __ATOMIC_RELAXED);
}

static inline void
rte_atomic32_set(rte_atomic32_t *v, int32_t new_value)
{
	__atomic_store_n(&v->cnt, new_value, __ATOMIC_RELAXED);
}

static inline void
rte_atomic32_init(rte_atomic32_t *v)
{
	rte_atomic32_set(v, 0);
}

static inline void
rte_atomic32_clear(rte_atomic32_t *v)
{
	rte_atomic32_set(v, 0);
}

/* Add, and return the new value. */
static inline int32_t
rte_atomic32_add_return(rte_atomic32_t *v, int32_t inc)
{
	return __atomic_add_fetch(&v->cnt, inc, __ATOMIC_SEQ_CST);
}

static inline int32_t
rte_atomic32_sub_return(rte_atomic32_t *v, int32_t dec)
{
	return __atomic_sub_fetch(&v->cnt, dec, __ATOMIC_SEQ_CST);
}

static inline void
rte_atomic32_add(rte_atomic32_t *v, int32_t inc)
{
	rte_atomic32_add_return(v, inc);
}

static inline void
rte_atomic32_sub(rte_atomic32_t *v, int32_t dec)
{
	rte_atomic32_sub_return(v, dec);
}

static inline void
rte_atomic32_inc(rte_atomic32_t *v)
{
	rte_atomic32_add_return(v, 1);
}

static inline void
rte_atomic32_dec(rte_atomic32_t *v)
{
	rte_atomic32_sub_return(v, 1);
}

/* True when the new value is 0. */
static inline int
rte_atomic32_inc_and_test(rte_atomic32_t *v)
{
	return rte_atomic32_add_return(v, 1) == 0;
}

static inline int
rte_atomic32_dec_and_test(rte_atomic32_t *v)
{
	return rte_atomic32_sub_return(v, 1) == 0;
}

/* Make 0 into 1; true for the one caller who did. */
static inline int
rte_atomic32_test_and_set(rte_atomic32_t *v)
{
	return rte_atomic32_cmpset((volatile uint32_t *)&v->cnt, 0, 1);
}

/* --- 64 bits ------------------------------------------------------------ */

typedef struct {
	volatile int64_t cnt;
} rte_atomic64_t;

#define RTE_ATOMIC64_INIT(val)                                                 \
	{                                                                      \
		(val)                                                          \
	}

/* If *dst is exp, make it src and return non-zero; else return 0. */
static inline int
rte_atomic64_cmpset(volatile uint64_t *dst, uint64_t exp, uint64_t src)
{
	return __atomic_compare_exchange_n(
			dst, &exp, src, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Make *dst val and return what it was. */
static inline uint64_t
rte_atomic64_exchange(volatile uint64_t *dst, uint64_t val)
{
	return __atomic_exchange_n(dst, val, __ATOMIC_SEQ_CST);
}

static inline int64_t
rte_atomic64_read(rte_atomic64_t *v)
{
	return __atomic_load_n(&v->cnt, __ATOMIC_RELAXED);
}

static inline void
rte_atomic64_set(rte_atomic64_t *v, int64_t new_value)
{
	__atomic_store_n(&v->cnt, new_value, __ATOMIC_RELAXED);
}

static inline void
rte_atomic64_init(rte_atomic64_t *v)
{
	rte_atomic64_set(v, 0);
}

static inline void
rte_atomic64_clear(rte_atomic64_t *v)
{
	rte_atomic64_set(v, 0);
}

/* Add, and return the new value. */
static inline int64_t
rte_atomic64_add_return(rte_atomic64_t *v, int64_t inc)
{
	return __atomic_add_fetch(&v->cnt, inc, __ATOMIC_SEQ_CST);
}

static inline int64_t
rte_atomic64_sub_return(rte_atomic64_t *v, int64_t dec)
{
	return __atomic_sub_fetch(&v->cnt, dec, __ATOMIC_SEQ_CST);
}

static inline void
rte_atomic64_add(rte_atomic64_t *v, int64_t inc)
{
	rte_atomic64_add_return(v, inc);
}

static inline void
rte_atomic64_sub(rte_atomic64_t *v, int64_t dec)
{
	rte_atomic64_sub_return(v, dec);
}

static inline void
rte_atomic64_inc(rte_atomic64_t *v)
{
	rte_atomic64_add_return(v, 1);
}

static inline void
rte_atomic64_dec(rte_atomic64_t *v)
{
	rte_atomic64_sub_return(v, 1);
}

/* True when the new value is 0. */
static inline int
rte_atomic64_inc_and_test(rte_atomic64_t *v)
{
	return rte_atomic64_add_return(v, 1) == 0;
}

static inline int
rte_atomic64_dec_and_test(rte_atomic64_t *v)
{
	return rte_atomic64_sub_return(v, 1) == 0;
}

/* Make 0 into 1; true for the one caller who did. */
static inline int
rte_atomic64_test_and_set(rte_atomic64_t *v)
{
	return rte_atomic64_cmpset((volatile uint64_t *)&v->cnt, 0, 1);
}

#ifdef __cplusplus
}
#endif

#endif
