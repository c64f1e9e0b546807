// How a loop gets a version for each vector width.

#ifndef CKERNELS_VECTORS_H
#define CKERNELS_VECTORS_H

#include <stdlib.h>  // defines __GLIBC__: only glibc's loader can pick a version

// One version of the function per vector width, picked by the loader. Level v3 and not "avx2",
// because only the level includes fused multiply-add. On Arm the baseline has all that is needed.
// The thread sanitizer gets the baseline, too: it records calls, but cannot yet when the loader
// picks.
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__) && \
    !__has_feature(thread_sanitizer)
#define WIDE __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif

#define INLINE static inline __attribute__((always_inline))

// The iterations are independent even where the output is the input; without this promise the
// compiler checks for overlap and takes its scalar loop for every call in place.
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

// The same for formulas that are long chains, in which each operation waits for the one before:
// working on four vectors at a time keeps the processor busy.
#define INDEPENDENT_CHAINS _Pragma("clang loop vectorize(assume_safety) interleave_count(4)")

#endif
