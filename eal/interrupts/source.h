/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A source: a descriptor with the callbacks in the order in which they were
 * registered. While it is `active` the interrupt thread runs its callbacks
 * without the lock: then callbacks may be added at the end, and be marked as
 * leaving, but none is freed by anybody else. A source goes with its last
 * callback. All functions are called with intr_lock held.
 */
#ifndef INTR_SOURCE_H
#define INTR_SOURCE_H

#include <sys/queue.h>

#include "interrupts.h"

struct intr_callback {
	TAILQ_ENTRY(intr_callback) next;
	rte_intr_callback_fn fn;
	void *arg;
	bool leaving;
	rte_intr_unregister_callback_fn farewell; /* or NULL */
};

TAILQ_HEAD(intr_callback_list, intr_callback);

struct intr_source {
	TAILQ_ENTRY(intr_source) next;
	uint64_t id;
	struct rte_intr_handle *handle; /* a copy */
	struct intr_callback_list callbacks;
	size_t read_size; /* of what has the number now */
	bool active;
};

/* Make the source of a number active, in its turn; NULL if there is none. */
struct intr_source *intr_source_begin(uint64_t id);

/* It is no longer active; it goes if it has no callback. */
void intr_source_end(struct intr_source *s);

void intr_callbacks_free(struct intr_callback_list *list);

#endif
