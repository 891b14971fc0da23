/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --json FILE: one object a line. What could not be written is said once, at
 * the first error, and again by app_json_close().
 */
#ifndef APP_JSON_H
#define APP_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "app.h"

struct app_json {
	const char *name;
	FILE *out;  /* NULL: no JSON is wanted */
	int broken; /* 0, or the first error */
};

/*
 * Writes into the file; NULL: nowhere. "-" is standard output, which then has
 * nothing else: what the program prints there goes to standard error from now
 * on. Returns 0, or a negative errno after a message.
 */
int app_json_open(struct app_json *json, const char *path);
/* A line; takes the object. */
void app_json_line(struct app_json *json, json_t *object);
/* 0, or the first error, after a message, if something was not written. */
int app_json_close(struct app_json *json);

/* At most INT64_MAX, the highest number that JSON has here. */
void app_json_set_int(json_t *object, const char *key, uint64_t value);
/* A string, with '?' for what is not ASCII if it is not UTF-8. */
json_t *app_json_string(const char *text);
/* Sets the counts, the rates of them in this time, and the time. */
void app_json_set_counts(
		json_t *object, const struct app_count *count, uint64_t ns);

#endif
