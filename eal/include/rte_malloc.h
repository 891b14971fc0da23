/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The heap: memory that devices can reach, by NUMA node. It is slower than
 * malloc() and meant for set-up. All calls may be made by any thread. align
 * is 0 (a cache line) or a power of two; type is ignored.
 */
#ifndef RTE_MALLOC_H
#define RTE_MALLOC_H

#include <stddef.h>
#include <stdio.h>

#include <rte_memory.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What one heap holds. */
struct rte_malloc_socket_stats {
	size_t heap_totalsz_bytes; /* taken from the system */
	size_t heap_freesz_bytes;
	size_t greatest_free_size;
	unsigned int free_count;  /* free pieces */
	unsigned int alloc_count; /* pieces handed out */
	size_t heap_allocsz_bytes;
};

/*
 * size bytes on any node, the caller's first. NULL when there is no memory,
 * size is 0 or align is no power of two.
 */
void *rte_malloc(const char *type, size_t size, unsigned int align)
		__rte_alloc_size(2);

/* As rte_malloc(), but zeroed. */
void *rte_zmalloc(const char *type, size_t size, unsigned int align)
		__rte_alloc_size(2);

/* As rte_zmalloc(), but num times size bytes. */
void *rte_calloc(const char *type, size_t num, size_t size, unsigned int align)
		__rte_alloc_size(2, 3);

/*
 * Resize ptr to size bytes, moving it when there is no room; the contents up
 * to the smaller size stay. NULL ptr: as rte_malloc(); size 0: as rte_free().
 * Returns NULL, with ptr untouched, when there is no memory.
 */
void *rte_realloc(void *ptr, size_t size, unsigned int align)
		__rte_alloc_size(2);

/* As rte_realloc(), but the result lies on socket. */
void *rte_realloc_socket(void *ptr, size_t size, unsigned int align, int socket)
		__rte_alloc_size(2);

/* As rte_malloc(), rte_zmalloc(), rte_calloc(), but on socket only. */
void *rte_malloc_socket(const char *type, size_t size, unsigned int align,
		int socket) __rte_alloc_size(2);
void *rte_zmalloc_socket(const char *type, size_t size, unsigned int align,
		int socket) __rte_alloc_size(2);
void *rte_calloc_socket(const char *type, size_t num, size_t size,
		unsigned int align, int socket) __rte_alloc_size(2, 3);

/* Give ptr back; NULL is ignored, and what is no such memory is logged. */
void rte_free(void *ptr);

/*
 * Check the header of ptr and, if size is not NULL, tell how many bytes may
 * be used there. Returns 0, or -1 when ptr is no memory of the heap.
 */
int rte_malloc_validate(const void *ptr, size_t *size);

/* Fill in the figures of a node's heap: 0, or -1 when there is none. */
int rte_malloc_get_socket_stats(
		int socket, struct rte_malloc_socket_stats *socket_stats);

/* Print the figures of each heap to f; type is ignored. */
void rte_malloc_dump_stats(FILE *f, const char *type);

/* Print every piece of each heap to f. */
void rte_malloc_dump_heaps(FILE *f);

/*
 * Make an empty heap for memory of the program's, with a socket id that no
 * other had. Names have 1 to 31 characters. Returns 0, or -1 with rte_errno
 * EINVAL, EEXIST or ENOSPC.
 */
int rte_malloc_heap_create(const char *heap_name);

/*
 * Destroy a heap that has no memory any more. Returns 0, or -1 with rte_errno
 * EINVAL, ENOENT, EPERM (the library's own) or EBUSY.
 */
int rte_malloc_heap_destroy(const char *heap_name);

/*
 * Give a heap memory, described as for rte_extmem_register(). Its subscribers
 * are told. It never grows or shrinks by itself, and nothing is taken from it
 * but by its socket id, whatever page size is asked for. Returns 0, or -1
 * with rte_errno EINVAL, ENOENT, EPERM, EEXIST or ENOSPC.
 */
int rte_malloc_heap_memory_add(const char *heap_name, void *va_addr, size_t len,
		rte_iova_t iova_addrs[], unsigned int n_pages, size_t page_sz);

/*
 * Take memory, as it was added, out of a heap. Returns 0, or -1 with rte_errno
 * EINVAL, ENOENT, EPERM or EBUSY (in use, or attached elsewhere).
 */
int rte_malloc_heap_memory_remove(
		const char *heap_name, void *va_addr, size_t len);

/*
 * Use, in this process, a heap's memory that another one added. Returns 0, or
 * -1 with rte_errno EINVAL, ENOENT, EPERM or EEXIST (it is used already).
 */
int rte_malloc_heap_memory_attach(
		const char *heap_name, void *va_addr, size_t len);

/* Use it no longer: errors as for attach, but never EEXIST. */
int rte_malloc_heap_memory_detach(
		const char *heap_name, void *va_addr, size_t len);

/* The socket id of a named heap; -1 with rte_errno EINVAL or ENOENT. */
int rte_malloc_heap_get_socket(const char *name);

/* 1 if a heap of external memory has that id, 0 if not, -1 if none has. */
int rte_malloc_heap_socket_is_external(int socket_id);

/* What a device calls addr, a result of rte_malloc(), or RTE_BAD_IOVA. */
rte_iova_t rte_malloc_virt2iova(const void *addr);

#ifdef __cplusplus
}
#endif

#endif
