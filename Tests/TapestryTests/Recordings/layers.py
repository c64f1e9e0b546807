"""Records what Keras's layers compute, for their tests: layers.json.

Run with TensorFlow 2.1.0: python3 layers.py

Each case has the configuration that Keras writes down, its inputs, its weights (their names as Keras
prints them, values drawn here, so that no 0 or 1 hides a mistake), and then the outputs and the
gradients of the sum of outputs times fixed numbers: with respect to the inputs that are floating-point
numbers, and to the trainable weights. In training, the weights after the call too.

Numbers have 9 significant digits, which tell all float32 apart.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers.json")
L = tf.keras.layers
random = np.random.RandomState(3)


def text(array):
    return " ".join(np.format_float_positional(x, unique=True, trim="-") if abs(x) < 1e15 else str(x)
                    for x in np.asarray(array).ravel())


def tensor(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": text(array)}


def plain(value):
    """Python's numbers, lists and dictionaries, as JSON knows them."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return float(value)
    if isinstance(value, float):
        # Keras rounds some of its own settings to float32.
        return float("%.7g" % value)
    return value


def inputs_of(shapes):
    result = []
    for shape in shapes:
        if isinstance(shape, tuple):
            result.append(random.uniform(-2, 2, shape).astype("float32"))
        else:
            result.append(np.array(shape, "int32"))
    return result


def case(name, layer, *shapes, training=False, keeps_weights=False):
    inputs = [tf.constant(x) for x in inputs_of(shapes)]
    given = inputs if len(inputs) > 1 else inputs[0]
    options = {"training": True} if training else {}
    if isinstance(layer, L.RNN) and len(inputs) > 1:
        call = lambda: layer(inputs[0], initial_state=inputs[1:], **options)
    else:
        call = lambda: layer(given, **options)
    # Builds it; seeds, so that what is drawn can be drawn again.
    tf.random.set_seed(11)
    call()
    if not keeps_weights:
        for w in layer.weights:
            low = 0.5 if "variance" in w.name else -1
            w.assign(random.uniform(low, 1.5, w.shape).astype("float32"))
    weights = [dict(tensor(w.numpy()), name=w.name) for w in layer.weights]
    watched = [x for x in inputs if x.dtype.is_floating]
    tf.random.set_seed(11)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(watched)
        outputs = call()
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        loss = tf.add_n([
            tf.reduce_sum(y * tf.reshape(
                np.cos(np.arange(np.prod(y.shape))).astype('float32'), y.shape)) for y in outputs])
    def gradient(x):
        g = tape.gradient(loss, x)
        return tensor(tf.zeros_like(x) if g is None else tf.convert_to_tensor(g))
    return {
        "name": name,
        "serialized": plain(tf.keras.layers.serialize(layer)),
        "training": training,
        "inputs": [dict(tensor(x.numpy()), dtype=x.dtype.name) for x in inputs],
        "weights": weights,
        "outputs": [tensor(y.numpy()) for y in outputs],
        "inputGradients": [gradient(x) for x in watched],
        "weightGradients": [gradient(w) for w in layer.trainable_weights],
        "after": [tensor(w.numpy()) for w in layer.weights],
    }


def cases():
    three = (2, 3, 4)
    image = (2, 5, 6, 3)
    series = (2, 7, 3)
    yield case("dense", L.Dense(3, activation="tanh"), (2, 4))
    yield case("dense, three dimensions, no bias", L.Dense(2, use_bias=False), three)
    yield case("dense, regularized", L.Dense(
        2, kernel_regularizer=tf.keras.regularizers.l1_l2(0.1, 0.2), kernel_initializer="he_normal",
        bias_initializer=tf.keras.initializers.Constant(0.5), trainable=True), (2, 4))
    for name in ["relu", "sigmoid", "tanh", "softmax", "softplus", "softsign", "elu", "selu",
                 "exponential", "hard_sigmoid", "linear"]:
        yield case("activation " + name, L.Activation(name), three)
    yield case("relu", L.ReLU(), three)
    yield case("relu, all numbers", L.ReLU(max_value=1.5, negative_slope=0.25, threshold=0.5), three)
    yield case("leaky relu", L.LeakyReLU(), three)
    yield case("elu", L.ELU(), three)
    yield case("elu, alpha", L.ELU(alpha=0.5), three)
    yield case("prelu", L.PReLU(), three)
    yield case("prelu, shared", L.PReLU(shared_axes=[1, 2]), image)
    yield case("softmax", L.Softmax(), three)
    yield case("softmax, axis", L.Softmax(axis=1), three)
    yield case("thresholded relu", L.ThresholdedReLU(theta=0.5), three)
    yield case("dropout in use", L.Dropout(0.5), three)
    yield case("dropout", L.Dropout(0.4), (4, 25), training=True)
    yield case("dropout, noise shape", L.Dropout(0.4, noise_shape=[4, 1, 3]), (4, 5, 3), training=True)
    yield case("dropout, none", L.Dropout(0.0), three, training=True)
    yield case("gaussian noise in use", L.GaussianNoise(0.5), three)
    yield case("flatten", L.Flatten(), three)
    yield case("reshape", L.Reshape((-1, 2)), three)
    yield case("permute", L.Permute((2, 3, 1)), image)
    yield case("repeat vector", L.RepeatVector(3), (2, 4))
    for kind in [L.Add, L.Multiply, L.Average, L.Maximum]:
        yield case(kind.__name__, kind(), three, three, three)
    yield case("subtract", L.Subtract(), three, three)
    yield case("add, broadcast", L.Add(), three, (2, 1, 4))
    yield case("concatenate", L.Concatenate(), three, (2, 3, 1))
    yield case("concatenate, axis", L.Concatenate(axis=1), three, (2, 2, 4))
    yield case("dot", L.Dot(axes=1), (2, 4), (2, 4))
    yield case("dot, cosine", L.Dot(axes=1, normalize=True), (2, 4), (2, 4))
    yield case("dot, matrices", L.Dot(axes=[2, 1]), (2, 3, 4), (2, 4, 5))
    yield case("dot, same axis", L.Dot(axes=1), (2, 3, 4), (2, 3, 5))
    for training in [False, True]:
        suffix = ", training" if training else ""
        yield case("batch normalization" + suffix, L.BatchNormalization(), (6, 4), training=training)
        yield case("batch normalization of images" + suffix, L.BatchNormalization(), image,
                   training=training)
        yield case("batch normalization along an axis" + suffix,
                   L.BatchNormalization(axis=1, momentum=0.8, epsilon=0.01, scale=False), three,
                   training=training)
        yield case("frozen batch normalization" + suffix, L.BatchNormalization(trainable=False),
                   (6, 4), training=training)
        yield case("layer normalization" + suffix, L.LayerNormalization(), three, training=training)
    yield case("layer normalization, axes", L.LayerNormalization(axis=[1, 2], epsilon=0.01), three)
    yield case("layer normalization, first axis", L.LayerNormalization(axis=1, center=False), three)
    yield case("embedding", L.Embedding(6, 3), [[0, 5, 2], [2, 2, 1]])
    yield case("conv1d", L.Conv1D(4, 3), series)
    yield case("conv1d, causal", L.Conv1D(4, 3, padding="causal", dilation_rate=2), series)
    yield case("conv1d, same, strides", L.Conv1D(4, 4, padding="same", strides=3, activation="relu"),
               series)
    yield case("conv2d", L.Conv2D(2, 3), image)
    yield case("conv2d, odd", L.Conv2D(2, (2, 3), strides=(2, 1), padding="same", use_bias=False), image)
    yield case("conv2d, dilated", L.Conv2D(2, 2, dilation_rate=2, activation="tanh"), image)
    yield case("conv2d, one by one", L.Conv2D(3, 1), image)
    for padding in ["valid", "same"]:
        for size, step in [(3, 1), (3, 2), (2, 3)]:
            yield case("conv2d transpose %s %d %d" % (padding, size, step),
                       L.Conv2DTranspose(2, size, strides=step, padding=padding), (2, 3, 4, 3))
            yield case("max pooling 1d %s %d %d" % (padding, size, step),
                       L.MaxPooling1D(size, strides=step, padding=padding), series)
            yield case("average pooling 1d %s %d %d" % (padding, size, step),
                       L.AveragePooling1D(size, strides=step, padding=padding), series)
            yield case("max pooling 2d %s %d %d" % (padding, size, step),
                       L.MaxPooling2D(size, strides=step, padding=padding), image)
            yield case("average pooling 2d %s %d %d" % (padding, size, step),
                       L.AveragePooling2D(size, strides=step, padding=padding), image)
    yield case("max pooling 2d", L.MaxPooling2D(), image)
    yield case("average pooling 1d", L.AveragePooling1D(), series)
    for kind in [L.GlobalMaxPooling1D, L.GlobalAveragePooling1D]:
        yield case(kind.__name__, kind(), series)
    for kind in [L.GlobalMaxPooling2D, L.GlobalAveragePooling2D]:
        yield case(kind.__name__, kind(), image)
    yield case("zero padding", L.ZeroPadding2D(), image)
    yield case("zero padding, odd", L.ZeroPadding2D(((0, 1), (2, 3))), image)
    yield case("up sampling", L.UpSampling2D((2, 3)), image)
    for kind in [L.SimpleRNN, L.LSTM, L.GRU]:
        name = kind.__name__
        yield case(name, kind(4), series)
        yield case(name + ", sequences", kind(4, return_sequences=True), series)
        yield case(name + ", state", kind(4, return_state=True), series)
        yield case(name + ", backwards",
                   kind(4, return_sequences=True, return_state=True, go_backwards=True), series)
        states = [(2, 4)] * (2 if kind is L.LSTM else 1)
        yield case(name + ", first state", kind(4, return_sequences=True), series, *states)
        yield case(name + ", no bias", kind(4, use_bias=False, activation="relu"), series)
        yield case(name + ", first weights", kind(4), series, keeps_weights=True)
    yield case("GRU, reset before", L.GRU(4, reset_after=False, return_sequences=True), series)
    yield case("LSTM, hard", L.LSTM(4, recurrent_activation="hard_sigmoid", unit_forget_bias=False),
               series)
    yield case("time distributed", L.TimeDistributed(L.Dense(2, activation="relu")), series)
    yield case("time distributed images", L.TimeDistributed(L.Conv2D(2, 2)), (2, 3, 4, 4, 2))
    for mode in ["concat", "sum", "mul", "ave"]:
        yield case("bidirectional " + mode,
                   L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode=mode), series)
    yield case("bidirectional last", L.Bidirectional(L.GRU(3)), series)


def initializers():
    """First values from the stream of a seed, and from a seed of their own."""
    I = tf.keras.initializers
    kinds = [
        ("constant", lambda seed: I.Constant(0.25)), ("identity", lambda seed: I.Identity(2.0)),
        ("random_uniform", lambda seed: I.RandomUniform(-1, 2, seed=seed)),
        ("random_normal", lambda seed: I.RandomNormal(1, 2, seed=seed)),
        ("truncated_normal", lambda seed: I.TruncatedNormal(0, 2, seed=seed)),
        ("glorot_uniform", lambda seed: I.GlorotUniform(seed=seed)),
        ("glorot_normal", lambda seed: I.GlorotNormal(seed=seed)),
        ("he_uniform", lambda seed: I.he_uniform(seed=seed)),
        ("he_normal", lambda seed: I.he_normal(seed=seed)),
        ("lecun_uniform", lambda seed: I.lecun_uniform(seed=seed)),
        ("lecun_normal", lambda seed: I.lecun_normal(seed=seed)),
        ("variance_scaling", lambda seed: I.VarianceScaling(
            scale=3.0, mode="fan_out", distribution="truncated_normal", seed=seed)),
        ("orthogonal", lambda seed: I.Orthogonal(gain=1.5, seed=seed)),
        ("zeros", lambda seed: I.Zeros()), ("ones", lambda seed: I.Ones()),
    ]
    for name, make in kinds:
        for seed in [None, 5]:
            for shape in [[3, 3], [2, 5], [5, 2], [2, 3, 2, 4]]:
                if name == "identity" and len(shape) != 2:
                    continue
                tf.random.set_seed(42)
                initializer = make(seed)
                first = initializer(shape)
                second = initializer(shape)
                yield {
                    "name": "%s of %s%s" % (name, shape, "" if seed is None else ", seed"),
                    "serialized": plain(I.serialize(initializer)),
                    "shape": shape,
                    "draws": [text(first.numpy()), text(second.numpy())],
                }


def names():
    """The names that Keras gives to layers."""
    words = ["Dense", "Conv2D", "Conv2DTranspose", "PReLU", "ReLU", "LSTM", "SimpleRNN", "MyNewLayer",
             "LinearRegressionV2", "MaxPooling1D", "HTTPServer", "MLP", "UpSampling2D", "ABCDef", "L1L2"]
    def name(word):
        tf.keras.backend.clear_session()
        return type(word, (L.Layer,), {})().name
    return {word: name(word) for word in words}


if __name__ == "__main__":
    recording = {
        "made by": "layers.py with TensorFlow " + tf.__version__,
        "names": names(),
        "initializers": list(initializers()),
    }
    tf.keras.backend.clear_session()
    recording["cases"] = list(cases())
    with open(PATH, "w") as file:
        json.dump(recording, file, separators=(",", ":"))
        file.write("\n")
