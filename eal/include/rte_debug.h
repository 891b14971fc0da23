/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls whose job is to stop the program or to say where it is. rte_exit() is
 * declared in rte_common.h.
 */
#ifndef RTE_DEBUG_H
#define RTE_DEBUG_H

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_log.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Log the calling thread's stack, one frame a line, the innermost first. */
void rte_dump_stack(void);

/* What rte_panic() expands to: log function and text, the stack, abort(). */
void __rte_panic(const char *funcname, const char *format,
		...) __rte_cold __rte_noreturn __rte_format_printf(2, 3);

/* rte_panic("format\n", ...): log text and stack, then abort(). */
#define rte_panic(...)        rte_panic_(__func__, __VA_ARGS__)
#define rte_panic_(func, ...) __rte_panic(func, __VA_ARGS__)

/* Panic unless exp, of which text is the source, holds. */
#define BP_VERIFY(exp, text)                                                   \
	(likely(exp) ? (void)0                                                 \
		     : rte_panic("line %d\tassert \"%s\" failed\n", __LINE__,  \
				       text))

/* Panic unless exp holds; in all builds. */
#define RTE_VERIFY(exp) BP_VERIFY(exp, #exp)

/*
 * As RTE_VERIFY(), but only where RTE_ENABLE_ASSERT is defined: by the
 * library's option "asserts", or by any program for its own code.
 */
#ifdef RTE_ENABLE_ASSERT
#define RTE_ASSERT(exp) BP_VERIFY(exp, #exp)
#else
#define RTE_ASSERT(exp)                                                        \
	do {                                                                   \
	} while (0)
#endif

#ifdef __cplusplus
}
#endif

#endif
