/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cases of vfio_probe: what the device reaches, through the IOMMU, is what is
 * mapped, memory of the library and of the program; and nothing else.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <sys/mman.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>
#include <rte_vfio.h>

#include "numa_check.h"
#include "vfio_probe.h"

#define PAGE     4096u
#define SPARE    (8u << 20)
#define FREE_IOV 0x70000000ull /* nobody is there */

/* Whether it reaches 2 * PROBE_LEN bytes: it copies the first half to the
 * second. */
static bool
reaches(void *addr, uint64_t iova)
{
	uint8_t *half = (uint8_t *)addr + PROBE_LEN;

	for (unsigned int i = 0; i < PROBE_LEN; i++)
		((uint8_t *)addr)[i] = (uint8_t)(i * 7 + (iova >> 12));
	memset(half, 0, PROBE_LEN);
	probe_copy(iova, EDU_BUFFER, 0);
	probe_copy(EDU_BUFFER, iova + PROBE_LEN, EDU_TO_HOST);
	return memcmp(addr, half, PROBE_LEN) == 0;
}

/* The first byte that the device reads there, by way of memory it reaches. */
static uint8_t
device_reads(uint64_t iova, uint8_t *memory, uint8_t before)
{
	const uint64_t at = rte_mem_virt2iova(memory);

	memset(memory, before, PROBE_LEN);
	probe_copy(at, EDU_BUFFER, 0);
	probe_copy(iova, EDU_BUFFER, 0);
	probe_copy(EDU_BUFFER, at, EDU_TO_HOST);
	return memory[0];
}

/* Memory of the program's own at an IOVA: 0 or -errno. */
static int
map(uint8_t *addr, uint64_t iova, size_t len)
{
	int rc = rte_vfio_container_dma_map(RTE_VFIO_DEFAULT_CONTAINER_FD,
			(uintptr_t)addr, iova, len);

	return rc == 0 ? 0 : -rte_errno;
}

static int
unmap(uint8_t *addr, uint64_t iova, size_t len)
{
	int rc = rte_vfio_container_dma_unmap(RTE_VFIO_DEFAULT_CONTAINER_FD,
			(uintptr_t)addr, iova, len);

	return rc == 0 ? 0 : -rte_errno;
}

static uint8_t *
pages(unsigned int n)
{
	uint8_t *addr = mmap(NULL, n * (size_t)PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(addr != MAP_FAILED, "no memory");
	return addr == MAP_FAILED ? NULL : addr;
}

/* Whether the kernel has something for the device there. */
static void
check_taken(uint64_t iova, bool taken)
{
	uint8_t *addr = pages(1);
	int rc;

	if (addr == NULL)
		return;
	rc = map(addr, iova, PAGE);
	CHECK(rc == (taken ? -EEXIST : 0), "%#lx is %s: %s", iova,
			taken ? "in reach" : "gone", rte_strerror(-rc));
	if (rc == 0)
		CHECK(unmap(addr, iova, PAGE) == 0, "unmap: %s",
				rte_strerror(rte_errno));
	munmap(addr, PAGE);
}

/* Memory of the library, there from the start or new, and gone again. */
void
probe_dma(unsigned int n)
{
	uint8_t *small, *large;
	uint64_t iova;

	(void)n;
	small = rte_zmalloc("small", 2 * (size_t)PROBE_LEN, PAGE);
	large = rte_zmalloc("large", SPARE, SPARE);
	if (!CHECK(small != NULL && large != NULL, "no memory"))
		return;
	iova = rte_mem_virt2iova(small);
	CHECK(reaches(small, iova), "%p at %#lx", (void *)small, iova);
	iova = rte_mem_virt2iova(large + SPARE - 2 * (size_t)PROBE_LEN);
	CHECK(reaches(large + SPARE - 2 * (size_t)PROBE_LEN, iova),
			"%p at %#lx", (void *)large, iova);
	iova = rte_mem_virt2iova(large);
	memset(large, 0xaa, PROBE_LEN);
	CHECK(device_reads(iova, small, 0x55) == 0xaa, "%#lx is not reached",
			iova);
	check_taken(iova, true);
	rte_free(large);
	if (rte_mem_virt2memseg(large, NULL) == NULL)
		check_taken(iova, false);
	else
		printf("the heap keeps what was freed\n");
	rte_free(small);
	small = rte_zmalloc("small", 2 * (size_t)PROBE_LEN, PAGE);
	CHECK(small != NULL && reaches(small, rte_mem_virt2iova(small)),
			"memory used again");
	rte_free(small);
}

/* What overlaps is refused, and leaves the first as it is. */
static void
check_overlaps(uint8_t *addr)
{
	static const struct {
		int at; /* pages from the first, which has four */
		unsigned int n;
		int wanted;
	} tries[] = {
			{0, 4, -EEXIST},
			{1, 1, -EEXIST},
			{-1, 2, -EEXIST},
			{3, 2, -EEXIST},
			{-1, 6, -EEXIST},
			{-1, 1, 0},
			{4, 2, 0},
	};

	for (unsigned int i = 0; i < RTE_DIM(tries); i++) {
		const size_t len = tries[i].n * (size_t)PAGE;
		const uint64_t iova =
				FREE_IOV + (uint64_t)(tries[i].at * (int)PAGE);
		int rc = map(addr + 4 * (size_t)PAGE, iova, len);

		CHECK(rc == tries[i].wanted, "%u pages at %d: %s", tries[i].n,
				tries[i].at, rte_strerror(-rc));
		if (rc == 0)
			CHECK(unmap(addr + 4 * (size_t)PAGE, iova, len) == 0,
					"unmap: %s", rte_strerror(rte_errno));
	}
}

/* Memory of the program's own: reached while it is mapped, and only then. */
void
probe_external(unsigned int n)
{
	uint8_t *addr = pages(10);
	int rc;

	(void)n;
	if (addr == NULL)
		return;
	CHECK(!reaches(addr, FREE_IOV), "reached before it was mapped");
	rc = map(addr, FREE_IOV, 4 * (size_t)PAGE);
	CHECK(rc == 0, "map: %s", rte_strerror(-rc));
	CHECK(reaches(addr, FREE_IOV), "not reached");
	check_overlaps(addr);
	CHECK(reaches(addr, FREE_IOV), "not reached any more");
	rc = unmap(addr, FREE_IOV, 4 * (size_t)PAGE);
	CHECK(rc == 0, "unmap: %s", rte_strerror(-rc));
	CHECK(!reaches(addr, FREE_IOV), "reached when it is gone");
	munmap(addr, 10 * (size_t)PAGE);
}
