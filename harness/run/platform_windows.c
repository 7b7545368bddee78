#include "run/platform.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "run/platform_windows.h"

#define NTDLL "ntdll.dll"

static const DWORD protections[] = {
    [ACCESS_NONE] = PAGE_NOACCESS, [ACCESS_READ] = PAGE_READONLY, [ACCESS_READ_WRITE] = PAGE_READWRITE};

void *platform_reserve(size_t bytes)
{
  return VirtualAlloc(NULL, bytes, MEM_RESERVE, PAGE_NOACCESS);
}

void platform_release(void *address, size_t bytes)
{
  (void)bytes;
  VirtualFree(address, 0, MEM_RELEASE);
}

bool platform_protect(void *address, size_t bytes, enum platform_access access)
{
  DWORD before;

  /* Pages that are committed already keep their content. */
  return VirtualAlloc(address, bytes, MEM_COMMIT, protections[access]) != NULL &&
         VirtualProtect(address, bytes, protections[access], &before) != 0;
}

uint8_t *platform_alias(size_t bytes, uint8_t **ret_writable)
{
  const size_t whole = bytes + PLATFORM_PAGE;
  HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, (DWORD)whole, NULL);
  uint8_t *view = mapping != NULL ? MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, whole) : NULL;
  uint8_t *writable = view != NULL ? MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, whole) : NULL;
  DWORD before;

  if (mapping != NULL)
    CloseHandle(mapping); /* the views keep it */
  if (writable != NULL && VirtualProtect(view + bytes, PLATFORM_PAGE, PAGE_NOACCESS, &before) != 0) {
    *ret_writable = writable;
    return view;
  }
  if (writable != NULL)
    UnmapViewOfFile(writable);
  if (view != NULL)
    UnmapViewOfFile(view);
  return NULL;
}

void platform_release_alias(uint8_t *read_only, uint8_t *writable, size_t bytes)
{
  (void)bytes;
  UnmapViewOfFile(read_only);
  UnmapViewOfFile(writable);
}

/* DiscardVirtualMemory would leave any content behind; pages that are committed anew are zeros. */
void platform_discard(void *address, size_t bytes)
{
  MEMORY_BASIC_INFORMATION region;
  uint8_t *at = address, *end = at + bytes;

  for (; at < end && VirtualQuery(at, &region, sizeof region) != 0;
       at = (uint8_t *)region.BaseAddress + region.RegionSize) {
    size_t left = (size_t)(end - at);
    size_t size = region.RegionSize < left ? region.RegionSize : left;

    if (region.State == MEM_COMMIT && VirtualFree(at, size, MEM_DECOMMIT))
      VirtualAlloc(at, size, MEM_COMMIT, region.Protect);
  }
}

#define WRITABLE (PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)
#define READABLE (WRITABLE | PAGE_READONLY | PAGE_EXECUTE_READ)

/* WriteProcessMemory lifts a page's write protection itself where it can, and Wine looks at no protection. */
static bool is_accessible(uint64_t address, size_t size, DWORD wanted)
{
  MEMORY_BASIC_INFORMATION region;

  for (uint64_t at = address; at < address + size; at = (uint64_t)(uintptr_t)region.BaseAddress + region.RegionSize)
    if (VirtualQuery((LPCVOID)(uintptr_t)at, &region, sizeof region) == 0 || region.State != MEM_COMMIT ||
        (region.Protect & wanted) == 0 || (region.Protect & PAGE_GUARD) != 0)
      return false;
  return true;
}

bool platform_read(void *ret_data, uint64_t address, size_t size)
{
  SIZE_T copied = 0;

  return is_accessible(address, size, READABLE) &&
         ReadProcessMemory(GetCurrentProcess(), (LPCVOID)(uintptr_t)address, ret_data, size, &copied) && copied == size;
}

bool platform_write(uint64_t address, const void *data, size_t size)
{
  SIZE_T copied = 0;

  return is_accessible(address, size, WRITABLE) &&
         WriteProcessMemory(GetCurrentProcess(), (LPVOID)(uintptr_t)address, data, size, &copied) && copied == size;
}

void platform_error(unsigned long error, char *ret_text, size_t size)
{
  const DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
  const DWORD english = MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US);
  char text[256];
  DWORD length = FormatMessageA(flags, NULL, error, english, text, sizeof text, NULL);
  const char *begin = text;

  if (length == 0)
    length = FormatMessageA(flags, NULL, error, 0, text, sizeof text, NULL);
  while (length > 0 && strchr(". \r\n", text[length - 1]) != NULL)
    length--;
  text[length] = '\0';
  if (strncmp(text, "%1 ", 3) == 0)
    begin += 3; /* a path that whoever asked knows */
  if (length > 0)
    snprintf(ret_text, size, "%s", begin);
  else
    snprintf(ret_text, size, "Windows error %lu", error);
}

/* A path is that of one file, and what the library needs may stand beside it; a mere name is one of the system's. */
void *platform_load(const char *path, char *ret_error, size_t error_size)
{
  char whole[MAX_PATH * 4];
  HMODULE library = NULL;
  DWORD length;

  if (strpbrk(path, "/\\:") == NULL) {
    library = LoadLibraryExA(path, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  } else {
    length = GetFullPathNameA(path, sizeof whole, whole, NULL);
    if (length >= sizeof whole)
      SetLastError(ERROR_FILENAME_EXCED_RANGE);
    else if (length > 0)
      library = LoadLibraryExA(whole, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
  }
  if (library == NULL)
    platform_error(GetLastError(), ret_error, error_size);
  return library;
}

void (*platform_symbol(void *library, const char *name))(void)
{
  return (void (*)(void))GetProcAddress(library, name);
}

static void (*ntdll(const char *name))(void)
{
  HMODULE library = GetModuleHandleA(NTDLL);

  return library != NULL ? platform_symbol(library, name) : NULL;
}

static const char *machine(void)
{
  SYSTEM_INFO system;

  GetNativeSystemInfo(&system);
  switch (system.wProcessorArchitecture) {
  case PROCESSOR_ARCHITECTURE_AMD64:
    return "x86_64";
  case 12: /* PROCESSOR_ARCHITECTURE_ARM64, which not every header has */
    return "arm64";
  default:
    return "x86";
  }
}

void platform_system(char *ret_system, size_t size)
{
  /* GetVersionEx answers by the program's manifest, not by the system. */
  LONG(WINAPI * get_version)(OSVERSIONINFOW *) = (LONG(WINAPI *)(OSVERSIONINFOW *))ntdll("RtlGetVersion");
  const char *(*wine)(void) = (const char *(*)(void))ntdll("wine_get_version");
  OSVERSIONINFOW version;
  int length;

  memset(&version, 0, sizeof version);
  version.dwOSVersionInfoSize = sizeof version;
  if (get_version == NULL || get_version(&version) < 0) {
    snprintf(ret_system, size, "unknown");
    return;
  }
  length = snprintf(ret_system, size, "Windows %lu.%lu.%lu %s", version.dwMajorVersion, version.dwMinorVersion,
                    version.dwBuildNumber, machine());
  if (wine != NULL && length > 0 && (size_t)length < size)
    snprintf(ret_system + length, size - (size_t)length, " (Wine %s)", wine());
}

void platform_processor(char *ret_processor, size_t size)
{
  DWORD length = (DWORD)size;

  if (RegGetValueA(HKEY_LOCAL_MACHINE, "HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0", "ProcessorNameString",
                   RRF_RT_REG_SZ, NULL, ret_processor, &length) != ERROR_SUCCESS)
    ret_processor[0] = '\0';
}

double platform_seconds(void)
{
  LARGE_INTEGER now, frequency;

  QueryPerformanceCounter(&now);
  QueryPerformanceFrequency(&frequency);
  return (double)now.QuadPart / (double)frequency.QuadPart;
}

void platform_utc(char *ret_text, size_t size)
{
  SYSTEMTIME now;

  GetSystemTime(&now);
  snprintf(ret_text, size, "%04u-%02u-%02uT%02u:%02u:%02uZ", now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute,
           now.wSecond);
}

bool platform_make_folder(const char *path)
{
  DWORD error, attributes;

  if (CreateDirectoryA(path, NULL))
    return true;
  error = GetLastError();
  attributes = GetFileAttributesA(path);
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
    return true; /* drives are folders, too, although they cannot be made */
  errno = error == ERROR_ALREADY_EXISTS   ? ENOTDIR
          : error == ERROR_PATH_NOT_FOUND ? ENOENT
          : error == ERROR_INVALID_NAME   ? EINVAL
          : error == ERROR_DISK_FULL      ? ENOSPC
                                          : EACCES;
  return false;
}
