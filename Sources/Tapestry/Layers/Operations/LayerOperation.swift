/// The operations that can appear among the layers of a functional model, by their names in
/// `keras.ops`.
package enum LayerOperation: String, CaseIterable {
  // Of two values, of which one may be a constant.
  case add, subtract, multiply, divide, power, maximum, minimum, matmul
  case greater, less, equal
  case greaterEqual = "greater_equal"
  case lessEqual = "less_equal"
  case notEqual = "not_equal"
  // Of three: a condition and two values, or a value and its bounds.
  case select = "where"
  case clip
  // Of each element.
  case negative, absolute, exp, expm1, log, log1p, sqrt, rsqrt, square, reciprocal, sin, cos, tan
  case sign, floor, ceil, erf
  // Along axes.
  case mean, sum, max, min, prod
  case variance = "var"
  case standardDeviation = "std"
  case logSumExp = "logsumexp"
  case softmax, flip
  case logSoftmax = "log_softmax"
  // Of shapes.
  case expandDims = "expand_dims"
  case squeeze, reshape, transpose, stack
  case slice = "get_item"
  // Of types.
  case cast

  /// How the arguments of operations are told apart.
  package enum Kind {
    case arithmetic, comparison, product, choice, function, reduction, alongAxis, shape, stacking
    case conversion
  }

  package var kind: Kind {
    switch self {
    case .add, .subtract, .multiply, .divide, .power, .maximum, .minimum: .arithmetic
    case .greater, .less, .equal, .greaterEqual, .lessEqual, .notEqual: .comparison
    case .matmul: .product
    case .select, .clip: .choice
    case .negative, .absolute, .exp, .expm1, .log, .log1p, .sqrt, .rsqrt, .square, .reciprocal,
      .sin, .cos, .tan, .sign, .floor, .ceil, .erf:
      .function
    case .mean, .sum, .max, .min, .prod, .variance, .standardDeviation, .logSumExp: .reduction
    case .softmax, .logSoftmax, .flip: .alongAxis
    case .expandDims, .squeeze, .reshape, .transpose, .slice: .shape
    case .stack: .stacking
    case .cast: .conversion
    }
  }

  /// Whether the operation can compute with elements of a type. Types that no layer has are left
  /// out.
  func accepts(_ dtype: DType) -> Bool {
    let isNumber = [.float32, .float64, .int32, .int64].contains(dtype)
    return switch self {
    case .add, .subtract, .multiply, .maximum, .minimum, .select: isNumber
    default:
      switch kind {
      case .comparison: isNumber
      case .shape, .stacking, .conversion: isNumber || dtype == .bool
      default: dtype == .float32 || dtype == .float64
      }
    }
  }

  /// The operation of one value, if it needs nothing else.
  func callAsFunction(_ x: Tensor) -> Tensor? {
    switch self {
    case .negative: -x
    case .absolute: abs(x)
    case .exp: Tapestry.exp(x)
    case .expm1: Tapestry.expm1(x)
    case .log: Tapestry.log(x)
    case .log1p: Tapestry.log1p(x)
    case .sqrt: Tapestry.sqrt(x)
    case .rsqrt: Tapestry.rsqrt(x)
    case .square: Tapestry.square(x)
    case .reciprocal: Tapestry.reciprocal(x)
    case .sin: Tapestry.sin(x)
    case .cos: Tapestry.cos(x)
    case .tan: Tapestry.tan(x)
    case .sign: Tapestry.sign(x)
    case .floor: Tapestry.floor(x)
    case .ceil: Tapestry.ceil(x)
    case .erf: Tapestry.erf(x)
    default: nil
    }
  }

  /// The operation of two values, if it is one.
  func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor? {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: pow(a, b)
    case .maximum: Tapestry.maximum(a, b)
    case .minimum: Tapestry.minimum(a, b)
    case .matmul: Tapestry.matmul(a, b)
    case .greater: a > b
    case .less: a < b
    case .equal: a == b
    case .greaterEqual: a >= b
    case .lessEqual: a <= b
    case .notEqual: a != b
    default: nil
    }
  }

  /// The operation along axes, if it is one.
  func callAsFunction(_ x: Tensor, axes: [Int], keepDims: Bool) -> Tensor? {
    switch self {
    case .mean: x.mean(axis: axes, keepDims: keepDims)
    case .sum: x.sum(axis: axes, keepDims: keepDims)
    case .max: x.max(axis: axes, keepDims: keepDims)
    case .min: x.min(axis: axes, keepDims: keepDims)
    case .prod: x.prod(axis: axes, keepDims: keepDims)
    case .variance: x.variance(axis: axes, keepDims: keepDims)
    case .standardDeviation: x.standardDeviation(axis: axes, keepDims: keepDims)
    case .logSumExp: x.logSumExp(axis: axes, keepDims: keepDims)
    case .softmax: Tapestry.softmax(x, axis: axes[0])
    case .logSoftmax: Tapestry.logSoftmax(x, axis: axes[0])
    case .flip: reverse(x, axis: axes)
    default: nil
    }
  }
}
