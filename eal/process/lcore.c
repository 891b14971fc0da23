/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of lcores: filled from the configuration by init, emptied by
 * cleanup, and asked by everybody in between. A table that is down is all
 * ROLE_OFF, so that each question has an answer at any time.
 */
#include "lcore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "lcore_parse.h"

BP_EXPORT
RTE_DEFINE_PER_LCORE(unsigned int, _lcore_id) = LCORE_ID_ANY;

struct lcores lcores;
pthread_rwlock_t lcores_lock = PTHREAD_RWLOCK_INITIALIZER;

/* Before main(): the table is all ROLE_OFF, which is not zero. */
RTE_INIT_PRIO(lcores_construct, LOG)
{
	unsigned int id;

	for (id = 0; id < RTE_MAX_LCORE; id++) {
		lcores.table[id].role = ROLE_OFF;
		lcores.table[id].index = -1;
	}
}

void
lcore_usable_cpus(rte_cpuset_t *usable)
{
	struct parse_why why;
	char text[4096];
	ssize_t n = -1;
	int fd;

	fd = open("/sys/devices/system/cpu/online", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	if (n > 0) {
		text[n] = '\0';
		if (cpu_list_parse(text, usable, &why) == 0)
			return;
	}
	if (pthread_getaffinity_np(pthread_self(), sizeof(*usable), usable))
		CPU_ZERO(usable);
}

static void
set_role(unsigned int id, enum rte_lcore_role_t role)
{
	__atomic_store_n(&lcores.table[id].role, role, __ATOMIC_RELAXED);
}

static int
find_main(const struct lcore_map *map, unsigned int *main_id)
{
	unsigned int id = 0;

	if (eal_config.main_lcore_plus1 > 0) {
		id = (unsigned int)eal_config.main_lcore_plus1 - 1;
		if (id >= RTE_MAX_LCORE || CPU_COUNT(&map->cpus[id]) == 0) {
			EAL_LOG(ERR, "main lcore %u is not among the lcores %s\n",
					id,
					eal_config.lcores ? eal_config.lcores
							  : "0");
			return -EINVAL;
		}
	}
	while (CPU_COUNT(&map->cpus[id]) == 0)
		id++;
	*main_id = id;
	return 0;
}

/* The lcores that the configuration asks for; by default 0, where it is. */
static int
read_config(struct lcore_map *map)
{
	struct parse_why why;
	rte_cpuset_t usable;
	int rc;

	if (eal_config.lcores == NULL) {
		memset(map, 0, sizeof(*map));
		map->cpus[0] = lcores.initial_cpus;
		map->n = 1;
		return 0;
	}
	lcore_usable_cpus(&usable);
	rc = lcore_map_parse(eal_config.lcores, &usable, map, &why);
	if (rc != 0)
		EAL_LOG(ERR, "lcores \"%s\": %s\n", eal_config.lcores,
				why.text);
	return rc;
}

static void
fill_table(const struct lcore_map *map)
{
	struct lcore *lc;
	unsigned int id;
	int index = 0;

	for (id = 0; id < RTE_MAX_LCORE; id++) {
		lc = &lcores.table[id];
		if (CPU_COUNT(&map->cpus[id]) == 0)
			continue;
		lc->cpus = map->cpus[id];
		lc->node = lcore_node_of_cpus(&lc->cpus);
		lc->index = index++;
		lc->state = LCORE_WAIT;
		lc->ret = 0;
		set_role(id, ROLE_RTE);
	}
	lcores.count = map->n;
}

static void
clear_table(void)
{
	struct lcore *lc;
	unsigned int id;

	lcore_ids_release();
	for (id = 0; id < RTE_MAX_LCORE; id++) {
		lc = &lcores.table[id];
		set_role(id, ROLE_OFF);
		lc->index = -1;
		lc->node = 0;
		CPU_ZERO(&lc->cpus);
		lc->tls_id = NULL;
		lc->state = LCORE_WAIT;
		lc->ret = 0;
	}
	lcores.count = 0;
	lcores.main_id = 0;
	lcores.up = false;
}

/* Make the caller the main lcore. */
static int
adopt_caller(void)
{
	struct lcore *lc = &lcores.table[lcores.main_id];
	int rc;

	rc = lcore_tie(lcores.main_id);
	if (rc != 0)
		return rc;
	if (eal_config.affinity == BP_AFFINITY_KEEP) {
		lc->cpus = lcores.initial_cpus;
		lc->node = lcore_node_of_cpus(&lc->cpus);
		lcore_place_note(&lc->cpus);
		return 0;
	}
	rc = lcore_place_set(&lc->cpus);
	if (rc != 0)
		EAL_LOG(ERR, "main lcore %u cannot run on its CPUs: %s\n",
				lcores.main_id, rte_strerror(-rc));
	return rc;
}

static void
announce_going(unsigned int end)
{
	while (end-- > 0)
		if (lcores.table[end].role != ROLE_OFF)
			lcore_callbacks_uninit(end);
}

/* Tell the callbacks that were registered before init. */
static int
announce_coming(void)
{
	unsigned int id;

	for (id = 0; id < RTE_MAX_LCORE; id++) {
		if (lcores.table[id].role == ROLE_OFF)
			continue;
		if (lcore_callbacks_init(id) == 0)
			continue;
		EAL_LOG(ERR, "a callback refused lcore %u\n", id);
		announce_going(id);
		return -ECANCELED;
	}
	return 0;
}

/*
 * Give the main thread its CPUs back. It may have ended: then its tie is cut,
 * and while the lock is held it cannot end.
 */
static void
release_caller(void)
{
	if (eal_config.affinity == BP_AFFINITY_PIN &&
			lcores.table[lcores.main_id].tls_id != NULL)
		pthread_setaffinity_np(lcores.initial_thread,
				sizeof(lcores.initial_cpus),
				&lcores.initial_cpus);
	lcore_place_forget();
	lcore_ties_fini();
}

static int
bring_up(struct lcore_map *map)
{
	unsigned int main_id;
	int rc;

	rc = read_config(map);
	if (rc == 0)
		rc = find_main(map, &main_id);
	if (rc != 0)
		return rc;
	fill_table(map);
	lcores.main_id = main_id;
	lcore_ids_claim();
	rc = lcore_ties_init();
	if (rc != 0)
		goto undo_table;
	rc = adopt_caller();
	if (rc != 0)
		goto undo_caller;
	rc = announce_coming();
	if (rc != 0)
		goto undo_caller;
	lcores.up = true;
	return 0;
undo_caller:
	release_caller();
undo_table:
	clear_table();
	return rc;
}

int
eal_lcores_init(void)
{
	struct lcore_map *map;
	int rc;

	map = malloc(sizeof(*map));
	if (map == NULL)
		return -ENOMEM;
	lcores.initial_thread = pthread_self();
	rc = -pthread_getaffinity_np(lcores.initial_thread,
			sizeof(lcores.initial_cpus), &lcores.initial_cpus);
	if (rc == 0) {
		pthread_rwlock_wrlock(&lcores_lock);
		rc = bring_up(map);
		pthread_rwlock_unlock(&lcores_lock);
	}
	free(map);
	return rc;
}

void
eal_lcores_fini(void)
{
	pthread_rwlock_wrlock(&lcores_lock);
	if (lcores.up) {
		announce_going(RTE_MAX_LCORE);
		release_caller();
		clear_table();
	}
	pthread_rwlock_unlock(&lcores_lock);
}
