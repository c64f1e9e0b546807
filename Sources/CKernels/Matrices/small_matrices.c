// The functions of CKernelsSmallMatrices.h for both element types.

#include "CKernels.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

#include "vectors.h"

// A matrix that needs more sweeps is left to LAPACK.
enum { MOST_SWEEPS = 20 };

#define T float
#define INTEGER int32_t
#define SMALLEST FLT_MIN
#define EPSILON FLT_EPSILON
#define NAMED(name) name##_f32
#include "small_matrices.h"
#include "small_elimination.h"
#include "small_rotations.h"
#undef T
#undef INTEGER
#undef SMALLEST
#undef EPSILON
#undef NAMED
#undef NUMBERS
#undef INTEGERS
#undef LANES

#define T double
#define INTEGER int64_t
#define SMALLEST DBL_MIN
#define EPSILON DBL_EPSILON
#define NAMED(name) name##_f64
#include "small_matrices.h"
#include "small_elimination.h"
#include "small_rotations.h"
