"""Models of Keras that were trained, with what they predict and what their optimizers remember.

    python make_trained.py FOLDER      with TensorFlow 2.1 or 2.18

The recordings `classes/trained_*` were made by it.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
K = tf.keras
L = K.layers
folder = sys.argv[1]
is_old = tf.__version__.startswith("2.1.")
rng = np.random.RandomState(7)

def floats(*shape): return rng.uniform(-1, 1, shape).astype("float32")
def tensor(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": a.ravel().tolist()}

def outputs():
    """A model inside another that has two outputs, with a loss, a weight and metrics for each."""
    inner = K.Sequential([L.InputLayer((4,)), L.Dense(3, activation="tanh"), L.Dense(4)])
    x = L.Input((4,))
    y = inner(x)
    z = inner(y)
    model = K.Model(x, [L.Dense(1, name="one")(z), L.Dense(2, name="two")(L.Concatenate()([y, z]))])
    model.compile(K.optimizers.RMSprop(0.01, momentum=0.5), ["mse", K.losses.Huber()], loss_weights=[1.0, 0.25], metrics=[["mae"], ["mse", "mae"]])
    model.fit(floats(4, 4), [floats(4, 1), floats(4, 2)], epochs=2, verbose=0)
    return model, floats(3, 4)

def named():
    """Losses and metrics under the names of the outputs."""
    x = L.Input((3,))
    model = K.Model(x, [L.Dense(2, name="size")(x), L.Dense(1, activation="sigmoid", name="chance")(x)])
    model.compile(K.optimizers.Adam(0.01), {"chance": "binary_crossentropy", "size": "mae"}, metrics={"chance": ["accuracy"]})
    model.fit(floats(4, 3), [floats(4, 2), np.array([[0.], [1.], [1.], [0.]], "float32")], epochs=2, verbose=0)
    return model, floats(3, 3)

def schedule():
    """Keras 3 writes swish as silu."""
    model = K.Sequential([L.InputLayer((3,)), L.Dense(4, activation="relu" if is_old else "swish"), L.LayerNormalization(), L.Dense(1)])
    model.compile(K.optimizers.SGD(K.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9), momentum=0.9, nesterov=True), loss=K.losses.Huber(), metrics=[K.metrics.MeanAbsoluteError()])
    model.fit(floats(4, 3), floats(4, 1), epochs=2, verbose=0)
    return model, floats(2, 3)

for make in (outputs, named, schedule):
    np.random.seed(1); tf.random.set_seed(1)
    model, x = make()
    y = model.predict(x, verbose=0)
    memories = model.optimizer.get_weights() if is_old else [np.asarray(v) for v in model.optimizer.variables]
    start = os.path.join(folder, "trained_%s-keras%d" % (make.__name__, 2 if is_old else 3))
    model.save(start + (".h5" if is_old else ".keras"))
    json.dump({
        "class_name": "Sequential" if make is schedule else "Model", "inputs": [tensor(x)],
        "outputs": [tensor(v) for v in (y if isinstance(y, list) else [y])],
        "optimizer_weights": [tensor(v) for v in memories]}, open(start + ".expected.json", "w"), sort_keys=True)
