"""Records what Keras's models do with masks, states, constraints and activity regularizers:
sequentials.json.

Run with TensorFlow 2.1.0: python3 sequentials.py

Each case has the layers as Keras writes them down, their weights, the inputs of calls one after the
other, and the output of each; then the losses of three epochs of `fit` on the first input with plain
gradient descent, and the weights after them. Numbers have 9 significant digits.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sequentials.json")
L = tf.keras.layers
R = tf.keras.regularizers
C = tf.keras.constraints
random = np.random.RandomState(5)


def text(array):
    return " ".join("%.9g" % x for x in np.asarray(array).ravel())


def tensor(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": text(array)}


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return float(value)
    if isinstance(value, float):
        return float("%.7g" % value)
    return value


def case(name, layers, calls, reset_before=None, epochs=3):
    model = tf.keras.Sequential(layers)
    calls = [tf.constant(x) for x in calls]
    model(calls[0])
    model.reset_states()
    for w in model.weights:
        w.assign(random.uniform(-1, 1.5, w.shape).astype("float32"))
    weights = [dict(tensor(w.numpy()), name=w.name) for w in model.weights]
    outputs = []
    for index, x in enumerate(calls):
        if index == reset_before:
            model.reset_states()
        outputs.append(model(x))
    losses_of_call = [float(x) for x in model.losses]
    target = random.uniform(-1, 1, outputs[0].shape).astype("float32")
    model.reset_states()
    model.compile(optimizer=tf.keras.optimizers.SGD(0.25), loss="mse", metrics=["mae"])
    history = model.fit(calls[0].numpy(), target, batch_size=calls[0].shape[0], epochs=epochs,
                        shuffle=False, verbose=0)
    return {
        "name": name,
        "layers": [plain(tf.keras.layers.serialize(layer)) for layer in model.layers],
        "weights": weights,
        "calls": [dict(tensor(x.numpy()), dtype=x.dtype.name) for x in calls],
        "resetBefore": -1 if reset_before is None else reset_before,
        "outputs": [tensor(y.numpy()) for y in outputs],
        "lossesOfCall": text(losses_of_call),
        "target": tensor(target),
        "losses": text(history.history.get("loss", [])),
        "metric": text(history.history.get("mae", [])),
        "after": [tensor(w.numpy()) for w in model.weights],
    }


def cases():
    words = np.array([[3, 1, 2, 0, 0], [4, 0, 5, 1, 0], [0, 0, 2, 3, 5]], "int32")
    series = random.uniform(-1, 1, (3, 5, 2)).astype("float32")
    series[0, 3:] = 0
    series[1, 1] = 0
    series[2, :2] = 0
    table = lambda: L.Embedding(6, 3, mask_zero=True)
    for kind in [L.SimpleRNN, L.LSTM, L.GRU]:
        n = kind.__name__
        yield case(n + " over masked words", [table(), kind(4)], [words])
        yield case(n + " over masked words, sequences", [table(), kind(4, return_sequences=True)],
                   [words])
        yield case(n + " over masked words, backwards",
                   [table(), kind(4, return_sequences=True, go_backwards=True)], [words])
        yield case(n + " of " + n + " over masked steps",
                   [L.Masking(), kind(3, return_sequences=True), kind(2)], [series])
        longer = [random.uniform(-1, 1, (2, 3, 2)).astype("float32") for _ in range(4)]
        yield case(n + ", stateful",
                   [kind(3, stateful=True, batch_input_shape=(2, 3, 2))], longer, reset_before=2)
    yield case("GRU, reset before, over masked words",
               [table(), L.GRU(4, reset_after=False, return_sequences=True)], [words])
    yield case("a mask through dense, activation, dropout and normalization",
               [L.Masking(), L.Dense(3), L.Activation("tanh"), L.Dropout(0.0),
                L.LayerNormalization(), L.LSTM(2)], [series])
    yield case("a mask through time distributed",
               [L.Masking(), L.TimeDistributed(L.Dense(3, activation="tanh")),
                L.SimpleRNN(2, return_sequences=True)], [series])
    yield case("a mask to the loss", [table(), L.Dense(2)], [words])
    for mode in ["concat", "sum"]:
        yield case("bidirectional over masked words, " + mode,
                   [table(), L.Bidirectional(L.LSTM(3), merge_mode=mode)], [words])
        yield case("bidirectional over masked words, sequences, " + mode,
                   [table(), L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode=mode)],
                   [words])
    yield case("global average pooling of masked words", [table(), L.GlobalAveragePooling1D()],
               [words])
    yield case("a value that masks", [L.Masking(1.0), L.SimpleRNN(2)],
               [np.where(series == 0, 1, series).astype("float32")])
    rows = random.uniform(-2, 2, (4, 3)).astype("float32")
    for name, make in [
            ("max norm", lambda: C.MaxNorm(0.75)), ("max norm along 1", lambda: C.MaxNorm(1.0, 1)),
            ("non-negative", lambda: C.NonNeg()), ("unit norm", lambda: C.UnitNorm()),
            ("min max norm", lambda: C.MinMaxNorm(0.5, 0.75, 0.5))]:
        yield case("kernel constraint, " + name, [L.Dense(3, kernel_constraint=make())], [rows])
    yield case("bias constraint", [L.Dense(3, bias_constraint=C.NonNeg())], [rows])
    image = random.uniform(-1, 1, (2, 4, 4, 2)).astype("float32")
    yield case("convolution, constraint of a filter",
               [L.Conv2D(3, 2, kernel_constraint=C.MaxNorm(0.5, [0, 1, 2]))], [image])
    yield case("embedding, constraint", [L.Embedding(6, 3, embeddings_constraint=C.UnitNorm(1)),
                                         L.Flatten()], [words], epochs=0)
    yield case("recurrent constraints",
               [L.GRU(2, kernel_constraint=C.NonNeg(), recurrent_constraint=C.MaxNorm(0.5),
                      bias_constraint=C.NonNeg())], [series])
    yield case("batch normalization, constraint and regularizer",
               [L.BatchNormalization(gamma_constraint=C.NonNeg(), beta_regularizer=R.l2(0.1))],
               [rows])
    yield case("activity regularizer",
               [L.Dense(3, activity_regularizer=R.l1_l2(0.1, 0.2)),
                L.Dense(2, activity_regularizer=R.l2(0.5), kernel_regularizer=R.l1(0.1))], [rows])
    yield case("activity regularizer of a convolution",
               [L.Conv2D(3, 2, activity_regularizer=R.l1(0.1))], [image])
    yield case("activity regularizer of words",
               [L.Embedding(6, 3, activity_regularizer=R.l2(0.1)),
                L.SimpleRNN(2, activity_regularizer=R.l1(0.2))], [words])


if __name__ == "__main__":
    recording = {"made by": "sequentials.py with TensorFlow " + tf.__version__,
                 "cases": list(cases())}
    with open(PATH, "w") as file:
        json.dump(recording, file, separators=(",", ":"))
        file.write("\n")
