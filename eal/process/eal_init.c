/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The start from command-line arguments. This file alone refers to the list
 * of built-in drivers and to plug-ins, so that a static program that calls
 * bp_init() instead carries neither.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_version.h>

#include "args.h"

static int
load_plugins(const struct args *args)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < args->plugins_n && rc == 0; i++)
		rc = eal_plugins_load(args->plugins[i]);
	return rc == 0 || rc == -ENOMEM ? rc : -EINVAL;
}

static int
start(struct args *args)
{
	int rc;

	if (args->help)
		return -ECANCELED;
	if (args->version)
		EAL_LOG(INFO, "Bufplane %s, compatible with %s\n", bp_version(),
				rte_version());
	rc = load_plugins(args);
	if (rc != 0)
		return rc;
	args->config.components = bp_builtin_components;
	args->config.components_n = bp_builtin_components_n;
	return bp_init(&args->config);
}

/* argv as the program is to see it from now on. */
static void
hand_over(const struct args *args, int argc, char **argv)
{
	memcpy(argv, args->argv, (size_t)argc * sizeof(*argv));
	argv[args->used] = argv[0];
}

BP_EXPORT
int
rte_eal_init(int argc, char **argv)
{
	struct args *args;
	int rc, used;

	args = malloc(sizeof(*args));
	if (args == NULL) {
		rte_errno = ENOMEM;
		return -1;
	}
	rc = args_parse(args, argc, argv);
	if (rc == 0)
		rc = start(args);
	if (rc == -EINVAL || args->help)
		args_usage(argc > 0 && argv != NULL && argv[0] != NULL
						? argv[0]
						: "program");
	if (rc == 0 && argv != NULL)
		hand_over(args, argc, argv);
	used = args->used;
	args_free(args);
	free(args);
	if (rc == 0)
		return used;
	rte_errno = -rc;
	return -1;
}
