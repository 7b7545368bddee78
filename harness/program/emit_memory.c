/* Where the memory lies that a call is shown. */
#include <inttypes.h>

#include "program/emit_parts.h"

#define KERNEL_ADDRESS "0xFFFF800000001000ull"
#define NONCANONICAL_ADDRESS "0x0000800000001000ull"

bool emit_is_laid(uint8_t kind)
{
  return kind == PLACE_GUARDED || kind == PLACE_CUT || kind == PLACE_MISALIGNED || kind == PLACE_READ_ONLY ||
         kind == PLACE_ACROSS;
}

uint64_t emit_mapped(struct placement place, uint64_t size)
{
  if (!emit_is_laid(place.kind))
    return 0;
  return place.kind == PLACE_CUT && place.argument < size ? place.argument : size;
}

bool emit_is_whole(struct placement place, uint64_t size)
{
  return emit_is_laid(place.kind) && emit_mapped(place, size) == size;
}

static void emit_address(uint64_t address, struct buffer *ret_text)
{
  buffer_string(ret_text, "(void *)(uintptr_t)");
  buffer_printf(ret_text, address <= UINT32_MAX ? "0x%" PRIX64 : "0x%" PRIX64 "ull", address);
}

void emit_place(struct placement place, const char *reference, const char *variable, struct buffer *ret_text)
{
  static const char *const helpers[PLACE_COUNT] = {
      [PLACE_GUARDED] = "guarded",     [PLACE_CUT] = "cut_off",         [PLACE_MISALIGNED] = "misaligned",
      [PLACE_READ_ONLY] = "read_only", [PLACE_ACROSS] = "across_pages", [PLACE_UNMAPPED] = "unmapped()",
      [PLACE_NULL] = "NULL",
  };
  uint64_t by = place.argument % 8 != 0 ? place.argument % 8 : 1;

  switch (place.kind) {
  case PLACE_KERNEL:
    buffer_string(ret_text, "(void *)(uintptr_t)" KERNEL_ADDRESS);
    break;
  case PLACE_NONCANONICAL:
    buffer_string(ret_text, "(void *)(uintptr_t)" NONCANONICAL_ADDRESS);
    break;
  case PLACE_ADDRESS:
    emit_address(place.argument, ret_text);
    break;
  case PLACE_NULL:
  case PLACE_UNMAPPED:
    buffer_string(ret_text, helpers[place.kind]);
    break;
  default:
    if (variable == NULL)
      buffer_printf(ret_text, "%s(NULL, 0", helpers[place.kind]);
    else
      buffer_printf(ret_text, "%s(%s%s, sizeof %s", helpers[place.kind], reference, variable, variable);
    if (place.kind == PLACE_CUT || place.kind == PLACE_MISALIGNED) {
      buffer_string(ret_text, ", ");
      emit_number(place.kind == PLACE_CUT ? place.argument : by, ret_text);
    }
    buffer_byte(ret_text, ')');
    break;
  }
}
