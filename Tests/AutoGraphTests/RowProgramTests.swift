import AutoGraph
import Tapestry
import Testing

// Programs over the rows of a tensor, over variables, and with several results.

@AutoGraph
private func firstAbove(_ xs: Tensor, _ limit: Float) -> Tensor {
  for x in xs {
    if x > limit && !(x > 100) { return x }
  }
  return Tensor(-1.0)
}

@AutoGraph
private func sumUntil(_ xs: Tensor, _ limit: Float) -> (total: Tensor, count: Tensor) {
  var total = Tensor(0.0)
  var count = Tensor(0)
  for x in xs {
    if x < 0 { continue }
    if total + x > limit { break }
    total += x
    count += 1
  }
  return (total, count)
}

@AutoGraph
private func splitAt(_ xs: Tensor, _ limit: Float) -> (Tensor, Tensor) {
  var before = Tensor(0.0)
  for x in xs {
    if x > limit { return (before, x) }
    before += x
  }
  return (before, Tensor(0.0))
}

@AutoGraph
private func collatzSteps(_ n: Tensor) -> Tensor {
  var n = n
  var steps = Tensor(0)
  while n != 1 {
    n = n % 2 == 0 ? n / 2 : 3 * n + 1
    steps += 1
  }
  return steps
}

@AutoGraph
private func accumulate(_ xs: Tensor, into total: Variable) {
  for x in xs {
    if x < 0 { continue }
    total.assignAdd(x)
    if total > 6 { return }
  }
  total.assignAdd(100)
}

private struct TooLarge: Error {}

private func checked(_ x: Tensor) throws -> Tensor {
  if x.scalar(as: Float.self) > 10 { throw TooLarge() }
  return x
}

@AutoGraph
private func throwing(_ x: Tensor) throws -> Tensor {
  var y = x
  while y < 100 {
    y = try checked(y) * 2
  }
  return y
}

@AutoGraph
private func clip(_ x: inout Tensor) {
  if x > 1 {
    x = Tensor(1.0)
  } else if x < -1 {
    x = Tensor(-1.0)
  }
}

private struct Scaling {
  var factor: Double

  @AutoGraph
  func apply(_ x: Tensor) -> Tensor {
    if x > 0 { return x * factor }
    return x
  }
}

private let rows: [[Float]] = [
  [1, 5, -3, 2, 9], [0.5], [200, 3, 4], [-1, -2], [2, 2, 2, 2, 2, 2],
]

@Test(arguments: rows, Mode.allCases)
func `loops over rows compute what plain Swift computes`(_ xs: [Float], _ mode: Mode) {
  let tensor = Tensor(xs)
  let first = mode.run { firstAbove(tensor, 2.5) }.scalar(as: Float.self)
  #expect(first == xs.first { $0 > 2.5 && !($0 > 100) } ?? -1)

  var total: Float = 0
  var count: Int32 = 0
  for x in xs where x >= 0 {
    if total + x > 9 { break }
    total += x
    count += 1
  }
  let sum = mode.run { sumUntil(tensor, 9) }
  #expect(sum.total.scalar(as: Float.self) == total)
  #expect(sum.count.scalar(as: Int32.self) == count)

  let index = xs.firstIndex { $0 > 4 }
  let split = mode.run { splitAt(tensor, 4) }
  #expect(split.0.scalar(as: Float.self) == xs[..<(index ?? xs.count)].reduce(0, +))
  #expect(split.1.scalar(as: Float.self) == index.map { xs[$0] } ?? 0)
}

@Test(arguments: [1, 2, 7, 27], Mode.allCases)
func `a loop runs as often as its tensor says`(_ n: Int, _ mode: Mode) {
  var value = n
  var steps = 0
  while value != 1 {
    value = value % 2 == 0 ? value / 2 : 3 * value + 1
    steps += 1
  }
  let result = mode.run { collatzSteps(Tensor(Float(n))) }
  #expect(result.scalar(as: Int32.self) == Int32(steps))
}

@Test func `a loop that returns nothing changes variables until it returns`() {
  let total = Variable(0.0)
  accumulate(Tensor([1.0, -5.0, 4.0, 2.0, 50.0]), into: total)
  #expect(total.tensor.scalar(as: Float.self) == 7)
  accumulate(Tensor([-1.0]), into: total)
  #expect(total.tensor.scalar(as: Float.self) == 107)
}

@Test(arguments: Mode.allCases)
func `an error in a loop's body leaves the function`(_ mode: Mode) throws {
  #expect(throws: TooLarge.self) { try mode.run { try throwing(Tensor(3.0)) } }
  #expect(try mode.run { try throwing(Tensor(200.0)) }.scalar(as: Float.self) == 200)
}

@Test(arguments: [(-4, -1), (0.5, 0.5), (3, 1)] as [(Float, Float)], Mode.allCases)
func `an inout parameter is carried`(_ pair: (Float, Float), _ mode: Mode) {
  var x = Tensor(pair.0)
  mode.run { clip(&x) }
  #expect(x.scalar(as: Float.self) == pair.1)
}

@Test func `a method is converted as a function is`() {
  #expect(Scaling(factor: 3).apply(Tensor(2.0)).scalar(as: Float.self) == 6)
  #expect(Scaling(factor: 3).apply(Tensor(-2.0)).scalar(as: Float.self) == -2)
  #expect(Scaling.applyConvertedSource.contains("ifStatement(x > 0"))
}
