/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses as devices see them. IOVAs are virtual addresses unless the mode
 * is PA, which is accepted only where hugepages and the right to read frame
 * numbers exist: the kernel moves other pages, locked or not. What a memseg
 * says is its IOVA stays so for as long as it is in use.
 */
#include "memory/iova.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source.h"

#define PAGEMAP         "/proc/self/pagemap"
#define PAGEMAP_PRESENT (UINT64_C(1) << 63)
#define PAGEMAP_FRAME   ((UINT64_C(1) << 55) - 1)
#define MASK_BITS_MAX   63

/*
 * The frame number of the page at virt: 0 or -errno: ENOENT, there is no page;
 * EPERM, the kernel does not tell this process.
 */
static int
frame_of(const void *virt, uint64_t *frame)
{
	off_t at = (off_t)((uintptr_t)virt / getpagesize() * sizeof(uint64_t));
	uint64_t entry = 0;
	int fd = eal_os.open(PAGEMAP, O_RDONLY, 0);
	ssize_t n;
	int rc = 0;

	if (fd < 0)
		return -errno;
	n = eal_os.pread(fd, &entry, sizeof(entry), at);
	if (n < 0)
		rc = -errno;
	else if (n != sizeof(entry) || (entry & PAGEMAP_PRESENT) == 0)
		rc = -ENOENT;
	else if ((entry & PAGEMAP_FRAME) == 0)
		rc = -EPERM;
	eal_os.close(fd);
	*frame = entry & PAGEMAP_FRAME;
	return rc;
}

BP_EXPORT
phys_addr_t
rte_mem_virt2phy(const void *virt)
{
	uint64_t page_sz = getpagesize();
	uint64_t frame = 0;

	if (frame_of(virt, &frame) < 0)
		return RTE_BAD_IOVA;
	return frame * page_sz + (uintptr_t)virt % page_sz;
}

BP_EXPORT
int
rte_eal_using_phys_addrs(void)
{
	uint64_t frame = 0; /* itself on a page that is there */

	return eal_source_hugetlb_free() >= 0 && frame_of(&frame, &frame) == 0;
}

BP_EXPORT
rte_iova_t
rte_mem_virt2iova(const void *virt)
{
	if (eal_shared != NULL && eal_shared->iova_mode == RTE_IOVA_PA)
		return rte_mem_virt2phy(virt);
	return (uintptr_t)virt;
}

/* Whether this process may work with physical addresses: 0 or -errno. */
static int
check_pa(void)
{
	uint64_t frame = 0; /* itself on a page that is there */
	int rc;

	if (eal_source_hugetlb_free() < 0) {
		EAL_LOG(ERR,
				"IOVA mode PA needs hugepages, the kernel moves other"
				" pages: set up hugepages, or use VA"
				" (--iova-mode=va)\n");
		return -ENOTSUP;
	}
	rc = frame_of(&frame, &frame);
	if (rc == 0)
		return 0;
	if (rc == -EPERM)
		EAL_LOG(ERR,
				"IOVA mode PA needs physical addresses, but " PAGEMAP
				" hides them: this process lacks CAP_SYS_ADMIN of"
				" the host, which root in a container may, too;"
				" grant it, or use VA (--iova-mode=va)\n");
	else
		EAL_LOG(ERR,
				"IOVA mode PA needs physical addresses, but " PAGEMAP
				" cannot be read (%s): mount /proc, or use VA"
				" (--iova-mode=va)\n",
				rte_strerror(-rc));
	return -EPERM;
}

int
eal_iova_init(void)
{
	int mode = rte_eal_iova_mode();
	int rc;

	/* What the start decided, or else what the configuration says. */
	if (mode == RTE_IOVA_DC)
		mode = eal_config.iova_mode;
	if (mode == RTE_IOVA_PA) {
		rc = check_pa();
		if (rc < 0)
			return rc;
	}
	eal_shared->iova_mode = mode == RTE_IOVA_PA ? RTE_IOVA_PA : RTE_IOVA_VA;
	return 0;
}

struct iova_search {
	rte_iova_t iova;
	void *addr;
};

static bool
matches(struct iova_search *s, const struct rte_memseg *ms)
{
	if (ms->iova == RTE_BAD_IOVA || s->iova - ms->iova >= ms->len)
		return false;
	s->addr = (uint8_t *)ms->addr + (s->iova - ms->iova);
	return true;
}

static int
match_iova(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	return matches(arg, ms);
}

BP_EXPORT
void *
rte_mem_iova2virt(rte_iova_t iova)
{
	struct iova_search s = {.iova = iova};
	const struct rte_memseg *ms;

	if (eal_shared == NULL) {
		rte_errno = EINVAL;
		return NULL;
	}
	rte_mcfg_mem_read_lock();
	ms = eal_shared->iova_mode == RTE_IOVA_PA
			? NULL
			: rte_mem_virt2memseg((void *)(uintptr_t)iova, NULL);
	if (ms == NULL || !matches(&s, ms))
		rte_memseg_walk_thread_unsafe(match_iova, &s);
	rte_mcfg_mem_read_unlock();
	if (s.addr == NULL)
		rte_errno = EINVAL;
	return s.addr;
}

static int
above_mask(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	uint8_t bits = *(uint8_t *)arg;
	rte_iova_t last = ms->iova + ms->len - 1;

	if (ms->iova == RTE_BAD_IOVA || last >> bits == 0)
		return 0;
	EAL_LOG(ERR,
			"%smemory at %p has IOVAs up to 0x%" PRIx64
			", a device reaches %u bits, up to 0x%" PRIx64 "%s\n",
			msl->external ? "external " : "", ms->addr, last, bits,
			(UINT64_C(1) << bits) - 1,
			msl->external ? ""
				      : "; --base-virtaddr or --iova-mode"
					" changes where memory is");
	return 1;
}

BP_EXPORT
int
rte_mem_check_dma_mask_thread_unsafe(uint8_t maskbits)
{
	int rc;

	if (maskbits > MASK_BITS_MAX) {
		EAL_LOG(ERR, "DMA mask of %u bits: the most is %d\n", maskbits,
				MASK_BITS_MAX);
		return -1;
	}
	rc = rte_memseg_walk_thread_unsafe(above_mask, &maskbits);
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
	if (eal_shared == NULL)
		return;
	if (maskbits > MASK_BITS_MAX) {
		EAL_LOG(ERR, "DMA mask of %u bits: the most is %d\n", maskbits,
				MASK_BITS_MAX);
		return;
	}
	rte_mcfg_mem_write_lock();
	if (eal_shared->dma_bits == 0 || maskbits < eal_shared->dma_bits)
		eal_shared->dma_bits = maskbits; /* 0: no limit */
	rte_mcfg_mem_write_unlock();
}
