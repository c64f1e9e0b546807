"""SavedModels of Keras's layers, one a folder, with the values that are expected of them.

    python make_layers.py FOLDER [NAME ...]      with TensorFlow 2.1 or 2.18

The recordings beside this file were made by it; larger ones of recurrent layers were left out.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
K = tf.keras
if tf.__version__.startswith("2.1."):
    # NumPy from 1.20 on raises NotImplementedError for the symbolic tensors of TensorFlow 2.1.
    from tensorflow.python.ops import array_ops
    small = array_ops._constant_if_small
    def safe(*a):
        try: return small(*a)
        except NotImplementedError: return None
    array_ops._constant_if_small = safe
L = K.layers
out = sys.argv[1]
version = "tf2.1" if tf.__version__.startswith("2.1.") else "tf2.18"
rng = np.random.RandomState(7)
def T(a):
    a = np.asarray(a)
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": [bool(v) if a.dtype.kind == "b" else int(v) if a.dtype.kind in "iu" else float(v) for v in a.ravel()]}
def floats(*s): return rng.uniform(-1, 1, s).astype("float32")
seq = (4, 3)
img = (6, 5, 2)
vec = (4,)
models = {
 "denseSoftmax": (lambda: [L.Dense(3, activation="relu"), L.Dense(2, activation="softmax")], vec),
 "activations": (lambda: [L.Dense(3, activation=a) for a in ["elu", "selu", "softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid", "exponential", "linear", "swish" if version != "tf2.1" else "tanh", "gelu" if version != "tf2.1" else "relu"]], vec),
 "rectifiers": (lambda: [L.Dense(4), L.LeakyReLU(0.1), L.Dense(4), L.PReLU(alpha_initializer="uniform"), L.Dense(4), L.ELU(), L.Dense(4), (L.ThresholdedReLU(0.1) if version == "tf2.1" else L.ReLU()), L.Dense(4), L.ReLU(6.0, 0.1, 0.05), L.Softmax()], vec),
 "dropout": (lambda: [L.Dense(4), L.Dropout(0.5), L.GaussianNoise(0.1), L.GaussianDropout(0.2), L.Activation("relu")], vec),
 "shapes": (lambda: [L.Reshape((3, 4)), L.Permute((2, 1)), L.ZeroPadding1D(1), L.Cropping1D((1, 0)), L.UpSampling1D(2), L.Flatten(), L.RepeatVector(2)], seq),
 "convolution1D": (lambda: [L.Conv1D(3, 2, padding="causal", dilation_rate=2), L.MaxPooling1D(2), L.Conv1D(2, 2, padding="same"), L.AveragePooling1D(2, strides=1), L.GlobalMaxPooling1D()], (8, 3)),
 "globalAverage1D": (lambda: [L.GlobalAveragePooling1D()], seq),
 "convolution2D": (lambda: [L.Conv2D(3, 3, padding="same", strides=2, activation="relu"), L.Conv2D(2, 2), L.AveragePooling2D((2, 1)), L.GlobalAveragePooling2D()], (9, 8, 2)),
 "dilated": (lambda: [L.Conv2D(3, 2, dilation_rate=2), L.GlobalMaxPooling2D()], img),
 "transposed": (lambda: [L.Conv2DTranspose(3, 3, strides=2, padding="same"), L.Conv2DTranspose(2, 2)], img),
 "separable": (lambda: [L.SeparableConv2D(4, 3, depth_multiplier=2), L.DepthwiseConv2D(2, padding="same")], img),
 "separable1D": (lambda: [L.SeparableConv1D(4, 2)], seq),
 "images": (lambda: [L.ZeroPadding2D(1), L.Cropping2D(((1, 0), (0, 1))), L.UpSampling2D(2), L.MaxPooling2D(3, padding="same"), L.BatchNormalization(), L.Flatten()], img),
 "normalization": (lambda: [L.Dense(4), L.BatchNormalization(), L.LayerNormalization()], vec),
 "normalization3": (lambda: [L.BatchNormalization(), L.LayerNormalization()], seq),
 "embedding": (lambda: [L.Embedding(10, 3), L.Flatten(), L.Dense(2)], "int"),
 "masking": (lambda: [L.Masking(), L.LSTM(3)], seq),
 "embeddingMask": (lambda: [L.Embedding(10, 3, mask_zero=True), L.GRU(2)], "int"),
 "lstm": (lambda: [L.LSTM(3, return_sequences=True), L.LSTM(2)], seq),
 "gru": (lambda: [L.GRU(3, return_sequences=True), L.GRU(2, reset_after=False)], seq),
 "simpleRNN": (lambda: [L.SimpleRNN(3, return_sequences=True, go_backwards=True), L.SimpleRNN(2)], seq),
 "bidirectional": (lambda: [L.Bidirectional(L.LSTM(2, return_sequences=True)), L.Bidirectional(L.GRU(2))], seq),
 "timeDistributed": (lambda: [L.TimeDistributed(L.Dense(2))], seq),
}
def functional():
    a, b = L.Input((3,)), L.Input((3,))
    y = [L.Add()([a, b]), L.Subtract()([a, b]), L.Multiply()([a, b]), L.Average()([a, b]), L.Maximum()([a, b]), L.Minimum()([a, b]), L.Dot(1)([a, b])]
    return K.Model([a, b], L.Concatenate()(y))
only = sys.argv[2:]
for name, (make, shape) in list(models.items()) + [("merging", (None, None))]:
    if only and name not in only: continue
    np.random.seed(1); tf.random.set_seed(1)
    folder = os.path.join(out, "keras_%s-%s" % (name, version))
    try:
        if name == "merging":
            model = functional(); x = [floats(2, 3), floats(2, 3)]
        else:
            first = L.InputLayer((4,), dtype="int32") if shape == "int" else L.InputLayer(shape)
            model = K.Sequential([first] + make())
            x = rng.randint(0, 10, (2, 4)).astype("int32") if shape == "int" else floats(2, *shape)
            if name == "masking": x[0, 3] = 0
            if shape == "int": x[0, 2:] = 0
        weights = [floats(*w.shape) if not "variance" in getattr(v, "path", v.name) else np.abs(floats(*w.shape)) + 0.5 for w, v in zip(model.get_weights(), model.weights)]
        model.set_weights(weights)
        y = np.asarray(model(x, training=False))
        y1 = np.asarray(model([v[:1] for v in x] if isinstance(x, list) else x[:1], training=False))
        if version == "tf2.1": model.save(folder, save_format="tf", include_optimizer=False)
        else: model.export(folder, verbose=False)
        loaded = tf.saved_model.load(folder)
        sig = loaded.signatures["serving_default"]
        names = sorted(sig.structured_input_signature[1]); outs = sorted(sig.structured_outputs)
        def call(x, y):
            xs = x if isinstance(x, list) else [x]
            if name == "merging":
                found = {tuple(p): np.asarray(sig(**dict(zip(p, [tf.constant(v) for v in xs])))[outs[0]]) for p in ([names[0], names[1]], [names[1], names[0]])}
                order = [p for p, f in found.items() if np.allclose(f, y, atol=1e-5)][0]
            else: order = names
            return {"signature": "serving_default", "inputs": {n: T(v) for n, v in zip(order, xs)}, "outputs": {outs[0]: T(y)}, "rtol": 1e-5, "atol": 1e-5}
        calls = [call(x, y), call([v[:1] for v in x] if isinstance(x, list) else x[:1], y1)]
        json.dump({"signatures": {"serving_default": names}, "calls": calls}, open(folder + ".expected.json", "w"), indent=1, sort_keys=True)
        print(name, "ok", y.shape, os.path.getsize(folder + "/saved_model.pb"))
    except Exception as e:
        print(name, "FAILED", type(e).__name__, str(e)[:300])
