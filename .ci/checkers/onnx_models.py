"""Does onnxruntime run these models, with the same results?

    python onnx_models.py FOLDER      NAME.onnx files, each beside NAME.expected.json
"""
import glob
import os
import sys

import onnx
import onnxruntime

import expected
from checks import Checks

checks = Checks()
# Warnings about constants that could be folded, for instance.
onnxruntime.set_default_logger_severity(3)


def call(session, spec):
    inputs = {name: expected.array(value) for name, value in spec["inputs"].items()}
    names = [output.name for output in session.get_outputs()]
    outputs = dict(zip(names, session.run(names, inputs)))
    expected.compare(outputs, {"map": spec["outputs"]}, spec["rtol"])


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.onnx"))):
    name = os.path.basename(path)[: -len(".onnx")]
    sessions = []
    checks.run("%s is valid" % name, lambda: onnx.checker.check_model(path, full_check=True))
    checks.run(
        "%s loads" % name,
        lambda: sessions.append(
            onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])))
    calls = expected.read(path[: -len("onnx")] + "expected.json")["calls"] if sessions else []
    for index, spec in enumerate(calls):
        checks.run("%s, call %d" % (name, index), lambda: call(sessions[0], spec))
checks.finish("models by onnxruntime %s" % onnxruntime.__version__)
