/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What was counted, and the rates of it. Counts are sums since the start;
 * rates are always of the difference of two of them.
 */
#include "app.h"

#define NS_PER_S   1e9
#define WIRE_BYTES 24 /* preamble, checksum and gap of a frame */

void
app_count_add(struct app_count *sum, const struct app_count *count)
{
	sum->packets += count->packets;
	sum->bytes += count->bytes;
	sum->dropped += count->dropped;
}

struct app_count
app_count_since(const struct app_count *now, const struct app_count *before)
{
	return (struct app_count){
			.packets = now->packets - before->packets,
			.bytes = now->bytes - before->bytes,
			.dropped = now->dropped - before->dropped,
	};
}

struct app_rates
app_rates(const struct app_count *count, uint64_t ns)
{
	double seconds = (double)ns / NS_PER_S;
	double per = ns > 0 ? 1 / seconds : 0;
	double wire = (double)count->bytes +
			WIRE_BYTES * (double)count->packets;

	return (struct app_rates){
			.seconds = seconds,
			.pps = (double)count->packets * per,
			.dropped_pps = (double)count->dropped * per,
			.mbps = (double)count->bytes * per * 8e-6,
			.wire_mbps = wire * per * 8e-6,
	};
}

/* Decimals are chosen so that the text never has more than four digits. */
const char *
app_scaled(char buf[APP_SCALED_SIZE], double value)
{
	static const char units[] = " kMGTPE";
	size_t unit = 0;
	double shown = value;
	int decimals;

	for (; shown >= 999.95 && unit + 2 < sizeof(units); unit++)
		shown /= 1000;
	decimals = unit == 0 || shown >= 99.995 ? 0 : shown >= 9.9995 ? 1 : 2;
	if (unit == 0)
		snprintf(buf, APP_SCALED_SIZE, "%.0f", shown);
	else
		snprintf(buf, APP_SCALED_SIZE, "%.*f%c", decimals, shown,
				units[unit]);
	return buf;
}
