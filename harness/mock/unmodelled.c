/* The exported entry points that are no more than a name: see unmodelled.def. */
#include "abi/d3dkmt.h"

#define MOCK_UNMODELLED(function)                                                                                      \
  NTSTATUS APIENTRY function(const void *pData);                                                                       \
  NTSTATUS APIENTRY function(const void *pData)                                                                        \
  {                                                                                                                    \
    (void)pData;                                                                                                       \
    return STATUS_NOT_SUPPORTED;                                                                                       \
  }
#define MOCK_UNMODELLED_OTHER(function)
#include "mock/unmodelled.def"
#undef MOCK_UNMODELLED
#undef MOCK_UNMODELLED_OTHER

NTSTATUS APIENTRY D3DKMTShareObjects(UINT cObjects, const D3DKMT_HANDLE *hObjects, void *pObjectAttributes,
                                     UINT dwDesiredAccess, HANDLE *phSharedNtHandle);

NTSTATUS APIENTRY D3DKMTShareObjects(UINT cObjects, const D3DKMT_HANDLE *hObjects, void *pObjectAttributes,
                                     UINT dwDesiredAccess, HANDLE *phSharedNtHandle)
{
  (void)cObjects;
  (void)hObjects;
  (void)pObjectAttributes;
  (void)dwDesiredAccess;
  (void)phSharedNtHandle;
  return STATUS_NOT_SUPPORTED;
}
