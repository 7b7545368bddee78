#include "reports/html_pool.h"

#include <stdlib.h>
#include <string.h>

#include "reports/markup.h"
#include "reports/utf8.h"

#define FIRST_ENTRIES 1024u
#define LINE_MAX 4096u /* characters */

/* An open-addressed slot; size is 0 where it is empty: a line has its line feed at least. */
struct pool_entry {
  uint64_t hash;
  size_t at, size; /* in the pool's lines */
  size_t number;
};

static uint64_t hash_bytes(const char *bytes, size_t size)
{
  uint64_t hash = 0xCBF29CE484222325u;

  for (size_t i = 0; i < size; i++)
    hash = (hash ^ (uint8_t)bytes[i]) * 0x100000001B3u;
  return hash;
}

static struct pool_entry *find(const struct pool *pool, uint64_t hash, const char *line, size_t size)
{
  size_t at = (size_t)hash & (pool->capacity - 1);
  struct pool_entry *entry;

  for (; (entry = &pool->entries[at])->size != 0; at = (at + 1) & (pool->capacity - 1))
    if (entry->hash == hash && entry->size == size && memcmp(pool->lines.data + entry->at, line, size) == 0)
      break;
  return entry;
}

static bool grow(struct pool *pool)
{
  struct pool larger = *pool;

  larger.capacity = pool->capacity == 0 ? FIRST_ENTRIES : pool->capacity * 2;
  larger.entries = calloc(larger.capacity, sizeof *larger.entries);
  if (larger.entries == NULL)
    return false;
  for (size_t i = 0; i < pool->capacity; i++) {
    const struct pool_entry *entry = &pool->entries[i];

    if (entry->size != 0)
      *find(&larger, entry->hash, pool->lines.data + entry->at, entry->size) = *entry;
  }
  free(pool->entries);
  *pool = larger;
  return true;
}

/* The number of a line that ends with its line feed. */
static size_t intern(struct pool *pool, const struct buffer *line)
{
  uint64_t hash = hash_bytes(buffer_text(line), line->size);
  struct pool_entry *entry;

  if (pool->count * 2 >= pool->capacity && !grow(pool)) {
    pool->lines.failed = true;
    return 0;
  }
  entry = find(pool, hash, buffer_text(line), line->size);
  if (entry->size == 0) {
    *entry = (struct pool_entry){hash, pool->lines.size, line->size, pool->count++};
    buffer_append(&pool->lines, buffer_text(line), line->size);
  }
  return pool->lines.failed ? 0 : entry->number;
}

/* Adds the number of one line of text to the key. */
static void add_line(struct call_pool *pool, const char *text, size_t size)
{
  struct buffer line = {0};

  buffer_append(&line, text, size);
  buffer_clear(&pool->scratch);
  utf8_append_shown(buffer_text(&line), LINE_MAX, &pool->scratch);
  for (size_t i = 0; i < pool->scratch.size; i++)
    if (pool->scratch.data[i] == '\n')
      pool->scratch.data[i] = ' ';
  buffer_byte(&pool->scratch, '\n');
  buffer_printf(&pool->key, "%zu ", intern(&pool->strings, &pool->scratch));
  pool->key.failed = pool->key.failed || line.failed || pool->scratch.failed || pool->strings.lines.failed;
  buffer_free(&line);
}

size_t call_pool_add(struct call_pool *pool, const struct call_result *call)
{
  const char *field = call->decoded;

  buffer_clear(&pool->key);
  add_line(pool, call->text, strlen(call->text));
  add_line(pool, call->outcome, strlen(call->outcome));
  add_line(pool, call->allowed, strlen(call->allowed));
  while (*field != '\0') {
    size_t size = strcspn(field, "\n");

    add_line(pool, field, size);
    field += size + (field[size] == '\n');
  }
  if (pool->key.failed)
    return 0;
  pool->key.data[pool->key.size - 1] = '\n';
  return intern(&pool->calls, &pool->key);
}

static void write_pool(const char *id, const struct pool *pool, struct buffer *html)
{
  buffer_printf(html, "<template id=\"%s\">", id);
  markup_text(buffer_text(&pool->lines), html);
  buffer_string(html, "</template>\n");
  html->failed = html->failed || pool->lines.failed;
}

void call_pool_write(const struct call_pool *pool, struct buffer *html)
{
  if (pool->calls.count == 0)
    return;
  write_pool("strings", &pool->strings, html);
  write_pool("calls", &pool->calls, html);
  html->failed = html->failed || pool->key.failed;
}

void call_pool_free(struct call_pool *pool)
{
  buffer_free(&pool->strings.lines);
  buffer_free(&pool->calls.lines);
  free(pool->strings.entries);
  free(pool->calls.entries);
  buffer_free(&pool->scratch);
  buffer_free(&pool->key);
}
