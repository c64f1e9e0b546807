import ONNXMessages
import Tapestry
import TensorFlowFormats

/// Division that rounds down, and functions that ONNX's own operations would lose digits of.
extension GraphWriter {
  /// The quotient, rounded down: Div of integers rounds towards 0.
  mutating func floorQuotient(
    _ inputs: [String], _ dtype: DType, _ index: Int
  ) throws(FormatError) -> String {
    if dtype.isFloating { return node("Floor", [node("Div", inputs)]) }
    let operands = comparable(inputs, dtype)
    let wide = dtype.isNarrow ? DType.int32 : dtype
    let zero = constant(0, wide)
    let quotient = node("Div", operands)
    let signsDiffer = node("Xor", operands.map { node("Less", [$0, zero]) })
    let isExact = node("Equal", [node("Mod", operands), zero])
    let isAbove = node("And", [signsDiffer, node("Not", [isExact])])
    let result = node("Sub", [quotient, cast(isAbove, to: wide)])
    return dtype.isNarrow ? cast(result, to: dtype) : result
  }

  /// The remainder with the sign of the divisor, as Mod has it for integers; for other numbers it
  /// has that of the dividend.
  mutating func floorRemainder(
    _ inputs: [String], _ dtype: DType, _ index: Int
  ) throws(FormatError) -> String {
    guard dtype.isFloating else { return try numeric("Mod", inputs, dtype, index) }
    let zero = constant(0, dtype)
    let remainder = node("Mod", inputs, [.int("fmod", 1)])
    let signsDiffer = node("Xor", [remainder, inputs[1]].map { node("Less", [$0, zero]) })
    let isExact = node("Equal", [remainder, zero])
    let isBelow = node("And", [signsDiffer, node("Not", [isExact])])
    return select(isBelow, node("Add", [remainder, inputs[1]]), remainder)
  }

  /// exp(x) - 1, which keeps its digits near 0: with u = exp(x) as it is rounded, (u - 1) x / log u
  /// corrects for that rounding (Kahan).
  mutating func exponentialMinusOne(_ x: String, _ dtype: DType) -> String {
    let one = constant(1, dtype)
    let u = node("Exp", [x])
    let difference = node("Sub", [u, one])
    let corrected = node("Mul", [difference, node("Div", [x, node("Log", [u])])])
    let isFar = node("Greater", [node("Abs", [x]), constant(1, dtype)])
    let result = select(isFar, difference, corrected)
    return select(node("Equal", [u, one]), x, result)
  }

  /// log(1 + x), which keeps its digits near 0: with u = 1 + x as it is rounded, x log u / (u - 1)
  /// corrects for that rounding (Kahan).
  mutating func logarithmOfOnePlus(_ x: String, _ dtype: DType) -> String {
    let one = constant(1, dtype)
    let u = node("Add", [one, x])
    let logarithm = node("Log", [u])
    let corrected = node("Mul", [logarithm, node("Div", [x, node("Sub", [u, one])])])
    let isFar = node("Greater", [node("Abs", [x]), constant(1, dtype)])
    let result = select(isFar, logarithm, corrected)
    return select(node("Equal", [u, one]), x, result)
  }

  /// The angle of the point (x, y), from -π to π. Zeros and infinities have signs here, too.
  mutating func angle(
    _ y: String, _ x: String, _ dtype: DType, _ index: Int
  ) throws(FormatError) -> String {
    let (zero, one) = (constant(0, dtype), constant(1, dtype))
    // The sign bit, which a comparison with 0 does not show of -0, shows in the reciprocal.
    let yIsNegative = isNegative(y, zero)
    let xIsNegative = isNegative(x, zero)
    // Two infinities stand for a diagonal, and two zeros for the direction of x.
    let sizes = [y, x].map { node("Abs", [$0]) }
    let infinity = constant(.infinity, dtype)
    let areInfinite = node("And", sizes.map { node("Equal", [$0, infinity]) })
    let isOrigin = node("And", sizes.map { node("Equal", [$0, zero]) })
    let ratio = node("Div", sizes)
    let steepness = select(areInfinite, one, select(isOrigin, zero, ratio))
    let acute = try numeric("Atan", [steepness], dtype, index)
    let upper = select(xIsNegative, node("Sub", [constant(.pi, dtype), acute]), acute)
    return select(yIsNegative, node("Neg", [upper]), upper)
  }

  private mutating func isNegative(_ x: String, _ zero: String) -> String {
    node("Or", [node("Less", [x, zero]), node("Less", [node("Reciprocal", [x]), zero])])
  }
}
