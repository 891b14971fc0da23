/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The start, the stop flag, numbers, and the check of a pool. The flag is the
 * only thing that the signal handler touches.
 */
#include "app.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mempool.h>

static int stopping; /* atomic: all lcores look at it */

bool
app_stopping(void)
{
	return __atomic_load_n(&stopping, __ATOMIC_RELAXED) != 0;
}

void
app_stop(void)
{
	__atomic_store_n(&stopping, 1, __ATOMIC_RELAXED);
}

static void
on_signal(int number)
{
	(void)number;
	app_stop();
}

/*
 * A program started with a standard stream closed would get its number for the
 * next file that it opens, and print into that. What is printed on a closed
 * standard output fails, as it is lost.
 */
static int
fill_standard_streams(void)
{
	static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			return -errno;
	return 0;
}

const char *
app_program_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool
app_asks_for_help(int argc, char **argv)
{
	return argc == 2 &&
			(strcmp(argv[1], "-h") == 0 ||
					strcmp(argv[1], "--help") == 0);
}

int
app_start(int argc, char **argv)
{
	/* The second one ends a program that hangs in a write. */
	struct sigaction action = {
			.sa_handler = on_signal, .sa_flags = SA_RESETHAND};
	int used = fill_standard_streams();

	if (used < 0)
		return used;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_flags = 0;
	/* Nobody reads our output, or it is as large as it may be. */
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGXFSZ, &action, NULL);
	app_pools_catch();
	setvbuf(stdout, NULL, _IOLBF, 0); /* also into a pipe or a file */
	used = rte_eal_init(argc, argv);
	if (used < 0) {
		fprintf(stderr, "%s: cannot start: %s\n", argv[0],
				rte_strerror(rte_errno));
		return -rte_errno;
	}
	return used;
}

int
app_exit_code(int rc)
{
	const char *why = "it takes more now";
	char text[128];

	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	/* Why it failed is not known any more: ask again. */
	if (write(STDOUT_FILENO, "\n", 1) < 0)
		why = strerror_r(errno, text, sizeof(text));
	fprintf(stderr, "standard output: not all could be written: %s\n", why);
	return EXIT_FAILURE;
}

const char *
app_optional_argument(int argc, char **argv)
{
	if (optarg != NULL)
		return optarg;
	if (optind < argc &&
			(argv[optind][0] != '-' ||
					strcmp(argv[optind], "-") == 0))
		return argv[optind++];
	return "-";
}

int
app_next_option(int argc, char **argv, const char *letters,
		const struct option *names)
{
	int at = -1;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread reads them. */
	int c = getopt_long(argc, argv, letters, names, &at);
	const char *given;

	if (c == -1 || at < 0)
		return c;
	/* An argument of its own stands behind the option. */
	given = argv[optind - 1];
	if (optarg != NULL && given == optarg)
		given = argv[optind - 2];
	given += 2;
	if (strcspn(given, "=") == strlen(names[at].name))
		return c;
	fprintf(stderr, "--%s: options are not abbreviated; is --%s meant?\n",
			given, names[at].name);
	return '?';
}

int
app_parse_number(const char *what, const char *text, uint64_t low,
		uint64_t high, uint64_t *value)
{
	unsigned long long parsed;
	char *end;

	errno = 0;
	parsed = strtoull(text, &end, 10);
	if (errno != 0 || !isdigit((unsigned char)*text) || *end != '\0' ||
			parsed < low || parsed > high) {
		fprintf(stderr,
				"%s: '%s' is not a decimal number from %" PRIu64
				" to %" PRIu64 "\n",
				what, text, low, high);
		return -EINVAL;
	}
	*value = parsed;
	return 0;
}

int
app_parse_fraction(const char *what, const char *text, double *value)
{
	double parsed;
	char *end;

	errno = 0;
	parsed = strtod(text, &end);
	if (errno != 0 || end == text || *end != '\0' ||
			strspn(text, "0123456789.eE+-") != strlen(text) ||
			parsed < 1e-6 || parsed > 1e12) {
		fprintf(stderr, "%s: '%s' is not a number from 1e-6 to 1e12\n",
				what, text);
		return -EINVAL;
	}
	*value = parsed;
	return 0;
}

const char *
app_grouped(char buf[APP_GROUPED_SIZE], uint64_t value)
{
	char digits[APP_GROUPED_SIZE];
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, value);
	char *to = buf;

	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return buf;
}

int
app_pool_check(const struct rte_mempool *pool)
{
	unsigned int out = rte_mempool_in_use_count(pool);

	if (out != 0) {
		fprintf(stderr, "LEAK: %u of %u mbufs of pool %s did not come back\n",
				out, pool->size, pool->name);
		return -EBUSY;
	}
	printf("All %u mbufs are back in pool %s\n", pool->size, pool->name);
	return 0;
}
