"""Records TensorFlow's gradients at the edges of the operations' domains: edges.json.

Run with TensorFlow 2.1.0: python3 edges.py

Elements: zeros of both signs, equal ones, infinities, NaN, subnormal and huge numbers. For each
operation: the gradient of the sum, the gradient where nothing comes from above (weights of 0), the
second derivative (the gradient of the sum of the gradient, weighted by 1, 2, 3, ...), and for
operations of one number the jacobian. "none" stands for a gradient that TensorFlow does not have.
Matrices that are decomposed are finite and not singular, as others stop a program: what is at their
edge are equal eigenvalues, zeros, tiny and huge elements.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

INF, NAN = float("inf"), float("nan")
POINTS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, INF, -INF, NAN, 1e-40, -1e-40, 1e-30, 3e38, -3e38]
PAIR = [0.0, -0.0, 1.0, -2.0, INF, -INF, NAN, 1e-40, 1e-30, 3e38]


def text(tensor):
    if tensor is None:
        return "none"
    return " ".join(
        np.format_float_scientific(e, unique=True, trim="-") for e in tensor.numpy().ravel())


def dense(gradient):
    return None if gradient is None else tf.convert_to_tensor(gradient)


def derivative(tape, y, x):
    try:
        return dense(tape.gradient(y, x))
    except (LookupError, NotImplementedError):
        return None


def weights(y):
    return tf.reshape(tf.cast(tf.range(1, tf.size(y) + 1), y.dtype), y.shape)


def record(name, function, arrays, jacobian=False):
    inputs = [tf.constant(a, tf.float32) for a in arrays]
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(inputs)
        with tf.GradientTape(persistent=True) as inner:
            inner.watch(inputs)
            y = function(*inputs)
        first = [dense(g) for g in inner.gradient(y, inputs)]
        sums = [tf.reduce_sum(g * weights(g)) if g is not None else None for g in first]
    zero = [dense(g) for g in inner.gradient(y, inputs, output_gradients=tf.zeros_like(y))]
    second = [
        None if s is None else derivative(outer, s, x) for s in sums for x in inputs]
    case = {
        "operation": name, "shapes": [list(x.shape) for x in inputs],
        "inputs": [text(x) for x in inputs], "value": text(y),
        "first": [text(g) for g in first], "zero": [text(g) for g in zero],
        "second": [text(g) for g in second]}
    if jacobian:
        size = int(tf.size(y))
        rows = [
            inner.gradient(
                y, inputs[0], output_gradients=tf.reshape(tf.one_hot(i, size), y.shape))
            for i in range(size)]
        case["jacobian"] = " ".join(text(row) for row in rows)
    return case


UNARY = {
    "negate": tf.negative, "abs": tf.abs, "sign": tf.sign, "square": tf.square, "sqrt": tf.sqrt,
    "rsqrt": tf.math.rsqrt, "reciprocal": tf.math.reciprocal, "exp": tf.exp,
    "expm1": tf.math.expm1, "log": tf.math.log, "log1p": tf.math.log1p, "sin": tf.sin,
    "cos": tf.cos, "tan": tf.tan, "asin": tf.asin, "acos": tf.acos, "atan": tf.atan,
    "sinh": tf.sinh, "cosh": tf.cosh, "tanh": tf.tanh, "erf": tf.math.erf,
    "sigmoid": tf.sigmoid, "relu": tf.nn.relu, "softplus": tf.nn.softplus,
    "leakyRelu": tf.nn.leaky_relu, "elu": tf.nn.elu, "selu": tf.nn.selu,
    "clip": lambda x: tf.clip_by_value(x, -1.0, 1.0),
    "clipByNorm": lambda x: tf.clip_by_norm(x, 1.0),
    "lgamma": tf.math.lgamma, "digamma": tf.math.digamma, "erfc": tf.math.erfc,
    "asinh": tf.asinh, "acosh": tf.acosh, "atanh": tf.atanh, "erfinv": tf.math.erfinv,
    "ndtri": tf.math.ndtri, "logSigmoid": tf.math.log_sigmoid,
    "l2Normalize": lambda x: tf.math.l2_normalize(x),
    "polyval": lambda x: tf.math.polyval([2.0, -1.0, 0.5], x),
    "betainc": lambda x: tf.math.betainc(2 * tf.ones_like(x), 3 * tf.ones_like(x), x),
}
BINARY = {
    "+": tf.add, "-": tf.subtract, "*": tf.multiply, "/": tf.divide, "%": tf.math.floormod,
    "pow": tf.pow, "maximum": tf.maximum, "minimum": tf.minimum,
    "squaredDifference": tf.math.squared_difference, "atan2": tf.atan2,
    "divideNoNaN": tf.math.divide_no_nan, "multiplyNoNaN": tf.math.multiply_no_nan,
    "xlogy": tf.math.xlogy, "xdivy": tf.math.xdivy, "zeta": tf.math.zeta,
}
ROWS = [
    [[1, 1, 0.5], [0, -0.0, 0], [2, 3, 3]],
    [[0, 2, 3], [0, 0, 3], [4, 5, 6]],
    [[1e30, 1e30, 1], [1e-30, 1e-30, 1], [1e-25, 1e-25, 1e25]],
    [[INF, 1, 2], [-INF, 1, INF], [INF, INF, 0]],
    [[NAN, 1, 2], [NAN, NAN, 1], [0, INF, NAN]],
    [[3e38, 3e38, 1], [-3e38, 3e38, 1], [1e-38, 1e-38, 1e-38]],
]
FOLDS = {
    "sum": lambda x: tf.reduce_sum(x, 1), "mean": lambda x: tf.reduce_mean(x, 1),
    "prod": lambda x: tf.reduce_prod(x, 1), "max": lambda x: tf.reduce_max(x, 1),
    "min": lambda x: tf.reduce_min(x, 1), "logSumExp": lambda x: tf.reduce_logsumexp(x, 1),
    "variance": lambda x: tf.math.reduce_variance(x, 1), "norm": lambda x: tf.norm(x, axis=1),
    "standardDeviation": lambda x: tf.math.reduce_std(x, 1),
    "cumsum": lambda x: tf.cumsum(x, 1), "cumprod": lambda x: tf.math.cumprod(x, 1),
    "cumprod exclusive": lambda x: tf.math.cumprod(x, 1, exclusive=True),
    "cumprod reverse": lambda x: tf.math.cumprod(x, 1, reverse=True),
    "softmax": lambda x: tf.nn.softmax(x, 1), "logSoftmax": lambda x: tf.nn.log_softmax(x, 1),
    "sort": lambda x: tf.sort(x, 1),
    "maxPool2D": lambda x: tf.nn.max_pool2d(tf.reshape(x, [1, 3, 3, 1]), 2, 1, "VALID"),
}
FOLDS.update({
    "cumulativeLogSumExp": lambda x: tf.math.cumulative_logsumexp(x, 1),
    "cumulativeLogSumExp exclusive": lambda x: tf.math.cumulative_logsumexp(
        x, 1, exclusive=True),
    "cumulativeLogSumExp reverse": lambda x: tf.math.cumulative_logsumexp(x, 1, reverse=True),
    "gather": lambda x: tf.gather(x, [2, 0, 0], axis=1),
    "booleanMask": lambda x: tf.boolean_mask(x, [True, False, True]),
    "roll": lambda x: tf.roll(x, 1, 1), "bandPart": lambda x: tf.linalg.band_part(x, 0, 1),
    "matrixTranspose": tf.linalg.matrix_transpose, "trace": tf.linalg.trace,
    "tile": lambda x: tf.tile(x, [1, 2]), "pad": lambda x: tf.pad(x, [[0, 1], [1, 0]]),
    "reverse": lambda x: tf.reverse(x, [1]), "meanPool2D": lambda x: tf.nn.avg_pool2d(
        tf.reshape(x, [1, 3, 3, 1]), 2, 1, "VALID"),
    "meanPool2D same": lambda x: tf.nn.avg_pool2d(tf.reshape(x, [1, 3, 3, 1]), 2, 2, "SAME"),
    "maxPool2D same": lambda x: tf.nn.max_pool2d(tf.reshape(x, [1, 3, 3, 1]), 2, 2, "SAME"),
    "setDiagonal": lambda x: tf.linalg.set_diag(x, x[2]),
    "clipByNorm rows": lambda x: tf.clip_by_norm(x, 1.0, [1]),
    "diagonal": tf.linalg.diag_part, "diagonalMatrix": tf.linalg.diag,
    "concat": lambda x: tf.concat([x, x[:, :1]], 1), "topK": lambda x: tf.math.top_k(x, 2)[0],
    "gatherND": lambda x: tf.gather_nd(x, [[0, 1], [2, 2], [0, 1]]),
    "select": lambda x: tf.where([[True, False, True]], x, tf.reverse(x, [0])),
    "sparseSoftmaxCrossEntropy": lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(
        [0, 2, 1], x),
})
for fold in ["sum", "mean", "max", "min", "prod"]:
    name = fold.capitalize()
    # TensorFlow has no gradient of segment_prod.
    if fold != "prod":
        FOLDS["segment" + name] = lambda x, f=getattr(tf.math, "segment_" + fold): f(x, [0, 0, 1])
    FOLDS["unsortedSegment" + name] = (
        lambda x, f=getattr(tf.math, "unsorted_segment_" + fold): f(x, [2, -1, 2], 3))
PRODUCTS = {
    "matmul": tf.matmul, "tensordot": lambda a, b: tf.tensordot(a, b, 1),
    "einsum": lambda a, b: tf.einsum("ij,jk->ik", a, b), "cross": tf.linalg.cross,
    "conv2D": lambda a, b: tf.nn.conv2d(
        tf.reshape(a, [1, 3, 3, 1]), tf.reshape(b[:2, :2], [2, 2, 1, 1]), 1, "VALID"),
    "conv2D same": lambda a, b: tf.nn.conv2d(
        tf.reshape(a, [1, 3, 3, 1]), tf.reshape(b[:2, :2], [2, 2, 1, 1]), 2, "SAME"),
    "conv2DTranspose": lambda a, b: tf.nn.conv2d_transpose(
        tf.reshape(a, [1, 3, 3, 1]), tf.reshape(b[:2, :2], [2, 2, 1, 1]), [1, 6, 6, 1], 2, "VALID"),
    "scatterAdd": lambda a, b: tf.tensor_scatter_nd_add(a, [[2], [0], [2]], b),
    "softmaxCrossEntropy": lambda a, b: tf.nn.softmax_cross_entropy_with_logits(
        tf.nn.softmax(tf.ones_like(b)), a),
}
# Symmetric and with positive eigenvalues, so that every decomposition has them.
MATRICES = [
    [[4, 1, 0], [1, 3, -0.0], [0, -0.0, 2]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[2, 0, 0], [0, 2, 0], [0, 0, 1]], [[1e10, 0, 0], [0, 1, 0], [0, 0, 1e-10]],
    [[1, 1e-40, 0], [1e-40, 2, 0], [0, 0, 4]], [[1e30, 0, 0], [0, 2e30, 0], [0, 0, 4e30]],
]
DECOMPOSITIONS = {
    "cholesky": tf.linalg.cholesky, "inverse": tf.linalg.inv, "determinant": tf.linalg.det,
    "logDeterminant": lambda a: tf.linalg.slogdet(a)[1], "eigenvalues": lambda a: tf.linalg.eigh(a)[0],
    "singular values": lambda a: tf.linalg.svd(a)[0],
    "eigenvectors": lambda a: tf.square(tf.linalg.eigh(a)[1]),
    "qr": lambda a: tf.square(tf.linalg.qr(a)[1]),
    "matrixExponential": tf.linalg.expm,
    "pseudoInverse": tf.linalg.pinv, "matrixNorm nuclear": lambda a: tf.reduce_sum(tf.linalg.svd(a)[0]),
}
SOLVERS = {
    "solve": tf.linalg.solve, "leastSquares": lambda a, b: tf.linalg.lstsq(a, b),
    "triangularSolve": tf.linalg.triangular_solve,
}

cases = []
for name, function in UNARY.items():
    cases.append(record(name, function, [POINTS], jacobian=True))
for name, function in BINARY.items():
    pairs = [(a, b) for a in PAIR for b in PAIR]
    cases.append(record(name, function, [[a for a, _ in pairs], [b for _, b in pairs]]))
for name, function in FOLDS.items():
    for rows in ROWS:
        if name in ("sort", "topK") and any(e != e for row in rows for e in row):
            continue
        cases.append(record(name, function, [rows], jacobian=name in ("prod", "cumprod")))
for name, function in PRODUCTS.items():
    for a, b in zip(ROWS, ROWS[1:] + ROWS[:1]):
        cases.append(record(name, function, [a, b]))
for name, function in DECOMPOSITIONS.items():
    for matrix in MATRICES:
        # An exponential that overflows.
        if name == "matrixExponential" and matrix[0][0] > 1e9:
            continue
        cases.append(record(name, function, [matrix]))
for name, function in SOLVERS.items():
    for matrix in MATRICES[:5]:
        # Of matrices whose rank is in doubt the program is stopped.
        if name == "leastSquares" and matrix[0][0] == 1e10:
            continue
        for rows in ROWS[:2]:
            cases.append(record(name, function, [matrix, rows]))

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "edges.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
