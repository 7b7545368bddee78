#include "fuzz/engine/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The heaviest finding, the first of its weight. */
static const struct judgement_finding *heaviest(const struct judgement *judgement)
{
  const struct judgement_finding *found = &judgement->findings[0];

  for (size_t i = 1; i < judgement->finding_count; i++)
    if (judgement->findings[i].verdict > found->verdict)
      found = &judgement->findings[i];
  return found;
}

static _Noreturn void stop(const char *requirement)
{
  fflush(stderr);
  for (const struct finding_frame *frame = finding_frames; frame->requirement != NULL; frame++)
    if (strcmp(frame->requirement, requirement) == 0)
      frame->stop();
  abort();
}

_Noreturn void finding_judged(const struct judgement *judgement, const struct call_record *record, size_t number,
                              const char *calls)
{
  const struct judgement_finding *finding = heaviest(judgement);

  fprintf(stderr, "%s: %s %s\n", finding->requirement->id, program_ops[record->op].name, finding->message);
  fprintf(stderr, "  %s\n", finding->requirement->sentence);
  if (number > 0)
    fprintf(stderr, "  call %zu of\n", number);
  else
    fputs("  at the end of\n", stderr);
  fputs(calls, stderr);
  stop(finding->requirement->id);
}

_Noreturn void finding_property(const char *message)
{
  fprintf(stderr, "%s\n", message);
  stop("");
}
