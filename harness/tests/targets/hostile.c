/*
 * The mock, found by the variable HOSTILE_MOCK, behind a target that does to its process what HOSTILE says: as it is
 * loaded or, where it says "offer-", in every twentieth offer.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi/entry_points.h"

#define DESCRIPTORS 1024
#define EVERY 20

static void crash(void)
{
  abort();
}

static void leave(void)
{
  exit(0);
}

static void hang(void)
{
  for (;;)
    pause();
}

static void close_all(void)
{
  for (int i = 0; i < DESCRIPTORS; i++)
    close(i);
}

/* Into each file that is open, with its length set to nothing. */
static void scribble(void)
{
  for (int i = 3; i < DESCRIPTORS; i++)
    if (write(i, "SCRIBBLE", 8) < 0 || ftruncate(i, 0) < 0)
      continue;
}

static void shout(void)
{
  printf("\033[31mred\033[0m\a%c%c\n", 0, 0xFF);
}

static const struct {
  const char *name;
  void (*act)(void);
} acts[] = {{"crash", crash},     {"leave", leave},       {"hang", hang},
            {"close", close_all}, {"scribble", scribble}, {"shout", shout}};

static void act_out(const char *prefix)
{
  const char *wanted = getenv("HOSTILE");
  size_t length = strlen(prefix);

  if (wanted == NULL || strncmp(wanted, prefix, length) != 0)
    return;
  for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
    if (strcmp(wanted + length, acts[i].name) == 0)
      acts[i].act();
}

__attribute__((constructor)) static void load(void)
{
  act_out("load-");
}

static NTSTATUS forward(const char *name, void *argument)
{
  static void *mock;
  static unsigned offers;
  NTSTATUS (*function)(void *argument);
  const char *path = getenv("HOSTILE_MOCK");
  void *symbol;

  if (mock == NULL && path != NULL)
    mock = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  symbol = mock != NULL ? dlsym(mock, name) : NULL;
  if (symbol == NULL)
    abort();
  if (strcmp(name, "D3DKMTOfferAllocations") == 0 && ++offers % EVERY == 0)
    act_out("offer-");
  memcpy(&function, &symbol, sizeof function);
  return function(argument);
}

#define ABI_ENTRY(enumerator, function, type, qualifier, ioctl, need)                                                  \
  NTSTATUS APIENTRY function(qualifier type *argument)                                                                 \
  {                                                                                                                    \
    return forward(#function, (void *)(uintptr_t)argument);                                                            \
  }
#include "abi/entry_points.def"
#undef ABI_ENTRY
