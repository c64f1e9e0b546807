"""Records how Keras splits the Boston housing data: writes boston.json beside this file.

    python3.7 -m venv v && v/bin/pip install tensorflow==2.1.0 "protobuf<4"
    v/bin/python boston.py ../../../Sources/CourseData/Resources/BostonHousing.csv

Keras reads an archive that it downloads. The same rows in the same order stand in the CSV file, so
its own function is given an archive made of those. The indices of the rows are found by searching
for them; all rows differ.
"""
import csv
import json
import os
import sys
import tempfile

import numpy as np
from tensorflow.python.keras.datasets import boston_housing

with open(sys.argv[1]) as file:
    rows = np.array([[float(text) for text in row] for row in list(csv.reader(file))[1:]])
archive = os.path.join(tempfile.mkdtemp(), "boston_housing.npz")
np.savez(archive, x=rows[:, :13], y=rows[:, 13])
boston_housing.get_file = lambda *arguments, **options: archive

splits = []
for test_split, seed in [(0.2, 113), (0.2, 0), (0.5, 4294967295), (0.0, 1)]:
    (x_train, y_train), (x_test, y_test) = boston_housing.load_data("", test_split, seed)
    shuffled = np.column_stack([np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test])])
    order = [int(np.flatnonzero((rows == row).all(axis=1))[0]) for row in shuffled]
    assert sorted(order) == list(range(506))
    splits.append({"testSplit": test_split, "seed": seed, "train": len(y_train), "order": order})

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "boston.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(split) for split in splits) + "\n]\n")
