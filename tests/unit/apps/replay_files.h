/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Captures for the tests of pcap-replay, in a folder that goes away at the
 * end. Packet i of a file has the stamp given for it and a length of its own;
 * its first bytes tell the file and i.
 */
#ifndef REPLAY_FILES_H
#define REPLAY_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

#define FILES_MAX 4

static struct {
	char dir[32];
	char path[FILES_MAX][64];
	char *names[FILES_MAX];
	unsigned int n;
} files;

static inline int
files_setup(void **state)
{
	(void)state;
	memset(&files, 0, sizeof(files));
	strcpy(files.dir, "/tmp/replay_test.XXXXXX");
	return mkdtemp(files.dir) == NULL;
}

static inline int
files_teardown(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < files.n; i++)
		unlink(files.path[i]);
	return rmdir(files.dir);
}

/* The name of another file, without the file. */
static inline char *
files_name(void)
{
	unsigned int i = files.n++;

	assert_true(i < FILES_MAX);
	strcpy(files.path[i], files.dir);
	strcat(files.path[i], (const char[]){'/', (char)('0' + i), 0});
	files.names[i] = files.path[i];
	return files.names[i];
}

static inline uint32_t
files_len(unsigned int i)
{
	return 60 + i % 100;
}

static inline void
files_write_head(FILE *out)
{
	const uint32_t head[] = {0xa1b23c4d, 4u << 16 | 2, 0, 0, 262144, 1};

	assert_int_equal(fwrite(head, sizeof(head), 1, out), 1);
}

static inline void
files_write_packet(FILE *out, uint64_t stamp, uint32_t len, uint8_t file,
		uint32_t i)
{
	const uint32_t head[] = {(uint32_t)(stamp / REPLAY_S),
			(uint32_t)(stamp % REPLAY_S), len, len};
	uint8_t *data = calloc(1, len);

	assert_non_null(data);
	data[0] = file;
	memcpy(data + 1, &i, sizeof(i));
	memset(data + 5, (uint8_t)i, len - 5);
	assert_int_equal(fwrite(head, sizeof(head), 1, out), 1);
	assert_int_equal(fwrite(data, len, 1, out), 1);
	free(data);
}

/* Another capture, of n packets. */
static inline void
files_add(const uint64_t *stamps, unsigned int n)
{
	uint8_t file = (uint8_t)files.n;
	FILE *out = fopen(files_name(), "w");

	assert_non_null(out);
	files_write_head(out);
	for (unsigned int i = 0; i < n; i++)
		files_write_packet(out, stamps[i], files_len(i), file, i);
	assert_int_equal(fclose(out), 0);
}

/* Another capture, of n packets a microsecond apart. */
static inline void
files_add_steady(unsigned int n)
{
	uint64_t *stamps = calloc(n + 1, sizeof(*stamps));

	assert_non_null(stamps);
	for (unsigned int i = 0; i < n; i++)
		stamps[i] = REPLAY_S + i * 1000;
	files_add(stamps, n);
	free(stamps);
}

static inline struct replay_options
files_options(enum replay_order order, uint64_t loops)
{
	return (struct replay_options){
			.order = order,
			.loops = loops,
			.ports_n = 1,
			.queues = 1,
			.speed = 1,
			.files = files.names,
			.files_n = files.n,
	};
}

static inline void
files_check_packet(const struct replay_packet *packet, uint8_t file, uint32_t i)
{
	uint32_t found;

	memcpy(&found, packet->data + 1, sizeof(found));
	assert_int_equal(packet->data[0], file);
	assert_int_equal(packet->file, file);
	assert_int_equal(found, i);
	assert_int_equal(packet->len, files_len(i));
	assert_int_equal(packet->data[packet->len - 1], (uint8_t)i);
}

#endif
