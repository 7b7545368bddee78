#include "run/worker_channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/platform.h"

#define ROOM_FOR_ONE ((size_t)6 << 20) /* a record never takes more: see ARENA_SLOT_BYTES */
#define MEMORY_TRIED ((size_t)16 << 20)

/* What stands before each record: a target that writes where it should not is to be noticed, not believed. */
struct frame {
  uint64_t size, sum;
};

static uint64_t sum_up(const uint8_t *data, size_t size)
{
  uint64_t sum = size, word;

  for (; size >= sizeof word; data += sizeof word, size -= sizeof word) {
    memcpy(&word, data, sizeof word);
    sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
    sum ^= sum >> 29;
  }
  for (; size > 0; size--)
    sum = (sum ^ *data++) * 0x100000001B3u;
  return sum;
}

/* ---- the worker's side ---- */

void reporter_answer(struct reporter *reporter, enum answer answer)
{
  atomic_store(&reporter->channel->answer, reporter->number << 8 | (uint64_t)answer);
  reporter->ring(reporter->platform);
}

void reporter_next(struct reporter *reporter, struct command *ret_command)
{
  reporter->wait(reporter->platform, ret_command);
  reporter->number = ret_command->number;
  atomic_store(&reporter->channel->taken, ret_command->number);
  if (ret_command->go_on == 0)
    reporter->ring(reporter->platform); /* the job before this one is over */
}

static void wait_for_room(struct reporter *reporter)
{
  struct command go_on;

  if (atomic_load(&reporter->channel->used) + ROOM_FOR_ONE <= CHANNEL_BYTES)
    return;
  reporter_answer(reporter, ANSWER_FULL);
  reporter_next(reporter, &go_on);
}

/* Returns how many bytes were put behind the whole records; 0: there is no memory, or the place is no more what it was. */
static size_t put(struct reporter *reporter, const struct call_record *record)
{
  static const struct frame no_frame;
  struct buffer *buffer = &reporter->buffer;
  size_t used = atomic_load(&reporter->channel->used);
  struct frame frame;

  buffer_clear(buffer);
  buffer_append(buffer, &no_frame, sizeof no_frame);
  record_write(record, buffer);
  if (buffer->failed || buffer->size > ROOM_FOR_ONE || used > CHANNEL_BYTES - ROOM_FOR_ONE)
    return 0;
  frame.size = buffer->size - sizeof frame;
  frame.sum = sum_up((const uint8_t *)buffer->data + sizeof frame, buffer->size - sizeof frame);
  memcpy(buffer->data, &frame, sizeof frame);
  memcpy(reporter->channel->records + used, buffer->data, buffer->size);
  return buffer->size;
}

static void enter(void *context, const struct call_record *record)
{
  struct reporter *reporter = context;

  wait_for_room(reporter);
  atomic_store(&reporter->channel->in_call, put(reporter, record));
}

static bool leave(void *context, const struct call_record *record)
{
  struct reporter *reporter = context;
  size_t size;

  if (reporter->check != NULL)
    reporter->check(reporter->platform);
  atomic_store(&reporter->channel->in_call, 0);
  wait_for_room(reporter);
  size = put(reporter, record);
  atomic_fetch_add(&reporter->channel->used, size);
  return size > 0;
}

struct record_sink reporter_sink(struct reporter *reporter)
{
  return (struct record_sink){enter, leave, reporter};
}

/* Between pages without access: what overruns the heap, the target's too, does not get there. */
static struct execution *make_execution(void)
{
  size_t bytes = (sizeof(struct execution) + PLATFORM_PAGE - 1) / PLATFORM_PAGE * PLATFORM_PAGE;
  uint8_t *pages = platform_reserve(bytes + 2 * PLATFORM_PAGE);

  if (pages == NULL || !platform_protect(pages + PLATFORM_PAGE, bytes, ACCESS_READ_WRITE))
    return NULL;
  return (struct execution *)(void *)(pages + PLATFORM_PAGE);
}

/* Who fails to get memory in a process that has none left does not fail by itself: the target took it. */
static enum answer explain_failure(void)
{
  void *volatile tried = malloc(MEMORY_TRIED);
  enum answer answer = tried != NULL ? ANSWER_FAILED : ANSWER_NO_MEMORY;

  free(tried);
  return answer;
}

void reporter_serve(struct reporter *reporter, const struct worker_options *options, void (*ready)(void *platform),
                    void (*done)(void *platform))
{
  struct execution *execution = make_execution();
  struct worker_hello *hello = &reporter->channel->hello;

  worker_open_target(options, hello);
  if (hello->error[0] == '\0' && (execution == NULL || !execution_init(execution, &hello->target)))
    snprintf(hello->error, sizeof hello->error, "out of memory");
  ready(reporter->platform);
  reporter_answer(reporter, ANSWER_READY);
  if (hello->error[0] == '\0')
    execution->sink = reporter_sink(reporter);
  while (hello->error[0] == '\0') {
    struct command command;
    bool good;

    reporter_next(reporter, &command);
    good = options->player(options->context, execution, &command.job);
    done(reporter->platform);
    reporter_answer(reporter, good ? ANSWER_DONE : explain_failure());
  }
}

/* ---- the parent's side ---- */

/* Copies one record out first: whoever can write there can change it while it is looked at. */
static bool copy_record(const struct channel *channel, size_t end, size_t *position, struct buffer *ret_records)
{
  struct frame frame;
  size_t start = ret_records->size;

  if (end - *position < sizeof frame)
    return false;
  memcpy(&frame, channel->records + *position, sizeof frame);
  if (frame.size == 0 || frame.size > end - *position - sizeof frame)
    return false;
  buffer_append(ret_records, channel->records + *position + sizeof frame, (size_t)frame.size);
  *position += sizeof frame + (size_t)frame.size;
  return !ret_records->failed && sum_up((const uint8_t *)ret_records->data + start, (size_t)frame.size) == frame.sum;
}

bool channel_take(struct channel *channel, struct played *played, bool ended)
{
  size_t used = atomic_load(&channel->used), position = 0, in_call = atomic_load(&channel->in_call);
  bool good = used <= CHANNEL_BYTES;

  while (good && position < used)
    good = copy_record(channel, used, &position, &played->records);
  atomic_store(&channel->used, 0);
  if (!good || !ended || in_call == 0)
    return good;
  good = in_call <= CHANNEL_BYTES - used && copy_record(channel, used + in_call, &position, &played->last);
  if (!good)
    buffer_clear(&played->last);
  return good;
}
