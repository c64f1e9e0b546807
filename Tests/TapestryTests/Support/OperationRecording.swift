import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// What NumPy and TensorFlow computed, recorded by operations.py and tensorflow_operations.py.
struct OperationRecording: Decodable {
  let inputs: [String: RecordedTensor]
  let cases: [String: [RecordedCase]]

  static let recorded: OperationRecording = {
    let first: OperationRecording = TestSupport.recording("operations", in: .module)
    let second: OperationRecording = TestSupport.recording("tensorflow_operations", in: .module)
    return OperationRecording(
      inputs: first.inputs.merging(second.inputs) { one, other in
        if one != other { fatalError("two inputs have one name: \(one), \(other)") }
        return one
      },
      cases: first.cases.merging(second.cases, uniquingKeysWith: +))
  }()

  /// The cases of the operations of one source file.
  static func cases(of file: String) -> [RecordedCase] { recorded.cases[file]! }
}

/// A tensor as text: numbers separated by spaces.
struct RecordedTensor: Decodable, Equatable {
  let dtype: String
  let shape: [Int]
  let values: String

  var tensor: Tensor {
    let type = DType(rawValue: dtype)!
    func parse<S: Scalar>(_ read: (Substring) -> S?) -> Tensor {
      Tensor(values.split(separator: " ").map { read($0)! }, shape: Shape(shape))
    }
    return switch type {
    case .bool: parse { $0 == "1" }
    case .int8: parse { Int8($0) }
    case .int16: parse { Int16($0) }
    case .int32: parse { Int32($0) }
    case .int64: parse { Int64($0) }
    case .uint8: parse { UInt8($0) }
    case .float16: parse { Float($0).map { Float16($0) } }
    case .float32: parse { Float($0) }
    case .float64: parse { Double($0) }
    }
  }
}

/// One call of an operation, with its result.
struct RecordedCase: Decodable, Sendable, CustomTestStringConvertible {
  let operation: String
  let inputs: [String]
  let axis: [Int]?
  let keepDims: Bool?
  let numbers: [Double]?
  let result: RecordedTensor
  /// The gradients of the sum of the result's elements, weighted by 1, 2, 3, 1, 2, 3, ..., with
  /// respect to the inputs that are floating-point numbers.
  let gradients: [RecordedTensor]?

  var testDescription: String {
    let axes = axis.map { " axis \($0)" } ?? ""
    return "\(operation) of \(inputs.joined(separator: ", "))\(axes) -> \(result.dtype)"
  }

  /// The axes as an operation takes them.
  var axes: (any AxesConvertible)? { axis }

  var arguments: [Tensor] { inputs.map { OperationRecording.recorded.inputs[$0]!.tensor } }
}

extension RecordedTensor: Sendable {}

/// An operation under test: how to call it, and how far its results may be from the recorded ones,
/// in units in the last place. None means equal, signs of zeros included.
struct TestedOperation: Sendable {
  let tolerance: Tolerance
  /// How far gradients may be from the recorded ones.
  var gradientTolerance: Tolerance { Tolerance(ulps: 8 * tolerance.ulps, scale: tolerance.scale) }
  let run: @Sendable ([Tensor], RecordedCase) -> Tensor

  init(
    ulps: Double = 0, of scale: Double = 0,
    _ run: @escaping @Sendable ([Tensor], RecordedCase) -> Tensor
  ) {
    tolerance = Tolerance(ulps: ulps, scale: scale)
    self.run = run
  }
  init(ulps: Double = 0, of scale: Double = 0, _ run: @escaping @Sendable (Tensor) -> Tensor) {
    self.init(ulps: ulps, of: scale) { inputs, _ in run(inputs[0]) }
  }
  init(
    ulps: Double = 0, of scale: Double = 0, _ run: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) {
    self.init(ulps: ulps, of: scale) { inputs, _ in run(inputs[0], inputs[1]) }
  }
}

/// How far two numbers may be apart: units in the last place of the expected one, or of `scale` if
/// that is larger, for differences of numbers of that size.
struct Tolerance: Sendable {
  var ulps = 0.0
  var scale = 0.0

  func allows<F: BinaryFloatingPoint>(_ got: F, _ expected: F) -> Bool {
    if got.isNaN || expected.isNaN { return got.isNaN && expected.isNaN }
    if got == expected { return ulps > 0 || got.sign == expected.sign }
    let unit = F.maximum(expected.magnitude, F(scale)).ulp
    return Double((got - expected).magnitude) <= ulps * Double(unit)
  }
}

/// Runs a recorded case on inputs in each possible memory layout.
func check(_ recorded: RecordedCase, _ operations: [String: TestedOperation]) throws {
  let operation = try #require(operations[recorded.operation])
  let expected = recorded.result.tensor
  for layout in Layout.allCases {
    let inputs = recorded.arguments.map { layout.arrange($0) }
    let result = operation.run(inputs, recorded)
    expectClose(result, expected, operation.tolerance, "inputs \(layout)")
    // Reading a result through a view must show the same elements.
    expectClose(
      transpose(transpose(result)), expected, operation.tolerance, "inputs \(layout), transposed")
  }
  try checkGradients(recorded, operation)
}

/// Compares gradients with the recorded ones, if there are any.
private func checkGradients(_ recorded: RecordedCase, _ operation: TestedOperation) throws {
  guard let expected = recorded.gradients else { return }
  let inputs = recorded.arguments
  let tape = GradientTape()
  for input in inputs where input.dtype.isFloating { tape.watch(input) }
  let y = tape.record {
    let result = operation.run(inputs, recorded)
    let weights = 1 + Tensor.range(result.count) % 3
    return (result * cast(reshape(weights, result.shape), to: result.dtype)).sum()
  }
  let gradients = try tape.gradient(
    y, inputs.filter { $0.dtype.isFloating }, unconnected: .zero)
  for (index, (gradient, expected)) in zip(gradients, expected).enumerated() {
    expectClose(
      gradient!, expected.tensor, operation.gradientTolerance, "gradient of input \(index)")
  }
}

/// The layouts of the same elements in memory.
enum Layout: CaseIterable {
  /// In row-major order.
  case contiguous
  /// In column-major order.
  case transposed
  /// With gaps, and the last dimension backwards.
  case stepped
  /// In row-major order, but not at the start of their storage.
  case shifted
  /// Once for all along dimensions in which they repeat.
  case repeated

  func arrange(_ x: Tensor) -> Tensor {
    switch self {
    case .contiguous: return x
    case .transposed:
      return transpose(
        Tensor(view: transpose(x).contiguous(), shape: transpose(x).shape, strides: nil))
    case .stepped:
      guard x.rank > 0 else { return stack([x, x, x])[1] }
      let parts = x.shape.dimensions.enumerated().map { axis, size in
        let isLast = axis == x.rank - 1
        return StridedSlice.Part(
          start: isLast ? 2 * size : 1, count: size, step: isLast ? -2 : 3)
      }
      let roomy = Shape(
        x.shape.dimensions.enumerated().map { axis, size in
          axis == x.rank - 1 ? 2 * size + 1 : 3 * size + 1
        })
      let room = Tensor.full(roomy, 1, dtype: x.dtype)
      x.copy(into: room.view(parts))
      return room.view(parts)
    case .shifted:
      return concat([Tensor.ones([3], dtype: x.dtype), reshape(x, [x.count])], axis: 0)
        .reshaped(from: 3, x.shape)
    case .repeated:
      var once = x
      for axis in 0..<x.rank where x.shape[axis] > 1 {
        let first = once.slice(axis: axis, 0, 1)
        if broadcast(first, to: once.shape).bytes == once.bytes { once = first }
      }
      return broadcast(once, to: x.shape)
    }
  }
}

extension Tensor {
  /// The elements from a position on in another shape.
  fileprivate func reshaped(from start: Int, _ shape: Shape) -> Tensor {
    Tensor(view: self, shape: shape, offset: value.offset + start, strides: nil)
  }

  /// The elements' memory.
  fileprivate var bytes: [UInt8] {
    contiguous().withBytes {
      Array(UnsafeRawBufferPointer(start: $0, count: count * dtype.size))
    }
  }
}

/// Expects the same type, shape and elements; elements may differ by some units in the last
/// place of the expected one.
func expectEqual(
  _ result: Tensor, _ expected: Tensor, ulps: Double = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(result, expected, Tolerance(ulps: ulps), "", sourceLocation: sourceLocation)
}

/// Expects the same type, shape and, within the tolerance, elements.
private func expectClose(
  _ result: Tensor, _ expected: Tensor, _ tolerance: Tolerance, _ comment: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard result.dtype == expected.dtype && result.shape == expected.shape else {
    Issue.record(
      "got \(result.spec), expected \(expected.spec) \(comment)", sourceLocation: sourceLocation)
    return
  }
  func differ<S: Scalar>(_: S.Type) -> Int? {
    let pairs = zip(result.scalars(as: S.self), expected.scalars(as: S.self))
    return pairs.enumerated().first { _, pair in !isClose(pair.0, pair.1, tolerance) }?.offset
  }
  if let index = differ(result.dtype.scalarType) {
    let (got, wanted) = (result.numpyText(.printed), expected.numpyText(.printed))
    Issue.record(
      "element \(index): got \(got), expected \(wanted) \(comment)",
      sourceLocation: sourceLocation)
  }
}

private func isClose<S: Scalar>(_ got: S, _ expected: S, _ tolerance: Tolerance) -> Bool {
  switch (got, expected) {
  case (let got as Float16, let expected as Float16): tolerance.allows(got, expected)
  case (let got as Float, let expected as Float): tolerance.allows(got, expected)
  case (let got as Double, let expected as Double): tolerance.allows(got, expected)
  default: got == expected
  }
}
