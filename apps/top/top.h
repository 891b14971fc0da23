/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of bufplane-top. look.c takes a look at the memory of the program
 * that it is attached to, text.c and json.c show it, keys.c reads what is typed
 * meanwhile, args.c reads the command line and main.c is the order of things.
 *
 * A look only reads. It takes the locks of the lists that it walks, for as long
 * as it copies what it needs, and nothing else of the program's is waited for.
 */
#ifndef TOP_H
#define TOP_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_ethdev.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_ring.h>
#include <rte_stack.h>

#include "../common/app.h"

struct bp_mempool_view;

/* What is shown: bits, in the order of the sections. */
enum {
	SHOW_PORTS = 1,
	SHOW_POOLS = 2,
	SHOW_RINGS = 4,
	SHOW_STACKS = 8,
	SHOW_MEMORY = 16,
	SHOW_ALL = 31,
};

struct top_options {
	unsigned int show;
	double interval;    /* seconds */
	uint64_t rounds;    /* 0: until it is stopped */
	bool guard;         /* reports of the guard, too */
	const char *json;   /* file, "-" or NULL */
	const char *prefix; /* of the program's group, or NULL */
};

struct look_port {
	uint16_t id;
	char name[RTE_ETH_NAME_MAX_LEN];
	char driver[RTE_DEV_NAME_MAX_LEN]; /* "": unknown */
	int socket;
	uint16_t rx_queues;
	uint16_t tx_queues;
	uint16_t mtu;
	bool up;
	uint32_t mbit; /* 0: not known */
	struct rte_ether_addr mac;
	bool counted; /* the rest is valid */
	struct app_count received;
	struct app_count sent;
	uint64_t missed; /* of received.dropped */
	uint64_t no_mbuf;
	uint64_t broken;
};

struct look_ring {
	char name[RTE_RING_NAMESIZE];
	bool of_pool; /* a mempool keeps its objects in it */
	uint32_t capacity;
	uint32_t used;
	enum rte_ring_sync_type producers;
	enum rte_ring_sync_type consumers;
	int socket; /* SOCKET_ID_ANY: unknown */
};

struct look_stack {
	char name[RTE_STACK_NAMESIZE];
	bool lock_free;
	uint32_t capacity;
	uint32_t used;
};

struct look_heap {
	int socket; /* of external memory: ids that no node has */
	struct rte_malloc_socket_stats stats;
};

struct look_zone {
	char name[RTE_MEMZONE_NAMESIZE];
	uint64_t addr;
	uint64_t len;
	int socket;
};

/* A range of addresses in which memory comes and goes by pages. */
struct look_list {
	uint64_t addr;
	uint64_t len;
	uint64_t page_size;
	uint32_t pages; /* that are there */
	int socket;
	bool external; /* the program's own memory */
	bool heap;
};

/* What the guard knows of a pool's objects. */
struct look_guard {
	const char *pool; /* the name in the view */
	int out;          /* objects, or -errno */
	char *text;       /* by the places that got them; or NULL */
};

struct look {
	uint64_t ns; /* when, of CLOCK_MONOTONIC */
	unsigned int ports_n;
	struct look_port *ports;
	struct bp_mempool_view *pools;
	unsigned int guards_n;
	struct look_guard *guards;
	unsigned int rings_n;
	struct look_ring *rings;
	unsigned int stacks_n;
	struct look_stack *stacks;
	unsigned int heaps_n;
	struct look_heap *heaps;
	unsigned int zones_n;
	struct look_zone *zones;
	unsigned int lists_n;
	struct look_list *lists;
};

/* look.c: 0, or -ENOMEM and nothing to free. */
int look_take(struct look *look, unsigned int show);
void look_free(struct look *look);

/* A new last element of an array, all zero, or NULL. */
void *look_append(void *array, unsigned int *n, size_t size);
/* look_port.c: 0 or -ENOMEM. */
int look_at_ports(struct look *look);
/* look_memory.c: heaps, memzones and lists of pages; 0 or -ENOMEM. */
int look_at_memory(struct look *look);

/* text.c: for people; before is an earlier look, or NULL. */
void text_show(FILE *out, const struct look *look, const struct look *before,
		const struct top_options *opt);
/* text_port.c */
void text_show_ports(
		FILE *out, const struct look *look, const struct look *before);
/* text_memory.c */
void text_show_memory(FILE *out, const struct look *look);
/* 1536 as "1.5 KiB". */
#define TEXT_BYTES_SIZE 24
const char *text_bytes(char buf[TEXT_BYTES_SIZE], uint64_t bytes);

/* json.c: for programs. */
json_t *json_make(const struct look *look, unsigned int show);

/*
 * keys.c: single keys of a terminal, which is as it was before after
 * keys_close(). keys_wait() returns one that is typed within so many ms, or 0;
 * early also at a signal.
 */
void keys_open(void);
int keys_wait(int ms);
void keys_close(void);

/* args.c: 0, 1 when help was asked for and given, or -EINVAL. */
int top_parse_args(struct top_options *opt, int argc, char **argv);

#endif
