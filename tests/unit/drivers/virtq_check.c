/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether a virtqueue's own memory is sound: every descriptor is either free or
 * of one buffer, each slot is one or the other, and counts agree. Nothing
 * shared with the device is looked at. A broken queue counts no free ones.
 */
#include "virtq_check.h"

static const char *
check_slot(const struct virtq *q, const struct virtq_slot *slot)
{
	if (slot->next >= q->size)
		return "a slot's next is out of range";
	if (slot->cookie != NULL && (slot->n == 0 || slot->n > q->size))
		return "a buffer has no descriptors, or too many";
	if (slot->cookie != NULL && q->indirect && slot->n != 1)
		return "a table takes several descriptors";
	return NULL;
}

/* Buffers with their owners and descriptors, as the slots have them. */
static const char *
count_slots(const struct virtq *q, uint32_t *buffers, uint32_t *descs)
{
	const char *wrong = NULL;
	uint16_t i;

	for (i = 0; wrong == NULL && i < q->size; i++) {
		const struct virtq_slot *slot = &q->slots[i];

		wrong = check_slot(q, slot);
		*buffers += slot->cookie != NULL;
		*descs += slot->cookie != NULL ? slot->n : 0;
	}
	return wrong;
}

/* The free slots that are needed are there, each once. */
static const char *
check_free(const struct virtq *q)
{
	uint16_t id = q->head;
	uint16_t i;

	for (i = 0; i < q->free; i++) {
		if (q->slots[id].cookie != NULL)
			return "a free slot is with the device";
		id = q->slots[id].next;
		if (id == q->head && i + 1 < q->free)
			return "too few slots are free";
	}
	return NULL;
}

static uint32_t
outstanding(const struct virtq *q)
{
	return q->is_packed ? (uint32_t)q->with_device + q->held
			    : (uint16_t)(q->added - q->taken);
}

int
virtq_check(const struct virtq *q, const char **reason)
{
	uint32_t buffers = 0, descs = 0;
	const char *wrong = count_slots(q, &buffers, &descs);

	if (wrong == NULL && q->detached == 0 && buffers != outstanding(q))
		wrong = "buffers are missing, or too many";
	else if (wrong == NULL && q->broken)
		wrong = q->free == 0 ? NULL : "a broken queue has room";
	else if (wrong == NULL && q->detached == 0 &&
			descs + q->free != q->size)
		wrong = "descriptors are missing, or too many";
	else if (wrong == NULL && q->detached == 0)
		wrong = check_free(q);
	*reason = wrong;
	return wrong == NULL ? 0 : -1;
}
