#define _GNU_SOURCE
#include <sys/mman.h>

#include "run/reproduce_parts.h"

static uint8_t *shared; /* a worker is forked, and has it at the same address */

uint8_t *reproduce_room_make(char ret_name[REPRODUCE_NAME])
{
  void *room = mmap(NULL, REPRODUCE_ROOM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  ret_name[0] = '\0';
  shared = room != MAP_FAILED ? room : NULL;
  return shared;
}

void reproduce_room_free(uint8_t *room)
{
  if (room != NULL)
    munmap(room, REPRODUCE_ROOM);
  shared = NULL;
}

uint8_t *reproduce_room_find(const char *name)
{
  (void)name;
  return shared;
}
