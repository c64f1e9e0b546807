// Philox4x32-10 and its uniform and normal numbers, for many blocks at once.
//
// Each loop below reads as the algorithm for one block: no branches, no calls, no state carried
// from one iteration to the next. That is what lets the compiler run 8 or 16 iterations side by
// side in vector registers.
//
// No multiplication and addition may be fused here (the package compiles with
// -ffp-contract=off): the results are then the same on every processor.

#include "CKernelsRandom.h"

#include <math.h>
#include <string.h>

#include "vectors.h"

// MARK: - Bits

INLINE float float_of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE uint32_t bits_of_float(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

// MARK: - Philox

typedef struct {
  uint32_t w0, w1, w2, w3;
} block;

// Block `index` from `state`: the counter, scrambled by ten rounds of multiplying and
// exchanging halves.
//
// Source: Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011).
INLINE block philox(kernel_philox state, uint64_t index) {
  uint64_t low = state.counter_low + index;
  uint64_t high = state.counter_high + (low < index);
  block c = {(uint32_t)low, (uint32_t)(low >> 32), (uint32_t)high, (uint32_t)(high >> 32)};
  uint32_t k0 = (uint32_t)state.key, k1 = (uint32_t)(state.key >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)c.w0 * 0xD2511F53u, p1 = (uint64_t)c.w2 * 0xCD9E8D57u;
    c = (block){(uint32_t)(p1 >> 32) ^ c.w1 ^ k0, (uint32_t)p1,
                (uint32_t)(p0 >> 32) ^ c.w3 ^ k1, (uint32_t)p0};
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}

WIDE void kernel_philox_words(kernel_philox state, uint32_t *words, long blocks) {
  INDEPENDENT for (long i = 0; i < blocks; i++) {
    block b = philox(state, (uint64_t)i);
    words[4 * i] = b.w0;
    words[4 * i + 1] = b.w1;
    words[4 * i + 2] = b.w2;
    words[4 * i + 3] = b.w3;
  }
}

// MARK: - Uniform

// In [0, 1): the low 23 bits become the fraction of a number from 1 up to 2.
INLINE float unit(uint32_t word) { return float_of_bits((word & 0x7fffff) | 0x3f800000) - 1; }

// MARK: - Logarithm, sine and cosine
//
// TensorFlow calls the C library. A call for each number would make a fill three times slower, and
// another C library would round differently. So the algorithms are written out here, with the
// tables and coefficients of the "optimized routines" by Arm, which are those of glibc since 2.28
// (sysdeps/ieee754/flt-32: e_logf.c, s_sincosf.h). They compute in double precision and round once.
// The uniform numbers have 23 bits, so only 2^23 arguments can occur: the tests compare with glibc
// on all of them. On a system with another C library the results are still glibc's.

// The numbers around 1 are divided into 16 bins; for each, about 1 / center, and the exact
// logarithm of center.
static const double inverse_center[16] = {
    0x1.661ec79f8f3bep+0, 0x1.571ed4aaf883dp+0, 0x1.49539f0f010bp+0,  0x1.3c995b0b80385p+0,
    0x1.30d190c8864a5p+0, 0x1.25e227b0b8eap+0,  0x1.1bb4a4a1a343fp+0, 0x1.12358f08ae5bap+0,
    0x1.0953f419900a7p+0, 0x1p+0,               0x1.e608cfd9a47acp-1, 0x1.ca4b31f026aap-1,
    0x1.b2036576afce6p-1, 0x1.9c2d163a1aa2dp-1, 0x1.886e6037841edp-1, 0x1.767dcf5534862p-1};
static const double log_center[16] = {
    -0x1.57bf7808caadep-2, -0x1.2bef0a7c06ddbp-2, -0x1.01eae7f513a67p-2, -0x1.b31d8a68224e9p-3,
    -0x1.6574f0ac07758p-3, -0x1.1aa2bc79c81p-3,   -0x1.a4e76ce8c0e5ep-4, -0x1.1973c5a611cccp-4,
    -0x1.252f438e10c1ep-5, 0x0p+0,                0x1.aa5aa5df25984p-5,  0x1.c5e53aa362eb4p-4,
    0x1.526e57720db08p-3,  0x1.bc2860d22477p-3,   0x1.1058bc8a07ee1p-2,  0x1.4043057b6ee09p-2};

// x = 2^k * z with z near 1, and z = center * (1 + r) with r small, give
// log x = k * log 2 + log center + log(1 + r), with a polynomial for the last. For normal x > 0.
INLINE float log_of(float x) {
  uint32_t distance = bits_of_float(x) - 0x3f330000;  // from the smallest z, about 0.7
  uint32_t bin = (distance >> 19) & 15;
  int32_t k = (int32_t)distance >> 23;
  double z = float_of_bits(bits_of_float(x) - (distance & 0xff800000));
  double r = z * inverse_center[bin] - 1;
  double square = r * r;
  double start = log_center[bin] + k * 0x1.62e42fefa39efp-1;
  double tail = 0x1.5575b0be00b6ap-2 * r + -0x1.ffffef20a4123p-2;
  tail = -0x1.00ea348b88334p-2 * square + tail;
  return (float)(tail * square + (start + r));
}

typedef struct {
  float sine, cosine;
} wave;

// angle = x + quarter * pi / 2 with |x| <= pi / 4; the polynomials give the sine and cosine of x.
// Each quarter turn exchanges the two and flips a sign. For angles from 0 to 2 pi, and a bit more.
INLINE wave sine_and_cosine_of(float angle) {
  double y = angle;
  int32_t scaled = (int32_t)(y * 0x1.45F306DC9C883p+23);  // 2^24 for a quarter turn
  int32_t quarter = (scaled + 0x800000) >> 24;
  double x = y - quarter * 0x1.921FB54442D18p+0;
  double x2 = x * x, x3 = x2 * x, x4 = x2 * x2;
  double sine = x + x3 * -0x1.555545995a603p-3;
  sine = sine + (x3 * x2) * (0x1.1107605230bc4p-7 + x2 * -0x1.994eb3774cf24p-13);
  double cosine = 1 + x2 * -0x1.ffffffd0c621cp-2 + x4 * 0x1.55553e1068f19p-5;
  cosine = cosine + (x4 * x2) * (-0x1.6c087e89a359dp-10 + x2 * 0x1.99343027bf8c3p-16);
  double first = quarter & 1 ? cosine : sine, second = quarter & 1 ? sine : cosine;
  return (wave){(float)(quarter & 2 ? -first : first),
                (float)((quarter + 1) & 2 ? -second : second)};
}

float kernel_random_logf(float x) { return log_of(x); }

void kernel_random_sincosf(float angle, float *sine, float *cosine) {
  wave w = sine_and_cosine_of(angle);
  *sine = w.sine;
  *cosine = w.cosine;
}

// MARK: - Normal

typedef struct {
  float first, second;
} pair;

// Two standard normal numbers from two words: a random radius in a random direction.
//
// Source: Box, Muller: A note on the generation of random normal deviates (1958).
INLINE pair normals(uint32_t word0, uint32_t word1) {
  float u = unit(word0);
  u = u < 1e-7f ? 1e-7f : u;  // the logarithm of 0 is not a radius
  float angle = (float)(6.283185307179586 * (double)unit(word1));
  float radius = sqrtf(-2 * log_of(u));
  wave w = sine_and_cosine_of(angle);
  return (pair){w.sine * radius, w.cosine * radius};
}

// MARK: - Filling

// The last block may not fit: y may have fewer than four elements left.
INLINE void copy_last(const float *block, float *y, long n) {
  for (long i = 0; i < n % 4; i++) y[n / 4 * 4 + i] = block[i];
}

INLINE void uniform_block(kernel_philox state, uint64_t index, float *y, float minimum,
                          float range) {
  block b = philox(state, index);
  y[0] = unit(b.w0) * range + minimum;
  y[1] = unit(b.w1) * range + minimum;
  y[2] = unit(b.w2) * range + minimum;
  y[3] = unit(b.w3) * range + minimum;
}

WIDE void kernel_random_uniform_f32(kernel_philox state, float *y, long n, float minimum,
                                    float range) {
  INDEPENDENT for (long i = 0; i < n / 4; i++) {
    uniform_block(state, (uint64_t)i, y + 4 * i, minimum, range);
  }
  float last[4];
  uniform_block(state, (uint64_t)(n / 4), last, minimum, range);
  copy_last(last, y, n);
}

INLINE void normal_block(kernel_philox state, uint64_t index, float *y, float mean,
                         float deviation) {
  block b = philox(state, index);
  pair p = normals(b.w0, b.w1), q = normals(b.w2, b.w3);
  y[0] = p.first * deviation + mean;
  y[1] = p.second * deviation + mean;
  y[2] = q.first * deviation + mean;
  y[3] = q.second * deviation + mean;
}

WIDE void kernel_random_normal_f32(kernel_philox state, uint64_t stride, float *y, long n,
                                   float mean, float deviation) {
  INDEPENDENT for (long i = 0; i < n / 4; i++) {
    normal_block(state, (uint64_t)i * stride, y + 4 * i, mean, deviation);
  }
  float last[4];
  normal_block(state, (uint64_t)(n / 4) * stride, last, mean, deviation);
  copy_last(last, y, n);
}
