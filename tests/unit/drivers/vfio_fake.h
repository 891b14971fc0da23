/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A kernel with VFIO for tests: put in place of the real one, it has groups
 * and devices as the test sets them up, checks the arguments of every call, and
 * keeps the table of what devices reach as the kernel does, refusing overlaps,
 * holes and unmapping a part. Each call can be made to fail. ioctl() itself
 * is replaced, too, since EAL switches interrupts with it. Anonymous mappings
 * are real, and BARs are real memory too.
 */
#ifndef VFIO_FAKE_H
#define VFIO_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

#define FAKE_GROUPS  4
#define FAKE_DEVICES 4
#define FAKE_BARS    6
#define FAKE_MAPS    512
#define FAKE_VECTORS 16

/* The calls that can fail. */
enum fake_call {
	FAKE_OPEN_CONTAINER,
	FAKE_OPEN_GROUP,
	FAKE_API_VERSION,
	FAKE_SET_IOMMU,
	FAKE_IOMMU_INFO,
	FAKE_MAP_DMA,
	FAKE_UNMAP_DMA,
	FAKE_GROUP_STATUS,
	FAKE_SET_CONTAINER,
	FAKE_UNSET_CONTAINER,
	FAKE_DEVICE_FD,
	FAKE_DEVICE_INFO,
	FAKE_REGION_INFO,
	FAKE_RESET,
	FAKE_IRQ_INFO,
	FAKE_SET_IRQS,
	FAKE_MMAP, /* of a BAR */
	FAKE_MMAP_ANON,
	FAKE_PREAD,
	FAKE_PWRITE,
	FAKE_CALLS,
};

struct fake_bar {
	uint64_t size;  /* 0: none */
	uint32_t flags; /* VFIO_REGION_INFO_FLAG_* */
	unsigned int sparse_n;
	struct vfio_region_sparse_mmap_area sparse[4];
	bool lies;  /* its chain of capabilities leads nowhere */
	int memory; /* the file that a mapping maps */
};

/* A kind of interrupts. */
struct fake_irq {
	uint32_t count;
	uint32_t flags; /* VFIO_IRQ_INFO_* */
	uint32_t on;    /* so many vectors have eventfds */
	int eventfds[FAKE_VECTORS];
	bool masked;
};

struct fake_device {
	const char *name; /* NULL: there is none */
	int group;
	struct fake_bar bars[FAKE_BARS];
	uint8_t config[4096];
	unsigned int config_size;
	bool stubborn; /* writes to its configuration change nothing */
	struct fake_irq irqs[VFIO_PCI_NUM_IRQS];
	bool not_pci;
	bool no_reset;
	unsigned int resets;
	const char *token; /* that opening it takes */
	int open;          /* how often it is open */
};

struct fake_group {
	int num; /* -1: there is none */
	bool noiommu;
	bool not_viable;
	bool busy;
	bool pulled;   /* with its last device the kernel takes it out */
	int container; /* descriptor, or -1 */
	int fd;        /* -1: not open */
};

struct fake_map {
	uint64_t vaddr, iova, size;
	int container;
};

struct vfio_fake {
	int fail[FAKE_CALLS];           /* errno, or 0 */
	unsigned int after[FAKE_CALLS]; /* so many go well before */
	unsigned int calls[FAKE_CALLS];
	struct fake_group groups[FAKE_GROUPS];
	struct fake_device devices[FAKE_DEVICES];
	struct fake_map maps[FAKE_MAPS];
	unsigned int maps_n;
	unsigned int aw_bits; /* of the IOMMU */
	bool no_ranges;       /* an old kernel that does not tell */
	bool bad_ranges;      /* what it tells is nonsense */
	bool no_type1v2;
	bool no_module;        /* vfio is not loaded */
	char noiommu_mode;     /* 'Y', 'N' or 0: there is no such file */
	uint64_t memlock;      /* bytes; 0: no limit */
	unsigned int entries;  /* mappings; 0: no limit */
	int container_type[8]; /* by descriptor; 0: none */
	int containers;        /* that are open */
	const char *wrong;     /* the first call that broke the rules */
};

extern struct vfio_fake fake;

/* A fresh kernel, in place of the real one: 48 bits, nothing else. */
void vfio_fake_start(void);
/* Check that nothing is left open or mapped; the real one is back. */
void vfio_fake_stop(void);

struct fake_group *vfio_fake_group(int num);
/*
 * A device with 256 bytes of configuration: MSI-X in BAR 1 (table at 0, PBA at
 * 0x800), two vendor capabilities, and 16 KiB of registers in BAR 4. It has
 * INTx, four vectors of MSI-X, and can be asked back.
 */
struct fake_device *vfio_fake_device(const char *name, int group);

/* Raise an interrupt of VFIO_PCI_*_IRQ_INDEX: whether anybody listens. */
bool vfio_fake_interrupt(
		struct fake_device *d, uint32_t index, uint32_t vector);

/* Whether devices reach len bytes at addr, as iova, wholly. */
bool vfio_fake_reaches(const void *addr, uint64_t iova, uint64_t len);

#endif
