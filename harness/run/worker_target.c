/* How a worker comes to its target. */
#include <stdio.h>
#include <string.h>

#include "run/linked.h"
#include "run/others.h"
#include "run/scout.h"
#include "run/worker_channel.h"

/* What was found out, on top of the functions that are good here. */
static void take_found(const struct target *found, struct target *target)
{
  struct abi_table table = target->table;

  *target = *found;
  target->table = table;
}

static void offer_processes(struct others *others, struct target *target)
{
  struct target_capability *processes = &target->capabilities[CAPABILITY_PROCESSES];

  target->others = target->is_mock ? NULL : others;
  if (target->others == NULL)
    return;
  processes->there = true;
  snprintf(processes->how, sizeof processes->how, "a second process");
}

static bool load(const char *library, struct worker_hello *ret_hello)
{
  struct target *target = &ret_hello->target;

  if (library == NULL)
    target_open_linked(target);
  else if (!target_open_library(library, target, ret_hello->error, sizeof ret_hello->error))
    return false;
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    ret_hello->present[i] = target->table.functions[i] != NULL;
  return true;
}

/* What a worker before this one may have left set, for it did not come to its end. */
static void undo_faults(const struct target *target)
{
  static struct escape_memory memory;

  if (!target->is_mock && target->capabilities[CAPABILITY_SET_DISCARD].there)
    target_clear_faults(target, &memory);
}

/* The scout and other processes are there before the target is: what it makes of a process is not theirs. */
void worker_open_target(const struct worker_options *options, struct worker_hello *ret_hello)
{
  static struct scouted scouted;
  struct target *target = &ret_hello->target;
  bool is_linked_mock = options->library == NULL && linked_is_mock();
  bool is_scouted = !is_linked_mock && options->known == NULL &&
                    scout_target(options->library, options->wishes, options->timeout_seconds / 2.0, &scouted);
  const struct target *found = options->known != NULL ? options->known : is_scouted ? &scouted.target : NULL;
  struct others *others = is_linked_mock || (found != NULL && found->is_mock) ? NULL : others_begin(options->library);

  if (!load(options->library, ret_hello))
    return;
  if (found != NULL)
    take_found(found, target);
  else
    ret_hello->wrong_adapter =
        !target_probe_by(target, options->wishes, &ret_hello->adapters, ret_hello->error, sizeof ret_hello->error);
  if (is_scouted) {
    ret_hello->adapters = scouted.adapters;
    ret_hello->wrong_adapter = scouted.wrong_adapter;
    snprintf(ret_hello->error, sizeof ret_hello->error, "%s", scouted.error);
  }
  target->provision = options->wishes != NULL ? options->wishes->provision : NULL;
  if (options->known != NULL)
    undo_faults(target);
  offer_processes(others, target);
}
