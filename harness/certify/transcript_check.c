/* A whole transcript, and the sums that chain its blocks. */
#include <stdio.h>
#include <string.h>

#include "certify/transcript_line.h"
#include "certify/transcript_read.h"
#include "digest/sha256.h"

/* Whether a chain line has the sum of the chain line before it and of what stands between them. */
static bool check_chain(const struct transcript_reader *reader, const struct transcript_item *item, size_t block,
                        size_t block_line, struct text_error *ret_error)
{
  struct sha256 hash;
  char hex[SHA256_HEX];

  sha256_begin(&hash);
  sha256_add(&hash, reader->data + block, item->offset - block);
  if (!sha256_end(&hash, hex))
    return line_out_of_memory(ret_error);
  if (strcmp(hex, item->text) == 0)
    return true;
  *ret_error = (struct text_error){item->line, 1, ""};
  snprintf(ret_error->message, sizeof ret_error->message,
           "the chain is broken: lines %zu to %zu have the sum %s, not %s", block_line, item->line - 1, hex,
           item->text);
  return false;
}

void transcript_difference(const char *data, size_t same, struct text_error *ret_error)
{
  *ret_error = (struct text_error){1, 1, "not what follows from the calls"};
  for (size_t i = 0; i < same; i++) {
    ret_error->column++;
    if (data[i] == '\n') {
      ret_error->line++;
      ret_error->column = 1;
    }
  }
}

bool transcript_read(const char *data, size_t size, struct text_error *ret_error)
{
  struct transcript_reader reader;
  struct transcript_item item;
  enum transcript_kind last = TRANSCRIPT_NOTHING, before = TRANSCRIPT_NOTHING;
  size_t block = 0, block_line = 1;
  bool good;

  transcript_reader_init(&reader, data, size);
  while ((good = transcript_next(&reader, &item, ret_error)) && item.kind != TRANSCRIPT_NOTHING) {
    before = last;
    last = item.kind;
    if (item.kind != TRANSCRIPT_CHAIN)
      continue;
    good = check_chain(&reader, &item, block, block_line, ret_error);
    if (!good)
      break;
    block = item.offset;
    block_line = item.line;
  }
  if (good && (last != TRANSCRIPT_CHAIN || before != TRANSCRIPT_END)) {
    *ret_error = (struct text_error){item.line, 1, "the text ends before the line 'end' and its chain"};
    good = false;
  }
  transcript_reader_free(&reader);
  return good;
}
