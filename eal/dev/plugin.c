/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Drivers and handlers in shared objects of their own, loaded at run time.
 * What a plug-in brings registers itself in its constructors, so loading is
 * all there is to do. A plug-in stays loaded until the process ends, and
 * loading it once more has no effect: the dynamic linker knows it by its file.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

#include <rte_errno.h>

#include "eal.h"

/* Load one file, by its path or by a name that the linker looks for. */
static int
load_file(const char *path)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD);

	if (handle != NULL) {
		dlclose(handle); /* the reference just taken, not the first */
		return 0;
	}
	if (dlopen(path, RTLD_NOW) == NULL) {
		/* NOLINTNEXTLINE(concurrency-mt-unsafe): one a thread */
		EAL_LOG(ERR, "plug-in \"%s\": %s\n", path, dlerror());
		return -ENOENT;
	}
	EAL_LOG(DEBUG, "plug-in \"%s\" loaded\n", path);
	return 0;
}

/* Anybody who may write it could run code in this process. */
static int
check_mode(const char *path, const struct stat *st)
{
	if ((st->st_mode & S_IWOTH) == 0)
		return 0;
	EAL_LOG(ERR, "plug-in \"%s\" is writable by everybody: chmod o-w\n",
			path);
	return -EPERM;
}

/* Names that end in ".so", or have a version behind it. */
static int
is_shared_object(const struct dirent *entry)
{
	const char *so = strstr(entry->d_name, ".so");

	return so != NULL && so != entry->d_name &&
			(so[3] == '\0' || so[3] == '.');
}

static int
load_entry(const char *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat st;
	int rc;

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
			(int)sizeof(path))
		return -ENAMETOOLONG;
	if (stat(path, &st) != 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return 0;
	rc = check_mode(path, &st);
	return rc == 0 ? load_file(path) : rc;
}

/* Load what a directory holds, in the order of the names. */
static int
load_directory(const char *dir)
{
	struct dirent **names;
	int n = scandir(dir, &names, is_shared_object, alphasort);
	int rc = 0;

	if (n < 0) {
		rc = -errno;
		EAL_LOG(ERR, "plug-in directory \"%s\": %s\n", dir,
				rte_strerror(-rc));
		return rc;
	}
	for (int i = 0; i < n; i++) {
		if (rc == 0) {
			rc = load_entry(dir, names[i]->d_name);
			if (rc != 0)
				EAL_LOG(ERR,
						"plug-in directory \"%s\": \"%s\" "
						"cannot be loaded\n",
						dir, names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	return rc;
}

/* One -d argument: a directory, a file, or a name for the linker to find. */
int
eal_plugins_load(const char *path)
{
	char *real;
	struct stat st;
	int rc;

	if (path == NULL || path[0] == '\0') {
		EAL_LOG(ERR, "a plug-in needs a path\n");
		return -EINVAL;
	}
	if (stat(path, &st) != 0)
		return load_file(path);
	rc = check_mode(path, &st);
	if (rc != 0)
		return rc;
	/* A path with a slash, as a bare name would be looked for elsewhere. */
	real = realpath(path, NULL);
	if (real == NULL)
		return -errno;
	rc = S_ISDIR(st.st_mode) ? load_directory(real) : load_file(real);
	free(real);
	return rc;
}
