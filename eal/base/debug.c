/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls that stop the program, and the stack dump. The stack is walked
 * with the compiler's own unwinder, which neither allocates nor loads
 * anything, so that a dump works in a process that is already in trouble.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <unwind.h>

#include <rte_debug.h>
#include <rte_eal.h>
#include <rte_log.h>

#include "eal.h"

#define MAX_FRAMES   256
#define MESSAGE_SIZE 2048

/* Log one frame: the file, then function or load address, and offset. */
static void
log_frame(int idx, uintptr_t pc)
{
	uintptr_t base;
	Dl_info info;

	/* pc is where the call returns to: the call itself ends one before. */
	if (dladdr((void *)(pc - 1), &info) == 0 || info.dli_fname == NULL) {
		rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL, "%d: [%lx]\n", idx,
				(unsigned long)pc);
	} else if (info.dli_sname == NULL) {
		base = (uintptr_t)info.dli_fbase;
		rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL,
				"%d: %s (%lx+0x%lx) [%lx]\n", idx,
				info.dli_fname, (unsigned long)base,
				(unsigned long)(pc - base), (unsigned long)pc);
	} else {
		base = (uintptr_t)info.dli_saddr;
		rte_log(RTE_LOG_ERR, RTE_LOGTYPE_EAL,
				"%d: %s (%s+0x%lx) [%lx]\n", idx,
				info.dli_fname, info.dli_sname,
				(unsigned long)(pc - base), (unsigned long)pc);
	}
}

static _Unwind_Reason_Code
visit_frame(struct _Unwind_Context *context, void *arg)
{
	uintptr_t pc = _Unwind_GetIP(context);
	int *idx = arg;

	if (pc == 0 || *idx >= MAX_FRAMES)
		return _URC_END_OF_STACK;
	log_frame((*idx)++, pc);
	return _URC_NO_REASON;
}

BP_EXPORT
void
rte_dump_stack(void)
{
	int idx = 0;

	_Unwind_Backtrace(visit_frame, &idx);
}

BP_EXPORT
void
__rte_panic(const char *funcname, const char *format, ...)
{
	char message[MESSAGE_SIZE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	rte_log(RTE_LOG_CRIT, RTE_LOGTYPE_EAL, "PANIC in %s():\n%s", funcname,
			message);
	rte_dump_stack();
	abort();
}

BP_EXPORT
void
rte_exit(int exit_code, const char *format, ...)
{
	char message[MESSAGE_SIZE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	if (exit_code != 0)
		EAL_LOG(CRIT, "Error - exiting with code: %d\n  Cause: %s",
				exit_code, message);
	else
		rte_log(RTE_LOG_CRIT, RTE_LOGTYPE_EAL, "%s", message);
	if (rte_eal_cleanup() != 0)
		EAL_LOG(CRIT, "Not all resources could be released\n");
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): to exit is its job. */
	exit(exit_code);
}
