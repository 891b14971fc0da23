/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * VFIO on a kernel that misbehaves: each call that can fail does, and what is
 * missing is said, with how to mend it, and nothing stays open or mapped.
 * Groups, containers and the life of both.
 */
#include <bufplane_vfio.h>
#include <errno.h>
#include <fcntl.h>

#include <sys/resource.h>

#include <rte_malloc.h>
#include <rte_uuid.h>
#include <rte_vfio.h>

#include "../layout.h"
#include "pci_env.h"
#include "process/config.h"

VALUE(RTE_VFIO_NOIOMMU, 8);
VALUE(RTE_VFIO_INFO_FLAG_CAPS, 8);
VALUE(RTE_VFIO_CAP_MSIX_MAPPABLE, 3);
VALUE(VFIO_GET_REGION_ADDR(7), UINT64_C(7) << 40);
VALUE(VFIO_GET_REGION_IDX(UINT64_C(7) << 40), 7);
TEXT(VFIO_CONTAINER_PATH, "/dev/vfio/vfio");
TEXT(VFIO_NOIOMMU_GROUP_FMT, "/dev/vfio/noiommu-%u");
FUNCTION(rte_vfio_setup_device, int, const char *, const char *, int *,
		struct vfio_device_info *);
FUNCTION(rte_vfio_container_dma_map, int, int, uint64_t, uint64_t, uint64_t);

#define DEV  "0000:00:02.0"
#define DEV2 "0000:00:02.1"
#define DEV3 "0000:00:03.0"

static char base[80]; /* the folder of devices */

static int
setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	snprintf(base, sizeof(base), "%s/dev", tree);
	env_start();
	/* Memory that the first device needs mapped. */
	return rte_malloc(NULL, 5 << 20, 0) != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	rte_eal_cleanup();
	return tree_teardown(state);
}

static int
setup_device(const char *name, int *fd)
{
	struct vfio_device_info info;

	return rte_vfio_setup_device(base, name, fd, &info);
}

static void
release_device(const char *name, int fd)
{
	assert_int_equal(rte_vfio_release_device(base, name, fd), 0);
}

/* Setting a device up fails, with that errno and text, and leaves nothing. */
static void
refused(int err, const char *text)
{
	int fd = -7;

	rte_errno = 0;
	assert_int_equal(setup_device(DEV, &fd), -1);
	assert_int_equal(fd, -7);
	assert_int_equal(rte_errno, err);
	assert_true(was_logged(text));
	assert_int_equal(vfio_fake_group(7)->fd, -1);
	assert_int_equal(fake.maps_n, 0);
}

static void
test_life(void **state)
{
	struct vfio_device_info info;
	int fd = -1, fd2 = -1;

	env_vfio_device(DEV, 7);
	env_vfio_device(DEV2, 7);
	assert_int_equal(rte_vfio_setup_device(base, DEV, &fd, &info), 0);
	assert_int_equal(info.num_regions, VFIO_PCI_NUM_REGIONS);
	assert_true(info.flags & VFIO_DEVICE_FLAGS_PCI);
	assert_int_equal(fake.calls[FAKE_OPEN_GROUP], 1);
	assert_int_equal(setup_device(DEV2, &fd2), 0);
	assert_int_equal(fake.calls[FAKE_OPEN_GROUP], 1);
	assert_int_equal(fake.calls[FAKE_SET_IOMMU], 1);
	release_device(DEV, fd);
	assert_true(vfio_fake_group(7)->fd >= 0);
	assert_true(fake.maps_n > 0);
	/* A device that was pulled out is in sysfs no longer. */
	tree_unplug(DEV2);
	release_device(DEV2, fd2);
	assert_int_equal(vfio_fake_group(7)->fd, -1);
	assert_int_equal(fake.maps_n, 0);
	assert_int_equal(rte_vfio_release_device(base, DEV2, fd2), -1);
	assert_int_equal(rte_errno, EBADF);
	/* And once more. */
	assert_int_equal(setup_device(DEV, &fd), 0);
	assert_true(fake.maps_n > 0);
	release_device(DEV, fd);
}

static void
test_bad_calls(void **state)
{
	struct vfio_device_info info;
	int fd, num;

	env_vfio_device(DEV, 7);
	assert_int_equal(rte_vfio_setup_device(NULL, DEV, &fd, &info), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_vfio_setup_device(base, NULL, &fd, &info), -1);
	assert_int_equal(rte_vfio_setup_device(base, DEV, NULL, &info), -1);
	assert_int_equal(rte_vfio_setup_device(base, DEV, &fd, NULL), -1);
	assert_int_equal(rte_vfio_get_group_num(base, DEV, &num), 1);
	assert_int_equal(num, 7);
	assert_int_equal(rte_vfio_get_group_num(base, DEV2, &num), 0);
	assert_int_equal(rte_vfio_get_group_num(NULL, DEV, &num), -1);
	assert_int_equal(rte_vfio_get_group_num(base, DEV, NULL), -1);
	tree_link(DEV, "iommu_group", "groups", "x7");
	assert_int_equal(rte_vfio_get_group_num(base, DEV, &num), -1);
	assert_true(was_logged("\"x7\" is no number"));
	assert_int_equal(setup_device(DEV, &fd), -1);
	tree_link(DEV, "iommu_group", "groups", "99999999999");
	assert_int_equal(rte_vfio_get_group_num(base, DEV, &num), -1);
	assert_int_equal(rte_vfio_clear_group(-1), -1);
	assert_int_equal(rte_vfio_clear_group(12345), -1);
	assert_int_equal(rte_vfio_get_group_fd(-1), -1);
	assert_int_equal(rte_errno, EINVAL);
}

/* What a person reads, and what is to be done. */
static void
test_messages(void **state)
{
	int fd;

	tree_device(DEV, "vfio-pci");
	assert_int_equal(setup_device(DEV, &fd), 1);
	assert_true(was_logged("there is no IOMMU. Switch it on"));
	tree_group(DEV, 7);
	assert_int_equal(setup_device(DEV, &fd), -1);
	assert_true(was_logged("no /dev/vfio/7: a device of the group has"));
	assert_int_equal(rte_errno, ENOENT);
	vfio_fake_device(DEV, 7);
	fake.fail[FAKE_OPEN_GROUP] = EPERM;
	refused(EPERM, "start it with \"--device /dev/vfio/7\"");
	fake.fail[FAKE_OPEN_GROUP] = EACCES;
	refused(EACCES,
			"no permission on /dev/vfio/7: give it to the user who "
			"runs this with \"chown USER /dev/vfio/7\"");
	fake.fail[FAKE_OPEN_GROUP] = EMFILE;
	refused(EMFILE, "cannot open /dev/vfio/7: Too many open files");
	fake.fail[FAKE_OPEN_GROUP] = 0;
	vfio_fake_group(7)->busy = true;
	refused(EBUSY, "in use by another process: \"fuser -v /dev/vfio/7\"");
	vfio_fake_group(7)->busy = false;
	fake.fail[FAKE_OPEN_CONTAINER] = ENOENT;
	refused(ENOENT, "modprobe vfio-pci");
	fake.fail[FAKE_OPEN_CONTAINER] = EACCES;
	refused(EACCES, "no permission on /dev/vfio/vfio");
	fake.fail[FAKE_OPEN_CONTAINER] = EIO;
	refused(EIO, "cannot open /dev/vfio/vfio: Input/output error");
}

static void
test_not_viable(void **state)
{
	env_vfio_device(DEV, 7);
	tree_device(DEV2, "e1000");
	tree_group(DEV2, 7);
	tree_device(DEV3, "pcieport");
	tree_group(DEV3, 7);
	vfio_fake_group(7)->not_viable = true;
	refused(EPERM,
			"for 0000:00:02.1 of the same group is bound to e1000: "
			"bind it to vfio-pci too, or to nothing "
			"(\"dpdk-devbind.py --unbind 0000:00:02.1\")");
	assert_null(strstr(logged, DEV3));
	tree_driver(DEV2, NULL);
	refused(EPERM, "not all of its devices are bound");
}

static const struct {
	enum fake_call call;
	int err;
	const char *text;
	int result; /* errno of the whole, if another */
} failures[] = {
		{FAKE_API_VERSION, EINVAL, "version 7 of VFIO's API, not 0",
				ENOTSUP},
		{FAKE_GROUP_STATUS, EIO, "group 7 does not tell its state", 0},
		{FAKE_SET_CONTAINER, EINVAL, "does not fit its container", 0},
		{FAKE_SET_IOMMU, ENODEV, "load the module vfio_iommu_type1", 0},
		{FAKE_IOMMU_INFO, EFAULT, "does not describe the IOMMU", 0},
		{FAKE_DEVICE_FD, ENODEV, "is it bound to vfio-pci?", 0},
		{FAKE_DEVICE_FD, EIO, "does not hand it out", 0},
		{FAKE_DEVICE_INFO, EIO, "does not describe itself", 0},
		{FAKE_MAP_DMA, EFAULT, "Bad address", 0},
};

static void
test_failures(void **state)
{
	int fd;

	env_vfio_device(DEV, 7);
	for (unsigned int i = 0; i < RTE_DIM(failures); i++) {
		/* A default container that was opened stays so. */
		if (failures[i].call == FAKE_API_VERSION)
			assert_int_equal(fake.containers, 0);
		fake.fail[failures[i].call] = failures[i].err;
		refused(failures[i].result != 0 ? failures[i].result
						: failures[i].err,
				failures[i].text);
		fake.fail[failures[i].call] = 0;
		assert_int_equal(setup_device(DEV, &fd), 0);
		release_device(DEV, fd);
		if (i == 0)
			logged[0] = '\0';
	}
	fake.no_type1v2 = true;
	refused(ENOTSUP, "load the module vfio_iommu_type1");
}

/* A limit on locked memory is met at any of the mappings. */
static void
test_memlock(void **state)
{
	env_vfio_device(DEV, 7);
	fake.memlock = 64 << 10;
	refused(ENOMEM, "RLIMIT_MEMLOCK) is 64 KiB: raise it with \"ulimit -l\"");
	fake.memlock = 0;
	fake.fail[FAKE_MAP_DMA] = ENOMEM;
	refused(ENOMEM, "RLIMIT_MEMLOCK) is unlimited");
	fake.fail[FAKE_MAP_DMA] = ENOSPC;
	refused(ENOSPC, "raise dma_entry_limit of the module");
}

static void
test_token(void **state)
{
	static const char uuid[] = "00112233-4455-6677-8899-aabbccddeeff";
	struct bp_config config = {0};
	rte_uuid_t token;
	int fd;

	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(rte_uuid_parse(uuid, token), 0);
	env_vfio_device(DEV, 7)->token = uuid;
	env_start();
	refused(EACCES, "may need --vfio-vf-token");
	assert_int_equal(rte_eal_cleanup(), 0);
	config.vf_token = token;
	assert_int_equal(env_start_with(config), 0);
	assert_int_equal(setup_device(DEV, &fd), 0);
	release_device(DEV, fd);
	/* Others do without. */
	env_vfio_device(DEV2, 8);
	assert_int_equal(setup_device(DEV2, &fd), 0);
	release_device(DEV2, fd);
}

static void
test_noiommu(void **state)
{
	env_vfio_device(DEV, 7);
	vfio_fake_group(7)->noiommu = true;
	assert_true(vfio_is_noiommu(base, DEV));
	assert_false(vfio_is_noiommu(base, DEV2));
	fake.fail[FAKE_OPEN_GROUP] = EPERM;
	refused(EPERM, "is for root (CAP_SYS_RAWIO)");
	fake.fail[FAKE_OPEN_GROUP] = 0;
	refused(ENOTSUP, "NO IOMMU: devices can read and write ALL memory");
	fake.noiommu_mode = 'Y';
	assert_int_equal(rte_vfio_noiommu_is_enabled(), 1);
	fake.noiommu_mode = 'N';
	assert_int_equal(rte_vfio_noiommu_is_enabled(), 0);
	fake.noiommu_mode = 0;
	assert_int_equal(rte_vfio_noiommu_is_enabled(), 0);
}

/* Physical addresses need no mapping; how memory gets them is EAL's. */
static void
test_noiommu_pa(void **state)
{
	int fd, fd2;

	env_vfio_device(DEV, 7);
	env_vfio_device(DEV2, 8);
	vfio_fake_group(7)->noiommu = true;
	config_set_iova_mode(RTE_IOVA_PA);
	assert_int_equal(setup_device(DEV, &fd), 0);
	assert_int_equal(fake.maps_n, 0);
	assert_int_equal(rte_vfio_container_dma_map(-1, 4096, 4096, 4096), 0);
	assert_int_equal(rte_vfio_container_dma_unmap(-1, 4096, 4096, 4096), 0);
	assert_int_equal(fake.maps_n, 0);
	assert_true(was_logged("NO IOMMU: devices can read and write ALL"));
	assert_int_equal(setup_device(DEV2, &fd2), -1);
	assert_int_equal(rte_errno, EBUSY);
	assert_true(was_logged("cannot share a container"));
	release_device(DEV, fd);
	assert_int_equal(setup_device(DEV2, &fd2), 0);
	release_device(DEV2, fd2);
}

static void
test_modules(void **state)
{
	assert_int_equal(rte_vfio_enable("vfio-pci"), 0);
	assert_int_equal(rte_vfio_enable(NULL), -1);
	assert_int_equal(rte_vfio_is_enabled("vfio-pci"), 1);
	assert_int_equal(rte_vfio_is_enabled("vfio_pci"), 1);
	assert_int_equal(rte_vfio_is_enabled("vfio"), 1);
	assert_int_equal(rte_vfio_is_enabled("nvme"), 0);
	assert_int_equal(rte_vfio_is_enabled(""), 0);
	assert_int_equal(rte_vfio_is_enabled("../module/vfio"), 0);
	assert_int_equal(rte_vfio_is_enabled(NULL), 0);
	fake.no_module = true;
	assert_int_equal(rte_vfio_is_enabled("vfio"), 0);
	assert_int_equal(rte_vfio_enable("vfio"), 0);
}

static void
test_groups(void **state)
{
	int fd, group;

	env_vfio_device(DEV, 7);
	group = rte_vfio_get_group_fd(7);
	assert_true(group >= 0);
	assert_int_equal(rte_vfio_get_group_fd(7), group);
	assert_int_equal(rte_vfio_get_group_fd(8), -ENOENT);
	assert_int_equal(setup_device(DEV, &fd), 0);
	assert_int_equal(rte_vfio_clear_group(group), -1);
	assert_int_equal(rte_errno, EBUSY);
	assert_true(was_logged("group 7 is in use: 1 of its devices are open"));
	assert_true(fake.maps_n > 0);
	release_device(DEV, fd);
	/* Whoever asked for it keeps it. */
	assert_int_equal(vfio_fake_group(7)->fd, group);
	assert_int_equal(vfio_fake_group(7)->container, -1);
	assert_int_equal(rte_vfio_clear_group(group), 0);
	assert_int_equal(rte_vfio_clear_group(group), -1);
	assert_int_equal(vfio_fake_group(7)->fd, -1);
}

/* A group that never got a device goes with the library. */
static void
test_group_forgotten(void **state)
{
	env_vfio_device(DEV, 7);
	assert_true(rte_vfio_get_group_fd(7) >= 0);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(vfio_fake_group(7)->fd, -1);
}

/* Memory of the device is still mapped, say: what we know stays true. */
static void
test_group_stays(void **state)
{
	int fd;

	env_vfio_device(DEV, 7);
	assert_int_equal(setup_device(DEV, &fd), 0);
	fake.fail[FAKE_UNSET_CONTAINER] = EBUSY;
	release_device(DEV, fd);
	assert_true(was_logged("group 7 stays in its container"));
	assert_true(vfio_fake_group(7)->container >= 0);
	assert_true(fake.maps_n > 0);
	assert_int_equal(rte_vfio_clear_group(vfio_fake_group(7)->fd), -1);
	assert_int_equal(rte_errno, EBUSY);
	assert_int_equal(setup_device(DEV, &fd), 0);
	fake.fail[FAKE_UNSET_CONTAINER] = 0;
	release_device(DEV, fd);
	assert_int_equal(vfio_fake_group(7)->fd, -1);
	assert_int_equal(fake.maps_n, 0);
}

/* The kernel is faster in taking out what was pulled out: nothing is wrong. */
static void
test_pulled_out(void **state)
{
	int fd, fd2;

	env_vfio_device(DEV, 7);
	env_vfio_device(DEV2, 8);
	assert_int_equal(setup_device(DEV, &fd), 0);
	assert_int_equal(setup_device(DEV2, &fd2), 0);
	vfio_fake_group(7)->pulled = true;
	logged[0] = '\0';
	release_device(DEV, fd);
	assert_string_equal(logged, "");
	assert_int_equal(vfio_fake_group(7)->fd, -1);
	assert_true(fake.maps_n > 0);
	vfio_fake_group(8)->pulled = true;
	release_device(DEV2, fd2);
	assert_string_equal(logged, "");
	assert_int_equal(fake.maps_n, 0);
	assert_int_equal(setup_device(DEV, &fd), 0);
	assert_true(fake.maps_n > 0);
	release_device(DEV, fd);
}

static void
test_neighbours(void **state)
{
	assert_true(bp_vfio_is_harmless(""));
	assert_true(bp_vfio_is_harmless("vfio-pci"));
	assert_true(bp_vfio_is_harmless("pci-stub"));
	assert_true(bp_vfio_is_harmless("pcieport"));
	assert_false(bp_vfio_is_harmless("e1000e"));
	assert_false(bp_vfio_is_harmless("vfio-pci-other"));
}

static void
test_containers(void **state)
{
	int c, other, fd, group;

	env_vfio_device(DEV, 7);
	env_vfio_device(DEV2, 8);
	assert_true(rte_vfio_get_container_fd() > 0);
	c = rte_vfio_container_create();
	other = rte_vfio_container_create();
	assert_true(c > 0 && other > 0 && c != other);
	group = rte_vfio_container_group_bind(c, 7);
	assert_true(group > 0);
	assert_int_equal(rte_vfio_container_group_bind(c, 7), group);
	assert_int_equal(rte_vfio_container_group_bind(other, 7), -1);
	assert_int_equal(rte_errno, EBUSY);
	assert_int_equal(rte_vfio_container_group_bind(c, 99), -ENOENT);
	assert_int_equal(rte_vfio_container_group_bind(-1, 7), -1);
	assert_int_equal(rte_errno, EINVAL);
	/* Before there is a device there is no IOMMU. */
	assert_int_equal(rte_vfio_container_dma_map(c, 4096, 4096, 4096), -1);
	assert_int_equal(rte_errno, ENODEV);
	assert_int_equal(rte_vfio_container_dma_unmap(c, 4096, 4096, 4096), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(setup_device(DEV, &fd), 0);
	assert_int_equal(vfio_fake_group(7)->container, c);
	assert_int_equal(fake.maps_n, 0); /* the library's memory is not */
	assert_int_equal(rte_vfio_container_dma_map(c, 8192, 4096, 4096), 0);
	assert_true(vfio_fake_reaches((void *)8192, 4096, 4096));
	assert_int_equal(rte_vfio_container_group_unbind(c, 7), -1);
	assert_int_equal(rte_errno, EBUSY);
	assert_int_equal(rte_vfio_container_destroy(c), -1);
	assert_int_equal(rte_errno, EBUSY);
	assert_true(was_logged("is in use: a device is open"));
	assert_int_equal(fake.maps_n, 1);
	release_device(DEV, fd);
	assert_int_equal(fake.maps_n, 0);
	assert_int_equal(rte_vfio_container_group_unbind(other, 7), -1);
	assert_int_equal(rte_vfio_container_group_unbind(c, 7), 0);
	assert_int_equal(rte_vfio_container_group_unbind(c, 7), -1);
	assert_true(rte_vfio_container_group_bind(other, 7) > 0);
	assert_int_equal(rte_vfio_container_destroy(other), 0);
	assert_int_equal(rte_vfio_container_destroy(other), -1);
	assert_int_equal(rte_vfio_container_destroy(-1), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(vfio_fake_group(7)->fd, -1);
	/* c stays, and goes with the library. */
}

/* More than the fake, which has 8, or the library hands out. */
static void
test_many_containers(void **state)
{
	int c = 0;

	while (c >= 0)
		c = rte_vfio_container_create();
	assert_int_equal(rte_errno, EMFILE);
	assert_true(was_logged("cannot open /dev/vfio/vfio"));
}

static void
test_user_maps(void **state)
{
	static const uint64_t bad[][3] = {{1, 0, 4096}, {0, 1, 4096}, {0, 0, 1},
			{0, 0, 0}, {-4096ULL, 0, 8192}, {0, -4096ULL, 8192}};
	const uint64_t at = UINT64_C(1) << 40;
	int fd;

	env_vfio_device(DEV, 7);
	assert_int_equal(rte_vfio_container_dma_map(-1, at, at, 4096), -1);
	assert_int_equal(rte_errno, ENODEV);
	assert_int_equal(setup_device(DEV, &fd), 0);
	assert_int_equal(rte_vfio_container_dma_map(999, at, at, 4096), -1);
	assert_int_equal(rte_errno, EINVAL);
	for (unsigned int i = 0; i < RTE_DIM(bad); i++) {
		assert_int_equal(rte_vfio_container_dma_map(-1, bad[i][0],
						 bad[i][1], bad[i][2]),
				-1);
		assert_int_equal(rte_errno, EINVAL);
	}
	assert_int_equal(rte_vfio_container_dma_map(-1, at, at, 8192), 0);
	assert_int_equal(rte_vfio_container_dma_map(-1, at, at + 4096, 8192),
			-1);
	assert_int_equal(rte_errno, EEXIST);
	assert_int_equal(rte_vfio_container_dma_map(-1, at, at - 4096, 65536),
			-1);
	assert_int_equal(rte_errno, EEXIST);
	assert_int_equal(rte_vfio_container_dma_map(
					 -1, at + 8192, at + 8192, 4096),
			0);
	/* Half of one; wrong memory; beyond; a hole. */
	assert_int_equal(rte_vfio_container_dma_unmap(-1, at, at, 4096), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_vfio_container_dma_unmap(-1, 4096, at, 8192), -1);
	assert_int_equal(rte_vfio_container_dma_unmap(-1, at, at, 65536), -1);
	assert_int_equal(rte_vfio_container_dma_unmap(
					 -1, at + 65536, at + 65536, 4096),
			-1);
	/* Both at once. */
	fake.fail[FAKE_UNMAP_DMA] = EIO;
	assert_int_equal(rte_vfio_container_dma_unmap(-1, at, at, 12288), -1);
	assert_int_equal(rte_errno, EIO);
	fake.fail[FAKE_UNMAP_DMA] = 0;
	assert_int_equal(rte_vfio_container_dma_unmap(-1, at, at, 12288), 0);
	assert_false(vfio_fake_reaches((void *)(uintptr_t)at, at, 4096));
	/* The hole of interrupts, and beyond the last bit. */
	assert_int_equal(rte_vfio_container_dma_map(-1, at, 0xfee00000, 4096),
			-1);
	assert_int_equal(rte_errno, EFBIG);
	assert_true(was_logged("which the IOMMU does not reach"));
	assert_int_equal(rte_vfio_container_dma_map(
					 -1, at, UINT64_C(1) << 48, 4096),
			-1);
	assert_int_equal(rte_errno, EFBIG);
	/* What the library mapped is not the program's to unmap. */
	assert_int_equal(rte_vfio_container_dma_unmap(-1, fake.maps[0].vaddr,
					 fake.maps[0].iova, fake.maps[0].size),
			-1);
	assert_int_equal(rte_errno, EINVAL);
	release_device(DEV, fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_life),
			TEST(test_bad_calls),
			TEST(test_messages),
			TEST(test_not_viable),
			TEST(test_failures),
			TEST(test_memlock),
			TEST(test_token),
			TEST(test_noiommu),
			TEST(test_noiommu_pa),
			TEST(test_modules),
			TEST(test_groups),
			TEST(test_group_forgotten),
			TEST(test_group_stays),
			TEST(test_pulled_out),
			TEST(test_neighbours),
			TEST(test_containers),
			TEST(test_many_containers),
			TEST(test_user_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
