#include "abi/types.h"
#include "mock/user_memory.h"

#define WRITABLE (PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)
#define READABLE (WRITABLE | PAGE_READONLY | PAGE_EXECUTE_READ)

/*
 * WriteProcessMemory lifts a page's write protection itself where it can, and
 * Wine reads and writes what has no access at all; the kernel does neither.
 */
static BOOL is_accessible(uintptr_t address, size_t size, DWORD protections)
{
  uintptr_t end = address + size;

  while (address < end) {
    MEMORY_BASIC_INFORMATION information;

    if (VirtualQuery((LPCVOID)address, &information, sizeof information) == 0)
      return FALSE;
    if (information.State != MEM_COMMIT || (information.Protect & protections) == 0 ||
        (information.Protect & PAGE_GUARD) != 0)
      return FALSE;
    address = (uintptr_t)information.BaseAddress + information.RegionSize;
  }
  return TRUE;
}

bool mock_system_copy_in(void *to, uintptr_t from, size_t size)
{
  SIZE_T copied = 0;

  return is_accessible(from, size, READABLE) &&
         ReadProcessMemory(GetCurrentProcess(), (LPCVOID)from, to, size, &copied) && copied == size;
}

bool mock_system_copy_out(uintptr_t to, const void *from, size_t size)
{
  SIZE_T copied = 0;

  return is_accessible(to, size, WRITABLE) &&
         WriteProcessMemory(GetCurrentProcess(), (LPVOID)to, from, size, &copied) && copied == size;
}
