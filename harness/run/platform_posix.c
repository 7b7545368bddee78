#define _GNU_SOURCE
#include "run/platform.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define MARK_INITIALIZED(address, size) __msan_unpoison(address, size)
#endif
#endif
#ifndef MARK_INITIALIZED
#define MARK_INITIALIZED(address, size) ((void)0)
#endif

void *platform_reserve(size_t bytes)
{
  void *address = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  return address != MAP_FAILED ? address : NULL;
}

void platform_release(void *address, size_t bytes)
{
  munmap(address, bytes);
}

bool platform_protect(void *address, size_t bytes, enum platform_access access)
{
  static const int protections[] = {
      [ACCESS_NONE] = PROT_NONE, [ACCESS_READ] = PROT_READ, [ACCESS_READ_WRITE] = PROT_READ | PROT_WRITE};

  return mprotect(address, bytes, protections[access]) == 0;
}

/* Shared memory that is moved nowhere is mapped a second time (mremap(2)); no file stands behind it. */
uint8_t *platform_alias(size_t bytes, uint8_t **ret_writable)
{
  uint8_t *view = platform_reserve(bytes + PLATFORM_PAGE);
  void *writable = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (view != NULL && writable != MAP_FAILED &&
      mremap(writable, 0, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, view) != MAP_FAILED &&
      platform_protect(view, bytes, ACCESS_READ)) {
    *ret_writable = writable;
    return view;
  }
  if (view != NULL)
    platform_release(view, bytes + PLATFORM_PAGE);
  if (writable != MAP_FAILED)
    munmap(writable, bytes);
  return NULL;
}

void platform_release_alias(uint8_t *read_only, uint8_t *writable, size_t bytes)
{
  munmap(read_only, bytes + PLATFORM_PAGE);
  munmap(writable, bytes);
}

void platform_discard(void *address, size_t bytes)
{
  madvise(address, bytes, MADV_DONTNEED);
}

bool platform_read(void *ret_data, uint64_t address, size_t size)
{
  struct iovec here = {ret_data, size}, there = {(void *)(uintptr_t)address, size};

  if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) != (ssize_t)size)
    return false;
  MARK_INITIALIZED(ret_data, size);
  return true;
}

bool platform_write(uint64_t address, const void *data, size_t size)
{
  struct iovec here = {(void *)(uintptr_t)data, size}, there = {(void *)(uintptr_t)address, size};

  return process_vm_writev(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}

void *platform_load(const char *path, char *ret_error, size_t error_size)
{
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const char *error;
  size_t length = strlen(path);

  if (library == NULL) {
    error = dlerror();
    if (error != NULL && strncmp(error, path, length) == 0 && strncmp(error + length, ": ", 2) == 0)
      error += length + 2; /* whoever asked knows the path */
    snprintf(ret_error, error_size, "%s", error != NULL ? error : "it cannot be loaded");
  }
  return library;
}

void (*platform_symbol(void *library, const char *name))(void)
{
  void *symbol = dlsym(library, name);
  void (*function)(void);

  /* ISO C has no conversion from an object pointer; POSIX promises that the bits are the same. */
  memcpy(&function, &symbol, sizeof function);
  return function;
}

void platform_system(char *ret_system, size_t size)
{
  struct utsname name;

  if (uname(&name) == 0)
    snprintf(ret_system, size, "%s %s %s", name.sysname, name.release, name.machine);
  else
    snprintf(ret_system, size, "unknown");
}

void platform_processor(char *ret_processor, size_t size)
{
  FILE *file = fopen("/proc/cpuinfo", "r");
  char line[256];

  ret_processor[0] = '\0';
  if (file == NULL)
    return;
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, "model name", 10) == 0 && strchr(line, ':') != NULL) {
      line[strcspn(line, "\n")] = '\0';
      snprintf(ret_processor, size, "%s", strchr(line, ':') + 2);
      break;
    }
  fclose(file);
}

double platform_seconds(void)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void platform_utc(char *ret_text, size_t size)
{
  time_t now = time(NULL);
  struct tm parts;

  gmtime_r(&now, &parts);
  strftime(ret_text, size, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

bool platform_make_folder(const char *path)
{
  struct stat about;

  if (mkdir(path, 0777) == 0)
    return true;
  if (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
    return true;
  if (errno == EEXIST)
    errno = ENOTDIR;
  return false;
}
