/*
 * Inside the parser of waivers: the file's lines, and what may stand behind each key.
 */
#ifndef OFFERCHECK_CERTIFY_WAIVERS_PARTS_H
#define OFFERCHECK_CERTIFY_WAIVERS_PARTS_H

#include "certify/waivers.h"
#include "oracle/lines.h"
#include "program/buffer.h"

struct waivers_parsing {
  const char *text;
  size_t size;
  const struct requirement_set *requirements;
  struct waiver_set *set;
  struct waiver *waiver; /* the last one, or NULL */
  unsigned given;        /* its keys so far, a bit each */
  struct text_error *error;
};

/* States an error at a place in the text. Always false. */
BUFFER_PRINTF_AT(3, 4) bool waivers_wrong(struct waivers_parsing *parsing, const char *at, const char *format, ...);
bool waivers_no_memory(struct waivers_parsing *parsing);

/* As much of it as a message has room for. */
int waivers_shown(struct slice slice);

/* Copies a value. False: out of memory. */
bool waivers_keep(struct waivers_parsing *parsing, struct slice value, char **ret_text);

/* Lines begin with these; the bit of a key in `given` is its place here. */
struct waivers_key {
  const char *word;
  bool optional, repeated;
  bool (*parse)(struct waivers_parsing *parsing, struct slice value);
};

#define WAIVERS_KEY_COUNT 9u
extern const struct waivers_key waivers_keys[WAIVERS_KEY_COUNT];

#endif
