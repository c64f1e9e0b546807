import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// A call with its gradients, as TensorFlow computed them: recorded by Data/images.py.
struct ImageCase: Decodable, Sendable, CustomTestStringConvertible {
  let operation: String
  let strides: [Int]?
  let dilations: [Int]?
  let size: [Int]?
  let padding: String?
  let inputs: [RecordedTensor]
  let result: RecordedTensor
  /// The gradient of the target with respect to the result.
  let change: RecordedTensor
  /// The gradients of the target with respect to the inputs; integers have none.
  let gradients: [RecordedTensor]

  private static let recorded: [String: [ImageCase]] = TestSupport.recording("images", in: .module)

  /// The cases of the operations of one source file.
  static func cases(of file: String) -> [ImageCase] { recorded[file]! }

  var testDescription: String {
    let shapes = inputs.map { "\(Shape($0.shape))" }.joined(separator: ", ")
    let settings = [("size", size), ("strides", strides), ("dilations", dilations)]
      .compactMap { name, value in value.map { " \(name) \($0)" } }.joined()
    return "\(operation) of \(shapes)\(settings) \(padding ?? "")"
  }

  var windowPadding: WindowPadding { WindowPadding(rawValue: padding!)! }
  func pair(_ numbers: [Int]) -> (Int, Int) { (numbers[0], numbers[1]) }
}

/// Expects the recorded results and gradients: at once, traced, and for views of the inputs; in
/// `float64` too. The tolerance is for numbers up to 1, and grows with the largest of them.
func check(
  _ recorded: ImageCase, tolerance: Double = 0,
  _ function: @escaping @Sendable ([Tensor]) -> Tensor
) throws {
  @Sendable func resultAndGradients(_ tensors: [Tensor]) throws -> [Tensor] {
    let (inputs, change) = (Array(tensors.dropLast()), tensors.last!)
    let watched = inputs.filter { $0.dtype.isFloating }
    let tape = GradientTape()
    for input in watched { tape.watch(input) }
    let y = tape.record { function(inputs) }
    return [y] + (try tape.gradient(y, watched, weights: change))
  }
  let inputs = recorded.inputs.map(\.tensor) + [recorded.change.tensor]
  let expected = ([recorded.result] + recorded.gradients).map(\.tensor)
  func expectClose(_ results: [Tensor], _ dtype: DType) {
    for (result, expected) in zip(results, expected) {
      let numbers = cast(expected, to: .float64).scalars(as: Double.self)
      let largest = numbers.reduce(1) { max($0, abs($1)) }
      expectTensor(result, expected.shape, numbers, dtype, tolerance: tolerance * largest)
    }
  }
  let results = try resultAndGradients(inputs)
  #expect(results.count == expected.count)
  expectClose(results, expected[0].dtype)

  let traced = Function("traced") { (tensors: [Tensor]) in try resultAndGradients(tensors) }
  expectSame(try traced(inputs), results)
  for layout in Layout.allCases where layout != .repeated {
    expectSame(try resultAndGradients(inputs.map { layout.arrange($0) }), results, "\(layout)")
  }
  let wide = inputs.map { $0.dtype.isFloating ? cast($0, to: .float64) : $0 }
  expectClose(try resultAndGradients(wide), .float64)
}
