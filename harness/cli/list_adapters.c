#include "cli/list_adapters.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/session.h"
#include "reports/json.h"
#include "run/linked.h"
#include "run/worker.h"

/* Nothing is played. */
static bool play_nothing(void *context, struct execution *execution, const struct job *job)
{
  (void)context;
  (void)execution;
  (void)job;
  return true;
}

static void write_text(const struct worker_hello *hello, struct buffer *ret_text)
{
  for (uint32_t i = 0; i < hello->adapters.count; i++) {
    const struct adapter_row *row = &hello->adapters.rows[i];
    bool is_chosen = hello->target.luid != 0 ? row->luid == hello->target.luid : i == 0;
    const char *sort = adapter_sort(row);

    buffer_printf(ret_text, "%s%2" PRIu32 "  0x%016" PRIX64 "  ", is_chosen ? "*" : " ", i, row->luid);
    clean_text(row->description[0] != '\0' ? row->description : "(no description)", ret_text);
    buffer_printf(ret_text, "%s%s%s\n", sort[0] != '\0' ? " (" : "", sort, sort[0] != '\0' ? ")" : "");
  }
  if (hello->adapters.count == 0)
    buffer_string(ret_text, "The target lists no adapters.\n");
  buffer_string(ret_text, "\nallocations   ");
  target_allocations_text(&hello->target, ret_text);
  buffer_string(ret_text, "\ncapabilities  ");
  target_capabilities_text(&hello->target, ret_text);
  buffer_byte(ret_text, '\n');
}

static void capability_json(struct json *json, const char *name, const struct target_capability *found)
{
  json_begin_object(json, NULL);
  json_string(json, "name", name);
  json_bool(json, "there", found->there);
  json_string(json, "how", found->how);
  json_end_object(json);
}

static void write_json(const struct worker_hello *hello, struct json *json)
{
  json_begin_object(json, NULL);
  json_begin_list(json, "adapters");
  for (uint32_t i = 0; i < hello->adapters.count; i++) {
    const struct adapter_row *row = &hello->adapters.rows[i];
    char luid[24];

    snprintf(luid, sizeof luid, "0x%016" PRIX64, row->luid);
    json_begin_object(json, NULL);
    json_string(json, "luid", luid);
    json_string(json, "description", row->description);
    json_string(json, "sort", adapter_sort(row));
    json_bool(json, "chosen", hello->target.luid != 0 ? row->luid == hello->target.luid : i == 0);
    json_end_object(json);
  }
  json_end_list(json);
  json_begin_list(json, "capabilities");
  for (unsigned i = 0; i < CAPABILITY_COUNT; i++)
    capability_json(json, capability_names[i], &hello->target.capabilities[i]);
  json_end_list(json);
  json_end_object(json);
}

int list_adapters(const char *target, bool as_json)
{
  struct worker_options options = {
      .library = linked_library(target), .timeout_seconds = TIMEOUT_DEFAULT, .player = play_nothing};
  struct buffer text = {NULL, 0, 0, false};
  struct json json = {&text, 0, false};
  static struct worker_hello hello;
  struct worker *worker = worker_start(&options, &hello);
  int status = EXIT_UNABLE;

  worker_stop(worker);
  if (worker == NULL || hello.error[0] != '\0') {
    complain("target %s: %s", target, hello.error);
    return EXIT_UNABLE;
  }
  if (as_json)
    write_json(&hello, &json);
  else
    write_text(&hello, &text);
  if (as_json)
    buffer_byte(&text, '\n');
  if (text.failed)
    complain("out of memory");
  else if (write_file("-", buffer_text(&text), text.size))
    status = EXIT_CLEAN;
  buffer_free(&text);
  return status;
}
