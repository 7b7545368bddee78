/*
 * What a command is asked of the way that it uses a target: which adapter, how
 * allocations are made, what it may disturb.
 */
#ifndef OFFERCHECK_CLI_WISHES_H
#define OFFERCHECK_CLI_WISHES_H

#include "program/buffer.h"
#include "run/provision.h"
#include "run/worker.h"

struct wishes {
  const char *adapter;          /* NULL: none */
  struct buffer provision_text; /* of the file; empty: there is none */
  struct provision *provision;  /* owned */
  bool disruptive;
};

/* Reads a provisioning file. Returns EXIT_CLEAN, or another status after a complaint. */
int wishes_read_provision(const char *path, struct wishes *wishes);

/* As workers take them; good as long as the wishes are. */
struct target_wishes wishes_for_target(const struct wishes *wishes);

void wishes_free(struct wishes *wishes);

/* The help's lines on the options, which certify and run share. */
#define WISHES_HELP                                                                                                    \
  "  --adapter WHICH        by index, LUID (0x...) or a piece of its name; else it\n"                                  \
  "                         is the first for rendering that makes a device: see\n"                                     \
  "                         'offercheck list adapters'\n"                                                              \
  "  --provision FILE       how the driver is asked for allocations, where it makes\n"                                 \
  "                         none over the caller's memory: conformance/README.md\n"                                    \
  "  --disruptive           allow what disturbs others on the machine, as a reset\n"

#endif
