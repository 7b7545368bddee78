#include "certify/verify.h"

#include <stdio.h>
#include <string.h>

bool verify_open(struct verification *verification, const char *data, size_t size, struct run_results *results,
                 struct text_error *ret_error)
{
  bool good;

  memset(verification, 0, sizeof *verification);
  verification->data = data;
  verification->size = size;
  good = replay_open(&verification->replay, data, size, &results->facts);
  *ret_error = verification->replay.error;
  return good;
}

void verify_close(struct verification *verification)
{
  replay_close(&verification->replay);
}

/* The text as it is written again. */
static void compare_text(void *context, const char *text, size_t size)
{
  struct verification *verification = context;

  for (size_t i = 0; i < size && !verification->differs; i++)
    if (verification->same < verification->size && verification->data[verification->same] == text[i])
      verification->same++;
    else
      verification->differs = true;
}

bool verify_derive(struct verification *verification, const struct certify_options *options,
                   struct text_error *ret_error)
{
  struct certify_options again = *options;
  struct replay *replay = &verification->replay;
  struct record_source source = replay_source(replay, options->cases);
  enum certify_end end;

  again.source = &source;
  again.stop = &replay->stop;
  again.transcript = NULL;
  again.take_text = compare_text;
  again.text_context = verification;
  *ret_error = (struct text_error){0, 0, ""};
  if (!shard_parse(options->results->facts.shard, &again.shard)) {
    *ret_error = (struct text_error){1, 1, "the run's shard is none; expected a text such as 2/7, or nothing"};
    return false;
  }
  end = certify_run(&again, ret_error->message, sizeof ret_error->message);
  if (end == CERTIFY_NOTHING) {
    *ret_error = (struct text_error){1, 1, "the filter matches nothing"};
    return false;
  }
  if (end == CERTIFY_DONE && !replay->failed)
    replay_is_over(replay);
  if (replay->failed) {
    *ret_error = replay->error;
    return false;
  }
  if (end != CERTIFY_DONE)
    return false;
  if (!verification->differs && verification->same == verification->size)
    return true;
  transcript_difference(verification->data, verification->same, ret_error);
  return false;
}
