/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Arguments about lcores. -c and -l are brought to the form of --lcores; only
 * one of the three may be given. Each text is tried at once, so that a
 * message names the argument it came with.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "lcore.h"

static int
refuse_why(const struct arg *arg, const char *value,
		const struct parse_why *why)
{
	EAL_LOG(ERR, "argument %s: \"%s\" is not valid: %s\n",
			arg_spelling(arg), value, why->text);
	return -EINVAL;
}

static int
try_map(const struct arg *arg, const char *value, const char *text)
{
	struct lcore_map *map;
	struct parse_why why;
	rte_cpuset_t usable;
	int rc;

	map = malloc(sizeof(*map));
	if (map == NULL)
		return -ENOMEM;
	lcore_usable_cpus(&usable);
	rc = lcore_map_parse(text, &usable, map, &why);
	free(map);
	return rc == 0 ? 0 : refuse_why(arg, value, &why);
}

static int
take_lcores(struct args *args, const struct arg *arg, const char *value,
		const char *text)
{
	int rc;

	if (args->lcores_by != NULL) {
		EAL_LOG(ERR, "argument %s: lcores were given before, with %s; only one of -c, -l and --lcores can be\n",
				arg_spelling(arg), args->lcores_by);
		return -EINVAL;
	}
	rc = try_map(arg, value, text);
	if (rc != 0)
		return rc;
	args->lcores_by = arg->name != NULL  ? "--lcores"
			: arg->letter == 'c' ? "-c"
					     : "-l";
	args->config.lcores = text;
	return 0;
}

int
arg_core_mask(struct args *args, const struct arg *arg, const char *value)
{
	char list[LCORE_LIST_LEN];
	struct parse_why why;

	if (core_mask_to_list(value, list, sizeof(list), &why) != 0)
		return refuse_why(arg, value, &why);
	if (args->lcores_by == NULL)
		memcpy(args->lcores, list, sizeof(list));
	return take_lcores(args, arg, value, args->lcores);
}

int
arg_core_list(struct args *args, const struct arg *arg, const char *value)
{
	rte_cpuset_t cpus;
	struct parse_why why;

	if (cpu_list_parse(value, &cpus, &why) != 0)
		return refuse_why(arg, value, &why);
	return take_lcores(args, arg, value, value);
}

int
arg_core_map(struct args *args, const struct arg *arg, const char *value)
{
	return take_lcores(args, arg, value, value);
}

int
arg_main_lcore(struct args *args, const struct arg *arg, const char *value)
{
	uint64_t id;

	if (arg_number(value, 10, RTE_MAX_LCORE - 1, &id) != 0)
		return arg_refuse(arg, value, "the id of an lcore");
	args->config.main_lcore_plus1 = (int)id + 1;
	return 0;
}

static int
say_no_services(const struct arg *arg)
{
	EAL_LOG(INFO, "argument %s has no effect: there are no service cores\n",
			arg_spelling(arg));
	return 0;
}

int
arg_service_mask(struct args *args, const struct arg *arg, const char *value)
{
	char list[LCORE_LIST_LEN];
	struct parse_why why;

	(void)args;
	if (core_mask_to_list(value, list, sizeof(list), &why) != 0)
		return refuse_why(arg, value, &why);
	return say_no_services(arg);
}

int
arg_service_list(struct args *args, const struct arg *arg, const char *value)
{
	rte_cpuset_t cpus;
	struct parse_why why;

	(void)args;
	if (cpu_list_parse(value, &cpus, &why) != 0)
		return refuse_why(arg, value, &why);
	return say_no_services(arg);
}

int
args_default_lcores(struct args *args)
{
	unsigned int id;
	rte_cpuset_t cpus;
	size_t used = 0;
	int rc;

	if (args->config.lcores != NULL)
		return 0;
	rc = pthread_getaffinity_np(pthread_self(), sizeof(cpus), &cpus);
	if (rc != 0)
		return -rc;
	for (id = 0; id < RTE_MAX_LCORE; id++) {
		if (!CPU_ISSET(id, &cpus))
			continue;
		used += (size_t)snprintf(args->lcores + used,
				sizeof(args->lcores) - used, "%s%u",
				used > 0 ? "," : "", id);
	}
	if (used == 0) {
		EAL_LOG(ERR, "this thread may use no CPU below %d; map lcores with --lcores\n",
				RTE_MAX_LCORE);
		return -EINVAL;
	}
	args->config.lcores = args->lcores;
	return 0;
}
