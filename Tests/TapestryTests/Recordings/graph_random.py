"""Records what random operations inside tf.function give: writes graph_random.json beside this file.

Run with TensorFlow 2.1.0: python3 graph_random.py

Each program is a function that is traced after tf.random.set_seed(42) and called three times; then
tf.random.set_seed(7) restarts it, and it is called once more.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf

x = tf.constant([1.0, 2.0, 3.0])
v = tf.Variable([1.0, 2.0])
U, N = tf.random.uniform, tf.random.normal


def nested():
    inner = tf.function(lambda y: y + U([3]))
    return lambda: [inner(x), inner(x)]


def twice():
    """One function, traced for two sizes: each graph has a generator."""
    inner = tf.function(lambda n: U([3]) * n, autograph=False)
    return lambda: [inner(2.0), inner(3.0), inner(2.0)]


def kept():
    made = []

    def program():
        if not made:
            made.append(tf.Variable(U([3])))
        return [made[0] * 1]

    return program


programs = {
    "uniform": lambda: lambda: [U([6])],
    "uniform and normal": lambda: lambda: [U([6]), N([5])],
    "all": lambda: lambda: [
        N([3], 1.0, 2.0), tf.random.truncated_normal([4]), U([3], 0, 10, tf.int32),
        U([2], -1.0, 1.0, tf.float64), U([2])],
    "seeds": lambda: lambda: [U([3], 0.0, 5.0, seed=22), U([3], 0.0, 5.0, seed=22), U([3])],
    "shuffle": lambda: lambda: [tf.random.shuffle(x), U([2])],
    "argument": lambda: lambda: [x + U([3])],
    "arithmetic": lambda: lambda: [(x * 2.0 + 1.0) * U([3]), tf.exp(-x) - N([3])],
    "variable": lambda: lambda: [v * U([2])],
    "variable read twice": lambda: lambda: [(v + 1.0) * v, v * U([2])],
    "nested": nested,
    "nested twice": twice,
    "cond": lambda: lambda: [U([2]), tf.cond(x[0] > 0, lambda: U([2]), lambda: N([2]))],
    "variable made inside": kept,
}
result = {}
for name, make in programs.items():
    tf.random.set_seed(42)
    f = tf.function(make(), autograph=False)
    runs = [[t.numpy().tolist() for t in f()] for _ in range(3)]
    tf.random.set_seed(7)
    runs.append([t.numpy().tolist() for t in f()])
    result[name] = runs
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "graph_random.json")
with open(path, "w") as file:
    rows = ",\n".join('"%s": %s' % (name, json.dumps(result[name])) for name in sorted(result))
    file.write("{\n" + rows + "\n}\n")
