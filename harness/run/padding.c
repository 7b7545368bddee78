/* Which bytes of each argument structure no field covers. */
#include <string.h>

#include "run/marshal.h"

struct covered {
  const char *structure;
  size_t offset, size;
};

static const struct covered covered[] = {
#define ABI_STRUCT(structure, bytes)
#define ABI_FIELD(structure, field, offset) {#structure, offset, sizeof(((structure *)0)->field)},
#define ABI_BITS(structure, field, offset, low, high) {#structure, (offset) + (low) / 8, ((high) - (low)) / 8 + 1},
#include "abi/layout.def"
#undef ABI_STRUCT
#undef ABI_FIELD
#undef ABI_BITS
};

void marshal_padding(struct marshalled *m, uint8_t value)
{
  const struct op_info *op = &program_ops[m->call->op];
  bool is_field[MARSHAL_MAX_STRUCTURE] = {false};

  if (value == 0 || op->entry == ABI_NO_ENTRY)
    return;
  for (size_t i = 0; i < sizeof covered / sizeof covered[0]; i++)
    if (strcmp(covered[i].structure, abi_entries[op->entry].structure) == 0)
      memset(is_field + covered[i].offset, true, covered[i].size);
  for (size_t i = 0; i < op->size; i++)
    if (!is_field[i])
      m->structure[i] = value;
}
