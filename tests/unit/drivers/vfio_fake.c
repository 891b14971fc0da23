/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel of vfio_fake.h. Its descriptors are numbers that no real file
 * has: 1000 and up containers, 2000 groups, 3000 devices.
 */
#include "vfio_fake.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "vfio/vfio_os.h"

#include <cmocka.h>

#define CONTAINER    1000
#define GROUP        2000
#define DEVICE       3000
#define MODE_FILE    4000
#define CONTAINERS   8
#define REGION(i)    ((uint64_t)(i) << 40)
#define CONFIG_INDEX VFIO_PCI_CONFIG_REGION_INDEX

struct vfio_fake fake;
static struct vfio_os real;
static bool open_containers[CONTAINERS];

static int
refuse(int err)
{
	errno = err;
	return -1;
}

/* What a sound program does not do. */
static int
breach(const char *what)
{
	if (fake.wrong == NULL)
		fake.wrong = what;
	return refuse(EINVAL);
}

/* Whether the test wants this call to fail; errno is set. Any thread. */
static bool
fails(enum fake_call call)
{
	__atomic_fetch_add(&fake.calls[call], 1, __ATOMIC_RELAXED);
	if (fake.fail[call] == 0)
		return false;
	if (fake.after[call] > 0) {
		fake.after[call]--;
		return false;
	}
	errno = fake.fail[call];
	return true;
}

struct fake_group *
vfio_fake_group(int num)
{
	unsigned int i;

	for (i = 0; i < FAKE_GROUPS; i++)
		if (fake.groups[i].num == num)
			return &fake.groups[i];
	return NULL;
}

static struct fake_group *
new_group(int num)
{
	struct fake_group *g = vfio_fake_group(num);

	if (g != NULL)
		return g;
	g = vfio_fake_group(-1);
	assert_non_null(g);
	g->num = num;
	return g;
}

static void
put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

struct fake_device *
vfio_fake_device(const char *name, int group)
{
	struct fake_device *d = fake.devices;
	uint32_t rw = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;

	while (d->name != NULL)
		d++;
	assert_true(d < fake.devices + FAKE_DEVICES);
	d->name = name;
	d->group = new_group(group)->num;
	d->config_size = 256;
	put16(d->config, 0x1af4);
	put16(d->config + 2, 0x1041);
	put16(d->config + 6, 0x10); /* it has capabilities */
	d->config[0x34] = 0x98;
	put16(d->config + 0x98, 0x8411); /* MSI-X, then 0x84 */
	put16(d->config + 0x9a, 3);      /* four vectors */
	d->config[0x9c] = 1;             /* table: BAR 1, offset 0 */
	put16(d->config + 0x84, 0x7009); /* vendor */
	put16(d->config + 0x70, 0x0009); /* vendor, the last */
	d->irqs[VFIO_PCI_INTX_IRQ_INDEX] = (struct fake_irq){.count = 1,
			.flags = VFIO_IRQ_INFO_EVENTFD |
					VFIO_IRQ_INFO_MASKABLE |
					VFIO_IRQ_INFO_AUTOMASKED};
	d->irqs[VFIO_PCI_MSIX_IRQ_INDEX] = (struct fake_irq){
			.count = 4, .flags = VFIO_IRQ_INFO_EVENTFD};
	d->irqs[VFIO_PCI_REQ_IRQ_INDEX] = (struct fake_irq){
			.count = 1, .flags = VFIO_IRQ_INFO_EVENTFD};
	d->bars[0].size = 32; /* ports */
	d->bars[0].flags = rw;
	d->bars[1].size = 4096;
	d->bars[1].flags = rw | VFIO_REGION_INFO_FLAG_MMAP;
	d->bars[4].size = 16384;
	d->bars[4].flags = rw | VFIO_REGION_INFO_FLAG_MMAP;
	for (unsigned int i = 0; i < FAKE_BARS; i++) {
		if (d->bars[i].size == 0)
			continue;
		d->bars[i].memory = memfd_create("bar", MFD_CLOEXEC);
		assert_int_equal(ftruncate(d->bars[i].memory,
						 (off_t)d->bars[i].size),
				0);
	}
	return d;
}

bool
vfio_fake_reaches(const void *addr, uint64_t iova, uint64_t len)
{
	uint64_t vaddr = (uintptr_t)addr;
	unsigned int i;

	for (i = 0; i < fake.maps_n && len > 0; i++) {
		const struct fake_map *m = &fake.maps[i];
		uint64_t skip = iova - m->iova;

		if (iova < m->iova || skip >= m->size ||
				vaddr != m->vaddr + skip)
			continue;
		if (m->size - skip >= len)
			return true;
		len -= m->size - skip;
		iova += m->size - skip;
		vaddr += m->size - skip;
		i = (unsigned int)-1;
	}
	return len == 0;
}

static int
fake_open(const char *path, int flags)
{
	char wanted[64];
	unsigned int i;

	if (strcmp(path, "/dev/vfio/vfio") == 0) {
		if (fails(FAKE_OPEN_CONTAINER))
			return -1;
		for (i = 0; i < CONTAINERS && open_containers[i]; i++)
			;
		if (i == CONTAINERS)
			return refuse(EMFILE);
		open_containers[i] = true;
		fake.containers++;
		return CONTAINER + (int)i;
	}
	if (strncmp(path, "/sys/module/vfio/parameters/", 28) == 0)
		return fake.noiommu_mode == 0 ? refuse(ENOENT) : MODE_FILE;
	for (i = 0; i < FAKE_GROUPS; i++) {
		struct fake_group *g = &fake.groups[i];

		snprintf(wanted, sizeof(wanted),
				g->noiommu ? "/dev/vfio/noiommu-%d"
					   : "/dev/vfio/%d",
				g->num);
		if (g->num < 0 || strcmp(path, wanted) != 0)
			continue;
		if (fails(FAKE_OPEN_GROUP))
			return -1;
		if (g->busy || g->fd >= 0)
			return refuse(EBUSY);
		g->fd = GROUP + (int)i;
		return g->fd;
	}
	return refuse(ENOENT);
}

static struct fake_group *
group_at(int fd)
{
	if (fd < GROUP || fd >= GROUP + FAKE_GROUPS ||
			fake.groups[fd - GROUP].fd != fd)
		return NULL;
	return &fake.groups[fd - GROUP];
}

static struct fake_device *
device_at(int fd)
{
	if (fd < DEVICE || fd >= DEVICE + FAKE_DEVICES ||
			fake.devices[fd - DEVICE].open == 0)
		return NULL;
	return &fake.devices[fd - DEVICE];
}

static unsigned int
groups_in(int container)
{
	unsigned int i, n = 0;

	for (i = 0; i < FAKE_GROUPS; i++)
		n += fake.groups[i].num >= 0 &&
				fake.groups[i].container == container;
	return n;
}

/* The IOMMU goes with the last group, and all mappings with it. */
static void
leave(struct fake_group *g)
{
	int c = g->container;
	unsigned int i, kept = 0;

	g->container = -1;
	if (c < 0 || groups_in(c) > 0)
		return;
	fake.container_type[c - CONTAINER] = 0;
	for (i = 0; i < fake.maps_n; i++)
		if (fake.maps[i].container != c)
			fake.maps[kept++] = fake.maps[i];
	fake.maps_n = kept;
}

static bool
has_open_devices(const struct fake_group *g)
{
	unsigned int i;

	for (i = 0; i < FAKE_DEVICES; i++)
		if (fake.devices[i].name != NULL && fake.devices[i].open > 0 &&
				fake.devices[i].group == g->num)
			return true;
	return false;
}

static int
fake_close(int fd)
{
	struct fake_group *g = group_at(fd);
	struct fake_device *d = device_at(fd);

	if (fd == MODE_FILE)
		return 0;
	if (g != NULL) {
		if (has_open_devices(g))
			return breach("group closed before its devices");
		leave(g);
		g->fd = -1;
	} else if (d != NULL) {
		d->open--;
		for (unsigned int i = 0; i < VFIO_PCI_NUM_IRQS; i++)
			d->irqs[i].on = 0;
		g = vfio_fake_group(d->group);
		if (g->pulled && !has_open_devices(g))
			leave(g);
	} else if (fd >= CONTAINER && fd < CONTAINER + CONTAINERS &&
			open_containers[fd - CONTAINER]) {
		open_containers[fd - CONTAINER] = false;
		fake.containers--;
	} else {
		return breach("close of what is not open");
	}
	return 0;
}

/* Put capabilities behind a structure if they fit; argsz tells their size. */
static void
put_caps(uint32_t *argsz, uint32_t *flags, uint32_t flag, uint32_t *cap_offset,
		uint32_t size, const void *caps, uint32_t caps_size)
{
	uint32_t room = *argsz;

	*flags |= flag;
	*argsz = size + caps_size;
	*cap_offset = 0;
	if (room < size + caps_size)
		return;
	*cap_offset = size;
	memcpy((uint8_t *)argsz + size, caps, caps_size);
}

/* Two ranges, with the hole of interrupts of x86 between them. */
static int
iommu_info(struct vfio_iommu_type1_info *info)
{
	struct {
		struct vfio_info_cap_header header;
		uint32_t n, reserved;
		struct vfio_iova_range range[2];
	} cap = {{VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, 1, 0}, 2, 0,
			{{0, 0xfedfffff},
					{0xfef00000,
							(1ULL << fake.aw_bits) -
									1}}};

	if (info->argsz < offsetof(struct vfio_iommu_type1_info, cap_offset))
		return breach("argsz of GET_INFO");
	if (fails(FAKE_IOMMU_INFO))
		return -1;
	info->flags = VFIO_IOMMU_INFO_PGSIZES;
	info->iova_pgsizes = ~4095ULL;
	if (fake.no_ranges)
		return 0;
	if (fake.bad_ranges) {
		cap.header.next = 24; /* to itself */
		cap.header.id = 77;
	}
	put_caps(&info->argsz, &info->flags, VFIO_IOMMU_INFO_CAPS,
			&info->cap_offset, 24, &cap, sizeof(cap));
	return 0;
}

static uint64_t
mapped_bytes(void)
{
	uint64_t bytes = 0;
	unsigned int i;

	for (i = 0; i < fake.maps_n; i++)
		bytes += fake.maps[i].size;
	return bytes;
}

static bool
in_range(uint64_t iova, uint64_t size)
{
	uint64_t last = iova + size - 1;

	return last <= 0xfedfffff ||
			(iova >= 0xfef00000 && last >> fake.aw_bits == 0);
}

static int
map_dma(int c, const struct vfio_iommu_type1_dma_map *m)
{
	uint64_t any = m->vaddr | m->iova | m->size;
	unsigned int i;

	if (m->argsz != sizeof(*m) || (m->flags & ~3U) != 0 || m->flags == 0 ||
			m->size == 0 || any % 4096 != 0)
		return breach("arguments of MAP_DMA");
	if (fake.container_type[c - CONTAINER] != VFIO_TYPE1v2_IOMMU)
		return breach("MAP_DMA without an IOMMU");
	if (fails(FAKE_MAP_DMA))
		return -1;
	for (i = 0; i < fake.maps_n; i++)
		if (fake.maps[i].container == c &&
				m->iova < fake.maps[i].iova + fake.maps[i].size &&
				fake.maps[i].iova < m->iova + m->size)
			return refuse(EEXIST);
	if (!in_range(m->iova, m->size))
		return refuse(EINVAL);
	if (fake.memlock != 0 && mapped_bytes() + m->size > fake.memlock)
		return refuse(ENOMEM);
	if ((fake.entries != 0 && fake.maps_n == fake.entries) ||
			fake.maps_n == FAKE_MAPS)
		return refuse(ENOSPC);
	fake.maps[fake.maps_n++] =
			(struct fake_map){m->vaddr, m->iova, m->size, c};
	return 0;
}

static int
unmap_dma(int c, struct vfio_iommu_type1_dma_unmap *u)
{
	uint64_t done = 0;
	unsigned int i;

	if (u->argsz != sizeof(*u) || u->flags != 0 || u->size == 0 ||
			(u->iova | u->size) % 4096 != 0)
		return breach("arguments of UNMAP_DMA");
	if (fails(FAKE_UNMAP_DMA))
		return -1;
	for (i = 0; i < fake.maps_n; i++) {
		const struct fake_map *m = &fake.maps[i];

		if (m->container == c && m->iova < u->iova + u->size &&
				u->iova < m->iova + m->size &&
				(m->iova < u->iova ||
						m->iova + m->size >
								u->iova + u->size))
			return breach("UNMAP_DMA of a part");
	}
	for (i = 0; i < fake.maps_n;) {
		if (fake.maps[i].container != c ||
				fake.maps[i].iova - u->iova >= u->size) {
			i++;
			continue;
		}
		done += fake.maps[i].size;
		fake.maps[i] = fake.maps[--fake.maps_n];
	}
	u->size = done;
	return 0;
}

static int
set_iommu(int c, uintptr_t type)
{
	if (groups_in(c) == 0 || fake.container_type[c - CONTAINER] != 0)
		return breach("SET_IOMMU without a group, or twice");
	if (fails(FAKE_SET_IOMMU))
		return -1;
	fake.container_type[c - CONTAINER] = (int)type;
	return 0;
}

static int
has_extension(uintptr_t type)
{
	return type == VFIO_NOIOMMU_IOMMU ||
			(type == VFIO_TYPE1v2_IOMMU && !fake.no_type1v2);
}

static int
container_ioctl(int fd, unsigned long request, void *arg)
{
	if (!open_containers[fd - CONTAINER])
		return breach("ioctl on a closed container");
	switch (request) {
	case VFIO_GET_API_VERSION:
		return fails(FAKE_API_VERSION) ? 7 : VFIO_API_VERSION;
	case VFIO_CHECK_EXTENSION:
		return has_extension((uintptr_t)arg);
	case VFIO_SET_IOMMU:
		return set_iommu(fd, (uintptr_t)arg);
	case VFIO_IOMMU_GET_INFO:
		return iommu_info(arg);
	case VFIO_IOMMU_MAP_DMA:
		return map_dma(fd, arg);
	case VFIO_IOMMU_UNMAP_DMA:
		return unmap_dma(fd, arg);
	default:
		return breach("unknown ioctl of a container");
	}
}

static int
device_fd(const struct fake_group *g, const char *name)
{
	unsigned int i;

	if (g->container < 0 ||
			fake.container_type[g->container - CONTAINER] == 0)
		return breach("GET_DEVICE_FD before the IOMMU is set");
	if (fails(FAKE_DEVICE_FD))
		return -1;
	for (i = 0; i < FAKE_DEVICES; i++) {
		struct fake_device *d = &fake.devices[i];
		char whole[128];

		if (d->name == NULL || d->group != g->num)
			continue;
		snprintf(whole, sizeof(whole), "%s%s%s", d->name,
				d->token != NULL ? " vf_token=" : "",
				d->token != NULL ? d->token : "");
		if (strcmp(name, whole) == 0) {
			d->open++;
			return DEVICE + (int)i;
		}
		if (strncmp(name, d->name, strlen(d->name)) == 0)
			return refuse(d->token != NULL ? EACCES : EINVAL);
	}
	return refuse(ENODEV);
}

static int
set_container(struct fake_group *g, int fd)
{
	if (fd < CONTAINER || fd >= CONTAINER + CONTAINERS ||
			!open_containers[fd - CONTAINER])
		return breach("SET_CONTAINER to none");
	if (g->container >= 0)
		return breach("SET_CONTAINER twice");
	if (g->not_viable)
		return breach("SET_CONTAINER of a group that is not viable");
	if (fails(FAKE_SET_CONTAINER))
		return -1;
	g->container = fd;
	return 0;
}

static int
group_ioctl(struct fake_group *g, unsigned long request, void *arg)
{
	struct vfio_group_status *status = arg;

	switch (request) {
	case VFIO_GROUP_GET_STATUS:
		if (status->argsz != sizeof(*status))
			return breach("argsz of GET_STATUS");
		if (fails(FAKE_GROUP_STATUS))
			return -1;
		status->flags = g->not_viable ? 0 : VFIO_GROUP_FLAGS_VIABLE;
		if (g->container >= 0)
			status->flags |= VFIO_GROUP_FLAGS_CONTAINER_SET;
		return 0;
	case VFIO_GROUP_SET_CONTAINER:
		return set_container(g, *(int *)arg);
	case VFIO_GROUP_UNSET_CONTAINER:
		if (g->container < 0 && g->pulled)
			return refuse(EINVAL);
		if (g->container < 0 || has_open_devices(g))
			return breach("UNSET_CONTAINER at the wrong time");
		if (fails(FAKE_UNSET_CONTAINER))
			return -1;
		leave(g);
		return 0;
	case VFIO_GROUP_GET_DEVICE_FD:
		return device_fd(g, arg);
	default:
		return breach("unknown ioctl of a group");
	}
}

static void
put_sparse(const struct fake_bar *bar, struct vfio_region_info *info)
{
	struct {
		struct vfio_info_cap_header header;
		uint32_t n, reserved;
		struct vfio_region_sparse_mmap_area areas[4];
	} cap = {{VFIO_REGION_INFO_CAP_SPARSE_MMAP, 1, 0}, bar->sparse_n, 0,
			{{0, 0}}};

	memcpy(cap.areas, bar->sparse, sizeof(cap.areas));
	if (bar->lies) {
		cap.header.id = 99;
		cap.header.next = 0xfffffff8;
	}
	if (bar->sparse_n > 0 || bar->lies)
		put_caps(&info->argsz, &info->flags, VFIO_REGION_INFO_FLAG_CAPS,
				&info->cap_offset, sizeof(*info), &cap,
				sizeof(cap));
}

static int
region_info(const struct fake_device *d, struct vfio_region_info *info)
{
	if (info->argsz < sizeof(*info))
		return breach("argsz of GET_REGION_INFO");
	if (fails(FAKE_REGION_INFO))
		return -1;
	if (info->index > CONFIG_INDEX)
		return refuse(EINVAL);
	info->offset = REGION(info->index);
	info->flags = 0;
	info->size = 0;
	if (info->index == CONFIG_INDEX) {
		info->size = d->config_size;
		info->flags = 3;
	} else if (info->index < FAKE_BARS) {
		info->size = d->bars[info->index].size;
		info->flags = d->bars[info->index].flags;
		put_sparse(&d->bars[info->index], info);
	}
	return 0;
}

static int
irq_info(const struct fake_device *d, struct vfio_irq_info *info)
{
	if (info->argsz != sizeof(*info))
		return breach("argsz of GET_IRQ_INFO");
	if (fails(FAKE_IRQ_INFO))
		return -1;
	if (info->index >= VFIO_PCI_NUM_IRQS)
		return refuse(EINVAL);
	info->flags = d->irqs[info->index].flags;
	info->count = d->irqs[info->index].count;
	return 0;
}

/* The kernel has one of INTx, MSI and MSI-X in use at a time. */
static bool
other_kind_on(const struct fake_device *d, uint32_t index)
{
	uint32_t i;

	for (i = 0; i <= VFIO_PCI_MSIX_IRQ_INDEX; i++)
		if (i != index && d->irqs[i].on > 0)
			return index <= VFIO_PCI_MSIX_IRQ_INDEX;
	return false;
}

static int
trigger(struct fake_device *d, struct fake_irq *irq,
		const struct vfio_irq_set *set)
{
	if ((set->flags & VFIO_IRQ_SET_DATA_EVENTFD) == 0) {
		irq->on = 0;
		return set->count == 0 ? 0 : breach("SET_IRQS: not off");
	}
	if (set->argsz != sizeof(*set) + set->count * sizeof(int) ||
			set->count == 0 || set->count > FAKE_VECTORS)
		return breach("argsz of SET_IRQS");
	if (other_kind_on(d, set->index) || set->count > irq->count)
		return refuse(EINVAL);
	irq->on = set->count;
	memcpy(irq->eventfds, set->data, set->count * sizeof(int));
	return 0;
}

static int
set_irqs(struct fake_device *d, const struct vfio_irq_set *set)
{
	struct fake_irq *irq = &d->irqs[set->index];
	uint32_t action = set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;

	if (set->argsz < sizeof(*set) || set->index >= VFIO_PCI_NUM_IRQS ||
			set->start != 0)
		return breach("arguments of SET_IRQS");
	if (fails(FAKE_SET_IRQS))
		return -1;
	if (action == VFIO_IRQ_SET_ACTION_TRIGGER)
		return trigger(d, irq, set);
	if (set->index != VFIO_PCI_INTX_IRQ_INDEX || irq->on == 0)
		return breach("masking what cannot be masked");
	irq->masked = action == VFIO_IRQ_SET_ACTION_MASK;
	return 0;
}

bool
vfio_fake_interrupt(struct fake_device *d, uint32_t index, uint32_t vector)
{
	if (d->open == 0 || vector >= d->irqs[index].on)
		return false;
	if (index == VFIO_PCI_INTX_IRQ_INDEX) {
		if (d->irqs[index].masked)
			return false;
		d->irqs[index].masked = true;
	}
	return eventfd_write(d->irqs[index].eventfds[vector], 1) == 0;
}

static int
device_ioctl(struct fake_device *d, unsigned long request, void *arg)
{
	struct vfio_device_info *info = arg;

	switch (request) {
	case VFIO_DEVICE_GET_INFO:
		if (info->argsz < offsetof(struct vfio_device_info, cap_offset))
			return breach("argsz of GET_INFO of a device");
		if (fails(FAKE_DEVICE_INFO))
			return -1;
		info->flags = (d->not_pci ? VFIO_DEVICE_FLAGS_PLATFORM
					  : VFIO_DEVICE_FLAGS_PCI) |
				(d->no_reset ? 0 : VFIO_DEVICE_FLAGS_RESET);
		info->num_regions = VFIO_PCI_NUM_REGIONS;
		info->num_irqs = VFIO_PCI_NUM_IRQS;
		return 0;
	case VFIO_DEVICE_GET_REGION_INFO:
		return region_info(d, arg);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return irq_info(d, arg);
	case VFIO_DEVICE_SET_IRQS:
		return set_irqs(d, arg);
	case VFIO_DEVICE_RESET:
		if (d->no_reset)
			return breach("reset of what has none");
		if (fails(FAKE_RESET))
			return -1;
		d->resets++;
		return 0;
	default:
		return breach("unknown ioctl of a device");
	}
}

static int
fake_ioctl(int fd, unsigned long request, void *arg)
{
	if (fd >= CONTAINER && fd < CONTAINER + CONTAINERS)
		return container_ioctl(fd, request, arg);
	if (group_at(fd) != NULL)
		return group_ioctl(group_at(fd), request, arg);
	if (device_at(fd) != NULL)
		return device_ioctl(device_at(fd), request, arg);
	return breach("ioctl on what is not open");
}

/* Of the whole program: real descriptors are for the real kernel. */
int
ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (fd >= CONTAINER && fd < MODE_FILE)
		return fake_ioctl(fd, request, arg);
	return (int)syscall(SYS_ioctl, fd, request, arg);
}

/* Whether the kernel lets this part of a BAR be mapped. */
static bool
mappable(const struct fake_bar *bar, uint64_t at, uint64_t len)
{
	unsigned int i;

	if ((bar->flags & VFIO_REGION_INFO_FLAG_MMAP) == 0 ||
			at + len > ((bar->size + 4095) & ~4095ULL))
		return false;
	for (i = 0; i < bar->sparse_n; i++)
		if (at >= bar->sparse[i].offset &&
				at + len <= bar->sparse[i].offset +
								bar->sparse[i].size)
			return true;
	return bar->sparse_n == 0;
}

static void *
fake_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	struct fake_device *d = device_at(fd);
	uint64_t at = (uint64_t)offset & (REGION(1) - 1);
	unsigned int index = (unsigned int)((uint64_t)offset >> 40);

	if (fd < 0)
		return fails(FAKE_MMAP_ANON)
				? MAP_FAILED
				: mmap(addr, len, prot, flags, fd, offset);
	if (d == NULL || index >= FAKE_BARS ||
			!mappable(&d->bars[index], at, len)) {
		breach("mmap of what cannot be mapped");
		return MAP_FAILED;
	}
	if (fails(FAKE_MMAP))
		return MAP_FAILED;
	return mmap(addr, len, prot, flags, d->bars[index].memory, (off_t)at);
}

/* The bytes of a region; NULL: they are in a file. */
static ssize_t
transfer(int fd, void *in, const void *out, size_t n, off_t offset)
{
	struct fake_device *d = device_at(fd);
	uint64_t at = (uint64_t)offset & (REGION(1) - 1);
	unsigned int index = (unsigned int)((uint64_t)offset >> 40);
	uint64_t size;

	if (d == NULL || index > CONFIG_INDEX)
		return breach("transfer to what is not open");
	size = index < FAKE_BARS                ? d->bars[index].size
			: index == CONFIG_INDEX ? d->config_size
						: 0;
	if (at + n > size)
		return breach("transfer outside of a region");
	if (index < FAKE_BARS)
		return in != NULL
				? pread(d->bars[index].memory, in, n, (off_t)at)
				: pwrite(d->bars[index].memory, out, n,
						  (off_t)at);
	if (in != NULL)
		memcpy(in, d->config + at, n);
	else if (!d->stubborn)
		memcpy(d->config + at, out, n);
	return (ssize_t)n;
}

static ssize_t
fake_pread(int fd, void *buf, size_t n, off_t offset)
{
	if (fd == MODE_FILE) {
		*(char *)buf = fake.noiommu_mode;
		return 1;
	}
	if (fails(FAKE_PREAD))
		return -1;
	return transfer(fd, buf, NULL, n, offset);
}

static ssize_t
fake_pwrite(int fd, const void *buf, size_t n, off_t offset)
{
	if (fails(FAKE_PWRITE))
		return -1;
	return transfer(fd, NULL, buf, n, offset);
}

static int
fake_access(const char *path, int mode)
{
	char wanted[64];
	unsigned int i;

	if (!fake.no_module &&
			(strcmp(path, "/dev/vfio/vfio") == 0 ||
					strcmp(path, "/sys/module/vfio") == 0 ||
					strcmp(path, "/sys/module/vfio_pci") ==
							0))
		return 0;
	for (i = 0; i < FAKE_GROUPS; i++) {
		snprintf(wanted, sizeof(wanted), "/dev/vfio/noiommu-%d",
				fake.groups[i].num);
		if (fake.groups[i].noiommu && strcmp(path, wanted) == 0)
			return 0;
	}
	return refuse(ENOENT);
}

static int
fake_getrlimit(int resource, struct rlimit *limit)
{
	assert_int_equal(resource, RLIMIT_MEMLOCK);
	limit->rlim_cur = fake.memlock != 0 ? fake.memlock : RLIM_INFINITY;
	limit->rlim_max = limit->rlim_cur;
	return 0;
}

void
vfio_fake_start(void)
{
	unsigned int i;

	memset(&fake, 0, sizeof(fake));
	memset(open_containers, 0, sizeof(open_containers));
	fake.aw_bits = 48;
	for (i = 0; i < FAKE_GROUPS; i++) {
		fake.groups[i].num = -1;
		fake.groups[i].fd = -1;
		fake.groups[i].container = -1;
	}
	real = vfio_os;
	vfio_os = (struct vfio_os){
			.open = fake_open,
			.close = fake_close,
			.ioctl = fake_ioctl,
			.mmap = fake_mmap,
			.munmap = munmap,
			.pread = fake_pread,
			.pwrite = fake_pwrite,
			.access = fake_access,
			.getrlimit = fake_getrlimit,
	};
}

void
vfio_fake_stop(void)
{
	unsigned int i, j;

	vfio_os = real;
	for (i = 0; i < FAKE_DEVICES; i++)
		for (j = 0; j < FAKE_BARS; j++)
			if (fake.devices[i].bars[j].memory > 0)
				close(fake.devices[i].bars[j].memory);
	if (fake.wrong != NULL)
		fail_msg("VFIO is misused: %s", fake.wrong);
	assert_int_equal(fake.containers, 0);
	assert_int_equal(fake.maps_n, 0);
	for (i = 0; i < FAKE_GROUPS; i++)
		assert_int_equal(fake.groups[i].fd, -1);
	for (i = 0; i < FAKE_DEVICES; i++)
		assert_int_equal(fake.devices[i].open, 0);
}
