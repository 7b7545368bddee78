/* minimize, for targets that try text: the least text of which the same does not hold. */
#include <string.h>

#include "cli/minimize.h"
#include "cli/system.h"
#include "program/minimize_bytes.h"

struct text_minimization {
  const struct fuzz_target *target;
  unsigned timeout_seconds;
  volatile int *stop;
  struct buffer wanted; /* what does not hold */
  unsigned long executions;
};

static enum minimize_answer try_candidate(void *context, const uint8_t *data, size_t size)
{
  struct text_minimization *minimization = context;
  struct buffer finding = {NULL, 0, 0, false};
  enum fuzz_check_end end;
  bool same;

  if (*minimization->stop)
    return MINIMIZE_STOP;
  minimization->executions++;
  end = fuzz_check(minimization->target, (const char *)data, size, minimization->timeout_seconds, &finding);
  same = end == CHECK_FAILS && strcmp(buffer_text(&finding), buffer_text(&minimization->wanted)) == 0;
  buffer_free(&finding);
  return end == CHECK_UNABLE ? MINIMIZE_STOP : same ? MINIMIZE_SHOWN : MINIMIZE_LOST;
}

static int reduce(struct text_minimization *minimization, struct buffer *content, const char *out)
{
  const struct minimize_bytes_options options = {try_candidate, minimization};
  const size_t before = content->size;

  if (!minimize_bytes(content, &options)) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  if (!write_file(out, buffer_text(content), content->size))
    return EXIT_UNABLE;
  complain("%s%s: %zu bytes to %zu, %lu executions", *minimization->stop ? "interrupted; " : "",
           buffer_text(&minimization->wanted), before, content->size, minimization->executions);
  return *minimization->stop ? EXIT_FAILED : EXIT_CLEAN;
}

int minimize_text(const char *path, const struct fuzz_target *target, const char *out, unsigned timeout_seconds,
                  volatile int *stop)
{
  struct text_minimization minimization = {target, timeout_seconds, stop, {NULL, 0, 0, false}, 1};
  struct buffer content = {NULL, 0, 0, false};
  int status = read_content(path, &content);

  if (status != EXIT_CLEAN)
    goto out;
  system_catch_signals(stop);
  switch (fuzz_check(target, buffer_text(&content), content.size, timeout_seconds, &minimization.wanted)) {
  case CHECK_HOLDS:
    complain("%s: %s holds for it: nothing to minimize", file_title(path), target->name);
    status = EXIT_USAGE;
    break;
  case CHECK_UNABLE:
    complain("%s: it cannot be tried: %s", file_title(path), buffer_text(&minimization.wanted));
    status = EXIT_UNABLE;
    break;
  case CHECK_FAILS:
    status = reduce(&minimization, &content, out);
    break;
  }
out:
  buffer_free(&minimization.wanted);
  buffer_free(&content);
  return status;
}
