"""Does TensorBoard read these runs, and does it find in them what it should?

    python event_files.py FOLDER      a folder of runs, each NAME beside NAME.expected.json
"""
import glob
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
from tensorboard.backend.event_processing import plugin_event_accumulator as accumulators
from tensorboard.util import tensor_util

import expected
from checks import Checks

checks = Checks()


def values(events, tag, plugin):
    """The steps and the values under a tag, which must belong to a part of TensorBoard."""
    found = events.SummaryMetadata(tag).plugin_data.plugin_name
    assert found == plugin, "it belongs to %r" % found
    return [(e.step, tensor_util.make_ndarray(e.tensor_proto)) for e in events.Tensors(tag)]


def scalars(events, tag, points):
    found = [[step, float(value)] for step, value in values(events, tag, "scalars")]
    assert found == points, "%s, not %s" % (found, points)


def texts(events, tag, points):
    found = [[step, value.item().decode()] for step, value in values(events, tag, "text")]
    assert found == points, "%s, not %s" % (found, points)


def histograms(events, tag, points):
    found = values(events, tag, "histograms")
    assert len(found) == len(points), "%d steps" % len(found)
    for (step, rows), point in zip(found, points):
        assert step == point["step"] and rows.shape == (point["buckets"], 3), rows.shape
        assert rows[:, 2].sum() == point["count"], "the count is %s" % rows[:, 2].sum()
        np.testing.assert_allclose([rows[0, 0], rows[-1, 1]], [point["min"], point["max"]], 1e-6)
        np.testing.assert_allclose(rows[1:, 0], rows[:-1, 1], err_msg="there are gaps")


def images(events, tag, points):
    found = values(events, tag, "images")
    assert len(found) == len(points), "%d steps" % len(found)
    for (step, strings), point in zip(found, points):
        size = (int(strings[0]), int(strings[1]))
        assert (step,) + size == (point["step"], point["width"], point["height"]), size
        for png in strings[2:]:
            shape = tuple(tf.io.decode_png(png).shape[:2])
            assert shape == (point["height"], point["width"]), "the PNG is %s" % (shape,)


def graph(events, names):
    found = {node.name for node in events.Graph().node}
    assert found and not set(names) - found, "missing: %s" % sorted(set(names) - found)


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.expected.json"))):
    spec, folder = expected.read(path), path[: -len(".expected.json")]
    run = os.path.basename(folder)
    events = accumulators.EventAccumulator(folder, size_guidance={accumulators.TENSORS: 0})
    checks.run(run, events.Reload)
    for kind, body in [("scalars", scalars), ("texts", texts), ("histograms", histograms),
                       ("images", images)]:
        for tag, points in spec.get(kind, {}).items():
            checks.run("%s: %s" % (run, tag), lambda: body(events, tag, points))
    if spec.get("graph"):
        checks.run("%s: graph" % run, lambda: graph(events, spec.get("graph_nodes", [])))
checks.finish("events by TensorFlow %s" % tf.__version__)
