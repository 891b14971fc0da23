/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bufplane-top: what a running program has in shared memory. It ends when the
 * program does. The exit code is 0 when all that was asked for was shown, and 1
 * otherwise.
 */
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "../common/app_json.h"
#include "top.h"

static int
show_once(const struct top_options *opt)
{
	struct app_output json;
	struct look look;
	int rc = app_output_open(&json, "--json", opt->json);
	int closed;

	if (rc < 0)
		return rc;
	rc = look_take(&look, opt->show);
	if (rc == 0)
		app_json_line(&json, json_make(&look, opt->show));
	look_free(&look);
	closed = app_output_close(&json);
	return rc != 0 ? rc : closed;
}

static void
print_heading(FILE *out, const struct top_options *opt)
{
	const time_t now = time(NULL);
	char text[32];
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(text, sizeof(text), "%H:%M:%S", &tm);
	fprintf(out, "bufplane-top: %s%s%s, every %g s%s\n",
			opt->prefix != NULL ? opt->prefix : "",
			opt->prefix != NULL ? ", " : "", text, opt->interval,
			isatty(STDIN_FILENO) ? "; q quits" : "");
}

/* Rates are since the look before, which it replaces. */
static int
draw(struct app_screen *screen, const struct top_options *opt,
		struct look *before)
{
	struct look look;
	FILE *out;
	int rc = look_take(&look, opt->show);

	if (rc != 0)
		return rc;
	out = app_screen_begin(screen);
	print_heading(out, opt);
	text_show(out, &look, before->ns != 0 ? before : NULL, opt);
	if (!screen->redraw)
		fputc('\n', out);
	app_screen_end(screen);
	look_free(before);
	*before = look;
	return 0;
}

/* False when a key ends it. A window of another size is drawn at once. */
static bool
wait_for_next(struct top_options *opt)
{
	int key = keys_wait((int)(opt->interval * 1000));

	if (key == 'g')
		opt->guard = !opt->guard;
	return key != 'q';
}

static int
show_again(struct app_screen *screen, struct top_options *opt,
		struct look *before)
{
	uint64_t left = opt->rounds;
	int rc;

	for (;;) {
		rc = draw(screen, opt, before);
		if (rc != 0 || app_stopping() || --left == 0)
			return rc;
		if (!wait_for_next(opt) || app_stopping())
			return 0;
		if (rte_eal_primary_proc_alive(NULL) == 0) {
			fprintf(stderr, "the program has ended\n");
			return 0;
		}
	}
}

static void
on_resize(int number)
{
	(void)number;
}

static int
show_always(struct top_options *opt)
{
	const struct sigaction resized = {.sa_handler = on_resize};
	struct look look = {0};
	struct app_screen screen;
	int rc = app_screen_open(&screen, stdout);

	if (rc != 0)
		return rc;
	sigaction(SIGWINCH, &resized, NULL);
	keys_open();
	rc = show_again(&screen, opt, &look);
	look_free(&look);
	keys_close();
	app_screen_close(&screen);
	return rc;
}

static int
run(int argc, char **argv, struct app_eal *eal)
{
	struct top_options opt;
	int rc = top_parse_args(&opt, argc, argv);

	if (rc != 0)
		return rc;
	rc = app_attach(eal, opt.prefix);
	if (rc < 0)
		return rc;
	rc = opt.json != NULL ? show_once(&opt) : show_always(&opt);
	if (rc != 0)
		fprintf(stderr, "cannot show the program: %s\n",
				rte_strerror(-rc));
	return rte_eal_cleanup() != 0 ? -EIO : rc;
}

int
main(int argc, char **argv)
{
	return app_eal_main(argc, argv, app_attach_args, run);
}
