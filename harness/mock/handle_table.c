#include "mock/handle_table.h"

#include <string.h>

#include "mock/memory.h"

#define FIRST_CAPACITY 64u
#define UNIQUE_MAX 3u

/* A table of more entries than a handle can name is a block that is refused. */
_Static_assert(2 * MOCK_HANDLE_INDEX_COUNT * sizeof(struct mock_handle_entry) > MOCK_MEMORY_BLOCK_MAX &&
                   MOCK_HANDLE_INDEX_COUNT % FIRST_CAPACITY == 0,
               "the largest table");

static uint32_t handle_index(D3DKMT_HANDLE handle)
{
  return (handle >> MOCK_HANDLE_INDEX_SHIFT) & (MOCK_HANDLE_INDEX_COUNT - 1);
}

static D3DKMT_HANDLE make_handle(uint32_t index, uint32_t unique)
{
  return unique << MOCK_HANDLE_UNIQUE_SHIFT | index << MOCK_HANDLE_INDEX_SHIFT;
}

static bool grow(struct mock_handle_table *table)
{
  uint32_t capacity = table->capacity != 0 ? table->capacity * 2 : FIRST_CAPACITY;
  struct mock_handle_entry *entries = mock_memory_allocate(capacity * sizeof *entries, MOCK_MEMORY_TABLES);

  if (entries == NULL)
    return false;
  if (table->used != 0)
    memcpy(entries, table->entries, table->used * sizeof *entries);
  mock_memory_free(table->entries, table->capacity * sizeof *entries, MOCK_MEMORY_TABLES);
  table->entries = entries;
  table->capacity = capacity;
  return true;
}

/* The index that has waited longest, if enough wait with it, or one never used. */
static bool take_index(struct mock_handle_table *table, uint32_t *ret_index)
{
  if (table->free_count > MOCK_HANDLE_RESERVE) {
    *ret_index = table->free_head;
    table->free_head = table->entries[table->free_head].next_free;
    table->free_count--;
    return true;
  }
  if (table->used == table->capacity && !grow(table))
    return false;
  *ret_index = table->used++;
  return true;
}

bool mock_handle_insert(struct mock_handle_table *table, struct mock_object *object)
{
  struct mock_handle_entry *entry;
  uint32_t index;

  if (!take_index(table, &index))
    return false;
  entry = &table->entries[index];
  entry->object = object;
  entry->unique = entry->unique % UNIQUE_MAX + 1;
  object->handle = make_handle(index, entry->unique);
  table->live++;
  return true;
}

void mock_handle_remove(struct mock_handle_table *table, const struct mock_object *object)
{
  uint32_t index = handle_index(object->handle);

  table->entries[index].object = NULL;
  table->live--;
  if (table->free_count == 0)
    table->free_head = index;
  else
    table->entries[table->free_tail].next_free = index;
  table->free_tail = index;
  table->free_count++;
}

struct mock_object *mock_handle_find(const struct mock_handle_table *table, D3DKMT_HANDLE handle, enum mock_kind kind,
                                     enum mock_handle_match match)
{
  uint32_t index = handle_index(handle);
  const struct mock_handle_entry *entry;

  if (index >= table->used)
    return NULL;
  entry = &table->entries[index];
  if (entry->object == NULL || entry->unique != handle >> MOCK_HANDLE_UNIQUE_SHIFT || entry->object->kind != kind)
    return NULL;
  if (match == MOCK_HANDLE_EXACT && (handle & MOCK_HANDLE_INSTANCE_MASK) != 0)
    return NULL;
  return entry->object;
}

void mock_handle_table_free(struct mock_handle_table *table)
{
  mock_memory_free(table->entries, table->capacity * sizeof *table->entries, MOCK_MEMORY_TABLES);
  memset(table, 0, sizeof *table);
}
