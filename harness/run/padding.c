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

struct padding_mask {
  bool known;
  bool is_field[MARSHAL_MAX_STRUCTURE];
};

static const bool *fields_of(const struct op_info *op)
{
  static struct padding_mask masks[OP_COUNT];
  struct padding_mask *mask = &masks[op - program_ops];

  for (size_t i = 0; !mask->known && i < sizeof covered / sizeof covered[0]; i++)
    if (strcmp(covered[i].structure, abi_entries[op->entry].structure) == 0)
      memset(mask->is_field + covered[i].offset, true, covered[i].size);
  mask->known = true;
  return mask->is_field;
}

void marshal_padding(struct marshalled *m, uint8_t value)
{
  const struct op_info *op = &program_ops[m->call->op];
  const bool *is_field;

  if (value == 0 || op->entry == ABI_NO_ENTRY)
    return;
  is_field = fields_of(op);
  for (size_t i = 0; i < op->size; i++)
    if (!is_field[i])
      m->structure[i] = value;
}
