// Unsigned keys in ascending order, a vector at a time.
//
// This file is a template. It is included once per size of keys, with these macros defined:
//   KEY      the type of a key
//   LANES    how many keys a vector of 64 bytes holds, 8 or 16
//   NAME(x)  the name of a function for this size
//
// A comparison that chooses which way to branch is guessed wrong half of the time, and a wrong
// guess costs as much as moving a hundred keys. So keys are only ever compared as in
//
//     low[i] = minimum(a[i], b[i]),  high[i] = maximum(a[i], b[i])
//
// and which elements are compared does not depend on the keys. Up to BLOCK keys are sorted by such
// a network, Batcher's (1968). Longer runs are merged two by two: the network then orders the two
// vectors at hand, and one comparison for each vector says which run the next one is from.

typedef KEY NAME(vector) __attribute__((vector_size(64), aligned(sizeof(KEY)), may_alias));
#define VECTOR NAME(vector)
#define AT(keys) (*(VECTOR *)(keys))

// Networks sort SQUARE keys at least, which are a vector of rows of LANES keys each.
#define SQUARE (LANES * LANES)

#if LANES == 16
#define ZIP_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define ZIP_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define REVERSED 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
#define COMPARISONS                                                                               \
  {0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}, {10, 11}, {12, 13}, {14, 15}, {0, 2}, {1, 3}, {4, 6},   \
      {5, 7}, {8, 10}, {9, 11}, {12, 14}, {13, 15}, {1, 2}, {5, 6}, {9, 10}, {13, 14}, {0, 4},    \
      {1, 5}, {2, 6}, {3, 7}, {8, 12}, {9, 13}, {10, 14}, {11, 15}, {2, 4}, {3, 5}, {10, 12},     \
      {11, 13}, {1, 2}, {3, 4}, {5, 6}, {9, 10}, {11, 12}, {13, 14}, {0, 8}, {1, 9}, {2, 10},     \
      {3, 11}, {4, 12}, {5, 13}, {6, 14}, {7, 15}, {4, 8}, {5, 9}, {6, 10}, {7, 11}, {2, 4},      \
      {3, 5}, {6, 8}, {7, 9}, {10, 12}, {11, 13}, {1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10},        \
      {11, 12}, {13, 14}
#else
#define ZIP_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define ZIP_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#define REVERSED 7, 6, 5, 4, 3, 2, 1, 0
#define COMPARISONS                                                                           \
  {0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {1, 2}, {5, 6}, {0, 4},     \
      {1, 5}, {2, 6}, {3, 7}, {2, 4}, {3, 5}, {1, 2}, {3, 4}, {5, 6}
#endif

#define MINIMUM(a, b) __builtin_elementwise_min(a, b)
#define MAXIMUM(a, b) __builtin_elementwise_max(a, b)
#define REVERSE(a) __builtin_shufflevector(a, a, REVERSED)

// Sorts each row of a square. The network sorts all columns at once, as if a vector were a key, and
// then the square is transposed: if each of its keys has an index of 2 log LANES bits, zipping the
// first half of the vectors with the second rotates the bits by one.
INLINE void NAME(sort_rows)(KEY *square) {
  static const unsigned char comparisons[][2] = {COMPARISONS};
  VECTOR rows[LANES], zipped[LANES];
#pragma clang loop unroll(full)
  for (long i = 0; i < LANES; i++) rows[i] = AT(square + i * LANES);
#pragma clang loop unroll(full)
  for (unsigned long c = 0; c < sizeof comparisons / sizeof *comparisons; c++) {
    long a = comparisons[c][0], b = comparisons[c][1];
    VECTOR low = MINIMUM(rows[a], rows[b]);
    rows[b] = MAXIMUM(rows[a], rows[b]);
    rows[a] = low;
  }
#pragma clang loop unroll(full)
  for (long half = LANES; half > 1; half /= 2) {
#pragma clang loop unroll(full)
    for (long i = 0; i < LANES / 2; i++) {
      zipped[2 * i] = __builtin_shufflevector(rows[i], rows[i + LANES / 2], ZIP_LOW);
      zipped[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + LANES / 2], ZIP_HIGH);
    }
#pragma clang loop unroll(full)
    for (long i = 0; i < LANES; i++) rows[i] = zipped[i];
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < LANES; i++) AT(square + i * LANES) = rows[i];
}

// Sorts the keys of two vectors that rise and then fall, or fall and then rise. A step compares
// keys LANES apart; zipping brings keys of half the distance there, and at the end each key to
// where it belongs.
INLINE void NAME(merge_pair)(VECTOR *a, VECTOR *b) {
#pragma clang loop unroll(full)
  for (long distance = LANES; distance > 0; distance /= 2) {
    VECTOR low = MINIMUM(*a, *b), high = MAXIMUM(*a, *b);
    *a = __builtin_shufflevector(low, high, ZIP_LOW);
    *b = __builtin_shufflevector(low, high, ZIP_HIGH);
  }
}

// Merges the sorted runs of `length` keys two by two, in `count` keys that have an even number of
// runs.
INLINE void NAME(merge_runs)(KEY *keys, long length, long count) {
  if (length == LANES) {
    for (long i = 0; i < count; i += 2 * LANES) {
      VECTOR a = AT(keys + i), b = REVERSE(AT(keys + i + LANES));
      NAME(merge_pair)(&a, &b);
      AT(keys + i) = a;
      AT(keys + i + LANES) = b;
    }
    return;
  }
  // The first run against the second from its end leaves two halves that fall and rise.
  for (long start = 0; start < count; start += 2 * length)
    for (long i = 0; i < length; i += LANES) {
      KEY *first = keys + start + i, *second = keys + start + 2 * length - LANES - i;
      VECTOR a = AT(first), b = REVERSE(AT(second)), high = MAXIMUM(a, b);
      AT(first) = MINIMUM(a, b);
      AT(second) = REVERSE(high);
    }
  for (long distance = length / 2; distance > LANES; distance /= 2)
    for (long start = 0; start < count; start += 2 * distance)
      for (long i = start; i < start + distance; i += LANES) {
        VECTOR a = AT(keys + i), b = AT(keys + i + distance);
        AT(keys + i) = MINIMUM(a, b);
        AT(keys + i + distance) = MAXIMUM(a, b);
      }
  for (long i = 0; i < count; i += 2 * LANES) {
    VECTOR a = AT(keys + i), b = AT(keys + i + LANES);
    NAME(merge_pair)(&a, &b);
    AT(keys + i) = a;
    AT(keys + i + LANES) = b;
  }
}

// Sorts `count` keys: a power of two, and at least SQUARE.
WIDE static void NAME(sort_block)(KEY *keys, long count) {
  for (long i = 0; i < count; i += SQUARE) NAME(sort_rows)(keys + i);
  for (long length = LANES; length < count; length *= 2) NAME(merge_runs)(keys, length, count);
}

// MARK: Merging

// How many of the first `count` keys of the merged runs are from the first run.
static long NAME(share_of_first)(const KEY *a, long a_count, const KEY *b, long b_count,
                                 long count) {
  long low = count > b_count ? count - b_count : 0, high = count < a_count ? count : a_count;
  while (low < high) {
    long middle = low + (high - low) / 2;
    if (a[middle] < b[count - 1 - middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Two runs while they are merged: what is left of each, what was read last and is not written yet,
// and where the next keys go.
struct NAME(merge) {
  const KEY *a, *b;
  long a_left, b_left, left;
  VECTOR held;
  KEY *to;
};

// The next vector of a run, filled up with the largest key.
INLINE void NAME(load)(const KEY *run, long left, VECTOR *keys) {
  if (left >= LANES) {
    *keys = AT(run);
  } else {
    *keys = ~(VECTOR){0};
    memcpy(keys, run, (size_t)left * sizeof(KEY));
  }
}

// Reads the vector that begins with the smaller key, and writes the smaller half of it and of what
// was held.
INLINE void NAME(merge_step)(struct NAME(merge) *m) {
  int is_first = m->b_left <= 0 || (m->a_left > 0 && *m->a <= *m->b);
  const KEY *next = is_first ? m->a : m->b;
  long left = is_first ? m->a_left : m->b_left, first = is_first ? LANES : 0;
  VECTOR low, high = m->held;
  NAME(load)(next, left, &low);
  low = REVERSE(low);
  NAME(merge_pair)(&low, &high);
  AT(m->to) = low;
  m->held = high;
  m->a += first;
  m->a_left -= first;
  m->b += LANES - first;
  m->b_left -= LANES - first;
  m->to += LANES;
  m->left -= LANES;
}

INLINE void NAME(begin_merge)(const KEY *a, long a_count, const KEY *b, long b_count, KEY *to,
                              struct NAME(merge) *m) {
  int is_first = b_count <= 0 || (a_count > 0 && *a <= *b);
  long first = is_first ? LANES : 0;
  m->left = a_count + b_count;
  m->to = to;
  NAME(load)(is_first ? a : b, is_first ? a_count : b_count, &m->held);
  m->a = a + first;
  m->a_left = a_count - first;
  m->b = b + (LANES - first);
  m->b_left = b_count - (LANES - first);
}

// Writes the last keys, without a key too many.
INLINE void NAME(end_merge)(struct NAME(merge) *m) {
  while (m->left > LANES && (m->a_left > 0 || m->b_left > 0)) NAME(merge_step)(m);
  KEY last[2 * LANES];
  if (m->left > 0 && (m->a_left > 0 || m->b_left > 0)) {
    KEY *to = m->to;
    long left = m->left;
    m->to = last;
    NAME(merge_step)(m);
    memcpy(to, last, (size_t)left * sizeof(KEY));
  } else if (m->left > 0) {
    AT(last) = m->held;
    memcpy(m->to, last, (size_t)m->left * sizeof(KEY));
  }
}

// Merges the keys from `first` to `last` of the merged runs. A step waits for the one before, so
// two halves are merged at the same time.
WIDE static void NAME(merge_part)(const KEY *a, long a_count, const KEY *b, long b_count, KEY *to,
                                  long first, long last) {
  long bounds[] = {first, first + (last - first) / 2, last}, shares[3];
  for (long i = 0; i < 3; i++)
    shares[i] = NAME(share_of_first)(a, a_count, b, b_count, bounds[i]);
  struct NAME(merge) left, right;
  if (last <= first) return;
  if (bounds[1] > first)
    NAME(begin_merge)(a + shares[0], shares[1] - shares[0], b + (bounds[0] - shares[0]),
                      (bounds[1] - shares[1]) - (bounds[0] - shares[0]), to + bounds[0], &left);
  else
    left = (struct NAME(merge)){0};
  NAME(begin_merge)(a + shares[1], shares[2] - shares[1], b + (bounds[1] - shares[1]),
                    (bounds[2] - shares[2]) - (bounds[1] - shares[1]), to + bounds[1], &right);
  while (left.left > LANES && (left.a_left > 0 || left.b_left > 0) && right.left > LANES &&
         (right.a_left > 0 || right.b_left > 0)) {
    NAME(merge_step)(&left);
    NAME(merge_step)(&right);
  }
  NAME(end_merge)(&left);
  NAME(end_merge)(&right);
}

// MARK: Runs of any length

// The size of the network for `count` keys, or 0 if they are too many, or more than a quarter of
// the network would be filled with the largest key.
static long NAME(network_size)(long count) {
  long size = SQUARE;
  while (size < count) size *= 2;
  return size <= SORT_BLOCK && (size == SQUARE || 4 * (size - count) <= size) ? size : 0;
}

static void NAME(sort_few)(KEY *keys, long count) {
  for (long i = 1; i < count; i++) {
    KEY held = keys[i];
    long j = i;
    for (; j > 0 && keys[j - 1] > held; j--) keys[j] = keys[j - 1];
    keys[j] = held;
  }
}

// Sorts `count` keys into `keys`, or into `other`.
static void NAME(sort_into)(KEY *keys, KEY *other, long count, int is_other) {
  long size = NAME(network_size)(count);
  if (size > 0) {
    for (long i = count; i < size; i++) keys[i] = (KEY)-1;
    NAME(sort_block)(keys, size);
    if (is_other) memcpy(other, keys, (size_t)count * sizeof(KEY));
    return;
  }
  long half = SQUARE;
  while (2 * half < count) half *= 2;
  NAME(sort_into)(keys, other, half, !is_other);
  NAME(sort_into)(keys + half, other + half, count - half, !is_other);
  KEY *from = is_other ? keys : other, *to = is_other ? other : keys;
  NAME(merge_part)(from, half, from + half, count - half, to, 0, count);
}

void NAME(kernel_sort_keys)(KEY *keys, KEY *scratch, long n) {
  if (n <= LANES)
    // Even the smallest network would take longer.
    NAME(sort_few)(keys, n);
  else
    NAME(sort_into)(keys, scratch, n, 0);
}

void NAME(kernel_merge_keys)(const KEY *a, long a_count, const KEY *b, long b_count, KEY *to,
                             long first, long last) {
  NAME(merge_part)(a, a_count, b, b_count, to, first, last);
}

#undef VECTOR
#undef AT
#undef SQUARE
#undef ZIP_LOW
#undef ZIP_HIGH
#undef REVERSED
#undef COMPARISONS
#undef MINIMUM
#undef MAXIMUM
#undef REVERSE
#undef KEY
#undef LANES
#undef NAME
