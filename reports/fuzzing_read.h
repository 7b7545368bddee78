/*
 * Reading fuzzing.json, which may be anything.
 */
#ifndef OFFERCHECK_REPORTS_FUZZING_READ_H
#define OFFERCHECK_REPORTS_FUZZING_READ_H

#include "certify/fuzzing.h"
#include "program/text.h"

#define FUZZING_MAX_SIZE ((size_t)16 << 20) /* bytes of a file */

/*
 * Reads what fuzzing_write wrote: JSON of exactly that form, its keys in any
 * order. NULL: ret_error says why and where (line 0: out of memory).
 */
struct fuzzing *fuzzing_read(const char *text, size_t size, struct text_error *ret_error);

#endif
