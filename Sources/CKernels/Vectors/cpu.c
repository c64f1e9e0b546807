#define _GNU_SOURCE
#include "CKernels.h"

#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#endif

long kernel_allowed_cores(void) {
#ifdef __linux__
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0) return CPU_COUNT(&cores);
  // More than 1024 cores do not fit the set.
#endif
  return sysconf(_SC_NPROCESSORS_ONLN);
}

int kernel_vector_bits(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return 512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 256;
#endif
  return 128;
}
