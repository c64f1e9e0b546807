"""Counting checks: each that fails prints a line, and the last line states how many there were."""
import sys


class Checks:
    def __init__(self):
        self.count = self.failures = 0

    def run(self, name, body):
        """Runs one comparison, and continues whatever happens in it."""
        self.count += 1
        try:
            body()
        except Exception as error:
            self.failures += 1
            print("FAILED %s: %s" % (name, " ".join(str(error).split())[:400]))

    def finish(self, what):
        """Ends the program; that nothing was checked is a failure, too."""
        print("%d checks of %s, %d failed" % (self.count, what, self.failures))
        sys.exit(1 if self.failures or not self.count else 0)


def accept_later_numpy():
    """Lets TensorFlow 2.1 make recurrent layers: later versions of NumPy reject what it tries first
    for zeros of an unknown size."""
    from tensorflow.python.ops import array_ops

    array_ops._constant_if_small = lambda value, shape, dtype, name: None
