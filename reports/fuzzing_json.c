/* fuzzing.json, by the form that certify/fuzzing.c describes. */
#include <string.h>

#include "reports/json.h"
#include "reports/reports.h"

static void write_object(struct json *json, const char *name, const struct fuzzing_object *form, const char *object);

static void write_array(struct json *json, const struct fuzzing_key *key, const char *array, size_t count)
{
  json_begin_list(json, key->name);
  for (size_t i = 0; i < count; i++)
    if (key->kind == FUZZING_STRINGS)
      json_string(json, NULL, ((char *const *)(const void *)array)[i]);
    else
      write_object(json, NULL, key->items, array + i * key->items->size);
  json_end_list(json);
}

static void write_members(struct json *json, const struct fuzzing_object *form, const char *object)
{
  for (size_t i = 0; i < form->key_count; i++) {
    const struct fuzzing_key *key = &form->keys[i];
    const char *member = object + key->offset, *array = NULL;
    uint64_t number = 0;
    size_t count = 0;

    if (key->kind != FUZZING_NUMBER)
      memcpy(&array, member, sizeof array);
    if (key->kind == FUZZING_NUMBER) {
      memcpy(&number, member, sizeof number);
      json_number(json, key->name, number);
    } else if (key->kind == FUZZING_STRING) {
      json_string(json, key->name, array);
    } else {
      memcpy(&count, object + key->count_offset, sizeof count);
      write_array(json, key, array, count);
    }
  }
}

static void write_object(struct json *json, const char *name, const struct fuzzing_object *form, const char *object)
{
  json_begin_object(json, name);
  write_members(json, form, object);
  json_end_object(json);
}

void report_fuzzing(const struct run_results *results, struct buffer *ret_text)
{
  if (results->fuzzing != NULL)
    fuzzing_write(results->fuzzing, ret_text);
}

void fuzzing_write(const struct fuzzing *fuzzing, struct buffer *ret_text)
{
  struct json json = {ret_text, 0, false};

  json_begin_object(&json, NULL);
  json_string(&json, "format", FUZZING_FORMAT);
  write_members(&json, &fuzzing_form, (const char *)fuzzing);
  json_end_object(&json);
}
