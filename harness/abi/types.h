/*
 * The Windows base types that the D3DKMT interface is written in.
 *
 * On Windows they come from <windows.h>. Elsewhere they are defined here with
 * the sizes that WSL uses: UINT and ULONG have 32 bits, BOOL has 32, HANDLE is
 * a pointer, WCHAR is wchar_t. Source: the public WDDM headers (H).
 */
#ifndef OFFERCHECK_ABI_TYPES_H
#define OFFERCHECK_ABI_TYPES_H

#include <stdint.h>

#ifdef _WIN32

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef WIN32_NO_STATUS
#define WIN32_NO_STATUS /* the statuses stand in abi/statuses.h */
#endif
#include <windows.h>

#else

#include <wchar.h>

typedef void VOID;
typedef void *PVOID;
typedef void *HANDLE;
typedef uint32_t UINT;
typedef uint32_t ULONG;
typedef int32_t LONG;
typedef int32_t INT;
typedef uint64_t UINT64;
typedef uint64_t ULONGLONG;
typedef int32_t BOOL;
typedef uint8_t BOOLEAN;
typedef uintptr_t ULONG_PTR;
typedef wchar_t WCHAR;

#define TRUE 1
#define FALSE 0
#define APIENTRY

typedef struct _LUID {
  ULONG LowPart;
  LONG HighPart;
} LUID;

typedef union _LARGE_INTEGER {
  struct {
    uint32_t LowPart;
    int32_t HighPart;
  } u;
  int64_t QuadPart;
} LARGE_INTEGER;

#endif

typedef LONG NTSTATUS;

#endif
