import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Operations on each element.
extension GraphWriter {
  /// Operations that are one of ONNX's with the same operands and one type.
  private static let simple = [
    "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "pow": "Pow", "maximum": "Max",
    "minimum": "Min", "negate": "Neg", "exp": "Exp", "log": "Log", "sqrt": "Sqrt",
    "reciprocal": "Reciprocal", "abs": "Abs", "sign": "Sign", "sin": "Sin", "cos": "Cos",
    "tan": "Tan", "asin": "Asin", "acos": "Acos", "atan": "Atan", "sinh": "Sinh", "cosh": "Cosh",
    "asinh": "Asinh", "acosh": "Acosh", "atanh": "Atanh", "tanh": "Tanh", "erf": "Erf",
    "sigmoid": "Sigmoid",
  ]

  /// Comparisons, and whether the result is the opposite of ONNX's.
  private static let comparisons: [String: (name: String, isOpposite: Bool)] = [
    "==": ("Equal", false), "!=": ("Equal", true), "<": ("Less", false),
    "<=": ("LessOrEqual", false), ">": ("Greater", false), ">=": ("GreaterOrEqual", false),
    // Not the opposite of <=, which would be true for NaN.
    "isEqual": ("Equal", false), "isAtLeast": ("GreaterOrEqual", false),
    "isNotAtLeast": ("GreaterOrEqual", true),
  ]

  private static let logical = ["logicalAnd": "And", "logicalOr": "Or", "logicalXor": "Xor"]

  /// The value of an operation on each element; nil if it is not one.
  mutating func elementwise(_ name: String, _ index: Int) throws(FormatError) -> String? {
    let sources = graph.first.steps[index].inputs
    let inputs = sources.map(value)
    let dtype = sources.first.map { spec($0).dtype } ?? spec(index).dtype
    if let other = Self.simple[name] { return try numeric(other, inputs, dtype, index) }
    if let other = Self.logical[name] { return node(other, inputs) }
    if let (other, isOpposite) = Self.comparisons[name] {
      var result = node(other, dtype == .bool ? inputs : comparable(inputs, dtype))
      if isOpposite { result = node("Not", [result]) }
      return name.hasPrefix("is") ? cast(result, to: dtype) : result
    }
    switch name {
    case "identity", "stopGradient": return inputs[0]
    case "cast": return cast(inputs[0], to: spec(index).dtype)
    case "select": return select(inputs, spec(index).dtype)
    case "floor", "ceil", "round":
      guard dtype.isFloating else { return inputs[0] }
      // Round takes halves to the even neighbor, as the engine does.
      return node(name == "floor" ? "Floor" : name == "ceil" ? "Ceil" : "Round", inputs)
    case "relu":
      if dtype.isFloating { return node("Relu", inputs) }
      let zero = constant(0, dtype)
      return try numeric("Max", [inputs[0], zero], dtype, index)
    case "square": return try numeric("Mul", [inputs[0], inputs[0]], dtype, index)
    case "squaredDifference":
      let difference = try numeric("Sub", inputs, dtype, index)
      return try numeric("Mul", [difference, difference], dtype, index)
    case "rsqrt": return node("Reciprocal", [node("Sqrt", inputs)])
    case "leakyRelu":
      let condition = node("Greater", [inputs[0], constant(0, dtype)])
      return select(condition, inputs[0], node("Mul", inputs))
    case "expm1": return exponentialMinusOne(inputs[0], dtype)
    case "log1p": return logarithmOfOnePlus(inputs[0], dtype)
    case "atan2": return try angle(inputs[0], inputs[1], dtype, index)
    case "floorDivide": return try floorQuotient(inputs, dtype, index)
    case "%": return try floorRemainder(inputs, dtype, index)
    case "xlogy":
      return unlessZero(inputs[0], node("Mul", [inputs[0], node("Log", [inputs[1]])]), dtype)
    case "xdivy": return unlessZero(inputs[0], node("Div", inputs), dtype)
    default: return slope(name, inputs, dtype)
    }
  }

  /// What gradients of these operations are made of; nil if the operation is not one of them.
  private mutating func slope(_ name: String, _ inputs: [String], _ dtype: DType) -> String? {
    switch name {
    case "chainProduct": return unlessZero(inputs[0], node("Mul", inputs), dtype)
    case "chainQuotient": return unlessZero(inputs[0], node("Div", inputs), dtype)
    case "reluGradient":
      let isOpen = node("Greater", [inputs[0], constant(0, dtype)])
      return select(isOpen, inputs[1], constant(0, dtype))
    case "tanhGradient":
      let square = node("Mul", [inputs[0], inputs[0]])
      return node("Mul", [inputs[1], node("Sub", [constant(1, dtype), square])])
    case "sigmoidGradient":
      let rest = node("Sub", [constant(1, dtype), inputs[0]])
      return node("Mul", [inputs[1], node("Mul", [inputs[0], rest])])
    default: return nil
    }
  }

  /// 0 where a factor is 0, whatever the other is, else the result.
  private mutating func unlessZero(_ factor: String, _ result: String, _ dtype: DType) -> String {
    let zero = constant(0, dtype)
    return select(node("Equal", [factor, zero]), zero, result)
  }

  /// Elements of the second or the third operand. Runtimes choose between int16 and between
  /// Booleans as int32.
  private mutating func select(_ inputs: [String], _ dtype: DType) -> String {
    guard dtype == .bool || dtype == .int16 else { return node("Where", inputs) }
    let wide = inputs[1...].map { cast($0, to: .int32) }
    return cast(node("Where", [inputs[0]] + wide), to: dtype)
  }
}
