/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Start and stop. The parts come up in the order of one table and go down in
 * the opposite one, be it after a failure or at cleanup, so that whatever
 * happens half way, nothing is left. Buses look for devices before there is
 * memory, because they say which addresses it needs; devices are probed last
 * and closed first. A secondary is waited for by others from its memory on, so
 * that no step takes the memory lock between that and messages. One flag says
 * whether the library runs; it also keeps two threads from starting or stopping
 * it at once.
 */
#include <bufplane_cleanup.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_bus.h>
#include <rte_errno.h>
#include <rte_interrupts.h>

#include "base/mode.h"
#include "base/vect.h"
#include "config.h"
#include "dev/monitor.h"
#include "memory/shared.h"
#include "runtime_dir.h"

struct step {
	const char *name;
	int (*init)(void);
	void (*fini)(void);
};

enum phase {
	PHASE_DOWN,
	PHASE_CHANGING,
	PHASE_UP,
};

static uint32_t phase;
static unsigned int components_prepared;
static unsigned int components_up;
static bool devices_named;
static struct bp_cleanup *cleanups;

static int
start_log(void)
{
	unsigned int i;
	int rc = 0;

	eal_log_init(eal_config.log_fn, eal_config.log_ctx,
			eal_config.log_level);
	for (i = 0; i < eal_config.log_levels_n && rc == 0; i++)
		rc = eal_log_level_arg(eal_config.log_levels[i]);
	if (rc != 0)
		eal_log_fini();
	return rc;
}

static int
start_clocks(void)
{
	eal_tsc_init();
	eal_random_init();
	return 0;
}

static int
start_vectors(void)
{
	return eal_vect_force((uint16_t)eal_config.max_simd_bitwidth);
}

static void
stop_vectors(void)
{
	eal_vect_force(0);
}

static int
start_runtime_dir(void)
{
	return runtime_dir_init(eal_config.prefix);
}

/* Devices are the primary's: a secondary looks for none. */
static int
check_devices(void)
{
	unsigned int i;

	for (i = 0; i < eal_config.devices_n; i++) {
		if (eal_config.devices[i].kind != BP_DEVICE_VIRTUAL)
			continue;
		EAL_LOG(ERR, "--vdev %s: a secondary process cannot have devices of its own\n",
				eal_config.devices[i].args);
		return -ENOTSUP;
	}
	return 0;
}

/* Another process of the prefix has begun to be its primary. */
static bool outrun;

/* Until that one says so, or two seconds have passed. */
static void
await_primary(void)
{
	unsigned int i;

	for (i = 0; i < 1000 && !eal_shared_primary_runs(); i++)
		usleep(2000);
}

/* Of auto, what there is a primary for; the memory looks again. */
static int
choose_process_type(void)
{
	int type = eal_config.proc_type;

	if (type == RTE_PROC_AUTO) {
		if (outrun)
			await_primary();
		type = eal_shared_primary_runs() ? RTE_PROC_SECONDARY
						 : RTE_PROC_PRIMARY;
		EAL_LOG(INFO, "process type auto: this is a %s process\n",
				type == RTE_PROC_PRIMARY ? "primary"
							 : "secondary");
	}
	config_set_process_type((enum rte_proc_type_t)type);
	return eal_primary() ? 0 : check_devices();
}

/* After a failure every worker is idle; cleanup has stopped them already. */
static void
stop_threads(void)
{
	eal_threads_stop();
}

static int
name_devices(void)
{
	int rc = eal_devargs_add_all();

	devices_named = rc == 0;
	return rc;
}

/* Some buses may have found devices before one failed to scan. */
static void
stop_devices(void)
{
	if (!devices_named)
		return;
	devices_named = false;
	eal_bus_cleanup();
	eal_devargs_fini();
}

/* The devices first: they need memory, and the buses as long as there is any.
 */
static void
stop_components(void)
{
	const struct bp_component *c;
	unsigned int i;

	stop_devices();
	for (i = components_prepared; i > 0; i--) {
		c = eal_config.components[i - 1];
		if (c->fini != NULL && (i <= components_up || c->prepare))
			c->fini();
	}
	components_prepared = 0;
	components_up = 0;
}

/* Run one hook of each component, counting those that are done in *n. */
static int
run_components(int (*run)(const struct bp_component *c), unsigned int *n)
{
	const struct bp_component *c;
	int rc;

	for (; *n < eal_config.components_n; ++*n) {
		c = eal_config.components[*n];
		rc = run(c);
		if (rc > 0) /* against its contract */
			rc = -ECANCELED;
		if (rc != 0) {
			EAL_LOG(ERR, "component %s does not start: %s\n",
					c->name ? c->name : "(unnamed)",
					rte_strerror(-rc));
			stop_components();
			return rc;
		}
	}
	return 0;
}

static int
prepare(const struct bp_component *c)
{
	return c->prepare != NULL ? c->prepare() : 0;
}

static int
prepare_components(void)
{
	return run_components(prepare, &components_prepared);
}

static int
init(const struct bp_component *c)
{
	return c->init != NULL ? c->init() : 0;
}

static int
init_components(void)
{
	return run_components(init, &components_up);
}

/* A device that was asked for and cannot be had is no device. */
static int
probe(void)
{
	int rc = eal_primary() ? eal_bus_probe() : 0;

	return rc == 0 || rc == -ENOMEM ? rc : -ENODEV;
}

static const char *
mode_name(enum rte_iova_mode mode)
{
	return mode == RTE_IOVA_PA ? "PA" : "VA";
}

/* The user decides, or else the buses. Whether PA can be is for memory to say.
 */
static int
choose_iova_mode(void)
{
	enum rte_iova_mode wish = rte_bus_get_iommu_class();
	enum rte_iova_mode mode = (enum rte_iova_mode)eal_config.iova_mode;

	if (mode == RTE_IOVA_DC)
		mode = wish == RTE_IOVA_PA ? RTE_IOVA_PA : RTE_IOVA_VA;
	else if (wish != RTE_IOVA_DC && wish != mode)
		EAL_LOG(WARNING,
				"IOVA mode %s as configured, but a bus needs %s: some"
				" devices may not come up\n",
				mode_name(mode), mode_name(wish));
	config_set_iova_mode(mode);
	EAL_LOG(DEBUG, "IOVA mode %s%s\n", mode_name(mode),
			wish == mode ? ", which a bus needs" : "");
	return 0;
}

static int
scan(void)
{
	return eal_primary() ? eal_bus_scan() : 0;
}

/* All is there that a secondary may look for. */
static int
open_group(void)
{
	eal_shared_open();
	return 0;
}

static void
stop_interrupts(void)
{
	dev_monitor_fini();
	eal_intr_fini();
}

static const struct step steps[] = {
		{"log", start_log, eal_log_fini},
		{"vectors", start_vectors, stop_vectors},
		{"clocks", start_clocks, eal_tsc_fini},
		{"run-time folder", start_runtime_dir, runtime_dir_fini},
		{"process type", choose_process_type, NULL},
		{"buses", prepare_components, stop_components},
		{"device arguments", name_devices, stop_devices},
		{"bus scan", scan, NULL},
		{"IOVA mode", choose_iova_mode, NULL},
		{"memory", eal_memory_init, eal_memory_fini},
		{"tailqs", eal_tailqs_init, eal_tailqs_fini},
		{"lcores", eal_lcores_init, eal_lcores_fini},
		{"messages", eal_mp_init, eal_mp_fini},
		{"workers", eal_threads_init, stop_threads},
		{"interrupts", eal_intr_init, stop_interrupts},
		{"actions", eal_mp_actions_init, eal_mp_actions_fini},
		{"components", init_components, stop_components},
		{"bus probe", probe, NULL},
		{"opening", open_group, NULL},
};

static void
stop_steps(unsigned int n)
{
	while (n-- > 0)
		if (steps[n].fini != NULL)
			steps[n].fini();
}

static int
start_steps(void)
{
	unsigned int i;
	int rc;

	for (i = 0; i < RTE_DIM(steps); i++) {
		rc = steps[i].init();
		if (rc == 0)
			continue;
		if (rc != -ECANCELED)
			EAL_LOG(ERR, "start stops at %s: %s\n", steps[i].name,
					rte_strerror(-rc));
		stop_steps(i);
		return rc;
	}
	return 0;
}

static int
start(const struct bp_config *config)
{
	struct bp_config full;
	int rc;

	rc = config == NULL ? -EINVAL : config_widen(config, &full);
	if (rc != 0)
		return rc;
	if (full.mempool_guard == NULL)
		full.mempool_guard = secure_getenv("BUFPLANE_GUARD");
	if (full.mbuf_history == NULL)
		full.mbuf_history = secure_getenv("BUFPLANE_HISTORY");
	/* What is wrong with the rest is said where the caller listens. */
	eal_log_init(full.log_fn, full.log_ctx, 0);
	rc = eal_layout_check();
	if (rc == 0)
		rc = config_check(&full);
	if (rc == 0)
		rc = config_adopt(&full);
	if (rc == 0)
		rc = start_steps();
	if (rc == -EBUSY && full.proc_type == RTE_PROC_AUTO) {
		outrun = true;
		rc = start_steps();
		outrun = false;
	}
	if (rc == 0)
		return 0;
	eal_log_fini();
	config_drop();
	return rc;
}

/* Acquire and release pair with each other from one start or stop to the next.
 */
static bool
change_phase(enum phase from, enum phase to)
{
	uint32_t expected = from;

	return __atomic_compare_exchange_n(&phase, &expected, to, false,
			__ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

BP_EXPORT
int
bp_init(const struct bp_config *config)
{
	int rc;

	if (!change_phase(PHASE_DOWN, PHASE_CHANGING)) {
		EAL_LOG(ERR, "already started\n");
		rte_errno = EALREADY;
		return -EALREADY;
	}
	rc = start(config);
	change_phase(PHASE_CHANGING, rc == 0 ? PHASE_UP : PHASE_DOWN);
	if (rc != 0)
		rte_errno = -rc;
	return rc;
}

BP_EXPORT
void
bp_cleanup_register(struct bp_cleanup *cleanup)
{
	cleanup->next = cleanups;
	cleanups = cleanup;
}

static void
run_cleanups(void)
{
	const struct bp_cleanup *cleanup;

	for (cleanup = cleanups; cleanup != NULL; cleanup = cleanup->next)
		cleanup->fn();
}

BP_EXPORT
int
rte_eal_cleanup(void)
{
	int rc;

	if (!change_phase(PHASE_UP, PHASE_CHANGING)) {
		EAL_LOG(WARNING, "cleanup: not running\n");
		rte_errno = EALREADY;
		return -1;
	}
	/* That thread ends here, and cannot wait for itself. */
	rc = rte_thread_is_intr() ? -EBUSY : eal_threads_stop();
	if (rc != 0) {
		change_phase(PHASE_CHANGING, PHASE_UP);
		rte_errno = -rc;
		return rc;
	}
	run_cleanups();
	stop_steps(RTE_DIM(steps));
	config_drop();
	change_phase(PHASE_CHANGING, PHASE_DOWN);
	return 0;
}
