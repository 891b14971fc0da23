/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --json: one object a line, each written as a whole.
 */
#include "app_json.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
app_json_line(struct app_output *out, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12));
	size_t n = text != NULL ? strlen(text) : 0;

	json_decref(object);
	if (text == NULL) {
		app_output_fail(out, ENOMEM);
		return;
	}
	text[n] = '\n'; /* in the place of the 0: it is no string any more */
	app_output_write(out, text, n + 1);
	free(text);
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
