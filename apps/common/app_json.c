/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --json: one object a line. What could not be written is said once, at the
 * first error. Where standard output is wanted for them, it has nothing else:
 * all that people read then goes to standard error.
 */
#include "app_json.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
fail(const struct app_json *json, const char *what, int error)
{
	char text[128];

	fprintf(stderr, "--json: %s cannot be %s: %s\n", json->name, what,
			strerror_r(error, text, sizeof(text)));
	return -error;
}

static FILE *
take_stdout(void)
{
	int fd;
	FILE *file;

	fflush(stdout);
	fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fd < 0)
		return NULL;
	file = fdopen(fd, "w");
	if (file == NULL || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		close(fd);
		return NULL;
	}
	return file;
}

int
app_json_open(struct app_json *json, const char *path)
{
	*json = (struct app_json){.name = path};
	if (path == NULL)
		return 0;
	json->out = strcmp(path, "-") == 0 ? take_stdout() : fopen(path, "we");
	return json->out == NULL ? fail(json, "opened", errno) : 0;
}

void
app_json_line(struct app_json *json, json_t *object)
{
	bool bad = json_dumpf(object, json->out,
				   JSON_COMPACT | JSON_REAL_PRECISION(12)) < 0;

	json_decref(object);
	bad |= fputc('\n', json->out) == EOF;
	bad |= fflush(json->out) != 0;
	if (bad && json->broken == 0)
		json->broken = fail(json, "written", errno != 0 ? errno : EIO);
}

int
app_json_close(struct app_json *json)
{
	if (json->out != NULL && fclose(json->out) != 0 && json->broken == 0)
		json->broken = fail(json, "written", errno);
	json->out = NULL;
	return json->broken;
}

json_t *
app_json_string(const char *text)
{
	json_t *value = json_string(text);
	char *copy;

	if (value != NULL)
		return value;
	copy = strdup(text);
	if (copy == NULL)
		return NULL;
	for (char *at = copy; *at != '\0'; at++)
		if (!isascii(*at))
			*at = '?';
	value = json_string(copy);
	free(copy);
	return value;
}

void
app_json_set_int(json_t *object, const char *key, uint64_t value)
{
	json_object_set_new(object, key,
			json_integer(value < INT64_MAX ? (json_int_t)value
						       : INT64_MAX));
}

void
app_json_set_counts(json_t *object, const struct app_count *count, uint64_t ns)
{
	const struct app_rates rates = app_rates(count, ns);

	json_object_set_new(object, "seconds", json_real(rates.seconds));
	app_json_set_int(object, "packets", count->packets);
	app_json_set_int(object, "bytes", count->bytes);
	app_json_set_int(object, "dropped", count->dropped);
	json_object_set_new(object, "packets_per_second", json_real(rates.pps));
	json_object_set_new(object, "mbit_per_second", json_real(rates.mbps));
	json_object_set_new(object, "wire_mbit_per_second",
			json_real(rates.wire_mbps));
}
