/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Printing of log lines. A line is formatted in full and handed over in one
 * piece, so that the lines of several threads do not mix: to the program's
 * stream, else to the callback of bp_config, else to file descriptor 2 or
 * whatever stderr has become. No lock is held meanwhile, other than the
 * stream's own.
 */
#include "log.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <rte_log.h>

#include "eal.h"

#define LOG_LINE_SIZE 1024

static FILE *user_stream;

/*
 * The callback and its context, which have to be read as a pair. seq is odd
 * while eal_log_init() or eal_log_fini() changes them; a reader that sees it
 * odd or changed tries again, and so never waits for a lock in a signal
 * handler.
 */
static struct {
	uint32_t seq;
	bp_log_fn fn;
	void *ctx;
} sink;

static __thread int cur_level;
static __thread int cur_logtype;

static void
set_sink(bp_log_fn fn, void *ctx)
{
	uint32_t seq = __atomic_load_n(&sink.seq, __ATOMIC_RELAXED);

	/* Each release pairs with the acquire of the same field below. */
	__atomic_store_n(&sink.seq, seq + 1, __ATOMIC_RELAXED);
	__atomic_store_n(&sink.fn, fn, __ATOMIC_RELEASE);
	__atomic_store_n(&sink.ctx, ctx, __ATOMIC_RELEASE);
	__atomic_store_n(&sink.seq, seq + 2, __ATOMIC_RELEASE);
}

static bp_log_fn
get_sink(void **ctx)
{
	uint32_t before;
	bp_log_fn fn;

	/*
	 * A new fn or ctx brings the odd seq that was stored before it, so
	 * that the second load of seq differs from the first.
	 */
	do {
		before = __atomic_load_n(&sink.seq, __ATOMIC_ACQUIRE);
		fn = __atomic_load_n(&sink.fn, __ATOMIC_ACQUIRE);
		*ctx = __atomic_load_n(&sink.ctx, __ATOMIC_ACQUIRE);
	} while ((before & 1) != 0 ||
			before != __atomic_load_n(&sink.seq, __ATOMIC_RELAXED));
	return fn;
}

static int
write_stream(FILE *f, const char *text, size_t len)
{
	int rc = 0;

	flockfile(f);
	if (fwrite_unlocked(text, 1, len, f) != len || fflush_unlocked(f) != 0)
		rc = -1;
	funlockfile(f);
	return rc;
}

/* One write(2); more only if the kernel takes the line in pieces. */
static int
write_fd(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

static int
print_line(uint32_t level, uint32_t logtype, const char *text, size_t len)
{
	FILE *f = __atomic_load_n(&user_stream, __ATOMIC_ACQUIRE);
	bp_log_fn fn;
	void *ctx;
	int fd;

	if (f != NULL)
		return write_stream(f, text, len);
	fn = get_sink(&ctx);
	if (fn != NULL) {
		fn(ctx, level, logtype, text);
		return 0;
	}
	fd = fileno(stderr);
	return fd >= 0 ? write_fd(fd, text, len)
		       : write_stream(stderr, text, len);
}

/* Returns what rte_vlog() does; cuts the line short when memory is. */
static int
format_line(uint32_t level, uint32_t logtype, const char *format, va_list ap)
{
	char line[LOG_LINE_SIZE];
	char *text = line;
	char *heap = NULL;
	va_list again;
	int len, rc;

	va_copy(again, ap);
	len = vsnprintf(line, sizeof(line), format, ap);
	if (len >= (int)sizeof(line)) {
		heap = malloc((size_t)len + 1);
		if (heap != NULL) {
			vsnprintf(heap, (size_t)len + 1, format, again);
			text = heap;
		} else {
			len = sizeof(line) - 1;
		}
	}
	va_end(again);
	if (len < 0)
		return -1;
	rc = print_line(level, logtype, text, (size_t)len);
	free(heap);
	return rc == 0 ? len : -1;
}

BP_EXPORT
int
rte_vlog(uint32_t level, uint32_t logtype, const char *format, va_list ap)
{
	int saved_errno = errno;
	int rc;

	if (rte_log_get_level(logtype) < 0)
		return -1;
	if (!rte_log_can_log(logtype, level))
		return 0;
	cur_level = (int)level;
	cur_logtype = (int)logtype;
	rc = format_line(level, logtype, format, ap);
	errno = saved_errno;
	return rc;
}

BP_EXPORT
int
rte_log(uint32_t level, uint32_t logtype, const char *format, ...)
{
	va_list ap;
	int rc;

	va_start(ap, format);
	rc = rte_vlog(level, logtype, format, ap);
	va_end(ap);
	return rc;
}

BP_EXPORT
int
rte_log_cur_msg_loglevel(void)
{
	return cur_level;
}

BP_EXPORT
int
rte_log_cur_msg_logtype(void)
{
	return cur_logtype;
}

BP_EXPORT
int
rte_openlog_stream(FILE *f)
{
	__atomic_store_n(&user_stream, f, __ATOMIC_RELEASE);
	return 0;
}

BP_EXPORT
FILE *
rte_log_get_stream(void)
{
	FILE *f = __atomic_load_n(&user_stream, __ATOMIC_ACQUIRE);

	return f != NULL ? f : stderr;
}

void
eal_log_init(bp_log_fn fn, void *ctx, uint32_t level)
{
	set_sink(fn, ctx);
	if (level != 0)
		log_global_level_set(level, LOG_BY_ARG);
}

void
eal_log_fini(void)
{
	set_sink(NULL, NULL);
	log_rules_clear();
	log_types_restore();
}
