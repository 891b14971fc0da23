/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A machine with hugepages for tests of page sources: pages of 2 and 16 MiB,
 * of which there are as many as a test says, in folders that pass for
 * hugetlbfs. The memory is ordinary. It stands on share_util.h, which counts
 * calls and makes one of them fail.
 */
#ifndef FAKE_HUGE_H
#define FAKE_HUGE_H

#include <fcntl.h>

#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/statfs.h>

#include <rte_malloc.h>
#include <rte_memory.h>
#include <rte_memzone.h>

#include "memory/memseg.h"
#include "memory/source.h"
#include "share_util.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MFD_HUGETLB
#define MFD_HUGETLB 4u
#endif
#define FAKE_HUGE_BITS ((int)(63u << 26))

#define FAKE_SIZES 2
#define SIZE_A     (2ULL << 20)
#define SIZE_B     (16ULL << 20)

static const uint64_t fake_size[FAKE_SIZES] = {SIZE_A, SIZE_B};

static struct {
	long nr[FAKE_SIZES], free[FAKE_SIZES], over[FAKE_SIZES];
	char dir[FAKE_SIZES][96]; /* "": not mounted */
	bool read_only;
	const char *thp, *shmem_thp; /* NULL: no such file */
	bool knows_collapse;
	unsigned int collapsed, advised, populated;
	int memfd_errno; /* of every memfd_create(); 0: it works */
	int huge_memfd_errno;
	unsigned int nodes;
	int page_node;
	int bind_errno;
	unsigned int binds;
	unsigned int open_errors; /* so many opens meet EMFILE */
	struct rlimit files;
	int populate_errno;
} fake;

static struct eal_os fake_below;

static inline void *
fake_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	if ((flags & MAP_HUGETLB) != 0)
		flags &= ~(MAP_HUGETLB | FAKE_HUGE_BITS);
	return fake_below.mmap(addr, len, prot, flags, fd, off);
}

static inline int
fake_madvise(void *addr, size_t len, int advice)
{
	if (advice == MADV_COLLAPSE) {
		fake.collapsed += len > 0;
		errno = EINVAL;
		return fake.knows_collapse ? 0 : -1;
	}
	if (advice == MADV_POPULATE_WRITE) {
		fake.populated++;
		if (fake.populate_errno != 0) {
			errno = fake.populate_errno;
			return -1;
		}
	}
	fake.advised += advice == MADV_HUGEPAGE;
	return fake_below.madvise(addr, len, advice);
}

static inline int
fake_memfd(const char *name, unsigned int flags)
{
	errno = (flags & MFD_HUGETLB) != 0 ? fake.huge_memfd_errno
					   : fake.memfd_errno;
	if (errno != 0)
		return -1;
	return fake_below.memfd_create(name, 0);
}

static inline int
fake_open(const char *path, int flags, mode_t mode)
{
	if (strstr(path, "map_") != NULL && fake.open_errors > 0) {
		fake.open_errors--;
		errno = EMFILE;
		return -1;
	}
	return fake_below.open(path, flags, mode);
}

static inline int
fake_entries(const char *path, void (*fn)(const char *name, void *arg),
		void *arg)
{
	if (strcmp(path, "/sys/kernel/mm/hugepages") != 0)
		return fake_below.each_entry(path, fn, arg);
	fn("hugepages-16384kB", arg);
	fn("hugepages-2048kB", arg);
	fn("hugepages-3kB", arg);
	fn("hugepages-", arg);
	fn("other", arg);
	return 0;
}

static inline long
fake_number(const char *path)
{
	int i = strstr(path, "-2048kB") == NULL;

	if (strstr(path, "/hugepages-") == NULL)
		return fake_below.read_number(path);
	if (strncmp(path, "/sys/devices", 12) == 0)
		return fake.nodes > 1 ? fake.free[i] : -1;
	if (strstr(path, "/nr_hugepages") != NULL)
		return fake.nr[i];
	if (strstr(path, "/free_hugepages") != NULL)
		return fake.free[i];
	if (strstr(path, "/nr_overcommit") != NULL)
		return fake.over[i];
	return 0;
}

static inline int
fake_line(const char *path, char *text, size_t len)
{
	const char *s = strstr(path, "shmem") ? fake.shmem_thp : fake.thp;

	if (s == NULL)
		return -1;
	snprintf(text, len, "%s", s);
	return (int)strlen(text);
}

static inline int
fake_statfs(const char *path, struct statfs *st)
{
	int i;

	memset(st, 0, sizeof(*st));
	for (i = 0; i < FAKE_SIZES; i++)
		if (fake.dir[i][0] != '\0' &&
				strncmp(path, fake.dir[i],
						strlen(fake.dir[i])) == 0) {
			st->f_type = HUGETLBFS_MAGIC;
			st->f_bsize = (long)fake_size[i];
		}
	return 0;
}

static inline FILE *
fake_mounts(void)
{
	static char text[512];
	int i;

	strcpy(text, "proc /proc proc rw 0 0\n");
	for (i = 0; i < FAKE_SIZES; i++)
		if (fake.dir[i][0] != '\0')
			sprintf(text + strlen(text),
					"none %s hugetlbfs rw 0 0\n",
					fake.dir[i]);
	return fmemopen(text, strlen(text), "r");
}

static inline int
fake_access(const char *path, int mode)
{
	errno = EROFS;
	return fake.read_only ? -1 : 0;
}

static inline int
fake_getrlimit(int what, struct rlimit *limit)
{
	if (what != RLIMIT_NOFILE)
		return fake_below.getrlimit(what, limit);
	*limit = fake.files;
	return 0;
}

static inline int
fake_setrlimit(int what, const struct rlimit *limit)
{
	fake.files = *limit;
	return 0;
}

static inline unsigned int
fake_nodes(void)
{
	return fake.nodes;
}

static inline int
fake_bind(void *addr, size_t len, int node)
{
	fake.binds++;
	errno = fake.bind_errno;
	return errno != 0 ? -1 : 0;
}

static inline int
fake_node_of(const void *addr)
{
	return fake.page_node;
}

static inline void
fake_wrap(void)
{
	fake_below = eal_os;
	eal_os.mmap = fake_mmap;
	eal_os.madvise = fake_madvise;
	eal_os.memfd_create = fake_memfd;
	eal_os.open = fake_open;
	eal_os.each_entry = fake_entries;
	eal_os.read_number = fake_number;
	eal_os.read_line = fake_line;
	eal_os.statfs = fake_statfs;
	eal_os.mounts = fake_mounts;
	eal_os.access = fake_access;
	eal_os.getrlimit = fake_getrlimit;
	eal_os.setrlimit = fake_setrlimit;
	eal_os.nodes = fake_nodes;
	eal_os.bind = fake_bind;
	eal_os.node_of = fake_node_of;
}

/* Eight pages of 2 MiB and two of 16, none mounted; a process that shares. */
static inline int
fake_setup(void **state)
{
	int rc = share_setup(state);

	memset(&fake, 0, sizeof(fake));
	fake.nr[0] = fake.free[0] = 8;
	fake.nr[1] = fake.free[1] = 2;
	fake.thp = "always [madvise] never";
	fake.shmem_thp = "always within_size advise [never] deny force";
	fake.knows_collapse = true;
	fake.nodes = 1;
	fake.files = (struct rlimit){64, 128};
	fake_wrap();
	eal_config.no_huge = false;
	return rc;
}

static inline char *
fake_path(char *path, int i, const char *name)
{
	snprintf(path, PATH_MAX, "%s/%smap_%s", fake.dir[i], share_prefix,
			name);
	return path;
}

/* From here on there is a hugetlbfs for that size. */
static inline void
fake_mount(int i)
{
	snprintf(fake.dir[i], sizeof(fake.dir[i]), "/tmp/bp-huge%d-XXXXXX", i);
	assert_non_null(mkdtemp(fake.dir[i]));
}

/* As fake_setup(), with a hugetlbfs for pages of 2 MiB. */
static inline int
fake_setup_mounted(void **state)
{
	int rc = fake_setup(state);

	if (rc == 0)
		fake_mount(0);
	return rc;
}

static inline void
fake_start(void)
{
	assert_int_equal(eal_memory_init(), 0);
}

/* How many files lie in it. */
static inline unsigned int
fake_files(int i)
{
	return entries_of(fake.dir[i]) - 2;
}

static inline int
fake_teardown(void **state)
{
	unsigned int left = 0;
	int i;

	eal_memory_fini();
	for (i = 0; i < FAKE_SIZES; i++)
		if (fake.dir[i][0] != '\0')
			left += rmdir(fake.dir[i]) != 0;
	if (left > 0)
		print_message("%u folders are not empty\n", left);
	return share_teardown(state) != 0 || left > 0 ? -1 : 0;
}

#endif
