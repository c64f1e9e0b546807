"""Does Keras load these files, and does the model compute what it should, with the right optimizer state?

    python keras_models.py FOLDER      a folder of files NAME-keras2.h5, NAME-keras3.keras, ...
                                       beside NAME-keras2.expected.json, NAME-keras3.expected.json

Keras 2 reads those of its name; Keras 3 reads all whole models, including the older files, unless
what is expected says that only Keras 2 does.
TensorFlow 2.1 needs h5py 2.10, because it expects the strings of a file to be bytes.
"""
import glob
import json
import os
import sys
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

import expected
from checks import Checks, accept_later_numpy

tf.get_logger().setLevel("ERROR")
keras = tf.keras
IS_OLD = int(tf.__version__.split(".")[1]) < 16
checks = Checks()

if IS_OLD:
    accept_later_numpy()


def inputs(spec):
    arrays = [expected.array(x) for x in spec["inputs"]]
    return arrays if len(arrays) > 1 else arrays[0]


def same_outputs(model, spec):
    found = model.predict(inputs(spec), verbose=0)
    found = found if isinstance(found, list) else [found]
    expected.compare(found, spec["outputs"], spec.get("rtol", 1e-5))


def same_weights(model, spec, by_name):
    layers = spec["layers"]
    if by_name:
        found = [x.name for x in model.layers if not isinstance(x, keras.layers.InputLayer)]
        assert found == [layer["name"] for layer in layers], "the layers are %s" % found
    weights = [w for layer in model.layers for w in layer.weights]
    wanted = [w for layer in layers for w in layer["weights"]]
    assert len(weights) == len(wanted), "%d weights, not %d" % (len(weights), len(wanted))
    for weight, want in zip(weights, wanted):
        np.testing.assert_array_equal(weight.numpy(), expected.array(want), want["name"])


def same_optimizer(model, spec):
    """The optimizer has its state, and continues as the program did that wrote the file."""
    optimizer = model.optimizer
    found = optimizer.get_weights() if IS_OLD else [np.asarray(v) for v in optimizer.variables]
    wanted = spec["optimizer_weights"]
    assert len(found) == len(wanted), "%d values, not %d" % (len(found), len(wanted))
    for index, (value, want) in enumerate(zip(found, wanted)):
        np.testing.assert_array_equal(np.asarray(value), expected.array(want), "#%d" % index)
    before = int(optimizer.iterations.numpy())
    if IS_OLD and type(optimizer).__name__ == "Nadam":
        # Keras 2 makes each Nadam of a file with a decay of 0.004, whatever the file says.
        optimizer._initial_decay = 1.0
    steps = continues(model, spec)
    after = int(optimizer.iterations.numpy())
    assert after == before + steps, "the count of steps goes from %d to %d" % (before, after)


def continues(model, spec):
    """The losses and metrics of some more steps are those that followed in the other program."""
    targets = [expected.array(x) for x in spec["targets"]]
    target = targets if len(targets) > 1 else targets[0]
    wanted, size = np.array(spec["history"]), len(targets[0])
    history = model.fit(
        inputs(spec), target, epochs=len(wanted), batch_size=size, shuffle=False, verbose=0
    ).history
    names = ["loss"] + [name for name in history if name != "loss"]
    if len(targets) > 1:
        # Of the losses and metrics of several outputs, each version has other ones.
        names, wanted = names[:1], wanted[:, :1]
    found = np.array([history[name] for name in names]).T
    np.testing.assert_allclose(found, wanted, 1e-4, 1e-6, err_msg="after %s" % names)
    return len(wanted)


def whole(path, spec):
    model = keras.models.load_model(path)
    same_weights(model, spec, by_name=True)
    same_outputs(model, spec)
    # Keras 3 builds the optimizer of an .h5 file for an empty list of variables.
    if spec.get("optimizer_weights") and (IS_OLD or path.endswith(".keras")):
        same_optimizer(model, spec)


def config(path, spec):
    """The model's configuration: its text, where a file has it. What is expected of the model is
    JSON that does not tell 0 from 0.0, which Keras 3 does."""
    if IS_OLD:
        return json.dumps(spec["json"])
    with zipfile.ZipFile(path.replace(".weights.h5", ".keras")) as archive:
        return archive.read("config.json").decode()


def weights_only(path, spec):
    model = keras.models.model_from_json(config(path, spec))
    if not model.built:
        model.build((None,) + tuple(spec["inputs"][0]["shape"][1:]))
    model.load_weights(path)
    same_weights(model, spec, by_name=False)
    same_outputs(model, spec)


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.expected.json"))):
    spec = expected.read(path)
    start = path[: -len(".expected.json")]
    own = start.endswith("-keras2") == IS_OLD
    is_read = own or not IS_OLD and spec.get("h5_for_both", True)
    endings = [(".h5", whole)] if is_read else []
    if own and IS_OLD:
        endings.append((".weights-only.h5", weights_only))
    if own and not IS_OLD:
        endings += [(".keras", whole), (".weights.h5", weights_only)]
    for ending, body in endings:
        path = start + ending
        if os.path.exists(path):
            keras.backend.clear_session()
            checks.run(os.path.basename(path), lambda: body(path, spec))
checks.finish("Keras files by TensorFlow %s" % tf.__version__)
