/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the parts of this program share. It is written against DPDK 22.11's
 * API alone, built against Bufplane and against DPDK, and what it prints is
 * compared line by line. So each line begins with a label that names the case,
 * the same in both, and nothing in it depends on addresses or on the order of
 * objects in a pool, which 22.11 does not promise either.
 */
#ifndef CASE_H
#define CASE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* One line, "LABEL: VALUE"; the first ": " ends the label. */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What is random: the same for the same seed. One stream for all. */
uint64_t rnd(void);
uint32_t below(uint32_t n);
void rnd_fill(void *to, size_t len);

/* A number that stands for some bytes; sum is 0 or what came before. */
uint64_t hash(uint64_t sum, const void *data, size_t len);

/* What was written to a stream in memory, with addresses replaced by "@"; the
 * text has a line for each. */
FILE *text_open(void);
void text_tell(FILE *stream, const char *label);

/* The parts: rounds tells how many random cases each makes. */
void sizes_part(unsigned int rounds);
void rings_part(unsigned int rounds);
void pools_part(unsigned int rounds);
void mbufs_part(unsigned int rounds);
void packets_part(unsigned int rounds);
void captures_part(int count, char **files);
void texts_part(unsigned int rounds);
void sets_part(unsigned int rounds);
void errors_part(unsigned int rounds);
void ports_part(unsigned int rounds);

#endif
