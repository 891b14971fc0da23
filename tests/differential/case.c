/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The program, and what its parts share: lines, random numbers, and text in
 * memory.
 *   differential [EAL ARGUMENTS] -- SEED ROUNDS CAPTURE...
 * ROUNDS scales the number of random cases, about 40 a round.
 */
#include "case.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <rte_debug.h>
#include <rte_eal.h>

static uint64_t state;
static char *text;
static size_t text_len;

void
tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

uint64_t
rnd(void)
{
	uint64_t x = state += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

uint32_t
below(uint32_t n)
{
	return (uint32_t)((rnd() >> 16) % n);
}

void
rnd_fill(void *to, size_t len)
{
	uint8_t *bytes = to;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)rnd();
}

uint64_t
hash(uint64_t sum, const void *data, size_t len)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3;
	return sum;
}

FILE *
text_open(void)
{
	FILE *stream = open_memstream(&text, &text_len);

	if (stream == NULL)
		rte_panic("no memory for a stream\n");
	return stream;
}

/* "@" for each number with 0x, or of the length of an address. */
static void
hide_addresses(char *line)
{
	char *to = line;

	while (*line != '\0') {
		size_t len = 0;

		if (strncmp(line, "0x", 2) == 0)
			len = 2 + strspn(line + 2, "0123456789abcdef");
		if (len == 0) {
			*to++ = *line++;
			continue;
		}
		*to++ = '@';
		line += len;
	}
	*to = '\0';
}

void
text_tell(FILE *stream, const char *label)
{
	unsigned int number = 0;
	char *rest;

	fclose(stream);
	rest = text;
	while (rest != NULL && *rest != '\0') {
		char *line = strsep(&rest, "\n");

		hide_addresses(line);
		tell("%s line %u: %s", label, number++, line);
	}
	free(text);
	text = NULL;
}

int
main(int argc, char **argv)
{
	int used = rte_eal_init(argc, argv);
	unsigned int rounds;

	if (used < 0 || argc < used + 3) {
		fprintf(stderr, "no start, or no SEED ROUNDS\n");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0); /* of use if a call does not return */
	argc -= used + 1;
	argv += used + 1;
	state = strtoull(argv[0], NULL, 0);
	rounds = (unsigned int)strtoul(argv[1], NULL, 0);
	sizes_part(rounds);
	rings_part(rounds);
	pools_part(rounds);
	mbufs_part(rounds);
	packets_part(rounds);
	captures_part(argc - 2, argv + 2);
	texts_part(rounds);
	sets_part(rounds);
	errors_part(rounds);
	tell("end: reached");
	return rte_eal_cleanup() != 0;
}
