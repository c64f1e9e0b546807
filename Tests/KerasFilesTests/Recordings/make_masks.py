"""Described models of Keras 3 with masks, with what they predict.

    python make_masks.py FOLDER      with TensorFlow 2.18

The recordings `masks/*` were made by it.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import keras
L = keras.layers
folder = sys.argv[1]
keras.utils.set_random_seed(3)
words = np.array([[1, 2, 0, 3, 0], [4, 0, 0, 0, 0], [1, 0, 2, 0, 0]], "float32")
others = np.array([[0, 2, 2, 3, 0], [4, 1, 0, 0, 0], [1, 4, 2, 3, 4]], "float32")
series = np.random.randn(3, 5, 2).astype("float32")
series[0, 3:] = series[1, 2] = series[2, 1, 0] = 1.5

def tensor(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": a.ravel().tolist()}

def write(name, model, *inputs, ending=".keras"):
    for v in model.weights: v.assign(0.5 * np.random.randn(*v.shape))
    y = model.predict(list(inputs) if len(inputs) > 1 else inputs[0], verbose=0)
    start = os.path.join(folder, name + "-keras3")
    model.save(start + ending)
    json.dump({
        "class_name": "Sequential" if isinstance(model, keras.Sequential) else "Model",
        "inputs": [tensor(x) for x in inputs], "outputs": [tensor(y)],
        "optimizer_weights": []}, open(start + ".expected.json", "w"), sort_keys=True)

def embedding(): return L.Embedding(6, 3, mask_zero=True)
def described(f): i = L.Input((5,)); return keras.Model(i, f(i))
def of_series(f): i = L.Input((5, 2)); return keras.Model(i, f(i))
def of_two(f): i, j = L.Input((5,)), L.Input((5,)); return keras.Model([i, j], f(i, j))

def decoder(i, j):
    """Keras 3 does not mask a layer with first states."""
    _, h, c = L.LSTM(3, return_state=True)(embedding()(i))
    return L.LSTM(3, return_sequences=True)(embedding()(j), initial_state=[h, c])

def merged(i):
    e = embedding()(i)
    a = L.Bidirectional(L.LSTM(2, return_sequences=True))(e)
    b = L.LSTM(4, return_sequences=True)(e)
    return L.GlobalAveragePooling1D()(L.Concatenate()([L.Add()([a, b]), a]))

write("embedding", described(lambda i: L.LSTM(2)(embedding()(i))), words)
write("older", described(lambda i: L.LSTM(2)(embedding()(i))), words, ending=".h5")
write("masking", of_series(lambda i: L.GRU(2)(L.Dropout(0.1)(L.LSTM(2, return_sequences=True)(L.Masking(1.5)(i))))), series)
write("merged", described(merged), words)
write("inner", described(lambda i: L.LSTM(3)(keras.Sequential([embedding(), L.LSTM(2, return_sequences=True)])(i))), words)
write("reshaped", described(lambda i: L.LSTM(2)(L.Reshape((5, 3))(embedding()(i)))), words)
# What is refused.
folder = os.path.join(folder, "refused")
write("explicit", described(lambda i: L.LSTM(2)(L.Embedding(6, 3)(i), mask=keras.ops.not_equal(i, 0))), words)
write("either", of_two(lambda i, j: L.LSTM(2)(L.Add()([embedding()(i), embedding()(j)]))), words, others)
write("decoder", of_two(lambda i, j: L.Dense(2)(decoder(i, j))), words, others)
write("operation", described(lambda i: L.LSTM(2)(keras.ops.relu(embedding()(i)))), words)
write("rectified", described(lambda i: L.LSTM(2)(L.ReLU()(embedding()(i)))), words)
