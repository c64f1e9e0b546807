import AutoGraph
import Tapestry
import Testing

// The functions of the book, chapter 2, section 1.

@AutoGraph
private func f(_ a: Tensor, _ b: Tensor, power: Double = 2, d: Double = 3) -> Tensor {
  return pow(a, power) + d * b
}

@AutoGraph
private func cube(_ x: Tensor) -> Tensor {
  var o = x
  for _ in 0..<2 {
    o *= x
  }
  return o
}

@AutoGraph
private func g(_ x: Tensor) -> Tensor {
  if (x < 0).any() {
    return square(x)
  }
  return x
}

@Test func `a function without control flow stays as it is`() {
  #expect(
    fConvertedSource == """
      private func f(_ a: Tensor, _ b: Tensor, power: Double = 2, d: Double = 3) -> Tensor {
        return pow(a, power) + d * b
      }
      """)
}

@Test func `the converted cube carries its variable through a loop`() {
  #expect(
    cubeConvertedSource == """
      private func cube(_ x: Tensor) -> Tensor {
        var o = x
        o = forStatement(elements(of: 0..<2), carrying: o, names: ["o"], at: "cube, line 3") { _, o in
          var o = o
          o *= x
          return o
        }
        return o
      }
      """)
  #expect(cube(Tensor(3.0)).scalar(as: Float.self) == 27)
}

@Test func `the converted g has both branches`() {
  #expect(
    gConvertedSource == """
      private func g(_ x: Tensor) -> Tensor {
        return ifStatement((x < 0).any(), sets: ["the return value"], at: "g, line 2") {
          return square(x)
        } else: {
          return x
        }
      }
      """)
  #expect(g(Tensor([-1.0, 2.0])).scalars(as: Float.self) == [1, 4])
  #expect(g(Tensor([1.0, 2.0])).scalars(as: Float.self) == [1, 2])
}

@AutoGraph
private func firstNegative(_ xs: Tensor) -> Tensor {
  var position = Tensor(0)
  rows: for row in xs {
    for x in row {
      if x < 0 { break rows }
      position += 1
    }
  }
  return position
}

@Test func `no line of a converted function is longer than 100 columns`() {
  let lines = firstNegativeConvertedSource.split(separator: "\n")
  #expect(lines.contains { $0.hasSuffix("leavableForStatement(") })
  #expect(lines.allSatisfy { $0.count <= 100 })
  #expect(firstNegative(Tensor([[1.0, 2], [3, -4]])).scalar(as: Int32.self) == 3)
}
