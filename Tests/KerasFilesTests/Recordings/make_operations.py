"""Described models with operations among their layers, with what they predict.

    python make_operations.py FOLDER      with TensorFlow 2.18, and with 2.1

The recordings `operations/*` were made by it.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
keras = tf.keras
folder = sys.argv[1]
version = "keras3" if tf.__version__ > "2.16" and len(tf.__version__) > 5 else "keras2"
np.random.seed(1)
a = np.random.randn(2, 4, 3).astype("float32")
b = np.random.randn(2, 4, 3).astype("float32")
row = np.array([1, -2, 3], "float32")

def tensor(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": a.ravel().tolist()}

def write(name, outputs, endings):
    model = keras.Model([x, y], outputs)
    start = os.path.join(folder, name + "-" + version)
    for ending in endings: model.save(start + ending)
    found = model.predict([a, b])
    json.dump({
        "class_name": "Model", "inputs": [tensor(a), tensor(b)],
        "outputs": [tensor(y) for y in found], "optimizer_weights": []},
        open(start + ".expected.json", "w"), sort_keys=True)

x, y = keras.Input((4, 3), name="x"), keras.Input((4, 3), name="y")
# Keras 3's logarithms, roots and powers are given positive numbers.
if version == "keras3":
    ops = keras.ops
    positive = x * x + 0.5
    write("arithmetic", [
        x * 2.0, 1 - x, x / y, 2 / x, x ** 2, ops.power(2.0, x), x + 3, x * row, ops.maximum(x, 0.5),
        ops.minimum(0.1, x), ops.clip(x, -0.5, 1.0), x @ ops.swapaxes(y, 1, 2),
        ops.matmul(x, ops.convert_to_tensor(np.ones((3, 2), "float32")))], [".keras", ".h5"])
    write("functions", [
        -x, abs(x), ops.exp(x), ops.log(positive), ops.sqrt(positive), ops.rsqrt(positive),
        ops.square(x), ops.sign(x), ops.floor(x), ops.sin(x), ops.reciprocal(positive), ops.erf(x),
        ops.relu(x), ops.sigmoid(x), ops.softmax(x), ops.softmax(x, axis=1), ops.tanh(x),
        ops.log_softmax(x, axis=1)], [".keras"])
    write("reductions", [
        ops.mean(x, axis=1), ops.max(x, axis=-1, keepdims=True), ops.sum(x, axis=(1, 2)),
        ops.min(x, axis=[1]), ops.prod(x, axis=2), ops.var(x, axis=1), ops.std(x, axis=-1),
        ops.logsumexp(x, axis=1)], [".keras"])
    write("shapes", [
        ops.expand_dims(x, 1), ops.squeeze(ops.expand_dims(x, -1), -1),
        ops.squeeze(ops.expand_dims(y, 1)), ops.reshape(x, (-1, 12)), ops.reshape(x, (-1, 2, 6)),
        ops.transpose(x, (0, 2, 1)), ops.moveaxis(x, 1, 2), ops.concatenate([x, y], axis=1),
        ops.stack([x, y], axis=1), ops.flip(x, axis=1), x[:, 0], x[:, 1:, ::2], x[..., None, -1],
        x[:, -1, 1:]], [".keras"])
    write("choices", [
        ops.cast(x > 0, "float32"), ops.where(x > 0, x, y), ops.where(x >= y, x, 0.0),
        ops.where(x < 0.1, -1.0, x)], [".keras"])
else:
    positive = x * x + 0.5
    write("arithmetic", [
        x * 2.0, 1 - x, x / y, 2 / x, x ** 2, x + 3, x * row, tf.maximum(x, 0.5),
        tf.matmul(x, tf.transpose(y, [0, 2, 1]))], [".h5"])
    write("functions", [
        -x, tf.abs(x), tf.exp(x), tf.math.log(positive), tf.sqrt(positive), tf.square(x),
        tf.nn.relu(x), tf.sigmoid(x), tf.nn.softmax(x), tf.tanh(x)], [".h5"])
    write("reductions", [
        tf.reduce_mean(x, axis=1), tf.reduce_max(x, axis=-1, keepdims=True),
        tf.reduce_sum(x, [1, 2])], [".h5"])
    write("shapes", [
        tf.expand_dims(x, 1), tf.squeeze(tf.expand_dims(y, -1), -1), tf.reshape(x, (-1, 12)),
        tf.transpose(y, (0, 2, 1)), tf.concat([x, y], 1), tf.stack([x, y], 1), x[:, 0],
        x[:, 1:, ::2], x[..., None, -1], x[:, -1, 1:]], [".h5"])
    write("choices", [tf.cast(x > 0, tf.float32), x * tf.cast(x >= y, tf.float32)], [".h5"])
