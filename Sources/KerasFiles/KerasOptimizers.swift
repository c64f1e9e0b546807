import Tapestry

/// What an optimizer remembers, in Keras's order.
enum KerasOptimizers {
  /// An optimizer's configuration; Keras 3 has no decay, which is none.
  static func read(_ serialized: Config) -> Config {
    var serialized = serialized
    if case .config(var config)? = serialized["config"], config["decay"] == nil {
      config["decay"] = 0.0
      serialized["config"] = .config(config)
    }
    return serialized
  }

  /// The weights in the order of Keras 2: the count of steps, then a kind of memory after the other.
  ///
  /// Keras 3 keeps the learning rate among them, and Adam's memories variable by variable.
  static func ordered(_ weights: [NamedTensor]) -> [NamedTensor] {
    guard weights.count >= 2, weights[1].name.hasSuffix("learning_rate") else {
      return weights.map(counted)
    }
    let memories = weights.dropFirst(2)
    var kinds: [String] = []
    func kind(_ weight: NamedTensor) -> String {
      String(weight.name.split(separator: "_").last ?? "")
    }
    for memory in memories where !kinds.contains(kind(memory)) { kinds.append(kind(memory)) }
    return [counted(weights[0])]
      + kinds.flatMap { wanted in memories.filter { kind($0) == wanted } }
  }

  /// The weights of an optimizer of Keras 3 without names: the count of steps, the learning rate, and
  /// the memories. Those of the kinds of Adam are together for each variable.
  static func ordered(_ weights: [NamedTensor], of className: ConfigValue?) -> [NamedTensor] {
    guard weights.count >= 2 else { return weights }
    let memories = Array(weights.dropFirst(2))
    let isPaired = ["Adam", "AdamW", "Adamax"].contains(className)
    let ordered =
      isPaired
      ? memories.indices.filter { $0 % 2 == 0 }.map { memories[$0] }
        + memories.indices.filter { $0 % 2 == 1 }.map { memories[$0] } : memories
    return [counted(weights[0])] + ordered
  }

  /// The count of steps as a 64-bit integer, whatever it was.
  private static func counted(_ weight: NamedTensor) -> NamedTensor {
    guard weight.tensor.shape.rank == 0, !weight.tensor.dtype.isFloating else { return weight }
    return NamedTensor(weight.name, cast(weight.tensor, to: .int64))
  }
}
