/*
 * The provisioning file: how a vendor's driver is asked for an allocation.
 *
 *   offercheck-provision 1         the first line
 *   allocation HEX...              private driver data of each allocation; several lines make one piece
 *   resource HEX...                private driver data of the create call
 *   runtime HEX...                 private runtime data of the create call
 *   size-at OFFSET WIDTH UNIT      where in `allocation` the size goes: WIDTH (1, 2, 4, 8) bytes, little-endian, in
 *                                  units of UNIT bytes, rounded up
 *   size BYTES                     in place of size-at: what each allocation has
 *   flags NUMBER                   D3DKMT_CREATEALLOCATIONFLAGS, ORed to the call's
 *   allocation-flags NUMBER        D3DDDI_ALLOCATIONINFO2.Flags
 *   source NUMBER                  D3DDDI_ALLOCATIONINFO2.VidPnSourceId
 *   memory driver|caller           whose memory it is; caller's: pSystemMem and ExistingSysMem. driver is the default
 *
 * Numbers are decimal, or hexadecimal with 0x. '#' begins a comment. Whatever a line says is said once, but for HEX.
 */
#ifndef OFFERCHECK_RUN_PROVISION_H
#define OFFERCHECK_RUN_PROVISION_H

#include "abi/d3dkmt.h"
#include "program/text.h"

#define PROVISION_MAX_FILE 16384u /* bytes: it stands in the transcript as one line */
#define PROVISION_MAX_DATA 4096u  /* bytes of each piece */

struct provision_data {
  uint32_t size;
  uint8_t bytes[PROVISION_MAX_DATA];
};

struct provision {
  struct provision_data allocation, resource, runtime;
  uint32_t size_offset, size_width; /* width 0: the size is fixed */
  uint64_t size_unit;
  uint64_t size; /* bytes of an allocation whose size is fixed */
  uint32_t flags, allocation_flags, source;
  bool over_caller; /* the memory is the caller's */
};

/* Parses a file's text. False: ret_error says why. */
bool provision_parse(const char *text, size_t size, struct provision *ret_provision, struct text_error *ret_error);

/* The private data of an allocation of that many bytes: provision->allocation.size of them. */
void provision_fill(const struct provision *provision, uint64_t bytes, uint8_t *ret_data);

/* Bytes that an allocation has for which so many are asked. */
uint64_t provision_size(const struct provision *provision, uint64_t bytes);

/* Sets what the file says of flags and source. */
void provision_apply(const struct provision *provision, D3DKMT_CREATEALLOCATIONFLAGS *flags,
                     D3DDDI_ALLOCATIONINFO2 *info);

#endif
