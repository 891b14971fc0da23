/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How damage is found. Headers are always compared with their neighbours'
 * before they are changed. A debug build (meson's malloc_debug) does more: a
 * busy element's header ends with a seal over its fields, right before the
 * memory, and the bytes from the last one asked for to the end of the element
 * hold a pattern; memory that is freed is filled. Under AddressSanitizer red
 * zones stand there instead. A damaged element is never put back.
 */
#include "eal.h"
#include "memory/heap_impl.h"

#define PATTERN   0xb7 /* behind memory in use */
#define FREED     0xdf /* in memory that was freed */
#define GUARDED   (EAL_HEAP_TRAILER != 0)
#define SEAL_SIZE sizeof(uint64_t)

_Static_assert(offsetof(struct eal_elem, zero) + sizeof(uint32_t) + SEAL_SIZE <=
				sizeof(struct eal_elem),
		"a header has room for its seal");

static uint64_t *
seal_of(const struct eal_elem *e)
{
	return (uint64_t *)((uintptr_t)(e + 1) - SEAL_SIZE);
}

/* All but prev, which changes with the neighbours, depends on where it is. */
static uint64_t
seal_value(const struct eal_elem *e)
{
	const uint64_t fields[] = {
			(uintptr_t)e,
			e->state,
			(uint64_t)e->heap << 16 | e->list,
			e->size,
			(uintptr_t)e->next_free,
			(uintptr_t)e->prev_free,
			e->asked,
			e->zero,
	};
	uint64_t hash = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(fields); i++) {
		hash = (hash ^ fields[i]) * 0x9e3779b97f4a7c15;
		hash ^= hash >> 32;
	}
	return hash;
}

void
heap_seal(struct eal_elem *e)
{
	uint8_t *behind;

	if (!GUARDED)
		return;
	behind = (uint8_t *)eal_heap_data(e) + e->asked;
	e->next_free = NULL;
	e->prev_free = NULL;
	memset(behind, PATTERN, (uintptr_t)elem_next(e) - (uintptr_t)behind);
	*seal_of(e) = seal_value(e);
}

void
heap_spoil(struct eal_elem *e)
{
	if (GUARDED && !e->zero)
		memset(e + 1, FREED, e->size - sizeof(*e));
}

/* A byte behind memory that is not as it was left. */
static bool
overrun(const struct eal_elem *e, struct heap_damage *d)
{
	const uint8_t *data = eal_heap_data(e);
	size_t i, end = (uintptr_t)elem_next(e) - (uintptr_t)data;

	for (i = e->asked; i < end; i++) {
		if (data[i] == PATTERN)
			continue;
		d->what = "bytes behind it are overwritten";
		d->asked = e->asked;
		d->at = i;
		d->byte = data[i];
		return true;
	}
	return false;
}

bool
heap_inspect(const struct eal_elem *e, struct heap_damage *d)
{
	if (GUARDED && *seal_of(e) != seal_value(e)) {
		d->what = "the header in front of it is overwritten";
		return false;
	}
	if (GUARDED && overrun(e, d))
		return false;
	if (elem_sound(e))
		return true;
	d->what = "its header or one next to it is overwritten";
	d->asked = GUARDED ? e->asked : 0;
	return false;
}

/* A link between free elements: NULL, or to a header that can be read. */
static bool
link_sound(const struct eal_elem *e)
{
	const struct rte_memseg_list *msl;

	if (e == NULL)
		return true;
	msl = rte_mem_virt2memseg_list(e);
	return msl != NULL && msl->page_sz != 0 &&
			elem_readable(msl, (uintptr_t)e);
}

bool
heap_links_sound(const struct eal_elem *e)
{
	if (e->state != EAL_ELEM_FREE || e->list >= RTE_MAX_MEMSEG_LISTS ||
			eal_shared->lists[e->list].page_sz == 0 ||
			!elem_sound(e))
		return false;
	return link_sound(e->next_free) && link_sound(e->prev_free) &&
			(e->next_free == NULL ||
					e->next_free->prev_free == e) &&
			(e->prev_free == NULL || e->prev_free->next_free == e);
}

const char *
eal_heap_trouble(const struct eal_elem *e)
{
	struct heap_damage d = {0};

	if (e->state != EAL_ELEM_BUSY || heap_inspect(e, &d))
		return NULL;
	return d.what;
}

void
heap_report(const char *what, const void *ptr, const struct heap_damage *d)
{
	if (d->at != 0)
		EAL_LOG(ERR,
				"%s: memory at %p, of %zu bytes, was overrun: byte"
				" %zu, which is %zu behind the last one, is"
				" overwritten with 0x%02x\n",
				what, ptr, d->asked, d->at,
				d->at + 1 - d->asked, d->byte);
	else if (d->asked != 0)
		EAL_LOG(ERR, "%s: memory at %p, of %zu bytes: %s\n", what, ptr,
				d->asked, d->what);
	else
		EAL_LOG(ERR, "%s: memory at %p: %s\n", what, ptr, d->what);
}
