/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The words of a member of a group that are about ports.
 */
#ifndef GROUP_PORTS_H
#define GROUP_PORTS_H

void ports_init(void);

void do_close(const char *name, const char *b);
void do_control(const char *name, const char *b);
void do_info(const char *name, const char *b);
void do_match(const char *text, const char *b);
void do_plug(const char *name, const char *args);
void do_poll(const char *name, const char *b);
void do_ports(const char *a, const char *b);
void do_reset(const char *name, const char *b);
void do_rest(const char *a, const char *b);
void do_rx(const char *name, const char *number);
void do_seen(const char *a, const char *b);
void do_start(const char *name, const char *queues);
void do_stats(const char *name, const char *b);
void do_stop(const char *name, const char *b);
void do_tx(const char *name, const char *number);
void do_unplug(const char *name, const char *b);

#endif
