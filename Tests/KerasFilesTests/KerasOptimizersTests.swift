import Tapestry
import Testing

@testable import KerasFiles

/// The order of an optimizer's slots, which differs between the versions of Keras.
struct KerasOptimizersTests {
  /// Weights whose names say what they are; the product of momenta is a scalar, as in files.
  private func weights(_ names: String) -> [NamedTensor] {
    names.split(separator: " ").map {
      NamedTensor(String($0), Tensor.zeros(["steps", "rate", "product"].contains($0) ? [] : [2]))
    }
  }

  private func optimizer(_ className: String, _ options: Config = [:]) -> Config {
    let config = options.merging([
      "learning_rate": 0.1, "decay": className == "Nadam" ? 1.0 : 0.0,
    ])
    return ["class_name": .string(className), "config": .config(config)]
  }

  private func read(_ names: String, _ serialized: Config) -> String {
    KerasOptimizers.ordered(weights(names), of: serialized, isOfKeras3: true).map(\.name)
      .joined(separator: " ")
  }

  @Test func `slots that Keras 3 stores variable by variable are read one kind after the other`() {
    #expect(read("steps rate m0 v0 m1 v1", optimizer("Adam")) == "steps m0 m1 v0 v1")
    #expect(
      read("steps rate m0 v0 m1 v1 h0 h1", optimizer("Adam", ["amsgrad": true]))
        == "steps m0 m1 v0 v1 h0 h1")
    #expect(read("steps rate a0 l0 a1 l1", optimizer("Ftrl")) == "steps a0 l0 a1 l1")
  }

  @Test(arguments: ["steps rate m0 v0 m1 v1 product", "steps rate product m0 v0 m1 v1"])
  func `the product of Nadam's momenta is read where any version of Keras 3 has it`(
    _ names: String
  ) {
    #expect(read(names, optimizer("Nadam")) == "steps product m0 m1 v0 v1")
  }

  @Test(arguments: [
    ("Adam", [1, 3, 2, 4]), ("Nadam", [2, 4, 3, 5, 1]), ("RMSprop", [1, 2, 3, 4]),
  ])
  func `slots are written in the order in which Keras 3 stores them`(
    _ className: String, _ order: [Int]
  ) throws {
    let weights = (0...order.count).map { NamedTensor("w\($0)", Tensor([Float($0)])) }
    let saved = SavedOptimizer(serialized: optimizer(className), weights: weights)
    // The count of steps and the rate come first.
    let slots = try KerasOptimizers.written(saved).weights.dropFirst(2)
    #expect(slots.map { Int($0.scalars(as: Float.self)[0]) } == order)
  }
}
