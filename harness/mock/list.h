/*
 * Circular doubly linked lists whose links lie inside the listed objects. A
 * link that is on no list points to itself, so taking it off twice is harmless.
 */
#ifndef OFFERCHECK_MOCK_LIST_H
#define OFFERCHECK_MOCK_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct mock_list {
  struct mock_list *next;
  struct mock_list *previous;
};

/* The object of `type` whose member `member` is `link`. */
#define MOCK_LIST_ITEM(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

#define MOCK_LIST_EACH(link, list) for (struct mock_list *link = (list)->next; link != (list); link = link->next)

static inline void mock_list_init(struct mock_list *list)
{
  list->next = list;
  list->previous = list;
}

static inline bool mock_list_is_empty(const struct mock_list *list)
{
  return list->next == list;
}

static inline void mock_list_append(struct mock_list *list, struct mock_list *link)
{
  link->next = list;
  link->previous = list->previous;
  list->previous->next = link;
  list->previous = link;
}

static inline void mock_list_remove(struct mock_list *link)
{
  link->previous->next = link->next;
  link->next->previous = link->previous;
  mock_list_init(link);
}

#endif
