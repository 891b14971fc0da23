/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bufplane-devices: what there is to make ports of. The exit code is 0 when
 * all that was asked for was printed, and 1 otherwise.
 */
#include <errno.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "../common/app_json.h"
#include "show.h"

static int
read_all(struct devices *all)
{
	const struct devices_host host = {.root = ""};
	struct pci_id *ids;
	int rc = bus_pci_ids(&ids);

	vfio_read(&host, &all->vfio);
	if (rc == 0)
		rc = netif_read(&host, &all->ifs);
	if (rc == 0)
		rc = pci_read(&host, ids, &all->pci);
	free(ids);
	return rc;
}

static int
show(const struct devices_options *opt)
{
	struct devices all = {0};
	struct app_output json;
	int rc = app_output_open(&json, "--json", opt->json);
	int closed;

	if (rc < 0)
		return rc;
	rc = read_all(&all);
	if (rc == 0 && json.name != NULL)
		app_json_line(&json, json_make(&all, opt->show));
	else if (rc == 0)
		rc = text_print(stdout, &all, opt->show);
	if (rc != 0)
		fprintf(stderr, "cannot list the devices: %s\n",
				rte_strerror(-rc));
	pci_free(&all.pci);
	netif_free(&all.ifs);
	closed = app_output_close(&json);
	return rc != 0 ? rc : closed;
}

static int
run(int argc, char **argv, struct app_eal *eal)
{
	struct devices_options opt;
	int rc = devices_parse_args(&opt, argc, argv);

	if (rc != 0)
		return rc;
	rc = app_start(eal->argc, eal->argv);
	if (rc < 0)
		return rc;
	rc = show(&opt);
	return rte_eal_cleanup() != 0 ? -EIO : rc;
}

int
main(int argc, char **argv)
{
	return app_eal_main(argc, argv, devices_eal_args, run);
}
