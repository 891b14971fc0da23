/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * l2fwd: what arrives on a port leaves on its partner. The exit code is 0 when
 * everything was set up, stopped and closed without an error and every mbuf is
 * back in its pool, and 1 otherwise.
 */
#include <errno.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_launch.h>
#include <rte_lcore.h>

#include "l2fwd.h"

static struct l2fwd app;

static int
forward(void)
{
	int rc = l2fwd_ports_open(&app);
	int closed;

	if (rc < 0)
		return rc;
	rc = l2fwd_stats_open();
	if (rc == 0) {
		rc = rte_eal_mp_remote_launch(
				l2fwd_lcore_main, &app, CALL_MAIN);
		rte_eal_mp_wait_lcore();
		l2fwd_stats_final(&app);
	}
	closed = l2fwd_ports_close(&app);
	return rc < 0 ? rc : closed;
}

/* The first error of forwarding, JSON and pools. */
static int
forward_and_report(void)
{
	int json, pools, rc = app_pools_open(&app.opt.pools);

	if (rc == 0)
		rc = l2fwd_json_open(app.opt.json);
	if (rc == 0)
		rc = forward();
	json = l2fwd_json_close();
	pools = app_pools_close();
	if (rc == 0)
		rc = json;
	return rc == 0 ? pools : rc;
}

int
main(int argc, char **argv)
{
	int used, rc;

	if (app_asks_for_help(argc, argv)) {
		l2fwd_usage(argv[0]);
		return app_exit_code(0);
	}
	used = app_start(argc, argv);
	if (used < 0)
		return EXIT_FAILURE;
	/* What EAL left is ours; it has put the program's name in front. */
	rc = l2fwd_parse_args(&app.opt, argc - used, argv + used);
	if (rc == 0)
		rc = forward_and_report();
	if (rte_eal_cleanup() != 0)
		rc = -EIO;
	return app_exit_code(rc);
}
