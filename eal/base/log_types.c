/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The log types: id, name and level. Types are only ever added, and a type
 * never moves, so that levels are read without a lock by any thread. The
 * lock orders those who add types; n_types is published after the new type.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_log.h>

#include "eal.h"
#include "log.h"

#define CHUNK_TYPES RTE_LOGTYPE_FIRST_EXT_ID
#define CHUNKS      64
#define UNCHANGED   UINT32_MAX

struct log_level {
	uint32_t now;
	uint32_t before; /* the level before arguments, or UNCHANGED */
};

struct log_type {
	const char *name; /* NULL: an id that is reserved */
	struct log_level level;
};

#define BUILTIN(id, text)                                                      \
	[id] = {.name = (text), .level = {RTE_LOG_INFO, UNCHANGED}}
#define RESERVED(id) [id] = {.level = {0, UNCHANGED}}

static struct log_type builtin_types[CHUNK_TYPES] = {
		BUILTIN(RTE_LOGTYPE_EAL, "lib.eal"),
		BUILTIN(RTE_LOGTYPE_MALLOC, "lib.malloc"),
		BUILTIN(RTE_LOGTYPE_RING, "lib.ring"),
		BUILTIN(RTE_LOGTYPE_MEMPOOL, "lib.mempool"),
		BUILTIN(RTE_LOGTYPE_TIMER, "lib.timer"),
		BUILTIN(RTE_LOGTYPE_PMD, "pmd"),
		BUILTIN(RTE_LOGTYPE_HASH, "lib.hash"),
		BUILTIN(RTE_LOGTYPE_LPM, "lib.lpm"),
		BUILTIN(RTE_LOGTYPE_KNI, "lib.kni"),
		BUILTIN(RTE_LOGTYPE_ACL, "lib.acl"),
		BUILTIN(RTE_LOGTYPE_POWER, "lib.power"),
		BUILTIN(RTE_LOGTYPE_METER, "lib.meter"),
		BUILTIN(RTE_LOGTYPE_SCHED, "lib.sched"),
		BUILTIN(RTE_LOGTYPE_PORT, "lib.port"),
		BUILTIN(RTE_LOGTYPE_TABLE, "lib.table"),
		BUILTIN(RTE_LOGTYPE_PIPELINE, "lib.pipeline"),
		BUILTIN(RTE_LOGTYPE_MBUF, "lib.mbuf"),
		BUILTIN(RTE_LOGTYPE_CRYPTODEV, "lib.cryptodev"),
		BUILTIN(RTE_LOGTYPE_EFD, "lib.efd"),
		BUILTIN(RTE_LOGTYPE_EVENTDEV, "lib.eventdev"),
		BUILTIN(RTE_LOGTYPE_GSO, "lib.gso"),
		RESERVED(21),
		RESERVED(22),
		RESERVED(23),
		BUILTIN(RTE_LOGTYPE_USER1, "user1"),
		BUILTIN(RTE_LOGTYPE_USER2, "user2"),
		BUILTIN(RTE_LOGTYPE_USER3, "user3"),
		BUILTIN(RTE_LOGTYPE_USER4, "user4"),
		BUILTIN(RTE_LOGTYPE_USER5, "user5"),
		BUILTIN(RTE_LOGTYPE_USER6, "user6"),
		BUILTIN(RTE_LOGTYPE_USER7, "user7"),
		BUILTIN(RTE_LOGTYPE_USER8, "user8"),
};

static struct log_type *chunks[CHUNKS] = {builtin_types};
static uint32_t n_types = CHUNK_TYPES;
static struct log_level global_level = {RTE_LOG_DEBUG, UNCHANGED};
static pthread_mutex_t types_lock = PTHREAD_MUTEX_INITIALIZER;

const char *
log_level_name(uint32_t level)
{
	static const char *const names[] = {"disabled", "emergency", "alert",
			"critical", "error", "warning", "notice", "info",
			"debug"};

	return level < RTE_DIM(names) ? names[level] : "unknown";
}

/* The type of an id below n_types; pairs with the release in add_type(). */
static uint32_t
count_types(void)
{
	return __atomic_load_n(&n_types, __ATOMIC_ACQUIRE);
}

static struct log_type *
type_at(uint32_t id)
{
	return &chunks[id / CHUNK_TYPES][id % CHUNK_TYPES];
}

/* Levels stand alone: no other data is read on the strength of one. */
static uint32_t
load_level(const struct log_level *level)
{
	return __atomic_load_n(&level->now, __ATOMIC_RELAXED);
}

static void
store_level(struct log_level *level, uint32_t value, enum log_by by)
{
	uint32_t old = __atomic_exchange_n(
			&level->now, value, __ATOMIC_RELAXED);
	uint32_t before = __atomic_load_n(&level->before, __ATOMIC_RELAXED);

	if (by == LOG_BY_CALL)
		__atomic_store_n(&level->before, UNCHANGED, __ATOMIC_RELAXED);
	else if (before == UNCHANGED)
		__atomic_store_n(&level->before, old, __ATOMIC_RELAXED);
}

static void
restore_level(struct log_level *level)
{
	uint32_t old = __atomic_exchange_n(
			&level->before, UNCHANGED, __ATOMIC_RELAXED);

	if (old != UNCHANGED)
		__atomic_store_n(&level->now, old, __ATOMIC_RELAXED);
}

static void
set_type_level(uint32_t id, uint32_t level, enum log_by by)
{
	struct log_type *type = type_at(id);
	uint32_t old = load_level(&type->level);

	store_level(&type->level, level, by);
	if (old != level)
		EAL_LOG(DEBUG, "%s log level changed from %s to %s\n",
				type->name != NULL ? type->name : "reserved",
				log_level_name(old), log_level_name(level));
}

void
log_global_level_set(uint32_t level, enum log_by by)
{
	store_level(&global_level, level, by);
}

void
log_types_set(log_match_fn match, const void *rule, uint32_t level,
		enum log_by by)
{
	uint32_t n = count_types();

	for (uint32_t id = 0; id < n; id++) {
		const char *name = type_at(id)->name;

		if (name != NULL && match(rule, name))
			set_type_level(id, level, by);
	}
}

void
log_types_restore(void)
{
	uint32_t n = count_types();

	for (uint32_t id = 0; id < n; id++)
		restore_level(&type_at(id)->level);
	restore_level(&global_level);
}

BP_EXPORT
void
rte_log_set_global_level(uint32_t level)
{
	log_global_level_set(level, LOG_BY_CALL);
}

BP_EXPORT
uint32_t
rte_log_get_global_level(void)
{
	return load_level(&global_level);
}

BP_EXPORT
int
rte_log_get_level(uint32_t logtype)
{
	if (logtype >= count_types())
		return -1;
	return (int)load_level(&type_at(logtype)->level);
}

BP_EXPORT
bool
rte_log_can_log(uint32_t logtype, uint32_t loglevel)
{
	return logtype < count_types() &&
			loglevel <= load_level(&global_level) &&
			loglevel <= load_level(&type_at(logtype)->level);
}

BP_EXPORT
int
rte_log_set_level(uint32_t logtype, uint32_t level)
{
	if (logtype >= count_types() || level > RTE_LOG_MAX)
		return -1;
	set_type_level(logtype, level, LOG_BY_CALL);
	return 0;
}

static int
find_type(const char *name)
{
	uint32_t n = count_types();

	for (uint32_t id = 0; id < n; id++) {
		const char *other = type_at(id)->name;

		if (other != NULL && strcmp(other, name) == 0)
			return (int)id;
	}
	return -1;
}

/* With the lock held. Returns the id or -ENOMEM. */
static int
add_type(const char *name, uint32_t level)
{
	uint32_t id = n_types;
	uint32_t chunk = id / CHUNK_TYPES;
	struct log_type *type;
	char *copy;

	if (chunk >= CHUNKS)
		return -ENOMEM;
	if (chunks[chunk] == NULL)
		chunks[chunk] = calloc(CHUNK_TYPES, sizeof(struct log_type));
	copy = strdup(name);
	if (chunks[chunk] == NULL || copy == NULL) {
		free(copy);
		return -ENOMEM;
	}
	type = type_at(id);
	type->name = copy;
	type->level = (struct log_level){level, UNCHANGED};
	/* Pairs with the acquire in count_types(). */
	__atomic_store_n(&n_types, id + 1, __ATOMIC_RELEASE);
	return (int)id;
}

static int
find_or_add(const char *name, uint32_t level, bool *added)
{
	int id;

	*added = false;
	if (name == NULL)
		return -EINVAL;
	pthread_mutex_lock(&types_lock);
	id = find_type(name);
	if (id < 0) {
		id = add_type(name, level);
		*added = id >= 0;
	}
	pthread_mutex_unlock(&types_lock);
	if (id < 0)
		EAL_LOG(ERR, "No memory for log type %s, or more than %d types\n",
				name, CHUNKS * CHUNK_TYPES);
	return id;
}

BP_EXPORT
int
rte_log_register(const char *name)
{
	bool added;

	return find_or_add(name, RTE_LOG_INFO, &added);
}

BP_EXPORT
int
rte_log_register_type_and_pick_level(const char *name, uint32_t level_def)
{
	uint32_t level;
	bool added;
	int id = find_or_add(name, level_def, &added);

	/*
	 * An argument parsed at the same time either finds the new type in
	 * the table or is found here; both set the same level.
	 */
	if (added && log_rules_find(name, &level))
		set_type_level((uint32_t)id, level, LOG_BY_ARG);
	return id;
}

BP_EXPORT
void
rte_log_dump(FILE *f)
{
	uint32_t n = count_types();

	fprintf(f, "global log level is %s\n",
			log_level_name(load_level(&global_level)));
	for (uint32_t id = 0; id < n; id++) {
		const struct log_type *type = type_at(id);

		if (type->name != NULL)
			fprintf(f, "id %u: %s, level is %s\n", id, type->name,
					log_level_name(load_level(
							&type->level)));
	}
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(*left, *right);
}

BP_EXPORT
void
rte_log_list_types(FILE *out, const char *prefix)
{
	uint32_t n = count_types();
	const char **names = calloc(n, sizeof(*names));
	size_t named = 0;

	if (names == NULL) {
		EAL_LOG(ERR, "No memory to sort the log types\n");
		return;
	}
	for (uint32_t id = 0; id < n; id++) {
		if (type_at(id)->name != NULL)
			names[named++] = type_at(id)->name;
	}
	qsort(names, named, sizeof(*names), compare_names);
	for (size_t i = 0; i < named; i++)
		fprintf(out, "%s%s\n", prefix, names[i]);
	free(names);
}
