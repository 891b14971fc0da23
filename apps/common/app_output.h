/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file, or standard output, that an option names for reports. What the file
 * holds stays until the first report is there to replace it, and a capture, or
 * a file that somebody of ours has in use, is refused: a mistake on the
 * command line destroys nothing. What could not be written is said once.
 */
#ifndef APP_OUTPUT_H
#define APP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct app_output {
	const char *option; /* who wants it, for messages */
	const char *name;   /* NULL: nobody */
	int fd;
	int broken; /* 0, or the first error */
	bool begun; /* it holds what we wrote, and nothing else */
};

/* A name from the command line; 0, or -EINVAL after a message if it is "". */
int app_output_name(const char *option, const char *text, const char **name);
/*
 * Opens it; NULL: nothing is wanted. "-" is standard output, which then has
 * nothing else: what the program prints there goes to standard error from now
 * on. Returns 0, or a negative errno after a message.
 */
int app_output_open(
		struct app_output *out, const char *option, const char *name);
/* All of it, also if signals come or a pipe is slow. */
void app_output_write(struct app_output *out, const char *text, size_t n);
/* As that, of something that could not be made. */
void app_output_fail(struct app_output *out, int error);
/* 0, or the first error, after a message, if something was not written. */
int app_output_close(struct app_output *out);

#endif
