"""Records what NumPy and TensorFlow compute, for the tests of the operations: operations.json.

Run with TensorFlow 2.1.0 and NumPy 1.21: python3 operations.py

TensorFlow decides where the two differ: division and remainder of whole numbers, casts, means of
whole numbers, range, linspace. NumPy decides for NaN in maximum and minimum. Functions such as exp
are computed in 80 bits and rounded once, so that the tests can count units in the last place.
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

from recording import case, give, write

FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8"]
NUMBERS = INTEGERS + FLOATS

np.seterr(all="ignore")


def numpy(tensor):
    return tensor.numpy() if hasattr(tensor, "numpy") else np.asarray(tensor)


def numbers(shape, dtype, seed, low=-3, high=3, steps=4):
    """Seeded numbers of few bits, so that sums and products of several are exact."""
    random = np.random.RandomState(seed)
    if dtype in FLOATS:
        return (random.randint(low * steps, high * steps + 1, shape) / steps).astype(dtype)
    if dtype == "uint8":
        return random.randint(0, high - low + 1, shape).astype(dtype)
    if dtype == "bool":
        return random.randint(0, 2, shape).astype(bool)
    return random.randint(low, high + 1, shape).astype(dtype)


def points(shape, dtype, seed, low, high):
    """Seeded numbers that fill an interval."""
    return np.random.RandomState(seed).uniform(low, high, shape).astype(dtype)


SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e4, -1e4]


# MARK: - One operand


def unary():
    wide = np.longdouble
    exact = {
        "Arithmetic": {"negate": np.negative},
        "Math": {
            "abs": np.abs, "sign": np.sign, "square": np.square, "sqrt": np.sqrt,
            "floor": np.floor, "ceil": np.ceil, "round": np.rint, "reciprocal": lambda x: 1 / x,
        },
        "Activations": {"relu": lambda x: np.maximum(x, 0)},
    }
    smooth = {
        "Math": {
            "exp": (np.exp, -8, 8), "expm1": (np.expm1, -3, 3), "log": (np.log, 0.01, 9),
            "log1p": (np.log1p, -0.9, 9), "rsqrt": (lambda x: 1 / np.sqrt(x), 0.01, 9),
        },
        "Trigonometry": {
            "sin": (np.sin, -9, 9), "cos": (np.cos, -9, 9), "tan": (np.tan, -1.5, 1.5),
            "asin": (np.arcsin, -1, 1), "acos": (np.arccos, -1, 1), "atan": (np.arctan, -9, 9),
            "sinh": (np.sinh, -5, 5), "cosh": (np.cosh, -5, 5),
        },
        "Activations": {
            "tanh": (np.tanh, -5, 5),
            "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), -9, 9),
            "softplus": (lambda x: np.maximum(x, 0) + np.log1p(np.exp(-abs(x))), -9, 9),
            "leakyRelu": (lambda x: np.where(x > 0, x, wide("0.2") * x), -4, 4),
            "elu": (lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), -4, 4),
            "selu": (
                lambda x: wide("1.0507009873554805")
                * np.where(x > 0, x, wide("1.6732632423543772") * np.expm1(np.minimum(x, 0))),
                -4, 4,
            ),
        },
    }
    for dtype in FLOATS:
        special = give("special", np.array(SPECIAL, dtype))
        shapes = [(7,), (2, 3), (), (2, 0), (2, 1, 3, 1, 2)]
        for group, operations in exact.items():
            for name, function in operations.items():
                for shape in shapes[:2] + ([()] if dtype == "float32" else []):
                    x = give("few bits {}".format(list(shape)), numbers(shape, dtype, len(shape)))
                    if name in ["sqrt"]:
                        x = give("squares {}".format(list(shape)), np.abs(x[1]))
                    case(group, name, [x], function(x[1]).astype(dtype))
                case(group, name, [special], function(special[1]).astype(dtype))
        for group, operations in smooth.items():
            for index, (name, (function, low, high)) in enumerate(operations.items()):
                chosen = shapes if dtype == "float32" and index == 0 else shapes[1:2]
                for shape in chosen:
                    label = "from {} to {} {}".format(low, high, list(shape))
                    x = give(label, points(shape, dtype, 7, low, high))
                    result = np.asarray(function(x[1].astype(wide)))
                    case(group, name, [x], result.astype(dtype))
                result = function(special[1].astype(wide)).astype(dtype)
                case(group, name, [special], result)
        x = give("from -4 to 4 [5]", points((5,), dtype, 3, -4, 4))
        case("Activations", "erf", [x], tf.math.erf(x[1].astype("float64")).numpy().astype(dtype))
        half = x[1].astype("float64")
        gelu = 0.5 * half * (1 + tf.math.erf(half * np.sqrt(0.5)).numpy())
        case("Activations", "gelu", [x], gelu.astype(dtype))
        inner = np.sqrt(2 / np.pi) * (half + 0.044715 * half**3)
        gelu = 0.5 * half * (1 + np.tanh(inner))
        case("Activations", "gelu approximate", [x], gelu.astype(dtype))
        for shape, axis in [((2, 3), -1), ((2, 3), 0), ((3, 1), 1), ((2, 0), 0)]:
            x = give("from -4 to 4 {}".format(list(shape)), points(shape, dtype, 3, -4, 4))
            power = np.exp(x[1].astype(wide))
            part = power / power.sum(axis=axis, keepdims=True)
            case("Activations", "softmax", [x], part.astype(dtype), axis=[axis])
            case("Activations", "logSoftmax", [x], np.log(part).astype(dtype), axis=[axis])
    for dtype in INTEGERS:
        x = give("few bits [2, 3]", numbers((2, 3), dtype, 2))
        case("Arithmetic", "negate", [x], np.negative(x[1]))
        for name in ["abs", "sign", "square"]:
            case("Math", name, [x], getattr(np, name)(x[1]))
        case("Activations", "relu", [x], np.maximum(x[1], 0))


# MARK: - Two operands

PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (4,)), ((2, 0), (1,)),
         ((2, 1, 2, 1, 3), (2, 1, 3))]


def binary():
    arithmetic = {
        "+": tf.add, "-": tf.subtract, "*": tf.multiply, "/": tf.truediv,
        "floorDivide": tf.math.floordiv, "%": tf.math.floormod, "pow": tf.pow,
        "maximum": np.maximum, "minimum": np.minimum, "squaredDifference": tf.math.squared_difference,
    }
    fallback = {
        "floorDivide": np.floor_divide, "%": np.mod, "pow": np.power, "+": np.add,
        "-": np.subtract, "*": np.multiply, "squaredDifference": lambda a, b: (a - b) * (a - b),
    }
    comparisons = {"==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal,
                   ">": np.greater, ">=": np.greater_equal}
    for dtype in NUMBERS:
        pairs = PAIRS if dtype in ["float32", "int32"] else PAIRS[2:3]
        for shape_a, shape_b in pairs:
            a = give("few bits {}".format(list(shape_a)), numbers(shape_a, dtype, 11))
            b = give("few bits {} b".format(list(shape_b)), numbers(shape_b, dtype, 12))
            divisor = numbers(shape_b, dtype, 12)
            divisor[divisor == 0] = 2
            divisor = give("divisors {}".format(list(shape_b)), divisor)
            exponent = give("exponents {}".format(list(shape_b)), np.abs(numbers(shape_b, dtype, 13, -3, 3, 1)))
            for name, function in arithmetic.items():
                second = {"/": divisor, "floorDivide": divisor, "%": divisor, "pow": exponent}.get(name, b)
                try:
                    result = numpy(function(a[1], second[1]))
                except (tf.errors.NotFoundError, tf.errors.InvalidArgumentError, TypeError):
                    result = fallback[name](a[1], second[1])
                case("Arithmetic", name, [a, second], result)
            for name, function in comparisons.items():
                case("Comparisons", name, [a, b], function(a[1], b[1]))
            condition = give("truth {}".format(list(shape_b)), numbers(shape_b, "bool", 14))
            case("Select", "select", [condition, a, b], np.where(condition[1], a[1], b[1]))
    for dtype in FLOATS:
        values = np.array(SPECIAL, dtype)
        a = give("special column", values[:, None][:6])
        b = give("special", values)
        for name in ["+", "-", "*", "/", "maximum", "minimum", "pow"]:
            function = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
                        "maximum": np.maximum, "minimum": np.minimum, "pow": np.power}[name]
            case("Arithmetic", name, [a, b], function(a[1], b[1]))
        for name, function in comparisons.items():
            case("Comparisons", name, [a, b], function(a[1], b[1]))
        for name, function in {"isNaN": np.isnan, "isInfinite": np.isinf, "isFinite": np.isfinite}.items():
            case("Comparisons", name, [b], function(b[1]))
        # Quotients that round up to a whole number.
        a = give("tenths", np.array([1.0, 5.1, -5.1, 0.3, 7.0, -7.0, 5.0, -5.0], dtype))
        b = give("tenth", np.array([0.1, 0.1, 0.1, 0.1, np.inf, np.inf, -3.0, 3.0], dtype))
        wide_a, wide_b = a[1].astype("float32"), b[1].astype("float32")
        if dtype == "float64":
            wide_a, wide_b = a[1], b[1]
        case("Arithmetic", "%", [a, b], tf.math.floormod(wide_a, wide_b).numpy().astype(dtype))
        # float16 quotients are rounded before they are rounded down: 1 / -0.1 gives -10.
        a = give("dividends", np.array(
            [1, -1, 0.3, -0.3, 7, -7, 0, -0.0, np.inf, -np.inf, np.nan], dtype)[:, None])
        b = give("divisors of all signs", np.array(
            [0.1, -0.1, 2, -2, 0, -0.0, np.inf, -np.inf, np.nan], dtype))
        case("Arithmetic", "floorDivide", [a, b], tf.math.floordiv(a[1], b[1]).numpy())
    for name, function in {"logicalAnd": np.logical_and, "logicalOr": np.logical_or,
                           "logicalXor": np.logical_xor, "==": np.equal, "!=": np.not_equal}.items():
        a = give("truth [2, 1]", numbers((2, 1), "bool", 1))
        b = give("truth [4]", numbers((4,), "bool", 2))
        case("Comparisons", name, [a, b], function(a[1], b[1]))
    case("Comparisons", "logicalNot", [b], np.logical_not(b[1]))
    for dtype in ["int8", "int16", "int32", "int64", "uint8"]:
        limits = np.iinfo(dtype)
        a = give("limits", np.array([limits.min, limits.max, limits.min, limits.max, 7, 0], dtype))
        b = give("steps", np.array([1, 1, limits.max, limits.max, 2, 3], dtype))
        for name in ["+", "-", "*"]:
            case("Arithmetic", name, [a, b], fallback[name](a[1], b[1]))
        case("Arithmetic", "floorDivide", [a, b], np.floor_divide(a[1], b[1]))
        case("Arithmetic", "%", [a, b], np.mod(a[1], b[1]))


# MARK: - Reductions


def reductions():
    table = {"sum": tf.reduce_sum, "mean": tf.reduce_mean, "prod": tf.reduce_prod,
             "max": tf.reduce_max, "min": tf.reduce_min}
    fallback = {"sum": np.sum, "prod": np.prod, "max": np.max, "min": np.min}
    for dtype in NUMBERS:
        shapes = [((2, 3, 4), [None, [0], [1], [-1], [0, 1], [0, 2], [1, 2], [0, 1, 2], []])]
        if dtype in ["float32", "int32"]:
            shapes += [((3,), [None, [0]]), ((), [None, []]), ((2, 1, 3, 1, 2), [[0, 2], [1, 3, 4]]),
                       ((1, 1), [None, [0], [1]])]
        else:
            shapes = [(shapes[0][0], [None, [0], [-1], [0, 2]])]
        if dtype != "uint8" and dtype in ["float32", "float64", "int32", "float16"]:
            shapes += [((0, 3), [None, [0], [1]]), ((2, 0), [[0], [1]])]
        for shape, axes in shapes:
            for axis in axes:
                for name, function in table.items():
                    if 0 in shape and name == "mean" and dtype == "int32":
                        continue
                    x = give("few bits {}".format(list(shape)), numbers(shape, dtype, 11))
                    if name == "prod":
                        x = give("signs {}".format(list(shape)), np.where(
                            numbers(shape, dtype, 4) > 0, 2, 1).astype(dtype))
                    keep = bool(axis) and name in ["sum", "max"] and dtype == "float32"
                    try:
                        result = function(x[1], axis=axis, keepdims=keep).numpy()
                    except (tf.errors.NotFoundError, tf.errors.InvalidArgumentError):
                        if name == "mean":
                            continue
                        result = fallback[name](x[1], axis=None if axis is None else tuple(axis),
                                                keepdims=keep).astype(dtype)
                    arguments = {} if axis is None else {"axis": axis}
                    if keep:
                        arguments["keepDims"] = True
                    case("Reductions", name, [x], result, **arguments)
    for shape, axis in [((2, 3), None), ((2, 3), [0]), ((2, 3), [1]), ((0, 3), [0]), ((), None)]:
        x = give("truth {}".format(list(shape)), numbers(shape, "bool", 21))
        arguments = {} if axis is None else {"axis": axis}
        at = None if axis is None else tuple(axis)
        case("Reductions", "any", [x], np.any(x[1], axis=at), **arguments)
        case("Reductions", "all", [x], np.all(x[1], axis=at), **arguments)
    for dtype in FLOATS:
        x = give("one NaN", np.array([[1, np.nan, 3], [4, 5, np.inf]], dtype))
        for name in ["sum", "max", "min", "prod"]:
            for axis in [0, 1]:
                case("Reductions", name, [x], fallback[name](x[1], axis=axis), axis=[axis])
        for shape, axis in [((2, 3), None), ((2, 3), [0]), ((2, 3), [1]), ((2, 3, 4), [0, 2]), ((1, 2), [0])]:
            x = give("few bits {}".format(list(shape)), numbers(shape, dtype, 11))
            arguments = {} if axis is None else {"axis": axis}
            at = None if axis is None else tuple(axis)
            wide = x[1].astype(np.longdouble)
            case("Statistics", "variance", [x], np.var(wide, axis=at).astype(dtype), **arguments)
            case("Statistics", "standardDeviation", [x], np.std(wide, axis=at).astype(dtype), **arguments)
            case("Statistics", "norm", [x], np.sqrt((wide**2).sum(axis=at)).astype(dtype), **arguments)
            case("Statistics", "logSumExp", [x], np.log(np.exp(wide).sum(axis=at)).astype(dtype), **arguments)
        x = give("few bits [7]", numbers((7,), dtype, 1))
        case("Statistics", "clip", [x], np.clip(x[1], -1, 1))
        case("Statistics", "clipByNorm", [x], tf.clip_by_norm(x[1], tf.constant(1, dtype)).numpy())
        case("Statistics", "clipByNorm of a short one", [x], tf.clip_by_norm(x[1], tf.constant(100, dtype)).numpy())


# MARK: - Casts and special tensors


def casts():
    values = {
        "bool": [True, False], "uint8": [0, 1, 200, 255],
        "int8": [-128, -1, 0, 127], "int16": [-300, -1, 0, 1, 32767],
        "int32": [-70000, -1, 0, 1, 2147483647], "int64": [-5000000000, -1, 0, 1, 9007199254740993],
    }
    for dtype in FLOATS:
        values[dtype] = [-2.5, -1.7, -0.0, 0.0, 0.5, 1.7, 100.25]
    for dtype in values:
        x = give("to cast", np.array(values[dtype], dtype))
        for target in values:
            if target != dtype:
                case("Cast", target, [x], tf.cast(x[1], target).numpy())
    x = give("far", np.array([np.nan, np.inf, -np.inf, 1e30, 65520, 1e-8, 2049], "float64"))
    for target in ["float16", "float32", "bool"]:
        case("Cast", target, [x], tf.cast(x[1], target).numpy())


def making():
    ranges = [(0, 1, 0.25), (0, 1, 0.1), (0, 0.3, 0.1), (1, 0, -0.3), (0, 1, 0.3), (5, 1, 1),
              (0, 3, 0.7), (-1, 1, 0.2), (0, 10, 1 / 3), (0.1, 0.7, 0.1)]
    for start, end, step in ranges:
        for dtype in ["float32", "float64"]:
            if (end - start) * step < 0:
                continue
            result = tf.range(tf.constant(start, dtype), tf.constant(end, dtype), tf.constant(step, dtype))
            case("Making", "range", [], result.numpy(), numbers=[start, end, step])
    for start, end, count in [(-1, 1, 5), (0, 1, 11), (0, 1, 1), (-20, 20, 7), (3, 1, 4), (0, 0.7, 13), (2, 5, 2)]:
        for dtype in ["float32", "float64"]:
            result = tf.linspace(tf.constant(start, dtype), tf.constant(end, dtype), count)
            case("Making", "linspace", [], result.numpy(), numbers=[start, end, count])


# MARK: - Shapes


def products():
    for dtype in ["float16", "float32", "float64", "int8", "int32", "int64", "uint8"]:
        sizes = [((2, 3), (3, 4)), ((1, 3), (3, 1)), ((4, 1), (1, 2)), ((2, 2, 3), (3, 2)),
                 ((2, 1, 2, 3), (3, 3, 2)), ((2, 0), (0, 3)), ((0, 2), (2, 3)), ((5, 2, 2), (5, 2, 1))]
        for shape_a, shape_b in sizes if dtype in ["float32", "float64", "int32"] else sizes[3:4]:
            a = give("few bits {}".format(list(shape_a)), numbers(shape_a, dtype, 11))
            b = give("few bits {} b".format(list(shape_b)), numbers(shape_b, dtype, 12))
            result = np.matmul(a[1], b[1])
            case("MatrixProduct", "matmul", [a, b], result)
            a_turned = give("few bits {} turned".format(list(shape_a)), np.swapaxes(a[1], -1, -2))
            b_turned = give("few bits {} b turned".format(list(shape_b)), np.swapaxes(b[1], -1, -2))
            if dtype in ["float32", "float64", "int32"]:
                case("MatrixProduct", "matmul transposeA", [a_turned, b], result)
                case("MatrixProduct", "matmul transposeB", [a, b_turned], result)
                case("MatrixProduct", "matmul transposeA transposeB", [a_turned, b_turned], result)


def shapes():
    for dtype in ["int32", "bool", "float64", "int16"]:
        x = give("few bits [2, 3, 4]", numbers((2, 3, 4), dtype, 11))
        for name, index in {
            "x[1]": np.s_[1], "x[-1, 2]": np.s_[-1, 2], "x[1, 0, 3]": np.s_[1, 0, 3],
            "x[0..<1]": np.s_[0:1], "x[.all, 1...]": np.s_[:, 1:], "x[.all, ..<(-1)]": np.s_[:, :-1],
            "x[.all, ...1]": np.s_[:, :2], "x[.all, .all, 1...2]": np.s_[:, :, 1:3],
            "x[.ellipsis, 0]": np.s_[..., 0], "x[1, .ellipsis, 2]": np.s_[1, ..., 2],
            "x[.newAxis, 1, .newAxis]": np.s_[None, 1, None], "x[.ellipsis, .newAxis]": np.s_[..., None],
            "x[.by(-1)]": np.s_[::-1], "x[.all, .by(2), .by(-2)]": np.s_[:, ::2, ::-2],
            "x[.ellipsis, .by(-1, from: 2, to: 0)]": np.s_[..., 2:0:-1],
            "x[.all, .all, .by(3, from: 1)]": np.s_[:, :, 1::3],
            "x[.all, 5...]": np.s_[:, 5:], "x[.all, 2..<2, 1]": np.s_[:, 2:2, 1],
            "x[.all, .by(-1, from: -1, to: -3)]": np.s_[:, -1:-3:-1],
            "x[.all, .all, (-3)...(-1)]": np.s_[:, :, -3:], "x[.all, 0..<100]": np.s_[:, 0:100],
        }.items():
            case("Slicing", name, [x], x[1][index])
        case("Reshaping", "reshape [4, -1]", [x], x[1].reshape(4, -1))
        case("Reshaping", "reshape [24]", [x], x[1].reshape(24))
        case("Reshaping", "reshape [2, 3, 1, 4]", [x], x[1].reshape(2, 3, 1, 4))
        case("Reshaping", "transpose", [x], np.transpose(x[1]))
        case("Reshaping", "transpose [0, 2, 1]", [x], np.transpose(x[1], [0, 2, 1]))
        case("Reshaping", "transpose [2, 0, 1]", [x], np.transpose(x[1], [2, 0, 1]))
        case("Reshaping", "expandDims 0", [x], np.expand_dims(x[1], 0))
        case("Reshaping", "expandDims -1", [x], np.expand_dims(x[1], -1))
        case("Reshaping", "expandDims 2", [x], np.expand_dims(x[1], 2))
        case("Reshaping", "broadcast [2, 2, 3, 4]", [x], np.broadcast_to(x[1], (2, 2, 3, 4)))
        thin = give("few bits [1, 3, 1]", numbers((1, 3, 1), dtype, 5))
        case("Reshaping", "squeeze", [thin], thin[1].squeeze())
        case("Reshaping", "squeeze -1", [thin], thin[1].squeeze(-1))
        case("Reshaping", "broadcast [4, 3, 2]", [thin], np.broadcast_to(thin[1], (4, 3, 2)))
        y = give("few bits [2, 3, 4] b", numbers((2, 3, 4), dtype, 12))
        narrow = give("few bits [2, 1, 4]", numbers((2, 1, 4), dtype, 13))
        empty = give("few bits [2, 0, 4]", numbers((2, 0, 4), dtype, 13))
        for axis in [0, 1, 2, -1]:
            case("Concatenation", "concat", [x, y], np.concatenate([x[1], y[1]], axis), axis=[axis])
        for axis in [0, 1, 3, -1, -2]:
            case("Concatenation", "stack", [x, y], np.stack([x[1], y[1]], axis), axis=[axis])
        case("Concatenation", "concat", [x, narrow, empty, y],
             np.concatenate([x[1], narrow[1], empty[1], y[1]], 1), axis=[1])
        case("Concatenation", "second of split into 2", [x], np.split(x[1], 2, 2)[1], axis=[2])
        case("Concatenation", "second of split [1, 2, 0]", [x], x[1][:, 1:3], axis=[1])
        case("Concatenation", "second of unstack", [x], x[1][:, 1], axis=[1])


unary()
binary()
reductions()
casts()
making()
products()
shapes()

write(__file__)
