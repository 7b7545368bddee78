/*
 * What is in a folder.
 */
#ifndef OFFERCHECK_CLI_FOLDER_H
#define OFFERCHECK_CLI_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#define FOLDER_MAX_NAMES 1024u

struct folder_names {
  char **names; /* sorted by bytes, without "." and ".." */
  size_t count;
};

/* False: errno says why (EMFILE: more than FOLDER_MAX_NAMES), and there is nothing to free. */
bool folder_list(const char *path, struct folder_names *ret_names);
void folder_names_free(struct folder_names *names);

/* For the platform's side: adds a name. False: errno says why. */
bool folder_add(struct folder_names *names, const char *name);

/* The platform's side of folder_list: all names, in any order. */
bool folder_read(const char *path, struct folder_names *names);

#endif
