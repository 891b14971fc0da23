/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hexadecimal dumps. A dump holds the stream's lock from its first character
 * to its last, so that dumps of several threads do not mix.
 */
#include <bufplane_export.h>
#include <stdint.h>

#include <rte_hexdump.h>

#define ROW_BYTES 16

static void
print_row(FILE *f, const uint8_t *row, unsigned int n)
{
	for (unsigned int i = 0; i < ROW_BYTES; i++) {
		if (i < n)
			fprintf(f, " %02X", row[i]);
		else
			fputs("   ", f);
	}
	fputs(" | ", f);
	for (unsigned int i = 0; i < n; i++) {
		/* Printable ASCII, whatever the locale. */
		int c = row[i] >= ' ' && row[i] <= '~' ? row[i] : '.';

		fputc(c, f);
	}
	fputc('\n', f);
}

BP_EXPORT
void
rte_hexdump(FILE *f, const char *title, const void *buf, unsigned int len)
{
	const uint8_t *bytes = buf;

	flockfile(f);
	fprintf(f, "%s at [%p], len=%u\n",
			title != NULL ? title : "  Dump data", buf, len);
	for (unsigned int pos = 0; pos < len;) {
		unsigned int left = len - pos;
		unsigned int n = left < ROW_BYTES ? left : ROW_BYTES;

		fprintf(f, "%08X:", pos);
		print_row(f, bytes + pos, n);
		pos += n;
	}
	fflush(f);
	funlockfile(f);
}

BP_EXPORT
void
rte_memdump(FILE *f, const char *title, const void *buf, unsigned int len)
{
	const uint8_t *bytes = buf;

	flockfile(f);
	if (title != NULL)
		fprintf(f, "%s: ", title);
	for (unsigned int i = 0; i < len; i++)
		fprintf(f, "%s%02x", i > 0 ? ":" : "", bytes[i]);
	fputc('\n', f);
	fflush(f);
	funlockfile(f);
}
