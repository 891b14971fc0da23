/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ordinary pages in transparent huge ones. Where the kernel's settings allow
 * it, advice before the fault is enough. Where they say never, a huge page
 * can still be made of pages that are there, by MADV_COLLAPSE (Linux 6.1):
 * one small page of each huge one is faulted in, then all are joined, which
 * costs no more than faulting in small ones. Only `deny' for shared memory
 * leaves small pages.
 */
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_common.h>

#include "memory/os.h"
#include "memory/source/source_impl.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define THP_DIR "/sys/kernel/mm/transparent_hugepage/"

static const char *const paths[] = {THP_DIR "enabled", THP_DIR "shmem_enabled"};

/* The choice in brackets, as in "always [madvise] never". */
static bool
chosen(const char *text, const char *word)
{
	size_t n = strlen(word);
	const char *p = strchr(text, '[');

	return p != NULL && strncmp(p + 1, word, n) == 0 && p[n + 1] == ']';
}

/* A kernel that knows an advice takes it for no memory at all. */
static bool
can_collapse(void)
{
	return eal_os.madvise(NULL, 0, MADV_COLLAPSE) == 0;
}

enum thp
thp_allowed(bool shared)
{
	char text[128];

	if (eal_os.read_line(paths[shared], text, sizeof(text)) <= 0 ||
			chosen(text, "deny"))
		return THP_NONE;
	if (!chosen(text, "never"))
		return THP_ADVISE;
	return can_collapse() ? THP_COLLAPSE : THP_NONE;
}

const char *
thp_text(bool shared)
{
	char text[128];

	if (thp_allowed(shared) != THP_NONE)
		return "in transparent huge pages";
	if (eal_os.read_line(paths[shared], text, sizeof(text)) <= 0)
		return "in small pages, for this kernel has no transparent huge pages";
	if (!shared)
		return "in small pages, for transparent_hugepage/enabled is never";
	if (chosen(text, "deny"))
		return "in small pages, for transparent_hugepage/shmem_enabled is deny";
	return "in small pages, for transparent_hugepage/shmem_enabled is never";
}

/* Where it fails, small pages are as good. */
static void
collapse(uint8_t *addr, size_t len, size_t page_sz)
{
	size_t off;

	for (off = 0; off < len; off += EAL_UNIT)
		if (source_fault_in(addr + off, page_sz, page_sz) < 0)
			return;
	eal_os.madvise(addr, len, MADV_COLLAPSE);
}

int
thp_fault_in(uint8_t *addr, size_t len, bool shared)
{
	size_t page_sz = getpagesize();
	enum thp how = thp_allowed(shared);

	if (how != THP_NONE)
		eal_os.madvise(addr, len, MADV_HUGEPAGE);
	if (how == THP_COLLAPSE)
		collapse(addr, len, page_sz);
	return source_fault_in(addr, len, page_sz);
}
