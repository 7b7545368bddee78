/*
 * Inside the reproducer: how a program gets into a worker that runs already.
 * reproduce_posix.c and reproduce_windows.c have the platform's side.
 */
#ifndef OFFERCHECK_RUN_REPRODUCE_PARTS_H
#define OFFERCHECK_RUN_REPRODUCE_PARTS_H

#include <stddef.h>
#include <stdint.h>

/* The binary form of any program of a file, which is at most 4 MiB, fits, and of what it is cut down to. */
#define REPRODUCE_ROOM ((size_t)32 << 20)

#define REPRODUCE_NAME 64u

/*
 * Memory that this process and the workers that it starts from now on see both.
 * One at a time. ret_name is by what a worker finds it. NULL: the system refused.
 */
uint8_t *reproduce_room_make(char ret_name[REPRODUCE_NAME]);
void reproduce_room_free(uint8_t *room);

/* In a worker. NULL: it is not there. */
uint8_t *reproduce_room_find(const char *name);

#endif
