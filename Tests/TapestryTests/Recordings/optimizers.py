"""Records what the optimizers and schedules of TensorFlow do, for their tests: optimizers.json.

Run with TensorFlow 2.1.0: python3 optimizers.py
then, for what it lacks, with a newer one (Keras 3): python3 optimizers.py --newer

Gradients are fixed numbers and do not depend on the variables, so that rounding errors stay where
they arise. The variables are written down after each step, the slots after the last. The loss is
the sum of gradient times variable, whose gradient is the given one: in 2.1.0 only `minimize` clips.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")
STEPS = 12
SHAPES = [[3], [2, 2]]
TABLE = [6, 2]


def text(array):
    array = np.asarray(array)
    return " ".join(np.format_float_scientific(x, unique=True, trim="-") for x in array.ravel())


def schedule(rate):
    return tf.keras.optimizers.schedules.serialize(rate)


def dense_input(dtype):
    random = np.random.RandomState(7)
    initial = [random.uniform(-1, 1, shape).astype(dtype) for shape in SHAPES]
    gradients = [
        [(random.normal(size=shape) * 10.0 ** random.uniform(-2, 0.5)).astype(dtype)
         for shape in SHAPES]
        for _ in range(STEPS)
    ]
    return initial, gradients


def sparse_input():
    random = np.random.RandomState(8)
    initial = random.uniform(-1, 1, TABLE).astype("float32")
    gradients = [
        (random.normal(size=[4, 2]).astype("float32"), random.randint(0, TABLE[0], 4))
        for _ in range(STEPS)
    ]
    return initial, gradients


def dense_run(name, make, dtype, config):
    initial, gradients = dense_input(dtype)
    optimizer = make()
    variables = [tf.Variable(x) for x in initial]
    states = []
    for step in gradients:
        if newer:
            optimizer.apply_gradients([(tf.constant(g), v) for g, v in zip(step, variables)])
            # Keras 3 has other names and another order for them.
            slots = []
        else:
            optimizer.minimize(
                lambda: tf.add_n([tf.reduce_sum(g * v) for g, v in zip(step, variables)]),
                variables)
            slots = [text(w.numpy()) for w in optimizer.weights[1:]]
        states.append([text(v.numpy()) for v in variables])
    return {
        "name": name, "input": dtype, "config": config(optimizer), "states": states,
        "slots": slots,
    }


def sparse_run(name, make, config):
    initial, gradients = sparse_input()
    optimizer = make()
    variable = tf.Variable(initial)
    states = []
    for values, indices in gradients:
        slices = tf.IndexedSlices(
            tf.constant(values), tf.constant(indices, tf.int32), tf.constant(TABLE))
        optimizer.apply_gradients([(slices, variable)])
        states.append([text(variable.numpy())])
    return {
        "name": name, "input": "slices", "config": config(optimizer), "states": states,
        "slots": [text(w.numpy()) for w in optimizer.weights[1:]],
    }


def rates(name, rate, config):
    steps = [0, 1, 2, 3, 5, 7, 9, 10, 11, 15, 20, 21, 29, 30, 31, 50, 70, 99, 100, 101, 1000]
    return {
        "name": name, "config": config, "steps": steps,
        "rates": " ".join(text(rate(tf.constant(float(step))).numpy()) for step in steps),
    }


newer = "--newer" in sys.argv
s = tf.keras.optimizers.schedules
o = tf.keras.optimizers


def serialized(optimizer):
    config = {
        key: value.item() if isinstance(value, np.generic) else value
        for key, value in optimizer.get_config().items()
    }
    if newer:
        wanted = {
            "AdamW": ["beta_1", "beta_2", "epsilon", "amsgrad", "weight_decay"],
            "Lion": ["beta_1", "beta_2", "weight_decay"], "SGD": ["momentum", "nesterov"],
        }[type(optimizer).__name__]
        config = {
            key: value for key, value in config.items()
            if key in ["name", "learning_rate", "clipnorm", "clipvalue", "global_clipnorm"] + wanted
        }
        if type(optimizer).__name__ == "SGD":
            config["decay"] = 0.0
    return {"class_name": type(optimizer).__name__, "config": config}


if newer:
    with open(PATH) as file:
        record = json.load(file)
    dense = [
        # Keras 3 takes 1 - beta in 64 bits, 2.1.0 in 32: these betas are exact in both.
        ("AdamW", lambda: o.AdamW(0.05, beta_1=0.875, beta_2=0.96875)),
        ("AdamW, strong decay", lambda: o.AdamW(
            0.05, weight_decay=0.3, beta_1=0.75, beta_2=0.9375, epsilon=0.01)),
        ("AdamW, AMSGrad", lambda: o.AdamW(
            0.1, weight_decay=0.1, beta_1=0.5, beta_2=0.75, amsgrad=True)),
        ("Lion", lambda: o.Lion(0.05)),
        ("Lion, weight decay", lambda: o.Lion(0.03, weight_decay=0.2, beta_1=0.7, beta_2=0.9)),
        ("SGD, global length", lambda: o.SGD(0.1, momentum=0.9, global_clipnorm=0.7)),
    ]
    warm = s.CosineDecay(0.02, 20, alpha=0.1, warmup_target=0.2, warmup_steps=10)
    warm_config = {
        "class_name": "WarmUp",
        "config": {
            "warmup_steps": 10, "initial_learning_rate": 0.02,
            "learning_rate": {
                "class_name": "CosineDecay",
                "config": {"initial_learning_rate": 0.2, "decay_steps": 20, "alpha": 0.1},
            },
        },
    }
    record["newer"] = tf.__version__
    kept = [run["name"] for run in record["dense"]]
    record["dense"] = record["dense"][: kept.index("AdamW") if "AdamW" in kept else None]
    record["dense"] += [dense_run(n, m, "float32", serialized) for n, m in dense]
    record["schedules"] = [r for r in record["schedules"] if r["name"] != "warm-up, cosine"]
    record["schedules"].append(rates("warm-up, cosine", warm, warm_config))
else:
    cosine = tf.keras.experimental.CosineDecay
    restarts = tf.keras.experimental.CosineDecayRestarts
    dense = [
        ("SGD", lambda: o.SGD(0.1)),
        ("SGD, decay", lambda: o.SGD(0.3, decay=0.5)),
        ("SGD, momentum", lambda: o.SGD(0.05, momentum=0.9)),
        ("SGD, Nesterov", lambda: o.SGD(0.05, momentum=0.8, nesterov=True, decay=0.01)),
        ("SGD, length", lambda: o.SGD(0.1, momentum=0.5, clipnorm=0.5)),
        ("SGD, value", lambda: o.SGD(0.1, clipvalue=0.3)),
        ("SGD, length and value", lambda: o.SGD(0.1, clipnorm=1.0, clipvalue=0.5)),
        ("SGD, schedule", lambda: o.SGD(s.ExponentialDecay(0.2, 3, 0.5, staircase=True), 0.9)),
        ("Adam", lambda: o.Adam()),
        ("Adam, fast", lambda: o.Adam(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01)),
        ("Adam, decay", lambda: o.Adam(0.1, decay=0.2)),
        ("AMSGrad", lambda: o.Adam(0.1, beta_2=0.8, amsgrad=True)),
        ("Adam, schedule", lambda: o.Adam(s.PolynomialDecay(0.2, 5, 0.01, power=2.0))),
        ("Adamax", lambda: o.Adamax()),
        ("Adamax, fast", lambda: o.Adamax(0.1, beta_1=0.7, beta_2=0.9, epsilon=0.01, decay=0.1)),
        ("Nadam", lambda: o.Nadam()),
        ("Nadam, fast", lambda: o.Nadam(0.1, beta_1=0.8, beta_2=0.95, epsilon=0.01)),
        ("Nadam, schedule decay", lambda: o.Nadam(0.05, schedule_decay=0.2)),
        ("RMSprop", lambda: o.RMSprop()),
        ("RMSprop, fast", lambda: o.RMSprop(0.1, rho=0.7, epsilon=0.01, decay=0.1)),
        ("RMSprop, momentum", lambda: o.RMSprop(0.02, momentum=0.8, epsilon=0.01)),
        ("RMSprop, centered", lambda: o.RMSprop(0.02, centered=True, epsilon=0.01)),
        ("RMSprop, both", lambda: o.RMSprop(0.02, momentum=0.8, centered=True, epsilon=0.01)),
        ("Adagrad", lambda: o.Adagrad()),
        ("Adagrad, fast", lambda: o.Adagrad(0.5, 0.01, epsilon=0.1, decay=0.1)),
        ("Adadelta", lambda: o.Adadelta()),
        ("Adadelta, paper", lambda: o.Adadelta(1.0, rho=0.8, epsilon=0.01)),
        ("Ftrl", lambda: o.Ftrl()),
        ("Ftrl, penalties", lambda: o.Ftrl(
            0.3, l1_regularization_strength=0.2, l2_regularization_strength=0.1)),
        ("Ftrl, power", lambda: o.Ftrl(0.3, -0.8, 0.5)),
        ("Ftrl, shrinkage", lambda: o.Ftrl(
            0.3, l1_regularization_strength=0.01, l2_shrinkage_regularization_strength=0.05)),
    ]
    double = [
        ("SGD, momentum, float64", lambda: o.SGD(0.05, momentum=0.9)),
        ("Adam, float64", lambda: o.Adam(0.1)),
    ]
    sparse = [
        ("SGD", lambda: o.SGD(0.1)),
        ("SGD, momentum", lambda: o.SGD(0.1, momentum=0.9)),
        ("SGD, Nesterov", lambda: o.SGD(0.1, momentum=0.9, nesterov=True)),
        ("Adam", lambda: o.Adam(0.1)),
        ("AMSGrad", lambda: o.Adam(0.1, amsgrad=True)),
        ("Adamax", lambda: o.Adamax(0.1)),
        ("Nadam", lambda: o.Nadam(0.1)),
        ("RMSprop", lambda: o.RMSprop(0.1)),
        ("RMSprop, momentum", lambda: o.RMSprop(0.1, momentum=0.8)),
        ("RMSprop, both", lambda: o.RMSprop(0.1, momentum=0.8, centered=True, epsilon=0.01)),
        ("Adagrad", lambda: o.Adagrad(0.1)),
        ("Adadelta", lambda: o.Adadelta(1.0)),
        ("Ftrl", lambda: o.Ftrl(0.3, l1_regularization_strength=0.01)),
    ]
    schedules = [
        ("exponential", s.ExponentialDecay(0.1, 10, 0.7)),
        ("exponential, staircase", s.ExponentialDecay(0.1, 10, 0.7, staircase=True)),
        ("piecewise", s.PiecewiseConstantDecay([5, 10, 30], [0.1, 0.05, 0.02, 0.001])),
        ("polynomial", s.PolynomialDecay(0.1, 20)),
        ("polynomial, square", s.PolynomialDecay(0.1, 20, 0.01, power=2.0)),
        ("polynomial, cycle", s.PolynomialDecay(0.1, 10, 0.01, power=0.5, cycle=True)),
        ("inverse time", s.InverseTimeDecay(0.1, 10, 0.7)),
        ("inverse time, staircase", s.InverseTimeDecay(0.1, 10, 0.7, staircase=True)),
        ("cosine", cosine(0.1, 30)),
        ("cosine, alpha", cosine(0.1, 30, alpha=0.2)),
        ("restarts", restarts(0.1, 10)),
        ("restarts, equal", restarts(0.1, 10, t_mul=1.0, m_mul=0.9)),
        ("restarts, growing", restarts(0.1, 10, t_mul=1.5, m_mul=0.8, alpha=0.1)),
    ]

    def schedule_config(rate):
        config = {k: v for k, v in rate.get_config().items() if k != "name"}
        return {"class_name": type(rate).__name__, "config": config}

    def written(initial, gradients):
        return {
            "initial": [text(x) for x in initial],
            "gradients": [[text(part) for part in step] for step in gradients],
        }

    table, slices = sparse_input()
    record = {
        "made by": tf.__version__,
        "inputs": {
            "float32": written(*dense_input("float32")),
            "float64": written(*dense_input("float64")), "slices": written([table], slices),
        },
        "dense": [dense_run(n, m, "float32", serialized) for n, m in dense]
        + [dense_run(n, m, "float64", serialized) for n, m in double],
        "sparse": [sparse_run(n, m, serialized) for n, m in sparse],
        "schedules": [rates(n, r, schedule_config(r)) for n, r in schedules],
    }

with open(PATH, "w") as file:
    json.dump(record, file, indent=1)
    file.write("\n")
