"""Records what TensorFlow 2.1.0's datasets give: datasets.json, and a file of its records, records.tfrecord.

Run with TensorFlow 2.1.0: python3 datasets.py
"""
import json
import tensorflow as tf
D = tf.data.Dataset
assert tf.__version__ == "2.1.0"
def ints(d): return [t.numpy().tolist() for t in d]
shuffles = []
for seed, op, n, size, each, repeat, passes in [
    (42, None, 10, 4, True, 1, 3), (42, None, 10, 10, True, 1, 3), (42, None, 10, 1000, True, 1, 2),
    (42, None, 10, 4, False, 1, 3), (42, 7, 10, 4, True, 1, 3), (None, 7, 10, 3, True, 1, 2),
    (0, 0, 10, 4, True, 1, 2), (-5, 123456789012, 12, 5, True, 1, 2), (42, None, 5, 3, True, 3, 2),
    (42, None, 5, 3, False, 3, 2), (42, None, 201, 201, True, 1, 2), (1, None, 1000, 37, True, 1, 2),
    (42, None, 10, 1, True, 1, 2), (7, None, 1, 4, True, 1, 2), (7, None, 0, 4, True, 1, 1)]:
  tf.random.set_seed(seed) if seed is not None else tf.compat.v1.set_random_seed(None)
  d = D.range(n).shuffle(size, seed=op, reshuffle_each_iteration=each).repeat(repeat)
  shuffles.append(dict(globalSeed=seed, seed=op, count=n, bufferSize=size, reshuffle=each, repeat=repeat,
                       passes=[ints(d) for _ in range(passes)]))
tf.random.set_seed(42)
two = D.range(6).shuffle(3).shuffle(4)
tf.random.set_seed(42)
first, second = D.range(6).shuffle(3), D.range(6).shuffle(3)
draws = [ints(two), ints(two), ints(first), ints(second), ints(first)]
interleaves = [dict(counts=c, cycle=cycle, block=block, elements=ints(
    D.from_tensor_slices(c).interleave(lambda n: D.from_tensors(n).repeat(tf.cast(n % 10, tf.int64)), cycle_length=cycle, block_length=block)))
  for c, cycle, block in [([13, 22, 34, 41, 53], 2, 1), ([13, 22, 34, 41, 53], 3, 2), ([10, 21, 30, 42], 2, 1),
    ([11, 20, 30, 43], 4, 3), ([14], 3, 2), ([12, 23], 5, 1), ([10, 20], 1, 1), ([15, 21, 32, 41, 54, 61], 1, 1)]]
windows = [dict(count=n, size=s, shift=shift, stride=stride, drop=drop,
                windows=[ints(w) for w in D.range(n).window(s, shift=shift, stride=stride, drop_remainder=drop)])
  for n, s, shift, stride, drop in [(7, 3, None, 1, False), (7, 3, None, 1, True), (7, 3, 1, 1, False), (7, 3, 1, 2, True),
    (7, 3, 1, 2, False), (7, 2, 4, 1, False), (7, 2, 4, 2, True), (3, 5, 1, 1, False), (3, 5, 1, 1, True), (10, 3, 5, 2, False), (0, 2, 1, 1, False)]]
ranges = [dict(arguments=list(a), elements=ints(D.range(*a))) for a in [(5,), (2, 5), (1, 5, 2), (5, 1), (5, 1, -2), (0,), (1, 6, 2)]]
shards = [dict(count=n, shards=k, index=i, elements=ints(D.range(n).shard(k, i))) for n, k, i in [(7, 3, 0), (7, 3, 1), (7, 3, 2), (2, 3, 2), (0, 2, 1)]]
padded = ints(D.range(1, 6).map(lambda n: tf.fill([n], n)).padded_batch(2, [None]))
padded7 = ints(D.range(1, 4).map(lambda n: tf.fill([n], n)).padded_batch(2, [5], padding_values=tf.constant(-1, tf.int64)))
json.dump(dict(shuffles=shuffles, draws=draws, interleaves=interleaves, windows=windows, ranges=ranges, shards=shards, padded=padded, paddedTo=padded7),
          open("datasets.json", "w"), indent=None, separators=(",", ":"))
with tf.io.TFRecordWriter("records.tfrecord") as w:
  for r in [b"", b"a", b"Tapestry", bytes(range(256)), b"x" * 1000]: w.write(r)
