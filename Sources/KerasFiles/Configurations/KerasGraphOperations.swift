import Tapestry

/// Operations in a functional model of Keras 2, which wraps each in a layer of the class
/// `TensorFlowOpLayer` with TensorFlow's description of it. They are read as the operations of
/// Keras 3 that compute the same.
enum KerasGraphOperations {
  /// Operations of the graph, and the classes of Keras 3.
  private static let names: [String: String] = [
    "Add": "Add", "AddV2": "Add", "Sub": "Subtract", "Mul": "Multiply", "RealDiv": "Divide",
    "Pow": "Power", "Maximum": "Maximum", "Minimum": "Minimum", "BatchMatMulV2": "Matmul",
    "MatMul": "Matmul", "Greater": "Greater", "GreaterEqual": "GreaterEqual", "Less": "Less",
    "LessEqual": "LessEqual", "Equal": "Equal", "NotEqual": "NotEqual", "SelectV2": "Where",
    "Neg": "Negative", "Abs": "Absolute", "Exp": "Exp", "Expm1": "Expm1", "Log": "Log",
    "Log1p": "Log1p", "Sqrt": "Sqrt", "Rsqrt": "Rsqrt", "Square": "Square",
    "Reciprocal": "Reciprocal", "Inv": "Reciprocal", "Sin": "Sin", "Cos": "Cos", "Tan": "Tan",
    "Sign": "Sign", "Floor": "Floor", "Ceil": "Ceil", "Erf": "Erf", "Relu": "Relu",
    "Relu6": "Relu6", "Sigmoid": "Sigmoid", "Tanh": "Tanh", "Softmax": "Softmax",
    "LogSoftmax": "LogSoftmax", "Softplus": "Softplus", "Softsign": "Softsign", "Elu": "Elu",
    "Selu": "Selu", "Mean": "Mean", "Sum": "Sum", "Max": "Max", "Min": "Min", "Prod": "Prod",
    "ExpandDims": "ExpandDims", "Squeeze": "Squeeze", "Reshape": "Reshape",
    "Transpose": "Transpose", "Pack": "Stack", "ConcatV2": "Concatenate",
    "StridedSlice": "GetItem", "Cast": "Cast",
  ]
  private static let types: [String: String] = [
    "DT_FLOAT": "float32", "DT_DOUBLE": "float64", "DT_INT32": "int32", "DT_INT64": "int64",
    "DT_BOOL": "bool",
  ]

  /// The layer that computes the same as an operation of the graph; anything else as it is.
  ///
  /// - Throws: `KerasProblem` for an operation that no layer here computes.
  static func layer(of object: Config) throws -> Config {
    guard object["class_name"] == "TensorFlowOpLayer", case .config(let own)? = object["config"],
      let name = object["name"]
    else { return object }
    guard case .config(let node)? = own["node_def"], case .string(let operation)? = node["op"],
      case .list(let calls)? = object["inbound_nodes"], calls.count == 1,
      let (className, options, arguments) = call(node, operation, own["constants"], calls[0])
    else {
      let operation =
        (own["node_def"].flatMap { value -> ConfigValue? in
          if case .config(let node) = value { node["op"] } else { nil }
        }) ?? .none
      throw KerasProblem(
        "no layer here computes its layer \(name), the operation \(operation) with these "
          + "arguments; load the weights into a model of your own: loadWeights(from:)")
    }
    return try KerasOperations.layer(
      of: object.merging([
        "class_name": .string(KerasOperations.className),
        "config": .config(options.merging(["operation": .string(className)])),
        "inbound_nodes": [["args": .list(arguments), "kwargs": .config([:])]],
      ]))
  }

  private static func call(
    _ node: Config, _ operation: String, _ constants: ConfigValue?, _ call: ConfigValue
  ) -> (className: String, options: Config, arguments: [ConfigValue])? {
    guard let className = names[operation], case .list(let references) = call else { return nil }
    var attributes: Config = [:]
    if case .config(let found)? = node["attr"] { attributes = found }
    func attribute(_ name: String, _ kind: String) -> ConfigValue? {
      if case .config(let value)? = attributes[name] { value[kind] } else { nil }
    }
    func type(_ name: String) -> ConfigValue? {
      guard case .string(let type)? = attribute(name, "type") else { return nil }
      return types[type].map { .string($0) }
    }
    /// An integer, which JSON has as a string.
    func integer(_ value: ConfigValue?) -> Int? {
      switch value {
      case .string(let digits)?: Int(digits)
      case .int(let number)?: number
      default: nil
      }
    }
    var known: Config = [:]
    if case .config(let found)? = constants { known = found }
    let dtype = type("T") ?? "float32"
    // Constants keep their positions, the values at all others.
    var arguments: [ConfigValue] = []
    var values = references[...]
    while !values.isEmpty || known["\(arguments.count)"] != nil {
      if let constant = known["\(arguments.count)"] {
        arguments.append(constant)
      } else if case .list(let reference)? = values.popFirst(), reference.count >= 3 {
        arguments.append([
          "class_name": "__keras_tensor__",
          "config": ["dtype": dtype, "keras_history": .list(Array(reference.prefix(3)))],
        ])
      } else {
        return nil
      }
    }
    guard arguments.count <= 64, let first = arguments.first else { return nil }
    func constant(_ position: Int) -> ConfigValue? {
      guard arguments.indices.contains(position) else { return nil }
      return known["\(position)"]
    }
    switch className {
    case "Mean", "Sum", "Max", "Min", "Prod":
      guard let axis = constant(1) else { return nil }
      return (className, ["axis": axis, "keepdims": attribute("keep_dims", "b") ?? false], [first])
    case "ExpandDims": return constant(1).map { (className, ["axis": $0], [first]) }
    case "Squeeze":
      guard case .config(let list)? = attribute("squeeze_dims", "list"),
        case .list(let axes)? = list["i"]
      else { return nil }
      return (
        className, ["axis": .list(axes.map { integer($0).map { .int($0) } ?? .none })], [first]
      )
    case "Reshape": return constant(1).map { (className, ["newshape": $0], [first]) }
    case "Transpose": return constant(1).map { (className, ["axes": $0], [first]) }
    case "Stack":
      return (className, ["axis": .int(integer(attribute("axis", "i")) ?? 0)], [.list(arguments)])
    case "Concatenate":
      guard let axis = constant(arguments.count - 1) else { return nil }
      return (className, ["axis": axis], [.list(Array(arguments.dropLast()))])
    case "Cast":
      return type("DstT").map { (className, ["dtype": $0], [first]) }
    case "GetItem":
      let masks = ["begin", "end", "ellipsis", "new_axis", "shrink_axis"].map {
        integer(attribute("\($0)_mask", "i")) ?? 0
      }
      guard arguments.count == 4, let begin = constant(1), let end = constant(2),
        let step = constant(3), let index = index(begin, end, step, masks)
      else { return nil }
      return (className, [:], [first, index])
    case "Matmul":
      for name in ["adj_x", "adj_y", "transpose_a", "transpose_b"] {
        guard attribute(name, "b") ?? false == false else { return nil }
      }
    case "Softmax", "LogSoftmax": return (className, ["axis": -1], arguments)
    case "Elu": return (className, ["alpha": 1.0], arguments)
    default: break
    }
    let whole = arguments.map { argument -> ConfigValue in
      guard case .list = argument else { return argument }
      return ["class_name": "__tensor__", "config": ["value": argument, "dtype": dtype]]
    }
    return (className, [:], whole)
  }

  /// What TensorFlow's bounds and masks mean as an index.
  private static func index(
    _ begin: ConfigValue, _ end: ConfigValue, _ step: ConfigValue, _ masks: [Int]
  ) -> ConfigValue? {
    guard case .list(let begin) = begin, case .list(let end) = end, case .list(let step) = step,
      begin.count == end.count, begin.count == step.count, begin.count <= 32
    else { return nil }
    return .list(
      begin.indices.map { position in
        func has(_ mask: Int) -> Bool { masks[mask] >> position & 1 == 1 }
        if has(2) { return ["class_name": "__ellipsis__", "config": .config([:])] }
        if has(3) { return .none }
        if has(4) { return begin[position] }
        return [
          "class_name": "__slice__",
          "config": [
            "start": has(0) ? .none : begin[position], "stop": has(1) ? .none : end[position],
            "step": step[position],
          ],
        ]
      })
  }
}
