/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Levels for types by the shape of their names. A rule is a shell pattern or
 * a basic regular expression with a level. The calls apply one to the types
 * that exist; --log-level does so too and keeps the rule for types to come,
 * of which the latest that matches counts.
 */
#include <errno.h>
#include <fnmatch.h>
#include <pthread.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_log.h>

#include "eal.h"
#include "log.h"

struct log_rule {
	TAILQ_ENTRY(log_rule) next;
	char *glob; /* NULL: by expression */
	regex_t regex;
	uint32_t level;
};

static TAILQ_HEAD(rule_list, log_rule) rules = TAILQ_HEAD_INITIALIZER(rules);
static pthread_mutex_t rules_lock = PTHREAD_MUTEX_INITIALIZER;

static bool
match_glob(const void *glob, const char *name)
{
	return fnmatch(glob, name, 0) == 0;
}

static bool
match_regex(const void *regex, const char *name)
{
	return regexec(regex, name, 0, NULL, 0) == 0;
}

static bool
match_rule(const void *rule, const char *name)
{
	const struct log_rule *r = rule;

	return r->glob != NULL ? match_glob(r->glob, name)
			       : match_regex(&r->regex, name);
}

BP_EXPORT
int
rte_log_set_level_pattern(const char *pattern, uint32_t level)
{
	if (pattern == NULL || level > RTE_LOG_MAX)
		return -1;
	log_types_set(match_glob, pattern, level, LOG_BY_CALL);
	return 0;
}

BP_EXPORT
int
rte_log_set_level_regexp(const char *regex, uint32_t level)
{
	regex_t compiled;

	if (regex == NULL || level > RTE_LOG_MAX ||
			regcomp(&compiled, regex, REG_NOSUB) != 0)
		return -1;
	log_types_set(match_regex, &compiled, level, LOG_BY_CALL);
	regfree(&compiled);
	return 0;
}

bool
log_rules_find(const char *name, uint32_t *level)
{
	const struct log_rule *rule;
	bool found = false;

	pthread_mutex_lock(&rules_lock);
	TAILQ_FOREACH (rule, &rules, next) {
		if (match_rule(rule, name)) {
			*level = rule->level;
			found = true;
		}
	}
	pthread_mutex_unlock(&rules_lock);
	return found;
}

static void
free_rule(struct log_rule *rule)
{
	if (rule->glob == NULL)
		regfree(&rule->regex);
	free(rule->glob);
	free(rule);
}

void
log_rules_clear(void)
{
	struct log_rule *rule;

	pthread_mutex_lock(&rules_lock);
	while ((rule = TAILQ_FIRST(&rules)) != NULL) {
		TAILQ_REMOVE(&rules, rule, next);
		free_rule(rule);
	}
	pthread_mutex_unlock(&rules_lock);
}

/* Fill in a rule from the len bytes of an argument before its separator. */
static int
compile_rule(struct log_rule *rule, const char *arg, size_t len, bool is_regex)
{
	char *text = strndup(arg, len);
	char reason[128];
	int rc;

	if (text == NULL)
		return -ENOMEM;
	if (!is_regex) {
		rule->glob = text;
		return 0;
	}
	rc = regcomp(&rule->regex, text, REG_NOSUB);
	if (rc != 0) {
		regerror(rc, &rule->regex, reason, sizeof(reason));
		EAL_LOG(ERR, "--log-level=%s: %s is no regular expression: %s\n",
				arg, text, reason);
	}
	free(text);
	return rc == 0 ? 0 : -EINVAL;
}

static int
add_rule(const char *arg, size_t len, bool is_regex, uint32_t level)
{
	struct log_rule *rule = calloc(1, sizeof(*rule));
	int rc;

	if (rule == NULL)
		return -ENOMEM;
	rc = compile_rule(rule, arg, len, is_regex);
	if (rc != 0) {
		free(rule);
		return rc;
	}
	rule->level = level;
	/* Kept first, so that no type can be registered in between. */
	pthread_mutex_lock(&rules_lock);
	TAILQ_INSERT_TAIL(&rules, rule, next);
	pthread_mutex_unlock(&rules_lock);
	log_types_set(match_rule, rule, level, LOG_BY_ARG);
	return 0;
}

static uint32_t
level_by_name(const char *text)
{
	size_t len = strlen(text);

	for (uint32_t level = 1; len > 0 && level <= RTE_LOG_MAX; level++) {
		if (strncmp(text, log_level_name(level), len) == 0)
			return level;
	}
	return 0;
}

/* A number from 1 on, or the first letters of a name. */
static int
parse_level(const char *arg, const char *text, uint32_t *level)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 0);
	if (end == text || *end != '\0' || errno != 0 ||
			strchr(text, '-') != NULL)
		value = level_by_name(text);
	if (value == 0) {
		EAL_LOG(ERR,
				"--log-level=%s: \"%s\" is no level; use 1 to %u "
				"or emergency, alert, critical, error, "
				"warning, notice, info, debug\n",
				arg, text, RTE_LOG_MAX);
		return -EINVAL;
	}
	if (value > RTE_LOG_MAX) {
		EAL_LOG(WARNING, "Log level %lu higher than maximum (%u)\n",
				value, RTE_LOG_MAX);
		value = RTE_LOG_MAX;
	}
	*level = (uint32_t)value;
	return 0;
}

/* -ECANCELED: nothing to set, the caller should not start the library. */
static int
print_help(void)
{
	printf("Log types that a pattern may name (plug-ins add theirs):\n");
	rte_log_list_types(stdout, "\t");
	printf("\n--log-level LEVEL          the global level\n"
	       "--log-level PATTERN:LEVEL  types by shell pattern\n"
	       "--log-level REGEX,LEVEL    types by regular expression\n"
	       "A line is printed if both its type's level and the global "
	       "level admit it.\nLevels, by number or first letters:\n");
	for (uint32_t level = 1; level <= RTE_LOG_MAX; level++)
		printf("\t%u   %s\n", level, log_level_name(level));
	fflush(stdout);
	return -ECANCELED;
}

int
eal_log_level_arg(const char *arg)
{
	const char *sep;
	uint32_t level;
	int rc;

	if (arg == NULL)
		return -EINVAL;
	if (strcmp(arg, "help") == 0)
		return print_help();
	sep = strchr(arg, ',');
	if (sep == NULL)
		sep = strchr(arg, ':');
	rc = parse_level(arg, sep != NULL ? sep + 1 : arg, &level);
	if (rc != 0)
		return rc;
	if (sep == NULL) {
		log_global_level_set(level, LOG_BY_ARG);
		return 0;
	}
	if (sep == arg && *sep == ':') {
		EAL_LOG(ERR, "--log-level=%s: no pattern before the colon\n",
				arg);
		return -EINVAL;
	}
	return add_rule(arg, (size_t)(sep - arg), *sep == ',', level);
}
