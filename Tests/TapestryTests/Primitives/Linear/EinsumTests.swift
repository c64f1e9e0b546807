import TestSupport
import Testing

@testable import Tapestry

/// An equation, the operands' shapes, and NumPy's result; element n of each operand is
/// 7 n mod 11 - 5.
struct EinsumCase: Sendable, CustomTestStringConvertible {
  let equation: String
  let operands: [Shape]
  let shape: Shape
  let elements: [Double]

  init(_ equation: String, _ operands: [Shape], _ shape: Shape, _ elements: [Double]) {
    self.equation = equation
    self.operands = operands
    self.shape = shape
    self.elements = elements
  }

  var testDescription: String { "\(equation) of \(operands)" }

  func operands(_ dtype: DType) -> [Tensor] {
    operands.map { shape in
      cast(reshape(Tensor.range(shape.elementCount) * 7 % 11 - 5, shape.dimensions), to: dtype)
    }
  }

  static let recorded = [
    EinsumCase("ij,jk->ik", [[2, 3], [3, 4]], [2, 4], [35, -22, 20, -15, -12, -2, -3, 40]),
    EinsumCase("ij,jk", [[2, 3], [3, 2]], [2, 2], [19, 6, -30, 24]),
    EinsumCase("ij,kj->ki", [[2, 3], [4, 3]], [4, 2], [33, -17, -17, 35, -12, 32, -7, 29]),
    EinsumCase(
      "bij,bjk->bik", [[2, 2, 3], [2, 3, 2]], [2, 2, 2], [19, 6, -30, 24, 20, 20, 21, 22]),
    EinsumCase("ii->", [[3, 3]], [], [-8]),
    EinsumCase("ii", [[3, 3]], [], [-8]),
    EinsumCase("ii->i", [[3, 3]], [3], [-5, 1, -4]),
    EinsumCase("i,j->ij", [[2], [3]], [2, 3], [25, -10, 10, -10, 4, -4]),
    EinsumCase("i,i", [[4], [4]], [], [58]),
    EinsumCase("ij->ji", [[2, 3]], [3, 2], [-5, 5, 2, 1, -2, -3]),
    EinsumCase("ba", [[2, 3]], [3, 2], [-5, 5, 2, 1, -2, -3]),
    EinsumCase("ij->", [[2, 3]], [], [-2]),
    EinsumCase("ij->j", [[2, 3]], [3], [0, 3, -5]),
    EinsumCase("ij,ij->i", [[2, 3], [2, 3]], [2], [33, 35]),
    EinsumCase("ij,ij->ij", [[2, 3], [2, 3]], [2, 3], [25, 4, 4, 25, 1, 9]),
    EinsumCase(
      "...ij->...ji", [[2, 2, 3]], [2, 3, 2], [-5, 5, 2, 1, -2, -3, 4, 3, 0, -1, -4, -5]),
    EinsumCase(
      "...ij,jk->...ik", [[2, 2, 2, 3], [3, 2]], [2, 2, 2, 2],
      [19, 6, -30, 24, -24, 20, -18, 16, -1, -21, 5, -25, 11, -29, 17, -33]),
    EinsumCase(
      "...ij,...jk->...ik", [[2, 1, 2, 3], [3, 3, 1]], [2, 3, 2, 1],
      [33, -17, -17, 35, -12, 32, -12, -7, 32, 29, 32, 32]),
    EinsumCase("...i,...i", [[2, 3], [3]], [2], [33, -17]),
    EinsumCase("i...,i...->...", [[2, 3], [2, 1]], [3], [35, -8, 4]),
    EinsumCase("ij,jk,kl->il", [[2, 3], [3, 2], [2, 2]], [2, 2], [-107, 68, 102, 60]),
    EinsumCase("ij,jk,kl->li", [[2, 3], [3, 2], [2, 2]], [2, 2], [-107, 102, 68, 60]),
    EinsumCase("i,i,i->i", [[3], [3], [3]], [3], [-125, 8, -8]),
    EinsumCase("iji->j", [[2, 3, 2]], [3], [-5, 1, -4]),
    EinsumCase("iii->i", [[2, 2, 2]], [2], [-5, 0]),
    EinsumCase(
      "bhqd,bhkd->bhqk", [[1, 2, 2, 3], [1, 2, 3, 3]], [1, 2, 2, 3],
      [33, -17, -12, -17, 35, 32, 32, -12, -12, 35, -17, -14]),
    EinsumCase("ij,k->", [[2, 3], [2]], [], [6]),
    EinsumCase("ijk,jil->kl", [[2, 3, 2], [3, 2, 2]], [2, 2], [-4, 24, 24, 5]),
    EinsumCase(",i->i", [[], [3]], [3], [25, -10, 10]),
    EinsumCase("->", [[]], [], [-5]),
    EinsumCase("Ab,bA->", [[2, 3], [3, 2]], [], [43]),
    EinsumCase("bA", [[2, 3]], [3, 2], [-5, 5, 2, 1, -2, -3]),
    EinsumCase("i j , j k -> i k", [[1, 2], [2, 1]], [1, 1], [29]),
    EinsumCase("ij,jk->ik", [[2, 0], [0, 3]], [2, 3], [0, 0, 0, 0, 0, 0]),
    EinsumCase("ij,jk->ik", [[0, 2], [2, 3]], [0, 3], []),
    EinsumCase("iij,jk->ik", [[2, 2, 3], [3, 2]], [2, 2], [19, 6, -18, 16]),
    EinsumCase(
      "abc,cd,def->abef", [[1, 2, 2], [2, 2], [2, 1, 2]], [1, 2, 1, 2], [-105, 42, -42, 105]),
    EinsumCase("ij,jk->k", [[2, 3], [3, 2]], [2], [-11, 30]),
    EinsumCase("aab,bcc->ac", [[2, 2, 3], [3, 2, 2]], [2, 2], [35, -15, 4, 40]),
  ]
}

/// A Swift array cannot be spread over variadic parameters.
private func einsum(_ equation: String, _ x: [Tensor]) -> Tensor {
  switch x.count {
  case 1: Tapestry.einsum(equation, x[0])
  case 2: Tapestry.einsum(equation, x[0], x[1])
  default: Tapestry.einsum(equation, x[0], x[1], x[2])
  }
}

@Test(arguments: EinsumCase.recorded)
func `einsum computes what NumPy computes`(example: EinsumCase) {
  for dtype in [DType.float64, .float32, .float16, .int32, .int64, .int16] {
    expectTensor(
      einsum(example.equation, example.operands(dtype)), example.shape, example.elements, dtype)
  }
}

@Test(arguments: EinsumCase.recorded)
func `einsum reads views`(example: EinsumCase) {
  let views = example.operands(.float64).map { $0.rank == 0 ? $0 : strided($0) }
  expectTensor(einsum(example.equation, views), example.shape, example.elements)
  let transposed = example.operands(.float64).map {
    transpose(strided(reshape(transpose($0), [-1, 1])))
  }
  let back = zip(transposed, example.operands).map { flat, shape in
    transpose(reshape(flat, shape.dimensions.reversed()))
  }
  expectTensor(einsum(example.equation, back), example.shape, example.elements)
}

@Test(arguments: EinsumCase.recorded)
func `einsum has gradients of each operand`(example: EinsumCase) throws {
  let inputs = example.operands(.float64).map { $0 * 0.25 }
  try checkGradients(example.equation, at: inputs) { einsum(example.equation, $0) }
}

@Test func `einsum has second derivatives, and gradients in float32`() throws {
  let inputs = EinsumCase.recorded[0].operands(.float32).map { $0 * 0.25 }
  try checkGradients("ij,jk->ik", at: inputs) { einsum("ij,jk->ik", $0) }
  try checkSecondDerivative("ij,jk->ik", at: inputs) { einsum("ij,jk->ik", $0) }
  try checkSecondDerivative("iij,jk", at: [counting([2, 2, 3]), counting([3, 2])]) {
    einsum("iij,jk", $0)
  }
}

@Test func `a malformed equation says what is wrong`() async {
  let arrows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("i->j->k", Tensor([1]))
  }
  #expect(message(arrows).contains("einsum: 'i->j->k' has 2 arrows"))
  let character = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("i1->i", Tensor([1]))
  }
  #expect(message(character).contains("einsum: 'i1->i' contains '1'"))
  let dots = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("..i->i", Tensor([1]))
  }
  #expect(message(dots).contains("einsum: '..i->i' contains '.'"))
  #expect(message(dots).contains("cure: write three dots"))
  let ellipses = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("...i...->i", Tensor([1]))
  }
  #expect(message(ellipses).contains("einsum: '...i...' in '...i...->i' has two '...'"))
}

@Test func `a result that no tensor gives says which letter`() async {
  let unknown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("ij->ik", Tensor([[1]]))
  }
  #expect(message(unknown).contains("the result of 'ij->ik' names letter 'k', which no tensor has"))
  let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("ij->ii", Tensor([[1]]))
  }
  #expect(message(twice).contains("the result of 'ij->ii' names letter 'i' twice"))
  let lost = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("...i->i", Tensor([[1]]))
  }
  #expect(message(lost).contains("the result of '...i->i' leaves out '...'"))
}

@Test func `tensors that do not fit an equation say the letter and both sizes`() async {
  let sizes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("ij,jk->ik", Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))
  }
  #expect(
    message(sizes).contains(
      "einsum: letter 'j' of 'ij,jk->ik' is 3 in tensor 0 of shape (2, 3), and 4 in tensor 1 of "
        + "shape (4, 5)"))
  #expect(message(sizes).contains("cure: make these dimensions equal"))
  let same = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("ii", Tensor.zeros([2, 3]))
  }
  #expect(message(same).contains("letter 'i' of 'ii' is 2 in tensor 0 of shape (2, 3), and 3 in"))
  let unnamed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("...i,...i", Tensor.zeros([2, 1]), Tensor.zeros([3, 1]))
  }
  #expect(message(unnamed).contains("a dimension of '...' in '...i,...i' is 2 in tensor 0"))
  let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("ijk->i", Tensor.zeros([2, 3]))
  }
  #expect(
    message(rank).contains("'ijk' in 'ijk->i' names 3 dimensions, but tensor 0 has shape (2, 3)"))
  let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("i,i", Tensor([1]))
  }
  #expect(message(count).contains("'i,i' is about 2 tensors, but 1 are given"))
  let types = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("i,i", Tensor([1]), Tensor([1.0]))
  }
  #expect(message(types).contains("einsum: tensor 0 is int32, tensor 1 float32"))
  let truth = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tapestry.einsum("i", Tensor([true]))
  }
  #expect(message(truth).contains("einsum: not defined for bool"))
}
