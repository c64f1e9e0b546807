import Tapestry

extension GraphOperations {
  /// Operations on single elements.
  static let elementwiseOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    func unary(_ names: String..., of compute: @escaping @Sendable (Tensor) -> Tensor) {
      for name in names { table[name] = { [.tensor(compute(try $0.floating(0)))] } }
    }
    func anyNumber(_ name: String, _ compute: @escaping @Sendable (Tensor) -> Tensor) {
      table[name] = { [.tensor(compute(try $0.numeric(0)))] }
    }
    /// Operations on two tensors of numbers, or of floating-point numbers only.
    func binary(
      _ names: String..., floating: Bool = false,
      of compute: @escaping @Sendable (Tensor, Tensor) -> Tensor
    ) {
      for name in names {
        table[name] = { call in
          _ = try floating ? call.floating(0) : call.numeric(0)
          let (a, b) = try call.pair()
          return [.tensor(compute(a, b))]
        }
      }
    }
    func comparison(_ name: String, _ compute: @escaping @Sendable (Tensor, Tensor) -> Tensor) {
      table[name] = { call in
        let (a, b) = try call.pair()
        return [.tensor(compute(a, b))]
      }
    }
    func logical(_ name: String, _ compute: @escaping @Sendable (Tensor, Tensor) -> Tensor) {
      table[name] = { call in
        let (a, b) = try call.pair()
        guard a.dtype == .bool else { throw call.fail("its operands are \(a.dtype)") }
        return [.tensor(compute(a, b))]
      }
    }
    /// Integers are divided by anything but 0.
    func division(_ names: String..., of compute: @escaping @Sendable (Tensor, Tensor) -> Tensor) {
      for name in names {
        table[name] = { call in
          let (a, b) = (try call.numeric(0), try call.numeric(1))
          _ = try call.pair()
          return [.tensor(compute(a, b))]
        }
      }
    }

    binary("AddV2", "Add") { $0 + $1 }
    binary("Sub") { $0 - $1 }
    binary("Mul") { $0 * $1 }
    binary("Maximum") { maximum($0, $1) }
    binary("Minimum") { minimum($0, $1) }
    binary("SquaredDifference") { squaredDifference($0, $1) }
    binary("RealDiv", floating: true) { $0 / $1 }
    binary("Polygamma", floating: true) { polygamma($0, $1) }
    binary("Atan2", floating: true) { atan2($0, $1) }
    binary("DivNoNan", floating: true) { divideNoNaN($0, $1) }
    binary("MulNoNan", floating: true) { multiplyNoNaN($0, $1) }
    binary("Xdivy", floating: true) { xdivy($0, $1) }
    binary("Xlogy", floating: true) { xlogy($0, $1) }
    binary("Igamma", floating: true) { igamma($0, $1) }
    binary("Igammac", floating: true) { igammac($0, $1) }
    binary("IgammaGradA", floating: true) { igammaSlope($0, $1) }
    binary("Zeta", floating: true) { zeta($0, $1) }
    table["Betainc"] = { call in
      let ((a, b), x) = (try call.pair(), try call.floating(2))
      guard a.dtype == x.dtype else {
        throw call.fail("its operands are \(a.dtype) and \(x.dtype)")
      }
      _ = try call.broadcast(call.broadcast(a.shape, b.shape), x.shape)
      return [.tensor(betainc(a, b, x))]
    }
    binary("Xlog1py", floating: true) { select($0 == 0, 0, $0 * log1p($1)) }
    division("FloorDiv") { floorDivide($0, $1) }
    division("FloorMod") { $0 % $1 }
    division("Div", "TruncateDiv") { a, b in a.dtype.isInteger ? truncated(a, by: b) : a / b }
    division("Mod", "TruncateMod") { a, b in sign(a) * (abs(a) % abs(b)) }
    table["Pow"] = { call in
      let (a, b) = (try call.numeric(0), try call.numeric(1))
      _ = try call.pair()
      return [.tensor(pow(a, b))]
    }
    table["AddN"] = { call in
      if case .list = try call.input(0) {
        return [.list(try sum(of: try call.inputs.indices.map { try call.list($0) }, call))]
      }
      let all = try call.tensors()
      guard let first = all.first, all.allSatisfy({ $0.spec == first.spec }), first.dtype != .bool
      else { throw call.fail("its operands differ in shape or type") }
      return [.tensor(all.dropFirst().reduce(first) { $0 + $1 })]
    }

    anyNumber("Neg") { -$0 }
    anyNumber("Abs") { abs($0) }
    anyNumber("Sign") { sign($0) }
    anyNumber("Square") { square($0) }
    unary("Sqrt") { sqrt($0) }
    unary("Rsqrt") { rsqrt($0) }
    unary("Reciprocal", "Inv") { reciprocal($0) }
    unary("Exp") { exp($0) }
    unary("Expm1") { expm1($0) }
    unary("Log") { log($0) }
    unary("Log1p") { log1p($0) }
    unary("Sin") { sin($0) }
    unary("Cos") { cos($0) }
    unary("Tan") { tan($0) }
    unary("Asin") { asin($0) }
    unary("Acos") { acos($0) }
    unary("Atan") { atan($0) }
    unary("Sinh") { sinh($0) }
    unary("Cosh") { cosh($0) }
    unary("Tanh") { tanh($0) }
    unary("Sigmoid") { sigmoid($0) }
    unary("Asinh") { asinh($0) }
    unary("Acosh") { acosh($0) }
    unary("Atanh") { atanh($0) }
    unary("Erf") { erf($0) }
    unary("Erfc") { erfc($0) }
    unary("Erfinv") { erfinv($0) }
    unary("Ndtri") { ndtri($0) }
    unary("Lgamma") { lgamma($0) }
    unary("Digamma") { digamma($0) }
    unary("Floor") { floor($0) }
    unary("Ceil") { ceil($0) }
    unary("Round", "Rint") { round($0) }
    unary("IsNan") { isNaN($0) }
    unary("IsInf") { isInfinite($0) }
    unary("IsFinite") { isFinite($0) }
    anyNumber("Relu") { relu($0) }
    anyNumber("Relu6") { x in
      let y = relu(x)
      // At 6 the gradient is 0 in TensorFlow; that of the minimum would be 1.
      return select(y >= 6, 6, y)
    }
    unary("Softplus") { softplus($0) }
    unary("Softsign") { $0 / (1 + abs($0)) }
    unary("Elu") { elu($0) }
    unary("Selu") { selu($0) }
    table["LeakyRelu"] = { call in
      let slope = call.node.attr["alpha"].map { Double($0.f) } ?? 0.2
      return [.tensor(leakyRelu(try call.floating(0), slope: slope))]
    }

    binary("TanhGrad", floating: true) { y, dy in dy * (1 - y * y) }
    binary("SigmoidGrad", floating: true) { y, dy in dy * y * (1 - y) }
    binary("ReluGrad", floating: true) { dy, x in dy * cast(x > 0, to: dy.dtype) }
    binary("Relu6Grad", floating: true) { dy, x in
      dy * cast(logicalAnd(x > 0, x < 6), to: dy.dtype)
    }
    binary("EluGrad", floating: true) { dy, y in select(y < 0, dy * (y + 1), dy) }
    binary("SoftplusGrad", floating: true) { dy, x in dy * sigmoid(x) }
    binary("SeluGrad", floating: true) { dy, y in
      // Below 0 the slope is y minus the value that y approaches.
      select(y < 0, dy * (y + 1.0507009873554805 * 1.6732632423543772), dy * 1.0507009873554805)
    }
    table["LeakyReluGrad"] = { call in
      let slope = call.node.attr["alpha"].map { Double($0.f) } ?? 0.2
      _ = try call.floating(0)
      let (dy, x) = try call.pair()
      return [.tensor(select(x > 0, dy, dy * slope))]
    }
    binary("SqrtGrad", floating: true) { y, dy in dy * 0.5 / y }
    binary("RsqrtGrad", floating: true) { y, dy in dy * -0.5 * y * y * y }
    binary("ReciprocalGrad", "InvGrad", floating: true) { y, dy in -dy * y * y }

    comparison("Equal") { $0 == $1 }
    comparison("NotEqual") { $0 != $1 }
    binary("Less") { $0 < $1 }
    binary("LessEqual") { $0 <= $1 }
    binary("Greater") { $0 > $1 }
    binary("GreaterEqual") { $0 >= $1 }
    logical("LogicalAnd") { logicalAnd($0, $1) }
    logical("LogicalOr") { logicalOr($0, $1) }
    table["LogicalNot"] = { call in
      let x = try call.tensor(0)
      guard x.dtype == .bool else { throw call.fail("its operand is \(x.dtype)") }
      return [.tensor(logicalNot(x))]
    }
    let choice: GraphOperation = { call in
      let condition = try call.tensor(0)
      let (a, b) = try call.pair(1, 2)
      guard condition.dtype == .bool else { throw call.fail("its condition is \(condition.dtype)") }
      var shape = condition.shape
      // The older operation chooses rows by a vector.
      if call.node.op == "Select", shape.rank == 1, a.rank > 1 {
        shape = Shape(shape.dimensions + [Int](repeating: 1, count: a.rank - 1))
      }
      try call.broadcast(try call.broadcast(a.shape, b.shape), shape)
      return [.tensor(select(reshape(condition, shape.dimensions), a, b))]
    }
    table["ApproximateEqual"] = { call in
      let tolerance = call.node.attr["tolerance"].map { Double($0.f) } ?? 1e-5
      _ = try call.numeric(0)
      let (a, b) = try call.pair()
      return [.tensor(abs(a - b) < cast(Tensor(tolerance), to: a.dtype))]
    }
    table["SelectV2"] = choice
    table["Select"] = choice
    table["Cast"] = { call in
      let x = try call.tensor(0)
      // Words of generators have no sign in TensorFlow; here they are the same bits with one.
      if x.dtype.isInteger, call.node.attr["DstT"]?.type == .dtUint64 {
        return [.tensor(cast(x, to: .int64))]
      }
      return [.tensor(cast(x, to: try call.dtype("DstT")))]
    }
    return table
  }()
  /// The quotients of integers, rounded toward 0 as in C.
  static func truncated(_ a: Tensor, by b: Tensor) -> Tensor {
    floorDivide(abs(a), abs(b)) * sign(a) * sign(b)
  }
}
