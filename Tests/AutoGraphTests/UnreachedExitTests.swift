import AutoGraph
import Tapestry
import Testing

// Exits that no trace reaches, and exits in a batch whose elements take different exits.

@AutoGraph
private func neverLeft(_ a: Tensor) -> Tensor {
  var x = a
  while x < 10 {
    if never { return x }
    x += 1
  }
  return x * 10
}

@AutoGraph
private func neverLeftInside(_ a: Tensor) -> Tensor {
  var x = a
  while x < 10 {
    for k in 0..<2 {
      if k > 5 { return x }
      x += 1
    }
  }
  return x * 10
}

@AutoGraph
private func neverLeftOverRows(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  for k in row {
    if never { return x }
    x += k
  }
  return x * 10
}

@AutoGraph
private func leftOverRows(_ a: Tensor, _ row: Tensor) -> Tensor {
  var x = a
  for k in row {
    if k < 5 { return x }
    x = x - k
  }
  return x * 10
}

@AutoGraph
private func leftTwoWays(_ a: Tensor) -> Tensor {
  var x = a
  while x < 100 {
    if x > 50 { break }
    if x == 7 { return x }
    x = x * 2
  }
  return x * 10
}

@AutoGraph
private func quotient(_ d: Tensor) -> Tensor {
  if d != 0 { return floorDivide(Tensor(10), d) }
  return d
}

@AutoGraph
private func doubledTo10(_ a: Tensor) -> Tensor {
  var x = a
  while x < 10 { x = x * 2 }
  return x + 3 * a
}

@Test func `a return that is never reached leaves a loop unchanged`() throws {
  func expect(_ program: @escaping (Tensor) -> Tensor, gives expected: Int32) throws {
    let x = Tensor(3)
    #expect(program(x).scalar(as: Int32.self) == expected)
    #expect(try Function("f", program)(x).scalar(as: Int32.self) == expected)
    let batch = stack([x, x])
    #expect(vectorizedMap(program, batch).scalars(as: Int32.self) == [expected, expected])
  }
  try expect(neverLeft, gives: 100)
  try expect(neverLeftInside, gives: 110)
  try expect({ neverLeftOverRows($0, Tensor([1, 2])) }, gives: 60)
}

@Test func `elements of a batch return at different rows`() throws {
  let (a, rows) = (Tensor([3, 14]), Tensor([[1, 2, 3], [7, 8, 9]]))
  #expect(vectorizedMap(leftOverRows, a, rows).scalars(as: Int32.self) == [3, -100])
  let f = Function("f") { (a: Tensor, rows: Tensor) in vectorizedMap(leftOverRows, a, rows) }
  #expect(try f(a, rows).scalars(as: Int32.self) == [3, -100])
}

@Test func `a loop that is left in two ways is type-checked and runs`() {
  #expect(leftTwoWays(Tensor(3)).scalar(as: Int32.self) == 960)
  #expect(leftTwoWays(Tensor(7)).scalar(as: Int32.self) == 7)
  #expect(vectorizedMap(leftTwoWays, Tensor([3, 7])).scalars(as: Int32.self) == [960, 7])
}

@Test func `elements that take the other branch are not divided`() {
  #expect(vectorizedMap(quotient, Tensor([2, 0, 5])).scalars(as: Int32.self) == [5, 0, 2])
}

@Test func `a tape inside a batch follows a loop`() throws {
  let slopes = try vectorizedMap(
    { x in
      let tape = GradientTape()
      tape.watch(x)
      let y = tape.record { doubledTo10(x) }
      return try tape.gradient(y, x)
    }, Tensor([1.0, 3.0, 20.0]))
  #expect(slopes.scalars(as: Float.self) == [19, 7, 4])
}
