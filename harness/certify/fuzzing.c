#include "certify/fuzzing.h"

#include <stdlib.h>
#include <string.h>

#define MEMBER(structure, member, kind) #member, kind, offsetof(struct structure, member)
#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const struct fuzzing_key finding_keys[] = {
    {MEMBER(fuzzing_finding, requirement, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_finding, sentence, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_finding, verdict, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_finding, signature, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_finding, calls, FUZZING_STRING), 0, NULL},
    {"files", FUZZING_STRINGS, offsetof(struct fuzzing_finding, files), offsetof(struct fuzzing_finding, file_count),
     NULL},
};

static const struct fuzzing_object finding_form = {"finding", sizeof(struct fuzzing_finding), finding_keys,
                                                   COUNT_OF(finding_keys)};

static const struct fuzzing_key target_keys[] = {
    {MEMBER(fuzzing_target, name, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_target, property, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_target, engine, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_target, sanitizers, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_target, target, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_target, command, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_target, end, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_target, seed, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_target, executions, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_target, executions_per_second, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_target, edges, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_target, edges_total, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_target, corpus, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_target, corpus_new, FUZZING_NUMBER), 0, NULL},
    {"findings", FUZZING_OBJECTS, offsetof(struct fuzzing_target, findings),
     offsetof(struct fuzzing_target, finding_count), &finding_form},
};

static const struct fuzzing_object target_form = {"target", sizeof(struct fuzzing_target), target_keys,
                                                  COUNT_OF(target_keys)};

static const struct fuzzing_key coverage_keys[] = {
    {MEMBER(fuzzing_coverage, file, FUZZING_STRING), 0, NULL},
    {MEMBER(fuzzing_coverage, lines, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_coverage, lines_covered, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_coverage, branches, FUZZING_NUMBER), 0, NULL},
    {MEMBER(fuzzing_coverage, branches_covered, FUZZING_NUMBER), 0, NULL},
};

static const struct fuzzing_object coverage_form = {"coverage", sizeof(struct fuzzing_coverage), coverage_keys,
                                                    COUNT_OF(coverage_keys)};

static const struct fuzzing_key fuzzing_keys[] = {
    {MEMBER(fuzzing, version, FUZZING_STRING), 0, NULL},
    {"targets", FUZZING_OBJECTS, offsetof(struct fuzzing, targets), offsetof(struct fuzzing, target_count),
     &target_form},
    {"coverage", FUZZING_OBJECTS, offsetof(struct fuzzing, coverage), offsetof(struct fuzzing, coverage_count),
     &coverage_form},
};

const struct fuzzing_object fuzzing_form = {"fuzzing results", sizeof(struct fuzzing), fuzzing_keys,
                                            COUNT_OF(fuzzing_keys)};

struct fuzzing *fuzzing_create(void)
{
  return calloc(1, sizeof(struct fuzzing));
}

void *fuzzing_add(void *ret_array, size_t *count, size_t size)
{
  char *grown, *array;

  memcpy(&array, ret_array, sizeof array);
  grown = realloc(array, (*count + 1) * size);
  if (grown == NULL)
    return NULL;
  memcpy(ret_array, &grown, sizeof grown);
  memset(grown + *count * size, 0, size);
  return grown + (*count)++ * size;
}

/* Frees what an object owns. Forms hold no form that holds them. */
static void free_members(const struct fuzzing_object *form, char *object)
{
  for (size_t i = 0; i < form->key_count; i++) {
    const struct fuzzing_key *key = &form->keys[i];
    char *member = object + key->offset, *array;
    size_t count = 0;

    if (key->kind == FUZZING_NUMBER)
      continue;
    memcpy(&array, member, sizeof array);
    if (key->kind != FUZZING_STRING)
      memcpy(&count, object + key->count_offset, sizeof count);
    for (size_t k = 0; k < count; k++)
      if (key->kind == FUZZING_STRINGS)
        free(((char **)(void *)array)[k]);
      else
        free_members(key->items, array + k * key->items->size);
    free(array);
  }
}

void fuzzing_free(struct fuzzing *fuzzing)
{
  if (fuzzing == NULL)
    return;
  free_members(&fuzzing_form, (char *)fuzzing);
  free(fuzzing);
}
