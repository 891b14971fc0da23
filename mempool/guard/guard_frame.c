/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames: an address inside the calling instruction, one before that where the
 * call returns to, so that tools find the line of the call. Which code is the
 * library's, eal/text_range.h has noted in each of its object files.
 */
#include <dlfcn.h>
#include <link.h>
#include <unwind.h>

#include <rte_cycles.h>

#include "guard.h"

/* Of the library, that may lie above the first frame of the program. */
#define OWN_FRAMES 24

/* As eal/text_range.h lays it down: where code begins and ends, from here. */
struct text_range {
	int32_t begin;
	int32_t end;
};

extern const struct text_range __start_bp_text[]
		__attribute__((visibility("hidden")));
extern const struct text_range __stop_bp_text[]
		__attribute__((visibility("hidden")));

static bool
is_own(uintptr_t pc)
{
	const uintptr_t stop = (uintptr_t)__stop_bp_text;
	const struct text_range *r;
	uintptr_t begin, end;

	for (r = __start_bp_text; (uintptr_t)r < stop; r++) {
		begin = (uintptr_t)&r->begin + (uintptr_t)(intptr_t)r->begin;
		end = (uintptr_t)&r->end + (uintptr_t)(intptr_t)r->end;
		if (pc >= begin && pc < end)
			return true;
	}
	return false;
}

struct walk {
	uintptr_t *frames;
	unsigned int n;
	unsigned int own;
};

static _Unwind_Reason_Code
visit(struct _Unwind_Context *context, void *arg)
{
	uintptr_t pc = _Unwind_GetIP(context);
	struct walk *w = arg;

	if (pc == 0 || w->n == GUARD_FRAMES)
		return _URC_END_OF_STACK;
	if (w->n == 0 && w->own < OWN_FRAMES && is_own(pc - 1)) {
		w->own++;
		return _URC_NO_REASON;
	}
	w->frames[w->n++] = pc - 1;
	return _URC_NO_REASON;
}

unsigned int
guard_frame_walk(uintptr_t *frames)
{
	struct walk w = {.frames = frames};

	_Unwind_Backtrace(visit, &w);
	return w.n;
}

/* The program or library that an address lies in. */
struct module {
	uintptr_t addr;
	uintptr_t offset; /* of addr in it, as its symbol table counts */
	char name[128];
};

static bool
in_module(const struct dl_phdr_info *info, uintptr_t addr)
{
	const ElfW(Phdr) * ph;
	unsigned int i;

	for (i = 0; i < info->dlpi_phnum; i++) {
		ph = &info->dlpi_phdr[i];
		if (ph->p_type == PT_LOAD &&
				addr - (info->dlpi_addr + ph->p_vaddr) <
						ph->p_memsz)
			return true;
	}
	return false;
}

static int
match_module(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct module *m = arg;
	const char *name = info->dlpi_name, *slash;

	(void)size;
	if (!in_module(info, m->addr))
		return 0;
	/* The program itself is listed without a name. */
	if (name == NULL || name[0] == '\0')
		name = program_invocation_name;
	slash = strrchr(name, '/');
	snprintf(m->name, sizeof(m->name), "%s", slash ? slash + 1 : name);
	m->offset = m->addr - info->dlpi_addr;
	return 1;
}

void
guard_frame_print(FILE *f, uintptr_t frame)
{
	struct module m = {.addr = frame};
	Dl_info info;

	if (dl_iterate_phdr(match_module, &m) == 0) {
		fprintf(f, "0x%" PRIxPTR, frame);
		return;
	}
	if (dladdr((void *)frame, &info) != 0 && info.dli_sname != NULL)
		fprintf(f, "%s+0x%" PRIxPTR " (%s+0x%" PRIxPTR ")",
				info.dli_sname,
				frame - (uintptr_t)info.dli_saddr, m.name,
				m.offset);
	else
		fprintf(f, "%s+0x%" PRIxPTR, m.name, m.offset);
}

/* A child of fork() has its parent's addresses, and this value too. */
uint64_t
guard_frame_process(void)
{
	static uint64_t value;
	uint64_t none = 0;

	if (__atomic_load_n(&value, __ATOMIC_RELAXED) == 0)
		__atomic_compare_exchange_n(&value, &none, rte_rdtsc() | 1,
				false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	return __atomic_load_n(&value, __ATOMIC_RELAXED);
}
