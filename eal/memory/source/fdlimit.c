/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file a page may need more descriptors than a shell allows: the soft limit
 * is raised to the hard one, once, and put back at the end.
 */
#include <sys/resource.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/source/source_impl.h"

static struct rlimit before;
static bool raised;

bool
fdlimit_raise(void)
{
	struct rlimit limit;

	if (raised || eal_os.getrlimit(RLIMIT_NOFILE, &before) < 0 ||
			before.rlim_cur >= before.rlim_max)
		return false;
	limit = before;
	limit.rlim_cur = limit.rlim_max;
	if (eal_os.setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return false;
	raised = true;
	EAL_LOG(INFO,
			"raised the limit of open files (RLIMIT_NOFILE) from %llu to"
			" %llu, for a file a page\n",
			(unsigned long long)before.rlim_cur,
			(unsigned long long)limit.rlim_cur);
	return true;
}

/* Leave it alone if the program has set another one meanwhile. */
void
fdlimit_restore(void)
{
	struct rlimit now;

	if (raised && eal_os.getrlimit(RLIMIT_NOFILE, &now) == 0 &&
			now.rlim_cur == before.rlim_max)
		eal_os.setrlimit(RLIMIT_NOFILE, &before);
	raised = false;
}
