/* SPDX-License-Identifier: BSD-3-Clause */
/* The private run-time folder, for the parts of the library with files. */
#ifndef RUNTIME_DIR_H
#define RUNTIME_DIR_H

/* Fix its name: 0 or -ENAMETOOLONG. */
int runtime_dir_init(const char *prefix);
/* Make it if it is not there: 0 or -errno, with a log line. */
int runtime_dir_need(void);
/* Remove what runtime_dir_need() made, and forget the name. */
void runtime_dir_fini(void);

#endif
