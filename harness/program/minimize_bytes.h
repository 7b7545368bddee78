/*
 * Making bytes fewer while they still show what they show: lines go first,
 * then ever shorter pieces.
 */
#ifndef OFFERCHECK_PROGRAM_MINIMIZE_BYTES_H
#define OFFERCHECK_PROGRAM_MINIMIZE_BYTES_H

#include "program/buffer.h"
#include "program/minimize.h"

struct minimize_bytes_options {
  enum minimize_answer (*play)(void *context, const uint8_t *data, size_t size);
  void *context;
};

/*
 * Minimizes bytes that were played and show it. Of the result no single line
 * and no single byte can be taken away, unless MINIMIZE_STOP was answered.
 * False: out of memory; the bytes are then the best so far all the same.
 */
bool minimize_bytes(struct buffer *bytes, const struct minimize_bytes_options *options);

#endif
