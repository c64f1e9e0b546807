// Random numbers: the Philox4x32-10 generator and the numbers that TensorFlow makes from its words.

#ifndef CKERNELS_RANDOM_H
#define CKERNELS_RANDOM_H

#include <stdint.h>

// The state of a generator: a key, and a counter of 128 bits in two halves.
typedef struct {
  uint64_t key, counter_low, counter_high;
} kernel_philox;

// The words of the blocks counter, counter + 1, ...; four words each.
void kernel_philox_words(kernel_philox state, uint32_t *words, long blocks);

// y[i] = r * range + minimum, where r in [0, 1) has 23 random bits; one word each.
void kernel_random_uniform_f32(kernel_philox state, float *y, long n, float minimum, float range);

// y[i] = r * deviation + mean, where r is standard normal; two words for two values. A block gives
// four values, and the next one is `stride` further: 1 gives the plain sequence.
void kernel_random_normal_f32(kernel_philox state, uint64_t stride, float *y, long n, float mean,
                              float deviation);

// The three functions that the normal distribution needs, equal to glibc's bit for bit on the
// arguments that occur there: x = k / 2^23 or 1e-7, and angles from 0 to 2 pi. For tests.
float kernel_random_logf(float x);
void kernel_random_sincosf(float angle, float *sine, float *cosine);

#endif
