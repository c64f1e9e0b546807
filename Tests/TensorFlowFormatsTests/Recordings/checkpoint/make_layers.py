"""Checkpoints of Keras's layers and optimizers, with the outputs and losses that follow.

    python make_layers.py FOLDER      with TensorFlow 2.1 or 2.18

The recordings `layers-*`, `optimizers-*` and `saver-*` beside this file were made by it.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
K, L, O = tf.keras, tf.keras.layers, tf.keras.optimizers
out = sys.argv[1]
version = "tf2.1" if tf.__version__.startswith("2.1.") else "tf2.18"
rng = np.random.RandomState(7)
def T(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": [float(v) for v in a.ravel()]}
def floats(*s): return rng.uniform(-1, 1, s).astype("float32")
def write(name, expected):
    expected["made_by"] = "TensorFlow " + tf.__version__
    with open(os.path.join(out, "%s-%s.expected.json" % (name, version)), "w") as f:
        json.dump(expected, f, indent=1, sort_keys=True)
        f.write("\n")
def prefix(name):
    os.makedirs(os.path.join(out, "%s-%s" % (name, version)), exist_ok=True)
    return os.path.join(out, "%s-%s" % (name, version), "ckpt")

# One checkpoint of models that have every kind of layer with weights.
given = K.Input((3,))
models = {
    "dense": (K.Sequential([L.Dense(3), L.Dropout(0.5), L.BatchNormalization(), L.LayerNormalization(), L.PReLU()]), floats(4, 2)),
    "images": (K.Sequential([L.Conv2D(2, 2), L.Conv2DTranspose(2, 2), L.BatchNormalization()]), floats(1, 4, 4, 1)),
    "series": (K.Sequential([L.Conv1D(2, 2), L.LSTM(3, return_sequences=True), L.GRU(2, return_sequences=True), L.SimpleRNN(2)]), floats(2, 5, 2)),
    "wrapped": (K.Sequential([L.TimeDistributed(L.Dense(2)), L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Bidirectional(L.GRU(2))]), floats(2, 4, 2)),
    "words": (K.Sequential([L.Embedding(5, 3), L.SimpleRNN(2)]), np.array([[1, 4, 0], [2, 2, 3]], "float32")),
    "nested": (K.Sequential([K.Sequential([L.Dense(2), L.Dense(3)]), L.Dense(1)]), floats(4, 2)),
    "described": (K.Model(given, L.Dense(1)(L.Add()([L.Dense(3)(given), L.Dropout(0.5)(given)]))), floats(2, 3)),
}
expected = {}
for name, (model, x) in models.items():
    model(x)
    for v in model.variables: v.assign(np.abs(floats(*v.shape)) + 0.1)
    expected[name] = {"x": T(x), "y": T(model(x))}
tf.train.Checkpoint(**{name: model for name, (model, _) in models.items()}).write(prefix("layers"))
write("layers", {"prefix": "ckpt", "models": expected})

# One of optimizers in the midst of a training, each with a model of its own.
optimizers = {
    "adam": O.Adam(0.05, amsgrad=True), "sgd": O.SGD(0.05, momentum=0.9),
    "rmsprop": O.RMSprop(0.05, momentum=0.5, centered=True), "adagrad": O.Adagrad(0.1),
    "adadelta": O.Adadelta(0.5), "adamax": O.Adamax(0.05), "ftrl": O.Ftrl(0.1),
}
if version == "tf2.18": optimizers["lion"] = O.Lion(0.01)
# The momentum of Keras 3's Nadam decays by 1.
optimizers["nadam"] = O.Nadam(0.01) if version == "tf2.18" else O.Nadam(0.01, schedule_decay=1.0)
x, y = floats(6, 4), floats(6, 1)
parts, expected = {}, {}
def step(model, optimizer):
    with tf.GradientTape() as tape: loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return float(loss)
for name, optimizer in optimizers.items():
    model = K.Sequential([L.Dense(3, activation="tanh"), L.BatchNormalization(), L.Dense(1)])
    for _ in range(2): step(model, optimizer)
    parts[name], parts[name + "_model"] = optimizer, model
tf.train.Checkpoint(**parts).write(prefix("optimizers"))
for name, optimizer in optimizers.items():
    expected[name] = T(np.float32([step(parts[name + "_model"], optimizer) for _ in range(3)]))
write("optimizers", {"prefix": "ckpt", "x": T(x), "y": T(y), "losses": expected})

# One without objects, of TensorFlow 1.
v1 = tf.compat.v1
with tf.Graph().as_default(), v1.Session() as session:
    v1.get_variable("dense/kernel", initializer=np.arange(6, dtype="float32").reshape(2, 3))
    v1.get_variable("dense/bias", initializer=np.ones(3, "float32"))
    v1.get_variable("other", initializer=np.float32(2))
    session.run(v1.global_variables_initializer())
    v1.train.Saver().save(session, prefix("saver"), write_meta_graph=False)
