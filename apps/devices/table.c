/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Aligned columns with notes between the rows. Rows are kept until the table
 * is printed, when the widths are known. Lines have at most DEV_WIDTH columns,
 * except for a word that is longer, commands, and cells before the last one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"

#define MARGIN 2
#define GAP    2
#define INDENT 4 /* of notes */

struct table_row {
	bool note; /* cells: the mark and the text */
	bool wrap;
	char *cells[TABLE_COLUMNS];
};

void
table_wrap(FILE *out, unsigned int column, const char *text)
{
	unsigned int at = column;

	while (*text != '\0') {
		unsigned int len = (unsigned int)strcspn(text, " ");

		if (at > column && at + 1 + len > DEV_WIDTH) {
			fprintf(out, "\n%*s", (int)column, "");
			at = column;
		} else if (at > column) {
			fputc(' ', out);
			at++;
		}
		fprintf(out, "%.*s", (int)len, text);
		at += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

/* A row of n copies; on an error rc says so and the row is not there. */
static struct table_row *
append(struct table *table, const char *const *cells, unsigned int n)
{
	struct table_row *rows = realloc(
			table->rows, (table->rows_n + 1) * sizeof(*rows));
	struct table_row *row;

	if (rows == NULL) {
		table->rc = -ENOMEM;
		return NULL;
	}
	table->rows = rows;
	row = &rows[table->rows_n++];
	memset(row, 0, sizeof(*row));
	for (unsigned int i = 0; i < n; i++) {
		row->cells[i] = strdup(cells[i]);
		if (row->cells[i] == NULL)
			table->rc = -ENOMEM;
	}
	return row;
}

void
table_init(struct table *table, const char *const *headings)
{
	*table = (struct table){0};
	while (headings[table->columns] != NULL)
		table->columns++;
	table_row(table, headings);
}

void
table_row(struct table *table, const char *const *cells)
{
	append(table, cells, table->columns);
}

void
table_note(struct table *table, const char *mark, const char *text, bool wrap)
{
	const char *const cells[] = {mark, text};
	struct table_row *row = append(table, cells, 2);

	if (row == NULL)
		return;
	row->note = true;
	row->wrap = wrap;
}

static void
measure(const struct table *table, int widths[TABLE_COLUMNS])
{
	memset(widths, 0, TABLE_COLUMNS * sizeof(*widths));
	for (unsigned int r = 0; r < table->rows_n; r++) {
		const struct table_row *row = &table->rows[r];

		for (unsigned int i = 0; i < table->columns && !row->note; i++)
			widths[i] = RTE_MAX(
					widths[i], (int)strlen(row->cells[i]));
	}
}

static void
print_row(const struct table *table, const struct table_row *row,
		const int widths[TABLE_COLUMNS], FILE *out)
{
	unsigned int last = table->columns - 1;
	unsigned int at = MARGIN;

	fprintf(out, "%*s", MARGIN, "");
	for (unsigned int i = 0; i < last; i++) {
		fprintf(out, "%-*s", widths[i] + GAP, row->cells[i]);
		at += (unsigned int)widths[i] + GAP;
	}
	table_wrap(out, at, row->cells[last]);
}

static void
print_note(const struct table_row *row, FILE *out)
{
	int n = fprintf(out, "%*s%s", INDENT, "", row->cells[0]);

	if (row->wrap)
		table_wrap(out, (unsigned int)n, row->cells[1]);
	else
		fprintf(out, "%s\n", row->cells[1]);
}

int
table_print(struct table *table, FILE *out)
{
	int widths[TABLE_COLUMNS];
	int rc = table->rc;

	if (rc == 0)
		measure(table, widths);
	for (unsigned int r = 0; r < table->rows_n; r++) {
		struct table_row *row = &table->rows[r];

		if (rc == 0 && row->note)
			print_note(row, out);
		else if (rc == 0)
			print_row(table, row, widths, out);
		for (unsigned int i = 0; i < TABLE_COLUMNS; i++)
			free(row->cells[i]);
	}
	free(table->rows);
	*table = (struct table){0};
	return rc;
}
