"""Records what TensorFlow's losses and metrics compute, for their tests: losses.json.

Run with TensorFlow 2.1.0: python3 losses.py

A case of a loss holds the value of each example, the loss under each reduction with and without
weights, and the gradient of the loss with weights with respect to the predictions. Huber's loss of
TensorFlow 2.1 leaves out the mean over the last axis, which later versions take; it is taken here.
A case of a metric holds batches, and the result after each.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

K = tf.keras.losses
M = tf.keras.metrics
random = np.random.RandomState(7)


def f32(x):
    return np.asarray(x, np.float32)


def text(array):
    return " ".join(
        str(e) if array.dtype.kind in "iu" else np.format_float_scientific(e, unique=True, trim="-")
        for e in array.ravel())


def recorded(array):
    array = np.asarray(array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": text(array)}


# What is expected beside what is predicted, by kind of loss.

def numbers(shape):
    return f32(random.normal(size=shape)), f32(random.normal(size=shape))


def ties(shape):
    x = f32(random.randint(-2, 3, shape))
    return x, x + f32(random.randint(-1, 2, shape))


def rates(shape):
    return f32(random.randint(0, 6, shape)), f32(random.uniform(0.1, 5, shape))


def yes_or_no(shape):
    return f32(random.randint(0, 2, shape)), f32(random.uniform(0, 1, shape))


def certain(shape):
    return f32(random.randint(0, 2, shape)), f32(random.randint(0, 2, shape))


def logits(shape):
    return f32(random.randint(0, 2, shape)), f32(random.normal(size=shape) * 20)


def distributions(shape):
    a, b = (random.uniform(0.01, 1, shape) for _ in range(2))
    return f32(a / a.sum(-1, keepdims=True)), f32(b / b.sum(-1, keepdims=True))


def one_hot(shape):
    classes = random.randint(0, shape[-1], shape[:-1])
    return f32(np.eye(shape[-1])[classes]), f32(random.uniform(0, 1, shape))


def one_hot_logits(shape):
    classes = random.randint(0, shape[-1], shape[:-1])
    return f32(np.eye(shape[-1])[classes]), f32(random.normal(size=shape) * 20)


def classes(shape):
    p = random.uniform(0.01, 1, shape)
    p[..., 0] *= 1e-9
    return (random.randint(0, shape[-1], shape[:-1]).astype(np.int32),
            f32(p / p.sum(-1, keepdims=True)))


def class_column(shape):
    y, p = classes(shape)
    return y[..., None], p


def class_logits(shape):
    return (random.randint(0, shape[-1], shape[:-1]).astype(np.int64),
            f32(random.normal(size=shape) * 20))


def signs(shape):
    return f32(random.randint(0, 2, shape) * 2 - 1), f32(random.normal(size=shape))


def vectors(shape):
    y, p = numbers(shape)
    p.reshape(-1, shape[-1])[0] = 0
    return y, p


losses = []


def loss(config, make, given, shape):
    y, p = given(shape)
    rows = y.shape if len(y.shape) < len(p.shape) else p.shape[:-1]
    w = f32(random.uniform(0, 2, rows))
    first = f32(random.uniform(0, 2, p.shape[:1]))
    case = {"config": config, "yTrue": recorded(y), "yPred": recorded(p), "weights": recorded(w),
            "rowWeights": recorded(first)}
    prediction = tf.constant(p)
    values = make(reduction="none")(y, prediction)
    if len(values.shape) == len(p.shape):
        values = tf.reduce_mean(values, -1)
    case["values"] = recorded(values)
    for reduction in ["sum_over_batch_size", "sum"]:
        def of(weights):
            if "huber" in config["name"] and reduction == "sum":
                return tf.reduce_sum(values if weights is None else values * weights)
            return make(reduction=reduction)(y, prediction, sample_weight=weights)
        case[reduction] = recorded(of(None))
        case[reduction + " weighted"] = recorded(of(w))
    # Weights of the rows of a batch fit values of two dimensions only in rows of one.
    spread = first.reshape([-1] + [1] * (len(values.shape) - 1))
    case["row weighted"] = recorded(
        make()(y, prediction, sample_weight=spread))
    with tf.GradientTape() as tape:
        tape.watch(prediction)
        total = make()(y, prediction, sample_weight=w)
    case["gradient"] = recorded(tf.convert_to_tensor(tape.gradient(total, prediction)))
    losses.append(case)


def named(name, **parameters):
    return dict({"name": name}, **parameters)


for shape in [(5, 1), (4, 3), (3, 2, 4)]:
    for given in [numbers, ties]:
        loss(named("mean_squared_error"), K.MeanSquaredError, given, shape)
        loss(named("mean_absolute_error"), K.MeanAbsoluteError, given, shape)
        loss(named("mean_absolute_percentage_error"), K.MeanAbsolutePercentageError, given, shape)
        loss(named("huber_loss"), K.Huber, given, shape)
        loss(named("logcosh"), K.LogCosh, given, shape)
    loss(named("huber_loss", delta=0.4), lambda **k: K.Huber(delta=0.4, **k), numbers, shape)
    loss(named("mean_squared_logarithmic_error"), K.MeanSquaredLogarithmicError, rates, shape)
    loss(named("mean_squared_logarithmic_error"), K.MeanSquaredLogarithmicError, numbers, shape)
    loss(named("poisson"), K.Poisson, rates, shape)
    loss(named("binary_crossentropy"), K.BinaryCrossentropy, yes_or_no, shape)
    loss(named("binary_crossentropy"), K.BinaryCrossentropy, certain, shape)
    loss(named("binary_crossentropy", label_smoothing=0.2),
         lambda **k: K.BinaryCrossentropy(label_smoothing=0.2, **k), yes_or_no, shape)
    loss(named("binary_crossentropy", from_logits=True),
         lambda **k: K.BinaryCrossentropy(from_logits=True, **k), logits, shape)
    loss(named("binary_crossentropy", from_logits=True, label_smoothing=0.1),
         lambda **k: K.BinaryCrossentropy(from_logits=True, label_smoothing=0.1, **k), logits, shape)
    for given in [signs, yes_or_no]:
        loss(named("hinge"), K.Hinge, given, shape)
        loss(named("squared_hinge"), K.SquaredHinge, given, shape)
for shape in [(4, 3), (3, 2, 4)]:
    loss(named("cosine_similarity"), K.CosineSimilarity, vectors, shape)
    loss(named("kullback_leibler_divergence"), K.KLDivergence, distributions, shape)
    loss(named("kullback_leibler_divergence"), K.KLDivergence, one_hot, shape)
    loss(named("categorical_hinge"), K.CategoricalHinge, one_hot, shape)
    loss(named("categorical_crossentropy"), K.CategoricalCrossentropy, one_hot, shape)
    loss(named("categorical_crossentropy"), K.CategoricalCrossentropy, distributions, shape)
    loss(named("categorical_crossentropy", from_logits=True),
         lambda **k: K.CategoricalCrossentropy(from_logits=True, **k), one_hot_logits, shape)
    loss(named("sparse_categorical_crossentropy"), K.SparseCategoricalCrossentropy, classes, shape)
    loss(named("sparse_categorical_crossentropy", from_logits=True),
         lambda **k: K.SparseCategoricalCrossentropy(from_logits=True, **k), class_logits, shape)
# TensorFlow 2.1 takes the second dimension for that of the classes, which is the last of two only.
loss(named("categorical_crossentropy", label_smoothing=0.1),
     lambda **k: K.CategoricalCrossentropy(label_smoothing=0.1, **k), one_hot, (4, 3))
loss(named("categorical_crossentropy", from_logits=True, label_smoothing=0.1),
     lambda **k: K.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1, **k),
     one_hot_logits, (4, 3))
loss(named("sparse_categorical_crossentropy"), K.SparseCategoricalCrossentropy, class_column, (4, 3))

metrics = []


def metric(config, make, given, shapes):
    """Batches without weights, with one for each example, and with the same for all."""
    followed = make()
    batches = []
    for index, shape in enumerate(shapes):
        y, p = given(shape)
        w = [None, f32(random.uniform(0, 2, p.shape[:1])), f32(0.7)][index % 3]
        followed.update_state(y, p, sample_weight=w)
        batch = {"yTrue": recorded(y), "yPred": recorded(p),
                 "result": recorded(followed.result())}
        if w is not None:
            batch["weights"] = recorded(w)
        batches.append(batch)
    config = dict({"metric": config.pop("name"), "name": "m"}, **config)
    metrics.append({"config": config, "batches": batches})


def columns(n):
    return [(8, n), (5, n), (3, n), (1, n)]


def few_scores(shape):
    """Scores with ties."""
    return random.randint(0, shape[-1], shape[:-1]), f32(random.randint(0, 4, shape))


def one_hot_few_scores(shape):
    y, p = few_scores(shape)
    return f32(np.eye(shape[-1])[y]), p


def quarters(shape):
    """Probabilities on thresholds, 0 and 1 among them."""
    return f32(random.randint(0, 2, shape)), f32(random.randint(0, 5, shape) / 4)


for n in [1, 3]:
    metric(named("mean_squared_error"), M.MeanSquaredError, numbers, columns(n))
    metric(named("root_mean_squared_error"), M.RootMeanSquaredError, numbers, columns(n))
    metric(named("mean_absolute_error"), M.MeanAbsoluteError, numbers, columns(n))
    metric(named("mean_absolute_percentage_error"), M.MeanAbsolutePercentageError, numbers,
           columns(n))
    metric(named("mean_squared_logarithmic_error"), M.MeanSquaredLogarithmicError, rates,
           columns(n))
    metric(named("logcosh"), M.LogCoshError, numbers, columns(n))
    metric(named("poisson"), M.Poisson, rates, columns(n))
    metric(named("hinge"), M.Hinge, signs, columns(n))
    metric(named("squared_hinge"), M.SquaredHinge, yes_or_no, columns(n))
    metric(named("binary_crossentropy"), M.BinaryCrossentropy, yes_or_no, columns(n))
    metric(named("binary_crossentropy", from_logits=True, label_smoothing=0.1),
           lambda: M.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), logits, columns(n))
    metric(named("binary_accuracy"), M.BinaryAccuracy, quarters, columns(n))
    metric(named("binary_accuracy", threshold=0.75), lambda: M.BinaryAccuracy(threshold=0.75),
           quarters, columns(n))
    for name, make in [("precision", M.Precision), ("recall", M.Recall),
                       ("true_positives", M.TruePositives), ("false_positives", M.FalsePositives),
                       ("true_negatives", M.TrueNegatives), ("false_negatives", M.FalseNegatives)]:
        metric(named(name), make, quarters, columns(n))
        metric(named(name, thresholds=[0.25, 0.6, 1.0]),
               lambda make=make: make(thresholds=[0.25, 0.6, 1.0]), quarters, columns(n))
    for curve in ["ROC", "PR"]:
        for summation in ["interpolation", "minoring", "majoring"]:
            metric(named("auc", curve=curve, summation_method=summation),
                   lambda: M.AUC(curve=curve, summation_method=summation), yes_or_no, columns(n))
            metric(named("auc", curve=curve, summation_method=summation, thresholds=[0.7, 0.5]),
                   lambda: M.AUC(curve=curve, summation_method=summation, thresholds=[0.7, 0.5]),
                   quarters, columns(n))
metric(named("accuracy"), M.BinaryAccuracy, quarters, columns(1))
for name, make in [("precision", M.Precision), ("recall", M.Recall)]:
    metric(named(name, top_k=2), lambda make=make: make(top_k=2), yes_or_no, columns(4))
    metric(named(name, class_id=1), lambda make=make: make(class_id=1), yes_or_no, columns(4)[:1])
metric(named("cosine_similarity"), M.CosineSimilarity, numbers, columns(3))
metric(named("kullback_leibler_divergence"), M.KLDivergence, distributions, columns(3))
metric(named("categorical_hinge"), M.CategoricalHinge, one_hot, columns(3))
metric(named("categorical_crossentropy"), M.CategoricalCrossentropy, one_hot, columns(3))
metric(named("sparse_categorical_crossentropy"), M.SparseCategoricalCrossentropy, classes,
       columns(3))
for name in ["accuracy", "categorical_accuracy"]:
    metric(named(name), M.CategoricalAccuracy, one_hot_few_scores, columns(3))
for name in ["accuracy", "sparse_categorical_accuracy"]:
    metric(named(name), M.SparseCategoricalAccuracy, few_scores, columns(3))
    metric(named(name), M.SparseCategoricalAccuracy, class_column, columns(3))
metric(named("top_k_categorical_accuracy", k=2), lambda: M.TopKCategoricalAccuracy(k=2),
       one_hot_few_scores, columns(6))
metric(named("sparse_top_k_categorical_accuracy"), M.SparseTopKCategoricalAccuracy, few_scores,
       columns(9))


def compact(value):
    return json.dumps(value, separators=(",", ":"))


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "losses.json")
with open(path, "w") as file:
    file.write('{"losses":[\n' + ",\n".join(map(compact, losses)))
    file.write('\n],"metrics":[\n' + ",\n".join(map(compact, metrics)) + "\n]}\n")
print(len(losses), "cases of losses,", len(metrics), "of metrics")
