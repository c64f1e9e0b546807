"""Records what Keras's models do, for the tests of models and callbacks: models.json.

Run with TensorFlow 2.1.0: python3 models.py

A fit holds the examples, the weights before and after, and what each epoch measured, with the loss
and the metrics of a test and the predictions after it. A story of a callback holds what epochs are
said to have measured, and what the callback did after each. Summaries are texts.
"""

import io
import json
import os
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import h5py
import numpy as np
import tensorflow as tf

K = tf.keras
L = K.layers
random = np.random.RandomState(11)


def f32(x):
    return np.asarray(x, np.float32)


def text(array):
    return " ".join(
        str(e) if array.dtype.kind in "iu" else np.format_float_scientific(e, unique=True, trim="-")
        for e in array.ravel())


def recorded(array):
    array = np.asarray(array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": text(array)}


def many(arrays):
    return [recorded(a) for a in (arrays if isinstance(arrays, list) else [arrays])]


def numbers(*shape):
    return f32(random.normal(size=shape))


# MARK: Fits

fits = {}


def fit(name, make, x, y, validation=None, weighted=None, **options):
    """Fits a model of given first weights, tests it and uses it."""
    K.backend.clear_session()
    tf.random.set_seed(42)
    model = make()
    first = [0.5 * numbers(*w.shape) for w in model.get_weights()]
    model.set_weights(first)
    history = model.fit(
        x, y, batch_size=4, verbose=0, validation_data=validation, sample_weight=weighted, **options)
    tested = model.evaluate(x, y, batch_size=4, verbose=0, sample_weight=weighted)
    case = {
        "inputs": many(x), "targets": many(y), "before": many(first), "after": many(model.get_weights()),
        "epochs": history.epoch,
        "history": {key: [float(v) for v in values] for key, values in history.history.items()},
        "tested": dict(zip(model.metrics_names, [float(v) for v in np.atleast_1d(tested)])),
        "predicted": many(model.predict(x, batch_size=4)),
    }
    if validation is not None:
        case["validation"] = many([validation[0], validation[1]])
    if weighted is not None:
        case["weights"] = recorded(weighted)
    fits[name] = case


def line(optimizer="sgd", metrics=("mae",), loss="mse", regularized=False, **options):
    def make():
        penalties = dict(kernel_regularizer=K.regularizers.l2(0.1),
                         bias_regularizer=K.regularizers.l1(0.05)) if regularized else {}
        model = K.Sequential([
            L.Dense(4, activation="tanh", input_shape=(3,), **penalties), L.Dense(1)])
        model.compile(optimizer=optimizer, loss=loss, metrics=list(metrics), **options)
        return model
    return make


def classes(**options):
    def make():
        model = K.Sequential([L.Dense(3, activation="softmax", input_shape=(3,))])
        model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy",
                      metrics=["accuracy"], **options)
        return model
    return make


def two_outputs(**options):
    def make():
        a, b = K.Input((3,), name="a"), K.Input((3,), name="b")
        shared = L.Dense(4, activation="tanh", name="shared")
        both = L.Dense(2, name="both")
        left = L.Dense(1, name="left")(shared(a))
        # The shared layer's second call.
        right = both(shared(b))
        model = K.Model([a, b], [left, right])
        model.compile(optimizer="sgd", **options)
        return model
    return make


def tied():
    """Weights in one layer, used twice in a row."""
    a = K.Input((3,), name="a")
    layer = L.Dense(3, activation="tanh", name="twice")
    model = K.Model(a, L.Dense(1, name="end")(layer(layer(a))))
    model.compile(optimizer="sgd", loss="mse")
    return model


x, y = numbers(10, 3), numbers(10, 1)
labels = random.randint(0, 3, 10).astype(np.int32)
weights = f32(random.uniform(0, 2, 10))

fit("shuffled", line(), x, y, epochs=3)
fit("in order", line(), x, y, epochs=3, shuffle=False)
fit("momentum", line(K.optimizers.SGD(0.05, momentum=0.9)), x, y, epochs=3)
fit("adam", line("adam"), x, y, epochs=3)
fit("rmsprop", line("rmsprop"), x, y, epochs=3)
fit("validation split", line(), x, y, epochs=3, validation_split=0.3)
fit("validation data", line(), x, y, validation=(numbers(5, 3), numbers(5, 1)), epochs=3)
fit("sample weights", line(weighted_metrics=["mse"]), x, y, weighted=weights, epochs=3)
fit("class weights", classes(), x, labels, epochs=3, class_weight={0: 1.0, 1: 2.0, 2: 0.5})
fit("class and sample weights", classes(), x, labels, weighted=weights, epochs=3,
    class_weight={0: 1.0, 1: 2.0, 2: 0.5})
fit("regularized", line(regularized=True), x, y, epochs=3)
fit("initial epoch", line(), x, y, epochs=5, initial_epoch=3)
# Full batches only: TensorFlow 2.1 takes the mean of an output's loss over batches of any size, as
# later versions do not.
fit("two outputs", two_outputs(loss=["mse", "mae"], loss_weights=[1.0, 0.5], metrics=["mae"]),
    [numbers(12, 3), numbers(12, 3)], [numbers(12, 1), numbers(12, 2)], epochs=3)
fit("metrics for each output", two_outputs(loss="mse", metrics=[["mae"], ["mse", "mape"]]),
    [numbers(12, 3), numbers(12, 3)], [numbers(12, 1), numbers(12, 2)], epochs=2)
fit("a layer called twice", tied, x, y, epochs=3)

# MARK: Orders


def orders(n, epochs):
    K.backend.clear_session()
    tf.random.set_seed(42)
    seen = []

    class Spy(K.layers.Layer):
        def call(self, x):
            tf.py_function(lambda v: seen.extend(v.numpy().ravel().astype(int).tolist()), [x], [])
            return x
    model = K.Sequential([Spy(input_shape=(1,)), L.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    model.fit(f32(np.arange(n))[:, None], np.zeros((n, 1), np.float32), batch_size=4,
              epochs=epochs, verbose=0)
    return [seen[i * n:(i + 1) * n] for i in range(epochs)]


# MARK: Stories of callbacks

stories = []


def story(kind, values, options, monitor="val_loss", mode="auto"):
    """What a callback does as epochs measure the values. The weight is the number of the epoch."""
    K.backend.clear_session()
    model = K.Sequential([L.Dense(1, use_bias=False, input_shape=(1,))])
    model.compile(optimizer=K.optimizers.SGD(0.5), loss="mse")
    model.stop_training = False
    callback = getattr(K.callbacks, kind)(monitor=monitor, mode=mode, **options)
    callback.set_model(model)
    callback.on_train_begin()
    epochs = []
    for epoch, value in enumerate(values):
        model.set_weights([f32([[epoch]])])
        callback.on_epoch_begin(epoch)
        logs = {monitor: value}
        callback.on_epoch_end(epoch, logs)
        epochs.append({
            "value": value, "stops": model.stop_training,
            "rate": float(K.backend.get_value(model.optimizer.lr)),
            "reported": float(logs["lr"]) if "lr" in logs else None,
            "weight": float(model.get_weights()[0][0, 0])})
        if model.stop_training:
            break
    callback.on_train_end()
    stories.append({"kind": kind, "monitor": monitor, "mode": mode,
                    "options": options, "epochs": epochs})


falling = [1.0, 0.5, 0.6, 0.45, 0.55, 0.5, 0.46, 0.4, 0.41, 0.42, 0.43, 0.44]
rising = [0.1, 0.5, 0.4, 0.55, 0.56, 0.5, 0.5, 0.5, 0.6, 0.5, 0.5, 0.5]
for values, monitor, mode in [(falling, "val_loss", "auto"), (rising, "val_accuracy", "max"),
                              (rising, "val_acc", "auto"), (falling, "loss", "min"),
                              (rising, "val_accuracy", "min")]:
    for options in [dict(), dict(patience=2), dict(patience=3, restore_best_weights=True),
                    dict(patience=2, min_delta=0.02), dict(patience=4, baseline=0.45),
                    dict(patience=1, restore_best_weights=True, min_delta=0.05)]:
        story("EarlyStopping", values, options, monitor, mode)
    for options in [dict(patience=2), dict(patience=1, factor=0.5), dict(patience=2, cooldown=2),
                    dict(patience=1, factor=0.5, min_lr=0.2), dict(patience=2, min_delta=0.06),
                    dict(patience=1, cooldown=1, factor=0.5, min_delta=0)]:
        story("ReduceLROnPlateau", values, options, monitor, mode)

# MARK: Checkpoints

checkpoints = []


def kept_weight(path):
    """The only weight in a file."""
    found = []
    with h5py.File(path, "r") as file:
        file.visititems(
            lambda _, item: found.append(float(item[0, 0])) if isinstance(item, h5py.Dataset) else None)
    return found[0]


def checkpoint(path, values, monitor="val_loss", mode="auto", **options):
    K.backend.clear_session()
    model = K.Sequential([L.Dense(1, use_bias=False, input_shape=(1,))])
    model.compile(optimizer="sgd", loss="mse")
    with tempfile.TemporaryDirectory() as folder:
        callback = K.callbacks.ModelCheckpoint(
            os.path.join(folder, path), monitor=monitor, mode=mode, save_weights_only=True, **options)
        callback.set_model(model)
        callback.on_train_begin()
        epochs = []
        for epoch, value in enumerate(values):
            model.set_weights([f32([[epoch]])])
            callback.on_epoch_begin(epoch)
            callback.on_epoch_end(epoch, {"loss": 2 * value, monitor: value})
            files = {}
            for name in sorted(os.listdir(folder)):
                if name.endswith(".h5"):
                    files[name[:-3]] = kept_weight(os.path.join(folder, name))
            epochs.append({"value": value, "files": files})
    checkpoints.append({"path": path[:-3], "monitor": monitor, "mode": mode,
                        "best": options.get("save_best_only", False), "epochs": epochs})


checkpoint("latest.h5", falling[:4])
checkpoint("best.h5", falling, save_best_only=True)
checkpoint("best.h5", rising, monitor="val_accuracy", save_best_only=True)
checkpoint("{epoch:02d}-{val_loss:.2f}.h5", falling[:5])
checkpoint("{epoch}-{loss:.3f}.h5", falling[:6], save_best_only=True, mode="max")

# MARK: Logs


def log(append):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log.csv")
        for run in range(2):
            callback = K.callbacks.CSVLogger(path, separator=";", append=append)
            callback.set_model(K.Sequential([L.Dense(1)]))
            callback.model.stop_training = False
            callback.on_train_begin()
            for epoch in range(2):
                callback.on_epoch_end(
                    epoch, {"loss": 0.5 / (epoch + 1), "mae": 2.0, "val_loss": 1e-7 + run})
            callback.on_train_end()
        return open(path).read()


# MARK: Not a number


def not_a_number():
    """How many batches are run, and what is heard of, when the third batch's loss is not finite."""
    K.backend.clear_session()
    heard = []

    class Spy(K.callbacks.Callback):
        def on_batch_end(self, batch, logs=None):
            heard.append("batch %d" % batch)

        def on_epoch_end(self, epoch, logs=None):
            heard.append("epoch %d" % epoch)

        def on_train_end(self, logs=None):
            heard.append("end")
    model = K.Sequential([L.Dense(1, input_shape=(1,))])
    model.compile(optimizer="sgd", loss="mse")
    x = np.ones((10, 1), np.float32)
    x[5] = np.inf
    model.fit(x, x, batch_size=2, epochs=3, shuffle=False, verbose=0,
              callbacks=[K.callbacks.TerminateOnNaN(), Spy()])
    return heard


def heard():
    """The order in which callbacks hear of things."""
    K.backend.clear_session()
    heard = []

    class Spy(K.callbacks.Callback):
        def on_train_begin(self, logs=None): heard.append("training begins")
        def on_train_end(self, logs=None): heard.append("training ends")
        def on_epoch_begin(self, epoch, logs=None): heard.append("epoch %d begins" % epoch)
        def on_epoch_end(self, epoch, logs=None): heard.append("epoch %d ends" % epoch)
        def on_train_batch_begin(self, batch, logs=None): heard.append("batch %d begins" % batch)
        def on_train_batch_end(self, batch, logs=None): heard.append("batch %d ends" % batch)
    model = K.Sequential([L.Dense(1, input_shape=(1,))])
    model.compile(optimizer="sgd", loss="mse")
    x = np.ones((4, 1), np.float32)
    model.fit(x, x, batch_size=2, epochs=2, verbose=0, callbacks=[Spy()])
    return heard


# MARK: Summaries


def summary(model):
    lines = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


def summaries():
    texts = {}

    def add(name, make):
        K.backend.clear_session()
        texts[name] = summary(make())

    def built(model, shape):
        model.build(shape)
        return model

    def frozen():
        model = K.Sequential([L.Dense(512, activation="relu", input_shape=(784,)), L.Dense(10)])
        model.layers[0].trainable = False
        return model

    def connected():
        a, b = K.Input((5,)), K.Input((3,), name="b")
        shared = L.Dense(4)
        joined = L.Dense(2, name="a_layer_with_quite_a_long_name_of_its_own")
        right = L.Dense(5, name="right")(b)
        return K.Model([a, b], [joined(shared(a)), L.Dense(1)(shared(right))])

    def row():
        a = K.Input((13,))
        return K.Model(a, L.Dense(1)(L.Dense(4)(a)))

    def nested():
        inner = K.Sequential([L.Dense(4, input_shape=(3,)), L.Dense(5)])
        return K.Sequential([inner, L.Dense(2)])

    class MLP(K.Model):
        def __init__(self):
            super(MLP, self).__init__()
            self.hidden = L.Dense(4)
            self.head = L.Dense(1)

        def call(self, x):
            return self.head(self.hidden(x))

    class Empty(K.Model):
        def call(self, x):
            return x

    def empty():
        model = Empty()
        model(np.ones((2, 3), np.float32))
        return model

    add("row", lambda: K.Sequential([L.Dense(4, input_shape=(13,)), L.Dense(1)]))
    add("large", lambda: K.Sequential(
        [L.Dense(2000, input_shape=(1000,)), L.Dense(1, name="a_name_that_is_longer_than_a_column")]))
    add("frozen", frozen)
    add("nested", nested)
    add("connected", connected)
    add("described row", row)
    add("subclass", lambda: built(MLP(), (None, 3)))
    add("empty", empty)
    return texts


if __name__ == "__main__":
    result = {
        "fits": fits, "orders": orders(10, 3), "stories": stories, "checkpoints": checkpoints,
        "log": log(False), "appendedLog": log(True), "notANumber": not_a_number(),
        "heard": heard(), "summaries": summaries()}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.json")
    with open(path, "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
