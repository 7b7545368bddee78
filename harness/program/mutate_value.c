/* Numbers of fields: the values at which a target does something else. */
#include "program/mutate_parts.h"

#define COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

static const uint64_t edges[] = {
    0,           1,           2,         3,          4,           7,           8,          16,         63,
    64,          255,         256,       1023,       1024,        1025,        4095,       4096,       4097,
    0xFFFF,      0x10000,     0x10001,   0x7FFFFFFF, 0x80000000u, 0x80000001u, 0xFFFFFFFE, 0xFFFFFFFF, 0x40000000,
    0x100000000, 0x100000001, INT64_MAX, 1ull << 63, UINT64_MAX,  0xFFFFF000,  0xFFFFFFF0, 0x3FFFFFFF, 0x20000000,
};

/* The range in which a number makes a difference to the target; the first half of them comes by far the most. */
struct number_hint {
  uint8_t argument;
  uint8_t count;
  const uint64_t *numbers;
};

#define HINT(place, array)                                                                                             \
  {                                                                                                                    \
    .argument = (place), .count = COUNT_OF(array), .numbers = (array)                                                  \
  }

static const uint64_t processes[] = {0, 1, 0, 1, 2, 3, 4, UINT64_MAX};
static const uint64_t budgets[] = {4096,  0,    8192,  12288, 65536,    262144,     1u << 20,   64u << 20,
                                   16384, 4095, 12287, 1,     1u << 30, 0xFFFFFFFF, UINT64_MAX, 262143};
static const uint64_t failures[] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 10, 12, 16, 24, 32, 64};
static const uint64_t sizes[] = {4096, 4096, 4096, 4096, 1, 8192, 4095, 4097, 65536, 0, 16384, 1u << 20, 65537, 3};
static const uint64_t large_sizes[] = {4u << 20,   64u << 20,  256u << 20,     1u << 30,           0xFFFFFFFF,
                                       0xFFFFF001, 1ull << 32, 0x7FFFFFFFFFFF, 0xFFFFFFFFFFFFF000, UINT64_MAX};
static const uint64_t data_sizes[] = {4, 8, 16, 12, 24, 40, 0, 1, 3, 5, 4096, 0xFFFFFFFF};
static const uint64_t seeds[] = {1, 2, 3, 4, 5, 0, 255, UINT64_MAX};

static const struct number_hint hints[OP_COUNT] = {
    [OP_PROCESS] = HINT(0, processes),
    [OP_SET_BUDGET] = HINT(1, budgets),
    [OP_FAIL_ALLOCATION] = HINT(0, failures),
    [OP_CREATE_ALLOCATION] = HINT(CREATE_ALLOCATION_ARG_SIZE, sizes),
    [OP_CREATE_ALLOCATION2] = HINT(CREATE_ALLOCATION_ARG_SIZE, sizes),
    [OP_QUERY_ADAPTER_INFO] = HINT(3, data_sizes),
    [OP_FILL] = HINT(CONTENT_ARG_SEED, seeds),
};

static uint64_t hinted(uint64_t *random, const struct number_hint *hint)
{
  const uint32_t likely = random_one_in(random, 4) ? hint->count : (hint->count + 1u) / 2;

  if (hint->numbers == sizes && random_one_in(random, 32))
    return RANDOM_OF(random, large_sizes);
  return hint->numbers[random_below(random, likely)];
}

static uint32_t rows_of(const struct symbols *symbols)
{
  uint32_t count = 0;

  while (symbols->rows[count].name != NULL)
    count++;
  return count;
}

static uint64_t known_flags(const struct symbols *symbols)
{
  uint64_t flags = 0;

  for (uint32_t i = 0; symbols->rows[i].name != NULL; i++)
    flags |= symbols->rows[i].value;
  return flags;
}

static uint64_t some_symbol(uint64_t *random, const struct symbols *symbols)
{
  return symbols->rows[random_below(random, rows_of(symbols))].value;
}

static uint64_t some_flags(uint64_t *random, const struct symbols *symbols, uint64_t now)
{
  const uint64_t known = known_flags(symbols);

  switch (random_below(random, 12)) {
  case 0:
    return known;
  case 1:
    return UINT32_MAX;
  case 2:
    return UINT32_MAX & ~known;
  case 3:
    return 0;
  case 4:
    return (UINT32_MAX & ~known) & random_next(random);
  case 5:
  case 6:
    return now ^ 1ull << random_below(random, 32);
  default:
    return now ^ some_symbol(random, symbols);
  }
}

/* A symbol, or what lies just beside one. */
static uint64_t some_choice(uint64_t *random, const struct symbols *symbols, uint64_t now)
{
  static const uint64_t far_values[] = {0, UINT32_MAX, 0x80000000u, 0x7FFFFFFF, 0x100, 0x10000, 0xFFFF, 64};
  const uint32_t last = rows_of(symbols) - 1;

  switch (random_below(random, 12)) {
  case 0:
    return symbols->rows[last].value + 1;
  case 1:
    return symbols->rows[0].value - 1;
  case 2:
    return some_symbol(random, symbols) + (random_one_in(random, 2) ? 1 : UINT64_MAX);
  case 3:
    return RANDOM_OF(random, far_values);
  case 4:
    return now ^ 1ull << random_below(random, 32);
  default:
    return some_symbol(random, symbols);
  }
}

static uint64_t some_number(uint64_t *random, uint64_t now, unsigned bits)
{
  switch (random_below(random, 8)) {
  case 0:
    return now + 1;
  case 1:
    return now - 1;
  case 2:
    return now ^ 1ull << random_below(random, bits);
  case 3:
    return random_below(random, 32);
  case 4:
    return random_next(random) >> random_below(random, 64);
  default:
    return RANDOM_OF(random, edges);
  }
}

uint64_t some_value(uint64_t *random, enum program_op op, uint8_t argument, uint64_t now)
{
  const struct argument_info *row = &program_ops[op].arguments[argument];
  const struct number_hint *hint = &hints[op];
  const bool wide = row->kind == ARG_U64 || row->kind == ARG_SETTING || row->kind == ARG_LUID;
  uint64_t value;

  if (row->symbols != NULL)
    value = row->symbols->flags ? some_flags(random, row->symbols, now) : some_choice(random, row->symbols, now);
  else if (hint->count != 0 && hint->argument == argument && !random_one_in(random, hint->numbers == sizes ? 64 : 8))
    value = hinted(random, hint);
  else
    value = some_number(random, now, wide ? 64 : 32);
  return wide ? value : (uint32_t)value;
}

/* Flags change what a call does or whether it does it, so that most have none. */
uint64_t good_value(uint64_t *random, enum program_op op, uint8_t argument)
{
  const struct argument_info *row = &program_ops[op].arguments[argument];
  const struct number_hint *hint = &hints[op];

  if (row->symbols != NULL && row->symbols->flags)
    return random_one_in(random, 8) || (op == OP_OFFER_ALLOCATIONS && random_one_in(random, 2))
               ? some_symbol(random, row->symbols)
               : row->value;
  if (row->symbols != NULL)
    return op == OP_OFFER_ALLOCATIONS || op == OP_SET_DISCARD || random_one_in(random, 4)
               ? some_symbol(random, row->symbols)
               : row->value;
  if (hint->count != 0 && hint->argument == argument)
    return op == OP_QUERY_ADAPTER_INFO || (row->kind == ARG_SETTING && !random_one_in(random, 4))
               ? row->value
               : hinted(random, hint);
  return row->value;
}
