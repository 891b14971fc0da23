/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The grammar of lcore maps, by recursive descent: map, entry, set, range,
 * number. A cursor walks the text; the first thing that does not fit leaves
 * its reason in the cursor, and every function above returns at once.
 */
#include "lcore_parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct cursor {
	const char *start;
	const char *p;
	struct parse_why *why;
};

/* Numbers below max that a text names; max is at most CPU_SETSIZE. */
struct number_set {
	const char *what; /* "lcore" or "CPU", for messages */
	unsigned int max;
	rte_cpuset_t bits;
	bool grouped;
};

static __attribute__((format(printf, 2, 3))) int
refuse(struct cursor *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(c->why->text, sizeof(c->why->text), format, ap);
	va_end(ap);
	return -EINVAL;
}

static char
peek(struct cursor *c)
{
	while (isspace((unsigned char)*c->p))
		c->p++;
	return *c->p;
}

static bool
accept(struct cursor *c, char wanted)
{
	if (peek(c) != wanted)
		return false;
	c->p++;
	return true;
}

static int
refuse_here(struct cursor *c, const char *wanted)
{
	char found = peek(c);
	int pos = (int)(c->p - c->start) + 1;

	if (found == '\0')
		return refuse(c, "%s expected at the end", wanted);
	return refuse(c, "%s expected at position %d, not '%c'", wanted, pos,
			found);
}

static int
parse_number(struct cursor *c, const struct number_set *set,
		unsigned int *number)
{
	unsigned int value = 0;

	if (!isdigit((unsigned char)peek(c)))
		return refuse_here(c, "a number");
	for (; isdigit((unsigned char)*c->p); c->p++) {
		value = value * 10 + (unsigned int)(*c->p - '0');
		if (value >= set->max)
			return refuse(c, "%s numbers go from 0 to %u",
					set->what, set->max - 1);
	}
	*number = value;
	return 0;
}

/* A group may name a range in either direction. */
static int
parse_range(struct cursor *c, struct number_set *set)
{
	unsigned int first = 0, last, swap;
	int rc;

	rc = parse_number(c, set, &first);
	if (rc != 0)
		return rc;
	last = first;
	if (accept(c, '-')) {
		rc = parse_number(c, set, &last);
		if (rc != 0)
			return rc;
	}
	if (last < first && !set->grouped)
		return refuse(c, "the range %u-%u runs backwards", first, last);
	if (last < first) {
		swap = first;
		first = last;
		last = swap;
	}
	for (; first <= last; first++)
		CPU_SET(first, &set->bits);
	return 0;
}

static int
parse_set(struct cursor *c, struct number_set *set)
{
	int rc;

	CPU_ZERO(&set->bits);
	set->grouped = accept(c, '(');
	do {
		rc = parse_range(c, set);
		if (rc != 0)
			return rc;
	} while (set->grouped && accept(c, ','));
	if (set->grouped && !accept(c, ')'))
		return refuse_here(c, "',' or ')'");
	return 0;
}

static int
check_usable(struct cursor *c, const rte_cpuset_t *cpus,
		const rte_cpuset_t *usable)
{
	unsigned int cpu;

	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, cpus) && !CPU_ISSET(cpu, usable))
			return refuse(c, "CPU %u is not there or not online",
					cpu);
	return 0;
}

/* Each lcore of the entry gets cpus, or if that is NULL its own number. */
static void
assign(struct lcore_map *map, const rte_cpuset_t *lcores,
		const rte_cpuset_t *cpus)
{
	unsigned int i;

	for (i = 0; i < RTE_MAX_LCORE; i++) {
		if (!CPU_ISSET(i, lcores))
			continue;
		if (CPU_COUNT(&map->cpus[i]) == 0)
			map->n++;
		CPU_ZERO(&map->cpus[i]);
		if (cpus == NULL)
			CPU_SET(i, &map->cpus[i]);
		else
			map->cpus[i] = *cpus;
	}
}

static int
parse_entry(struct cursor *c, const rte_cpuset_t *usable, struct lcore_map *map)
{
	struct number_set lcores = {.what = "lcore", .max = RTE_MAX_LCORE};
	struct number_set cpus = {.what = "CPU", .max = CPU_SETSIZE};
	bool has_cpus;
	int rc;

	rc = parse_set(c, &lcores);
	if (rc != 0)
		return rc;
	has_cpus = accept(c, '@');
	if (has_cpus) {
		rc = parse_set(c, &cpus);
		if (rc != 0)
			return rc;
	} else {
		cpus.bits = lcores.bits;
	}
	rc = check_usable(c, &cpus.bits, usable);
	if (rc != 0)
		return rc;
	assign(map, &lcores.bits,
			has_cpus || lcores.grouped ? &cpus.bits : NULL);
	return 0;
}

int
lcore_map_parse(const char *text, const rte_cpuset_t *usable,
		struct lcore_map *map, struct parse_why *why)
{
	struct cursor c = {.start = text, .p = text, .why = why};
	int rc;

	memset(map, 0, sizeof(*map));
	do {
		rc = parse_entry(&c, usable, map);
		if (rc != 0)
			return rc;
	} while (accept(&c, ','));
	if (peek(&c) != '\0')
		return refuse_here(&c, "',', '@' or the end");
	return 0;
}

int
cpu_list_parse(const char *text, rte_cpuset_t *set, struct parse_why *why)
{
	struct cursor c = {.start = text, .p = text, .why = why};
	struct number_set cpus = {.what = "CPU", .max = CPU_SETSIZE};
	int rc;

	CPU_ZERO(&cpus.bits);
	do {
		rc = parse_range(&c, &cpus);
		if (rc != 0)
			return rc;
	} while (accept(&c, ','));
	if (peek(&c) != '\0')
		return refuse_here(&c, "',', '-' or the end");
	*set = cpus.bits;
	return 0;
}

/* What one hexadecimal digit, of either case, is worth. */
static unsigned int
digit_value(char digit)
{
	if (isdigit((unsigned char)digit))
		return (unsigned int)(digit - '0');
	return (unsigned int)((digit | 0x20) - 'a' + 10);
}

static int
append_nibble(struct cursor *c, char digit, unsigned int first, char *list,
		size_t len)
{
	unsigned int nibble = digit_value(digit);
	unsigned int i;
	size_t used;

	for (i = 0; i < 4; i++) {
		if (!(nibble & (1U << i)))
			continue;
		if (first + i >= RTE_MAX_LCORE)
			return refuse(c, "lcore numbers go from 0 to %u",
					RTE_MAX_LCORE - 1);
		used = strlen(list);
		snprintf(list + used, len - used, "%s%u", used ? "," : "",
				first + i);
	}
	return 0;
}

int
core_mask_to_list(
		const char *mask, char *list, size_t len, struct parse_why *why)
{
	struct cursor c = {.start = mask, .p = mask, .why = why};
	unsigned int first = 0;
	const char *end;
	int rc;

	list[0] = '\0';
	if (peek(&c) == '0' && (c.p[1] == 'x' || c.p[1] == 'X'))
		c.p += 2;
	end = c.p + strlen(c.p);
	while (end > c.p && isspace((unsigned char)end[-1]))
		end--;
	for (; end > c.p; end--, first += 4) {
		if (!isxdigit((unsigned char)end[-1]))
			return refuse(&c, "'%c' is no hexadecimal digit",
					end[-1]);
		rc = append_nibble(&c, end[-1], first, list, len);
		if (rc != 0)
			return rc;
	}
	if (list[0] == '\0')
		return refuse(&c, "the mask has no bit set");
	return 0;
}
