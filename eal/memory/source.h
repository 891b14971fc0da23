/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page sources: where the pages of a memseg list come from. Each list has one
 * source in this process, in a table of its own here: functions and
 * descriptors may not lie in shared memory. At the start it is decided which
 * page sizes there are and which source each size has; a process that
 * attaches fills the same table with descriptors handed to it.
 */
#ifndef EAL_SOURCE_H
#define EAL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

/* What is taken, announced and given back at once, if no page is larger. */
#define EAL_UNIT ((size_t)2 << 20)

struct eal_backing;

/*
 * Every range lies in its list's addresses and is made of whole units. take
 * puts zeroed, faulted-in pages there, or *dirty ones that somebody wrote to;
 * after a failure, and after give, the range is reserved and empty. fd is the
 * descriptor and offset of a page, or -ENOTSUP for memory without. All return
 * -errno for an error.
 */
struct eal_source {
	const char *name;
	int (*open)(struct eal_backing *b);
	void (*close)(struct eal_backing *b);
	int (*take)(struct eal_backing *b, uint8_t *addr, size_t len,
			bool *dirty);
	int (*give)(struct eal_backing *b, uint8_t *addr, size_t len);
	int (*fd)(const struct eal_backing *b, const uint8_t *addr,
			size_t *offset);
	/*
	 * For other processes. files says which descriptors they need for a
	 * range: how many, at most n. adopt maps a range that another process
	 * took, with the descriptors that it handed over, which stay the
	 * caller's; drop unmaps it again, and forgets it.
	 */
	int (*files)(const struct eal_backing *b, const uint8_t *addr,
			size_t len, int *fds, unsigned int n);
	int (*adopt)(struct eal_backing *b, uint8_t *addr, size_t len,
			const int *fds, unsigned int n);
	int (*drop)(struct eal_backing *b, uint8_t *addr, size_t len);
};

/* A list's source as shared memory has it. */
enum eal_source_kind {
	EAL_SOURCE_NONE = 0, /* external memory */
	EAL_SOURCE_ANON,
	EAL_SOURCE_MEMFD,
	EAL_SOURCE_ONEFILE,
	EAL_SOURCE_PAGEFILES,
};

/* The source of one list, and what it keeps. */
struct eal_backing {
	const struct eal_source *source; /* NULL: not open */
	unsigned int list;
	pid_t pid; /* whose it is: not a child's of fork() */
	int node;
	uint64_t page_sz;
	uint8_t *base;
	size_t len;
	const char *dir; /* the hugetlbfs folder of files */
	int fd;          /* of one file for all pages, or -1 */
	/* Of a file a page, each plus 1; 0 is none; another's are negative. */
	int *fds;
	unsigned int *numbers; /* of those files; each page has its own */
	size_t file_len;       /* of that one file, at least */
	bool told;             /* of a shortage */
};

extern const struct eal_source eal_source_anon;
extern const struct eal_source eal_source_memfd;
extern const struct eal_source eal_source_onefile;
extern const struct eal_source eal_source_pagefiles;

/*
 * Find out what pages there are, remove what killed processes left and say
 * what is used: 0 or -errno.
 */
int eal_sources_start(void);
/* The same in a process that attaches to lists that are there. */
int eal_sources_attach(void);
void eal_sources_stop(void);

/* The page sizes to make lists of, in the order in which they are used. */
unsigned int eal_sources_n(void);
uint64_t eal_sources_page_sz(unsigned int i);

/* Open the i-th source for a list that was added: 0 or -errno. */
int eal_backing_open(unsigned int list, unsigned int i);
/* Use the source that a list has, without any page yet: 0 or -errno. */
int eal_backing_attach(unsigned int list);
void eal_backing_close(unsigned int list);

/* The source of a list does it; see struct eal_source. */
int eal_backing_take(unsigned int list, uint8_t *addr, size_t len, bool *dirty);
int eal_backing_give(unsigned int list, uint8_t *addr, size_t len);

int eal_backing_files(unsigned int list, uint8_t *addr, size_t len, int *fds,
		unsigned int n);
int eal_backing_adopt(unsigned int list, uint8_t *addr, size_t len,
		const int *fds, unsigned int n);
int eal_backing_drop(unsigned int list, uint8_t *addr, size_t len);
/* How much of a list needs n descriptors at most. */
size_t eal_backing_span(unsigned int list, unsigned int n);

/* What is taken and given back at once in a list. */
size_t eal_unit(unsigned int list);

/* Whether pages of that size are hugetlb pages. */
bool eal_page_sz_huge(uint64_t page_sz);

/* Hugepages of all sizes that are free now; -1 if none are used. */
long eal_source_hugetlb_free(void);
/* How many of one size a node may still have, -1: of any node. */
uint64_t eal_hugepages_available(uint64_t page_sz, int node);

#endif
