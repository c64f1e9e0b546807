"""SavedModels of Keras models as people build them, with the values that are expected of them.

    python make_models.py FOLDER [NAME ...]      with TensorFlow 2.1 or 2.18

The recordings `model_*` beside this file were made by it, but for large ones of TensorFlow 2.1. What
one of the two versions lacks is left out there. Single layers are in `make_layers.py`, functions without Keras in `make_programs.py`.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
K = tf.keras
L = K.layers

out = sys.argv[1]
version = "tf2.1" if tf.__version__.startswith("2.1.") else "tf2.18"
rng = np.random.RandomState(7)

def floats(*shape): return rng.uniform(-1, 1, shape).astype("float32")
def numbers(high, *shape): return rng.randint(0, high, shape).astype("int32")
def tensor(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": [int(v) if a.dtype.kind in "iu" else bool(v) if a.dtype.kind == "b" else float(v) for v in a.ravel()]}

models = {}
def model(function):
    models[function.__name__] = function
    return function

@model
def residual():
    x = L.Input((8, 8, 3), name="image")
    y = L.Conv2D(4, 3, padding="same", use_bias=False)(x)
    y = L.ReLU()(L.BatchNormalization()(y))
    z = L.Conv2D(4, 3, padding="same", strides=2)(y)
    w = L.Add()([z, L.MaxPooling2D(2)(y)])
    w = L.Dropout(0.4)(L.SeparableConv2D(6, 3, activation="elu")(w))
    return K.Model(x, L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(w))), [{"image": floats(2, 8, 8, 3)}, {"image": floats(5, 8, 8, 3)}]

@model
def text():
    x = L.Input((None,), dtype="int32", name="words")
    y = L.Embedding(12, 4, mask_zero=True)(x)
    y = L.LSTM(3, return_sequences=True)(y)
    y = L.GRU(3)(y)
    words = numbers(12, 2, 6)
    words[0, 4:] = 0
    return K.Model(x, L.Dense(1, activation="sigmoid")(y)), [{"words": words}, {"words": numbers(11, 3, 4) + 1}]

@model
def attention():
    q, v = L.Input((4, 3), name="query"), L.Input((5, 3), name="value")
    y = L.Attention()([q, v])
    z = L.AdditiveAttention()([q, v])
    return K.Model([q, v], L.LayerNormalization()(L.Concatenate()([y, z, q]))), [{"query": floats(2, 4, 3), "value": floats(2, 5, 3)}]

@model
def transformer():
    x = L.Input((6,), dtype="int32", name="tokens")
    y = L.Embedding(11, 8)(x)
    y = L.LayerNormalization(epsilon=1e-6)(y + L.Dropout(0.1)(L.MultiHeadAttention(2, 4)(y, y, use_causal_mask=True)))
    z = L.Dense(8)(L.Dense(16, activation="gelu")(y))
    return K.Model(x, L.Dense(11)(L.LayerNormalization()(y + z))), [{"tokens": numbers(11, 2, 6)}]

@model
def table():
    """Features under names, normalized by what a data set had."""
    size, kind = L.Input((2,), name="size"), L.Input((1,), dtype="int32", name="kind")
    if version == "tf2.1":
        normal = L.experimental.preprocessing.Normalization()
    else:
        normal = L.Normalization()
    normal.adapt(floats(20, 2) * 3 + 1)
    hot = L.Lambda(lambda k: tf.one_hot(k[:, 0], 4))(kind) if version == "tf2.1" else L.CategoryEncoding(4, output_mode="one_hot")(kind)
    y = L.Concatenate()([normal(size), hot])
    return K.Model([size, kind], L.Dense(2)(L.Dense(5, activation="tanh")(y))), [{"size": floats(3, 2), "kind": numbers(4, 3, 1)}]

@model
def pictures():
    """What prepares images, switched to what it does outside training."""
    x = L.Input((5, 6, 3), name="image")
    y = L.Rescaling(1 / 255)(x)
    y = L.RandomFlip()(y)
    y = L.RandomContrast(0.1)(y)
    y = L.Resizing(4, 4)(y)
    y = L.CenterCrop(3, 3)(y)
    return K.Model(x, L.Flatten()(L.GroupNormalization(3)(y))), [{"image": floats(2, 5, 6, 3) * 100}]

@model
def buckets():
    x = L.Input((3,), name="age")
    y = L.Discretization([-0.5, 0.0, 0.5])(x)
    return K.Model(x, L.Dense(2)(L.Flatten()(L.Embedding(4, 2)(y)))), [{"age": floats(2, 3)}]

@model
def decoder():
    x = L.Input((4,), name="code")
    y = L.Reshape((2, 2, 3))(L.Dense(12, activation="relu")(x))
    y = L.Conv2DTranspose(4, 3, strides=2, padding="same", activation="selu")(y)
    y = L.UpSampling2D(2, interpolation="bilinear")(y)
    return K.Model(x, L.Conv2D(1, 3, padding="same", activation="sigmoid")(y)), [{"code": floats(2, 4)}]

@model
def sequence():
    x = L.Input((7, 3), name="steps")
    y = L.Bidirectional(L.LSTM(2, return_sequences=True))(x)
    y = L.TimeDistributed(L.Dense(3, activation="relu"))(y)
    y = L.Conv1D(4, 3, padding="causal", activation="relu")(y)
    y, h, c = L.LSTM(3, return_state=True)(y)
    return K.Model(x, L.Concatenate()([y, h, c])), [{"steps": floats(2, 7, 3)}]

@model
def recurrent():
    """Recurrent layers that an unrolled graph or cells of their own compute."""
    x = L.Input((4, 3), name="steps")
    y = L.SimpleRNN(3, unroll=version != "tf2.1", return_sequences=True)(x)
    y = L.RNN([L.GRUCell(2), L.LSTMCell(3)])(y)
    return K.Model(x, y), [{"steps": floats(2, 4, 3)}]

class Subclassed(K.Model):
    def __init__(self):
        super(Subclassed, self).__init__()
        self.blocks = [L.Dense(4, activation="relu") for _ in range(2)]
        self.heads = {"a": L.Dense(1), "b": L.Dense(2)}
    def call(self, x, training=False):
        for block in self.blocks: x = block(x)
        if training: x = tf.nn.dropout(x, 0.5)
        return {name: head(x) for name, head in self.heads.items()}

@model
def subclassed():
    made = Subclassed()
    made(floats(2, 3))
    if version == "tf2.1": made._set_inputs(floats(2, 3))
    return made, [{"input_1" if version == "tf2.1" else "x": floats(2, 3)}]

for name, make in models.items():
    if sys.argv[2:] and name not in sys.argv[2:]: continue
    np.random.seed(1); tf.random.set_seed(1)
    folder = os.path.join(out, "model_%s-%s" % (name, version))
    try:
        made, calls = make()
    except Exception as problem:
        print("%s: not with %s: %s" % (name, version, str(problem).strip().split("\n")[-1][:150]))
        continue
    values = []
    for weight, variable in zip(made.get_weights(), made.weights):
        path = getattr(variable, "path", variable.name)
        if weight.dtype.kind != "f" or "normalization" in path and ("mean" in path or "variance" in path): values.append(np.abs(weight) + (0.5 if weight.dtype.kind == "f" else 0))
        else: values.append(floats(*weight.shape))
    if name != "table": made.set_weights(values)
    if version != "tf2.1" and name == "subclassed":
        made.export(folder, verbose=False, input_signature=[K.InputSpec(shape=(None, 3), dtype="float32", name="x")])
    elif version == "tf2.1": tf.saved_model.save(made, folder)
    else: made.export(folder, verbose=False)
    loaded = tf.saved_model.load(folder)
    signature = loaded.signatures["serving_default"]
    records = []
    for call in calls:
        found = signature(**{k: tf.constant(v) for k, v in call.items()})
        records.append({"signature": "serving_default", "inputs": {k: tensor(v) for k, v in call.items()}, "outputs": {k: tensor(v.numpy()) for k, v in found.items()}, "rtol": 1e-5})
    json.dump({"calls": records, "signatures": {"serving_default": sorted(calls[0])}}, open(folder + ".expected.json", "w"), sort_keys=True)
    print(name, os.path.getsize(folder + "/saved_model.pb"))
