"""Records what TensorFlow computes, with gradients, for the tests of the operations that it decides:
tensorflow_operations.json.

Run with TensorFlow 2.1.0 and NumPy 1.21: python3 tensorflow_operations.py

Linear algebra and special functions are computed in float64 and rounded once, so that the tests can
count units in the last place of float32. A gradient is that of the sum of the result's elements with
the weights 1, 2, 3, 1, 2, 3, ...
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

from recording import case, give, recorded, write

FLOATS = ["float32", "float64"]


def points(shape, dtype, seed, low=-2, high=2):
    """Seeded numbers that fill an interval."""
    return np.random.RandomState(seed).uniform(low, high, shape).astype(dtype)


def whole(shape, dtype, seed, low=-3, high=4):
    """Seeded integers of any type."""
    return np.random.RandomState(seed).randint(low, high, shape).astype(dtype)


def record(group, operation, given, function, wide=True, gradients=True):
    """Records the result, and the gradients with respect to floating-point inputs."""
    arrays = [array.astype("float64") if wide and array.dtype.kind == "f" else array
              for _, array in given]
    dtype = [array.dtype for _, array in given if array.dtype.kind == "f"]
    inputs = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        for x in inputs:
            if x.dtype.is_floating:
                tape.watch(x)
        result = function(*inputs)
        if gradients and result.dtype.is_floating:
            weights = 1 + tf.range(tf.size(result)) % 3
            target = tf.reduce_sum(result * tf.cast(tf.reshape(weights, result.shape), result.dtype))

    def rounded(tensor):
        array = tf.convert_to_tensor(tensor).numpy()
        return array.astype(dtype[0]) if wide and dtype and array.dtype.kind == "f" else array

    arguments = {}
    if gradients and result.dtype.is_floating:
        floating = [x for x in inputs if x.dtype.is_floating]
        found = tape.gradient(target, floating, unconnected_gradients="zero")
        arguments["gradients"] = [recorded(rounded(g)) for g in found]
    case(group, operation, given, rounded(result), **arguments)


# MARK: - Elements


def special_functions():
    for dtype in ["float16"] + FLOATS:
        positive = give("from 0.1 to 9 [2, 3]", points((2, 3), dtype, 1, 0.1, 9))
        negative = give("from -6 to 0 [5]", points((5,), dtype, 2, -6, 0))
        special = give("poles", np.array([0, -1, -3, np.inf, np.nan, 1, 2, 170], dtype))
        for name, function in {"lgamma": tf.math.lgamma, "digamma": tf.math.digamma,
                               "erfc": tf.math.erfc}.items():
            record("SpecialFunctions", name, [positive], function)
            record("SpecialFunctions", name, [negative], function)
            record("SpecialFunctions", name, [special], function, gradients=False)
        order = give("orders [3]", np.array([1, 2, 5], dtype))
        record("SpecialFunctions", "polygamma", [order, positive], tf.math.polygamma)
        # Which TensorFlow has no float16 of.
        if dtype != "float16":
            record("SpecialFunctions", "zeta", [
                give("powers [3]", np.array([2, 1.5, 7], dtype)), positive], tf.math.zeta)
            a = give("shapes [3]", np.array([0.3, 2, 12], dtype))
            record("IncompleteGamma", "igamma", [a, positive], tf.math.igamma)
            record("IncompleteGamma", "igammac", [a, positive], tf.math.igammac)
            a = give("shapes", np.array([1, 0, -1, 2, 2, np.nan, 2], dtype))
            x = give("bounds", np.array([0, 1, 1, -1, np.inf, 1, np.nan], dtype))
            record("IncompleteGamma", "igamma", [a, x], tf.math.igamma, gradients=False)
            record("IncompleteGamma", "igammac", [a, x], tf.math.igammac, gradients=False)
            share = give("shares [2, 3]", points((2, 3), dtype, 6, 0, 1))
            for a, b in [(2, 3), (0.5, 0.5), (20, 7.5), (0.25, 300)]:
                # The gradient of x alone, as TensorFlow has no other.
                record("IncompleteBeta", "betainc {} {}".format(a, b), [share],
                       lambda x: tf.math.betainc(a * tf.ones_like(x), b * tf.ones_like(x), x))
            a = give("first parameters", np.array(
                [1, 1, 0, 1, -1, 1, 2, 2, 2, 2, np.nan, 1, 1, 0.1], dtype))
            b = give("second parameters", np.array(
                [1, 3, 1, 0, 1, -1, 3, 3, 3, 3, 1, np.nan, 1, 9], dtype))
            x = give("shares", np.array(
                [0.5, 0.25, 0.5, 0.5, 0.5, 0.5, 0, 1, -0.5, 1.5, 0.5, 0.5, np.nan, 1e-30], dtype))
            record("IncompleteBeta", "betainc", [a, b, x], tf.math.betainc, gradients=False)
            s = give("powers", np.array([1, 0.5, 2, 2, 3, 2.5, 2, np.nan, 2], dtype))
            q = give("places", np.array([3, 3, 0, -3, -2.25, -1.5, 1, 1, np.nan], dtype))
            record("SpecialFunctions", "zeta", [s, q], tf.math.zeta, gradients=False)
        # TensorFlow 2.1 does not sum the gradients of atan2 to shapes that were broadcast.
        y = give("from -2 to 2 [2, 3]", points((2, 3), dtype, 3))
        x = give("from -2 to 2 [2, 3] b", points((2, 3), dtype, 4))
        record("ArcTangent", "atan2", [y, x], tf.math.atan2)
        x = give("from -2 to 2 [3]", points((3,), dtype, 4))
        record("ArcTangent", "atan2", [y, x], tf.math.atan2, gradients=False)
        y = give("signs", np.array([0.0, -0.0, 0.0, -0.0, np.inf, -np.inf, 1, np.nan], dtype))
        x = give("signs b", np.array([1.0, 1.0, -1.0, -1.0, np.inf, -np.inf, 0, 1], dtype))
        record("ArcTangent", "atan2", [y, x], tf.math.atan2, gradients=False)
        a = give("numerators", np.array([1, 0, np.inf, np.nan, -6], dtype))
        b = give("denominators", np.array([0, 0, 0, 2, 4], dtype))
        if dtype != "float16":
            record("NoNaN", "divideNoNaN", [a, b], tf.math.divide_no_nan, gradients=False)
            record("NoNaN", "multiplyNoNaN", [a, b], tf.math.multiply_no_nan, gradients=False)
        case("NoNaN", "nanToNum", [a], np.nan_to_num(a[1]))
        for axis, exclusive, reverse in [(0, False, False), (1, False, True)]:
            x = give("from -2 to 2 [3, 4]", points((3, 4), dtype, 5))
            record("CumulativeLogSumExp", "cumulativeLogSumExp axis {}{}".format(
                axis, " reverse" if reverse else ""), [x],
                lambda x: tf.math.cumulative_logsumexp(x, axis, exclusive, reverse))


def inverse_functions():
    for dtype in ["float16"] + FLOATS:
        any_number = give("from -6 to 6 [2, 3]", points((2, 3), dtype, 51, -6, 6))
        large = give("from 1 to 8 [2, 3]", points((2, 3), dtype, 52, 1.1, 8))
        small = give("fractions of both signs [2, 3]", points((2, 3), dtype, 53, -1, 1))
        fraction = give("probabilities [2, 3]", points((2, 3), dtype, 54, 0, 1))
        special = give("edges", np.array(
            [0, -0.0, 1, -1, 2, -2, np.inf, -np.inf, np.nan, 6e-8, 65504], dtype))
        for group, name, function, x in [
                ("InverseHyperbolics", "asinh", tf.asinh, any_number),
                ("InverseHyperbolics", "acosh", tf.acosh, large),
                ("InverseHyperbolics", "atanh", tf.atanh, small),
                ("NormalQuantiles", "erfinv", tf.math.erfinv, small),
                ("NormalQuantiles", "ndtri", tf.math.ndtri, fraction),
                ("FusedActivations", "logSigmoid", tf.math.log_sigmoid, any_number)]:
            record(group, name, [x], function)
            record(group, name, [special], function, gradients=False)
        a = give("with zeros [2, 3]", np.array([[0, -0.0, 2], [0, 3, -1]], dtype))
        b = give("special divisors [2, 3]", np.array([[0, np.inf, 4], [np.nan, 0, 2]], dtype))
        for name, function in {"xlogy": tf.math.xlogy, "xdivy": tf.math.xdivy}.items():
            record("NoNaN", name, [a, b], function, gradients=False)
            record("NoNaN", name, [a, fraction], function)
        x = give("from -2 to 2 [3, 4]", points((3, 4), dtype, 5))
        rows = give("from -2 to 2 [4]", points((4,), dtype, 55))
        record("Polynomial", "polyval", [rows, x, x], lambda a, b, x: tf.math.polyval([a, b, a], x))
        for axis in [None, 0, 1]:
            record("Statistics", "l2Normalize axis {}".format(axis), [x],
                   lambda x: tf.math.l2_normalize(x, axis))
        for axes in [[0], [1], [0, 1]]:
            record("Statistics", "clipByNorm axes {}".format(axes), [x],
                   lambda x: tf.clip_by_norm(x, 1, axes))
        if dtype != "float16":
            zeros = give("zeros [3]", np.zeros(3, dtype))
            record("Statistics", "l2Normalize axis 0", [zeros], lambda x: tf.math.l2_normalize(x, 0))
        positive = give("from 0.1 to 9 [2, 3]", points((2, 3), dtype, 1, 0.1, 9))
        record("Statistics", "lbeta", [positive], tf.math.lbeta)
        counts = give("integers [6, 2]", whole((6, 2), dtype, 21))
        case("Statistics", "zeroFraction", [counts], tf.math.zero_fraction(counts[1]).numpy())
    scores = give("scores [5, 4]", np.array(
        [[1, 2, 2, 0], [3, 1, 0, 2], [np.nan, 1, 2, 3], [1, np.inf, 2, 3], [0, 0, 0, 0]], "float32"))
    for k in [0, 1, 2, 4]:
        for name, classes in [("classes", [1, 3, 3, 1, 2]), ("other classes", [4, -1, 0, 2, 0])]:
            classes = give(name, np.array(classes, "int32"))
            case("InTopK", "inTopK {}".format(k), [classes, scores],
                 tf.math.in_top_k(classes[1], scores[1], k).numpy())


# MARK: - Shapes and positions


def positions():
    for dtype in ["int32", "float32", "float64", "bool"]:
        x = give("integers [3, 4]", whole((3, 4), dtype, 11))
        mask = give("mask [3]", np.array([True, False, True]))
        record("BooleanMask", "booleanMask", [x, mask], tf.boolean_mask, wide=False)
        mask = give("mask [4]", np.array([False, True, True, False]))
        record("BooleanMask", "booleanMask axis 1", [x, mask],
               lambda x, m: tf.boolean_mask(x, m, axis=1), wide=False)
        mask = give("mask [3, 4]", whole((3, 4), bool, 12))
        record("BooleanMask", "booleanMask", [x, mask], tf.boolean_mask, wide=False)
        for shift, axis in [(1, 0), (-1, 1), (9, 1), (-7, 0)]:
            record("Roll", "roll {} axis {}".format(shift, axis), [x],
                   lambda x: tf.roll(x, shift, axis), wide=False)
        record("Roll", "roll [1, 2] axis [0, 1]", [x],
               lambda x: tf.roll(x, [1, 2], [0, 1]), wide=False)
        if dtype == "bool":
            continue
        vector = give("integers [3]", whole((3,), dtype, 13))
        other = give("integers [2]", whole((2,), dtype, 14))
        third = give("integers [4]", whole((4,), dtype, 15))
        for indexing in ["xy", "ij"]:
            for index in range(3):
                record("Meshgrid", "grid {} of {}".format(index, indexing), [vector, other, third],
                       lambda *v: tf.meshgrid(*v, indexing=indexing)[index], wide=False)
    for dtype in ["int32", "int64", "float32", "float64"]:
        x = give("integers [9]", whole((9,), dtype, 16))
        values, indices, counts = tf.unique_with_counts(x[1])
        case("Unique", "values", [x], values.numpy())
        case("Unique", "indices", [x], indices.numpy())
        case("Unique", "counts", [x], counts.numpy())
        rows = give("sorted [2, 5]", np.sort(whole((2, 5), dtype, 17)))
        sought = give("integers [2, 3]", whole((2, 3), dtype, 18, -5, 6))
        for side in ["left", "right"]:
            case("SearchSorted", side, [rows, sought], tf.searchsorted(rows[1], sought[1], side).numpy())
    x = give("counted [2, 4]", whole((2, 4), "int32", 19, 0, 6))
    case("Bincount", "bincount", [x], tf.math.bincount(x[1]).numpy())
    case("Bincount", "bincount minLength 9", [x], tf.math.bincount(x[1], minlength=9).numpy())
    case("Bincount", "bincount maxLength 3", [x], tf.math.bincount(x[1], maxlength=3).numpy())
    for dtype in ["float32", "float64", "int32"]:
        weights = give("integers [2, 4]", whole((2, 4), dtype, 20))
        case("Bincount", "bincount weights", [x, weights], tf.math.bincount(x[1], weights[1]).numpy())


def segments():
    ids = give("segments [6]", np.array([0, 0, 1, 3, 3, 3], "int32"))
    mixed = give("mixed segments [6]", np.array([2, 0, -1, 2, 0, 2], "int64"))
    both = give("mixed segments [3, 2]", np.array([[2, 0], [-1, 2], [0, 2]], "int32"))
    for dtype in ["float32", "float64", "int32", "int64"]:
        x = give("integers [6, 2]", whole((6, 2), dtype, 21))
        y = give("integers [3, 2, 2]", whole((3, 2, 2), dtype, 22))
        for name in ["sum", "mean", "max", "min", "prod"]:
            if name == "mean" and not dtype.startswith("f"):
                continue
            own = "segment" + name.capitalize()
            # TensorFlow 2.1 has no gradient of segment_prod; the unsorted one has.
            function = getattr(tf.math, "segment_" + name)
            record("Segments", own, [x, ids], function, wide=False, gradients=name != "prod")
            function = getattr(tf.math, "unsorted_segment_" + name)
            own = "unsortedS" + own[1:]
            record("Segments", own, [x, mixed], lambda x, i: function(x, i, 4), wide=False)
            record("Segments", own, [y, both], lambda x, i: function(x, i, 4), wide=False)


# MARK: - Products


def products():
    for dtype in ["int32", "float32", "float64"]:
        a = give("integers [2, 3, 4]", whole((2, 3, 4), dtype, 31))
        b = give("integers [3, 4, 2]", whole((3, 4, 2), dtype, 32))
        for axes in [0, 2]:
            if axes == 0:
                record("Tensordot", "tensordot 0", [a, b], lambda a, b: tf.tensordot(a, b, 0),
                       wide=False, gradients=False)
            else:
                record("Tensordot", "tensordot 2", [a, b], lambda a, b: tf.tensordot(a, b, 2), wide=False)
        record("Tensordot", "tensordot [2, 0] [1, 2]", [a, b],
               lambda a, b: tf.tensordot(a, b, [[2, 0], [1, 2]]), wide=False)
        v = give("integers [2, 3]", whole((2, 3), dtype, 33))
        w = give("integers [2, 3] b", whole((2, 3), dtype, 34))
        record("CrossProduct", "cross", [v, w], tf.linalg.cross, wide=False)
        for lower, upper in [(-1, 0), (0, -1), (1, 1), (0, 4), (2, 0)]:
            record("BandPart", "bandPart {} {}".format(lower, upper), [a],
                   lambda a: tf.linalg.band_part(a, lower, upper), wide=False)
        record("Diagonals", "setDiagonal", [a, give("integers [2, 3] c", whole((2, 3), dtype, 35))],
               tf.linalg.set_diag, wide=False)
        record("MatrixOperation", "matrixTranspose", [a], tf.linalg.matrix_transpose, wide=False)


def linear_algebra():
    def stack_of(count, n, dtype, seed):
        return points((count, n, n), dtype, seed, -1, 1) + 3 * np.eye(n, dtype=dtype)

    linalg = tf.linalg
    for dtype in FLOATS:
        a = give("square [2, 3, 3]", stack_of(2, 3, dtype, 41))
        b = give("right [2, 3, 2]", points((2, 3, 2), dtype, 42))
        one = give("square [4, 4]", stack_of(1, 4, dtype, 43)[0])
        tall = give("tall [2, 4, 3]", points((2, 4, 3), dtype, 44))
        wide = give("wide [2, 3, 4]", points((2, 3, 4), dtype, 45))
        sides = give("right [2, 4, 2]", points((2, 4, 2), dtype, 46))
        half = points((2, 3, 3), dtype, 47)
        positive = give("positive [2, 3, 3]", (
            np.matmul(half, np.swapaxes(half, 1, 2)) + np.eye(3)).astype(dtype))
        symmetric = give("symmetric [2, 3, 3]", (half + np.swapaxes(half, 1, 2)).astype(dtype))
        for transposed in [False, True]:
            suffix = " transposed" if transposed else ""
            record("LinearSolve", "solve" + suffix, [a, b],
                   lambda a, b: linalg.solve(a, b, adjoint=transposed))
            for lower in [True, False]:
                record("TriangularSolve", ("lower" if lower else "upper") + suffix, [a, b],
                       lambda a, b: linalg.triangular_solve(a, b, lower=lower, adjoint=transposed))
        for x in [a, one]:
            record("Inverse", "inverse", [x], linalg.inv)
            record("Determinant", "determinant", [x], linalg.det)
            record("Determinant", "sign", [x], lambda x: linalg.slogdet(x)[0], gradients=False)
            record("Determinant", "value", [x], lambda x: linalg.slogdet(x)[1])
            record("PseudoInverse", "pseudoInverse", [x], linalg.pinv)
            record("LUDecomposition", "lu", [x], lambda x: linalg.lu(x)[0], gradients=False)
            record("LUDecomposition", "p", [x], lambda x: linalg.lu(x)[1])
            record("MatrixExponential", "matrixExponential", [x], linalg.expm)
        large = give("large [2, 3, 3]", 9 * points((2, 3, 3), dtype, 48))
        small = give("small [2, 3, 3]", points((2, 3, 3), dtype, 49, -0.01, 0.01))
        record("LUDecomposition", "lu", [large], lambda x: linalg.lu(x)[0], gradients=False)
        record("LUDecomposition", "p", [large], lambda x: linalg.lu(x)[1])
        record("MatrixExponential", "matrixExponential", [large], linalg.expm)
        record("MatrixExponential", "matrixExponential", [small], linalg.expm)
        singular = give("singular [2, 3, 3]", np.array(
            [[[1, 2, 3], [2, 4, 6], [3, 6, 9]], [[1, 0, 0], [0, 1, 0], [0, 0, 1e-30]]], dtype))
        for x in [a, tall, wide, singular]:
            record("MatrixRank", "matrixRank", [x], linalg.matrix_rank)
            record("MatrixRank", "matrixRank tolerance 2", [x],
                   lambda x: linalg.matrix_rank(x, 2.0))
        record("Cholesky", "cholesky", [positive], linalg.cholesky)
        for name, part in {"q": 0, "r": 1}.items():
            for x in [a, tall]:
                record("QRDecomposition", name, [x], lambda x: tf.square(linalg.qr(x)[part]))
            record("QRDecomposition", name, [wide], lambda x: tf.square(linalg.qr(x)[part]),
                   gradients=False)
        for name, part in {"s": 0, "u": 1, "v": 2}.items():
            for x in [a, tall, wide]:
                record("SingularValues", name, [x], lambda x: tf.square(linalg.svd(x)[part]))
        record("SymmetricEigenvalues", "values", [symmetric], lambda x: linalg.eigh(x)[0])
        record("SymmetricEigenvalues", "vectors", [symmetric], lambda x: tf.square(linalg.eigh(x)[1]))
        record("LeastSquares", "leastSquares", [tall, sides], linalg.lstsq)
        record("LeastSquares", "leastSquares", [wide, b], linalg.lstsq)
        record("LeastSquares", "leastSquares l2 0.5", [tall, sides],
               lambda a, b: linalg.lstsq(a, b, l2_regularizer=0.5))
        record("LeastSquares", "leastSquares l2 0.5", [wide, b],
               lambda a, b: linalg.lstsq(a, b, l2_regularizer=0.5))
        record("PseudoInverse", "pseudoInverse", [tall], linalg.pinv)
        record("PseudoInverse", "pseudoInverse", [wide], linalg.pinv)
        for x in [a, tall]:
            record("MatrixNorm", "frobenius", [x], lambda x: tf.norm(x, axis=[-2, -1]))
            record("MatrixNorm", "one", [x], lambda x: tf.norm(x, 1, axis=[-2, -1]))
            record("MatrixNorm", "infinity", [x], lambda x: tf.norm(x, np.inf, axis=[-2, -1]))
            record("MatrixNorm", "spectral", [x], lambda x: tf.norm(x, 2, axis=[-2, -1]))
            record("MatrixNorm", "nuclear", [x], lambda x: tf.reduce_sum(
                linalg.svd(x, compute_uv=False), -1), gradients=False)


special_functions()
inverse_functions()
positions()
segments()
products()
linear_algebra()
write(__file__)
