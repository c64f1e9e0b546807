import Tapestry

extension OperationExample {
  /// Operations on single elements, with one operand and with two.
  static let elementwise: [OperationExample] = {
    var table = OperationTable()
    let any = numbers(2, 3, scale: 3)
    let positive = numbers(2, 3, scale: 0.9, from: 0.8)
    let unary: [(String, Tensor, @Sendable (Tensor) -> Tensor)] = [
      ("negate", any, { -$0 }), ("exp", any, { exp($0) }), ("expm1", any, { expm1($0) }),
      ("log", positive, { log($0) }), ("log1p", positive, { log1p($0) }),
      ("sqrt", positive, { sqrt($0) }), ("rsqrt", positive, { rsqrt($0) }),
      ("square", any, { square($0) }), ("reciprocal", positive, { reciprocal($0) }),
      ("abs", any, { abs($0) }), ("sign", any, { sign($0) }), ("floor", any, { floor($0) }),
      ("ceil", any, { ceil($0) }), ("round", any, { round($0) }), ("sin", any, { sin($0) }),
      ("cos", any, { cos($0) }), ("tan", positive, { tan($0) }),
      ("asin", positive * 0.7, { asin($0) }), ("acos", positive * 0.7, { acos($0) }),
      ("atan", any, { atan($0) }), ("sinh", any, { sinh($0) }), ("cosh", any, { cosh($0) }),
      ("asinh", any, { asinh($0) }), ("acosh", positive + 1, { acosh($0) }),
      ("atanh", positive * 0.7, { atanh($0) }), ("erfinv", positive * 0.7, { erfinv($0) }),
      ("ndtri", positive * 0.7, { ndtri($0) }), ("logSigmoid", any, { logSigmoid($0) }),
      ("tanh", any, { tanh($0) }), ("erf", any, { erf($0) }), ("erfc", any, { erfc($0) }),
      ("sigmoid", any, { sigmoid($0) }), ("relu", any, { relu($0) }),
      ("lgamma", positive, { lgamma($0) }), ("digamma", positive, { digamma($0) }),
      ("leakyRelu", any, { leakyRelu($0, slope: 0.2) }), ("elu", any, { elu($0) }),
      ("selu", any, { selu($0) }), ("softplus", any, { softplus($0) }),
      ("softmax", any, { softmax($0) }), ("logSoftmax", any, { logSoftmax($0) }),
      ("stopGradient", any, { stopGradient($0) + $0 }), ("identity", any, { identity($0) }),
    ]
    for (name, x, compute) in unary { table.add(name, [x]) { compute($0[0]) } }
    let row = numbers(3, scale: 0.9, from: 0.8)
    let binary: [(String, @Sendable (Tensor, Tensor) -> Tensor)] = [
      ("add", { $0 + $1 }), ("subtract", { $0 - $1 }), ("multiply", { $0 * $1 }),
      ("divide", { $0 / $1 }), ("pow", { pow($0, $1) }), ("maximum", { maximum($0, $1) }),
      ("minimum", { minimum($0, $1) }), ("squaredDifference", { squaredDifference($0, $1) }),
      ("atan2", { atan2($0, $1) }), ("divideNoNaN", { divideNoNaN($0, $1) }),
      ("xlogy", { xlogy($0, $1) }), ("xdivy", { xdivy($0, $1) }),
      ("igamma", { igamma($0, $1) }), ("igammac", { igammac($0, $1) }),
      ("multiplyNoNaN", { multiplyNoNaN($0, $1) }),
    ]
    for (name, compute) in binary { table.add(name, [positive, row]) { compute($0[0], $0[1]) } }
    table.add("polygamma", [positive], gradient: false) { polygamma(1.0, $0[0]) }
    table.add("zeta", [positive], gradient: false) { zeta(2.0, $0[0]) }
    // With parameters that broadcast; their gradients are not known.
    table.add("betainc", [positive * 0.7]) { betainc(row, 2.0, $0[0]) }
    table.add("polyval", [any]) { polyval([2.0, -1.0, 0.5], $0[0]) }
    table.add("floorDivide", [integers], gradient: false) { floorDivide($0[0], 3) }
    table.add("remainder", [integers], gradient: false) { $0[0] % 3 }
    let comparisons: [(String, @Sendable (Tensor, Tensor) -> Tensor)] = [
      ("equal", { $0 == $1 }), ("notEqual", { $0 != $1 }), ("less", { $0 < $1 }),
      ("lessEqual", { $0 <= $1 }), ("greater", { $0 > $1 }), ("greaterEqual", { $0 >= $1 }),
    ]
    for (name, compute) in comparisons {
      table.add(name, [integers], gradient: false) { compute($0[0], reverse($0[0], axis: 0)) }
    }
    let other = Tensor([true, true, false, false])
    table.add("logicalAnd", [bools, other], gradient: false) { logicalAnd($0[0], $0[1]) }
    table.add("logicalOr", [bools, other], gradient: false) { logicalOr($0[0], $0[1]) }
    table.add("logicalXor", [bools, other], gradient: false) { logicalXor($0[0], $0[1]) }
    table.add("logicalNot", [bools], gradient: false) { logicalNot($0[0]) }
    table.add("isNaN", [any], gradient: false) { isNaN($0[0] / 0 * 0) }
    table.add("cast", [any], gradient: false) { cast($0[0], to: .int32) }
    table.add("select", [any]) { select($0[0] > 0, $0[0], 2 * $0[0]) }
    return table.all
  }()
}
