"""Models whose outputs have masks: what Keras 3 computes and learns, which is not what Keras 2 does.

    python make_masked_training.py FOLDER      with TensorFlow 2.18

The recordings `masked/*` were made by it.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
K = tf.keras
L = K.layers
folder = sys.argv[1]
np.random.seed(3); tf.random.set_seed(3)
words = np.array([[1, 2, 0, 0, 0], [4, 3, 1, 0, 0], [1, 4, 2, 3, 0]], "float32")
targets = np.random.randn(3, 5, 2).astype("float32")
weights = np.array([[1], [0.5], [2]], "float32")

def tensor(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": a.ravel().tolist()}

def write(name, *layers):
    model = K.Sequential([L.InputLayer((5,)), L.Embedding(6, 3, mask_zero=True)] + list(layers))
    model.compile(K.optimizers.SGD(0.1), "mse")
    model.set_weights([0.5 * np.random.randn(*w.shape).astype("float32") for w in model.get_weights()])
    start = os.path.join(folder, "%s-keras3" % name)
    y = model.predict(words, verbose=0)
    model.save(start + ".keras")
    losses = []
    for sample_weight in (None, None, weights):
        history = model.fit(words, targets, batch_size=3, shuffle=False, sample_weight=sample_weight, verbose=0)
        losses.append(history.history["loss"][0])
    json.dump({
        "inputs": [tensor(words), tensor(targets), tensor(weights)],
        "outputs": [tensor(y), tensor(losses), tensor(model.predict(words, verbose=0))]},
        open(start + ".expected.json", "w"), sort_keys=True)

write("sequence", L.LSTM(4, return_sequences=True), L.Dense(2))
write("directions", L.Bidirectional(L.GRU(2, return_sequences=True)), L.Dense(2))
write("simple", L.Bidirectional(L.SimpleRNN(1, return_sequences=True)))
