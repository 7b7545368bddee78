/* Fewer calls. */
#include <stdlib.h>
#include <string.h>

#include "program/minimize_parts.h"

#define PAIRS_OF 12u /* calls: of more not every pair is tried */

/* What a set of calls creates or uses; with it goes whatever depends on it. */
struct search {
  const struct program *program;
  bool *calls; /* that are in the set */
  struct slots wanted;
  bool found;
};

static bool overlap(struct slots a, struct slots b)
{
  return a.type == b.type && a.first < b.first + b.count && b.first < a.first + a.count;
}

static void find_creation(void *context, struct slots slots)
{
  struct search *search = context;

  search->found = search->found || (slots.created && overlap(slots, search->wanted));
}

static void find_handle(void *context, struct slots slots)
{
  struct search *search = context;

  search->found = search->found || (!slots.created && overlap(slots, search->wanted));
}

/* ---- what a call stands on ---- */

static void add_creators(struct search *search, size_t call);

struct user {
  struct search *search;
  size_t call;
};

/*
 * Of an object the last creation above is the one that counts; that it may
 * have failed at the time costs no more than a detour. A run has many.
 */
static void add_creator(void *context, struct slots slots)
{
  const struct user *user = context;
  struct search *search = user->search;
  bool found = false;

  for (size_t call = slots.created ? 0 : user->call; call-- > 0 && !(found && slots.count == 1);) {
    search->wanted = slots;
    search->found = false;
    call_slots(search->program, &search->program->calls[call], find_creation, search);
    found = search->found;
    if (found && !search->calls[call])
      add_creators(search, call);
  }
}

/* Adds a call and, over as many steps as it takes, those that create what it uses. Calls lead to earlier ones only. */
static void add_creators(struct search *search, size_t call)
{
  struct user user = {search, call};

  search->calls[call] = true;
  call_slots(search->program, &search->program->calls[call], add_creator, &user);
}

/* ---- what depends on a call ---- */

static void add_users(void *context, struct slots slots)
{
  const struct user *user = context;
  struct search *search = user->search;

  if (!slots.created)
    return;
  for (size_t call = user->call + 1; call < search->program->call_count; call++) {
    search->wanted = slots;
    search->found = false;
    if (!search->calls[call])
      call_slots(search->program, &search->program->calls[call], find_handle, search);
    search->calls[call] = search->calls[call] || search->found;
  }
}

static void add_dependents(struct search *search, size_t call)
{
  search->calls[call] = true;
  for (size_t i = call; i < search->program->call_count; i++) {
    struct user user = {search, i};

    if (search->calls[i])
      call_slots(search->program, &search->program->calls[i], add_users, &user);
  }
}

/* ---- removing calls ---- */

static struct edit removal(size_t call)
{
  return (struct edit){.kind = EDIT_REMOVE_CALL, .call = (uint32_t)call, .argument = NO_ARGUMENT};
}

/* The marks of no call. NULL: out of memory. */
static bool *no_calls(struct minimizer *minimizer)
{
  bool *calls = calloc(minimizer->best->call_count + 1, sizeof *calls);

  minimizer->failed = minimizer->failed || calls == NULL;
  return calls;
}

/* Removes as many as possible of those that are not in the set. */
static void remove_others(struct minimizer *minimizer, const bool *calls)
{
  struct edits edits = {NULL, 0, 0};

  for (size_t i = 0; i < minimizer->best->call_count; i++)
    if (!calls[i])
      edits_add(minimizer, &edits, removal(i));
  edits_try(minimizer, &edits);
}

/* What comes behind the call that shows it, at once. */
static void remove_rest(struct minimizer *minimizer)
{
  struct edits edits = {NULL, 0, 0};

  if (minimizer->call == MINIMIZE_NO_CALL)
    return;
  for (size_t i = minimizer->call + 1; i < minimizer->best->call_count; i++)
    edits_add(minimizer, &edits, removal(i));
  if (edits.count > 0)
    edits_try_all(minimizer, &edits);
  free(edits.items);
}

/* All but what the call that shows it stands on. */
static void remove_unrelated(struct minimizer *minimizer)
{
  bool *calls = no_calls(minimizer);
  struct search search = {.program = minimizer->best, .calls = calls};

  if (calls == NULL)
    return;
  if (minimizer->call < minimizer->best->call_count)
    add_creators(&search, minimizer->call);
  remove_others(minimizer, calls);
  free(calls);
}

/* A call with all that would be left with handles of 0. */
static void remove_with_dependents(struct minimizer *minimizer, size_t call)
{
  bool *calls = no_calls(minimizer);
  struct search search = {.program = minimizer->best, .calls = calls};
  struct edits edits = {NULL, 0, 0};

  if (calls == NULL)
    return;
  add_dependents(&search, call);
  for (size_t i = call; i < minimizer->best->call_count; i++)
    if (calls[i])
      edits_add(minimizer, &edits, removal(i));
  if (edits.count > 1 && (minimizer->call >= minimizer->best->call_count || !calls[minimizer->call]))
    edits_try_all(minimizer, &edits);
  free(edits.items);
  free(calls);
}

static void remove_single(struct minimizer *minimizer)
{
  for (size_t i = minimizer->best->call_count; i-- > 0 && !minimizer_is_over(minimizer);)
    if (i != minimizer->call && i < minimizer->best->call_count && !edit_try(minimizer, removal(i)))
      remove_with_dependents(minimizer, i);
}

void minimize_calls(struct minimizer *minimizer)
{
  remove_rest(minimizer);
  remove_unrelated(minimizer);
  remove_single(minimizer);
}

void minimize_pairs(struct minimizer *minimizer)
{
  for (size_t i = minimizer->best->call_count; i-- > 1 && !minimizer_is_over(minimizer);)
    for (size_t k = i; k-- > 0;) {
      struct edit both[2] = {removal(k), removal(i)};
      const struct edits edits = {both, 2, 2};

      if (minimizer->best->call_count <= PAIRS_OF && i < minimizer->best->call_count && i != minimizer->call &&
          k != minimizer->call)
        edits_try_all(minimizer, &edits);
    }
}
