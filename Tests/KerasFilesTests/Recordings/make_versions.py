"""Models that mean something else in Keras 2 and in Keras 3, with what they predict.

    python make_versions.py FOLDER      with TensorFlow 2.1 or 2.18

The recordings `versions/*` were made by it.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
K = tf.keras
L = K.layers
folder = sys.argv[1]
is_old = tf.__version__.startswith("2.1.")
version = "keras2" if is_old else "keras3"
np.random.seed(1); tf.random.set_seed(1)

def tensor(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": a.ravel().tolist()}

def write(name, model, *inputs, endings, y=None):
    if y is None: y = model.predict(list(inputs) if len(inputs) > 1 else inputs[0], verbose=0)
    start = os.path.join(folder, "%s-%s" % (name, version))
    for ending in endings: model.save(start + ending)
    json.dump({
        "class_name": "Sequential" if isinstance(model, K.Sequential) else "Model",
        "inputs": [tensor(x) for x in inputs],
        "outputs": [tensor(v) for v in (y if isinstance(y, list) else [y])],
        "optimizer_weights": []}, open(start + ".expected.json", "w"), sort_keys=True)

numbers = np.arange(-16, 16, dtype="float32").reshape(4, 8) / 4
series = numbers.reshape(2, 8, 2)
endings = [".h5"] if is_old else [".keras", ".h5"]

def activation(name): return K.Sequential([L.InputLayer((8,)), L.Activation(name)])

write("hard_sigmoid", activation("hard_sigmoid"), numbers, endings=endings)
write("hard_gates", K.Sequential([L.InputLayer((8, 2)), L.GRU(2, recurrent_activation="hard_sigmoid")]), series, endings=endings)
if not is_old:
    for name in ["relu6", "leaky_relu", "log_softmax"]:
        write(name, activation(name), numbers, endings=endings)

# Things that only Keras 3 writes.
if not is_old:
    x = L.Input((3,))
    write("dropout", K.Model(x, L.Dense(2)(L.Dropout(0.5)(L.Dense(3)(x)))), numbers[:, :3], endings=endings)
    # TensorFlow cannot predict with this name, but Keras writes it.
    model = K.Sequential([L.InputLayer((3,)), L.Dense(2, name="Größe")])
    write("non_ascii", model, numbers[:, :3], endings=[".h5"], y=numbers[:, :3] @ model.get_weights()[0])
    model = K.Model(x, {"p": L.Dense(1, name="one")(x), "q": L.Dense(1, activation="sigmoid", name="two")(x)})
    model.compile("sgd", {"p": "mae", "q": "binary_crossentropy"}, loss_weights={"p": 1.0, "q": 0.5}, metrics={"q": [K.metrics.Precision(thresholds=0.4)]})
    model.fit(numbers[:, :3], {"p": numbers[:, :1], "q": np.array([[0.], [1.], [1.], [0.]])}, verbose=0)
    model.save(os.path.join(folder, "dictionary-keras3.keras"))
