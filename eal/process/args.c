/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The walk over argv. getopt_long() does it, so that abbreviations, clusters
 * of letters and "--" work as everywhere; its state belongs to the program,
 * and is put back whatever happens. The walk reorders a copy of argv.
 */
#include "args.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_BASE 256 /* above all letters */

struct getopt_state {
	char *arg;
	int ind;
	int opt;
	int err;
};

struct grammar {
	struct option *names;
	char letters[2 + 2 * 52 + 1];
};

const char *
arg_spelling(const struct arg *arg)
{
	static __thread char text[40];

	if (arg->name == NULL)
		snprintf(text, sizeof(text), "-%c", arg->letter);
	else
		snprintf(text, sizeof(text), "--%s", arg->name);
	return text;
}

int
arg_refuse(const struct arg *arg, const char *value, const char *right)
{
	EAL_LOG(ERR, "argument %s: \"%s\" is not valid; it takes %s\n",
			arg_spelling(arg), value, right);
	return -EINVAL;
}

static int
grammar_make(struct grammar *g)
{
	struct option *name;
	unsigned int i;
	char *letter = g->letters;

	g->names = calloc(args_table_n + 1, sizeof(*g->names));
	if (g->names == NULL)
		return -ENOMEM;
	name = g->names;
	*letter++ = ':'; /* tell a missing value from an unknown argument */
	for (i = 0; i < args_table_n; i++) {
		if (args_table[i].letter != 0) {
			*letter++ = args_table[i].letter;
			if (args_table[i].has_value != no_argument)
				*letter++ = ':';
		}
		if (args_table[i].name == NULL)
			continue;
		name->name = args_table[i].name;
		name->has_arg = args_table[i].has_value;
		name->val = INDEX_BASE + (int)i;
		name++;
	}
	*letter = '\0';
	return 0;
}

static const struct arg *
find(int opt)
{
	unsigned int i;

	if (opt >= INDEX_BASE)
		return &args_table[opt - INDEX_BASE];
	for (i = 0; i < args_table_n; i++)
		if (args_table[i].letter == opt)
			return &args_table[i];
	return NULL;
}

static void
getopt_save(struct getopt_state *s)
{
	s->arg = optarg;
	s->ind = optind;
	s->opt = optopt;
	s->err = opterr;
	opterr = 0;
	optind = 0; /* start afresh, as if never used */
}

/* A walk over nothing makes getopt() forget where in argv it was. */
static void
getopt_restore(const struct getopt_state *s)
{
	char empty[] = "";
	char *nothing[] = {empty, NULL};

	optind = 0;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): before any other thread. */
	(void)getopt(1, nothing, "");
	optarg = s->arg;
	optind = s->ind;
	optopt = s->opt;
	opterr = s->err;
}

/* getopt found something that is not in the grammar. */
static int
refuse_unknown(char *const *argv)
{
	const char *word = argv[optind - 1];

	if (optopt >= INDEX_BASE)
		EAL_LOG(ERR, "argument %s takes no value\n", word);
	else if (optopt != 0)
		EAL_LOG(ERR, "argument -%c is unknown; -h lists all\n", optopt);
	else
		EAL_LOG(ERR, "argument %s is unknown or could mean several; -h lists all\n",
				word);
	return -EINVAL;
}

static int
handle(struct args *args, int opt, char *const *argv)
{
	const struct arg *arg;

	if (opt == '?')
		return refuse_unknown(argv);
	arg = find(opt == ':' ? optopt : opt);
	if (arg == NULL)
		return refuse_unknown(argv);
	if (opt == ':') {
		EAL_LOG(ERR, "argument %s needs a value\n", arg_spelling(arg));
		return -EINVAL;
	}
	return arg->read(args, arg, optarg);
}

static int
walk(struct args *args, int argc, char **argv, const struct grammar *g)
{
	int opt;
	int rc = 0;

	while (rc == 0 && !args->help) {
		/* No other thread runs yet. */
		/* NOLINTNEXTLINE(concurrency-mt-unsafe) */
		opt = getopt_long(argc, argv, g->letters, g->names, NULL);
		if (opt == -1)
			break;
		rc = handle(args, opt, argv);
	}
	args->used = optind - 1;
	return rc;
}

static int
allocate(struct args *args, int argc)
{
	size_t n = (size_t)argc;

	memset(args, 0, sizeof(*args));
	args->config.size = sizeof(args->config);
	args->argv = calloc(n + 1, sizeof(*args->argv));
	args->plugins = calloc(n, sizeof(*args->plugins));
	args->devices = calloc(n, sizeof(*args->devices));
	args->log_levels = calloc(n, sizeof(*args->log_levels));
	if (args->argv == NULL || args->plugins == NULL ||
			args->devices == NULL || args->log_levels == NULL)
		return -ENOMEM;
	args->config.devices = args->devices;
	args->config.log_levels = args->log_levels;
	return 0;
}

static int
walk_copy(struct args *args, int argc, char **argv)
{
	struct getopt_state saved;
	struct grammar g;
	int rc;

	rc = grammar_make(&g);
	if (rc != 0)
		return rc;
	memcpy(args->argv, argv, (size_t)argc * sizeof(*argv));
	getopt_save(&saved);
	rc = walk(args, argc, args->argv, &g);
	getopt_restore(&saved);
	free(g.names);
	return rc;
}

int
args_parse(struct args *args, int argc, char **argv)
{
	int rc;

	if (argc < 1 || argv == NULL || argv[0] == NULL) {
		memset(args, 0, sizeof(*args));
		EAL_LOG(ERR, "argv has to hold the program's name at least\n");
		return -EINVAL;
	}
	rc = allocate(args, argc);
	if (rc == 0)
		rc = walk_copy(args, argc, argv);
	if (rc == 0 && !args->help)
		rc = args_default_lcores(args);
	return rc;
}

void
args_free(struct args *args)
{
	free(args->argv);
	free(args->plugins);
	free(args->devices);
	free(args->log_levels);
}
