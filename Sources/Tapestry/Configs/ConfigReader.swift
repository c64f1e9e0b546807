/// Reads an object's options from a configuration, and keeps track of those that were read.
///
/// ```swift
/// let reader = ConfigReader(["units": 3, "unitz": 4], of: "Dense")
/// try reader.int("units")  // 3
/// try reader.finish()      // throws: the configuration has 4 under 'unitz'
/// ```
///
/// A name that is never read is an error, since it may change what is computed. Exempt are names
/// without effect here, and those from other versions of Keras whose value changes nothing.
///
/// It is a class, so that all functions to which the reader is passed share the record of what was
/// read.
public final class ConfigReader {
  /// The configuration.
  public let config: Config
  /// The class of the object that is made.
  public let object: String
  private var asked: Set<String> = []

  /// A reader of the configuration of an object of a class.
  public init(_ config: Config, of object: String) {
    self.config = config
    self.object = object
  }

  /// The value under a name, or nil.
  public func value(_ name: String) -> ConfigValue? {
    asked.insert(name)
    return config[name]
  }

  /// The result of `read` for the value under a name; nil if there is no value.
  ///
  /// ```swift
  /// try reader.optional("seed", reader.int)
  /// ```
  ///
  /// - Throws: what `read` throws.
  public func optional<Value, Failure>(
    _ name: String, _ read: (String) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    switch value(name) {
    case nil, ConfigValue.none?: nil
    default: try read(name)
    }
  }

  /// The error for a value that does not fit.
  public func wrong(_ name: String, _ expected: String) -> ConfigError {
    ConfigError(object: object, name: name, expected: expected, found: value(name))
  }

  // MARK: Single values

  /// The integer under a name.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func int(_ name: String) throws(ConfigError) -> Int {
    if case .int(let value)? = value(name) { return value }
    throw wrong(name, "an integer")
  }

  /// The integer under a name, which must not be less than `minimum`.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func int(_ name: String, atLeast minimum: Int) throws(ConfigError) -> Int {
    if case .int(let value)? = value(name), value >= minimum { return value }
    throw wrong(name, "an integer of \(minimum) or more")
  }

  /// The integer under a name, which must be at least 1.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func positive(_ name: String) throws(ConfigError) -> Int {
    try int(name, atLeast: 1)
  }

  /// The number under a name, which may be written as an integer.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func double(_ name: String) throws(ConfigError) -> Double {
    switch value(name) {
    case .double(let value)?: return value
    case .int(let value)?: return Double(value)
    default: throw wrong(name, NumberDomain.any.text)
    }
  }

  /// The number under a name, which must belong to a domain and may be written as an integer.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func double(_ name: String, _ domain: NumberDomain) throws(ConfigError) -> Double {
    let value = try double(name)
    guard domain.contains(value) else { throw wrong(name, domain.text) }
    return value
  }

  /// The Boolean under a name.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func bool(_ name: String) throws(ConfigError) -> Bool {
    if case .bool(let value)? = value(name) { return value }
    throw wrong(name, "true or false")
  }

  /// The string under a name.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func string(_ name: String) throws(ConfigError) -> String {
    if case .string(let value)? = value(name) { return value }
    throw wrong(name, "a string")
  }

  /// One of the cases of an enumeration, by name.
  ///
  /// - Throws: `ConfigError` if there is no string, `UnknownName` if it is not the name of a case.
  public func choice<Choice: CaseIterable & RawRepresentable>(
    _ name: String, as: Choice.Type = Choice.self
  ) throws -> Choice where Choice.RawValue == String {
    let value = try string(name)
    guard let choice = Choice(rawValue: value) else {
      throw UnknownName(kind: name, name: value, known: Choice.allCases.map(\.rawValue))
    }
    return choice
  }

  // MARK: Several values

  /// The integers under a name, which may be a single one.
  ///
  /// - Throws: `ConfigError` if there are none.
  public func ints(_ name: String) throws(ConfigError) -> [Int] {
    if case .int(let value)? = value(name) { return [value] }
    guard case .list(let values)? = value(name) else { throw wrong(name, "integers") }
    var ints: [Int] = []
    for value in values {
      guard case .int(let int) = value else { throw wrong(name, "integers") }
      ints.append(int)
    }
    return ints
  }

  /// The numbers in a list under a name.
  ///
  /// - Throws: `ConfigError` if there are none.
  public func doubles(_ name: String) throws(ConfigError) -> [Double] {
    guard case .list(let values)? = value(name) else { throw wrong(name, "a list of numbers") }
    var doubles: [Double] = []
    for value in values {
      switch value {
      case .double(let double): doubles.append(double)
      case .int(let int): doubles.append(Double(int))
      default: throw wrong(name, "a list of numbers")
      }
    }
    return doubles
  }

  /// The configuration under a name.
  ///
  /// - Throws: `ConfigError` if there is none.
  public func config(_ name: String) throws(ConfigError) -> Config {
    if case .config(let value)? = value(name) { return value }
    throw wrong(name, "a configuration")
  }

  /// The configurations in a list under a name.
  ///
  /// - Throws: `ConfigError` if there are none.
  public func configs(_ name: String) throws(ConfigError) -> [Config] {
    guard case .list(let values)? = value(name) else {
      throw wrong(name, "a list of configurations")
    }
    var configs: [Config] = []
    for value in values {
      guard case .config(let config) = value else { throw wrong(name, "a list of configurations") }
      configs.append(config)
    }
    return configs
  }

  // MARK: What was not read

  /// Allows a name to be present, whatever its value.
  public func ignore(_ names: String...) { asked.formUnion(names) }

  /// Checks that every name in the configuration was read, or changes nothing.
  ///
  /// - Throws: `ConfigError` for the first name that asks for what this class cannot do.
  public func finish() throws(ConfigError) {
    for name in config.names where !asked.contains(name) && !isNeutral(name) {
      let known = asked.sorted().joined(separator: ", ")
      throw ConfigError(
        object: object, name: name,
        expected: "nothing there: \(object) has no such option; it has \(known)",
        found: config[name])
    }
  }

  private func isNeutral(_ name: String) -> Bool {
    if withoutEffect.contains(name) { return true }
    return neutralValues[name]?.contains(config[name]!) ?? false
  }
}

/// Names in Keras's configurations that have no influence on what is computed: they say how it is
/// computed, repeat what is known from elsewhere, or say where a class was registered.
private let withoutEffect: Set<String> = [
  "name", "module", "registered_name", "build_config", "build_input_shape", "batch_input_shape",
  "batch_shape", "input_shape", "input_length", "implementation", "unroll", "fused", "autocast",
  "jit_compile", "is_legacy_optimizer", "use_cudnn",
]

/// Names from other versions of Keras and other classes, with the values that change nothing.
private let neutralValues: [String: [ConfigValue]] = [
  "trainable": [true], "dtype": ["float32"], "decay": [0, 0.0, .none],
  "groups": [1], "output_padding": [.none], "renorm": [false], "renorm_clipping": [.none],
  "renorm_momentum": [0.99], "virtual_batch_size": [.none], "adjustment": [.none],
  "synchronized": [false], "rms_scaling": [false], "time_major": [false], "ragged": [false],
  "sparse": [false], "stateful": [false], "return_state": [false], "mask_zero": [false],
  "zero_output_for_mask": [false], "activity_regularizer": [.none], "kernel_constraint": [.none],
  "bias_constraint": [.none], "recurrent_constraint": [.none], "keepdims": [false],
  "data_format": ["channels_last", .none], "lora_rank": [.none], "lora_alpha": [.none],
  "quantization_config": [.none], "seed": [.none], "seed_generator": [.none],
  "use_ema": [false], "ema_momentum": [0.99], "ema_overwrite_frequency": [.none],
  "weight_decay": [.none, 0, 0.0], "gradient_accumulation_steps": [.none],
  "loss_scale_factor": [.none], "clipnorm": [.none], "clipvalue": [.none],
  "global_clipnorm": [.none],
]
