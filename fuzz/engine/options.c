/*
 * What AddressSanitizer runs with unless the environment says otherwise: short
 * stacks of allocations, and a quarantine that fits into the processor's cache.
 * Few blocks live at a time, and none outlives its program by much.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
  return "quarantine_size_mb=1:thread_local_quarantine_size_kb=256:malloc_context_size=4";
}
