"""Writes GeneratedPrograms.swift: random programs for @AutoGraph, each beside the same in plain Swift.

    python3 programs.py [count] [seed] > GeneratedPrograms.swift

Checked in, since the macro needs source and a test should not need Python. Values are halves and
quarters of small numbers, so that both forms compute the same bits.
"""

import random
import sys


class Program:
    """One function, written over tensors or over numbers of Swift."""

    def __init__(self, seed, is_converted):
        self.random = random.Random(seed)
        self.is_converted = is_converted
        self.loops = 0
        self.labels = 0

    def number(self):
        return self.random.choice([0.25, 0.5, 1, 1.5, 2, 3, 5, 7])

    def value(self):
        return self.random.choice(["x", "y", "x + y", "y - x", f"x * {self.number()}"])

    def comparison(self):
        name = self.random.choice(["x", "y", "x + y"])
        sign = self.random.choice(["<", ">", "<=", ">="])
        return f"{name} {sign} {self.random.choice([-4, 0, 1, 2, 5, 8, 20])}"

    def condition(self):
        draw = self.random.randrange(12)
        first, second = self.comparison(), self.comparison()
        if draw == 0:
            return f"{first} && {second}"
        if draw == 1:
            return f"{first} || {second}"
        if draw == 2:
            return f"!({first})"
        if draw == 3:
            return "never"
        return first

    def assignment(self):
        target = self.random.choice(["x", "y"])
        draw = self.random.randrange(4)
        if draw == 0:
            return f"{target} = {target} * 0.5 + {self.number()}"
        if draw == 1:
            return f"{target} = {target} * -0.5 + ({self.value()}) * 0.25"
        if draw == 2:
            return f"{target} += {self.number()}"
        return f"{target} -= ({self.value()}) * 0.5"

    def exit(self, labels, in_loop):
        kinds = ["return"]
        if in_loop:
            kinds += ["break", "continue"] * 2
            if len(labels) > 1:
                kinds += [f"break {self.random.choice(labels)}"]
                kinds += [f"continue {self.random.choice(labels)}"]
        kind = self.random.choice(kinds)
        return f"return {self.value()}" if kind == "return" else kind

    def block(self, depth, labels, in_loop, last=False):
        lines = []
        for _ in range(self.random.randint(1, 2)):
            lines += self.statement(depth, labels, in_loop)
        return lines

    def statement(self, depth, labels, in_loop):
        draw = self.random.randrange(10)
        if depth == 0 or (draw < 3 and depth < 2):
            return [self.assignment()]
        if draw < 7:
            lines = [f"if {self.condition()} {{"]
            leaves = self.random.random() < 0.5
            body = [self.assignment()] if leaves else self.block(depth - 1, labels, in_loop)
            if leaves:
                body.append(self.exit(labels, in_loop))
            lines += ["  " + line for line in body]
            if self.random.random() < 0.3:
                lines.append("} else {")
                lines += ["  " + line for line in self.block(depth - 1, labels, in_loop)]
            return lines + ["}"]
        return self.loop(depth, labels)

    def loop(self, depth, labels):
        kind = self.random.choice(["while", "while", "range", "row", "repeat"])
        label = None
        if self.random.random() < 0.3:
            self.labels += 1
            label = f"loop{self.labels}"
        inner = labels + [label] if label else labels
        prefix = f"{label}: " if label else ""
        if kind in ("range", "row"):
            self.loops += 1
            element = f"k{self.loops}"
            body = self.block(depth - 1, inner, True)
            if kind == "range":
                limit = self.random.choice([1, 3])
                head = f"for {element} in 0..<3 {{"
                guard = self.exit(inner, True) if self.random.random() < 0.3 else "continue"
                first = [f"if {element} > {limit} {{ {guard} }}"]
            else:
                head = f"for {element} in row {{"
                first = [f"x += {element} * 0.5"]
            return [prefix + head] + ["  " + line for line in first + body] + ["}"]
        self.loops += 1
        counter = f"i{self.loops}"
        start = f"var {counter} = {'Tensor(0)' if self.is_converted else '0'}"
        test = f"{counter} < {self.random.randint(1, 4)}"
        if self.random.random() < 0.5:
            test += f" && {self.comparison()}"
        body = [f"{counter} += 1"] + self.block(depth - 1, inner, True)
        body = ["  " + line for line in body]
        if kind == "while":
            return [start, f"{prefix}while {test} {{"] + body + ["}"]
        return [start, f"{prefix}repeat {{"] + body + [f"}} while {test}"]

    def function(self, name):
        scalar, row = ("Tensor", "Tensor") if self.is_converted else ("Double", "[Double]")
        head = f"private func {name}(_ a: {scalar}, _ row: {row}) -> {scalar} {{"
        lines = ["var x = a", "var y = a * 0.5 + 1", "x -= 0.25", "y += x * 0.5"]
        for _ in range(2):
            lines += self.statement(2, [], False)
        lines.append("return x * 2 + y")
        text = "\n".join([head] + ["  " + line for line in lines] + ["}"])
        return ("@AutoGraph\n" if self.is_converted else "") + text


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print("// Written by programs.py, which says how.\n")
    print("import AutoGraph\nimport Tapestry\n")
    names = []
    for index in range(seed, seed + count):
        print(Program(index, True).function(f"converted{index}"), end="\n\n")
        print(Program(index, False).function(f"plain{index}"), end="\n\n")
        names.append(f"  GeneratedProgram({index}, converted{index}, plain{index}),")
    print("let generatedPrograms: [GeneratedProgram] = [\n" + "\n".join(names) + "\n]")


main()
