import Tapestry

extension GraphOperations {
  /// Operations on the bits of integers. The engine has none: they are computed from values, and in
  /// a trace only from constants and shapes.
  static let integerOperations: [String: GraphOperation] = {
    var table: [String: GraphOperation] = [:]
    func binary(_ name: String, _ compute: @escaping @Sendable (Int64, Int64) -> Int64) {
      table[name] = { call in
        let (a, b) = (try call.values(0), try call.values(1))
        let shape = try call.broadcast(a.shape, b.shape)
        guard a.dtype.isInteger, a.dtype == b.dtype else {
          throw call.fail("\(a.spec) and \(b.spec)")
        }
        return [
          .tensor(
            initScope {
              let pairs = zip(elements(broadcast(a, to: shape)), elements(broadcast(b, to: shape)))
              return integers(pairs.map(compute), shape, a.dtype)
            })
        ]
      }
    }
    binary("BitwiseAnd") { $0 & $1 }
    binary("BitwiseOr") { $0 | $1 }
    binary("BitwiseXor") { $0 ^ $1 }
    binary("LeftShift") { $0 << $1 }
    binary("RightShift") { $0 >> $1 }
    table["Invert"] = { call in
      let x = try call.values(0)
      guard x.dtype.isInteger else { throw call.fail("its operand is \(x.dtype)") }
      return [.tensor(initScope { integers(elements(x).map { ~$0 }, x.shape, x.dtype) })]
    }
    table["Bitcast"] = { call in
      let x = try call.tensor(0)
      let type = call.node.attr["type"]?.type ?? .dtInvalid
      // Words of generators have no sign in TensorFlow; here they are the same bits with one.
      if x.dtype == .int64, type == .dtInt64 || type == .dtUint64 { return [.tensor(identity(x))] }
      let dtype = try call.dtype("type")
      if x.dtype == dtype { return [.tensor(identity(x))] }
      let values = try call.values(0)
      return [
        .tensor(
          try initScope {
            switch (x.dtype, dtype) {
            case (.int32, .float32):
              Tensor(
                values.scalars(as: Int32.self).map { Float(bitPattern: UInt32(bitPattern: $0)) },
                shape: x.shape)
            case (.float32, .int32):
              Tensor(
                values.scalars(as: Float.self).map { Int32(bitPattern: $0.bitPattern) },
                shape: x.shape)
            case (.int64, .float64):
              Tensor(
                values.scalars(as: Int64.self).map { Double(bitPattern: UInt64(bitPattern: $0)) },
                shape: x.shape)
            case (.float64, .int64):
              Tensor(
                values.scalars(as: Double.self).map { Int64(bitPattern: $0.bitPattern) },
                shape: x.shape)
            default: throw call.fail("\(x.dtype) as \(dtype)", cure: "use types of one size")
            }
          })
      ]
    }
    return table
  }()

  private static func elements(_ x: Tensor) -> [Int64] {
    cast(x, to: .int64).scalars(as: Int64.self)
  }

  /// A tensor of the lowest bits of each number.
  private static func integers(_ values: [Int64], _ shape: Shape, _ dtype: DType) -> Tensor {
    switch dtype {
    case .int8: Tensor(values.map { Int8(truncatingIfNeeded: $0) }, shape: shape)
    case .int16: Tensor(values.map { Int16(truncatingIfNeeded: $0) }, shape: shape)
    case .int32: Tensor(values.map { Int32(truncatingIfNeeded: $0) }, shape: shape)
    case .uint8: Tensor(values.map { UInt8(truncatingIfNeeded: $0) }, shape: shape)
    default: Tensor(values, shape: shape)
    }
  }
}
