/*
 * The offercheck command: its parts and what they share.
 */
#ifndef OFFERCHECK_CLI_COMMAND_H
#define OFFERCHECK_CLI_COMMAND_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "oracle/profile.h"
#include "oracle/requirements.h"
#include "program/buffer.h"
#include "program/text.h"

/* Exit statuses. */
enum {
  EXIT_CLEAN = 0,  /* nothing failed */
  EXIT_FAILED = 1, /* the target failed something */
  EXIT_USAGE = 2,  /* bad usage or bad input */
  EXIT_UNABLE = 3  /* the harness could not do its work */
};

struct command {
  const char *name;
  const char *usage; /* the arguments */
  const char *about; /* one line */
  const char *help;  /* the options and the rest, shown by --help */
  int (*run)(int argc, char **argv);
};

extern const struct command emit_command, fuzz_command, verify_command, merge_command, diff_command, waive_command;
extern const struct command certify_command, list_command, run_command, show_command, encode_command, minimize_command;

/* One line on standard error, with the program's name before it; control characters in it are spelled out. */
BUFFER_PRINTF_AT(1, 2) void complain(const char *format, ...);

/* A complaint about the command line that points to --help. Returns EXIT_USAGE. */
BUFFER_PRINTF int misuse(const struct command *command, const char *format, ...);

/* Prints a command's help and returns EXIT_CLEAN. */
int print_help(const struct command *command);

/* Appends text that may come from anywhere, on one line: what a terminal would obey is spelled out, as "\\u001B". */
void clean_text(const char *text, struct buffer *ret_text);

/* ---- options ---- */

enum {
  OPTION_WRONG = '?',
  OPTION_FIRST = 256 /* long options without a letter have this value or a higher one */
};

/*
 * The next option, as of getopt_long; -1 after the last. OPTION_WRONG: a
 * complaint was printed. A value is never empty. Of an option that is
 * repeated the last one counts.
 */
int next_option(const struct command *command, const char *letters, const struct option *options, int argc,
                char **argv);

/* Parses a whole number in [least, most]. */
bool parse_number(const char *text, unsigned long long least, unsigned long long most, unsigned long long *ret_number);

/* The value that was just read, as a number. False: a complaint was printed. */
bool number_option(const struct command *command, const char *name, const char *what, unsigned least, unsigned most,
                   unsigned *ret_number);

/* ---- what is built in ---- */

struct suite_data {
  struct requirement_set requirements;
  struct program_set cases;
};

/* Loads requirements and cases. False: a complaint was printed; nothing is to be freed. */
bool load_suite(struct suite_data *ret_suite);
void free_suite(struct suite_data *suite);

/* The requirements alone, for who plays no case. False: a complaint was printed; nothing is to be freed. */
bool load_requirements(struct requirement_set *ret_set);

/* Loads a profile by name. Returns EXIT_CLEAN, or another status after a complaint. */
int load_profile(const char *name, const struct requirement_set *requirements, struct profile *ret_profile);

/* ---- files ---- */

/* The largest program file that is read, in bytes. */
#define FILE_MAX_SIZE (4u << 20)

/* The bytes of a file, "-" being standard input. Returns EXIT_CLEAN, or another status after a complaint. */
int read_content(const char *path, struct buffer *ret_content);

struct fuzz_target;

/*
 * Reads programs from a file in either form and adds them to ret_set. `as` is
 * the fuzz target that the file is an input of; NULL: none but what its path
 * says. Returns EXIT_CLEAN, or another status after a complaint.
 */
int read_programs(const char *path, const struct fuzz_target *as, struct program_set *ret_set);

/* The same of bytes that were read. */
int parse_programs(const char *path, const struct fuzz_target *as, const struct buffer *content,
                   struct program_set *ret_set);

/* Whether a file is text by its name; others are what they look like. */
#define TEXT_SUFFIX ".kmt"
bool is_text_name(const char *path);

/* What a file is called in what is printed. */
const char *file_title(const char *path);

/*
 * Writes a file whole, or leaves what was there; "-" is standard output.
 * False: a complaint was printed.
 */
bool write_file(const char *path, const char *data, size_t size);

/* As write_file, but says nothing. Returns 0, or errno. */
int store_file(const char *path, const char *data, size_t size);

/* Makes a folder and those above it. False: a complaint was printed. */
bool make_folder(const char *path);

/*
 * Flushes standard output. False: it took not everything, and a complaint was
 * printed, unless it was a pipe whose reader had seen enough.
 */
bool flush_output(void);

#endif
