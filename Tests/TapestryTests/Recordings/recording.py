"""What the scripts share that record operations: named inputs, cases, and the file of both."""

import json
import os

import numpy as np

inputs = {}
cases = {}


def text(array):
    """The elements, separated by spaces, each in its shortest exact form."""

    def one(element):
        if array.dtype == bool:
            return "1" if element else "0"
        if array.dtype.kind in "iu":
            return str(element)
        if np.isfinite(element) and element == int(element) and abs(element) < 1e4:
            return "-0" if element == 0 and np.signbit(element) else str(int(element))
        return np.format_float_scientific(element, unique=True, trim="-").replace("e+00", "")

    return " ".join(one(element) for element in array.ravel())


def recorded(array):
    array = np.asarray(array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "values": text(array)}


def give(name, array):
    """Names an input; cases refer to it by its name and type."""
    name = "{} {}".format(name, array.dtype.name)
    record = recorded(array)
    while inputs.setdefault(name, record) != record:
        name += "'"
    return name, array


def case(group, operation, given, result, **arguments):
    entry = {"operation": operation, "inputs": [name for name, _ in given]}
    entry.update(arguments)
    entry["result"] = recorded(result)
    cases.setdefault(group, []).append(entry)


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def write(script):
    """Writes the file that belongs to a script, under its name."""
    with open(os.path.splitext(os.path.abspath(script))[0] + ".json", "w") as file:
        file.write('{"inputs":{\n')
        file.write(",\n".join("{}:{}".format(compact(k), compact(v)) for k, v in inputs.items()))
        file.write('\n},"cases":{\n')
        file.write(",\n".join(
            "{}:[\n{}\n]".format(compact(group), ",\n".join(compact(c) for c in listed))
            for group, listed in cases.items()))
        file.write("\n}}\n")
    print({group: len(listed) for group, listed in cases.items()})
