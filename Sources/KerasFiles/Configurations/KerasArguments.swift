import Tapestry

/// The arguments of operations: in Keras 3, some are options and others are in the call, as
/// constants beside values; here, all but the values are options of the layer.
enum KerasArguments {
  /// The operations that a layer here computes, by their classes. Where several are the same, only
  /// the first is written.
  static let operations: KeyValuePairs<String, LayerOperation> = [
    "Add": .add, "Subtract": .subtract, "Multiply": .multiply, "Divide": .divide,
    "TrueDivide": .divide, "Power": .power, "Maximum": .maximum, "Minimum": .minimum,
    "Matmul": .matmul, "Greater": .greater, "GreaterEqual": .greaterEqual, "Less": .less,
    "LessEqual": .lessEqual, "Equal": .equal, "NotEqual": .notEqual, "Where": .select,
    "Clip": .clip, "Negative": .negative, "Absolute": .absolute, "Abs": .absolute,
    "Exp": .exp, "Expm1": .expm1, "Log": .log, "Log1p": .log1p, "Sqrt": .sqrt,
    "Rsqrt": .rsqrt, "Square": .square, "Reciprocal": .reciprocal, "Sin": .sin, "Cos": .cos,
    "Tan": .tan, "Sign": .sign, "Floor": .floor, "Ceil": .ceil, "Erf": .erf, "Mean": .mean,
    "Sum": .sum, "Max": .max, "Min": .min, "Amax": .max, "Amin": .min, "Prod": .prod,
    "Var": .variance, "Std": .standardDeviation, "Logsumexp": .logSumExp, "Softmax": .softmax,
    "LogSoftmax": .logSoftmax, "Flip": .flip, "ExpandDims": .expandDims,
    "Squeeze": .squeeze, "Reshape": .reshape, "Transpose": .transpose,
    "Swapaxes": .transpose, "Moveaxis": .transpose, "Stack": .stack, "GetItem": .slice,
    "Cast": .cast,
  ]

  // MARK: Reading

  /// The options of the layer that computes an operation; nil if none does.
  static func read(
    _ own: Config, of operation: String, _ arguments: [ConfigValue]
  ) -> Config? {
    guard let computed = operations.first(where: { $0.key == operation })?.value else {
      return nil
    }
    var own = own
    for name in ["name", "operation"] { own[name] = nil }
    func taken(_ name: String) -> ConfigValue {
      defer { own[name] = nil }
      return own[name] ?? .none
    }
    var config: Config = ["operation": .string(computed.rawValue)]
    let tensors = values(in: arguments)
    var operands = arguments
    let shape = self.shape(tensors.first)
    switch operation {
    case "Where":
      guard let condition = operands.first, isValue(condition) else { return nil }
      operands.removeFirst()
    case "Clip": operands += [taken("x_min"), taken("x_max")]
    case "Reshape":
      guard case .list(let sizes) = taken("newshape"), let batch = sizes.first,
        batch == -1 || batch == .none
      else { return nil }
      config["shape"] = .list(Array(sizes.dropFirst()))
    case "Transpose": config["axes"] = taken("axes")
    case "Swapaxes", "Moveaxis":
      let names = operation == "Swapaxes" ? ["axis1", "axis2"] : ["source", "destination"]
      guard let order = order(operation, names.map(taken), shape?.count) else { return nil }
      config["axes"] = order
    case "GetItem":
      guard operands.count == 2, let index = index(operands.removeLast()) else { return nil }
      config["index"] = index
    case "Cast": config["to"] = taken("dtype")
    case "Squeeze" where own["axis"] == ConfigValue.none:
      own["axis"] = nil
      guard let shape else { return nil }
      config["axes"] = .list(shape.indices.filter { shape[$0] == 1 }.map { .int($0) })
    case _ where computed.hasAxis:
      // A single axis of an operation is a list of one here.
      let axis = taken("axis")
      if case .list = axis { config["axes"] = axis } else { config["axes"] = .list([axis]) }
      if case .bool(let keeps) = taken("keepdims") { config["keepdims"] = .bool(keeps) }
    default: break
    }
    // Options that are none change nothing.
    guard own.names.allSatisfy({ own[$0] == ConfigValue.none }) else { return nil }
    if computed.isOfTwo || computed.kind == .choice {
      let found = operands.compactMap { operand($0, type: type(tensors.last)) }
      guard found.count == operands.count else { return nil }
      config["operands"] = .list(found)
    } else if computed == .stack {
      guard operands.count == 1, case .list(let parts) = operands[0], parts.allSatisfy(isValue)
      else { return nil }
    } else if operands.count != 1 || !operands.allSatisfy(isValue) {
      return nil
    }
    return tensors.isEmpty ? nil : config
  }

  /// The values of layers among arguments.
  static func values(in arguments: [ConfigValue]) -> [ConfigValue] {
    arguments.flatMap { argument -> [ConfigValue] in
      if case .list(let parts) = argument { return parts.filter(isValue) }
      return isValue(argument) ? [argument] : []
    }
  }

  private static func isValue(_ argument: ConfigValue) -> Bool {
    if case .config(let object) = argument {
      object["class_name"] == "__keras_tensor__"
    } else {
      false
    }
  }

  private static func own(_ value: ConfigValue?) -> Config? {
    guard case .config(let object)? = value, case .config(let own)? = object["config"] else {
      return nil
    }
    return own
  }

  private static func type(_ value: ConfigValue?) -> ConfigValue? { own(value)?["dtype"] }

  private static func shape(_ value: ConfigValue?) -> [ConfigValue]? {
    if case .list(let sizes)? = own(value)?["shape"] { sizes } else { nil }
  }

  private static func order(
    _ operation: String, _ axes: [ConfigValue], _ rank: Int?
  ) -> ConfigValue? {
    guard let rank, rank <= 32, case .int(var a) = axes[0], case .int(var b) = axes[1],
      -rank..<rank ~= a, -rank..<rank ~= b
    else { return nil }
    (a, b) = (a < 0 ? a + rank : a, b < 0 ? b + rank : b)
    var order = Array(0..<rank)
    if operation == "Swapaxes" {
      order.swapAt(a, b)
    } else {
      order.insert(order.remove(at: a), at: b)
    }
    return .list(order.map { .int($0) })
  }

  /// A constant, or none for a value of a layer; nil for what is neither.
  ///
  /// - Parameter type: that of the values. An array must have it, too, since a different one would
  ///   be the type of the result.
  private static func operand(_ argument: ConfigValue, type: ConfigValue?) -> ConfigValue? {
    switch argument {
    case .int, .double: return argument
    case .config where isValue(argument): return ConfigValue.none
    case .config(let object):
      guard ["__numpy__", "__tensor__"].contains(object["class_name"]),
        let own = own(argument), let value = own["value"], let dtype = own["dtype"], dtype == type
      else { return nil }
      var (shape, numbers): ([ConfigValue], [ConfigValue]) = ([], [])
      var level = value
      while case .list(let parts) = level, shape.count <= 8 {
        shape.append(.int(parts.count))
        guard let first = parts.first else { break }
        level = first
      }
      func visit(_ value: ConfigValue, depth: Int) -> Bool {
        switch value {
        case .list(let parts):
          return depth < shape.count && shape[depth] == .int(parts.count)
            && parts.allSatisfy { visit($0, depth: depth + 1) }
        case .int, .double:
          numbers.append(value)
          return depth == shape.count
        default: return false
        }
      }
      guard shape.count <= 8, visit(value, depth: 0) else { return nil }
      return ["shape": .list(shape), "values": .list(numbers), "dtype": dtype]
    default: return nil
    }
  }

  /// The index of a slice; nil if it holds something else.
  private static func index(_ key: ConfigValue) -> ConfigValue? {
    let parts: [ConfigValue]
    if case .list(let list) = key { parts = list } else { parts = [key] }
    var found: [ConfigValue] = []
    for part in parts {
      switch part {
      case .none, .int: found.append(part)
      case .config(let object):
        switch object["class_name"] {
        case "__ellipsis__": found.append("...")
        case "__slice__":
          guard let own = own(part) else { return nil }
          found.append(.list(["start", "stop", "step"].map { own[$0] ?? .none }))
        default: return nil
        }
      default: return nil
      }
    }
    return .list(found)
  }

  // MARK: Writing

  /// The options with which Keras makes an operation.
  static func options(_ own: Config, of operation: LayerOperation) -> Config {
    var config: Config = [:]
    if operation.hasAxis, case .list(let axes)? = own["axes"] {
      config["axis"] = axes.count == 1 ? axes[0] : .list(axes)
    }
    if operation.kind == .reduction { config["keepdims"] = own["keepdims"] ?? false }
    switch operation {
    case .reshape:
      if case .list(let sizes)? = own["shape"] {
        // Keras finds the size of the batch only if all others are known.
        config["newshape"] = .list([-1] + sizes)
      }
    case .transpose: config["axes"] = own["axes"]
    case .cast: config["dtype"] = own["to"]
    case .clip:
      if case .list(let operands)? = own["operands"], operands.count == 3 {
        (config["x_min"], config["x_max"]) = (operands[1], operands[2])
      }
    default: break
    }
    return config
  }

  /// The arguments with which Keras calls an operation.
  static func written(
    _ own: Config, of operation: LayerOperation, _ tensors: [ConfigValue]
  ) -> [ConfigValue] {
    var values = tensors
    switch operation {
    case .stack: return [.list(tensors)]
    case .slice:
      guard case .list(let parts)? = own["index"] else { return tensors }
      return tensors + [.list(parts.map(written))]
    case _ where operation.isOfTwo || operation == .select:
      guard case .list(let operands)? = own["operands"] else { return tensors }
      let condition = operation == .select ? [values.removeFirst()] : []
      return condition
        + operands.map { operand in
          switch operand {
          case .none: values.isEmpty ? operand : values.removeFirst()
          case .config(let array): written(array)
          default: operand
          }
        }
    default: return tensors
    }
  }

  /// An array as Keras nests it.
  private static func written(_ array: Config) -> ConfigValue {
    guard case .list(let sizes)? = array["shape"], case .list(var values)? = array["values"] else {
      return .none
    }
    for case .int(let size) in sizes.dropFirst().reversed() where size > 0 {
      values = stride(from: 0, to: values.count, by: size).map {
        .list(Array(values[$0..<($0 + size)]))
      }
    }
    return [
      "class_name": "__numpy__",
      "config": [
        "value": sizes.isEmpty ? values[0] : .list(values), "dtype": array["dtype"] ?? .none,
      ],
    ]
  }

  private static func written(_ part: ConfigValue) -> ConfigValue {
    switch part {
    case "...": ["class_name": "__ellipsis__", "config": .config([:])]
    case .list(let bounds) where bounds.count == 3:
      [
        "class_name": "__slice__",
        "config": ["start": bounds[0], "stop": bounds[1], "step": bounds[2]],
      ]
    default: part
    }
  }
}

extension LayerOperation {
  /// Whether the operation has two operands, of which one may be a constant.
  fileprivate var isOfTwo: Bool { [.arithmetic, .comparison, .product].contains(kind) }

  /// Whether Keras has the axes of the operation in the option `axis`.
  fileprivate var hasAxis: Bool {
    switch self {
    case .expandDims, .squeeze, .stack: true
    default: [.reduction, .alongAxis].contains(kind)
    }
  }
}
