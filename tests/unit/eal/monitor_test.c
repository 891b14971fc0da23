/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor of devices: messages of the kernel, over a socket of the test. */
#include <sys/socket.h>

#include "dev/monitor.h"
#include "intr_util.h"

#define ADD                                                                    \
	"add@/devices/pci0000:00/0000:00:03.0\0ACTION=add\0SUBSYSTEM=pci\0"    \
	"PCI_SLOT_NAME=0000:00:03.0\0SEQNUM=7\0"

static const struct {
	const char *data;
	size_t len;
	int rc;
	enum rte_dev_event_type event;
} messages[] = {
#define MESSAGE(text, rc, event)                                               \
	{                                                                      \
		text, sizeof(text) - 1, rc, event                              \
	}
		MESSAGE(ADD, 0, RTE_DEV_EVENT_ADD),
		MESSAGE("ACTION=remove\0PCI_SLOT_NAME=0000:00:03.0\0"
			"SUBSYSTEM=pci\0",
				0, RTE_DEV_EVENT_REMOVE),
		MESSAGE("ACTION=change\0PCI_SLOT_NAME=0000:00:03.0\0"
			"SUBSYSTEM=pci\0",
				-ENOENT, 0),
		MESSAGE("ACTION=add\0PCI_SLOT_NAME=0000:00:03.0\0"
			"SUBSYSTEM=net\0",
				-ENOENT, 0),
		MESSAGE("ACTION=add\0SUBSYSTEM=pci\0", -ENOENT, 0),
		MESSAGE("ACTION=add\0SUBSYSTEM=pci\0PCI_SLOT_NAME=\0", -ENOENT,
				0),
		/* Without an end it may be cut. */
		MESSAGE("ACTION=add\0SUBSYSTEM=pci\0PCI_SLOT_NAME=0000:00:03.0",
				-ENOENT, 0),
		MESSAGE("ACTIONS=add\0SUBSYSTEM=pci\0PCI_SLOT_NAME=a\0",
				-ENOENT, 0),
		MESSAGE("ACTION=add\0SUBSYSTEM=pci\0PCI_SLOT_NAME="
			"0123456789012345678901234567890123456789"
			"012345678901234567890123456789\0",
				-ENOENT, 0),
		MESSAGE("", -ENOENT, 0),
		MESSAGE("\0\0\0", -ENOENT, 0),
};

static void
what_they_say(void **state)
{
	enum rte_dev_event_type event = RTE_DEV_EVENT_MAX;
	char name[RTE_DEV_NAME_MAX_LEN];
	unsigned int i;

	for (i = 0; i < RTE_DIM(messages); i++) {
		assert_int_equal(dev_monitor_read(messages[i].data,
						 messages[i].len, name,
						 sizeof(name), &event),
				messages[i].rc);
		if (messages[i].rc != 0)
			continue;
		assert_int_equal(event, messages[i].event);
		assert_string_equal(name, "0000:00:03.0");
	}
}

static int calls;
static int stop_rc;

static void
on_event(const char *name, enum rte_dev_event_type event, void *arg)
{
	assert_string_equal(name, "0000:00:03.0");
	assert_true(rte_thread_is_intr());
	stop_rc = rte_dev_event_monitor_stop();
	count(&calls);
}

static void
over_a_socket(void **state)
{
	unsigned int i;
	int fds[2];

	assert_int_equal(start(NULL), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	assert_int_equal(rte_dev_event_callback_register(
					 "0000:00:03.0", on_event, NULL),
			0);
	calls = 0;
	assert_int_equal(dev_monitor_start(fds[0]), 0);
	assert_int_equal(dev_monitor_start(fds[0]), -EBUSY);
	for (i = 0; i < RTE_DIM(messages); i++)
		if (messages[i].len != 0)
			assert_int_equal(send(fds[1], messages[i].data,
							 messages[i].len, 0),
					messages[i].len);
	wait_count(&calls, 2);
	assert_int_equal(stop_rc, -EAGAIN);
	assert_int_equal(rte_dev_event_monitor_start(), 0);
	assert_int_equal(rte_dev_event_monitor_stop(), 0);
	assert_int_equal(rte_dev_event_monitor_stop(), 0);
	assert_int_equal(send(fds[1], ADD, sizeof(ADD), MSG_NOSIGNAL), -1);
	assert_int_equal(rte_dev_event_callback_unregister(
					 NULL, on_event, (void *)-1),
			1);
	close(fds[1]);
	assert_int_equal(stop(NULL), 0);
}

/* Started twice is stopped twice, or by the end of the library. */
static void
users(void **state)
{
	int before;

	assert_true(rte_dev_event_monitor_start() < 0); /* nothing runs */
	assert_int_equal(start(NULL), 0);
	before = count_fds();
	assert_int_equal(rte_dev_event_monitor_stop(), 0);
	assert_int_equal(rte_dev_event_monitor_start(), 0);
	assert_int_equal(rte_dev_event_monitor_start(), 0);
	assert_int_equal(rte_dev_event_monitor_stop(), 0);
	assert_true(count_fds() > before);
	assert_int_equal(stop(NULL), 0);
	before = count_fds();
	assert_int_equal(start(NULL), 0);
	assert_int_equal(rte_dev_event_monitor_start(), 0);
	assert_int_equal(stop(NULL), 0);
	assert_int_equal(count_fds(), before);
}

static void
hotplug_handling(void **state)
{
	assert_int_equal(rte_dev_hotplug_handle_enable(), 0);
	assert_int_equal(rte_dev_hotplug_handle_disable(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(what_they_say),
			cmocka_unit_test(over_a_socket),
			cmocka_unit_test(users),
			cmocka_unit_test(hotplug_handling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
