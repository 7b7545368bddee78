/*
 * Fuzzing one target: what the parts of the command `fuzz` share.
 */
#ifndef OFFERCHECK_CLI_FUZZ_CAMPAIGN_H
#define OFFERCHECK_CLI_FUZZ_CAMPAIGN_H

#include "certify/fuzzing.h"
#include "cli/fuzz_file.h"
#include "cli/fuzz_process.h"
#include "oracle/verdict.h"

#define FUZZ_MAX_FINDINGS 20u /* of one target: it ends there */
#define FUZZ_CRASH "crash"    /* the signature of a find of which nothing else is known */
#define FUZZ_MAX_JOBS 256u

enum fuzz_engine { ENGINE_NONE, ENGINE_LIBFUZZER, ENGINE_AFL, ENGINE_COUNT };

extern const char *const fuzz_engine_names[ENGINE_COUNT]; /* as --engine has them; "" for none */

struct fuzz_options {
  enum fuzz_engine engine; /* ENGINE_NONE: the program's own */
  const char *fuzzers;     /* the folder of the programs; NULL: where the build and the installation put them */
  const char *corpus;      /* a folder of more seeds; NULL: none */
  const char *out;         /* the folder that all goes to */
  const char *target;      /* "mock", or a library */
  const char *profile;     /* NULL: the target's own */
  const char *cmplog;      /* AFL++'s second program, or the folder of those; NULL: none */
  unsigned seconds;        /* for each target; 0: as long as the runs take */
  unsigned long long runs; /* for each target; 0: as many as the time allows */
  unsigned seed, jobs;
  volatile int *stop; /* becomes non-zero when all is to end */
};

/* One way of failing, and the input that showed it first. */
struct fuzz_find {
  char requirement[64]; /* id; "" */
  char signature[640];  /* one line */
  enum verdict verdict;
  char *path;   /* of the input */
  char *report; /* what the engine's program wrote of it, its first lines */
};

struct fuzz_campaign {
  const struct fuzz_options *options;
  const struct fuzz_target *fuzz;
  const struct requirement_set *requirements;
  enum fuzz_engine engine;
  char *program, *seeds, *dictionary; /* paths; the last two NULL where there is none */
  bool has_own_seeds;                 /* `seeds` is below `folder` */
  char *folder, *corpus, *crashes;    /* below options->out */
  double began;
  bool progress; /* a progress line is wanted */
  struct fuzz_find finds[FUZZ_MAX_FINDINGS];
  size_t find_count;
  struct fuzzing_target *result;
};

/* A printed string. NULL: out of memory. */
BUFFER_PRINTF_AT(1, 2) char *fuzz_print(const char *format, ...);

/* Finds the target's program and says what it is. Returns an exit status, after a complaint if it is not EXIT_CLEAN. */
int fuzz_find_program(struct fuzz_campaign *campaign);

/* Runs the engine to its end and takes what it found. Returns as above; what was found until then stays. */
int fuzz_run_libfuzzer(struct fuzz_campaign *campaign);
int fuzz_run_afl(struct fuzz_campaign *campaign);

/*
 * If the file is one of the seeds, the rest of them becomes the seeds, in a
 * folder of the campaign's own. Whether it was one.
 */
bool fuzz_leave_seed_out(struct fuzz_campaign *campaign, const char *path);

/* Takes a failing input, unless its like was there. `output` is what was written of it. Whether it is new. */
bool fuzz_take_find(struct fuzz_campaign *campaign, const char *path, const char *output);

/* Minimizes and writes all that was found, and adds it to the result. Returns an exit status. */
int fuzz_keep_finds(struct fuzz_campaign *campaign);

/* A line on the terminal in place of the last; NULL clears it. */
void fuzz_show_progress(struct fuzz_campaign *campaign, const char *text);

/* ---- results ---- */

/* What came of the target, for people. */
void fuzz_print_target(const struct fuzzing_target *result);

/* Adds the coverage that a file says. Returns an exit status. */
int fuzz_read_coverage(const char *path, struct fuzzing *fuzzing);

/* Writes fuzzing.json into the folder. False: a complaint was printed. */
bool fuzz_write_results(const char *folder, const struct fuzzing *fuzzing);

/* ---- command lines ---- */

struct fuzz_words {
  char **words; /* always a NULL behind the last */
  size_t count;
  bool failed;
};

BUFFER_PRINTF void fuzz_add_word(struct fuzz_words *words, const char *format, ...);
void fuzz_free_words(struct fuzz_words *words);

/* What the programs of all engines take from the environment. */
void fuzz_add_environment(const struct fuzz_campaign *campaign, struct fuzz_words *words);

/* As a shell takes it. NULL: out of memory. */
char *fuzz_command_line(const struct fuzz_words *environment, const struct fuzz_words *arguments);

/* Says the command line, and keeps the first one in the result. False: out of memory. */
bool fuzz_say_command(struct fuzz_campaign *campaign, const struct fuzz_words *environment,
                      const struct fuzz_words *arguments);

/* How many files a folder has; 0 if it cannot be read. The first names, sorted, are added to ret_names if it is not NULL. */
size_t fuzz_list_files(const char *folder, size_t most, struct fuzz_words *ret_names);

/* Adds what a file has from an offset on, at most `most` bytes. False: it cannot be read. */
bool fuzz_read_from(const char *path, size_t offset, size_t most, struct buffer *ret_text);

#endif
