/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A block of lines redrawn in place on a terminal. The block is built in
 * memory and shown with one write, so that it does not flicker; its height is
 * what the next one has to climb. Lines too long for the terminal are cut
 * there, as wrapped ones would be taller than that, and so is a block that is
 * too high, as what has scrolled away cannot be redrawn. Log lines come through
 * here as long as there is a block: it then stays above them. The lock is held
 * from the look at that to the last byte of the block.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/ioctl.h>

#include <rte_log.h>

#include "app.h"

#define WRAP_OFF "\033[?7l"
#define WRAP_ON  "\033[?7h"

static pthread_mutex_t terminal = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static bool disturbed; /* by a log line since the block; under the lock */

static ssize_t
write_log(void *cookie, const char *text, size_t n)
{
	ssize_t rc;

	(void)cookie;
	pthread_mutex_lock(&terminal);
	disturbed = true;
	rc = write(STDERR_FILENO, text, n);
	pthread_mutex_unlock(&terminal);
	return rc < 0 ? 0 : rc;
}

static int
open_log(struct app_screen *s)
{
	static const cookie_io_functions_t functions = {.write = write_log};

	s->log = fopencookie(NULL, "w", functions);
	if (s->log == NULL)
		return -errno;
	setvbuf(s->log, NULL, _IOLBF, 0);
	return rte_openlog_stream(s->log);
}

int
app_screen_open(struct app_screen *s, FILE *out)
{
	int rc;

	*s = (struct app_screen){.out = out, .redraw = isatty(fileno(out))};
	s->mem = open_memstream(&s->text, &s->size);
	if (s->mem == NULL)
		return -errno;
	rc = s->redraw && isatty(STDERR_FILENO) ? open_log(s) : 0;
	if (rc != 0)
		app_screen_close(s);
	return rc;
}

FILE *
app_screen_begin(struct app_screen *s)
{
	pthread_mutex_lock(&terminal);
	if (disturbed)
		s->lines = 0;
	disturbed = false;
	rewind(s->mem);
	if (s->redraw)
		fputs(WRAP_OFF, s->mem);
	if (s->redraw && s->lines > 0)
		fprintf(s->mem, "\033[%uA\033[J", s->lines);
	return s->mem;
}

/* How many lines fit, with one for the cursor; all of the last block. */
static unsigned int
room(struct app_screen *s)
{
	struct winsize size;

	if (!s->redraw || s->last)
		return UINT_MAX;
	if (ioctl(fileno(s->out), TIOCGWINSZ, &size) == 0)
		s->rows = size.ws_row;
	return s->rows == 0 ? UINT_MAX : s->rows < 4 ? 3 : s->rows - 1;
}

/* Where so many lines of the block end. */
static size_t
end_of_lines(const struct app_screen *s, unsigned int lines)
{
	size_t at = 0;

	while (at < s->size && lines > 0)
		lines -= s->text[at++] == '\n';
	return at;
}

void
app_screen_end(struct app_screen *s)
{
	const unsigned int most = room(s);
	unsigned int all = 0;

	fflush(s->mem);
	for (size_t i = 0; i < s->size; i++)
		all += s->text[i] == '\n';
	s->lines = all < most ? all : most;
	if (all > most) {
		fwrite(s->text, 1, end_of_lines(s, most - 1), s->out);
		fprintf(s->out, "(%u more rows do not fit on the terminal)\n",
				all - most + 1);
	} else {
		fwrite(s->text, 1, s->size, s->out);
	}
	if (s->redraw)
		fputs(WRAP_ON, s->out);
	fflush(s->out);
	pthread_mutex_unlock(&terminal);
}

void
app_screen_leave(struct app_screen *s)
{
	s->lines = 0;
}

void
app_screen_close(struct app_screen *s)
{
	if (s->mem == NULL)
		return;
	if (s->log != NULL) {
		rte_openlog_stream(NULL);
		fclose(s->log);
	}
	fclose(s->mem);
	free(s->text);
	*s = (struct app_screen){0};
}
