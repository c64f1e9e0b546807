"""Records what TensorFlow computes of images and of classes, for the tests: images.json.

Run with TensorFlow 2.1.0: python3 images.py

Each case has inputs, the result, an upstream change of the result, and the gradients of the inputs
for that change. Numbers are seeded; those of images have few bits, so that sums of products are
exact and pooling meets ties. TensorFlow has no gradient of a dilated convolution on a CPU: there
the zeros between the taps are inserted first, and the result is checked against the dilated one.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

cases = {}


def text(array):
    def one(element):
        if array.dtype.kind in "iu":
            return str(element)
        if np.isfinite(element) and element == int(element) and abs(element) < 1e4:
            return "-0" if element == 0 and np.signbit(element) else str(int(element))
        return np.format_float_scientific(element, unique=True, trim="-").replace("e+00", "")

    return " ".join(one(element) for element in array.ravel())


def recorded(array):
    array = np.asarray(array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": text(array)}


def few_bits(shape, seed, dtype="float32"):
    return (np.random.RandomState(seed).randint(-8, 9, shape) / 4).astype(dtype)


def case(group, operation, function, given, **arguments):
    tensors = [tf.constant(x) for x in given]
    with tf.GradientTape() as tape:
        for tensor in tensors:
            if tensor.dtype.is_floating:
                tape.watch(tensor)
        y = function(*tensors)
    change = few_bits(y.shape, 5, y.dtype.as_numpy_dtype)
    smooth = [t for t in tensors if t.dtype.is_floating]
    gradients = tape.gradient(y, smooth, output_gradients=tf.constant(change))
    entry = {"operation": operation}
    entry.update(arguments)
    entry["inputs"] = [recorded(x) for x in given]
    entry["result"] = recorded(y.numpy())
    entry["change"] = recorded(change)
    entry["gradients"] = [recorded(g.numpy()) for g in gradients]
    cases.setdefault(group, []).append(entry)


PADDINGS = ["valid", "same"]


def dilated(w, steps):
    """The filters with zeros between their taps."""
    for axis, step in enumerate(steps):
        parts = []
        for index, part in enumerate(tf.split(w, w.shape[axis], axis)):
            parts += [tf.zeros_like(part)] * (step - 1 if index else 0) + [part]
        w = tf.concat(parts, axis)
    return w


def convolutions():
    sizes = [
        # image, window, strides
        ((5, 5), (3, 3), (1, 1)),
        ((6, 7), (3, 2), (1, 1)),
        ((7, 6), (2, 4), (2, 2)),
        ((8, 9), (3, 3), (2, 2)),
        ((9, 7), (3, 3), (3, 3)),
        ((5, 6), (1, 1), (1, 1)),
        ((5, 6), (1, 1), (2, 2)),
        ((4, 4), (4, 4), (1, 1)),
        ((5, 4), (2, 2), (4, 4)),
    ]
    for index, (image, window, strides) in enumerate(sizes):
        for padding in PADDINGS:
            for count, channels, filters in [(2, 1, 3), (1, 3, 2)][: 2 if index < 4 else 1]:
                x = few_bits((count,) + image + (channels,), index)
                w = few_bits(window + (channels, filters), index + 50)
                case(
                    "Convolution", "conv2D",
                    lambda x, w: tf.nn.conv2d(x, w, strides, padding.upper()),
                    [x, w], strides=strides, dilations=[1, 1], padding=padding)
    # Windows larger than the image, which only padding allows.
    x, w = few_bits((1, 2, 3, 2), 8), few_bits((5, 4, 2, 2), 9)
    case("Convolution", "conv2D", lambda x, w: tf.nn.conv2d(x, w, (1, 1), "SAME"), [x, w],
         strides=[1, 1], dilations=[1, 1], padding="same")
    for image, window, dilations in [
        ((7, 8), (3, 3), (2, 2)), ((9, 9), (2, 3), (3, 2)), ((6, 6), (3, 3), (1, 2)),
    ]:
        for padding in PADDINGS:
            x, w = few_bits((2,) + image + (2,), 3), few_bits(window + (2, 3), 4)
            direct = tf.nn.conv2d(x, w, 1, padding.upper(), dilations=dilations)
            assert (direct == tf.nn.conv2d(x, dilated(w, dilations), 1, padding.upper())).numpy().all()
            case(
                "Convolution", "conv2D",
                lambda x, w: tf.nn.conv2d(x, dilated(w, dilations), 1, padding.upper()),
                [x, w], strides=[1, 1], dilations=dilations, padding=padding)
    for length, taps, stride, dilation in [(6, 3, 1, 1), (7, 2, 2, 1), (9, 3, 1, 2), (5, 1, 1, 1)]:
        for padding in PADDINGS:
            x, w = few_bits((2, length, 3), length), few_bits((taps, 3, 2), taps)
            case(
                "Convolution", "conv1D",
                lambda x, w: tf.nn.conv1d(x, dilated(w, [dilation]), stride, padding.upper()),
                [x, w], strides=[stride], dilations=[dilation], padding=padding)
    for image, window, strides in [
        ((3, 4), (3, 3), (1, 1)), ((3, 4), (3, 3), (2, 2)), ((4, 3), (2, 4), (2, 3)),
        ((2, 2), (1, 1), (2, 2)),
    ]:
        for padding in PADDINGS:
            x, w = few_bits((2,) + image + (3,), 6), few_bits(window + (2, 3), 7)
            size = [
                n * s + (max(k - s, 0) if padding == "valid" else 0)
                for n, k, s in zip(image, window, strides)
            ]
            for smaller in [0, 1] if strides == (2, 2) and padding == "same" else [0]:
                out = [n - smaller for n in size]
                case(
                    "Convolution", "conv2DTranspose",
                    lambda x, w: tf.nn.conv2d_transpose(x, w, [2] + out + [2], strides, padding.upper()),
                    [x, w], strides=strides, dilations=[1, 1], padding=padding,
                    **({"size": out} if smaller else {}))


def poolings():
    sizes = [
        ((4, 6), (2, 2), (2, 2)), ((5, 5), (2, 2), (2, 2)), ((5, 6), (3, 3), (1, 1)),
        ((7, 6), (3, 2), (2, 2)), ((5, 7), (2, 2), (3, 3)), ((4, 4), (4, 4), (4, 4)),
        ((6, 5), (2, 3), (1, 2)),
    ]
    for image, window, strides in sizes:
        for padding in PADDINGS:
            for name, function in [("maxPool2D", tf.nn.max_pool2d), ("averagePool2D", tf.nn.avg_pool2d)]:
                # Whole numbers from 0 to 3 meet in many windows.
                x = np.random.RandomState(sum(image)).randint(0, 4, (2,) + image + (3,)).astype("float32")
                case(
                    "Pooling", name, lambda x: function(x, window, strides, padding.upper()), [x],
                    size=window, strides=strides, padding=padding)
    x = np.zeros((1, 4, 4, 1), "float32")
    case("Pooling", "maxPool2D", lambda x: tf.nn.max_pool2d(x, 3, 1, "SAME"), [x],
         size=[3, 3], strides=[1, 1], padding="same")
    x = few_bits((1, 2, 2, 1), 1)
    for name, function in [("maxPool2D", tf.nn.max_pool2d), ("averagePool2D", tf.nn.avg_pool2d)]:
        case("Pooling", name, lambda x: function(x, 4, 1, "SAME"), [x],
             size=[4, 4], strides=[1, 1], padding="same")
    for length, size, stride in [(6, 2, 2), (7, 3, 2), (5, 2, 1)]:
        for padding in PADDINGS:
            for name, function in [("maxPool1D", tf.nn.max_pool1d), ("averagePool1D", tf.nn.avg_pool1d)]:
                x = np.random.RandomState(length).randint(0, 4, (2, length, 2)).astype("float32")
                case(
                    "Pooling", name, lambda x: function(x, size, stride, padding.upper()), [x],
                    size=[size], strides=[stride], padding=padding)


def cross_entropies():
    random = np.random.RandomState(3)
    for dtype in ["float32", "float64"]:
        for shape in [(4, 3), (5,), (2, 3, 4), (3, 1)]:
            logits = random.normal(0, 3, shape).astype(dtype)
            labels = random.dirichlet(np.ones(shape[-1]), shape[:-1]).astype(dtype)
            case("CrossEntropy", "softmax", lambda z, x: tf.nn.softmax_cross_entropy_with_logits(z, x),
                 [labels, logits])
            classes = random.randint(0, shape[-1], shape[:-1]).astype("int32")
            if len(shape) > 1:
                case(
                    "CrossEntropy", "sparse softmax",
                    lambda z, x: tf.nn.sparse_softmax_cross_entropy_with_logits(z, x),
                    [classes, logits])
            case("CrossEntropy", "sigmoid", lambda z, x: tf.nn.sigmoid_cross_entropy_with_logits(z, x),
                 [labels, logits])
        logits = np.array([[1000, 0, -1000], [-1000, -1000, -1000], [300, 300, 0]], dtype)
        labels = np.array([[0, 1, 0], [0.5, 0, 0.5], [1, 0, 0]], dtype)
        case("CrossEntropy", "softmax", lambda z, x: tf.nn.softmax_cross_entropy_with_logits(z, x),
             [labels, logits])
        case("CrossEntropy", "sparse softmax",
             lambda z, x: tf.nn.sparse_softmax_cross_entropy_with_logits(z, x),
             [np.array([2, 1, 0]), logits])
        logits = np.array([[1, 2, 0.5], [0, 1, -1], [3, 0.25, 0.5]], dtype)
        labels = np.array([[0.5, 1, 0.25], [0, 0, 0], [2, -1, 0.5]], dtype)
        case("CrossEntropy", "softmax", lambda z, x: tf.nn.softmax_cross_entropy_with_logits(z, x),
             [labels, logits])
        logits = np.array([0, 1000, -1000, 20, -20], dtype)
        labels = np.array([1, 0, 1, 0.25, 0], dtype)
        case("CrossEntropy", "sigmoid", lambda z, x: tf.nn.sigmoid_cross_entropy_with_logits(z, x),
             [labels, logits])


convolutions()
poolings()
cross_entropies()


def compact(value):
    return json.dumps(value, separators=(",", ":"))


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "images.json")
with open(path, "w") as file:
    file.write("{")
    file.write(",\n".join(
        "{}:[\n{}\n]".format(compact(group), ",\n".join(compact(c) for c in listed))
        for group, listed in cases.items()))
    file.write("}\n")
print({group: len(listed) for group, listed in cases.items()})
