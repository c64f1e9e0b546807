import TestSupport
import Testing

@testable import Tapestry

// Expected values are TensorFlow's (cumsum, math.cumprod).

private let matrix = Tensor([[1, 2, 3], [4, 5, 6]])

private struct Case: Sendable, CustomTestStringConvertible {
  let axis: Int
  let exclusive, reverse: Bool
  let sums, products: [Double]

  var testDescription: String {
    "axis \(axis)\(exclusive ? ", exclusive" : "")\(reverse ? ", reverse" : "")"
  }
}

@Test(arguments: [
  Case(
    axis: 0, exclusive: false, reverse: false, sums: [1, 2, 3, 5, 7, 9],
    products: [1, 2, 3, 4, 10, 18]),
  Case(
    axis: 0, exclusive: false, reverse: true, sums: [5, 7, 9, 4, 5, 6],
    products: [4, 10, 18, 4, 5, 6]),
  Case(
    axis: 0, exclusive: true, reverse: false, sums: [0, 0, 0, 1, 2, 3],
    products: [1, 1, 1, 1, 2, 3]),
  Case(
    axis: 0, exclusive: true, reverse: true, sums: [4, 5, 6, 0, 0, 0],
    products: [4, 5, 6, 1, 1, 1]),
  Case(
    axis: 1, exclusive: false, reverse: false, sums: [1, 3, 6, 4, 9, 15],
    products: [1, 2, 6, 4, 20, 120]),
  Case(
    axis: 1, exclusive: false, reverse: true, sums: [6, 5, 3, 15, 11, 6],
    products: [6, 6, 3, 120, 30, 6]),
  Case(
    axis: 1, exclusive: true, reverse: false, sums: [0, 1, 3, 0, 4, 9],
    products: [1, 1, 2, 1, 4, 20]),
  Case(
    axis: -1, exclusive: true, reverse: true, sums: [5, 3, 0, 11, 6, 0],
    products: [6, 3, 1, 30, 6, 1]),
])
private func `running sums and products in both directions, with and without the element`(
  expected: Case
) {
  for dtype in DType.allCases where dtype != .bool {
    let x = cast(matrix, to: dtype)
    let transposed = transpose(strided(transpose(x)))
    for view in [x, strided(x), transposed] {
      let sums = cumsum(
        view, axis: expected.axis, exclusive: expected.exclusive, reverse: expected.reverse)
      expectTensor(sums, [2, 3], expected.sums, dtype)
      let products = cumprod(
        view, axis: expected.axis, exclusive: expected.exclusive, reverse: expected.reverse)
      expectTensor(products, [2, 3], expected.products, dtype)
    }
  }
}

@Test func `running folds of empty tensors are empty`() {
  expectTensor(cumsum(Tensor.zeros([0, 2])), [0, 2], [])
  expectTensor(cumprod(Tensor.zeros([2, 0]), exclusive: true), [2, 0], [])
}

@Test func `a long running sum ends with the sum`() {
  let x = Tensor.ones([100_000, 3], dtype: .int32)
  expectTensor(cumsum(x)[-1], [3], [100_000, 100_000, 100_000])
  expectTensor(cumsum(transpose(x), axis: 1)[.all, 99_998], [3], [99_999, 99_999, 99_999])
}

@Test(arguments: [0, 1], [false, true])
func `running folds have gradients`(axis: Int, exclusive: Bool) throws {
  let x = Tensor([[0.5, -1.5, 2.0], [1.25, 0.75, -0.5]])
  for reverse in [false, true] {
    func sums(_ inputs: [Tensor]) -> Tensor {
      cumsum(inputs[0], axis: axis, exclusive: exclusive, reverse: reverse)
    }
    func products(_ inputs: [Tensor]) -> Tensor {
      cumprod(inputs[0], axis: axis, exclusive: exclusive, reverse: reverse)
    }
    try checkBothPrecisions("cumsum", at: [x], sums)
    try checkBothPrecisions("cumprod", at: [x], products)
    try checkSecondDerivative("cumsum", at: [x]) { square(sums($0)) }
    try checkSecondDerivative("cumprod", at: [x], products)
  }
}

@Test func `running folds say what does not fit`() async {
  let type = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = cumsum(Tensor([true]))
  }
  #expect(message(type).contains("cumsum: not defined for bool"))
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = cumprod(Tensor.zeros([2]), axis: 1)
  }
  #expect(message(axis).contains("cumprod: axis 1 is out of range for shape (2,)"))
}
