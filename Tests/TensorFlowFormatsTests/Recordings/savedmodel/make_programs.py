"""SavedModels of functions as people write them, a module for each theme, with the values expected.

    python make_programs.py FOLDER [THEME ...]      with TensorFlow 2.1 or 2.18

The recordings `program_*` beside this file were made by it. What one of the two versions lacks is
left out there. Keras's layers are in `make_layers.py`.
"""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

out = sys.argv[1]
version = "tf2.1" if tf.__version__.startswith("2.1.") else "tf2.18"
if version == "tf2.1":
    # NumPy from 1.20 on raises NotImplementedError for the symbolic tensors of TensorFlow 2.1.
    from tensorflow.python.ops import array_ops
    small = array_ops._constant_if_small
    def safe(*a):
        try: return small(*a)
        except NotImplementedError: return None
    array_ops._constant_if_small = safe

def floats(*shape, seed=1):
    return np.random.RandomState(seed).uniform(-1, 1, shape).astype("float32")

def tensor(a):
    a = np.asarray(a)
    def scalar(v):
        if a.dtype.kind == "b": return bool(v)
        if a.dtype.kind in "iu": return int(v)
        v = float(v)
        return v if np.isfinite(v) else "NaN" if np.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    return {"dtype": a.dtype.name, "shape": list(a.shape), "values": [scalar(v) for v in a.ravel()]}

def expected(value):
    if value is None or isinstance(value, (bool, int, float, str)): return {"python": value}
    if isinstance(value, dict): return {"map": {k: expected(v) for k, v in value.items()}}
    if isinstance(value, (list, tuple)): return [expected(v) for v in value]
    return tensor(value.numpy() if hasattr(value, "numpy") else value)

def spec(value, open_sizes):
    if isinstance(value, (bool, str)) or value is None: return value
    if isinstance(value, dict): return {k: spec(v, open_sizes) for k, v in value.items()}
    if isinstance(value, (list, tuple)): return [spec(v, open_sizes) for v in value]
    value = np.asarray(value)
    shape = [None] + list(value.shape[1:]) if open_sizes and value.ndim else value.shape
    return tf.TensorSpec(shape, value.dtype)

themes = {}
def case(theme, *calls, open=False, rtol=1e-5, only=None, refused=None, fails=None, signature=False):
    """Adds a function to a theme, with the arguments of the calls that are recorded.

    With `signature` it has an input signature, for the arguments of the first call.
    Of what is refused, the name stands in place of a result: a message must hold it. `fails` holds
    further arguments by what a message must hold: for them TensorFlow, too, has no result."""
    def add(function):
        if only is None or only == version:
            themes.setdefault(theme, []).append((function, calls or ((),), open, rtol, refused, fails or {}, signature))
        return function
    return add

i32 = lambda *v: np.array(v, "int32")
x4 = np.array([0.5, -1.0, 2.0, 0.25], "float32")
m23 = floats(2, 3)

# Loops and branches.

@case("loops", (np.int32(7),), (np.int32(0),))
def collect_squares(self, n):
    squares = tf.TensorArray(tf.int32, size=n)
    for i in tf.range(n):
        squares = squares.write(i, i * i)
    return squares.stack()

@case("loops", (np.int32(5),))
def grow(self, n):
    found = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
    i = 0
    while i < n:
        if i % 2 == 0:
            found = found.write(found.size(), i)
        i += 1
    return found.stack()

@case("loops", (floats(3, 2),), (floats(5, 2),), open=True)
def running_sum(self, x):
    total = tf.zeros([2])
    for row in x:
        total += row
    return total

@case("loops", (x4,), open=True)
def first_negative(self, x):
    place = -1
    for i in tf.range(tf.shape(x)[0]):
        if x[i] < 0:
            place = i
            break
        if x[i] > 1:
            continue
    return place

@case("loops", (np.int32(4),))
def triangle(self, n):
    count = 0
    for i in tf.range(n):
        for j in tf.range(i):
            count += j
    return count

@case("loops", (np.int32(0), x4), (np.int32(1), x4), (np.int32(2), x4), (np.int32(9), x4))
def switch(self, index, x):
    return tf.switch_case(index, {0: lambda: x + 1, 1: lambda: x * x}, default=lambda: -x)

@case("loops", (np.float32(1), ), (np.float32(-3),), (np.float32(30),))
def cases(self, x):
    return tf.case([(x < 0, lambda: -x), (x > 10, lambda: tf.constant(10.0))], default=lambda: x)

@case("loops", (x4,), (-x4,))
def early_return(self, x):
    if tf.reduce_sum(x) > 0:
        return {"sum": tf.reduce_sum(x), "x": x}
    return {"sum": tf.constant(0.0), "x": tf.zeros_like(x)}

@case("loops", (floats(4, 3),), open=True)
def mapped(self, x):
    return tf.map_fn(lambda row: tf.nn.softmax(row) * tf.cast(tf.size(row), tf.float32), x)

@case("loops", (floats(4, 3),), open=True)
def scanned(self, x):
    return tf.scan(lambda a, row: a * 0.5 + row, x)

@case("loops", (floats(4, 3),), open=True)
def folded(self, x):
    return tf.foldl(lambda a, row: a * row + 1.0, x), tf.foldr(lambda a, row: a - row, x)

@case("loops", (floats(4, 3), floats(3, 3)))
def vectorised(self, x, w):
    return tf.vectorized_map(lambda row: tf.linalg.matvec(w, row), x)

@case("loops", (floats(3, 4, 2), ), open=True)
def unstacked(self, x):
    steps = tf.TensorArray(tf.float32, size=4).unstack(tf.transpose(x, [1, 0, 2]))
    state = tf.zeros([tf.shape(x)[0], 2])
    outputs = tf.TensorArray(tf.float32, size=4)
    for t in range(4):
        state = tf.tanh(state + steps.read(t))
        outputs = outputs.write(t, state)
    return outputs.concat(), outputs.gather([3, 0])

@case("loops", (np.int32(6),))
def recurrence(self, n):
    a, b = tf.while_loop(lambda a, b: b < n * 10, lambda a, b: (b, a + b), [tf.constant(0), tf.constant(1)])
    return [a, b]

@case("loops", (np.float32(2),))
def counted(self, x):
    self.steps.assign(0)
    while x < 100.0:
        x *= x
        self.steps.assign_add(1)
    return x, self.steps.read_value()

@case("loops", (np.int32(3), x4), (np.int32(5), x4))
def widening(self, n, x):
    i = tf.constant(0)
    rows = tf.zeros([0, 4])
    _, rows = tf.while_loop(lambda i, r: i < n, lambda i, r: (i + 1, tf.concat([r, [x * tf.cast(i, tf.float32)]], 0)),
        [i, rows], shape_invariants=[i.shape, tf.TensorShape([None, 4])])
    return rows

# Gradients of loops and branches, and training.

@case("gradients", (np.float32(1.5), np.int32(3)), (np.float32(-1.1), np.int32(2)))
def power(self, x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.constant(1.0)
        for _ in tf.range(n):
            y *= x
    return y, tape.gradient(y, x)

@case("gradients", (np.float32(1.5),), (np.float32(-2),))
def branch(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        if x > 0:
            y = tf.sin(x) * x
        else:
            y = x * x * x
    return y, tape.gradient(y, x)

@case("gradients", (np.float32(1.5), np.int32(1)), (np.float32(1.5), np.int32(0)), (np.float32(1.5), np.int32(2)))
def chosen(self, x, index):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.switch_case(index, [lambda: x * x, lambda: tf.exp(x), lambda: tf.sin(x) * 2.0])
    return y, tape.gradient(y, x)

@case("gradients", (x4,), open=True)
def branch_in_loop(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.constant(0.0)
        for i in tf.range(tf.shape(x)[0]):
            if x[i] > 0:
                y += x[i] * x[i]
            else:
                y += tf.sin(x[i]) * y
    return y, tape.gradient(y, x)

@case("gradients", (floats(3, 4, 2), ), (floats(2, 4, 2),), open=True)
def recurrent(self, x):
    with tf.GradientTape() as tape:
        h = tf.zeros([tf.shape(x)[0], 3])
        for t in tf.range(tf.shape(x)[1]):
            h = tf.tanh(tf.matmul(x[:, t], self.w) + tf.matmul(h, self.u))
        loss = tf.reduce_mean(h * h)
    return loss, tape.gradient(loss, [self.w, self.u])

@case("gradients", (floats(4, 2),), open=True)
def array_in_loop(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = tf.TensorArray(tf.float32, size=tf.shape(x)[0])
        for t in tf.range(tf.shape(x)[0]):
            outputs = outputs.write(t, tf.exp(x[t]) * tf.cast(t, tf.float32))
        y = tf.reduce_sum(outputs.stack() ** 2)
    return tape.gradient(y, x)

@case("gradients", (np.float32(1.2), np.int32(3)))
def nested_loops(self, x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for i in tf.range(n):
            for _ in tf.range(i):
                y = y * x + 1.0
    return y, tape.gradient(y, x)

@case("gradients", (np.float32(0.7),))
def second_order(self, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.constant(1.0)
            for _ in tf.range(3):
                y = y * x * tf.sin(x)
        g = inner.gradient(y, x)
    return g, outer.gradient(g, x)

@case("gradients", (floats(4, 3), ), open=True)
def of_scan(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.scan(lambda a, row: a * 0.5 + row * row, x))
    return tape.gradient(y, x)

@case("gradients", (floats(3, 2),))
def jacobian(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(x ** 3, 1)
    return tape.jacobian(y, x)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_momentum(self, x):
    return self.train(x, self.momentum)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_adam(self, x):
    return self.train(x, self.adam)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_rmsprop(self, x):
    return self.train(x, self.rmsprop)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_nesterov(self, x):
    return self.train(x, self.nesterov)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_adagrad(self, x):
    return self.train(x, self.adagrad)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_adadelta(self, x):
    return self.train(x, self.adadelta)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_adamax(self, x):
    return self.train(x, self.adamax)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_nadam(self, x):
    return self.train(x, self.nadam)

@case("training", (floats(4, 2), ), (floats(4, 2),), open=True)
def train_ftrl(self, x):
    return self.train(x, self.ftrl)

@case("training", (i32(0, 2, 2), ), (i32(1, 1),), open=True)
def train_rows(self, ids):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(self.table, ids)))
    self.rows.apply_gradients([(tape.gradient(loss, self.table), self.table)])
    return loss, self.table.read_value()

@case("gradients", (floats(6, 2),))
def train_epochs(self, x):
    loss = 0.0
    for _ in tf.range(3):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.matmul(x, self.w) - 1.0) ** 2)
        self.w.assign_sub(0.1 * tape.gradient(loss, self.w))
    return loss, self.w.read_value()

@case("gradients", (floats(4, 2), ))
def clipped(self, x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.matmul(x, self.w) ** 2)
    g, norm = tf.clip_by_global_norm([tape.gradient(loss, self.w)], 0.5)
    return g[0], norm, tf.clip_by_norm(g[0], 0.1), tf.clip_by_value(g[0], -0.1, 0.1)

# Random numbers.

@case("random", (i32(1, 2),), (np.array([7, 8], "int32"),))
def stateless(self, seed):
    return [tf.random.stateless_uniform([5], seed), tf.random.stateless_normal([2, 3], seed),
        tf.random.stateless_truncated_normal([7], seed), tf.random.stateless_uniform([3], seed, -2.0, 4.0),
        tf.random.stateless_uniform([5], seed, 3, 20, tf.int32), tf.random.stateless_uniform([4], seed, 0, 1000000000000, tf.int64),
        tf.random.stateless_uniform([3], seed, dtype=tf.float64), tf.random.stateless_normal([3], seed, dtype=tf.float64)]

@case("random", (np.int64(3),))
def stateless_steps(self, step):
    seed = tf.stack([step, tf.constant(5, tf.int64)])
    return tf.random.stateless_normal([4], seed, 1.0, 0.5)

@case("random", (floats(3, 4), False),)
def dropped(self, x, training):
    return tf.nn.dropout(x, 0.5) if training else x

@case("random", (floats(3, 4), i32(4, 2)), only="tf2.18")
def stateless_dropped(self, x, seed):
    return tf.nn.experimental.stateless_dropout(x, 0.5, seed)

@case("random", (i32(4, 2),), only="tf2.18")
def seeds(self, seed):
    parts = tf.random.split(seed, 3) if hasattr(tf.random, "split") else tf.random.experimental.stateless_split(seed, 3)
    return parts, tf.random.experimental.stateless_fold_in(seed, 17)

@case("random", (floats(6, 2), i32(4, 2)), only="tf2.18")
def stateless_shuffled(self, x, seed):
    return tf.random.experimental.stateless_shuffle(x, seed)

@case("random", (), (), only="tf2.18")
def generated(self):
    return [self.generator.uniform([3]), self.generator.normal([2, 2]), self.generator.uniform([3], 0, 10, tf.int32), self.generator.truncated_normal([3])]

# Positions: what has as many elements as values say.

@case("positions", (x4,), (-x4,), open=True)
def where_positive(self, x):
    return tf.where(x > 0), tf.boolean_mask(x, x > 0), tf.where(x > 0, x, tf.zeros_like(x)), tf.where(x > 0, x, 0.0)

@case("positions", (floats(3, 2),), open=True)
def masked_mean(self, x):
    kept = tf.boolean_mask(x, tf.reduce_sum(x, 1) > 0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.boolean_mask(x, x[:, 0] > -2.0) ** 2)
    return tf.reduce_sum(kept), tf.shape(kept), tape.gradient(y, x)

@case("positions", (i32(3, 1, 3, 2, 1),), (i32(5, 5),), open=True)
def unique_values(self, x):
    y, idx = tf.unique(x)
    z, _, counts = tf.unique_with_counts(x)
    return y, idx, z, counts

@case("positions", (i32(3, 1, 3, 2, 1),), open=True)
def counts(self, x):
    return tf.math.bincount(x), tf.math.bincount(x, minlength=6), tf.math.bincount(x, weights=tf.cast(x, tf.float32) * 0.5)

@case("positions", (i32(3, 1, 3, 2, 1),))
def fixed_counts(self, x):
    return tf.math.bincount(x, minlength=4, maxlength=4)

@case("positions", (floats(4, 3), np.array([[0, 1], [3, 2]], "int32")))
def nd(self, x, places):
    g = tf.gather_nd(x, places)
    return (g, tf.scatter_nd(places, g, [4, 3]), tf.tensor_scatter_nd_update(x, places, g * 2.0),
        tf.tensor_scatter_nd_add(x, places, g), tf.tensor_scatter_nd_sub(x, places, g), tf.gather_nd(x, places[:, :1]))

@case("positions", (floats(4, 3), np.array([[0, 1], [3, 2]], "int32")), only="tf2.18")
def nd_extrema(self, x, places):
    g = tf.gather_nd(x, places)
    return tf.tensor_scatter_nd_min(x, places, g - 1.0), tf.tensor_scatter_nd_max(x, places, g + 1.0)

@case("positions", (floats(2, 5),))
def sorted_values(self, x):
    values, places = tf.math.top_k(x, 3)
    return values, places, tf.sort(x), tf.argsort(x, direction="DESCENDING"), tf.sort(x, axis=0), tf.math.in_top_k([1, 2], x, 2)

@case("positions", (i32(1, 3, 2),), open=True)
def masks(self, lengths):
    return tf.sequence_mask(lengths, 4), tf.sequence_mask(lengths, dtype=tf.float32), tf.one_hot(lengths, 4, on_value=2.0, off_value=-1.0)

@case("positions", (floats(5, 2), i32(0, 0, 1, 1, 2)))
def segments(self, x, ids):
    return [f(x, ids) for f in (tf.math.segment_sum, tf.math.segment_mean, tf.math.segment_max, tf.math.segment_min)] + [
        tf.math.unsorted_segment_sum(x, ids, 3), tf.math.unsorted_segment_mean(x, ids, 3), tf.math.unsorted_segment_max(x, ids, 3)]

@case("positions", (floats(5, 2), i32(0, 1, 0, 1, 1)))
def partitioned(self, x, ids):
    parts = tf.dynamic_partition(x, ids, 2)
    places = tf.dynamic_partition(tf.range(5), ids, 2)
    return parts, tf.dynamic_stitch(places, [p * 2.0 for p in parts])

@case("positions", (floats(2, 4, 3), i32(2, 4)))
def reversed_rows(self, x, lengths):
    return tf.reverse_sequence(x, lengths, seq_axis=1), tf.reverse(x, [0, 2]), tf.roll(x, [1, -1], [1, 2])

@case("positions", (np.array([0.1, 0.5, 0.9], "float32"), floats(4)))
def searched(self, edges, x):
    return tf.searchsorted(edges, x), tf.searchsorted(edges, x, side="right"), tf.histogram_fixed_width(x, [-1.0, 1.0], 4)

@case("positions", (floats(3, 4),))
def cumulated(self, x):
    return tf.cumsum(x, 1), tf.cumsum(x, 0, exclusive=True, reverse=True), tf.math.cumprod(x, 1), tf.argmax(x, 1), tf.argmin(x, 0, tf.int32)

@case("positions", (floats(3, 4), np.array([[0, 1], [2, 3], [1, 1]], "int32")))
def gathered(self, x, ids):
    return tf.gather(x, ids, batch_dims=1), tf.gather(x, ids[0], axis=1), tf.gather(x, ids[:1] + ids[2:]), tf.gather(self.table, ids)

@case("positions", (i32(2, 0, 1),), open=True)
def ranges(self, n):
    return tf.range(n[0] + 3), tf.repeat(tf.constant([1.0, 2.0, 3.0]), [1, 2, 3]), tf.linspace(0.0, 1.0, 5), tf.math.invert_permutation(n), tf.repeat(n, n)

@case("positions", (i32(2, 0, 1),), open=True)
def set_difference(self, x):
    return tf.compat.v1.setdiff1d(x, tf.constant([0, 1]))

# Slices, and variables that are assigned in part.

@case("slices", (floats(4, 5, 6),))
def sliced(self, x):
    return (x[1], x[1:3, ::2], x[..., -1], x[:, tf.newaxis, 2], x[::-1, 3:0:-2], x[-2:, ..., 1:4:2], x[0, 1, 2],
        tf.slice(x, [1, 0, 2], [2, -1, 3]), tf.strided_slice(x, [0, 1], [3, 5], [2, 3]))

@case("slices", (floats(4, 5), np.int32(2)),)
def sliced_by_value(self, x, i):
    return x[i], x[:, i:i + 2], x[tf.newaxis, i, ..., tf.newaxis]

@case("slices", (floats(5, 2), np.int32(2)), (floats(5, 2), np.int32(4)))
def cut(self, x, n):
    return x[:n], x[n:], tf.zeros([n, 2]), tf.reshape(x, [2, -1])

@case("slices", (floats(2, 3), ), )
def assigned(self, x):
    self.v[1:3].assign(x)
    first = self.v.read_value()
    self.v[0, 1].assign(7.0)
    self.v[::2, -1].assign([8.0, 9.0])
    return first, self.v.read_value()

@case("slices", (floats(2, 3), i32(0, 3)), )
def scattered(self, x, rows):
    self.v.assign(tf.ones([4, 3]))
    self.v.scatter_add(tf.IndexedSlices(x, rows))
    a = self.v.read_value()
    self.v.scatter_sub(tf.IndexedSlices(x * 2.0, rows))
    b = self.v.read_value()
    self.v.scatter_update(tf.IndexedSlices(x, rows))
    c = self.v.read_value()
    self.v.scatter_mul(tf.IndexedSlices(x, rows))
    d = self.v.read_value()
    self.v.scatter_max(tf.IndexedSlices(x * 3.0, rows))
    self.v.scatter_min(tf.IndexedSlices(x * 2.0, rows))
    e = self.v.read_value()
    self.v.scatter_div(tf.IndexedSlices(x + 2.0, rows))
    return a, b, c, d, e, self.v.read_value()

@case("slices", (np.array([[0, 1], [3, 2]], "int32"), np.array([5, 6], "float32")), )
def scattered_nd(self, places, values):
    self.v.assign(tf.ones([4, 3]))
    self.v.scatter_nd_add(places, values)
    a = self.v.read_value()
    self.v.scatter_nd_sub(places, values)
    b = self.v.read_value()
    self.v.scatter_nd_update(places, values)
    return a, b, self.v.read_value(), self.v.gather_nd(places), self.v.sparse_read(tf.constant([1, 0]))

@case("slices", (floats(2, 6),))
def joined(self, x):
    a, b, c = tf.split(x, 3, 1)
    d, e = tf.split(x, [2, 4], 1)
    return tf.concat([c, a], 1), tf.stack([a, b], 2), tf.unstack(e, axis=1)[3], d, tf.tile(a, [2, 1]), tf.pad(a, [[1, 0], [0, 2]], constant_values=3.0), tf.pad(b, [[1, 1], [0, 0]], "SYMMETRIC"), tf.meshgrid(a[0], b[1])

@case("slices", (floats(2, 3),))
def gradient_of_slices(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(x[:, 1:] ** 2) + tf.reduce_sum(x[1] * tf.concat([x[0, :2], x[1, :1]], 0)) + tf.reduce_sum(tf.gather(x, [1, 1], axis=1) ** 2)
    return tape.gradient(y, x)

# Images.

image = floats(2, 4, 6, 3)

@case("images", (image,), open=True)
def resized(self, x):
    return tf.image.resize(x, [8, 9]), tf.image.resize(x, [3, 2]), tf.image.resize(x, [7, 5], method="nearest")

@case("images", (image,), open=True)
def resized_old(self, x):
    return tf.compat.v1.image.resize_bilinear(x, [7, 4]), tf.compat.v1.image.resize_bilinear(x, [7, 4], align_corners=True), tf.compat.v1.image.resize_nearest_neighbor(x, [7, 4], align_corners=True)

@case("images", (image,))
def gradient_of_resize(self, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.image.resize(x, [7, 9]) ** 2)
        z = tf.reduce_sum(tf.image.resize(x, [7, 9], method="nearest") ** 2)
    return tape.gradient(y, x), tape.gradient(z, x)

@case("images", (image,))
def bicubic(self, x):
    return tf.image.resize(x, [6, 5], method="bicubic")

@case("images", (image,))
def turned(self, x):
    return tf.image.flip_left_right(x), tf.image.flip_up_down(x), tf.image.rot90(x), tf.image.transpose(x)

@case("images", (image,), rtol=2e-5)
def colours(self, x):
    return tf.image.rgb_to_grayscale(x), tf.image.adjust_brightness(x, 0.1), tf.image.adjust_contrast(x, 1.5), tf.image.per_image_standardization(x), tf.image.convert_image_dtype(tf.cast(x * 100 + 100, tf.uint8), tf.float32)

@case("images", (image,))
def cropped(self, x):
    return tf.image.central_crop(x, 0.5), tf.image.resize_with_crop_or_pad(x, 5, 4), tf.image.pad_to_bounding_box(x, 1, 0, 6, 7), tf.image.crop_to_bounding_box(x, 1, 2, 2, 3)

@case("images", (image,))
def patches(self, x):
    return tf.image.extract_patches(x, [1, 2, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], "VALID"), tf.nn.space_to_depth(x, 2), tf.nn.depth_to_space(tf.concat([x, x, x, x], 3), 2)

@case("images", (image, floats(3, 3, 3, 4)))
def convolved(self, x, w):
    return (tf.nn.conv2d(x, w, 2, "SAME"), tf.nn.conv2d(x, w, 1, "VALID", dilations=[1, 1]), tf.nn.conv2d(x, w, 1, [[0, 0], [1, 2], [2, 1], [0, 0]]),
        tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME"), tf.nn.conv2d_transpose(tf.nn.conv2d(x, w, 2, "SAME"), w, [2, 4, 6, 3], 2),
        tf.nn.max_pool2d(x, 2, 2, "VALID"), tf.nn.avg_pool2d(x, 3, 1, "SAME"))

@case("images", (image, floats(3, 3, 3, 4)), rtol=1e-4)
def gradient_of_convolution(self, x, w):
    with tf.GradientTape() as tape:
        tape.watch([x, w])
        y = tf.reduce_sum(tf.nn.conv2d(x, w, 2, "SAME") ** 2) + tf.reduce_sum(tf.nn.max_pool2d(x, 2, 2, "VALID") ** 2) + tf.reduce_sum(tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME") ** 2)
    return tape.gradient(y, [x, w])

@case("images", (floats(2, 3, 3, 4),))
def normalised(self, x):
    mean, variance = tf.nn.moments(x, [0, 1, 2])
    y, m, v = tf.compat.v1.nn.fused_batch_norm(x, tf.ones([4]), tf.zeros([4]), epsilon=1e-3)
    return tf.nn.batch_normalization(x, mean, variance, None, None, 1e-3), y, m, v, tf.nn.l2_normalize(x, 3)

@case("images", (floats(2, 3, 3, 4),))
def gradient_of_normalisation(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y, _, _ = tf.compat.v1.nn.fused_batch_norm(x, tf.ones([4]) * 2.0, tf.zeros([4]), epsilon=1e-3)
        z = tf.reduce_sum(y ** 3)
    return tape.gradient(z, x)

# Strings that no result needs, and text that passes through.

@case("checks", (x4,), open=True)
def asserted(self, x):
    tf.debugging.assert_all_finite(x, "not finite")
    tf.debugging.assert_less(x, 100.0, message="too large")
    tf.debugging.assert_equal(tf.rank(x), 1)
    tf.print("the sum is", tf.reduce_sum(x), output_stream=sys.stderr)
    tf.Assert(tf.reduce_all(x < 100.0), [x, "text"])
    return tf.debugging.check_numerics(x, "bad") + 1.0

@case("checks", (x4, np.int32(2)))
def asserted_shapes(self, x, n):
    tf.debugging.assert_shapes([(x, (4,))])
    tf.debugging.assert_positive(n)
    with tf.control_dependencies([tf.debugging.assert_non_negative(n)]):
        return tf.identity(x) * tf.cast(n, tf.float32)

@case("checks", (i32(2, 0),))
def looked_up(self, keys):
    return tf.ensure_shape(keys, [2]) + 1, tf.guarantee_const(keys) if version == "tf2.1" else keys

@case("checks", (x4,))
def custom(self, x):
    @tf.custom_gradient
    def half(x):
        return x * 2.0, lambda dy: dy * 0.5
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = half(x) + tf.grad_pass_through(tf.round)(x)
    return y, tape.gradient(y, x)

@case("checks", ({"a": x4, "b": [x4, m23]},))
def structured(self, inputs):
    return {"sum": inputs["a"] + inputs["b"][0], "pair": (inputs["b"][1], None)}

@case("checks", (x4, True), (x4, False))
def flagged(self, x, training):
    return x * 2.0 if training else x

@case("checks")
def values(self):
    return [v.read_value() for v in self.nested["layers"]] + [self.nested["deep"]["v"].read_value(), self.pair[1].read_value()]

@case("checks", (x4,))
def inner(self, x):
    @tf.function
    def f(y): return y * 2.0
    return f(x) + f(x * 3.0) + tf.recompute_grad(lambda z: z * z)(x)

# Sparse tensors, and convolutions in groups.

@case("sparse", (floats(3, 4),), (floats(2, 4, seed=2),), open=True)
def scattered_and_back(self, x):
    found = tf.sparse.from_dense(tf.nn.relu(x))
    return tf.sparse.to_dense(found) + tf.sparse.to_dense(tf.sparse.from_dense(tf.nn.relu(-x)), default_value=9.0)

@case("sparse", (floats(3, 4), floats(4, 2), floats(3, 2)))
def sparse_products(self, x, a, b):
    found = tf.sparse.from_dense(tf.nn.relu(x))
    return tf.sparse.sparse_dense_matmul(found, a), tf.sparse.sparse_dense_matmul(found, b, adjoint_a=True), tf.sparse.sparse_dense_matmul(found, tf.transpose(a), adjoint_b=True)

@case("sparse", (floats(4, 2),))
def gradient_of_a_sparse_product(self, a):
    found = tf.sparse.SparseTensor([[0, 1], [1, 3], [1, 0]], [1.0, 2.0, -3.0], [2, 4])
    with tf.GradientTape() as tape:
        tape.watch(a)
        y = tf.reduce_sum(tf.sparse.sparse_dense_matmul(found, a) ** 2)
    return tape.gradient(y, a)

@case("sparse", (np.array([3, 0], "int64"), floats(2)), fails={"SparseToDense": (np.array([3, 5], "int64"), floats(2))})
def positions_in_a_vector(self, indices, values):
    return tf.raw_ops.SparseToDense(sparse_indices=indices, output_shape=[5], sparse_values=values, default_value=-1.0, validate_indices=False)

@case("sparse", (floats(2, 5, 6, 4), floats(3, 2, 2, 6)), only="tf2.18")
def convolved_in_groups(self, x, filters):
    return tf.nn.conv2d(x, filters, [1, 2], "SAME")

# Numbers.

@case("numbers", (floats(2, 3), floats(3, 4)))
def einsums(self, a, b):
    c = tf.stack([a, a * 2.0])
    return (tf.einsum("ij,jk->ik", a, b), tf.einsum("ij->ji", a), tf.einsum("...ij,jk->...ik", c, b), tf.einsum("bij,bij->b", c, c),
        tf.einsum("ij,jk,kl->il", a, b, tf.transpose(b)), tf.einsum("ij,jk", a, b), tf.einsum("ij->", a), tf.einsum("bij,bkj->bik", c, c))

@case("numbers", (floats(3, 3),))
def diagonals(self, a):
    return (tf.linalg.diag_part(a), tf.linalg.diag(a), tf.linalg.set_diag(a, tf.ones([3])), tf.linalg.trace(a), tf.linalg.band_part(a, 1, 0), tf.eye(3) + a, tf.eye(2, 3),
        tf.einsum("ii->i", a), tf.linalg.diag(a[0], k=1) if version != "tf2.1" else a)

@case("numbers", (floats(3, 3), floats(3, 2)), rtol=1e-4)
def algebra(self, a, b):
    s = tf.matmul(a, a, transpose_b=True) + tf.eye(3)
    return (tf.linalg.inv(s), tf.linalg.det(s), tf.linalg.cholesky(s), tf.linalg.solve(s, b), tf.linalg.triangular_solve(tf.linalg.cholesky(s), b), tf.linalg.logdet(s),
        tf.linalg.slogdet(s)[1], tf.linalg.lstsq(s, b), tf.linalg.norm(a), tf.linalg.norm(a, 1, axis=1), tf.tensordot(a, b, 1), tf.linalg.cross(a, s),
        tf.linalg.cholesky_solve(tf.linalg.cholesky(s), b), tf.linalg.svd(a, compute_uv=False), tf.linalg.eigvalsh(s), tf.linalg.matvec(a, b[:, 0]), tf.linalg.pinv(s), tf.linalg.expm(a))

@case("numbers", (floats(2, 3),))
def reduced(self, x):
    return (tf.reduce_logsumexp(x, 1), tf.math.reduce_std(x, 0), tf.math.reduce_variance(x), tf.reduce_prod(x, 1, keepdims=True), tf.reduce_any(x > 0, 1), tf.reduce_all(x > -2),
        tf.math.reduce_euclidean_norm(x), tf.math.zero_fraction(x), tf.math.l2_normalize(x, 1), tf.nn.softmax(x, 0), tf.nn.log_softmax(x), tf.math.count_nonzero(x), tf.add_n([x, x]), tf.math.accumulate_n([x, x, x]) if version == "tf2.1" else x)

@case("numbers", (floats(2, 3),), rtol=1e-4)
def special(self, x):
    p = tf.abs(x) + 0.1
    return [f(x) for f in (tf.math.erf, tf.math.erfc, tf.sinh, tf.cosh, tf.asinh, tf.atanh, tf.math.expm1, tf.math.softsign, tf.sign, tf.math.rint, tf.math.ceil)] + [
        f(p) for f in (tf.math.lgamma, tf.math.digamma, tf.math.log1p, tf.math.rsqrt, tf.math.reciprocal, tf.math.xlogy)[:5]] + [
        tf.math.xlogy(x, p), tf.math.xdivy(x, p), tf.math.polygamma(tf.ones_like(p), p),
        tf.math.lbeta(p), tf.math.floormod(x, 0.3), tf.math.atan2(x, p), tf.math.acosh(p + 1.0), tf.math.squared_difference(x, p), tf.math.divide_no_nan(x, tf.zeros_like(x))]

@case("numbers", (floats(2, 3),), rtol=1e-4, only="tf2.18")
def special_new(self, x):
    return tf.math.xlog1py(x, tf.abs(x)), tf.math.multiply_no_nan(x, tf.abs(x)), tf.nn.gelu(x), tf.nn.silu(x), tf.math.reduce_std(x, 1)

@case("numbers", (i32(5, -7, 12), i32(3, 2, -5)))
def integers(self, a, b):
    return (a // b, a % b, tf.truncatediv(a, b), tf.truncatemod(a, b), tf.bitwise.bitwise_and(a, b), tf.bitwise.bitwise_or(a, b), tf.bitwise.bitwise_xor(a, b), tf.bitwise.invert(a),
        tf.bitwise.left_shift(a, tf.abs(b)), tf.bitwise.right_shift(a, tf.abs(b)), tf.cast(a, tf.float32) / 2, tf.pow(a, 2), tf.abs(a), tf.maximum(a, b), tf.math.logical_xor(a > 0, b > 0), tf.cast(a, tf.int8), tf.cast(a, tf.uint8), tf.reduce_max(a), tf.math.floordiv(a, 2), tf.cast(a, tf.bool), tf.bitcast(a, tf.float32))

@case("numbers", (floats(4, 3), i32(0, 2, 1, 1)))
def losses(self, logits, labels):
    hot = tf.one_hot(labels, 3)
    return (tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits), tf.nn.softmax_cross_entropy_with_logits(hot, logits), tf.nn.sigmoid_cross_entropy_with_logits(hot, logits),
        tf.nn.weighted_cross_entropy_with_logits(hot, logits, 2.0), tf.nn.l2_loss(logits), tf.nn.leaky_relu(logits), tf.nn.elu(logits), tf.nn.selu(logits), tf.nn.relu6(logits * 10.0), tf.nn.crelu(logits), tf.nn.softplus(logits), tf.math.top_k(logits)[1], tf.math.log_sigmoid(logits))

@case("numbers", (floats(2, 3), floats(2, 3, seed=3)))
def compared(self, a, b):
    return (a < b, tf.equal(a, a), tf.not_equal(a, b), tf.math.is_nan(a / tf.zeros_like(a) * 0.0), tf.logical_and(a > 0, b > 0), tf.greater(a, b), tf.cast(a > 0, tf.float32), tf.math.minimum(a, b),
        tf.math.round(a * 10), tf.floor(a), a ** 2.0, tf.saturate_cast(a * 300, tf.uint8), tf.cast(a, tf.float16), tf.cast(a, tf.float64))

@case("numbers", (floats(3, 2),), open=True)
def gradient_of_numbers(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.nn.softmax(x) ** 2) + tf.reduce_logsumexp(x) + tf.reduce_sum(tf.cumsum(x) ** 2) + tf.reduce_sum(tf.nn.top_k(x)[0] ** 2) + tf.reduce_max(x) ** 2 + tf.reduce_prod(x + 2.0) + tf.norm(x) + tf.reduce_sum(tf.einsum("ij,kj->ik", x, x) ** 2) + tf.reduce_sum(tf.abs(x) ** 1.5) + tf.reduce_sum(tf.math.erf(x) * tf.atan(x)) + tf.reduce_sum(tf.nn.elu(x) + tf.nn.softplus(x) * tf.nn.leaky_relu(x)) + tf.reduce_sum(tf.minimum(x, 0.1) * tf.where(x > 0, x, x * 2)) + tf.reduce_sum(tf.tile(x, [2, 2]) ** 2) + tf.reduce_sum(tf.reverse(x, [0]) * x) + tf.reduce_sum(tf.clip_by_value(x, -0.5, 0.5) ** 2)
    return tape.gradient(y, x)

# What is not read: an error names it.

@case("refused", (floats(2, 8),), refused="'volume': the operation Conv3D")
def volume(self, x):
    return tf.nn.conv3d(tf.reshape(x, [2, 2, 2, 2, 1]), tf.ones([1, 1, 1, 1, 1]), [1] * 5, "SAME", name="volume")

@case("refused", (floats(8),), refused="'spectrum': the operation RFFT")
def spectrum(self, x):
    return tf.abs(tf.signal.rfft(x, name="spectrum"))

@case("refused", (floats(3),), refused="'narrow': Cast: DstT is bfloat16")
def narrow(self, x):
    return tf.cast(tf.cast(x, tf.bfloat16, name="narrow"), tf.float32)

@case("refused", (floats(3) + 2,), refused="'bessel': the operation BesselI0e")
def bessel(self, x):
    @tf.function
    def inner(y): return tf.raw_ops.BesselI0e(x=y, name="bessel")
    return inner(x)

@case("refused", (i32(1, 2),), refused="'text'")
def text(self, x):
    return tf.strings.length(tf.strings.as_string(x), name="text")

@case("refused", (floats(3),), refused="it returns a tensor of string")
def texts(self, x):
    return x, tf.strings.as_string(x)

@case("refused", (floats(3),), refused="it returns RaggedTensorSpec")
def ragged(self, x):
    return tf.RaggedTensor.from_row_lengths(x, [1, 2])

# Truth values and integers, where people expect only numbers.

@case("truths", (x4,), (2 * x4,))
def initialized_once(self, x):
    if not self.ready:
        self.state.assign(x)
        self.ready.assign(True)
    return self.state + 1.0

@case("truths", (), ())
def flipped(self):
    self.mask.assign(tf.logical_not(self.mask))
    return self.mask.read_value()

@case("truths", (i32(2), np.array([True])),)
def marked(self, places, values):
    self.mask.scatter_nd_update(places[:, None], values)
    return self.mask.read_value()

@case("truths", (i32(2, 0, 5),), open=True)
def hot(self, indices):
    return tf.one_hot(indices, 3, on_value=True, off_value=False, dtype=tf.bool)

@case("truths", (i32(2, 0), np.array([[True, False], [False, True]])), open=True)
def placed(self, places, rows):
    scattered = tf.scatter_nd(places[:, None], rows, [4, 2])
    return scattered, tf.tensor_scatter_nd_update(tf.ones([3, 2], tf.bool), places[:, None], rows)

@case("truths", (np.array([[7, -2, 4], [-9, 0, 2]], "int32"),), (np.array([[1, 2, 2]], "int32"),), open=True)
def integer_means(self, x):
    return tf.reduce_mean(x), tf.reduce_mean(x, 0), tf.reduce_mean(tf.cast(x, tf.int64), 1, keepdims=True)

# Arrays of tensors, as a whole.

@case("arrays", (floats(3, 2), i32(2, 0, 1)), open=True)
def scattered(self, x, places):
    return tf.TensorArray(tf.float32, size=tf.shape(x)[0], element_shape=[2]).scatter(places, x).stack()

@case("arrays", (floats(4, 2),), (floats(6, 2),), open=True)
def pieces(self, x):
    array = tf.TensorArray(tf.float32, size=2, element_shape=[None, 2], infer_shape=False)
    array = array.split(x, [1, tf.shape(x)[0] - 1])
    return array.read(1) * 2.0, array.read(0)

@case("arrays", (floats(4, 2),), open=True)
def halves(self, x):
    half = tf.shape(x)[0] // 2
    array = tf.TensorArray(tf.float32, size=2).split(x, [half, half])
    return array.stack()

@case("arrays", (floats(2, 3, 2), np.array([[2, 0], [1, 1]], "int32")))
def looked_up_in_batch(self, x, places):
    return tf.gather(self.batch, places, batch_dims=1) + tf.gather(x, places, batch_dims=1)

@case("arrays", (floats(3, 4),), open=True)
def of_mirrored(self, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.pad(x, [[1, 2], [0, 1]], "REFLECT") ** 2
        z = tf.pad(x, [[1, 2], [0, 1]], "SYMMETRIC") ** 2
    return tape.gradient(y, x), tape.gradient(z, x)

@case("arrays", (np.array([5.9, 6.0, 6.1, -1.0], "float32"),), open=True)
def of_clipped(self, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.relu6(x)
    return y, tape.gradient(y, x)

# Arguments beyond an input signature.

@case("defaults", (x4,), open=True, signature=True)
def scaled(self, x, scale=2.0, training=False, name=None):
    return x * scale + (1.0 if training else 0.0)

# Categories at random.

@case("categories", (floats(3, 4),), (floats(3, 4),), open=True)
def drawn(self, logits):
    return tf.random.categorical(logits, 5, seed=3)

@case("categories", (np.array([[0.0, -np.inf, 1.0], [np.nan, 0.5, 0.25]], "float32"), i32(3, 4)), open=True)
def drawn_by_seed(self, logits, seed):
    return tf.random.stateless_categorical(logits, 7, seed, tf.int32)

# Values for which an operation has no result: known only when the function runs.

@case("impossible", (floats(3, 2), np.array([2, 0], "int32")), open=True, fails={
    "index 3 (element 1 of the indices)": (floats(3, 2), np.array([0, 3], "int32")),
    "index -1 (element 0 of the indices)": (floats(3, 2), np.array([-1, 3], "int32"))})
def looked_up(self, table, ids):
    return tf.gather(table, ids)

@case("impossible", (np.array([1, 3], "int32"),), fails={"index 4 (element 1": (np.array([1, 4], "int32"),)})
def table_rows(self, ids):
    return tf.nn.embedding_lookup(self.table, ids)

@case("impossible", (floats(3, 2), np.array([[0, 1], [2, 0]], "int32")), fails={
    "coordinate 2 is out of range for dimension 1": (floats(3, 2), np.array([[0, 1], [0, 2]], "int32"))})
def at_places(self, x, places):
    return tf.gather_nd(x, places)

@case("impossible", (floats(3, 2), np.array([[0, 1], [2, 0]], "int32"), floats(2)), fails={
    "coordinate 2 is out of range for dimension 1": (floats(3, 2), np.array([[0, 1], [0, 2]], "int32"), floats(2))})
def added_at_places(self, x, places, y):
    return tf.tensor_scatter_nd_add(x, places, y)

@case("impossible", (np.array([1, 3], "int32"), floats(2, 2)), fails={"index 9 (element 0": (np.array([9, 3], "int32"), floats(2, 2))})
def assigned_rows(self, ids, rows):
    self.rows.scatter_update(tf.IndexedSlices(rows, ids))
    return self.rows.read_value()

@case("impossible", (floats(4, 5), np.array([1, 2], "int32")), fails={
    "sizes [2, 3] of shape (4, 5) from [1 3]": (floats(4, 5), np.array([1, 3], "int32"))})
def part(self, x, begin):
    return tf.slice(x, begin, [2, 3])

@case("impossible", (floats(4, 5), np.array(-1, "int32")), (floats(4, 5), np.array(2, "int32")), fails={
    "index 4 (element 0": (floats(4, 5), np.array(4, "int32")), "index -1 (element 0": (floats(4, 5), np.array(-5, "int32"))})
def row(self, x, place):
    return x[place]

@case("impossible", (np.array([7, -7], "int32"), np.array([2, 2], "int32")), fails={
    "division by zero": (np.array([7, -7], "int32"), np.array([2, 0], "int32"))})
def quotients(self, x, y):
    return x // y, x % y

@case("impossible", (np.array([2, 3], "int32"), np.array([3, 0], "int32")), fails={
    "to the negative power -1": (np.array([2, 3], "int32"), np.array([3, -1], "int32"))})
def powers(self, x, y):
    return x ** y

@case("impossible", (np.array([[4, 2], [2, 5]], "float32"),), fails={
    "is not positive definite": (np.array([[1, 2], [2, 1]], "float32"),)})
def factor(self, a):
    return tf.linalg.cholesky(a)

@case("impossible", (np.array([[2, 1], [1, 3]], "float32"), floats(2, 1)), fails={
    "solve: the matrix is singular": (np.array([[1, 2], [2, 4]], "float32"), floats(2, 1))})
def solved(self, a, b):
    return tf.linalg.solve(a, b)

@case("impossible", (np.array([[2, 1], [1, 3]], "float32"),), fails={
    "inverse: the matrix is singular": (np.array([[1, 2], [2, 4]], "float32"),)})
def inverted(self, a):
    return tf.linalg.inv(a)

@case("impossible", (floats(4), np.array([0, 2, 2, -1], "int32")), fails={
    "segment 3 (element 1": (floats(4), np.array([0, 3, 2, 1], "int32"))})
def segment_sums(self, x, ids):
    return tf.math.unsorted_segment_sum(x, ids, 3)

@case("impossible", (np.array([1, 0], "int32"), floats(2, 3)), fails={
    "index 3 (element 1": (np.array([1, 3], "int32"), floats(2, 3))})
def losses(self, labels, logits):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)

@case("impossible", (floats(4), np.array(3, "int32")), fails={"gather: index 4": (floats(4), np.array(4, "int32"))})
def array_element(self, x, place):
    array = tf.TensorArray(tf.float32, 4).unstack(x)
    total = 0.0
    for step in tf.range(2): total += array.read(place - step)
    return total

@case("impossible", (floats(4), np.array(2, "int32")), fails={"scatterUpdate: index 4": (floats(4), np.array(4, "int32"))})
def array_write(self, x, place):
    array = tf.TensorArray(tf.float32, 4, element_shape=[])
    for step in tf.range(2): array = array.write(place - step, x[step])
    return array.stack()

@case("impossible", (floats(3),), fails={"assertion failed: too large": (floats(3) + 9,)})
def asserted_below(self, x):
    tf.debugging.Assert(tf.reduce_all(x < 5), ["too large", x])
    return x * 2

@case("impossible", (np.array([1, 2], "int32"),), fails={"assertion failed:": (np.array([1, -2], "int32"),)})
def asserted_positive(self, x):
    with tf.control_dependencies([tf.debugging.assert_positive(x, message="counts")]):
        return x + 1

@case("impossible", (floats(3),), fails={"weights: the tensor has NaN": (np.array([1, np.nan, 0], "float32"),)})
def numbers(self, x):
    return tf.debugging.check_numerics(x, "weights") * 2

@case("impossible", (np.array([1, 3, 3], "int32"),), fails={"a number below 0": (np.array([1, -3], "int32"),)}, open=True)
def how_often(self, x):
    return tf.math.bincount(x, minlength=5, maxlength=5)

@case("impossible", (floats(3), np.array(2, "int32")), (floats(3) + 2, np.array(7, "int32")), fails={"index 7": (floats(3), np.array(7, "int32"))})
def in_branch(self, x, place):
    # The branch that is not taken fails nothing.
    if tf.reduce_sum(x) > 3: return x[0]
    return tf.gather(x, place)

@case("impossible", (np.array(3, "int32"),), fails={
    "division by zero": (np.array(10, "int32"),), "negative power -3": (np.array(-10, "int32"),)})
def known_beforehand(self, x):
    # What has no result stands in the file, in branches that are not always taken.
    if x > 9: return x // 0
    if x < -9: return x ** -3
    return x

@case("impossible", (floats(2, 3),), fails={"index 3 (element 1": (floats(2, 3) + 9,)})
def known_labels(self, x):
    if tf.reduce_sum(x) > 9: return tf.nn.sparse_softmax_cross_entropy_with_logits([1, 3], x)
    return x[:, 0]

@case("impossible", (floats(3), np.array(2, "int32")), fails={"index 3": (floats(3), np.array(5, "int32"))})
def in_loop(self, x, count):
    total = 0.0
    for step in tf.range(count): total += tf.gather(x, step + 1 - 1)
    return total

@case("impossible", (floats(3), np.array([0, 2], "int32")), fails={"index 3": (floats(3), np.array([0, 3], "int32"))}, open=True)
def with_values(self, x, ids):
    # Sizes that depend on values: this one runs node by node.
    return tf.gather(tf.boolean_mask(x, x > -2), ids)

class Program(tf.Module):
    def train(self, x, optimizer):
        """One step of an optimizer: the loss before it and the weights after it."""
        weights = self.trained[optimizer]
        with tf.GradientTape() as tape:
            h = tf.nn.relu(tf.matmul(x, weights[0]) + weights[1])
            loss = tf.reduce_mean(tf.square(h - 1.0))
        optimizer = getattr(self, "_" + optimizer)
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return [loss] + [w.read_value() for w in weights]

    def __init__(self, theme):
        super(Program, self).__init__()
        K = tf.keras.optimizers
        if theme == "loops": self.steps = tf.Variable(0)
        if theme == "gradients": self.w, self.u = tf.Variable(floats(2, 3)), tf.Variable(floats(3, 3))
        if theme == "training":
            self.table = tf.Variable(floats(4, 2))
            makers = {"momentum": lambda: K.SGD(0.1, momentum=0.9), "nesterov": lambda: K.SGD(0.1, momentum=0.9, nesterov=True), "adam": lambda: K.Adam(0.1, amsgrad=True), "rmsprop": lambda: K.RMSprop(0.1, momentum=0.5, centered=True),
                "adagrad": lambda: K.Adagrad(0.1), "adadelta": lambda: K.Adadelta(1.0), "adamax": lambda: K.Adamax(0.1), "nadam": lambda: K.Nadam(0.1), "ftrl": lambda: K.Ftrl(0.1)}
            self.trained = {}
            for name, make in makers.items():
                self.trained[name] = [tf.Variable(floats(2, 3), name=name + "_w"), tf.Variable(tf.zeros([3]), name=name + "_b")]
                optimizer = make()
                if hasattr(optimizer, "build"): optimizer.build(self.trained[name])
                setattr(self, "_" + name, optimizer)
                setattr(self, name, name)
            self.rows = K.Adam(0.1) if version != "tf2.1" else K.Adagrad(0.1)
            if hasattr(self.rows, "build"): self.rows.build([self.table])
        if theme == "random" and version != "tf2.1": self.generator = tf.random.Generator.from_seed(12)
        if theme == "impossible": self.table, self.rows = tf.Variable(floats(4, 2)), tf.Variable(floats(4, 2))
        if theme == "positions": self.table = tf.Variable(floats(4, 2))
        if theme == "truths":
            self.ready, self.mask, self.state = tf.Variable(False), tf.Variable([True, False, True]), tf.Variable(tf.zeros([4]))
        if theme == "arrays": self.batch = tf.Variable(floats(2, 3, 2))
        if theme == "slices": self.v = tf.Variable(tf.zeros([4, 3]))
        if theme == "checks":
            self.nested = {"layers": [tf.Variable(1.0), tf.Variable([2, 3])], "deep": {"v": tf.Variable([True, False])}}
            self.pair = (tf.Variable(4.0), tf.Variable(5.0))

for theme, cases in themes.items():
    if sys.argv[2:] and theme not in sys.argv[2:]: continue
    module = Program(theme)
    kept = []
    for function, calls, open_sizes, rtol, refused, fails, signature in cases:
        name = function.__name__
        specs = [spec(a, open_sizes) for a in calls[0]] if signature else None
        traced = tf.function(function.__get__(module), input_signature=specs)
        try:
            with tf.init_scope(): pass
            for call in calls: traced.get_concrete_function(*[spec(a, open_sizes) for a in call])
        except Exception as problem:
            print("%s.%s: not with %s: %s" % (theme, name, version, str(problem).strip().split("\n")[-1][:150]))
            continue
        setattr(module, name, traced)
        kept.append((name, traced, calls, rtol, refused, fails))
    folder = os.path.join(out, "program_%s-%s" % (theme, version))
    tf.saved_model.save(module, folder)
    records = []
    for name, traced, calls, rtol, refused, fails in kept:
        for problem, call in [(None, call) for call in calls] + list(fails.items()):
            arguments = [tf.nest.map_structure(lambda a: tf.constant(a) if isinstance(a, (np.ndarray, np.generic)) else a, a) for a in call]
            try:
                result = traced(*arguments)
                if problem: print("%s.%s: does not fail with %s" % (theme, name, version)); continue
            except Exception as error:
                if not problem:
                    print("%s.%s: FAILS with %s: %s" % (theme, name, version, str(error)[:150])); continue
            record = {"path": name, "args": [expected(a) for a in call], "kwargs": {}, "rtol": rtol}
            message = problem or refused
            record.update({"raises": "FormatError", "names": message} if message else {"result": expected(result)})
            records.append(record)
    json.dump({"calls": records, "signatures": {}}, open(folder + ".expected.json", "w"), indent=None, sort_keys=True)
    print(theme, len(kept), "functions", os.path.getsize(folder + "/saved_model.pb"))
