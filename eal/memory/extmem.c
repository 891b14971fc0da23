/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that the program supplied. An area is a memseg list with `external`
 * set, all of whose memsegs are in use; it overlaps no other list. Its
 * addresses and IOVAs are the program's: nothing is mapped, touched or moved.
 * Another process sees the list at once, but its memsegs only after it
 * attached: the serial number of an area says which of them this process has.
 */
#include "memory/extmem.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>

#include "eal.h"
#include "memory/fbarray.h"
#include "memory/memseg.h"
#include "memory/shared.h"

/* Serial numbers of the areas whose memsegs are mapped in this process. */
static uint32_t here[RTE_MAX_MEMSEG_LISTS];

bool
eal_list_here(const struct rte_memseg_list *msl)
{
	size_t list = (size_t)(msl - eal_shared->lists);

	return !msl->external || list >= RTE_MAX_MEMSEG_LISTS ||
			here[list] == eal_shared->areas[list];
}

void
eal_extmem_fini(void)
{
	memset(here, 0, sizeof(here));
}

int
eal_area_socket(void)
{
	if (eal_shared->external_n > INT32_MAX - EAL_SOCKET_EXTERNAL) {
		EAL_LOG(ERR, "all socket ids of external memory were used\n");
		return -ENOSPC;
	}
	return EAL_SOCKET_EXTERNAL + (int)eal_shared->external_n++;
}

static const char *
wrong(const struct eal_area *a)
{
	if (a->va == NULL)
		return "its address is NULL";
	if (a->len == 0)
		return "its length is 0";
	if (a->page_sz == 0 || (a->page_sz & (a->page_sz - 1)) != 0)
		return "the page size must be a power of 2";
	if ((uintptr_t)a->va % a->page_sz != 0)
		return "its address must be a multiple of the page size";
	if (a->len % a->page_sz != 0)
		return "its length must be a multiple of the page size";
	if ((uintptr_t)a->va > UINTPTR_MAX - a->len)
		return "it goes beyond the last address";
	if (a->len / a->page_sz > INT_MAX)
		return "it has more than 2^31 - 1 pages";
	if (a->iovas != NULL && a->len / a->page_sz != a->n_pages)
		return "there must be one IOVA for each page";
	return NULL;
}

int
eal_area_check(const struct eal_area *a)
{
	const char *why = wrong(a);

	if (why == NULL && eal_shared == NULL)
		why = "the library does not run";
	if (why == NULL)
		return 0;
	EAL_LOG(ERR,
			"external memory at %p of %zu bytes in pages of %zu, with"
			" %u IOVAs: %s\n",
			a->va, a->len, a->page_sz,
			a->iovas == NULL ? 0 : a->n_pages, why);
	return -EINVAL;
}

/* What a device would call page i, or RTE_BAD_IOVA. */
static rte_iova_t
device_address(const struct eal_area *a, size_t i)
{
	if (a->iovas != NULL)
		return a->iovas[i];
	if (eal_shared->iova_mode == RTE_IOVA_PA)
		return RTE_BAD_IOVA;
	return (uintptr_t)a->va + i * a->page_sz;
}

static int
check_reach(const struct eal_area *a)
{
	uint32_t bits = eal_shared->dma_bits;
	size_t i, n = bits == 0 ? 0 : a->len / a->page_sz;
	rte_iova_t first, last;

	for (i = 0; i < n; i++) {
		first = device_address(a, i);
		last = first + a->page_sz - 1;
		if (first == RTE_BAD_IOVA ||
				(last >> bits == 0 && last >= first))
			continue;
		EAL_LOG(ERR,
				"external memory at %p: page %zu has IOVA 0x%" PRIx64
				", a device reaches 0x%" PRIx64
				" at most (%u bits)\n",
				a->va, i, first, (UINT64_C(1) << bits) - 1,
				bits);
		return -EINVAL;
	}
	return 0;
}

static int
check_overlap(const struct eal_area *a)
{
	const struct rte_memseg_list *msl;
	uintptr_t start = (uintptr_t)a->va;
	uintptr_t base;
	unsigned int i;

	for (i = 0; i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		base = (uintptr_t)msl->base_va;
		if (start >= base + msl->len || base >= start + a->len)
			continue;
		EAL_LOG(ERR,
				"external memory at %p of %zu bytes overlaps the"
				" memory at %p of %zu bytes that is %s\n",
				a->va, a->len, msl->base_va, msl->len,
				msl->external ? "registered" : "the library's");
		return -EEXIST;
	}
	return 0;
}

static void
fill(struct rte_memseg_list *msl, const struct eal_area *a)
{
	struct rte_memseg *ms = rte_fbarray_get(&msl->memseg_arr, 0);
	unsigned int i, n = msl->memseg_arr.len;

	for (i = 0; i < n; i++, ms++) {
		ms->addr = (uint8_t *)a->va + i * a->page_sz;
		ms->iova = a->iovas == NULL ? RTE_BAD_IOVA : a->iovas[i];
		ms->len = a->page_sz;
		ms->hugepage_sz = a->page_sz;
		ms->socket_id = msl->socket_id;
		ms->nchannel = eal_shared->nchannel;
		ms->nrank = eal_shared->nrank;
		ms->flags = 0;
	}
	fbarray_mark(&msl->memseg_arr, 0, n, true);
}

int
eal_area_add(const struct eal_area *a, int socket_id)
{
	char name[RTE_FBARRAY_NAME_LEN];
	const struct eal_list_spec spec = {
			.name = name,
			.va = a->va,
			.len = a->len,
			.page_sz = a->page_sz,
			.node = socket_id,
			.external = true,
	};
	int list, rc = check_overlap(a);

	if (rc == 0)
		rc = check_reach(a);
	if (rc < 0)
		return rc;
	snprintf(name, sizeof(name), "extmem-%u", eal_shared->areas_n + 1);
	list = eal_list_add(&spec);
	if (list < 0) {
		EAL_LOG(ERR, "no table for external memory at %p: %s\n", a->va,
				rte_strerror(-list));
		return list;
	}
	eal_shared->areas[list] = ++eal_shared->areas_n;
	here[list] = eal_shared->areas[list];
	fill(&eal_shared->lists[list], a);
	return list;
}

int
eal_area_drop(unsigned int list)
{
	int rc;

	if (!eal_list_here(&eal_shared->lists[list]))
		return -ENOENT;
	rc = eal_list_drop(list);
	if (rc == 0)
		here[list] = 0;
	return rc;
}

int
eal_area_find(const void *va, size_t len)
{
	const struct rte_memseg_list *msl;
	unsigned int i;

	for (i = 0; i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		if (msl->page_sz != 0 && msl->base_va == va && msl->len == len)
			return (int)i;
	}
	return -ENOENT;
}

int
eal_area_attach(unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];

	if (eal_list_here(msl))
		return -EEXIST;
	/* Without other processes the array never went. */
	if (eal_sharing() && rte_fbarray_attach(&msl->memseg_arr) < 0)
		return -rte_errno;
	here[list] = eal_shared->areas[list];
	return 0;
}

int
eal_area_detach(unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];

	if (!msl->external || !eal_list_here(msl))
		return -ENOENT;
	if (eal_sharing() && rte_fbarray_detach(&msl->memseg_arr) < 0)
		return -rte_errno;
	here[list] = 0;
	return 0;
}

static int
register_area(const struct eal_area *a)
{
	uint32_t before = eal_shared->external_n;
	int rc = eal_area_socket();

	if (rc >= 0)
		rc = eal_area_add(a, rc);
	if (rc < 0)
		eal_shared->external_n = before;
	return rc;
}

BP_EXPORT
int
rte_extmem_register(void *va_addr, size_t len, rte_iova_t iova_addrs[],
		unsigned int n_pages, size_t page_sz)
{
	const struct eal_area a = {
			.va = va_addr,
			.len = len,
			.iovas = iova_addrs,
			.n_pages = n_pages,
			.page_sz = page_sz,
	};
	int rc = eal_area_check(&a);

	if (rc < 0)
		return eal_result(rc);
	rte_mcfg_mem_write_lock();
	rc = register_area(&a);
	rte_mcfg_mem_write_unlock();
	return eal_result(rc);
}

static int
unregister_area(unsigned int list)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];

	if (!msl->heap)
		return eal_area_drop(list);
	EAL_LOG(ERR,
			"memory at %p belongs to a heap: it goes with"
			" rte_malloc_heap_memory_remove(), if at all\n",
			msl->base_va);
	return -EPERM;
}

/* Find an area by its addresses and let func do its work. */
static int
with_area(void *va, size_t len, int (*func)(unsigned int list),
		const char *what)
{
	int rc = va == NULL || len == 0 || eal_shared == NULL ? -EINVAL : 0;

	if (rc == 0) {
		rte_mcfg_mem_write_lock();
		rc = eal_area_find(va, len);
		if (rc >= 0)
			rc = func((unsigned int)rc);
		rte_mcfg_mem_write_unlock();
	}
	if (rc < 0)
		EAL_LOG(DEBUG, "%s external memory at %p of %zu bytes: %s\n",
				what, va, len, rte_strerror(-rc));
	return eal_result(rc);
}

BP_EXPORT
int
rte_extmem_unregister(void *va_addr, size_t len)
{
	return with_area(va_addr, len, unregister_area, "unregister");
}

BP_EXPORT
int
rte_extmem_attach(void *va_addr, size_t len)
{
	return with_area(va_addr, len, eal_area_attach, "attach");
}

BP_EXPORT
int
rte_extmem_detach(void *va_addr, size_t len)
{
	return with_area(va_addr, len, eal_area_detach, "detach");
}
