"""Does TensorFlow restore objects from these checkpoints, including an optimizer and its slots?

    python checkpoints.py FOLDER      a folder of folders, each NAME beside NAME.expected.json
"""
import glob
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import trackable_object_graph_pb2

import expected
from checks import Checks, accept_later_numpy

tf.get_logger().setLevel("ERROR")
# The optimizers of Keras 3 keep their variables under other names.
HAS_KERAS_2 = int(tf.__version__.split(".")[1]) < 11
GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"
VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"
checks = Checks()
if HAS_KERAS_2:
    accept_later_numpy()


def same(found, spec, where):
    """Compares bit for bit, since a checkpoint computes nothing."""
    wanted, found = expected.array(spec), np.asarray(found)
    assert found.dtype == wanted.dtype and found.shape == wanted.shape, where
    assert found.tobytes() == wanted.tobytes(), "%s is %s, not %s" % (where, found, wanted)


def values(reader, tensors):
    """The keys of the file are these and no others, and hold these values."""
    names = set(reader.get_variable_to_shape_map()) - {GRAPH}
    assert names == set(tensors), "keys: %s" % sorted(names ^ set(tensors))
    for key, spec in tensors.items():
        same(reader.get_tensor(key), spec, key)


def objects(reader):
    """Each object can be reached from the root, and each key belongs to one object."""
    graph = trackable_object_graph_pb2.TrackableObjectGraph()
    graph.ParseFromString(reader.get_tensor(GRAPH))
    reached, waiting, keys = set(), [0], []
    while waiting:
        node_id = waiting.pop()
        if node_id in reached:
            continue
        reached.add(node_id)
        node = graph.nodes[node_id]
        names = [child.local_name for child in node.children]
        assert len(set(names)) == len(names), "object %d has two parts of one name" % node_id
        waiting += [child.node_id for child in node.children]
        waiting += [slot.slot_variable_node_id for slot in node.slot_variables]
        keys += [attribute.checkpoint_key for attribute in node.attributes]
    assert len(reached) == len(graph.nodes), "some objects are parts of none"
    names = set(reader.get_variable_to_shape_map()) - {GRAPH}
    assert sorted(keys) == sorted(names), "keys of objects: %s" % keys


def plant(root, path, variable):
    """Puts a variable at a path, creating the objects that hold it."""
    names = path.split(".")
    for name in names[:-1]:
        if not hasattr(root, name):
            setattr(root, name, tf.Module())
        root = getattr(root, name)
    setattr(root, names[-1], variable)


def restore(prefix, paths, tensors):
    """A program with different values in its variables has those of the file afterwards."""
    top, variables = tf.Module(), {}
    for path, key in paths.items():
        value = expected.array(tensors[key])
        variables[path] = tf.Variable(np.full_like(value, 77))
        plant(top, path, variables[path])
    parts = {path.split(".")[0] for path in paths}
    checkpoint = tf.train.Checkpoint(**{name: getattr(top, name) for name in parts})
    checkpoint.restore(prefix).assert_existing_objects_matched()
    for path, key in paths.items():
        same(variables[path].numpy(), tensors[key], path)


def made_optimizer(described):
    """The optimizer of a configuration; None if this version has none that does the same."""
    name, config = described["class_name"], dict(described["config"])
    if not hasattr(tf.keras.optimizers, name):
        return None
    for key, value in config.items():
        if isinstance(value, int) and not isinstance(value, bool):
            # JSON does not tell 0 from 0.0, from which Keras 2 makes variables of different types.
            config[key] = float(value)
    if isinstance(config["learning_rate"], dict):
        config["learning_rate"] = tf.keras.optimizers.schedules.deserialize(config["learning_rate"])
    if HAS_KERAS_2 and name == "Nadam":
        config["schedule_decay"] = config.pop("decay")
    if not HAS_KERAS_2:
        # The momentum of Keras 3's Nadam grows as with a decay of 1.
        if config.pop("decay") != (1 if name == "Nadam" else 0):
            return None
    return getattr(tf.keras.optimizers, name)(**config)


def training(prefix, spec, tensors, late):
    """A network and its optimizer, whose variables exist before the file is read, or are made later."""

    class Net(tf.keras.Model):
        pass

    net = Net()
    for name, (units, _) in spec["net"].items():
        setattr(net, name, tf.keras.layers.Dense(units))
    optimizer = made_optimizer(spec["optimizer"])
    checkpoint = tf.train.Checkpoint(net=net, optimizer=optimizer)

    def make():
        for name, (_, inputs) in spec["net"].items():
            getattr(net, name).build((None, inputs))
        if not HAS_KERAS_2:
            return optimizer.build(net.l1.trainable_variables)
        optimizer.iterations
        optimizer._create_hypers()
        optimizer._create_slots(net.trainable_variables)

    if not late:
        make()
    status = checkpoint.restore(prefix)
    if late:
        make()
    # Keras 3 has fewer variables than Keras 2, whose variables are in the file, too.
    if HAS_KERAS_2:
        status.assert_consumed()
        same_slots(net, optimizer, tensors)
    else:
        status.assert_existing_objects_matched()
    same(optimizer.iterations.numpy(), tensors["optimizer/iter" + VALUE], "the number of steps")
    losses = []
    for _ in expected.array(spec["losses"]):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((net.l1(tf.constant([[1.0], [2.0]])) - 1) ** 2)
        variables = net.l1.trainable_variables
        gradients = tape.gradient(loss, variables)
        if HAS_KERAS_2 and hasattr(optimizer, "clipnorm"):
            # 2.1 clips only in the methods that compute gradients, too.
            gradients = [tf.clip_by_norm(gradient, optimizer.clipnorm) for gradient in gradients]
        optimizer.apply_gradients(zip(gradients, variables))
        losses.append(loss.numpy())
    expected.compare(np.array(losses), spec["losses"], 1e-4, "the losses that follow")


def same_slots(net, optimizer, tensors):
    for key, wanted in tensors.items():
        path = key[: -len(VALUE)].split("/")
        if ".OPTIMIZER_SLOT" in path:
            variable = getattr(getattr(net, path[1]), path[2])
            same(optimizer.get_slot(variable, path[-1]).numpy(), wanted, key)
        elif path[0] == "net":
            same(getattr(getattr(net, path[1]), path[2]).numpy(), wanted, key)


def layers(prefix, outputs, late):
    """Models of Keras's layers have the outputs of the program that wrote the file."""
    L, given = tf.keras.layers, tf.keras.Input((3,))
    row = tf.keras.Sequential
    models = {
        "dense": row([L.Dense(3), L.Dropout(0.5), L.BatchNormalization(), L.LayerNormalization(), L.PReLU()]),
        "images": row([L.Conv2D(2, 2), L.Conv2DTranspose(2, 2), L.BatchNormalization()]),
        "series": row([L.Conv1D(2, 2), L.LSTM(3, return_sequences=True), L.GRU(2, return_sequences=True), L.SimpleRNN(2)]),
        "wrapped": row([
            L.TimeDistributed(L.Dense(2)), L.Bidirectional(L.LSTM(3, return_sequences=True)), L.Bidirectional(L.GRU(2)),
        ]),
        "words": row([L.Embedding(5, 3), L.SimpleRNN(2)]),
        "nested": row([row([L.Dense(2), L.Dense(3)]), L.Dense(1)]),
        "described": tf.keras.Model(given, L.Dense(1)(L.Add()([L.Dense(3)(given), L.Dropout(0.5)(given)]))),
    }
    assert set(models) == set(outputs), "models: %s" % sorted(outputs)
    inputs = {name: expected.array(outputs[name]["x"]) for name in models}
    if not late:
        for name, model in models.items():
            model(inputs[name])
    # A dictionary is an object of TensorFlow once it is part of another.
    holder = tf.Module()
    holder.models = models
    status = tf.train.Checkpoint(models=holder.models).restore(prefix)
    for name, model in models.items():
        found = model(inputs[name]).numpy()
        wanted = expected.array(outputs[name]["y"])
        assert np.allclose(found, wanted, 1e-5, 1e-6), "%s: %s, not %s" % (name, found, wanted)
    status.assert_existing_objects_matched()


for statement in sorted(glob.glob(os.path.join(sys.argv[1], "*.expected.json"))):
    name = os.path.basename(statement)[: -len(".expected.json")]
    wanted = expected.read(statement)
    folder, tensors = statement[: -len(".expected.json")], wanted["tensors"]
    prefix = os.path.join(folder, wanted["prefix"])
    readers = []
    checks.run("%s opens" % name, lambda: readers.append(tf.train.load_checkpoint(prefix)))
    if not readers:
        continue

    def latest():
        assert tf.train.latest_checkpoint(folder) == prefix, tf.train.latest_checkpoint(folder)

    checks.run("%s is the latest" % name, latest)
    checks.run("%s: values" % name, lambda: values(readers[0], tensors))
    checks.run("%s: objects" % name, lambda: objects(readers[0]))
    if "restore" in wanted:
        checks.run("%s: restoring" % name, lambda: restore(prefix, wanted["restore"], tensors))
    if "models" in wanted:
        for late in [False, True]:
            what = "%s: layers, %s" % (name, "late" if late else "at once")
            checks.run(what, lambda: layers(prefix, wanted["models"], late))
    if "training" in wanted and made_optimizer(wanted["training"]["optimizer"]):
        for late in [False, True]:
            what = "%s: a training, %s" % (name, "late" if late else "at once")
            checks.run(what, lambda: training(prefix, wanted["training"], tensors, late))
checks.finish("checkpoints by TensorFlow %s" % tf.__version__)
