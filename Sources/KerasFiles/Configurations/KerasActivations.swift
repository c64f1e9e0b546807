import Tapestry

/// The names of activations, of which one means different functions in Keras 2 and in Keras 3.
///
/// `hard_sigmoid` is 0.2 x + 0.5 between 0 and 1 in Keras 2, and relu6(x + 3) / 6 in Keras 3. Here
/// it is the former; the latter has a name of its own, so that the numbers of a model do not depend
/// on the file that it comes from.
enum KerasActivations {
  private static let (own, ofKeras3): (ConfigValue, ConfigValue) = (
    "hard_sigmoid", "hard_sigmoid_relu6"
  )

  /// A configuration with the names that are used here.
  ///
  /// - Parameter isOfKeras3: whether Keras 3 wrote it.
  static func read(_ config: Config, isOfKeras3: Bool) -> Config {
    renamed(config) { name in
      switch name {
      // Keras 3's name of an activation that Keras 2 and this library call swish.
      case "silu": "swish"
      case own where isOfKeras3: ofKeras3
      default: name
      }
    }
  }

  /// A configuration with the names of Keras 3.
  ///
  /// - Throws: `KerasProblem` for a function that Keras 3 does not have.
  static func writtenForKeras3(_ config: Config) throws -> Config {
    try renamed(config) { name in
      if name == own {
        throw KerasProblem(
          "its activation 'hard_sigmoid' is that of Keras 2, and under this name Keras 3 computes "
            + "relu6(x + 3) / 6; use .hardSigmoidRelu6, or write an .h5 file for Keras 2")
      }
      return name == ofKeras3 ? own : name
    }
  }

  /// A configuration with the names of Keras 2.
  ///
  /// - Throws: `KerasProblem` for the function that Keras 2 would silently replace.
  static func writtenForKeras2(_ config: Config) throws -> Config {
    try renamed(config) { name in
      if name == ofKeras3 {
        throw KerasProblem(
          "its activation 'hard_sigmoid_relu6' is the hard_sigmoid of Keras 3, and under this name "
            + "Keras 2 computes 0.2 x + 0.5; use .hardSigmoid, or write a .keras file for Keras 3")
      }
      return name
    }
  }

  private static func renamed(
    _ config: Config, _ newName: (ConfigValue) throws -> ConfigValue
  ) rethrows -> Config {
    var config = config
    for key in config.names {
      let value = config[key]!
      if key.hasSuffix("activation"), case .string = value {
        config[key] = try newName(value)
      } else {
        config[key] = try renamed(value, newName)
      }
    }
    return config
  }

  private static func renamed(
    _ value: ConfigValue, _ newName: (ConfigValue) throws -> ConfigValue
  ) rethrows -> ConfigValue {
    switch value {
    case .config(let config): .config(try renamed(config, newName))
    case .list(let list): .list(try list.map { try renamed($0, newName) })
    default: value
    }
  }
}
