#include <stdint.h>
#include <string.h>

#include "CKernelsOrder.h"
#include "vectors.h"

// The longest runs that the network sorts: longer ones take less time if they are merged.
enum { SORT_BLOCK = 2048 };

#define KEY uint32_t
#define LANES 16
#define NAME(name) name##_u32
#include "merge_sort.h"

#define KEY uint64_t
#define LANES 8
#define NAME(name) name##_u64
#include "merge_sort.h"
