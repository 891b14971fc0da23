/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses as devices see them, and what else is asked of physical memory.
 * IOVAs are virtual addresses unless the mode is PA, which is accepted only
 * where hugepages and the right to read frame numbers exist: the kernel moves
 * other pages.
 */
#include "memory/iova.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_eal.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/shared.h"
#include "memory/source.h"

#define PAGEMAP_PRESENT (UINT64_C(1) << 63)
#define PAGEMAP_FRAME   ((UINT64_C(1) << 55) - 1)

BP_EXPORT
phys_addr_t
rte_mem_virt2phy(const void *virt)
{
	uint64_t page_sz = getpagesize();
	uint64_t entry = 0;
	ssize_t n;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return RTE_BAD_IOVA;
	n = pread(fd, &entry, sizeof(entry),
			(off_t)((uintptr_t)virt / page_sz * sizeof(entry)));
	close(fd);
	if (n != sizeof(entry) || (entry & PAGEMAP_PRESENT) == 0)
		return RTE_BAD_IOVA;
	entry &= PAGEMAP_FRAME;
	if (entry == 0) /* hidden from those without the right */
		return RTE_BAD_IOVA;
	return entry * page_sz + (uintptr_t)virt % page_sz;
}

BP_EXPORT
int
rte_eal_using_phys_addrs(void)
{
	uint64_t probe = 0;

	return eal_source_hugetlb_free() >= 0 &&
			rte_mem_virt2phy(&probe) != RTE_BAD_IOVA;
}

BP_EXPORT
rte_iova_t
rte_mem_virt2iova(const void *virt)
{
	if (eal_shared != NULL && eal_shared->iova_mode == RTE_IOVA_PA)
		return rte_mem_virt2phy(virt);
	return (uintptr_t)virt;
}

int
eal_iova_init(void)
{
	eal_shared->iova_mode = RTE_IOVA_VA;
	if (eal_config.iova_mode != RTE_IOVA_PA)
		return 0;
	if (eal_source_hugetlb_free() < 0) {
		EAL_LOG(ERR,
				"IOVA mode PA needs hugepages, the kernel moves other"
				" pages: use --iova-mode=va, or set up hugepages\n");
		return -ENOTSUP;
	}
	if (!rte_eal_using_phys_addrs()) {
		EAL_LOG(ERR,
				"IOVA mode PA needs to read physical addresses from"
				" /proc/self/pagemap (CAP_SYS_ADMIN): use"
				" --iova-mode=va\n");
		return -EPERM;
	}
	eal_shared->iova_mode = RTE_IOVA_PA;
	return 0;
}

struct iova_search {
	rte_iova_t iova;
	void *addr;
};

static int
match_iova(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	struct iova_search *s = arg;

	if (s->iova - ms->iova >= len)
		return 0;
	s->addr = (uint8_t *)ms->addr + (s->iova - ms->iova);
	return 1;
}

BP_EXPORT
void *
rte_mem_iova2virt(rte_iova_t iova)
{
	struct iova_search s = {.iova = iova};

	rte_memseg_contig_walk(match_iova, &s);
	return s.addr;
}

static int
above_mask(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	uint8_t bits = *(uint8_t *)arg;
	rte_iova_t last = ms->iova + len - 1;

	if (last >> bits == 0)
		return 0;
	EAL_LOG(ERR,
			"memory at IOVA 0x%" PRIx64
			" is beyond the %u bits that a"
			" device reaches; --base-virtaddr moves it\n",
			last, bits);
	return 1;
}

BP_EXPORT
int
rte_mem_check_dma_mask_thread_unsafe(uint8_t maskbits)
{
	int rc;

	if (maskbits > 63) {
		EAL_LOG(ERR, "DMA mask of %u bits: the most is 63\n", maskbits);
		return -1;
	}
	rc = rte_memseg_contig_walk_thread_unsafe(above_mask, &maskbits);
	if (rc == 0)
		rte_mem_set_dma_mask(maskbits);
	return rc;
}

BP_EXPORT
int
rte_mem_check_dma_mask(uint8_t maskbits)
{
	int rc;

	rte_mcfg_mem_read_lock();
	rc = rte_mem_check_dma_mask_thread_unsafe(maskbits);
	rte_mcfg_mem_read_unlock();
	return rc;
}

BP_EXPORT
void
rte_mem_set_dma_mask(uint8_t maskbits)
{
	if (eal_shared == NULL || maskbits == 0 || maskbits > 63)
		return;
	rte_mcfg_mem_write_lock();
	if (eal_shared->dma_bits == 0 || maskbits < eal_shared->dma_bits)
		eal_shared->dma_bits = maskbits;
	rte_mcfg_mem_write_unlock();
}

BP_EXPORT
int
rte_mem_lock_page(const void *virt)
{
	size_t page_sz = getpagesize();
	uintptr_t start = (uintptr_t)virt & ~(page_sz - 1);

	if (mlock((void *)start, page_sz) == 0)
		return 0;
	rte_errno = errno;
	return -1;
}

BP_EXPORT
unsigned int
rte_memory_get_nchannel(void)
{
	return eal_shared == NULL ? 0 : eal_shared->nchannel;
}

BP_EXPORT
unsigned int
rte_memory_get_nrank(void)
{
	return eal_shared == NULL ? 0 : eal_shared->nrank;
}

static int
add_size(const struct rte_memseg_list *msl, void *arg)
{
	*(uint64_t *)arg += msl->memseg_arr.count * msl->page_sz;
	return 0;
}

BP_EXPORT
uint64_t
rte_eal_get_physmem_size(void)
{
	uint64_t n = 0;

	rte_memseg_list_walk(add_size, &n);
	return n;
}

static int
dump_run(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	fprintf(arg,
			"%p: %zu KiB, IOVA 0x%" PRIx64
			", node %d, pages of %" PRIu64
			" KiB, %u channels, %u ranks%s\n",
			ms->addr, len >> 10, ms->iova, ms->socket_id,
			ms->hugepage_sz >> 10, ms->nchannel, ms->nrank,
			msl->external ? ", external" : "");
	return 0;
}

BP_EXPORT
void
rte_dump_physmem_layout(FILE *f)
{
	rte_memseg_contig_walk(dump_run, f);
}
