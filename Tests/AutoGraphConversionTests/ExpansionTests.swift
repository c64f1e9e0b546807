import Testing

// Source and what it becomes. One long table, to be read from the first kind of statement to the
// last.

@Test func `an if carries the variables that it assigns`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      var y = x
      if x > 0 {
        y = y * 2
      }
      return y
    }
    """,
    becomes: """
      func f(_ x: Tensor) -> Tensor {
        var y = x
        y = ifStatement(x > 0, sets: ["y"], at: "f, line 3") {
          var y = y
          y = y * 2
          return y
        } else: {
          return y
        }
        return y
      }
      """)
}

@Test func `an else if becomes an if in the other branch`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      var (a, b) = (x, x)
      if x > 0 {
        a = b
      } else if x < -1 {
        b = a
      }
      return a + b
    }
    """,
    becomes: """
      func f(_ x: Tensor) -> Tensor {
        var (a, b) = (x, x)
        (a, b) = ifStatement(x > 0, sets: ["a", "b"], at: "f, line 3") {
          var a = a
          a = b
          return (a, b)
        } else: {
          var b = b
          b = ifStatement(x < -1, sets: ["b"], at: "f, line 5") {
            var b = b
            b = a
            return b
          } else: {
            return b
          }
          return (a, b)
        }
        return a + b
      }
      """)
}

@Test func `the statements after an early return become the other branch`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      if x > 0 {
        return x
      }
      let y = x * 2
      return y
    }
    """,
    becomes: """
      func f(_ x: Tensor) -> Tensor {
        return ifStatement(x > 0, sets: ["the return value"], at: "f, line 2") {
          return x
        } else: {
          let y = x * 2
          return y
        }
      }
      """)
}

@Test func `a guard's rest runs if its conditions hold`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      guard x > 0, x < 1 else { return x }
      return x * 2
    }
    """,
    becomes: """
      func f(_ x: Tensor) -> Tensor {
        return ifStatement(and(x > 0, x < 1), sets: ["the return value"], at: "f, line 2") {
          return x * 2
        } else: {
          return x
        }
      }
      """)
}

@Test func `a while carries its variables through condition and body`() {
  expect(
    """
    func f(_ n: Tensor) -> Tensor {
      var n = n
      while n < 100 {
        n *= 2
      }
      return n
    }
    """,
    becomes: """
      func f(_ n: Tensor) -> Tensor {
        var n = n
        n = whileStatement(carrying: n, names: ["n"], at: "f, line 3") { n in
          n < 100
        } do: { n in
          var n = n
          n *= 2
          return n
        }
        return n
      }
      """)
}

@Test func `a repeat tests after its body`() {
  expect(
    """
    func f(_ n: Tensor) -> Tensor {
      var n = n
      repeat { n = n + 1 } while n < 10
      return n
    }
    """,
    becomes: """
      func f(_ n: Tensor) -> Tensor {
        var n = n
        n = repeatStatement(carrying: n, names: ["n"], at: "f, line 3") { n in
          var n = n
          n = n + 1
          return n
        } while: { n in
          n < 10
        }
        return n
      }
      """)
}

@Test func `break and continue become values of the body`() {
  expect(
    """
    func f(_ xs: Tensor) -> Tensor {
      var total = Tensor(0.0)
      for x in xs {
        if x < 0 { continue }
        if x > 9 { break }
        total += x
      }
      return total
    }
    """,
    becomes: """
      func f(_ xs: Tensor) -> Tensor {
        var total = Tensor(0.0)
        var didBreak: Flag = false
        (total, didBreak) = leavableForStatement(
          elements(of: xs), carrying: total, didBreak, names: ["total", "didBreak"], at: "f, line 3"
        ) { total, didBreak in
          not(didBreak)
        } do: { x, total, didBreak in
          return ifStatement(x < 0, sets: ["total", "didBreak"], at: "f, line 4") {
            return (total, didBreak)
          } else: {
            let condition = x > 9
            return ifStatement(condition, sets: ["total", "didBreak"], at: "f, line 5") {
              var didBreak = didBreak
              didBreak = true
              return (total, didBreak)
            } else: {
              var total = total
              total += x
              return (total, didBreak)
            }
          }
        }
        return total
      }
      """)
}

@Test func `a return in a loop is carried out of it`() {
  expect(
    """
    func f(_ xs: Tensor) -> (Tensor, Tensor) {
      for x in xs {
        if x > 9 { return (x, xs) }
      }
      return (xs, xs)
    }
    """,
    becomes: """
      func f(_ xs: Tensor) -> (Tensor, Tensor) {
        var returned = ReturnValue<Tensor, Tensor>()
        returned = leavableForStatement(
          elements(of: xs), carrying: returned, names: ["returned"], at: "f, line 2"
        ) { returned in
          not(returned.isSet)
        } do: { x, returned in
          return ifStatement(x > 9, sets: ["returned"], at: "f, line 3") {
            var returned = returned
            returned = ReturnValue((x, xs))
            return returned
          } else: {
            return returned
          }
        }
        return ifStatement(returned.isSet, sets: ["the return value"], at: "f, line 2") {
          return returned.value
        } else: {
          return (xs, xs)
        }
      }
      """)
}

@Test func `operators and choices in expressions become calls`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      let y = x > 0 && !(x > 9) || x < -9 ? x : -x
      return y
    }
    """,
    becomes: """
      func f(_ x: Tensor) -> Tensor {
        let y = ifExpression(or(and(x > 0, not(x > 9)), x < -9), at: "f, line 2", x, -x)
        return y
      }
      """)
}

@Test func `a statement that may throw is marked`() {
  expect(
    """
    func f(_ x: Tensor) throws -> Tensor {
      var y = x
      while y < 9 { y = try g(y) }
      return y
    }
    """,
    becomes: """
      func f(_ x: Tensor) throws -> Tensor {
        var y = x
        y = try whileStatement(carrying: y, names: ["y"], at: "f, line 3") { y in
          y < 9
        } do: { y in
          var y = y
          y = try g(y)
          return y
        }
        return y
      }
      """)
}

@Test func `switch and if let stay Swift's`() {
  expect(
    """
    func f(_ x: Tensor, _ k: Int?) -> Tensor {
      var y = x
      if let k {
        switch k {
        case 0: y = y * 2
        default: if y > 0 { y = y * 3 }
        }
      }
      return y
    }
    """,
    becomes: """
      func f(_ x: Tensor, _ k: Int?) -> Tensor {
        var y = x
        if let k {
          switch k {
          case 0:
            y = y * 2
          default:
            y = ifStatement(y > 0, sets: ["y"], at: "f, line 6") {
              var y = y
              y = y * 3
              return y
            } else: {
              return y
            }
          }
        }
        return y
      }
      """)
}

@Test func `a labeled exit sets a flag that the loops on its way out test`() {
  expect(
    """
    func f(_ xs: Tensor) -> Tensor {
      var total = Tensor(0.0)
      rows: for row in xs {
        for x in row {
          if x < 0 { continue rows }
          if x > 9 { break rows }
        }
        total += row.sum()
      }
      return total
    }
    """,
    becomes: """
      func f(_ xs: Tensor) -> Tensor {
        var total = Tensor(0.0)
        var didBreak: Flag = false
        (total, didBreak) = leavableForStatement(
          elements(of: xs), carrying: total, didBreak, names: ["total", "didBreak"], at: "f, line 3"
        ) { total, didBreak in
          not(didBreak)
        } do: { row, total, didBreak in
          var didBreak = didBreak
          var didContinue: Flag = false
          (didBreak, didContinue) = leavableForStatement(
            elements(of: row), carrying: didBreak, didContinue, names: ["didBreak", "didContinue"],
            at: "f, line 4"
          ) { didBreak, didContinue in
            noneOf(didBreak, didContinue)
          } do: { x, didBreak, didContinue in
            return ifStatement(x < 0, sets: ["didBreak", "didContinue"], at: "f, line 5") {
              var didContinue = didContinue
              didContinue = true
              return (didBreak, didContinue)
            } else: {
              let condition = x > 9
              return ifStatement(condition, sets: ["didBreak", "didContinue"], at: "f, line 6") {
                var didBreak = didBreak
                didBreak = true
                return (didBreak, didContinue)
              } else: {
                return (didBreak, didContinue)
              }
            }
          }
          return ifStatement(or(didBreak, didContinue), sets: ["total", "didBreak"], at: "f, line 4") {
            return (total, didBreak)
          } else: {
            var total = total
            total += row.sum()
            return (total, didBreak)
          }
        }
        return total
      }
      """)
}

@Test func `a limit of steps reaches the loops that a condition ends`() {
  expect(
    """
    func f(_ n: Tensor) -> Tensor {
      var n = n
      while n < 100 { n *= 2 }
      repeat { n += 1 } while n < 9
      for m in [2, 3] { n += m }
      return n
    }
    """,
    attribute: "@AutoGraph(maximumSteps: 2 * limit)",
    becomes: """
      func f(_ n: Tensor) -> Tensor {
        var n = n
        n = whileStatement(carrying: n, names: ["n"], at: "f, line 3", maximumSteps: 2 * limit) { n in
          n < 100
        } do: { n in
          var n = n
          n *= 2
          return n
        }
        n = repeatStatement(carrying: n, names: ["n"], at: "f, line 4", maximumSteps: 2 * limit) { n in
          var n = n
          n += 1
          return n
        } while: { n in
          n < 9
        }
        n = forStatement(elements(of: [2, 3]), carrying: n, names: ["n"], at: "f, line 5") { m, n in
          var n = n
          n += m
          return n
        }
        return n
      }
      """)
}

@Test func `a long line breaks between arguments, and not in a string or in the author's code`() {
  expect(
    """
    func f(_ first: Tensor, _ second: Tensor) -> Tensor {
      print("a line of the author's, of more than one hundred columns, with a call: and(first, second)")
      let result = first.sum() > second.sum() && second.sum() > 0 ? first + label("one, two) three") : second
      return result
    }
    """,
    becomes: """
      func f(_ first: Tensor, _ second: Tensor) -> Tensor {
        print("a line of the author's, of more than one hundred columns, with a call: and(first, second)")
        let result = ifExpression(
          and(first.sum() > second.sum(), second.sum() > 0), at: "f, line 3",
          first + label("one, two) three"), second
        )
        return result
      }
      """)
}

@Test func `a condition of several lines keeps them`() {
  expect(
    """
    func f(_ x: Tensor) -> Tensor {
      if (x > 0)
        .any()
      {
        return x
      }
      return -x
    }
    """,
    becomes: """
      func f(_ x: Tensor) -> Tensor {
        return ifStatement((x > 0)
            .any(), sets: ["the return value"], at: "f, line 2") {
          return x
        } else: {
          return -x
        }
      }
      """)
}
