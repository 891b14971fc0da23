/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Areas of memory that the program supplied, as memseg lists: what
 * rte_extmem_register() and the named heaps have in common. Callers hold the
 * memory lock, except for eal_area_check().
 */
#ifndef EAL_EXTMEM_H
#define EAL_EXTMEM_H

#include <stddef.h>

#include <rte_errno.h>
#include <rte_memory.h>

/* The lowest socket id of external memory: above those of nodes. */
#define EAL_SOCKET_EXTERNAL 256

struct eal_area {
	void *va;
	size_t len;
	const rte_iova_t *iovas; /* of each page, or NULL: not known */
	unsigned int n_pages;    /* how many iovas there are */
	size_t page_sz;
};

/* What a public function returns for 0 or -errno. */
static inline int
eal_result(int rc)
{
	if (rc >= 0)
		return 0;
	rte_errno = -rc;
	return -1;
}

/* Check what says where an area lies: 0 or -EINVAL, said in the log. */
int eal_area_check(const struct eal_area *a);

/*
 * Enter an area as a list of used memsegs, of no heap: its index, or -errno,
 * said in the log.
 */
int eal_area_add(const struct eal_area *a, int socket_id);

/* Forget an area; -ENOENT if it is not mapped here, -EBUSY if elsewhere too. */
int eal_area_drop(unsigned int list);

/* The index of the list that has exactly these addresses, or -ENOENT. */
int eal_area_find(const void *va, size_t len);

/* Map or unmap an area's memsegs in this process: 0 or -errno. */
int eal_area_attach(unsigned int list);
int eal_area_detach(unsigned int list);

/* A socket id that no memory had before, or -ENOSPC. */
int eal_area_socket(void);

#endif
