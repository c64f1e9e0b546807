"""Records what TensorFlow 2.1.0's chains of datasets give, over several passes: dataset_chains.json.

Run with TensorFlow 2.1.0: python3 dataset_chains.py
"""
import itertools, json, random
import tensorflow as tf
D = tf.data.Dataset
assert tf.__version__ == "2.1.0"
dice = random.Random(2107)
def step(is_batched):
  """A random operation and its arguments, as the tests read them."""
  kinds = ["shuffle"] * 5 + ["repeat"] * 3 + ["take", "skip", "shard", "concatenate", "filter", "cache", "zip", "map"]
  kind = dice.choice(["unbatch"] * 2 + ["shuffle", "repeat", "take", "skip"] if is_batched else kinds + ["batch"] * 3)
  arguments = {"shuffle": lambda: [dice.choice([1, 2, 3, 4, 7, 20]), dice.randrange(1000), dice.randrange(5)],
    "repeat": lambda: [dice.choice([-1, 0, 1, 1, 2, 2, 2, 3, 3])], "take": lambda: [dice.choice([0, 1, 3, 5, 9, 30])],
    "skip": lambda: [dice.choice([0, 1, 2, 4, 9])], "shard": lambda: dice.choice([[1, 0], [2, 1], [3, 0]]),
    "concatenate": lambda: [dice.randrange(4)], "batch": lambda: [dice.choice([1, 2, 3, 5]), dice.randrange(3)]}
  return [kind] + arguments.get(kind, lambda: [])()
def apply(d, kind, a=0, b=0, c=0):
  if kind == "shuffle": return d.shuffle(a, seed=b, reshuffle_each_iteration=c > 0)
  if kind == "repeat": return d.repeat(a)
  if kind == "take": return d.take(a)
  if kind == "skip": return d.skip(a)
  if kind == "shard": return d.shard(a, b)
  if kind == "concatenate": return d.concatenate(D.range(100, 100 + a))
  if kind == "filter": return d.filter(lambda x: x % 3 != 0)
  if kind == "cache": return d.cache()
  if kind == "zip": return D.zip((d, D.range(1000))).map(lambda x, i: x + 0 * i)
  if kind == "map": return d.map(lambda x: x + 1)
  if kind == "batch": return d.batch(a, drop_remainder=b == 0)
  if kind == "unbatch": return d.unbatch()
chains = []
while len(chains) < 400:
  seed, count, steps, is_batched = dice.randrange(100), dice.choice([1, 3, 4, 5, 8, 10]), [], False
  for _ in range(dice.randrange(2, 7)):
    steps.append(step(is_batched))
    is_batched = steps[-1][0] == "batch" or is_batched and steps[-1][0] != "unbatch"
  names = [s[0] for s in steps]
  if "shuffle" not in names: continue
  # A cache that is read after a pass that was given up warns, and starts anew; not recorded.
  limits = [dice.choice([100, 100, 2, 5]) if "cache" not in names and ["repeat", -1] not in steps else 100 for _ in range(3)]
  # Without an end, elements that are left out would be looked for without end.
  if ["repeat", -1] in steps and any(n in names for n in ["filter", "skip", "cache"]): continue
  if names.count("cache") and ["take", 0] in steps: continue
  tf.random.set_seed(seed)
  d = D.range(count)
  for s in steps: d = apply(d, *s)
  passes = [[t.numpy().ravel().tolist() for t in itertools.islice(iter(d), limit)] for limit in limits]
  chains.append(dict(seed=seed, count=count, steps=steps, limits=limits, passes=passes))
json.dump(chains, open("dataset_chains.json", "w"), separators=(",", ":"))
