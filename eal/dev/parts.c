/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device descriptions: up to three parts, each of them a kvargs list whose
 * first key says what the part is about. A '/' separates parts only if one of
 * these keys and '=' follow, so that values may contain paths.
 */
#include <string.h>

#include "dev/dev.h"

static const char *const part_keys[DEV_PARTS] = {
		[DEV_PART_BUS] = RTE_DEVARGS_KEY_BUS "=",
		[DEV_PART_CLASS] = RTE_DEVARGS_KEY_CLASS "=",
		[DEV_PART_DRIVER] = RTE_DEVARGS_KEY_DRIVER "=",
};

/* The kind of the part that begins at text, DEV_PARTS if none does. */
static unsigned int
part_kind(const char *text)
{
	unsigned int kind = 0;

	while (kind < DEV_PARTS &&
			strncmp(text, part_keys[kind],
					strlen(part_keys[kind])) != 0)
		kind++;
	return kind;
}

/* Where the part at text ends: at the '/' of the next part or at the NUL. */
static const char *
part_end(const char *text)
{
	const char *slash = text;

	while ((slash = strchr(slash, '/')) != NULL) {
		if (part_kind(slash + 1) < DEV_PARTS)
			return slash;
		slash++;
	}
	return text + strlen(text);
}

bool
dev_parts_present(const char *text)
{
	return part_kind(text) < DEV_PARTS;
}

void
dev_parts_split(const char *text, struct dev_span parts[DEV_PARTS])
{
	memset(parts, 0, DEV_PARTS * sizeof(parts[0]));
	for (;;) {
		unsigned int kind = part_kind(text);
		const char *end = part_end(text);

		if (kind == DEV_PARTS)
			return;
		parts[kind].text = text;
		parts[kind].len = (size_t)(end - text);
		if (*end == '\0')
			return;
		text = end + 1;
	}
}

char *
dev_part_name(const struct dev_span *part)
{
	const char *value = memchr(part->text, '=', part->len);
	const char *end = part->text + part->len;
	const char *comma;

	value = value != NULL ? value + 1 : end;
	comma = memchr(value, ',', (size_t)(end - value));
	return strndup(value, (size_t)((comma != NULL ? comma : end) - value));
}

char *
dev_part_args(const struct dev_span *part)
{
	const char *comma = memchr(part->text, ',', part->len);
	const char *end = part->text + part->len;

	if (comma == NULL)
		return strdup("");
	return strndup(comma + 1, (size_t)(end - comma - 1));
}
