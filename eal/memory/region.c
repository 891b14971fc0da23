/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finding a primary's region. Nothing of it is mapped before its head, read
 * through the file, says that it was made by a library like this one and that
 * its primary has started; no more is believed of a file whose primary does
 * not hold its lock. A slot is taken before the last look, so that whoever
 * starts in the primary's place sees that the group is still in use.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "eal.h"
#include "memory/attach.h"
#include "memory/occupied.h"
#include "memory/os.h"
#include "memory/shared.h"

#define START_MS 5000 /* how long a primary may take to start */

/* What is read before anything is mapped. */
struct head {
	uint32_t magic;
	uint32_t version;
	uint64_t layout;
	uint64_t size;
	uint64_t addr;
	char build[EAL_SHARED_BUILDSIZE];
	uint32_t ready;
	uint32_t closed;
};

_Static_assert(offsetof(struct head, addr) == offsetof(struct eal_shared, addr),
		"the beginning of the region");
_Static_assert(offsetof(struct head, closed) ==
				offsetof(struct eal_shared, closed),
		"the beginning of the region");

static const char *
prefix(void)
{
	return eal_config.prefix != NULL ? eal_config.prefix : "rte";
}

int
attach_region_path(char *region, size_t len, const char *path)
{
	const char *dir = path == NULL ? rte_eal_get_runtime_dir() : path;
	const char *end = path == NULL ? NULL : strrchr(path, '/');
	int dir_len = end == NULL ? (int)strlen(dir) : (int)(end - dir);
	int n;

	if (*dir != '/')
		return -ENOENT;
	n = snprintf(region, len, "%.*s/" EAL_SHARED_FILE, dir_len, dir);
	return n > 0 && (size_t)n < len ? 0 : -ENAMETOOLONG;
}

static int
refuse_absent(void)
{
	EAL_LOG(ERR, "there is no primary process with the prefix \"%s\" to attach to: none runs, or it was started with --in-memory or --no-shconf, which share nothing\n",
			prefix());
	return -ENOENT;
}

static int
refuse_other(const struct head *h)
{
	EAL_LOG(ERR, "the primary process of prefix \"%s\" is of another build: it has version %.*s, layout 0x%llx, this one version %s, layout 0x%llx; start both with the same library\n",
			prefix(), (int)sizeof(h->build),
			h->magic == EAL_SHARED_MAGIC ? h->build : "unknown",
			(unsigned long long)h->layout, bp_version(),
			(unsigned long long)eal_shared_layout());
	return -EPROTO;
}

static bool
is_ours(const struct head *h)
{
	return h->magic == EAL_SHARED_MAGIC &&
			h->version == EAL_SHARED_VERSION &&
			h->layout == eal_shared_layout() &&
			h->size == sizeof(struct eal_shared) &&
			strncmp(h->build, bp_version(), sizeof(h->build)) == 0;
}

/* Whether the head is written as far as its maker will. */
static bool
read_head(int fd, struct head *h)
{
	memset(h, 0, sizeof(*h));
	return eal_os.pread(fd, h, sizeof(*h), 0) == sizeof(*h) &&
			h->magic != 0;
}

/* Until the primary has started: 0 or -errno. */
static int
await_ready(int fd, struct head *h)
{
	unsigned int ms;

	for (ms = 0; ms < START_MS; ms++) {
		if (!member_locked(fd, EAL_MEMBER_PRIMARY))
			return refuse_absent();
		if (read_head(fd, h)) {
			if (!is_ours(h))
				return refuse_other(h);
			if (h->ready)
				return 0;
		}
		rte_delay_us_sleep(1000);
	}
	EAL_LOG(ERR, "the primary process of prefix \"%s\" has not finished to start within %d s\n",
			prefix(), START_MS / 1000);
	return -ETIMEDOUT;
}

static int
take_slot(int fd, unsigned int *slot)
{
	unsigned int i;
	int rc = -EAGAIN;

	for (i = EAL_MEMBER_PRIMARY + 1; i < EAL_MEMBERS && rc == -EAGAIN;
			i++) {
		rc = member_lock(fd, i);
		*slot = i;
	}
	if (rc == -EAGAIN) {
		EAL_LOG(ERR, "the group of prefix \"%s\" has %d processes, that is the most\n",
				prefix(), EAL_MEMBERS);
		return -EUSERS;
	}
	if (rc < 0)
		EAL_LOG(ERR, "cannot lock the region of prefix \"%s\": %s\n",
				prefix(), rte_strerror(-rc));
	return rc;
}

static int
join(int fd, struct head *h, unsigned int *slot)
{
	int rc = await_ready(fd, h);

	if (rc == 0)
		rc = take_slot(fd, slot);
	if (rc < 0)
		return rc;
	/* Once more: another may have begun to start in its place. */
	if (!member_locked(fd, EAL_MEMBER_PRIMARY))
		return refuse_absent();
	if (!read_head(fd, h) || !is_ours(h))
		return refuse_other(h);
	if (!h->closed)
		return 0;
	EAL_LOG(ERR, "the primary process of prefix \"%s\" wants no secondary: it called rte_mp_disable(), or its run-time folder's path is too long for a socket\n",
			prefix());
	return -EACCES;
}

int
attach_region(struct eal_table *t, unsigned int *slot)
{
	char path[PATH_MAX];
	struct head h = {.addr = 0};
	int fd, rc = attach_region_path(path, sizeof(path), NULL);

	if (rc < 0)
		return rc;
	fd = eal_os.open(path, O_RDWR | O_NOFOLLOW, 0);
	if (fd < 0 && errno == ENOENT)
		return refuse_absent();
	if (fd < 0) {
		rc = -errno;
		EAL_LOG(ERR, "cannot open %s: %s\n", path, rte_strerror(-rc));
		return rc;
	}
	rc = join(fd, &h, slot);
	if (rc == 0) {
		rc = eal_table_map(t, EAL_SHARED_FILE, fd,
				(void *)(uintptr_t)h.addr, h.size);
		if (rc < 0)
			eal_space_occupied("shared state",
					(void *)(uintptr_t)h.addr, h.size, rc);
	}
	if (rc < 0)
		eal_os.close(fd);
	return rc;
}
