import Testing

@testable import Miniature

@Suite struct ValueTests {
  @Test func `a value used twice gets the gradient of both uses`() {
    let x: Value = 3
    let square = Value(9, inputs: [(x, 3), (x, 3)])
    let y = Value(12, inputs: [(square, 1), (x, 1)])
    y.backward()
    #expect(x.gradient.number == 7)
  }

  @Test func `forty diamonds in a row are walked once, not along each of their paths`() {
    let x: Value = 1
    var y = x
    for _ in 0..<40 {
      let (left, right) = (Value(0, inputs: [(y, 0.5)]), Value(0, inputs: [(y, 0.25)]))
      y = Value(0, inputs: [(left, 1), (right, 1)])
    }
    y.backward()
    #expect(x.gradient.number == (0..<40).reduce(Float(1)) { gradient, _ in gradient * 0.75 })
  }

  @Test func `a chain of 200 000 values is walked and released`() {
    let x: Value = 1
    do {
      var y = x
      for _ in 0..<200_000 { y = Value(1, inputs: [(y, 1)]) }
      y.backward()
    }
    #expect(x.gradient.number == 1)
  }
}
