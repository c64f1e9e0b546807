"""Records how pandas prints tables: writes table_text.json beside this file.

    python3.7 -m venv v && v/bin/pip install pandas==1.0.5 numpy==1.21.6
    v/bin/python table_text.py

A case has tables, steps and the text that is printed after the last step. A table is a list of
columns, each a name and its cells: i3 is a whole number, f0.5 a number, tSGD a text, b1 a truth
value, m a missing value.
"""
import json
import os
import random

import numpy as np
import pandas as pd

cases = []
nan = float("nan")


def cell_text(cell):
    if isinstance(cell, bool):
        return "b1" if cell else "b0"
    if isinstance(cell, int):
        return "i%d" % cell
    if isinstance(cell, str):
        return "t" + cell
    return "m" if cell != cell else "f" + repr(cell)


def step(value, words):
    """One step; what it gives may be a table, a column, groups or a number."""
    name, arguments = words[0], words[1:]
    if name in ("head", "tail"):
        return getattr(value, name)(*map(int, arguments))
    if name == "column":
        return value[arguments[0]]
    if name == "columns":
        return value[arguments]
    if name == "groupby":
        return value.groupby(arguments[0])
    if name == "pivot":
        return value.pivot(index=arguments[0], columns=arguments[1], values=arguments[2])
    if name == "csv":
        return value.to_csv(index=bool(arguments))
    return getattr(value, name)()


def record(name, tables, *steps):
    frames = [pd.DataFrame(dict(table)) for table in tables]
    value = frames[0]
    if len(frames) > 1:
        value = pd.concat(frames, axis=0, ignore_index=["renumbered"] in steps)
    for words in steps:
        if words != ["renumbered"]:
            value = step(value, words)
    cases.append({
        "name": name,
        "tables": [[[n, [cell_text(c) for c in cells]] for n, cells in table] for table in tables],
        "steps": list(steps),
        "text": value if isinstance(value, str) else str(value),
    })


def losses(count, scale=1.0):
    """A history as the book makes it: losses are float32, widened."""
    return [
        ["epoch", [100 * i for i in range(1, count + 1)]],
        ["training_loss", [float(np.float32(scale * 3.5 / i)) for i in range(1, count + 1)]],
        ["testing_loss", [float(np.float32(scale * 4.5 / i**2)) for i in range(1, count + 1)]],
    ]


history = losses(70)


def by_rate(count):
    return [
        losses(count, 10.0 ** (5 - power)) + [["lr", [10**-power] * count]] for power in range(3, 10)
    ]


experiments = by_rate(12)

record("history", [history])
record("history, 60 rows", [losses(60)])
record("history, 61 rows", [losses(61)])
record("tail", [history], ["tail"])
record("head of 3", [history], ["head", "3"])
record("tail of tail", [history], ["tail", "12"], ["tail", "2"])
record("describe", [history], ["describe"])
record("min", [history], ["min"])
record("max", [history], ["max"])
record("mean", [history], ["mean"])
record("column", [history], ["column", "testing_loss"])
record("whole numbers", [history], ["column", "epoch"])
record("whole numbers, 10 rows", [losses(10)], ["column", "epoch"])
for statistic in ["min", "max", "mean", "std", "sum", "describe"]:
    record("column " + statistic, [losses(3)], ["column", "training_loss"], [statistic])
    record("whole column " + statistic, [losses(3)], ["column", "epoch"], [statistic])
record("concat", experiments)
record("concat renumbered", experiments, ["renumbered"])
record("concat of other columns", [losses(2), [["epoch", [7]], ["loss", [0.5]]]])
record("long pivot", by_rate(70), ["pivot", "epoch", "lr", "testing_loss"])
record("pivot", experiments, ["pivot", "epoch", "lr", "testing_loss"])
record("pivot, head", experiments, ["pivot", "epoch", "lr", "testing_loss"], ["head", "3"])
record("pivot of three", experiments[:3], ["pivot", "epoch", "lr", "testing_loss"], ["tail"])
record("group minimum", experiments, ["groupby", "lr"], ["column", "testing_loss"], ["min"])
for statistic in ["min", "max", "mean", "count", "sum", "std"]:
    record("groups " + statistic, experiments, ["groupby", "lr"], [statistic])
runs = [
    ["optimizer", ["SGD", "Adam", "SGD", "Adam", "Momentum"]],
    ["batch", [32, 32, 128, 128, 32]],
    ["loss", [0.31, 0.12, 0.29, nan, 0.2]],
    ["converged", [True, True, False, True, False]],
]
record("runs", [runs])
for statistic in ["min", "max", "mean", "count", "sum"]:
    record("runs by text, " + statistic, [runs], ["groupby", "optimizer"], ["column", "loss"], [statistic])
    record("runs by number, " + statistic, [runs], ["groupby", "batch"], ["column", "loss"], [statistic])
record("runs by text, all means", [runs[:3]], ["groupby", "optimizer"], ["mean"])
record("runs, pivot", [runs], ["pivot", "optimizer", "batch", "loss"])
record("runs, pivot by number", [runs], ["pivot", "batch", "optimizer", "loss"])
record("runs, describe", [runs], ["describe"])
record("runs, some columns", [runs], ["columns", "loss", "optimizer"])
record("runs, texts", [runs], ["column", "optimizer"])
record("runs, truths", [runs], ["column", "converged"])
record("grouped by truth", [runs], ["groupby", "converged"], ["column", "loss"], ["mean"])

record("nothing", [[]])
record("no rows", [[["a", []], ["b", []]]])
record("an empty column", [[["a", []]]], ["column", "a"])
record("no columns", [[["a", ["x", "y"]]]], ["columns"])
record("one number", [[["a", [1]]]])
record("one missing", [[["a", [nan]]]])
record("mixed", [[["a", [1, 2.5, nan]], ["b", [True, 1, nan]], ["c", [1.5, "t", nan]]]])
record("wide texts", [[["text", ["x" * 60, "tab\t", "line\nend", "é" * 52, "x" * 50]]]])
record("long name", [[["n" * 60, [1, 2]], ["b", ["u", "v"]]]])
record("infinite", [[["a", [1.0, float("inf"), -float("inf"), nan]], ["b", [0.0, -0.0, 1e-7, 2.0]]]])
record("negative", [[["a", [-1, 10]], ["b", [-1.5, 10.25]], ["c", ["-1", "x"]]]])
record("negative labels", [[["g", [-1, 10, 0]], ["v", [1, 2, 3]]]], ["groupby", "g"], ["sum"])
record("float labels", [[["g", [-1.5, 10, 0]], ["v", [1, 2, 3]]]], ["groupby", "g"], ["sum"])
record("many columns", [[["column%d" % i, [i, i + 1]] for i in range(30)]])
record("more than 80 columns", [[["c%d" % i, [i]] for i in range(100)]])
record("long and wide", [[["column%d" % i, [i / 7] * 61] for i in range(12)]])
record("long and wide, of two kinds", [
    [["a%d" % i, ["x"] * 61] for i in range(12)] + [["b%d" % i, [1] * 61] for i in range(12)]
])
record("wide columns", [[["t%d" % i, ["x" * 40]] for i in range(3)]])
record("short texts, many rows", [[["a", ["x"] * 70]]])
record("short numbers, many rows", [[["a", [1] * 70]]], ["column", "a"])
record("two digits, many rows", [[["a", [10] * 70]]], ["column", "a"])

record("csv", [runs], ["csv"])
record("csv with labels", [runs], ["csv", "labels"])
record("csv of grouped", [runs], ["groupby", "optimizer"], ["mean"], ["csv", "labels"])
record("csv of quotes", [[["a,b", ['say "x"', "two\nlines", "", "plain"]], ["n", [0.1, 1e-20, 3.0, nan]]]], ["csv"])

generator = random.Random(0)
for index in range(120):
    rows = generator.choice([1, 2, 3, 5, 5, 5, 5, 70])
    table = []
    for column in range(generator.choice([1, 2, 3, 6, 11])):
        kind = generator.choice("ffffit")
        powers = generator.choice([(0, 0), (-1, 1), (-3, 3), (-6, 6), (4, 9), (-12, -4), (-30, 30)])
        cells = []
        for _ in range(rows):
            magnitude = 10.0 ** generator.uniform(*powers)
            number = round(generator.choice([-1, 1, 1]) * magnitude, generator.choice([1, 3, 6, 20]))
            if generator.random() < 0.1 and kind != "i":
                cells.append(nan)
            elif kind == "f":
                cells.append(number)
            elif kind == "i":
                cells.append(int(max(-9e17, min(9e17, number))))
            else:
                cells.append("w" * generator.randint(1, 9))
        table.append([generator.choice(["x", "loss", "a longer name"]) + str(column), cells])
    record("random %d" % index, [table])
    if index % 4 == 0:
        record("random %d, a column" % index, [table], ["column", table[0][0]])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "table_text.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "cases")
