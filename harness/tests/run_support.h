/*
 * What the tests of the runner share: programs from text, and records kept.
 */
#ifndef OFFERCHECK_TESTS_RUN_SUPPORT_H
#define OFFERCHECK_TESTS_RUN_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "program/text.h"
#include "run/execute.h"
#include "run/probe.h"

#ifndef COUNT_OF
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#endif

/* The beginning of most programs: a device D with a paging queue Q and three allocations X. */
#define ONE_DEVICE                                                                                                     \
  "EnumAdapters2 hAdapter->A[2]\n"                                                                                     \
  "CreateDevice hAdapter=A[0] hDevice->D\n"                                                                            \
  "CreatePagingQueue hDevice=D hPagingQueue->Q\n"                                                                      \
  "CreateAllocation2 hDevice=D hAllocation->X[3]\n"
#define ONE_DEVICE_CALLS 4u

/* MemorySanitizer does not see how the loader fills in a loaded library's thread-local variables. */
#define CAN_LOAD_LIBRARIES 1
#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#undef CAN_LOAD_LIBRARIES
#define CAN_LOAD_LIBRARIES 0
#endif
#endif

/* Parses a text that must hold programs. */
void parse_programs(const char *text, struct program_set *ret_set);

/* Records, kept one behind the other. */
struct kept_records {
  struct buffer bytes;
  size_t count;
  size_t entered; /* calls begun */
  size_t stop_at; /* the record that stops the program; 0: none */
};

struct record_sink keep_records(struct kept_records *kept);
void keep_record(void *context, const struct call_record *record);
void kept_free(struct kept_records *kept);

/* The record at that place; the pointers lead into the kept bytes. */
struct call_record kept_at(const struct kept_records *kept, size_t index);

/* The n-th record of the operation, from 0. */
struct call_record kept_of(const struct kept_records *kept, enum program_op op, size_t nth);
size_t kept_count(const struct kept_records *kept, enum program_op op);

/* Plays a text of one program on the target that the test is linked with, from a fresh state, and what ends it. */
void play_text(const char *text, struct kept_records *ret_kept);

#endif
