/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line of programs for which EAL's options are the exception: they
 * stand in front of "--", and without a "--" all are the program's own.
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_config.h>

#include "app.h"

#define TOOLS 8 /* that have ids of their own */
#define SPARE 5 /* words that may be added, and the NULL at the end */

static int
find_separator(int argc, char **argv)
{
	int i = 0;

	while (i < argc && strcmp(argv[i], "--") != 0)
		i++;
	return i < argc ? i : 0;
}

/* Does EAL learn from these which CPUs to use? It takes "--lco" as well. */
static bool
names_cpus(int n, char **argv)
{
	for (int i = 1; i < n; i++)
		if (strncmp(argv[i], "-l", 2) == 0 ||
				strncmp(argv[i], "-c", 2) == 0 ||
				strncmp(argv[i], "--lc", 4) == 0)
			return true;
	return false;
}

/* The lcore on the first CPU that this process may run on, as text. */
static char *
place_lcore(struct app_eal *eal)
{
	cpu_set_t set;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET(cpu, &set))
			cpu++;
	snprintf(eal->place, sizeof(eal->place), "%u@%d", eal->lcore, cpu);
	return eal->place;
}

static char *
writable(const char *word)
{
	return (char *)(uintptr_t)word;
}

char **
app_eal_args(int argc, char **argv, struct app_eal *eal)
{
	const int separator = find_separator(argc, argv);
	size_t words = 0;
	char **out;
	int n = 0;

	while (eal->words[words] != NULL)
		words++;
	out = calloc((size_t)argc + words + SPARE, sizeof(*out));
	if (out == NULL)
		return NULL;
	out[n++] = argv[0];
	for (size_t i = 0; i < words; i++)
		out[n++] = writable(eal->words[i]);
	if (!names_cpus(separator, argv)) {
		out[n++] = writable("--lcores");
		out[n++] = place_lcore(eal);
	}
	for (int i = 1; i < separator; i++)
		out[n++] = argv[i];
	eal->argc = n;
	eal->own = separator;
	eal->argv = out;
	return out;
}

/*
 * One of the last ids, which programs rarely have, mostly another one than that
 * of a second tool. Nothing is lost where it is taken: no caches are used.
 */
char **
app_attach_args(int argc, char **argv, struct app_eal *eal)
{
	static const char *const words[] = {
			"--proc-type=secondary", "--no-pci", NULL};

	const unsigned int spread = (unsigned int)getpid() % TOOLS;

	*eal = (struct app_eal){.words = words,
			.lcore = RTE_MAX_LCORE - 1 - spread % RTE_MAX_LCORE};
	return app_eal_args(argc, argv, eal);
}

int
app_attach(struct app_eal *eal, const char *prefix)
{
	if (prefix != NULL) {
		eal->argv[eal->argc++] = writable("--file-prefix");
		eal->argv[eal->argc++] = writable(prefix);
	}
	return app_start(eal->argc, eal->argv);
}

int
app_eal_main(int argc, char **argv,
		char **(*eal_args)(int argc, char **argv, struct app_eal *eal),
		int (*run)(int argc, char **argv, struct app_eal *eal))
{
	struct app_eal eal;
	int rc;

	if (eal_args(argc, argv, &eal) == NULL)
		return EXIT_FAILURE;
	argv[eal.own] = argv[0];
	rc = run(argc - eal.own, argv + eal.own, &eal);
	free(eal.argv);
	return app_exit_code(rc);
}
