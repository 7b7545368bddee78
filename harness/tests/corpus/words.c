/* Prints the words of the text form that its tables hold, one a line: operations, fields, symbols, types, placements, statuses. */
#include <stdio.h>

#include "abi/status_names.h"
#include "program/program.h"
#include "program/symbols.h"

static void print_symbols(const struct symbols *symbols)
{
  for (size_t i = 0; symbols != NULL && symbols->rows[i].name != NULL; i++)
    puts(symbols->rows[i].name);
}

int main(void)
{
  for (unsigned op = 0; op < OP_COUNT; op++) {
    puts(program_ops[op].name);
    for (uint8_t i = 0; i < program_ops[op].argument_count; i++) {
      puts(program_ops[op].arguments[i].name);
      print_symbols(program_ops[op].arguments[i].symbols);
    }
  }
  for (unsigned type = 1; type < OBJECT_TYPE_COUNT; type++)
    puts(object_types[type].name);
  for (unsigned kind = 0; kind < PLACE_COUNT; kind++)
    puts(placement_names[kind]);
#define ABI_STATUS(name, value) puts(#name);
#include "abi/statuses.def"
#undef ABI_STATUS
  return 0;
}
