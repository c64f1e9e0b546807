import Tapestry

/// The state of an optimizer, in the order and under the names of either version of Keras.
enum KerasOptimizers {
  /// Optimizers whose first two kinds of slots Keras 3 stores variable by variable; it stores a
  /// third kind, and those of all other optimizers, one kind after the other, as Keras 2 does.
  private static let paired: Set<String> = ["Adam", "AdamW", "Adamax", "Nadam", "Adadelta"]

  /// Options of Keras 3's optimizers that no optimizer here has, with the value that changes
  /// nothing.
  private static let foreign: [(name: String, usual: ConfigValue)] = [
    ("use_ema", false), ("gradient_accumulation_steps", .none), ("loss_scale_factor", .none),
    ("beta", 0.0),
  ]

  // MARK: Reading

  /// An optimizer's configuration, whichever version wrote it.
  ///
  /// - Throws: `KerasProblem` if it asks for something that no optimizer here does.
  static func read(_ serialized: Config) throws -> Config {
    var serialized = serialized
    guard case .config(var config)? = serialized["config"] else { return serialized }
    for (name, usual) in foreign where config[name] ?? usual != usual {
      // Foundation reads 0.0 as an integer.
      if config[name] == 0, usual == 0.0 { continue }
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

  /// The weights of an `.h5` file in the order of Keras 2: the number of steps, then one kind of
  /// slots after the other.
  ///
  /// Keras 3 has the learning rate among them, and Adam's slots variable by variable.
  static func ordered(named weights: [NamedTensor], of serialized: Config) -> [NamedTensor] {
    guard let steps = weights.first, steps.name.hasSuffix("iteration") else {
      return weights.map(counted)
    }
    let slots = weights.dropFirst().filter { !$0.name.hasSuffix("learning_rate") }
    // Keras 2, too, has the slots of this optimizer variable by variable.
    if serialized["class_name"] == "Ftrl" { return [counted(steps)] + slots }
    var kinds: [String] = []
    func kind(_ weight: NamedTensor) -> String {
      String(weight.name.split { $0 == "_" || $0 == "/" }.last ?? "")
    }
    for slot in slots where !kinds.contains(kind(slot)) { kinds.append(kind(slot)) }
    // The product of Nadam's momenta has no name in Keras 3, and comes first here.
    kinds = kinds.filter { $0 == "variable" } + kinds.filter { $0 != "variable" }
    return [counted(steps)] + kinds.flatMap { wanted in slots.filter { kind($0) == wanted } }
  }

  /// The weights of an optimizer of Keras 3 without names: the count of steps, the learning rate if
  /// it is a number, and the slots.
  static func ordered(_ weights: [NamedTensor], of serialized: Config) -> [NamedTensor] {
    guard let steps = weights.first, case .string(let className)? = serialized["class_name"],
      case .config(let config)? = serialized["config"]
    else { return weights }
    var hasRate = true
    if case .config? = config["learning_rate"] { hasRate = false }
    var slots = Array(weights.dropFirst(hasRate ? 2 : 1))
    if paired.contains(className) {
      let kinds = config["amsgrad"] == true ? 3 : 2
      let pairs = Array(slots.prefix(slots.count / kinds * 2))
      func kind(_ name: String, _ tensors: [NamedTensor]) -> [NamedTensor] {
        tensors.enumerated().map {
          NamedTensor("\(className)/\($0.offset)/\(name):0", $0.element.tensor)
        }
      }
      let rest = slots.dropFirst(pairs.count)
      slots =
        kind("m", stride(from: 0, to: pairs.count, by: 2).map { pairs[$0] })
        + kind("v", stride(from: 1, to: pairs.count, by: 2).map { pairs[$0] })
        + (kinds == 3 ? kind("vhat", Array(rest)) : Array(rest))
    }
    // The product of its momenta, which Keras 3 has at the end.
    if className == "Nadam", let product = slots.popLast() { slots.insert(product, at: 0) }
    return [counted(steps)] + slots
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
    return (serialized, tensors + slots(optimizer.weights.dropFirst(), of: className))
  }

  private static func slots(_ weights: ArraySlice<NamedTensor>, of className: String) -> [Tensor] {
    var slots = Array(weights)
    let product = className == "Nadam" && !slots.isEmpty ? [slots.removeFirst().tensor] : []
    guard paired.contains(className) else { return slots.map(\.tensor) }
    func kind(_ weight: NamedTensor) -> Substring { weight.name.split(separator: "/").last ?? "" }
    var kinds: [Substring] = []
    for slot in slots where !kinds.contains(kind(slot)) { kinds.append(kind(slot)) }
    let lists = kinds.map { wanted in slots.filter { kind($0) == wanted }.map(\.tensor) }
    guard lists.count >= 2 else { return slots.map(\.tensor) }
    return zip(lists[0], lists[1]).flatMap { [$0, $1] } + lists.dropFirst(2).flatMap { $0 }
      + product
  }
}
