import AutoGraph
import Tapestry
import Testing

// Programs over one number, each beside the same program in plain Swift.

/// A converted function and what it must compute.
struct ScalarProgram: Sendable, CustomTestStringConvertible {
  let name: String
  let converted: @Sendable (Tensor) -> Tensor
  let plain: @Sendable (Double) -> Double
  var testDescription: String { name }

  init(
    _ name: String, _ converted: @escaping @Sendable (Tensor) -> Tensor,
    _ plain: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.converted = converted
    self.plain = plain
  }
}
