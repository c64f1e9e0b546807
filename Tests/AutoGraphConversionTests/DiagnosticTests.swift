import Testing

// Source that cannot be converted, and the messages about it with their positions.

@Test func `a variable that gets a value in one branch only is named`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      let y: Tensor
      if x > 0 {
        y = x
      } else {
        print(x)
      }
      return y
    }
    """,
    line: 4, column: 5,
    says: "'y' gets a value in one branch of the if only, and has none before it",
    cure: "give 'y' a value in its declaration, or in both branches")
}

@Test func `a variable without a value before a loop is named`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      var y: Tensor
      for row in x {
        y = row
      }
      return x
    }
    """,
    line: 4, column: 5,
    says: "'y' has no value before the loop",
    cure: "give 'y' a value in its declaration: the loop may not run at all")
}

@Test func `an assignment to something other than a local variable is named`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      if x > 0 {
        count += 1
      }
      return x
    }
    """,
    line: 3, column: 5,
    says: "'count' is not a local variable of the function, so it cannot be carried",
    cure: "assign to a local variable here, and to 'count' at the end of the function")
}

@Test func `an assignment to a property is named`() {
  expect(
    """
    mutating func f(_ x: Tensor) {
      while x > 0 {
        self.count += 1
      }
    }
    """,
    line: 3, column: 5,
    says: "'self' is not a local variable of the function, so it cannot be carried",
    cure: "assign to a local variable here, and to 'self' at the end of the function")
}

@Test func `a label on a statement that is not a loop is refused`() {
  expect(
    """
    func f(_ x: Tensor) {
      choice: if x > 0 {
        if x > 1 { break choice }
        print(x)
      }
    }
    """,
    line: 2, column: 3, says: "a labeled statement that is not a loop is not converted",
    cure: "choose with if and else, and leave loops only")
}

@Test func `a label on a while that binds a value is refused`() {
  expect(
    """
    func f(_ numbers: [Int]) {
      var numbers = numbers
      outer: while let number = numbers.popLast() {
        print(number)
      }
    }
    """,
    line: 3, column: 10, says: "a while that binds a value is not converted under a label",
    cure: "write the loop as for, or as while with a condition that binds no value")
}

@Test func `a label that no enclosing loop has is refused`() {
  expect(
    """
    func f(_ x: Tensor) {
      for row in x {
        if row > 0 { break outer }
      }
    }
    """,
    line: 3, column: 18, says: "'break outer' cannot leave the statement around it here",
    cure: "leave a loop from an if, not from a switch or a do")
}

@Test func `an async function is refused`() {
  expect(
    """
    func f(_ x: Tensor) async {
      print(x)
    }
    """,
    line: 1, column: 1, says: "an async function is not converted",
    cure: "convert a synchronous function, and call it from the async one")
}

@Test func `a return from a do is refused`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      do {
        if x > 0 { return x }
      }
      return x
    }
    """,
    line: 2, column: 3, says: "a do that may leave a loop or the function is not converted",
    cure: "let the do set a variable, and leave after it")
}

@Test func `a name that means two things around an early return is refused`() {
  expect(
    """
    func f(_ x: Tensor, _ y: Tensor) -> Tensor {
      if x > 0 {
        let y = x
        if y > 1 { return y }
      }
      return y
    }
    """,
    line: 3, column: 5, says: "'y' is declared here, and means something else after the if",
    cure: "choose a different name for one of them: the statements after an if that may return "
      + "become part of it")
}

@Test func `an inout parameter assigned before an early return is refused`() {
  expect(
    """
    func f(_ x: inout Tensor) {
      if x > 0 {
        x = x * 2
        return
      }
      x = x * 3
    }
    """,
    line: 3, column: 5,
    says: "the inout parameter 'x' is assigned where the function may return early",
    cure: "return the new value, or assign to a local variable and return at the end")
}

@Test func `a defer that assigns a loop's variable is refused`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      var y = x
      while y < 10 {
        defer { y += 1 }
        y *= 2
      }
      return y
    }
    """,
    line: 4, column: 13,
    says: "what a defer assigns to 'y' in a branch or a loop would be lost",
    cure: "write the statements at the end of the block, and before each exit")
}

@Test func `a defer before statements that become another branch is refused`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      var y = x
      if y < 10 {
        defer { y += 1 }
        if y < 5 { return x }
      }
      return y
    }
    """,
    line: 4, column: 13,
    says: "what a defer assigns to 'y' in a branch or a loop would be lost",
    cure: "write the statements at the end of the block, and before each exit")
}

@Test func `a local function that uses a loop's variable is refused`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      var y = x
      func bump() { y += 1 }
      while y < 10 {
        y *= 2
        bump()
      }
      return y
    }
    """,
    line: 6, column: 5,
    says: "'bump' uses 'y', of which a branch or a loop has its own copy",
    cure: "pass 'y' to a function that returns its new value")
}

@Test func `a local closure in the condition of a loop is refused`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      var y = x
      let isSmall = { y < 10 }
      while isSmall() { y *= 2 }
      return y
    }
    """,
    line: 4, column: 9,
    says: "'isSmall' uses 'y', of which a branch or a loop has its own copy",
    cure: "pass 'y' to a function that returns its new value")
}
