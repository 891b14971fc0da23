/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the programs share: a stop flag set by signals, numbers from the
 * command line, lines that redraw in place on a terminal, counts and their
 * rates, the port set-up that a forwarder and a replayer have in common,
 * reports on the pools, and the check that each mbuf is back in its pool.
 * app_output.h opens the files of reports, app_json.h writes JSON.
 */
#ifndef APP_H
#define APP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct bp_mempool_view;
struct json_t;
struct rte_eth_conf;
struct rte_mempool;

/*
 * Set by SIGINT and SIGTERM, and when an output takes no more, once
 * app_start() has run.
 */
bool app_stopping(void);
void app_stop(void);

/* The last part of argv[0], as usage texts have it. */
const char *app_program_name(const char *path);

/* Is "-h" or "--help" the only argument? */
bool app_asks_for_help(int argc, char **argv);

/*
 * Starts EAL and catches the signals. Returns how many arguments EAL took, or
 * a negative errno after a message.
 */
int app_start(int argc, char **argv);

/*
 * The command line for EAL of a program whose options are mostly its own: its
 * name, words, an lcore on one CPU unless CPUs are named, and what stands
 * before "--". Sets the rest of eal; own is where the program's own arguments
 * begin, with one word in front that counts as the program's name. The caller
 * frees the array. NULL: no memory.
 */
struct app_eal {
	const char *const *words; /* ends with NULL */
	unsigned int lcore;
	int argc;
	char **argv;
	int own;
	char place[24];
};

char **app_eal_args(int argc, char **argv, struct app_eal *eal);
/* As app_eal_args(), of a program that attaches to a running one. */
char **app_attach_args(int argc, char **argv, struct app_eal *eal);
/*
 * All of main() of such a program: EAL's arguments by one of the functions
 * above, or one like them, and run with the program's own. Returns the exit
 * code.
 */
int app_eal_main(int argc, char **argv,
		char **(*eal_args)(int argc, char **argv, struct app_eal *eal),
		int (*run)(int argc, char **argv, struct app_eal *eal));
/* As app_start(); prefix is which program to attach to, or NULL. */
int app_attach(struct app_eal *eal, const char *prefix);

/*
 * The exit code of main(): that of a negative errno, or of standard output if
 * it took not all that was printed, which is said on standard error.
 */
int app_exit_code(int rc);

/* As getopt_long(), but '?' after a message for an abbreviated name. */
struct option;
int app_next_option(int argc, char **argv, const char *letters,
		const struct option *names);
/* What follows an option with optional_argument, also as a word; or "-". */
const char *app_optional_argument(int argc, char **argv);

/*
 * The whole of text as a decimal number between low and high. Returns 0, or
 * -EINVAL after a message that names what, the value and the range; *value is
 * written on success only.
 */
int app_parse_number(const char *what, const char *text, uint64_t low,
		uint64_t high, uint64_t *value);

/* As app_parse_number(), but a decimal fraction between 1e-6 and 1e12. */
int app_parse_fraction(const char *what, const char *text, double *value);

/*
 * A block of lines that replaces its predecessor on a terminal, as far as it
 * fits there, and is simply printed elsewhere. app_screen_begin() opens the
 * block, app_screen_end() shows it; log lines wait in between. A process has
 * one screen.
 */
struct app_screen {
	FILE *out;
	bool redraw;
	bool last;          /* the next block stays, and is shown whole */
	unsigned int rows;  /* of the terminal; 0: not known */
	unsigned int lines; /* of the block on the screen now */
	char *text;
	size_t size;
	FILE *mem;
	FILE *log; /* EAL's log goes through here; NULL: elsewhere */
};

int app_screen_open(struct app_screen *s, FILE *out);
FILE *app_screen_begin(struct app_screen *s);
void app_screen_end(struct app_screen *s);
/* The block stays where it is, as others have printed below it. */
void app_screen_leave(struct app_screen *s);
void app_screen_close(struct app_screen *s);

/* 1234567 as "1,234,567" in buf, which takes 27 bytes; returns buf. */
#define APP_GROUPED_SIZE 28
const char *app_grouped(char buf[APP_GROUPED_SIZE], uint64_t value);

/* What has been moved so far, and what could not be. */
struct app_count {
	uint64_t packets;
	uint64_t bytes;
	uint64_t dropped;
};

void app_count_add(struct app_count *sum, const struct app_count *count);
struct app_count app_count_since(
		const struct app_count *now, const struct app_count *before);

/* The rates of this many in this time; all 0 if it took none. */
struct app_rates {
	double seconds;
	double pps;
	double dropped_pps;
	double mbps;
	double wire_mbps; /* with preamble, checksum and gap */
};

struct app_rates app_rates(const struct app_count *count, uint64_t ns);

/* 14880952 as "14.9M" in buf, at most 5 characters below 1e21; returns buf. */
#define APP_SCALED_SIZE 64
const char *app_scaled(char buf[APP_SCALED_SIZE], double value);

/*
 * Configures a port with the queues asked for, with scattered receive and
 * multi-segment transmit where it offers them, packets spread over several
 * receive queues by their addresses and ports, and sets up its queues. *n_desc
 * of both directions are adjusted to what the port can do. Returns 0 or a
 * negative errno after a message.
 */
struct app_port_setup {
	uint16_t rx_queues;
	uint16_t tx_queues;
	uint16_t rx_desc;
	uint16_t tx_desc;
	bool link_events;         /* if the port has them */
	struct rte_mempool *pool; /* for receive; may be NULL without rx */
};

int app_port_setup(uint16_t port, struct app_port_setup *setup);

struct rte_eth_stats;
/*
 * Stops and closes a port; the first error, after a message, or 0. stats, if
 * not NULL, is what the port counted in between.
 */
int app_port_close(uint16_t port, struct rte_eth_stats *stats);

/*
 * Reports on all pools of the process: --pools FORMAT[:FILE]. All zero: those
 * that SIGUSR1 asks for, as text on standard error.
 */
struct app_pools {
	bool at_end;      /* also when the program is about to end */
	bool json;        /* a line each, else text */
	const char *path; /* "-": standard output; NULL: standard error */
};

/* The argument of --pools; 0, or -EINVAL after a message. */
int app_pools_parse(struct app_pools *pools, const char *text);
/* Catches SIGUSR1; app_start() calls it. */
void app_pools_catch(void);
/* Opens the file, if there is one; 0, or a negative errno after a message. */
int app_pools_open(const struct app_pools *pools);
/* Has SIGUSR1 come since the last call? Then report. */
bool app_pools_asked(void);
void app_pools_report(const struct app_pools *pools);
/* 0, or a negative errno, after a message, if a report was not written. */
int app_pools_close(void);

/* The pools as a JSON array, for the caller to free; NULL: no memory. */
struct json_t *app_pools_json(const struct bp_mempool_view *views);

/*
 * Says how many mbufs of the pool are out. Call it when every port is closed.
 * Returns 0 when all are back, -EBUSY after a message otherwise.
 */
int app_pool_check(const struct rte_mempool *pool);

#endif
