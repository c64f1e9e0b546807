import Tapestry

/// The state of an optimizer, in the order and under the names of either version of Keras.
enum KerasOptimizers {
  /// Options of Keras 3's optimizers that no optimizer here has, with the value that changes
  /// nothing.
  private static let foreign: [(name: String, defaultValue: ConfigValue)] = [
    ("use_ema", false), ("gradient_accumulation_steps", .none), ("loss_scale_factor", .none),
    ("beta", 0.0),
  ]

  // MARK: Order

  /// Optimizers whose first two kinds of slots Keras 3 stores variable by variable. It stores a
  /// third kind, and the slots of all other optimizers, in the order of Keras 2: one kind after the
  /// other, and those of Ftrl variable by variable.
  private static let paired: Set<String> = ["Adam", "AdamW", "Adamax", "Nadam", "Adadelta"]

  /// The slots of an optimizer in the order of Keras 3, by their indices in the order of Keras 2.
  ///
  /// Nadam's for two variables, which are `product m0 m1 v0 v1` in Keras 2, are
  /// `m0 v0 m1 v1 product` in Keras 3: `[1, 3, 2, 4, 0]`.
  private static func keras3Order(of serialized: Config, count: Int) -> [Int] {
    guard case .string(let className)? = serialized["class_name"], paired.contains(className),
      case .config(let config)? = serialized["config"]
    else { return Array(0..<count) }
    // Nadam has one product of its momenta for all variables.
    let products = Array(0..<(className == "Nadam" ? min(count, 1) : 0))
    let slots = products.count..<count
    let variables = slots.count / (config["amsgrad"] == true ? 3 : 2)
    let pairs = slots.prefix(variables).flatMap { [$0, $0 + variables] }
    return pairs + slots.dropFirst(2 * variables) + products
  }

  // MARK: Reading

  /// An optimizer's configuration, whichever version wrote it.
  ///
  /// - Throws: `KerasProblem` if it asks for something that no optimizer here does.
  static func read(_ serialized: Config) throws -> Config {
    var serialized = serialized
    guard case .config(var config)? = serialized["config"] else { return serialized }
    for (name, defaultValue) in foreign where config[name] ?? defaultValue != defaultValue {
      // Foundation reads 0.0 as an integer.
      if config[name] == 0, defaultValue == 0.0 { continue }
      throw KerasProblem(
        "its optimizer has '\(name)', which there is not here; load the weights: loadWeights(from:)"
      )
    }
    let className = serialized["class_name"]
    if let decay = config["weight_decay"], decay != .none, className != "AdamW",
      className != "Lion"
    {
      throw KerasProblem(
        "its optimizer has 'weight_decay', which here only AdamW and Lion have; "
          + "load the weights: loadWeights(from:)")
    }
    for (name, _) in foreign { config[name] = nil }
    if className == "Lion", config["weight_decay"] == ConfigValue.none {
      config["weight_decay"] = 0.0
    }
    // Keras 3 has no decay of rates; the momentum of its Nadam grows as with a decay of 1.
    if config["decay"] == nil { config["decay"] = className == "Nadam" ? 1.0 : 0.0 }
    serialized["config"] = .config(config)
    return serialized
  }

  /// The weights of an optimizer in the order of Keras 2: the count of steps, then the slots.
  ///
  /// Keras 3 stores the learning rate after the count, unless it is a schedule.
  static func ordered(
    _ weights: [NamedTensor], of serialized: Config, isOfKeras3: Bool
  ) -> [NamedTensor] {
    guard let steps = weights.first else { return [] }
    guard isOfKeras3 else { return [counted(steps)] + weights.dropFirst() }
    var hasRate = true
    if case .config(let config)? = serialized["config"], case .config? = config["learning_rate"] {
      hasRate = false
    }
    var slots = Array(weights.dropFirst(hasRate ? 2 : 1))
    // Before Keras 3.10, the product of Nadam's momenta came first. It is a scalar, as hardly any
    // weight is.
    if serialized["class_name"] == "Nadam", slots.first?.tensor.rank == 0,
      slots.last?.tensor.rank != 0
    {
      slots.append(slots.removeFirst())
    }
    var ordered = slots
    for (index, slot) in zip(keras3Order(of: serialized, count: slots.count), slots) {
      ordered[index] = slot
    }
    return [counted(steps)] + ordered
  }

  /// The state of an optimizer of which a file has only the variables, in the order of Keras 3.
  ///
  /// - Throws: `KerasProblem` if Keras 3 has no such optimizer.
  static func state(
    _ variables: [NamedTensor], of own: SavedOptimizer
  ) throws -> SavedOptimizer {
    // In which a decay is a schedule, which has no variable.
    let keras3 = try written(own).serialized
    var serialized = own.serialized
    if case .config(let keras3Config)? = keras3["config"],
      case .double? = keras3Config["learning_rate"],
      case .config(var config)? = serialized["config"],
      variables.count > 1, variables[1].tensor.spec == TensorSpec(shape: [], dtype: .float32)
    {
      config["learning_rate"] = .double(Double(variables[1].tensor.scalar(as: Float.self)))
      serialized["config"] = .config(config)
    }
    return SavedOptimizer(
      serialized: serialized, weights: ordered(variables, of: keras3, isOfKeras3: true))
  }

  /// The count of steps as a 64-bit integer, whatever type it had.
  private static func counted(_ weight: NamedTensor) -> NamedTensor {
    guard weight.tensor.shape.rank == 0, !weight.tensor.dtype.isFloating else { return weight }
    return NamedTensor(weight.name, cast(weight.tensor, to: .int64))
  }

  // MARK: Writing

  /// A configuration that both versions read: Keras 3 finds the class of a schedule by its module.
  static func forBoth(_ serialized: Config) -> Config {
    var serialized = serialized
    if case .config(var config)? = serialized["config"],
      case .config(var schedule)? = config["learning_rate"]
    {
      schedule["module"] = "keras.optimizers.schedules"
      schedule["registered_name"] = ConfigValue.none
      config["learning_rate"] = .config(schedule)
      serialized["config"] = .config(config)
    }
    return serialized
  }

  /// The configuration and the weights in the form of Keras 3.
  ///
  /// - Throws: `KerasProblem` if its optimizers cannot do what this one does.
  static func written(
    _ optimizer: SavedOptimizer
  ) throws -> (serialized: Config, weights: [Tensor]) {
    var serialized = optimizer.serialized
    guard case .string(let className)? = serialized["class_name"],
      case .config(var config)? = serialized["config"], let steps = optimizer.weights.first
    else { return (serialized, optimizer.weights.map(\.tensor)) }
    let decay = config["decay"]
    config["decay"] = nil
    if className == "Nadam" {
      guard decay == 1.0 else {
        throw KerasProblem(
          "the momentum of Nadam decays by \(decay ?? .none), and in Keras 3 by 1; compile the model "
            + "with Nadam(decay: 1), or write an .h5 file")
      }
    } else if case .double(let rate)? = decay, rate > 0 {
      // The decay of Keras 2, as a schedule.
      guard let first = config["learning_rate"], case .double = first else {
        throw KerasProblem(
          "its optimizer has a schedule and a decay, and Keras 3 has no decay; make one schedule of "
            + "both")
      }
      config["learning_rate"] = [
        "class_name": "InverseTimeDecay",
        "config": [
          "initial_learning_rate": first, "decay_steps": 1, "decay_rate": .double(rate),
          "staircase": false, "name": "InverseTimeDecay",
        ],
      ]
    }
    serialized["config"] = .config(config)
    var tensors = [steps.tensor]
    if case .double(let rate)? = config["learning_rate"] {
      tensors.append(Tensor(rate, dtype: .float32))
    }
    let slots = optimizer.weights.dropFirst().map(\.tensor)
    let order = keras3Order(of: serialized, count: slots.count)
    return (serialized, tensors + order.map { slots[$0] })
  }
}
