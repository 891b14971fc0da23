/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where hugetlbfs is mounted: for each page size one folder that this process
 * may write to, or the one that the user named. Found once a start; the file
 * system itself says what its page size is, for a mount may hide another.
 */
#include <errno.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/magic.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/source/source_impl.h"

static struct {
	uint64_t page_sz;
	char path[PATH_MAX];
} folders[PAGE_SIZES_MAX];
static unsigned int folders_n;
static uint64_t only_size;

/* The page size of a folder of hugetlbfs; 0 if it is none. */
static uint64_t
huge_size(const char *path)
{
	struct statfs st;

	if (eal_os.statfs(path, &st) < 0 ||
			(unsigned long)st.f_type != HUGETLBFS_MAGIC)
		return 0;
	return (uint64_t)st.f_bsize;
}

static void
add_folder(const char *path)
{
	uint64_t size = huge_size(path);

	if (size == 0 || mounts_folder(size) != NULL ||
			folders_n == RTE_DIM(folders) ||
			strlen(path) >= PATH_MAX)
		return;
	if (eal_os.access(path, W_OK | X_OK) < 0) {
		EAL_LOG(INFO,
				"hugetlbfs at %s is not for this user (%s): hugepages"
				" come without files\n",
				path, rte_strerror(errno));
		return;
	}
	folders[folders_n].page_sz = size;
	rte_strlcpy(folders[folders_n].path, path, PATH_MAX);
	folders_n++;
}

/* Call func for each folder where hugetlbfs is mounted. */
static void
each_mount(void (*func)(const char *path, void *arg), void *arg)
{
	FILE *f = eal_os.mounts();
	char text[2 * PATH_MAX];
	struct mntent m;

	if (f == NULL)
		return;
	while (getmntent_r(f, &m, text, sizeof(text)) != NULL)
		if (strcmp(m.mnt_type, "hugetlbfs") == 0)
			func(m.mnt_dir, arg);
	endmntent(f);
}

static void
add_mount(const char *path, void *arg)
{
	(void)arg;
	add_folder(path);
}

struct text {
	char *buf;
	size_t len;
};

static void
name_mount(const char *path, void *arg)
{
	struct text *t = arg;
	size_t used = strlen(t->buf);
	char size[24];

	snprintf(t->buf + used, t->len - used, "%s%s (%s)", used ? ", " : "",
			path,
			page_sz_text(huge_size(path), size, sizeof(size)));
}

static int
refuse_dir(const char *dir, const char *why)
{
	char buf[512] = "";
	struct text t = {buf, sizeof(buf)};

	each_mount(name_mount, &t);
	EAL_LOG(ERR, "huge_dir (--huge-dir) %s %s; hugetlbfs is mounted at: %s\n",
			dir, why, buf[0] == '\0' ? "none" : buf);
	return -EINVAL;
}

static int
use_dir(const char *dir)
{
	only_size = huge_size(dir);
	if (only_size == 0)
		return refuse_dir(dir, "does not lie in a hugetlbfs");
	add_folder(dir);
	if (folders_n == 0 && eal_sharing())
		return refuse_dir(dir, "cannot be written to");
	return 0;
}

int
mounts_start(void)
{
	folders_n = 0;
	only_size = 0;
	if (eal_config.no_huge)
		return 0;
	if (eal_config.huge_dir != NULL)
		return use_dir(eal_config.huge_dir);
	/* Who shares nothing has no files. */
	if (eal_sharing())
		each_mount(add_mount, NULL);
	return 0;
}

uint64_t
mounts_only_size(void)
{
	return only_size;
}

const char *
mounts_folder(uint64_t page_sz)
{
	unsigned int i;

	for (i = 0; i < folders_n; i++)
		if (folders[i].page_sz == page_sz)
			return folders[i].path;
	return NULL;
}
