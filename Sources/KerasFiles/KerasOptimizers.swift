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

  /// The count of steps as a 64-bit integer, whatever it was.
  private static func counted(_ weight: NamedTensor) -> NamedTensor {
    guard weight.tensor.shape.rank == 0, !weight.tensor.dtype.isFloating else { return weight }
    return NamedTensor(weight.name, cast(weight.tensor, to: .int64))
  }
}
