/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every other header builds on: names for the compiler's attributes,
 * constructors with an order, arithmetic on pointers and powers of two.
 * Macros that take typed operands evaluate each of them once, unless said.
 */
#ifndef RTE_COMMON_H
#define RTE_COMMON_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_config.h>
#include <rte_os.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- The compiler ------------------------------------------------------- */

#ifndef typeof
#define typeof __typeof__
#endif

#ifndef asm
#define asm __asm__
#endif

#if defined(__clang__)
#define RTE_CC_CLANG
#define RTE_CC_IS_GNU 0
#else
#define RTE_CC_GCC
#define RTE_CC_IS_GNU 1
#endif
#if RTE_CC_IS_GNU
#define GCC_VERSION                                                            \
	(__GNUC__ * 10000 + __GNUC_MINOR__ * 100 + __GNUC_PATCHLEVEL__)
#endif

/* Before an unnamed member or another construct that C99 lacks. */
#define RTE_STD_C11 __extension__

#ifdef __cplusplus
#define __rte_restrict __restrict
#else
#define __rte_restrict restrict
#endif

#define __rte_aligned(a)          __attribute__((__aligned__(a)))
#define __rte_packed              __attribute__((__packed__))
#define __rte_may_alias           __attribute__((__may_alias__))
#define __rte_unused              __attribute__((__unused__))
#define __rte_used                __attribute__((__used__))
#define __rte_weak                __attribute__((__weak__))
#define __rte_noreturn            __attribute__((__noreturn__))
#define __rte_noinline            __attribute__((__noinline__))
#define __rte_always_inline       inline __attribute__((__always_inline__))
#define __rte_hot                 __attribute__((__hot__))
#define __rte_cold                __attribute__((__cold__))
#define __rte_deprecated          __attribute__((__deprecated__))
#define __rte_deprecated_msg(msg) __attribute__((__deprecated__(msg)))
#define __rte_warn_unused_result  __attribute__((__warn_unused_result__))
#define __rte_alloc_size(...)     __attribute__((__alloc_size__(__VA_ARGS__)))
#define __rte_no_asan             __attribute__((__no_sanitize_address__))
#if RTE_CC_IS_GNU
#define __rte_format_printf(format_index, first_arg)                           \
	__attribute__((__format__(__gnu_printf__, format_index, first_arg)))
#else
#define __rte_format_printf(format_index, first_arg)                           \
	__attribute__((__format__(__printf__, format_index, first_arg)))
#endif

#define RTE_PRAGMA(x)         _Pragma(#x)
#define RTE_PRAGMA_WARNING(w) RTE_PRAGMA(GCC warning #w)
/* Expands to nothing, and makes the compiler say that x is deprecated. */
#define RTE_DEPRECATED(x) RTE_PRAGMA_WARNING(#x is deprecated)

#define RTE_SET_USED(x) ((void)(x))

#define _RTE_STR(x) #x
/* The text of x once its macros are expanded. */
#define RTE_STR(x) _RTE_STR(x)

/* Stop the compilation where a constant condition holds; a statement. */
#ifdef __cplusplus
#define RTE_BUILD_BUG_ON(condition)                                            \
	do {                                                                   \
		static_assert(!(condition), "build bug: " #condition);         \
	} while (0)
#else
#define RTE_BUILD_BUG_ON(condition)                                            \
	do {                                                                   \
		_Static_assert(!(condition), "build bug: " #condition);        \
	} while (0)
#endif

/*
 * A log macro adds a prefix or a line end to its caller's format with
 * RTE_FMT("x: " RTE_FMT_HEAD(__VA_ARGS__,) "\n", RTE_FMT_TAIL(__VA_ARGS__,)).
 * The comma that ends the list stays behind when there are no arguments; an
 * empty string, printed with no characters, takes the place after it.
 */
#define RTE_FMT(fmt, ...)      fmt "%.0s", __VA_ARGS__ ""
#define RTE_FMT_HEAD(fmt, ...) fmt
#define RTE_FMT_TAIL(fmt, ...) __VA_ARGS__

/* --- Constructors and destructors --------------------------------------- */

#define RTE_PRIORITY_LOG   101
#define RTE_PRIORITY_BUS   110
#define RTE_PRIORITY_CLASS 120
#define RTE_PRIORITY_LAST  65535

#define RTE_PRIO(prio) RTE_PRIORITY_##prio

/* RTE_INIT(f) { ... }: run before main(), lower priorities first. */
#define RTE_INIT_PRIO(func, prio)                                              \
	static void __attribute__((__constructor__(RTE_PRIO(prio)), __used__)) \
	func(void)
#define RTE_INIT(func) RTE_INIT_PRIO(func, LAST)

/* RTE_FINI(f) { ... }: run at exit or unload, higher priorities first. */
#define RTE_FINI_PRIO(func, prio)                                              \
	static void __attribute__((__destructor__(RTE_PRIO(prio)), __used__))  \
	func(void)
#define RTE_FINI(func) RTE_FINI_PRIO(func, LAST)

/* --- Addresses ---------------------------------------------------------- */

typedef uint64_t phys_addr_t;
typedef uint64_t rte_iova_t; /* an address as a device sees it */
#define RTE_BAD_PHYS_ADDR ((phys_addr_t)-1)
#define RTE_BAD_IOVA      ((rte_iova_t)-1)

/* For fields that may lie anywhere in a packet; loads of any alignment work. */
typedef uint16_t unaligned_uint16_t;
typedef uint32_t unaligned_uint32_t;
typedef uint64_t unaligned_uint64_t;

/* Names for places inside a struct; they take no room. */
__extension__ typedef void *RTE_MARKER[0];
__extension__ typedef uint8_t RTE_MARKER8[0];
__extension__ typedef uint16_t RTE_MARKER16[0];
__extension__ typedef uint32_t RTE_MARKER32[0];
__extension__ typedef uint64_t RTE_MARKER64[0];

#define RTE_PTR_ADD(ptr, x)      ((void *)((uintptr_t)(ptr) + (x)))
#define RTE_PTR_SUB(ptr, x)      ((void *)((uintptr_t)(ptr) - (x)))
#define RTE_PTR_DIFF(ptr1, ptr2) ((uintptr_t)(ptr1) - (uintptr_t)(ptr2))

/* The object of a type that lies where a field of *var starts. */
#define RTE_CAST_FIELD(var, field, type)                                       \
	(*(type *)((uintptr_t)(var) + offsetof(__typeof__(*(var)), field)))

#define RTE_SIZEOF_FIELD(type, field) (sizeof(((type *)0)->field))

#ifndef offsetof
#define offsetof(TYPE, MEMBER) __builtin_offsetof(TYPE, MEMBER)
#endif

/* The struct around a member; the compiler checks that ptr points to one. */
#ifndef container_of
#define container_of(ptr, type, member)                                        \
	((type *)((uintptr_t)(1 ? (ptr)                                        \
				: (const __typeof__(((type *)0)->member)       \
								  *)0) -       \
			offsetof(type, member)))
#endif

/* --- Alignment ---------------------------------------------------------- */

/*
 * To a multiple of align, a power of two: down, up, and up again. Constant for
 * constant operands. Subtracting one from a power of two and inverting gives
 * the same bits as negating it.
 */
#define RTE_ALIGN_FLOOR(val, align)                                            \
	((__typeof__(val))((val) & -(__typeof__(val))(align)))
#define RTE_ALIGN_CEIL(val, align)                                             \
	RTE_ALIGN_FLOOR((val) + ((__typeof__(val))(align)-1), align)
#define RTE_ALIGN(val, align) RTE_ALIGN_CEIL(val, align)

#define RTE_PTR_ALIGN_FLOOR(ptr, align)                                        \
	((__typeof__(ptr))RTE_ALIGN_FLOOR((uintptr_t)(ptr), align))
#define RTE_PTR_ALIGN_CEIL(ptr, align)                                         \
	((__typeof__(ptr))RTE_ALIGN_CEIL((uintptr_t)(ptr), align))
#define RTE_PTR_ALIGN(ptr, align) RTE_PTR_ALIGN_CEIL(ptr, align)

/* To a multiple of any mul: up, down, to the nearer one (a tie goes up). */
#define RTE_ALIGN_MUL_CEIL(v, mul)                                             \
	RTE_ALIGN_MUL_FLOOR((v) + (__typeof__(v))(mul)-1, mul)
#define RTE_ALIGN_MUL_FLOOR(v, mul)                                            \
	((v) / (__typeof__(v))(mul) * (__typeof__(v))(mul))
#define RTE_ALIGN_MUL_NEAR(v, mul)                                             \
	__extension__({                                                        \
		__typeof__(v) near_v_ = (v);                                   \
		__typeof__(v) near_mul_ = (__typeof__(v))(mul);                \
		__typeof__(v) near_rem_ = near_v_ % near_mul_;                 \
		near_v_ - near_rem_ +                                          \
				(near_rem_ >= near_mul_ - near_rem_            \
								? near_mul_    \
								: 0);          \
	})

static inline int
rte_is_aligned(const void *const __rte_restrict ptr, const unsigned int align)
{
	return ((uintptr_t)ptr & (align - 1)) == 0;
}

#if RTE_CACHE_LINE_SIZE == 64
#define RTE_CACHE_LINE_SIZE_LOG2 6
#elif RTE_CACHE_LINE_SIZE == 128
#define RTE_CACHE_LINE_SIZE_LOG2 7
#else
#error "RTE_CACHE_LINE_SIZE is 64 or 128"
#endif
#define RTE_CACHE_LINE_MASK     (RTE_CACHE_LINE_SIZE - 1)
#define RTE_CACHE_LINE_MIN_SIZE 64
#define RTE_CACHE_LINE_ROUNDUP(size)                                           \
	RTE_ALIGN_MUL_CEIL(size, RTE_CACHE_LINE_SIZE)
#define __rte_cache_aligned     __rte_aligned(RTE_CACHE_LINE_SIZE)
#define __rte_cache_min_aligned __rte_aligned(RTE_CACHE_LINE_MIN_SIZE)

/* --- Small things ------------------------------------------------------- */

#define RTE_DIM(a) (sizeof(a) / sizeof((a)[0]))

/* The smaller, the larger; the temporaries' names are new at each use. */
#define BP_PICK_(a, op, b, n) BP_PICK__(a, op, b, n)
#define BP_PICK__(a, op, b, n)                                                 \
	__extension__({                                                        \
		__typeof__(a) bp_a_##n = (a);                                  \
		__typeof__(b) bp_b_##n = (b);                                  \
		bp_a_##n op bp_b_##n ? bp_a_##n : bp_b_##n;                    \
	})
#define RTE_MIN(a, b) BP_PICK_(a, <, b, __COUNTER__)
#define RTE_MAX(a, b) BP_PICK_(a, >, b, __COUNTER__)

/* Exchange two variables; each operand is evaluated twice. */
#define RTE_SWAP(a, b)                                                         \
	__extension__({                                                        \
		__typeof__(a) swap_tmp_ = (a);                                 \
		(a) = (b);                                                     \
		(b) = swap_tmp_;                                               \
	})

/* A value of type tp with the ln lowest bits set; ln from 1 to 64. */
#define RTE_LEN2MASK(ln, tp) ((tp)(UINT64_MAX >> (64 - (ln))))

/*
 * Parse a size: decimal, octal or hexadecimal digits, then perhaps one of
 * k, K, m, M, g, G for powers of 1024. Space in front is skipped. Returns 0
 * when nothing can be parsed, when the number is negative, or too large.
 */
uint64_t rte_str_to_size(const char *str);

/*
 * Print the message to the log, clean the library up and end the program with
 * exit_code. A call whose documented job is to stop; the library never does.
 */
__rte_noreturn void rte_exit(int exit_code, const char *format, ...) __rte_cold
		__rte_format_printf(2, 3);

#ifdef __cplusplus
}
#endif

#include <bufplane_bits.h>

#endif
