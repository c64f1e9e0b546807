"""Does TensorFlow load these SavedModels, and does it compute with them what it should?

    python saved_models.py FOLDER      a folder of models, each NAME beside NAME.expected.json
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf

# TensorFlow 2.1 knows the gradients of branches and loops only once these are imported.
from tensorflow.python.ops import cond_v2, while_v2

import expected
from checks import Checks

tf.get_logger().setLevel("ERROR")
checks = Checks()


def find(target, path):
    for name in filter(None, path.split(".")):
        if name.isdigit():
            target = target[int(name)]
        elif hasattr(target, name):
            target = getattr(target, name)
        else:
            target = target[name]
    return target


def run(model, call):
    rtol = call.get("rtol", 1e-5)
    if "signature" in call:
        inputs = {name: tf.constant(expected.array(x)) for name, x in call["inputs"].items()}
        found = model.signatures[call["signature"]](**inputs)
        expected.compare(found, {"map": call["outputs"]}, rtol)
        return
    function = find(model, call["path"])
    arguments = expected.value(call["args"], tf.constant)
    if "gradients" not in call:
        expected.compare(function(*arguments), call["result"], rtol)
        return
    with tf.GradientTape() as tape:
        found = function(*arguments)
        total = tf.reduce_sum(found)
    expected.compare(found, call["result"], rtol)
    gradients = tape.gradient(total, {name: find(model, name) for name in call["gradients"]})
    expected.compare(gradients, {"map": call["gradients"]}, rtol)


def other_batch(model, call):
    """A batch of a different size than was traced: the first row alone gives the first row."""
    signature = model.signatures[call["signature"]]
    specs = signature.structured_input_signature[1]
    if any(spec.shape.rank == 0 or spec.shape[0] is not None for spec in specs.values()):
        return
    inputs = {name: tf.constant(expected.array(x)) for name, x in call["inputs"].items()}
    whole = signature(**inputs)
    part = signature(**{name: x[:1] for name, x in inputs.items()})
    for name in whole:
        tf.debugging.assert_near(whole[name][:1], part[name], rtol=1e-4, atol=1e-5)


def train(model, call):
    """One step down the gradient makes the sum of the squares of the outputs smaller."""
    inputs = {name: tf.constant(expected.array(x)) for name, x in call["inputs"].items()}
    signature = model.signatures[call["signature"]]
    variables = list(signature.trainable_variables)
    if not variables:
        return

    def loss():
        return tf.add_n([tf.reduce_sum(tf.square(y)) for y in signature(**inputs).values()])

    with tf.GradientTape() as tape:
        before = loss()
    gradients = tape.gradient(before, variables)
    assert any(g is not None for g in gradients), "no variable has a gradient"
    for variable, gradient in zip(variables, gradients):
        if gradient is not None:
            variable.assign_sub(1e-4 * tf.convert_to_tensor(gradient))
    after = loss()
    assert after <= before, "a step goes from %s to %s" % (before.numpy(), after.numpy())


def again(folder, call):
    """TensorFlow saves what it loaded, and the copy gives the same results."""
    copy = tempfile.mkdtemp()
    try:
        model = tf.saved_model.load(folder)
        tf.saved_model.save(model, copy, signatures=dict(model.signatures) or None)
        run(tf.saved_model.load(copy), call)
    finally:
        shutil.rmtree(copy)


def in_session(folder, call):
    """A session of TensorFlow 1 runs a signature, as servers do."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        graph = v1.saved_model.load(session, ["serve"], folder)
        signature = graph.signature_def[call["signature"]]
        feed = {signature.inputs[name].name: expected.array(x) for name, x in call["inputs"].items()}
        names = sorted(call["outputs"])
        found = session.run([signature.outputs[name].name for name in names], feed)
    expected.compare(dict(zip(names, found)), {"map": call["outputs"]}, call.get("rtol", 1e-5))


def show(folder, signatures):
    tool = os.path.join(os.path.dirname(sys.executable), "saved_model_cli")
    if not os.path.exists(tool):
        return
    text = subprocess.run(
        [tool, "show", "--all", "--dir", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        universal_newlines=True, check=True).stdout
    for name in signatures:
        assert "signature_def['%s']" % name in text, "saved_model_cli does not show %s" % name


for statement in sorted(glob.glob(os.path.join(sys.argv[1], "*.expected.json"))):
    name = os.path.basename(statement)[: -len(".expected.json")]
    folder = statement[: -len(".expected.json")]
    wanted = expected.read(statement)
    loaded = []
    checks.run("%s loads" % name, lambda: loaded.append(tf.saved_model.load(folder)))
    if not loaded:
        continue
    model = loaded[0]
    for path, spec in wanted.get("variables", {}).items():
        def variable():
            expected.compare(find(model, path), spec)
            assert bool(find(model, path).trainable) == spec.get("trainable", True)
        checks.run("%s: variable %s" % (name, path), variable)
    calls = wanted.get("calls", [])
    for index, call in enumerate(calls):
        what = "%s: call %d of '%s'" % (name, index, call.get("signature", call.get("path")))
        checks.run(what, lambda: run(model, call))
    for call in [call for call in calls if "signature" in call]:
        checks.run("%s: another batch" % name, lambda: other_batch(model, call))
        checks.run("%s: in a session" % name, lambda: in_session(folder, call))
    for call in [call for call in calls if "signature" in call]:
        checks.run("%s: training" % name, lambda: train(model, call))
    if calls:
        checks.run("%s: saved again" % name, lambda: again(folder, calls[0]))
    checks.run("%s: saved_model_cli" % name, lambda: show(folder, wanted.get("signatures", {})))
checks.finish("SavedModels by TensorFlow %s" % tf.__version__)
