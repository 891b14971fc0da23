/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tables: the memory of what processes share. In a process that shares, a
 * table is a file of the run-time folder, mapped at an address that the
 * others have free; else it is anonymous memory. Who uses a table's file
 * holds a lock on it: its maker an exclusive one until it shares the table.
 */
#ifndef EAL_TABLE_H
#define EAL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/types.h>

#include <rte_fbarray.h>

#define EAL_TABLE_NAMESIZE (RTE_FBARRAY_NAME_LEN + 8)

struct eal_table {
	void *addr; /* NULL: there is none */
	size_t len;
	int fd;    /* -1: anonymous memory */
	pid_t pid; /* who opened fd: locks of a parent are left alone */
	char name[EAL_TABLE_NAMESIZE]; /* of the file */
};

/* Anonymous memory, all zero: 0 or -errno. */
int eal_table_anonymous(struct eal_table *t, size_t len);

/*
 * The same in a file that is made, or emptied, and locked: -EBUSY if another
 * process or array holds it. No memory is behind it before it is populated.
 */
int eal_table_file(struct eal_table *t, const char *name, size_t len);

/* Map a file that is there, at addr: 0 or -errno. */
int eal_table_attach(
		struct eal_table *t, const char *name, void *addr, size_t len);

/*
 * Map an open file at addr, as a table without a lock, which takes fd over: 0,
 * or -errno and fd stays the caller's.
 */
int eal_table_map(struct eal_table *t, const char *name, int fd, void *addr,
		size_t len);

/*
 * Put memory behind a part of a table, so that to write there later never
 * fails: 0 or -errno with a log line. Contents stay.
 */
int eal_table_populate(const struct eal_table *t, size_t off, size_t len);

/* Let others attach from now on. */
void eal_table_share(const struct eal_table *t);

/* Unmap it and let go of its file. */
void eal_table_detach(struct eal_table *t);

/*
 * Unmap it and remove its file: 0, or -EBUSY, with nothing changed, while
 * somebody else holds it.
 */
int eal_table_remove(struct eal_table *t);

/* Close a file, and remove its name if nobody needs to find it again. */
void eal_table_forget(struct eal_table *t, bool name);

/* Remove the arrays' files of former processes. */
void eal_tables_sweep(void);

#endif
