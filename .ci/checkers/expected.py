"""What a file must hold, as `formats write` states it beside the file, and whether it does."""
import json

import numpy as np

SPECIAL = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}


def read(path):
    with open(path) as file:
        return json.load(file)


def array(spec):
    """The array that a tensor of the file describes."""
    if spec["dtype"] == "string":
        values = np.array([v.encode() for v in spec["values"]], dtype=object)
    else:
        values = np.array([SPECIAL.get(v, v) for v in spec["values"]]).astype(spec["dtype"])
    return values.reshape(spec["shape"])


def value(spec, tensor):
    """Tensors in lists and dictionaries; `tensor` makes one from an array."""
    if isinstance(spec, list):
        return [value(part, tensor) for part in spec]
    if "map" in spec:
        return {name: value(part, tensor) for name, part in spec["map"].items()}
    return spec["python"] if "python" in spec else tensor(array(spec))


def compare(found, spec, rtol=1e-5, where="the result"):
    """Raises an AssertionError that states what differs; rtol=0 requires equal numbers."""
    if isinstance(spec, list):
        assert len(found) == len(spec), "%s has %d parts, not %d" % (where, len(found), len(spec))
        for index, part in enumerate(spec):
            compare(found[index], part, rtol, "%s[%d]" % (where, index))
    elif "map" in spec:
        assert sorted(found) == sorted(spec["map"]), "%s has names %s" % (where, sorted(found))
        for name, part in spec["map"].items():
            compare(found[name], part, rtol, "%s[%r]" % (where, name))
    elif "python" in spec:
        assert found is None and spec["python"] is None, "%s is %r" % (where, found)
    else:
        wanted = array(spec)
        got = np.asarray(found.numpy() if hasattr(found, "numpy") else found)
        kind, wanted_kind = (str(got.dtype), got.shape), (spec["dtype"], wanted.shape)
        assert kind == wanted_kind, "%s is %s %s, not %s %s" % ((where,) + kind + wanted_kind)
        if wanted.dtype.kind == "f":
            atol = 1e-6 if rtol else 0
            np.testing.assert_allclose(got, wanted, rtol=rtol, atol=atol, err_msg=where)
        else:
            np.testing.assert_array_equal(got, wanted, err_msg=where)
