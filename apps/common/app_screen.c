/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A block of lines redrawn in place on a terminal. The block is built in
 * memory and shown with one write, so that it neither flickers nor mixes with
 * log lines; its height is what the next one has to climb. Lines too long for
 * the terminal are cut there, as wrapped ones would be taller than that.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "app.h"

#define WRAP_OFF "\033[?7l"
#define WRAP_ON  "\033[?7h"

int
app_screen_open(struct app_screen *s, FILE *out)
{
	*s = (struct app_screen){.out = out, .redraw = isatty(fileno(out))};
	s->mem = open_memstream(&s->text, &s->size);
	return s->mem == NULL ? -errno : 0;
}

FILE *
app_screen_begin(struct app_screen *s)
{
	rewind(s->mem);
	if (s->redraw)
		fputs(WRAP_OFF, s->mem);
	if (s->redraw && s->lines > 0)
		fprintf(s->mem, "\033[%uA\033[J", s->lines);
	return s->mem;
}

void
app_screen_end(struct app_screen *s)
{
	if (s->redraw)
		fputs(WRAP_ON, s->mem);
	fflush(s->mem);
	s->lines = 0;
	for (size_t i = 0; i < s->size; i++)
		s->lines += s->text[i] == '\n';
	fwrite(s->text, 1, s->size, s->out);
	fflush(s->out);
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
	fclose(s->mem);
	free(s->text);
	*s = (struct app_screen){0};
}
