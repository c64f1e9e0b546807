import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// What TensorFlow's optimizers and schedules did, recorded by Data/optimizers.py.
struct OptimizerRecording: Decodable, Sendable {
  let inputs: [String: Input]
  let dense: [Run]
  let sparse: [Run]
  let schedules: [Rates]

  static let recorded: OptimizerRecording = TestSupport.recording("optimizers", in: .module)

  /// The first values of the variables, and what belongs to each step.
  struct Input: Decodable, Sendable {
    let initial: [String]
    let gradients: [[String]]
  }

  /// The variables after each step, and the slots after the last.
  struct Run: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let input: String
    let config: JSONConfig
    let states: [[String]]
    let slots: [String]

    var testDescription: String { "\(name), \(input)" }
    var given: Input { OptimizerRecording.recorded.inputs[input]! }
    var dtype: DType { input == "float64" ? .float64 : .float32 }
  }

  /// The rates of a schedule at some steps.
  struct Rates: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let config: JSONConfig
    let steps: [Int]
    let rates: String

    var testDescription: String { name }
  }
}

/// A configuration as JSON.
struct JSONConfig: Decodable, Sendable {
  let config: Config

  init(from decoder: any Decoder) throws {
    let value = try Value(from: decoder).value
    guard case .config(let config) = value else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no configuration"))
    }
    self.config = config
  }

  private struct Value: Decodable {
    let value: ConfigValue

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        value = .none
      } else if let truth = try? single.decode(Bool.self) {
        value = .bool(truth)
      } else if let whole = try? single.decode(Int.self) {
        value = .int(whole)
      } else if let number = try? single.decode(Double.self) {
        value = .double(number)
      } else if let text = try? single.decode(String.self) {
        value = .string(text)
      } else if let list = try? single.decode([Value].self) {
        value = .list(list.map(\.value))
      } else {
        var config: Config = [:]
        for (name, part) in try single.decode([String: Value].self).sorted(by: { $0.key < $1.key })
        {
          config[name] = part.value
        }
        value = .config(config)
      }
    }
  }
}

/// Numbers separated by spaces, as a tensor.
func numbers(_ text: String, _ shape: Shape, _ dtype: DType = .float32) -> Tensor {
  let numbers = text.split(separator: " ").map { Double($0)! }
  return cast(Tensor(numbers, shape: shape), to: dtype)
}

/// Expects numbers to be those recorded, up to a share of the largest of them: where larger numbers
/// have cancelled each other on the way, their rounding errors are left.
func expectRecorded(
  _ result: Tensor, _ recorded: String, within share: Double = 1e-6, _ comment: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let expected = recorded.split(separator: " ").map { Double($0)! }
  let found = cast(result, to: .float64).scalars(as: Double.self)
  let largest = expected.filter { !$0.isNaN }.map(abs).max() ?? 0
  for (index, (got, expected)) in zip(found, expected).enumerated() {
    if !(abs(got - expected) <= share * largest || (got.isNaN && expected.isNaN)) {
      Issue.record(
        "element \(index): got \(got), expected \(expected) \(comment)",
        sourceLocation: sourceLocation)
      return
    }
  }
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
}
