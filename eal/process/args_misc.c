/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Arguments about devices, modes and logging. What needs a part of the
 * library that is not there yet is refused here, with the reason.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "config.h"

int
arg_help(struct args *args, const struct arg *arg, const char *value)
{
	(void)arg;
	(void)value;
	args->help = true;
	return 0;
}

int
arg_version(struct args *args, const struct arg *arg, const char *value)
{
	(void)arg;
	(void)value;
	args->version = true;
	return 0;
}

static int
add_device(struct args *args, enum bp_device_kind kind, const char *value)
{
	struct bp_device_arg *d = &args->devices[args->config.devices_n++];

	d->kind = kind;
	d->args = value;
	return 0;
}

int
arg_allow(struct args *args, const struct arg *arg, const char *value)
{
	if (*value == '\0')
		return arg_refuse(arg, value, "the name of a device");
	return add_device(args, BP_DEVICE_ALLOWED, value);
}

int
arg_block(struct args *args, const struct arg *arg, const char *value)
{
	if (*value == '\0')
		return arg_refuse(arg, value, "the name of a device");
	return add_device(args, BP_DEVICE_BLOCKED, value);
}

int
arg_vdev(struct args *args, const struct arg *arg, const char *value)
{
	if (*value == '\0')
		return arg_refuse(arg, value,
				"a driver's name and a number, then key=value pairs, as net_null0,size=64");
	return add_device(args, BP_DEVICE_VIRTUAL, value);
}

int
arg_plugin(struct args *args, const struct arg *arg, const char *value)
{
	if (*value == '\0')
		return arg_refuse(arg, value,
				"a shared object or a folder of them");
	args->plugins[args->plugins_n++] = value;
	return 0;
}

int
arg_log_level(struct args *args, const struct arg *arg, const char *value)
{
	if (*value == '\0')
		return arg_refuse(arg, value,
				"a level, PATTERN:LEVEL or REGEX,LEVEL");
	args->log_levels[args->config.log_levels_n++] = value;
	return 0;
}

/* The index of text among n words, or -1. */
static int
one_of(const char *text, const char *const *words, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	return -1;
}

int
arg_iova_mode(struct args *args, const struct arg *arg, const char *value)
{
	if (strcmp(value, "pa") == 0)
		args->config.iova_mode = RTE_IOVA_PA;
	else if (strcmp(value, "va") == 0)
		args->config.iova_mode = RTE_IOVA_VA;
	else
		return arg_refuse(arg, value, "pa or va");
	return 0;
}

int
arg_proc_type(struct args *args, const struct arg *arg, const char *value)
{
	static const char *const types[] = {"auto", "primary", "secondary"};
	int type = one_of(value, types, RTE_DIM(types));

	if (type < 0)
		return arg_refuse(arg, value, "primary, secondary or auto");
	args->config.proc_type = type + RTE_PROC_AUTO;
	return 0;
}

int
arg_vfio_intr(struct args *args, const struct arg *arg, const char *value)
{
	static const char *const modes[] = {"none", "legacy", "msi", "msix"};
	int mode = one_of(value, modes, RTE_DIM(modes));

	if (mode < RTE_INTR_MODE_LEGACY)
		return arg_refuse(arg, value, "legacy, msi or msix");
	args->config.vfio_intr = mode;
	return 0;
}

int
arg_vf_token(struct args *args, const struct arg *arg, const char *value)
{
	if (rte_uuid_parse(value, args->vf_token) != 0)
		return arg_refuse(arg, value,
				"a UUID, as 12345678-1234-1234-1234-123456789abc");
	args->config.vf_token = args->vf_token;
	return 0;
}

int
arg_syslog(struct args *args, const struct arg *arg, const char *value)
{
	static const char *const facilities[] = {"auth", "cron", "daemon",
			"ftp", "kern", "lpr", "mail", "news", "syslog", "user",
			"uucp", "local0", "local1", "local2", "local3",
			"local4", "local5", "local6", "local7"};

	(void)args;
	if (one_of(value, facilities, RTE_DIM(facilities)) < 0)
		return arg_refuse(arg, value,
				"a syslog facility, as user, daemon or local0 to local7");
	EAL_LOG(INFO, "argument %s has no effect: the log goes to stderr\n",
			arg_spelling(arg));
	return 0;
}

int
arg_trace_mode(struct args *args, const struct arg *arg, const char *value)
{
	static const char *const modes[] = {"o", "overwrite", "d", "discard"};

	if (one_of(value, modes, RTE_DIM(modes)) < 0)
		return arg_refuse(arg, value, "overwrite or discard");
	return arg_ignored(args, arg, value);
}

int
arg_trace_size(struct args *args, const struct arg *arg, const char *value)
{
	char *end;

	if (isdigit((unsigned char)*value)) {
		(void)strtoull(value, &end, 10);
		if (*end == '\0' || (strchr("BKM", *end) && end[1] == '\0'))
			return arg_ignored(args, arg, value);
	}
	return arg_refuse(arg, value, "a size with the unit B, K or M");
}

int
arg_mempool_guard(struct args *args, const struct arg *arg, const char *value)
{
	if (value == NULL)
		value = "log";
	if (strcmp(value, "log") != 0 && strcmp(value, "count") != 0 &&
			strcmp(value, "abort") != 0)
		return arg_refuse(arg, value, "log, count or abort");
	args->config.mempool_guard = value;
	return 0;
}

int
arg_mbuf_history(struct args *args, const struct arg *arg, const char *value)
{
	if (value == NULL)
		value = "1";
	else if (config_history_size(value) == 0)
		return arg_refuse(arg, value, "2, 4, 8, 16, 32 or 64");
	args->config.mbuf_history = value;
	return 0;
}
