/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Containers, which are open from the moment on in which somebody wants one.
 * The first one is the default container, which maps the library's memory.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>

#include "vfio/vfio_impl.h"

static struct vfio_container containers[RTE_MAX_VFIO_CONTAINERS] = {
		[0 ... RTE_MAX_VFIO_CONTAINERS - 1] = {.fd = -1}};
struct vfio_container *const vfio_default_container = &containers[0];
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void
vfio_lock(void)
{
	rte_mcfg_mem_read_lock();
	pthread_mutex_lock(&lock);
}

void
vfio_unlock(void)
{
	pthread_mutex_unlock(&lock);
	rte_mcfg_mem_read_unlock();
}

bool
vfio_container_is_default(const struct vfio_container *c)
{
	return c == vfio_default_container;
}

struct vfio_container *
vfio_container_of(int fd)
{
	unsigned int i;

	if (fd == RTE_VFIO_DEFAULT_CONTAINER_FD)
		return vfio_default_container;
	for (i = 0; i < RTE_DIM(containers); i++)
		if (fd >= 0 && containers[i].fd == fd)
			return &containers[i];
	return NULL;
}

static void
explain_open(int err)
{
	if (err == ENOENT)
		VFIO_LOG(ERR,
				VFIO_CONTAINER_PATH
				" is not there: load the module with \"modprobe"
				" vfio-pci\" (in a container, pass /dev/vfio into"
				" it)\n");
	else if (err == EACCES || err == EPERM)
		VFIO_LOG(ERR,
				"no permission on " VFIO_CONTAINER_PATH
				": it is for everybody (mode 0666) unless a rule of"
				" udev, or a container, forbids it\n");
	else
		VFIO_LOG(ERR, "cannot open " VFIO_CONTAINER_PATH ": %s\n",
				rte_strerror(err));
}

/* Whether the kernel's VFIO is one that we know: 0 or -ENOTSUP. */
static int
check_version(int fd)
{
	int version = vfio_os.ioctl(fd, VFIO_GET_API_VERSION, NULL);

	if (version == VFIO_API_VERSION)
		return 0;
	VFIO_LOG(ERR, "the kernel has version %d of VFIO's API, not %d\n",
			version, VFIO_API_VERSION);
	return -ENOTSUP;
}

int
vfio_container_open(struct vfio_container *c)
{
	int fd, rc;

	if (c->fd >= 0)
		return 0;
	fd = vfio_os.open(VFIO_CONTAINER_PATH, O_RDWR);
	if (fd < 0) {
		rc = -errno;
		explain_open(-rc);
		return rc;
	}
	rc = check_version(fd);
	if (rc < 0) {
		vfio_os.close(fd);
		return rc;
	}
	memset(c, 0, sizeof(*c));
	c->fd = fd;
	return 0;
}

static void
container_close(struct vfio_container *c)
{
	/* The program may have a group without it: rte_vfio_get_group_fd(). */
	vfio_group_close_all(c);
	if (c->fd < 0)
		return;
	vfio_os.close(c->fd);
	c->fd = -1;
}

static int
create(void)
{
	unsigned int i;
	int rc;

	for (i = 1; i < RTE_DIM(containers) && containers[i].fd >= 0; i++)
		;
	if (i == RTE_DIM(containers)) {
		VFIO_LOG(ERR, "there are %zu containers, no more can be\n",
				RTE_DIM(containers));
		return -ENOSPC;
	}
	rc = vfio_container_open(&containers[i]);
	return rc < 0 ? rc : containers[i].fd;
}

/* A negative value as programs get it. */
static int
result(int rc)
{
	if (rc >= 0)
		return rc;
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
int
rte_vfio_container_create(void)
{
	int rc;

	vfio_lock();
	rc = create();
	vfio_unlock();
	return result(rc);
}

/* A container that the program created, or NULL. */
static struct vfio_container *
created(int fd)
{
	struct vfio_container *c = fd >= 0 ? vfio_container_of(fd) : NULL;

	if (c != NULL && !vfio_container_is_default(c))
		return c;
	VFIO_LOG(ERR, "%d is no container that was created\n", fd);
	return NULL;
}

/* 0; -EINVAL if the program has no such container; -EBUSY while it is used. */
static int
destroy(int fd)
{
	struct vfio_container *c = created(fd);

	if (c == NULL)
		return -EINVAL;
	if (vfio_group_any_used(c)) {
		VFIO_LOG(ERR, "container %d is in use: a device is open\n", fd);
		return -EBUSY;
	}
	container_close(c);
	return 0;
}

BP_EXPORT
int
rte_vfio_container_destroy(int container_fd)
{
	int rc;

	vfio_lock();
	rc = destroy(container_fd);
	vfio_unlock();
	return result(rc);
}

BP_EXPORT
int
rte_vfio_container_group_bind(int container_fd, int iommu_group_num)
{
	struct vfio_container *c;
	struct vfio_group *group = NULL;
	int rc = -EINVAL;

	vfio_lock();
	c = created(container_fd);
	if (c != NULL)
		rc = vfio_group_open(iommu_group_num, c, "the program", &group);
	if (rc == 0 && group->container != c)
		rc = -EBUSY;
	if (rc == 0) {
		group->kept = true;
		rc = group->fd;
	}
	vfio_unlock();
	return vfio_group_result(rc);
}

BP_EXPORT
int
rte_vfio_container_group_unbind(int container_fd, int iommu_group_num)
{
	struct vfio_container *c;
	struct vfio_group *group = NULL;
	int rc = -EINVAL;

	vfio_lock();
	c = created(container_fd);
	if (c != NULL)
		group = vfio_group_of(iommu_group_num);
	if (group != NULL && group->container == c)
		rc = vfio_group_drop(group);
	vfio_unlock();
	return result(rc);
}

BP_EXPORT
int
rte_vfio_get_container_fd(void)
{
	int rc;

	vfio_lock();
	rc = vfio_container_open(vfio_default_container);
	if (rc == 0)
		rc = vfio_default_container->fd;
	vfio_unlock();
	return result(rc);
}

void
vfio_fini(void)
{
	unsigned int i;

	vfio_memory_fini();
	vfio_lock();
	for (i = 0; i < RTE_DIM(containers); i++)
		container_close(&containers[i]);
	vfio_unlock();
}
