"""Records what TensorFlow's losses are at their extremes, for their tests: loss_extremes.json.

Run with TensorFlow 2.1.0: python3 loss_extremes.py

A case holds rows of labels and predictions, the value of each row, and the gradient of the values'
sum with respect to the predictions. The rows are where formulas change or lose their digits: exact
hits, ties, both sides of the limits of probabilities, very large and very small numbers, infinite
ones and such that are none.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

K = tf.keras.losses
none = tf.keras.losses.Reduction.NONE
inf, nan = float("inf"), float("nan")


def text(array):
    return " ".join(
        str(e) if array.dtype.kind in "iu" else np.format_float_scientific(e, unique=True, trim="-")
        for e in array.ravel())


def recorded(array):
    array = np.asarray(array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": text(array)}


# Pairs of one label and one prediction, a row each.
errors = [
    (y, p) for y in (0, -1, 1, 1e-8, 1e20, -1e20)
    for p in (0, -0.0, 1, -1, 1 + 1e-6, 2, 1e-8, 1e-30, 100, -100, 1e20, -1e20, 1e30, inf, -inf, nan)
]
rates = [
    (y, p) for y in (0, 1, 7, 1e20)
    for p in (0, 1e-8, 1e-7, 1e-30, 1, 7, 1e20, 1e38, inf, nan, -1e-8, -1e-7, -1)
]
probabilities = [
    (y, p) for y in (0, 1, 0.25)
    for p in (0, -0.0, 1e-30, 1e-8, 1e-7, 2e-7, 0.25, 0.5, 1 - 2e-7, 1 - 1e-7, 1, 1.5, -0.5, inf,
              -inf, nan)
]
logits = [
    (y, p) for y in (0, 1, 0.25)
    for p in (0, -0.0, 1e-30, 20, -20, 88, -88, 104, -104, 1e4, -1e4, 1e30, -1e30)
]
margins = [
    (y, p) for y in (-1, 1)
    for p in (0, -0.0, 1, -1, 1 - 6e-8, 1 + 1.2e-7, 0.5, -0.5, 1e20, -1e20, 1e30, inf, -inf, nan)
]
zeros_and_ones = [((y + 1) / 2, p) for y, p in margins]

# Rows of three probabilities, scores or vectors.
rows_of_probabilities = [
    [1, 0, 0], [0, 1, 0], [0, 0.5, 0.5], [1e-8, 1, 0], [1e-7, 1, 0], [1e-30, 1 - 1e-7, 1e-7], [0, 0, 0],
    [1, 1, 1], [2, 3, 5], [1 / 3, 1 / 3, 1 / 3], [nan, 0.5, 0.5], [0.5, nan, 0.5],
]
rows_of_logits = [
    [0, 0, 0], [20, 0, 0], [-20, 0, 0], [100, 0, -100], [-100, 0, 100], [1e4, -1e4, 0],
    [-1e4, 1e4, 0], [1e30, 0, -1e30], [0, 1e30, 0], [nan, 0, 0],
]
rows_of_scores = [
    [1, 0, 0], [0, 0, 0], [0, 1, 0], [2, 1, 1], [0.5, 0.5, 0.5], [1e20, 0, 0], [0, 1e20, 0], [1, 1, -1],
    [-1, -2, -2], [0, -1, -1], [inf, 0, 0], [0, inf, 0], [nan, 0, 0],
]
rows_of_vectors = [
    [0, 0, 0], [1, 0, 0], [-1, 0, 0], [1e-6, 0, 0], [1e-7, 0, 0], [1e-20, 0, 0], [1e10, 1e10, 1e10],
    [1e18, 0, 0], [1e19, 1e19, 0], [1e30, 0, 0], [0, 1, 0], [nan, 1, 0],
]
first = [1, 0, 0]

cases = []


def add(config, loss, pairs):
    y, p = (np.array(side) for side in zip(*pairs))
    p = np.asarray(p, np.float32)
    y = np.asarray(y, np.float32) if y.dtype.kind == "f" or p.ndim == y.ndim else y.astype(np.int32)
    if p.ndim == 1:
        p, y = p[:, None], np.asarray(y, np.float32)[:, None]
    tensor = tf.constant(p)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        values = loss(tf.constant(y), tensor)
    gradient = tape.gradient(values, tensor)
    if config["name"] == "huber_loss":
        # TensorFlow 2.1 leaves out the mean over the last axis, which is of one element here.
        values = tf.reshape(values, [-1])
    cases.append({
        "config": config, "yTrue": recorded(y), "yPred": recorded(p),
        "values": recorded(values.numpy()), "gradient": recorded(gradient.numpy())})


add({"name": "mean_squared_error"}, K.MeanSquaredError(none), errors)
add({"name": "mean_absolute_error"}, K.MeanAbsoluteError(none), errors)
add({"name": "mean_absolute_percentage_error"}, K.MeanAbsolutePercentageError(none), errors)
add({"name": "mean_squared_logarithmic_error"}, K.MeanSquaredLogarithmicError(none), errors + rates)
add({"name": "huber_loss", "delta": 1.0}, K.Huber(1.0, none), errors)
add({"name": "logcosh"}, K.LogCosh(none), errors)
add({"name": "poisson"}, K.Poisson(none), rates)
add({"name": "hinge"}, K.Hinge(none), margins)
add({"name": "squared_hinge"}, K.SquaredHinge(none), margins)
add({"name": "hinge"}, K.Hinge(none), zeros_and_ones)
add({"name": "kullback_leibler_divergence"}, K.KLDivergence(none), probabilities)
for smoothing in (0.0, 0.2):
    add({"name": "binary_crossentropy", "label_smoothing": smoothing},
        K.BinaryCrossentropy(False, smoothing, none), probabilities)
    add({"name": "binary_crossentropy", "label_smoothing": smoothing, "from_logits": True},
        K.BinaryCrossentropy(True, smoothing, none), logits)
    add({"name": "categorical_crossentropy", "label_smoothing": smoothing},
        K.CategoricalCrossentropy(False, smoothing, none),
        [(first, row) for row in rows_of_probabilities])
    add({"name": "categorical_crossentropy", "label_smoothing": smoothing, "from_logits": True},
        K.CategoricalCrossentropy(True, smoothing, none), [(first, row) for row in rows_of_logits])
add({"name": "sparse_categorical_crossentropy"}, K.SparseCategoricalCrossentropy(False, none),
    [(0, row) for row in rows_of_probabilities])
add({"name": "sparse_categorical_crossentropy", "from_logits": True},
    K.SparseCategoricalCrossentropy(True, none), [(0, row) for row in rows_of_logits])
add({"name": "categorical_hinge"}, K.CategoricalHinge(none), [(first, row) for row in rows_of_scores])
add({"name": "cosine_similarity", "axis": -1}, K.CosineSimilarity(-1, none),
    [(row, other) for row in rows_of_vectors[:-1] for other in rows_of_vectors])


def compact(case):
    return json.dumps(case, separators=(",", ":"))


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "loss_extremes.json")
with open(path, "w") as file:
    file.write('{"losses":[\n' + ",\n".join(map(compact, cases)) + "\n]}\n")
print(len(cases), "cases of losses")
