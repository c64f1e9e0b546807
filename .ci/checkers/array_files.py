"""Does NumPy read these arrays, and safetensors, where it is installed?

    python array_files.py FOLDER      a folder of files beside expected.json
"""
import json
import os
import struct
import sys

import numpy as np

import expected
from checks import Checks

checks = Checks()
CODES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2",
         "I8": "i1", "U8": "u1", "BOOL": "?"}


def safetensors(path):
    """The arrays and the texts of a file, by the rules of its format."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    texts, arrays, end = header.pop("__metadata__", {}), {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        first, last = entry["data_offsets"]
        assert first == end, "%s begins at %d, not %d" % (name, first, end)
        values = np.frombuffer(body[first:last], CODES[entry["dtype"]])
        arrays[name], end = values.reshape(entry["shape"]), last
    assert end == len(body), "%d bytes belong to no array" % (len(body) - end)
    return arrays, texts


def same_safetensors(path, spec):
    arrays, texts = safetensors(path)
    expected.compare(arrays, {"map": spec["arrays"]}, 0)
    assert texts == spec.get("metadata", {}), "the texts are %s" % texts
    try:
        from safetensors.numpy import load_file
    except ImportError:
        return
    expected.compare(load_file(path), {"map": spec["arrays"]}, 0)


def same(path, spec):
    if path.endswith(".npz"):
        with np.load(path) as archive:
            expected.compare({n: archive[n] for n in archive.files}, {"map": spec["arrays"]}, 0)
    elif path.endswith(".npy"):
        expected.compare(np.load(path), spec, 0)
    else:
        same_safetensors(path, spec)


folder = sys.argv[1]
for name, spec in sorted(expected.read(os.path.join(folder, "expected.json")).items()):
    checks.run(name, lambda: same(os.path.join(folder, name), spec))
checks.finish("arrays by NumPy %s" % np.__version__)
