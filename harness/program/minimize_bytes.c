#include "program/minimize_bytes.h"

#include <string.h>

struct work {
  struct buffer *bytes;
  struct buffer candidate;
  const struct minimize_bytes_options *options;
  bool stopped;
};

/* Where the piece of `count` units from `start` on ends; a unit is a byte, or a line with its end. */
static size_t piece_end(const struct buffer *bytes, size_t start, size_t count, bool lines)
{
  if (!lines)
    return count < bytes->size - start ? start + count : bytes->size;
  while (count-- > 0 && start < bytes->size) {
    const char *end = memchr(bytes->data + start, '\n', bytes->size - start);

    start = end != NULL ? (size_t)(end - bytes->data) + 1 : bytes->size;
  }
  return start;
}

/* Tries the bytes without [start, end). */
static bool try_without(struct work *work, size_t start, size_t end)
{
  enum minimize_answer answer;
  struct buffer kept;

  buffer_clear(&work->candidate);
  buffer_append(&work->candidate, work->bytes->data, start);
  buffer_append(&work->candidate, work->bytes->data + end, work->bytes->size - end);
  if (work->candidate.failed)
    return false;
  answer =
      work->options->play(work->options->context, (const uint8_t *)buffer_text(&work->candidate), work->candidate.size);
  work->stopped = answer == MINIMIZE_STOP;
  if (answer != MINIMIZE_SHOWN)
    return false;
  kept = *work->bytes;
  *work->bytes = work->candidate;
  work->candidate = kept;
  return true;
}

static bool is_over(const struct work *work)
{
  return work->stopped || work->candidate.failed;
}

/* Takes out pieces of so many units, from the front to the back. Whether some could go. */
static bool sweep(struct work *work, size_t count, bool lines)
{
  bool changed = false;

  for (size_t start = 0; start < work->bytes->size && !is_over(work);) {
    size_t end = piece_end(work->bytes, start, count, lines);

    if (try_without(work, start, end))
      changed = true;
    else
      start = end;
  }
  return changed;
}

/* By halves, down to single units; those again until none can go. */
static void reduce(struct work *work, size_t units, bool lines)
{
  for (size_t count = (units + 1) / 2; count > 1 && !is_over(work); count = (count + 1) / 2)
    sweep(work, count, lines);
  while (!is_over(work) && sweep(work, 1, lines))
    continue;
}

static size_t count_lines(const struct buffer *bytes)
{
  size_t lines = 1;

  for (size_t i = 0; i < bytes->size; i++)
    lines += bytes->data[i] == '\n';
  return lines;
}

bool minimize_bytes(struct buffer *bytes, const struct minimize_bytes_options *options)
{
  struct work work = {bytes, {NULL, 0, 0, false}, options, false};
  bool good;

  reduce(&work, count_lines(bytes), true);
  reduce(&work, bytes->size, false);
  good = !work.candidate.failed;
  buffer_free(&work.candidate);
  return good;
}
