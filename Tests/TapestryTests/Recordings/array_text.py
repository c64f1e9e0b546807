"""Records how NumPy prints arrays: writes array_text.json beside this file.

    python3.7 -m venv v && v/bin/pip install numpy==1.21.6
    v/bin/python array_text.py

A case has a dtype, a shape, its elements, and NumPy's repr and str of them. Elements are texts
that Python and Swift read back exactly; those of a large array follow a rule [first, step, period]
instead: element i is first + step * (i % period), computed in 64 bits and then converted.
"""
import argparse
import json
import os
import random

import numpy as np

FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8"]
TINY = {"float16": 6e-08, "float32": 1e-45, "float64": 5e-324}

cases = []


def text(element):
    if isinstance(element, np.bool_):
        return "1" if element else "0"
    return repr(element.item())


def shown(array):
    # Rank 0 is shown as NumPy shows the scalar itself.
    value = array[()] if array.shape == () else array
    return {"repr": repr(value), "str": str(value)}


def add(values, dtype, shape=None):
    with np.errstate(all="ignore"):
        array = np.array(values).astype(dtype)
    if shape is not None:
        array = array.reshape(shape)
    case = {"dtype": dtype, "shape": list(array.shape), "values": [text(x) for x in array.ravel()]}
    cases.append({**case, **shown(array)})


def add_rule(rule, dtype, shape):
    first, step, period = rule
    count = int(np.prod(shape))
    with np.errstate(all="ignore"):
        array = (first + step * (np.arange(count) % period).astype(np.float64)).astype(dtype)
    array = array.reshape(shape)
    cases.append({"dtype": dtype, "shape": list(shape), "rule": list(rule), **shown(array)})


def scalars():
    for dtype in FLOATS:
        for value in [
            0.0, -0.0, 1.0, -1.0, 7.0, 0.1, 34.1, 1e-4, 9.999e-5, 0.00012345, 1e-5, 1.2218952e-06,
            0.005225517, 1 / 3, 123456789.0, 16777216.0, 65504.0, 1e15, 9.9999999e15, 1e16, 1e17,
            1.5e20, 1e22, 1e23, 3.4028235e38, 1e100, 1.7976931348623157e308, TINY[dtype],
            2.0 ** -14, 2.0 ** 10, 2.0 ** -44, 2.0 ** 90,
            float("nan"), float("inf"), float("-inf"),
        ]:
            add(value, dtype)
    for dtype in INTEGERS:
        info = np.iinfo(dtype)
        for value in [info.min, 0, 1, info.max]:
            add(value, dtype)
    for value in [True, False]:
        add(value, "bool")


def floating_columns():
    nan, inf = float("nan"), float("inf")
    vectors = [
        [0.0], [-0.0], [0.0, -0.0, 1.5], [1.0], [1.0, 2.0], [-1.0, 2.0], [1.0, 2.5, 3.25],
        [10.5, 2.0, -300.125], [0.1, 0.2, 0.3], [1 / 3, 2 / 3], [1 / 3, 0.5, 100.0],
        # the bounds of the power-of-ten form
        [1e-4], [1e-4, 0.05], [1.0001e-4], [9.9e-5], [1e-5, 0.0], [1e-5, -0.0, nan],
        [0.001, 1.0], [0.00099, 1.0], [0.000999, 0.999], [1.0, 1000.0], [1.0, 1001.0],
        [3.0, 3000.0], [3.0, 3003.0], [99999999.0], [1e8], [99999999.0, 1e8], [1e8, -1e8],
        [60000.0, 0.5], [65504.0, 6e-8], [1e4, 9.0], [0.0, 1000.0], [0.0, 12345678.0],
        # whole numbers that fewer digits would tell apart
        [17536.0], [65504.0, 100.0], [67108872.0], [99999992.0, -33554434.0],
        # more than eight decimals
        [0.123456785], [0.123456785, 1.5], [0.1234567891, 2.0], [1.0000000049], [1.000000005],
        [1.0000000051, 1.0], [9.9999999999], [0.99999999999, 0.5], [99.999999999, -0.5],
        [0.1, 0.30000000000000004], [3.141592653589793, 2.718281828459045],
        [1.4999999999999, 100.0], [0.00123456789123, 0.5],
        # powers of ten: padded digits, two and three digits of power, signs
        [3.1751457e-03, 1.0, 1234.5], [1e-5, 1.2345678e-06], [1e-20, 1.2345678e-20, 3.0],
        [1e20, 3.3333333e-20], [1e-7, 1e7], [-1e-7, 1e7], [1e-5, 2.5e-5, -3.0],
        [1e100, 1.0], [1e-100, 1e5], [1e-100, 1e100], [1e99, 1e101, 0.0], [9.99999999999e99, 1.0],
        [1.23456789012e10, 1.0], [5.0000000001e9, 2.0], [1.5e300, -2.5e-300],
        [1e38, 1e-38], [1.2379400392853803e27, 1.0000001], [2.0 ** -96, 1.2345678e-20],
        # numbers that are not finite
        [nan], [inf], [-inf], [nan, nan], [nan, inf], [nan, -inf], [inf, 1.0], [-inf, 1.0],
        [nan, 1.0], [nan, 10.25], [nan, -1.0], [-inf, 0.5, 10.0], [inf, -100.5], [nan, 1e-5],
        [-inf, 1e20], [nan, inf, -inf, 0.0], [nan, 1e-10, 123.456], [-inf, 100.0, 0.125],
    ]
    for vector in vectors:
        for dtype in FLOATS:
            add(vector, dtype)


def layouts():
    for dtype in FLOATS + INTEGERS + ["bool"]:
        for shape in [(0,), (0, 3), (3, 0), (2, 0, 4), (0, 0, 0, 0)]:
            add([], dtype, shape)
        add([1, 0, 1], dtype)
        add(np.arange(6) % 2, dtype, (2, 3))
        add(np.arange(24) % 5, dtype, (2, 3, 4))
        add(1, dtype, (1, 1, 1, 1, 1))
    for dtype in FLOATS + ["int32", "int64", "bool"]:
        add(np.arange(16) / 4 - 1, dtype, (2, 2, 2, 2))
        add(np.arange(32) - 7, dtype, (2, 2, 2, 2, 2))
        add(np.arange(8), dtype, (1, 2, 1, 4))
    # the columns at which a line is broken, and at which the dtype moves to a line of its own
    for count in list(range(10, 27)) + [40, 100]:
        add_rule((0, 1, 1000), "int64", (count,))
        add_rule((0, 1, 1000), "float32", (count,))
        add_rule((0, 0.5, 1000), "float64", (count,))
    for count in range(5, 14):
        add_rule((0, 1, 2), "bool", (count,))
        add_rule((100, 1, 1000), "int32", (count,))
        add_rule((1e-5, 0.1, 1000), "float32", (count,))
        add_rule((0.1, 0.1, 1000), "float64", (2, count))
    for count in range(5, 21):
        add([[10 ** (k % 19) for k in range(count)]], "int64")
        add([10 ** count] * 5, "float64")
    for shape in [(2, 2, 20), (1, 1, 2, 18), (2, 1, 1, 1, 17), (2, 13), (2, 14), (2, 15), (2, 16)]:
        add_rule((0, 1.25, 7), "float32", shape)
        add_rule((-3, 1, 100), "int8", shape)
    # rows that end in padding, which a broken line loses
    add([1.0] * 30 + [0.125], "float32")
    add([0.125] + [1.0] * 30, "float64")
    # an array of as many elements as are shown whole, and larger ones
    for dtype in FLOATS + ["int32", "int64", "uint8", "bool"]:
        add_rule((0, 1, 7), dtype, (1001,))
    for shape in [
        (2000,), (100000,), (7, 143), (6, 167), (2, 501), (501, 2), (1001, 1), (1, 1001),
        (32, 32), (1000, 1000), (10, 10, 11), (2, 7, 100), (7, 2, 100), (100, 7, 2), (6, 6, 30),
        (7, 7, 7, 4), (2, 3, 2, 10, 9),
    ]:
        for rule, dtype in [((0, 1, 1 << 40), "int64"), ((0, 0.5, 1 << 40), "float32")]:
            add_rule(rule, dtype, shape)
    add_rule((0, 1, 7), "float32", (1000,))
    add_rule((-500, 0.37, 1 << 40), "float64", (40, 40))
    add_rule((1e-3, 0.37, 1 << 40), "float64", (40, 40))
    add_rule((1e-3, 1e-3, 1 << 40), "float16", (3, 8, 60))


def random_arrays(count, seed):
    source = random.Random(seed)
    shapes = [
        (1,), (3,), (7,), (11,), (1, 5), (2, 3), (3, 4), (2, 2, 2), (2, 1, 2, 2), (1, 2, 1, 2, 1)]
    for _ in range(count):
        shape = source.choice(shapes)
        size = int(np.prod(shape))
        dtype = source.choice(FLOATS + ["float32"])
        kind = source.randrange(8)
        low, high = sorted([source.uniform(-30, 30), source.uniform(-30, 30)])
        digits = source.randrange(1, 6)
        values = []
        for _ in range(size):
            if kind == 0:
                value = float(source.randrange(-1000, 1000))
            elif kind == 1:
                value = source.gauss(0, 1)
            elif kind == 2:
                value = source.uniform(0, 1)
            elif kind == 3:
                value = source.choice([-1, 1]) * 10 ** source.uniform(low, high)
            elif kind == 4:
                value = round(source.uniform(-100, 100), digits)
            elif kind == 5:
                value = round(source.uniform(1, 10), digits) * 10 ** source.randrange(-6, 6)
            elif kind == 6:
                value = 2.0 ** source.randrange(-120, 120)
            else:
                value = source.choice(
                    [float("nan"), float("inf"), float("-inf"), -0.0, source.uniform(-20, 20)])
            values.append(value)
        add(values, dtype, shape)
    for _ in range(count // 4):
        dtype = source.choice(INTEGERS)
        info = np.iinfo(dtype)
        shape = source.choice(shapes)
        values = [source.randint(info.min, info.max) for _ in range(int(np.prod(shape)))]
        add(np.array(values, dtype=dtype), dtype, shape)


def python_floats(count, seed):
    source = random.Random(seed)
    values = [
        0.0, -0.0, 1.0, 0.1, 1e-4, 9.9e-5, 1e15, 9999999999999998.0, 1e16, 1.5e16, 1e22, 1e23, 1e100,
        5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.30000000000000004, 123456789.123,
        2.0 ** -44, float("nan"), float("inf"), float("-inf"),
    ]
    values += [source.choice([-1, 1]) * 10 ** source.uniform(-30, 30) for _ in range(count)]
    return [repr(value) for value in values]


parser = argparse.ArgumentParser(description="Records how NumPy prints arrays.")
parser.add_argument("--random", type=int, default=120, help="how many random arrays")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument(
    "--output", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "array_text.json"))
options = parser.parse_args()

scalars()
floating_columns()
layouts()
random_arrays(options.random, options.seed)
floats = python_floats(40, options.seed)
with open(options.output, "w") as file:
    lines = ",\n".join(json.dumps(case) for case in cases)
    file.write(
        '{"numpy": %s,\n"pythonFloats": %s,\n"cases": [\n%s\n]}\n'
        % (json.dumps(np.__version__), json.dumps(floats), lines))
print("%d cases" % len(cases))
