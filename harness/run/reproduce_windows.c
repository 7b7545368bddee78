#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <stdio.h>

#include "run/platform.h"
#include "run/reproduce_parts.h"

static HANDLE mapping; /* a worker opens it by its name: it inherits no other handles than its own */
static uint8_t *found; /* in a worker */

uint8_t *reproduce_room_make(char ret_name[REPRODUCE_NAME])
{
  uint8_t *room = NULL;

  snprintf(ret_name, REPRODUCE_NAME, "Local\\offercheck-%lu-%llu", GetCurrentProcessId(),
           (unsigned long long)GetTickCount64());
  mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, (DWORD)REPRODUCE_ROOM, ret_name);
  if (mapping != NULL && GetLastError() != ERROR_ALREADY_EXISTS)
    room = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
  if (room == NULL)
    reproduce_room_free(NULL);
  return room;
}

void reproduce_room_free(uint8_t *room)
{
  if (room != NULL)
    UnmapViewOfFile(room);
  if (mapping != NULL)
    CloseHandle(mapping);
  mapping = NULL;
}

uint8_t *reproduce_room_find(const char *name)
{
  HANDLE opened = found == NULL ? OpenFileMappingA(FILE_MAP_READ, FALSE, name) : NULL;

  if (opened != NULL) {
    found = MapViewOfFile(opened, FILE_MAP_READ, 0, 0, 0);
    CloseHandle(opened);
  }
  return found;
}
