import Tapestry

/// The masks of a functional model of Keras 3, which writes down the operations that compute them
/// and the calls that take them. Here, as in Keras 2, masks go along with the values.
///
/// A mask that a call takes is dropped only if it is the one that comes with the value here; the
/// operations are compared symbolically. Any other mask is refused: without it, the numbers would
/// be wrong.
struct KerasMasks {
  private typealias Layer = (className: String, own: Config, calls: [Config])

  private var layers: [String: Layer] = [:]
  /// What is already known of masks: of operations, and of values with those that come with them.
  private var (computed, carried): ([String: Mask], [String: Mask]) = ([:], [:])
  /// Each different form of a mask, with its ID, so that they can be compared quickly.
  private var forms: [String: Int] = [:]

  /// A mask, by the ID of its form.
  private enum Mask: Equatable {
    case none
    case form(Int)
    /// The mask of each step, repeated for all its numbers.
    case wide(Int)
    /// What an inner model gives its outputs: neither version writes it down.
    case inner

    var text: String { "\(self)" }
  }

  /// The layers of a description without masks: neither arguments nor operations.
  ///
  /// - Throws: `KerasProblem` for a mask that is not the one that comes with the value.
  static func removed(from objects: [Config], outputs: ConfigValue?) throws -> [Config] {
    var masks = KerasMasks()
    for object in objects {
      guard case .string(let name)? = object["name"],
        case .string(let className)? = object["class_name"],
        case .config(let own)? = object["config"], case .list(let calls)? = object["inbound_nodes"]
      else { continue }
      masks.layers[name] = (
        className, own,
        calls.map { call in if case .config(let config) = call { config } else { [:] } }
      )
    }
    let changed = try objects.map { try masks.withoutMasks($0) }
    return withoutUnused(changed, outputs)
  }

  /// A layer whose calls take no masks.
  private mutating func withoutMasks(_ object: Config) throws -> Config {
    guard case .string(let name)? = object["name"], let layer = layers[name],
      case .list(let calls)? = object["inbound_nodes"],
      layer.className != KerasOperations.className
    else { return object }
    var object = object
    object["inbound_nodes"] = .list(
      try calls.map { call in
        guard case .config(var call) = call, case .config(var options)? = call["kwargs"] else {
          return call
        }
        let given = options["mask"] ?? .none
        options["mask"] = nil
        call["kwargs"] = .config(options)
        let own = mask(ofCall: call)
        if given == .none {
          // Keras 3 masks no layer with first states.
          guard !Self.using.contains(layer.className) || own == .none || own == .inner else {
            throw KerasProblem(
              "its layer '\(name)' ignores the mask of its values in Keras 3, and would use it here; "
                + "load the weights into a model of your own: loadWeights(from:)")
          }
          return .config(call)
        }
        let taken = KerasCalls.references(in: given).first.map { computed($0) } ?? .inner
        guard taken == own, taken != .inner, taken != .none, layer.className != "Softmax" else {
          throw KerasProblem(
            "its layer '\(name)' takes a mask that is computed in another way here; load the weights "
              + "into a model of your own: loadWeights(from:)")
        }
        return .config(call)
      })
    return object
  }

  // MARK: Masks that come with values

  /// Layers that compute something else with a mask.
  private static let using: Set<String> = [
    "SimpleRNN", "LSTM", "GRU", "Bidirectional", "GlobalAveragePooling1D",
  ]
  private static let passing: Set<String> = [
    "Dense", "Activation", "LeakyReLU", "ELU", "PReLU", "Softmax", "ThresholdedReLU",
    "Dropout", "GaussianNoise", "LayerNormalization", "BatchNormalization", "TimeDistributed",
  ]
  private static let merging: Set<String> = [
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum",
  ]

  private mutating func form(_ text: String) -> Mask {
    if let id = forms[text] { return .form(id) }
    forms[text] = forms.count
    return .form(forms.count - 1)
  }

  private func arguments(_ call: Config) -> [ConfigValue] {
    if case .list(let arguments)? = call["args"] { arguments } else { [] }
  }

  /// The mask that comes with the first value of a call.
  private mutating func mask(ofCall call: Config) -> Mask {
    KerasCalls.references(in: call["args"] ?? .none).first.map { carried($0) } ?? .none
  }

  /// The mask that comes with a value.
  private mutating func carried(_ reference: KerasCalls.Reference) -> Mask {
    if let known = carried[reference.text] { return known }
    // A file may refer to a value before it exists.
    carried[reference.text] = Mask.none
    let mask = newlyCarried(reference)
    carried[reference.text] = mask
    return mask
  }

  private mutating func newlyCarried(_ reference: KerasCalls.Reference) -> Mask {
    guard let layer = layers[reference.layer], layer.calls.indices.contains(reference.call) else {
      return .none
    }
    let call = layer.calls[reference.call]
    let inputs = KerasCalls.references(in: call["args"] ?? .none)
    guard let first = inputs.first else { return .none }
    switch layer.className {
    case "Embedding": return layer.own["mask_zero"] == true ? form("\(first.text) != 0.0") : .none
    case "Masking":
      let different = form("\(first.text) != \(Self.number(layer.own["mask_value"]))")
      return form("any \(different.text)")
    case _ where Self.passing.contains(layer.className): return carried(first)
    case "Model", "Sequential": return .inner
    case "SimpleRNN", "LSTM", "GRU":
      return layer.own["return_sequences"] == true && reference.output == 0 ? carried(first) : .none
    case "Bidirectional":
      guard case .config(let inner)? = layer.own["layer"],
        case .config(let own)? = inner["config"], own["return_sequences"] == true
      else { return .none }
      return carried(first)
    case KerasOperations.className where !KerasOperations.isOtherLayer(layer.own, arguments(call)):
      return .none
    case KerasOperations.className where inputs.count == 1:
      // Here it is an activation, which passes masks on.
      let mask = carried(first)
      return mask == .inner ? form("inner") : mask
    case KerasOperations.className,
      _ where Self.merging.contains(layer.className):
      let masks = inputs.map { carried($0) }.filter { $0 != .none }
      guard let one = masks.first, masks.contains(where: { $0 != one }) else {
        return masks.first ?? .none
      }
      return form("and \(masks.map(\.text))")
    case "Concatenate":
      let masks = inputs.map { carried($0) }
      guard masks.contains(where: { $0 != .none }) else { return .none }
      if layer.own["axis"] == -1, masks.allSatisfy({ $0 == masks[0] }) { return masks[0] }
      return form("concatenate \(masks.map(\.text))")
    default: return .none
    }
  }

  // MARK: Masks that operations compute

  private mutating func computed(_ reference: KerasCalls.Reference) -> Mask {
    if let known = computed[reference.text] { return known }
    computed[reference.text] = .inner
    let mask = newlyComputed(reference)
    computed[reference.text] = mask
    return mask
  }

  /// A mask by its operation; `inner` for one that is not known.
  private mutating func newlyComputed(_ reference: KerasCalls.Reference) -> Mask {
    guard let layer = layers[reference.layer], layer.className == KerasOperations.className,
      let call = layer.calls.first, case .list(let arguments)? = call["args"],
      case .string(let operation)? = layer.own["operation"]
    else { return .inner }
    let inputs = KerasCalls.references(in: .list(arguments))
    switch operation {
    case "NotEqual":
      guard inputs.count == 1, arguments.count == 2 else { return .inner }
      return form("\(inputs[0].text) != \(Self.number(arguments[1]))")
    case "Any":
      guard inputs.count == 1, layer.own["axis"] == -1 else { return .inner }
      switch computed(inputs[0]) {
      // That some number of a step is present is so for all of them.
      case .wide(let id): return .form(id)
      case .form(let id): return form("any \(Mask.form(id).text)")
      default: return .inner
      }
    case "LogicalOr":
      guard inputs.count == 2 else { return .inner }
      let first = computed(inputs[0])
      if case .wide = first, self.operation(inputs[1]) == "ZerosLike" { return first }
      let second = computed(inputs[1])
      return first == second ? first : .inner
    case "ExpandDims":
      guard inputs.count == 1, layer.own["axis"] == -1, case .form(let id) = computed(inputs[0])
      else { return .inner }
      return .wide(id)
    case "Concatenate":
      guard layer.own["axis"] == -1, let first = inputs.first.map({ computed($0) }),
        case .wide = first
      else { return .inner }
      for input in inputs where computed(input) != first { return .inner }
      return first
    default: return .inner
    }
  }

  private func operation(_ reference: KerasCalls.Reference) -> ConfigValue? {
    layers[reference.layer].flatMap { $0.own["operation"] }
  }

  /// A number in one form: Foundation reads 0.0 as an integer.
  private static func number(_ value: ConfigValue?) -> String {
    switch value {
    case .int(let number)?: "\(Double(number))"
    case .double(let number)?: "\(number)"
    default: "\(value ?? .none)"
    }
  }

  // MARK: Operations without use

  /// The layers without operations on which neither an output nor a layer depends.
  private static func withoutUnused(_ objects: [Config], _ outputs: ConfigValue?) -> [Config] {
    var inputs: [String: [String]] = [:]
    var open = KerasCalls.references(in: outputs ?? .none).map(\.layer)
    for object in objects {
      guard case .string(let name)? = object["name"] else { continue }
      inputs[name] = KerasCalls.references(in: object["inbound_nodes"] ?? .none).map(\.layer)
      if object["class_name"] != .string(KerasOperations.className) { open.append(name) }
    }
    var used: Set<String> = []
    while let name = open.popLast() {
      if used.insert(name).inserted { open += inputs[name] ?? [] }
    }
    return objects.filter { object in
      if case .string(let name)? = object["name"] { used.contains(name) } else { true }
    }
  }
}
