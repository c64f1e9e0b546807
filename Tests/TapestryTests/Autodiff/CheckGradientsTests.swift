import Testing

@testable import Tapestry

/// A differentiable operation, and points at which it is smooth.
private struct Differentiable: Sendable, CustomTestStringConvertible {
  let name: String
  /// The shapes of the inputs, and the interval from which their elements are taken.
  let inputs: [(shape: Shape, range: ClosedRange<Double>)]
  /// Whether the gradient itself has a gradient other than zero.
  let isSmooth: Bool
  let function: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { "\(name) \(inputs.map { "\($0.shape)" }.joined(separator: ", "))" }

  init(
    _ name: String, _ inputs: [(shape: Shape, range: ClosedRange<Double>)], isSmooth: Bool = true,
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.inputs = inputs
    self.isSmooth = isSmooth
    self.function = function
  }

  /// Points that spread over the intervals, no two elements equal and none in the middle.
  func points(_ dtype: DType) -> [Tensor] {
    inputs.enumerated().map { inputIndex, input in
      let count = input.shape.elementCount
      let elements = (0..<count).map { index in
        let fraction = (Double((index * 7 + inputIndex * 3) % 11) + 0.75) / 12
        return input.range.lowerBound + fraction * (input.range.upperBound - input.range.lowerBound)
      }
      return cast(Tensor(elements, shape: input.shape), to: dtype)
    }
  }
}

extension Differentiable {
  private static let shapes: [Shape] = [[2, 3], [1], [], [0, 2]]

  private static func unary(
    _ name: String, _ range: ClosedRange<Double>, isSmooth: Bool = true,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> [Differentiable] {
    shapes.map { shape in
      Differentiable(name, [(shape, range)], isSmooth: isSmooth) { function($0[0]) }
    }
  }

  private static let pairs: [(Shape, Shape)] = [
    ([2, 3], [2, 3]), ([2, 3], [3]), ([2, 1], [1, 3]), ([], [2, 2]), ([2, 0], [1]), ([1], [1]),
    ([0], []),
  ]

  private static func binary(
    _ name: String, _ a: ClosedRange<Double>, _ b: ClosedRange<Double>, isSmooth: Bool = true,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> [Differentiable] {
    pairs.map { pair in
      Differentiable(name, [(pair.0, a), (pair.1, b)], isSmooth: isSmooth) {
        function($0[0], $0[1])
      }
    }
  }

  static let all: [Differentiable] =
    unary("negate", -2...2, isSmooth: false) { -$0 }
    + unary("abs", 0.5...2, isSmooth: false) { abs(-$0) }
    + unary("square", -2...2) { square($0) }
    + unary("reciprocal", 0.6...2) { reciprocal($0) }
    + unary("sqrt", 0.6...3) { sqrt($0) }
    + unary("rsqrt", 0.6...3) { rsqrt($0) }
    + unary("exp", -1...1) { exp($0) }
    + unary("expm1", -1...1) { expm1($0) }
    + unary("log", 0.6...3) { log($0) }
    + unary("log1p", -0.4...2) { log1p($0) }
    + unary("sin", -2...2) { sin($0) }
    + unary("cos", -2...2) { cos($0) }
    + unary("tan", -0.9...0.9) { tan($0) }
    + unary("asin", -0.7...0.7) { asin($0) }
    + unary("acos", -0.7...0.7) { acos($0) }
    + unary("atan", -2...2) { atan($0) }
    + unary("sinh", -1...1) { sinh($0) }
    + unary("cosh", -1...1) { cosh($0) }
    + unary("tanh", -1...1) { tanh($0) }
    + unary("erf", -1...1) { erf($0) }
    + unary("sigmoid", -2...2) { sigmoid($0) }
    + unary("softplus", -2...2) { softplus($0) }
    + unary("relu", 0.5...2, isSmooth: false) { relu($0) + relu(-$0) }
    + unary("leakyRelu", 0.5...2, isSmooth: false) { leakyRelu($0) + leakyRelu(-$0) }
    + unary("elu", 0.5...2) { elu($0) + elu(-$0) }
    + unary("selu", 0.5...2) { selu($0) + selu(-$0) }
    + unary("gelu", -1...1) { gelu($0) }
    + unary("gelu approximate", -1...1) { gelu($0, approximate: true) }
    + unary("clip", 0...1, isSmooth: false) { clip($0 * 3, min: -5, max: 5) }
    + binary("+", -2...2, -2...2, isSmooth: false) { $0 + $1 }
    + binary("-", -2...2, -2...2, isSmooth: false) { $0 - $1 }
    + binary("*", -2...2, -2...2) { $0 * $1 }
    + binary("/", -2...2, 0.8...2) { $0 / $1 }
    + binary("%", 2.3...2.6, 0.96...1.04, isSmooth: false) { $0 % $1 }
    + binary("pow", 0.6...2, -1...2) { pow($0, $1) }
    + binary("squaredDifference", -1...1, -1...1) { squaredDifference($0, $1) }
    + binary("maximum", 1...2, -2...0, isSmooth: false) { maximum($0, $1) + maximum(-$0, $1) }
    + binary("minimum", 1...2, -2...0, isSmooth: false) { minimum($0, $1) + minimum(-$0, $1) }
    + binary("select", -2...2, -2...2, isSmooth: false) { a, b in select(a + b > 0, a * a, b) }
    + reductions + shapeChanges + products

  private static let reductions: [Differentiable] = [Shape]([[2, 3], [1, 2], [2, 1], [2, 0]])
    .flatMap { shape in
      [nil, [0], [1], [0, 1]].flatMap { (axes: [Int]?) in
        let isFolded = shape.elementCount == 0 && axes != [0]
        let few: ClosedRange<Double> = 0.6...1.4
        let all = [
          Differentiable("sum \(axes ?? [])", [(shape, few)]) {
            square($0[0].sum(axis: axes))
          },
          Differentiable("mean \(axes ?? [])", [(shape, few)]) {
            square(isFolded ? $0[0].sum(axis: axes) : $0[0].mean(axis: axes, keepDims: true))
          },
          Differentiable("prod \(axes ?? [])", [(shape, few)]) { $0[0].prod(axis: axes) },
          Differentiable("max \(axes ?? [])", [(shape, -2...2)]) {
            isFolded ? $0[0].sum(axis: axes) : square($0[0].max(axis: axes))
          },
          Differentiable("min \(axes ?? [])", [(shape, -2...2)]) {
            isFolded ? $0[0].sum(axis: axes) : square($0[0].min(axis: axes, keepDims: true))
          },
          Differentiable("norm \(axes ?? [])", [(shape, few)]) { $0[0].norm(axis: axes) },
          Differentiable("logSumExp \(axes ?? [])", [(shape, few)]) {
            isFolded ? $0[0].sum(axis: axes) : $0[0].logSumExp(axis: axes)
          },
          Differentiable("variance \(axes ?? [])", [(shape, -2...2)]) {
            isFolded ? $0[0].sum(axis: axes) : $0[0].variance(axis: axes)
          },
        ]
        return all
      }
    }

  private static func changed(
    _ name: String, _ shapes: [Shape] = [[2, 3, 2]],
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) -> Differentiable {
    Differentiable(name, shapes.map { ($0, -1...1) }) { square(function($0)) }
  }

  private static let shapeChanges: [Differentiable] = [
    changed("reshape") { reshape($0[0], [4, -1]) },
    changed("reshape of a view") { reshape(transpose($0[0]), [4, -1]) },
    changed("transpose") { transpose($0[0], [2, 0, 1]) },
    changed("broadcast", [[2, 1]]) { broadcast($0[0], to: [3, 2, 2]) },
    changed("broadcast nothing", [[1]]) { broadcast($0[0], to: [0]) },
    changed("expandDims") { expandDims($0[0], axis: -2) },
    changed("squeeze", [[1, 3, 1]]) { squeeze($0[0], axis: 0) },
    changed("identity") { identity($0[0]) },
    changed("slice") { $0[0][1, .by(-2)] },
    changed("overlapping slices") { $0[0][.all, 1...] * $0[0][.all, ..<2] },
    changed("concat", [[2, 3], [2, 1], [2, 0]]) { concat($0, axis: 1) },
    changed("stack", [[2, 3], [2, 3]]) { stack($0, axis: -1) },
    changed("unstack") { inputs in unstack(inputs[0], axis: 1)[2] * 2 },
    changed("split") { inputs in split(inputs[0], sizes: [1, 2], axis: 1)[1] },
    changed("softmax") { softmax($0[0], axis: 1) },
    changed("logSoftmax") { logSoftmax($0[0]) },
    changed("clipByNorm") { clipByNorm($0[0], 1) },
    changed("clipByGlobalNorm", [[2, 2], [3]]) { clipByGlobalNorm($0, 1).clipped[0] },
    changed("customGradient") { inputs in
      customGradient(inputs[0]) { x in (x * x, { dy in 2 * dy * x }) }
    },
    changed("cast") { cast(cast($0[0], to: .float64), to: $0[0].dtype) },
  ]

  private static let products: [Differentiable] = [
    ("", [2, 3], [3, 2], false, false), ("A", [3, 2], [3, 2], true, false),
    ("B", [2, 3], [2, 3], false, true), ("AB", [3, 2], [2, 3], true, true),
    ("batch", [2, 1, 2, 3], [2, 3, 1], false, false),
    ("batch A", [2, 3, 2], [3, 2], true, false), ("batch B", [3, 2], [2, 2, 2], false, true),
    ("batch AB", [2, 3, 1], [1, 2, 3], true, true), ("nothing", [2, 0], [0, 3], false, false),
    ("no rows", [0, 2], [2, 3], false, false),
  ].map { (name: String, a: Shape, b: Shape, transposeA: Bool, transposeB: Bool) in
    Differentiable("matmul \(name)", [(a, -1...1), (b, -1...1)]) {
      matmul($0[0], $0[1], transposeA: transposeA, transposeB: transposeB)
    }
  }
}

struct CheckGradientsTests {
  @Test(arguments: Differentiable.all, [DType.float64, .float32, .float16])
  fileprivate func `gradients equal central differences`(
    operation: Differentiable, dtype: DType
  ) throws {
    try checkGradients(operation.name, at: operation.points(dtype), operation.function)
  }

  @Test(arguments: Differentiable.all)
  fileprivate func `gradients of gradients equal central differences`(
    operation: Differentiable
  ) throws {
    let points = operation.points(.float64)
    for index in points.indices {
      try checkGradients("gradient of \(operation.name)", at: points, tolerance: 1e-6) { inputs in
        let tape = GradientTape()
        for input in inputs { tape.watch(input) }
        // Squared, so that the gradient changes with the inputs whatever the operation.
        let y = tape.record { square(operation.function(inputs)) }
        return try tape.gradient(y, inputs, unconnected: .zero)[index]!
      }
    }
  }

  @Test(arguments: Differentiable.all)
  fileprivate func `gradients have the shape and type of their source`(
    operation: Differentiable
  ) throws {
    for dtype in [DType.float16, .float32, .float64] {
      let points = operation.points(dtype)
      let tape = GradientTape()
      for point in points { tape.watch(point) }
      let y = tape.record { operation.function(points) }
      for (gradient, point) in zip(try tape.gradient(y, points), points) {
        #expect(gradient.spec == point.spec)
      }
    }
  }

  @Test func `the elements of a product that are zero have gradients`() throws {
    for zeros in [[0, 2, 3], [0, 2, 0], [1, 2, 3]] {
      try checkGradients("prod", at: [Tensor(zeros.map(Double.init))]) { $0[0].prod() }
    }
  }

  @Test func `equal largest elements share the gradient`() throws {
    let x = Variable([2.0, 1.0, 2.0])
    let tape = GradientTape()
    let y = tape.record { x.max() }
    expectEqual(try tape.gradient(y, x), Tensor([0.5, 0.0, 0.5]))
  }

  @Test func `a wrong gradient is found, with its index and both numbers`() throws {
    let x = Tensor([[1.0, 2.0], [3.0, 4.0]], dtype: .float64)
    let error = #expect(throws: GradientMismatch.self) {
      try checkGradients("cube", at: [x, x + 1]) { inputs in
        let wrong = customGradient(inputs[1]) { x in
          (
            x * x * x,
            { dy in dy * 3 * x * x * Tensor([[1.0, 1.0], [1.0, 2.0]], dtype: .float64) }
          )
        }
        return inputs[0] + wrong
      }
    }
    #expect(error?.function == "cube" && error?.input == 1)
    #expect(error?.index == [1, 1])
    let (got, expected) = (try #require(error?.got), try #require(error?.expected))
    #expect(abs(got - 2 * expected) < 1e-6)
    #expect(
      error?.description
        == "the gradient of cube with respect to input 1 at [1, 1]: got \(got), central "
        + "differences give \(expected)")
  }
}
