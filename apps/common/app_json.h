/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --json FILE: one object a line, into an output that app_output.h opens.
 */
#ifndef APP_JSON_H
#define APP_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "app.h"
#include "app_output.h"

/* A line; takes the object. */
void app_json_line(struct app_output *out, json_t *object);

/* At most INT64_MAX, the highest number that JSON has here. */
void app_json_set_int(json_t *object, const char *key, uint64_t value);
/* A string, with '?' for what is not ASCII if it is not UTF-8. */
json_t *app_json_string(const char *text);
/* Sets the counts, the rates of them in this time, and the time. */
void app_json_set_counts(
		json_t *object, const struct app_count *count, uint64_t ns);

#endif
