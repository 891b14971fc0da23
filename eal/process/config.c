/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * eal_config and its memory. Every string and array of the copy is a block of
 * its own in one list, so that dropping the copy does not need to know the
 * fields. Components are shared, not copied: they are part of the program.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct block *next;
	max_align_t data[];
};

struct copier {
	struct block *blocks;
	bool failed;
};

struct bp_config eal_config;

static struct block *eal_config_blocks;

static void *
keep(struct copier *c, const void *data, size_t len)
{
	struct block *b;

	if (data == NULL || len == 0)
		return NULL;
	b = malloc(sizeof(*b) + len);
	if (b == NULL) {
		c->failed = true;
		return NULL;
	}
	memcpy(b->data, data, len);
	b->next = c->blocks;
	c->blocks = b;
	return b->data;
}

static char *
keep_string(struct copier *c, const char *text)
{
	return keep(c, text, text == NULL ? 0 : strlen(text) + 1);
}

static void
free_blocks(struct block *b)
{
	struct block *next;

	for (; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
}

static const struct bp_device_arg *
keep_devices(struct copier *c, const struct bp_config *from)
{
	struct bp_device_arg *devices;
	unsigned int i;

	devices = keep(c, from->devices, from->devices_n * sizeof(*devices));
	for (i = 0; devices != NULL && i < from->devices_n; i++)
		devices[i].args = keep_string(c, devices[i].args);
	return devices;
}

static const char *const *
keep_log_levels(struct copier *c, const struct bp_config *from)
{
	const char **levels;
	unsigned int i;

	levels = keep(c, from->log_levels,
			from->log_levels_n * sizeof(*levels));
	for (i = 0; levels != NULL && i < from->log_levels_n; i++)
		levels[i] = keep_string(c, levels[i]);
	return levels;
}

int
config_widen(const struct bp_config *config, struct bp_config *full)
{
	const unsigned char *bytes = (const unsigned char *)config;
	size_t i;

	if (config->size < sizeof(*full)) {
		EAL_LOG(ERR, "bp_config.size is %zu; set it to sizeof(struct bp_config), %zu\n",
				config->size, sizeof(*full));
		return -EINVAL;
	}
	for (i = sizeof(*full); i < config->size; i++) {
		if (bytes[i] == 0)
			continue;
		EAL_LOG(ERR, "bp_config has a value at offset %zu that this version, which knows %zu bytes, cannot honour\n",
				i, sizeof(*full));
		return -EINVAL;
	}
	*full = *config;
	full->size = sizeof(*full);
	return 0;
}

int
config_adopt(const struct bp_config *config)
{
	struct copier c = {NULL, false};
	struct bp_config copy = *config;

	copy.prefix = keep_string(&c, config->prefix ? config->prefix : "rte");
	copy.lcores = keep_string(&c, config->lcores);
	copy.huge_dir = keep_string(&c, config->huge_dir);
	copy.mbuf_pool_ops = keep_string(&c, config->mbuf_pool_ops);
	copy.mempool_guard = keep_string(&c, config->mempool_guard);
	copy.mbuf_history = keep_string(&c, config->mbuf_history);
	copy.vf_token = keep(&c, config->vf_token, sizeof(rte_uuid_t));
	copy.socket_mem = keep(&c, config->socket_mem,
			config->socket_mem_n * sizeof(*config->socket_mem));
	copy.socket_limit = keep(&c, config->socket_limit,
			config->socket_limit_n * sizeof(*config->socket_limit));
	copy.devices = keep_devices(&c, config);
	copy.log_levels = keep_log_levels(&c, config);
	copy.components = keep(&c, config->components,
			/* NOLINTNEXTLINE(bugprone-sizeof-expression) */
			config->components_n * sizeof(*config->components));
	if (c.failed) {
		free_blocks(c.blocks);
		return -ENOMEM;
	}
	eal_config = copy;
	eal_config_blocks = c.blocks;
	return 0;
}

void
config_drop(void)
{
	free_blocks(eal_config_blocks);
	eal_config_blocks = NULL;
	memset(&eal_config, 0, sizeof(eal_config));
	config_set_iova_mode(RTE_IOVA_DC);
	config_set_process_type(RTE_PROC_PRIMARY);
}
