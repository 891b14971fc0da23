/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keys of the terminal on standard input, one at a time and not echoed. Ctrl-C
 * stays a signal. Where standard input is no terminal, or this process is in
 * the background, there are no keys.
 */
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "top.h"

static struct termios before;
static bool changed;

void
keys_open(void)
{
	struct termios now;

	if (tcgetattr(STDIN_FILENO, &before) != 0 ||
			tcgetpgrp(STDIN_FILENO) != getpgrp())
		return;
	now = before;
	now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	now.c_cc[VMIN] = 1;
	now.c_cc[VTIME] = 0;
	changed = tcsetattr(STDIN_FILENO, TCSANOW, &now) == 0;
}

int
keys_wait(int ms)
{
	struct pollfd in = {
			.fd = changed ? STDIN_FILENO : -1, .events = POLLIN};
	char key;

	if (poll(&in, 1, ms) != 1)
		return 0;
	if (read(STDIN_FILENO, &key, 1) == 1)
		return key;
	/* The terminal is gone: it would be "ready" for ever. */
	changed = false;
	return 0;
}

void
keys_close(void)
{
	if (changed)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	changed = false;
}
