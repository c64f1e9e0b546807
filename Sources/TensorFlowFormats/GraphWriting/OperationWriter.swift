import Tapestry
import TensorFlowMessages

extension FunctionWriter {
  /// Operations that are one of TensorFlow's, with one type and the same operands: its name there,
  /// and that of its output.
  private static let simple: [String: (name: String, output: String)] = {
    var table: [String: (name: String, output: String)] = [:]
    for (name, other) in [
      "+": "AddV2", "-": "Sub", "*": "Mul", "/": "RealDiv", "floorDivide": "FloorDiv",
      "%": "FloorMod", "pow": "Pow", "maximum": "Maximum", "minimum": "Minimum",
      "squaredDifference": "SquaredDifference", "atan2": "Atan2", "==": "Equal", "!=": "NotEqual",
      "<": "Less", "<=": "LessEqual", ">": "Greater", ">=": "GreaterEqual",
      "chainQuotient": "DivNoNan", "polygamma": "Polygamma", "igamma": "Igamma",
      "igammac": "Igammac",
      "igammaSlope": "IgammaGradA", "zeta": "Zeta", "xlogy": "Xlogy",
      "xdivy": "Xdivy", "tanhGradient": "TanhGrad",
      "sigmoidGradient": "SigmoidGrad",
    ] { table[name] = (other, "z") }
    for (name, other) in [
      "negate": "Neg", "exp": "Exp", "expm1": "Expm1", "log": "Log", "log1p": "Log1p",
      "sqrt": "Sqrt", "rsqrt": "Rsqrt", "square": "Square", "reciprocal": "Reciprocal",
      "abs": "Abs", "sign": "Sign", "floor": "Floor", "ceil": "Ceil", "round": "Round",
      "sin": "Sin", "cos": "Cos", "tan": "Tan", "asin": "Asin", "acos": "Acos", "atan": "Atan",
      "sinh": "Sinh", "cosh": "Cosh", "asinh": "Asinh", "acosh": "Acosh", "atanh": "Atanh",
      "tanh": "Tanh", "erf": "Erf", "erfc": "Erfc",
      "sigmoid": "Sigmoid", "lgamma": "Lgamma", "digamma": "Digamma", "erfinv": "Erfinv",
      "ndtri": "Ndtri",
    ] { table[name] = (other, "y") }
    table["relu"] = ("Relu", "activations")
    table["identity"] = ("Identity", "output")
    table["stopGradient"] = ("StopGradient", "output")
    return table
  }()

  /// Operations on Booleans, which have no type attribute.
  private static let logical = ["logicalAnd": "LogicalAnd", "logicalOr": "LogicalOr"]

  /// Writes the nodes for an operation, and returns where its value is found.
  mutating func operation(_ index: Int) throws(FormatError) -> String {
    let step = graph.first.steps[index]
    let inputs = step.inputs.map(value)
    let specs = step.inputs.map(spec)
    let dtype = step.spec.dtype
    func type(_ input: Int = 0) -> Tensorflow_AttrValue { .type(specs[input].dtype) }
    func output(_ node: String, _ name: String = "output") -> String { "\(node):\(name):0" }

    switch step.action {
    case .plain(let name):
      if let (other, result) = Self.simple[name] {
        return output(builder.add(other, inputs, ["T": type()]), result)
      }
      if let other = Self.logical[name] { return output(builder.add(other, inputs), "z") }
      return try plain(name, index, inputs, specs)
    case .transpose(let order):
      let node = builder.add(
        "Transpose", inputs + [builder.integers(order)], ["T": type(), "Tperm": .type(.int32)])
      return output(node, "y")
    case .reduction(let name, let axes, let keepDims):
      var attributes: [String: Tensorflow_AttrValue] = ["Tidx": .type(.int32)]
      if specs[0].dtype != .bool { attributes["T"] = type() }
      if keepDims { attributes["keep_dims"] = .flag(true) }
      let names = [
        "sum": "Sum", "mean": "Mean", "prod": "Prod", "max": "Max", "min": "Min", "any": "Any",
        "all": "All",
      ]
      guard let other = names[name] else { throw unknown(name, index) }
      return output(builder.add(other, inputs + [builder.integers(axes)], attributes))
    case .matmul(let transposesA, let transposesB):
      let isPlain = specs.allSatisfy { $0.shape.rank == 2 }
      var attributes = ["T": type()]
      if transposesA { attributes[isPlain ? "transpose_a" : "adj_x"] = .flag(true) }
      if transposesB { attributes[isPlain ? "transpose_b" : "adj_y"] = .flag(true) }
      return isPlain
        ? output(builder.add("MatMul", inputs, attributes), "product")
        : output(builder.add("BatchMatMulV2", inputs, attributes))
    case .concat(let axis):
      // TensorFlow's joins at least two.
      if inputs.count == 1 { return node("Identity", inputs, ["T": type()]) }
      let node = builder.add(
        "ConcatV2", inputs + [builder.integer(axis)],
        ["N": .int(inputs.count), "T": type(), "Tidx": .type(.int32)])
      return output(node)
    case .pad(let widths):
      guard case .pad(let others) = graph.second.steps[index].action,
        zip(widths, others).allSatisfy({ $0 == $1 })
      else { throw graph.differing(index) }
      let pairs = Tensor(
        widths.flatMap { [Int32(clamping: $0.before), Int32(clamping: $0.after)] },
        shape: [widths.count, 2])
      let node = builder.add(
        "PadV2", [inputs[0], builder.constant(pairs), inputs[1]],
        ["T": type(), "Tpaddings": .type(.int32)])
      return output(node)
    case .slice: return try slice(index)
    case .embed: return try embedded(index)
    case .gather(let axis, let batch):
      var attributes = ["Tparams": type(), "Tindices": type(1), "Taxis": .type(.int32)]
      if batch > 0 { attributes["batch_dims"] = .int(batch) }
      return output(builder.add("GatherV2", inputs + [builder.integer(axis)], attributes))
    case .oneHot(let axis, let depth):
      guard case .oneHot(_, depth) = graph.second.steps[index].action else {
        throw graph.differing(index)
      }
      let node = builder.add(
        "OneHot",
        [
          inputs[0], builder.integer(depth), builder.constant(cast(Tensor(1), to: dtype)),
          builder.constant(cast(Tensor(0), to: dtype)),
        ],
        ["T": .type(dtype), "TI": type(), "axis": .int(axis)])
      return output(node)
    case .cumulative(let name, let axis, let exclusive, let reverse):
      var attributes = ["T": type(), "Tidx": .type(.int32)]
      if exclusive { attributes["exclusive"] = .flag(true) }
      if reverse { attributes["reverse"] = .flag(true) }
      let names = [
        "cumsum": "Cumsum", "cumprod": "Cumprod", "cumulativeLogSumExp": "CumulativeLogsumexp",
      ]
      guard let other = names[name] else { throw unknown(name, index) }
      return output(builder.add(other, inputs + [builder.integer(axis)], attributes), "out")
    case .window(let name, let window): return try self.window(name, window, index)
    case .made(let name, let parameters):
      guard case .made(_, let others) = graph.second.steps[index].action,
        parameters.allSatisfy({ $0.key.hasPrefix("seed") || others[$0.key] == $0.value })
      else { throw graph.differing(index) }
      if let value = try random(name, index, parameters) { return value }
      if let value = try indexed(name, index, parameters) { return value }
      if let value = try matrix(name, index, parameters) { return value }
      throw unknown(name, index)
    default: throw unknown(step.action.name, index)
    }
  }

  func unknown(_ name: String, _ index: Int) -> FormatError {
    fail(
      index, "there is no operation of TensorFlow for \(name)",
      cure: "compute it from operations that TensorFlow has, or outside the function")
  }

  private mutating func plain(
    _ name: String, _ index: Int, _ inputs: [String], _ specs: [TensorSpec]
  ) throws(FormatError) -> String {
    let dtype = spec(index).dtype
    let type = Tensorflow_AttrValue.type(specs[0].dtype)
    switch name {
    case "cast":
      return builder.add("Cast", inputs, ["SrcT": type, "DstT": .type(dtype)]) + ":y:0"
    case "reshape":
      // One open size can be left to be inferred; more of them are computed.
      let sizes = graph.dimensions(index)
      let shape =
        sizes.count(where: { $0 == nil }) == 1 && !sizes.contains(0)
        ? builder.integers(sizes.map { $0 ?? -1 }) : try self.sizes(of: index)
      return builder.add("Reshape", inputs + [shape], ["T": type, "Tshape": .type(.int32)])
        + ":output:0"
    case "broadcast":
      return builder.add(
        "BroadcastTo", inputs + [try sizes(of: index)], ["T": type, "Tidx": .type(.int32)])
        + ":output:0"
    case "select":
      return builder.add("SelectV2", inputs, ["T": .type(dtype)]) + ":output:0"
    case "betainc":
      // TensorFlow's broadcasts only scalars.
      var operands: [String] = []
      for (source, operand) in zip(graph.first.steps[index].inputs, inputs) {
        if graph.dimensions(source) == graph.dimensions(index) {
          operands.append(operand)
        } else {
          let sizes = try self.sizes(of: index)
          operands.append(
            node("BroadcastTo", [operand, sizes], ["T": type, "Tidx": .type(.int32)]))
        }
      }
      return node("Betainc", operands, ["T": type], output: "z")
    case "logicalXor":
      return builder.add("NotEqual", inputs, ["T": .type(.bool)]) + ":z:0"
    case "chainProduct":
      // 0 where the gradient is 0, whatever the slope.
      return builder.add("MulNoNan", [inputs[1], inputs[0]], ["T": type]) + ":z:0"
    case "reluGradient":
      return builder.add("ReluGrad", [inputs[1], inputs[0]], ["T": type]) + ":backprops:0"
    case "isAtLeast", "isNotAtLeast", "isEqual":
      var condition = node(
        name == "isEqual" ? "Equal" : "GreaterEqual", inputs, ["T": type], output: "z")
      if name == "isNotAtLeast" { condition = node("LogicalNot", [condition], output: "y") }
      return node("Cast", [condition], ["SrcT": .type(.bool), "DstT": type], output: "y")
    case "leakyRelu":
      let product = builder.add("Mul", inputs, ["T": type]) + ":z:0"
      let zero = builder.constant(cast(Tensor(0), to: dtype))
      let condition = builder.add("Greater", [inputs[0], zero], ["T": type]) + ":z:0"
      return builder.add("SelectV2", [condition, inputs[0], product], ["T": type]) + ":output:0"
    case "softmaxCrossEntropyWithLogits", "sparseSoftmaxCrossEntropyWithLogits":
      let isSparse = name.hasPrefix("sparse")
      var attributes: [String: Tensorflow_AttrValue] = ["T": .type(dtype)]
      if isSparse { attributes["Tlabels"] = type }
      let name =
        isSparse ? "SparseSoftmaxCrossEntropyWithLogits" : "SoftmaxCrossEntropyWithLogits"
      let classes = specs[1].shape.dimensions.last ?? 0
      guard specs[1].shape.rank != 2 else {
        return node(name, [inputs[1], inputs[0]], attributes, output: "loss")
      }
      // TensorFlow's takes only matrices, whose rows are classes.
      func rows(_ x: String, _ sizes: [Int], _ dtype: DType) -> String {
        node(
          "Reshape", [x, builder.integers(sizes)],
          ["T": .type(dtype), "Tshape": .type(.int32)])
      }
      let logits = rows(inputs[1], [-1, classes], dtype)
      let labels = rows(inputs[0], isSparse ? [-1] : [-1, classes], specs[0].dtype)
      let losses = node(name, [logits, labels], attributes, output: "loss")
      return node(
        "Reshape", [losses, try sizes(of: index)],
        ["T": .type(dtype), "Tshape": .type(.int32)])
    default:
      if let value = try indexed(name, index) { return value }
      if let value = try matrix(name, index) { return value }
      throw unknown(name, index)
    }
  }
}
