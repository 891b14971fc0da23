/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The private run-time folder, <base>/dpdk/<prefix>: base is /var/run for
 * root, else $XDG_RUNTIME_DIR, else /tmp. Its name is fixed at init; the
 * folders come into being, mode 0700 and ours alone, when a part of the
 * library first needs one. Cleanup removes the last one, also when a killed
 * process had made it, and the one above if it came into being here.
 */
#include "runtime_dir.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "eal.h"
#include "memory/os.h"

#define TRIES 100

static struct {
	char path[PATH_MAX]; /* "" while the library is down */
	size_t parent_len;   /* of "<base>/dpdk" */
	bool made_parent;
	bool used;
} dir;

static const char *
base_folder(void)
{
	const char *xdg;

	if (geteuid() == 0)
		return "/var/run";
	xdg = secure_getenv("XDG_RUNTIME_DIR");
	return xdg != NULL && *xdg == '/' ? xdg : "/tmp";
}

int
runtime_dir_init(const char *prefix)
{
	const char *base = base_folder();
	int n;

	n = snprintf(dir.path, sizeof(dir.path), "%s/dpdk/%s", base, prefix);
	if (n < 0 || (size_t)n >= sizeof(dir.path)) {
		dir.path[0] = '\0';
		EAL_LOG(ERR, "the run-time folder's path %s/dpdk/%s is too long\n",
				base, prefix);
		return -ENAMETOOLONG;
	}
	dir.parent_len = (size_t)n - strlen(prefix) - 1;
	return 0;
}

/* A folder of that name that we made now, or that is ours alone already. */
static int
make_private(const char *path, bool *made, char *why, size_t len)
{
	struct stat st;
	int rc;

	if (eal_os.mkdir(path, 0700) == 0) {
		*made = true;
		return 0;
	}
	rc = -errno;
	if (rc != -EEXIST) {
		snprintf(why, len, "cannot create the folder %s: %s", path,
				rte_strerror(-rc));
		return rc;
	}
	if (eal_os.lstat(path, &st) < 0) {
		rc = -errno;
		snprintf(why, len, "cannot look at the folder %s: %s", path,
				rte_strerror(-rc));
		return rc;
	}
	if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
			(st.st_mode & 022) == 0)
		return 0;
	snprintf(why, len,
			"%s has to be a folder of this user that others cannot"
			" write to",
			path);
	return -EPERM;
}

int
eal_runtime_dir_need(char *why, size_t len)
{
	unsigned int i;
	int rc = -ENOENT;

	if (dir.path[0] == '\0') {
		snprintf(why, len, "there is no name for the run-time folder");
		return -EINVAL;
	}
	/* Others that end may remove the parent just when we look. */
	for (i = 0; i < TRIES && rc == -ENOENT; i++) {
		dir.path[dir.parent_len] = '\0';
		rc = make_private(dir.path, &dir.made_parent, why, len);
		dir.path[dir.parent_len] = '/';
		if (rc == 0)
			rc = make_private(dir.path, &dir.used, why, len);
	}
	if (rc == 0)
		dir.used = true;
	return rc;
}

/* A folder that others put files into meanwhile stays: rmdir() refuses. */
void
runtime_dir_fini(void)
{
	if (dir.used)
		eal_os.rmdir(dir.path);
	dir.path[dir.parent_len] = '\0';
	if (dir.made_parent)
		eal_os.rmdir(dir.path);
	memset(&dir, 0, sizeof(dir));
}

BP_EXPORT
const char *
rte_eal_get_runtime_dir(void)
{
	return dir.path;
}
