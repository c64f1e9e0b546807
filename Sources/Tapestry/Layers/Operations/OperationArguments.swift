// What an operation takes besides values of layers, as configurations store it.

/// One operand of an operation: a value of a layer, or a constant.
enum LayerOperand {
  /// The next of the values with which the layer is called. It is written as none.
  case value
  /// A number, of the type of the values.
  case number(Double)
  /// Numbers in a shape.
  case array(Shape, [Double], DType)

  /// The operand that a configuration means; nil if it means none.
  init?(_ value: ConfigValue) {
    switch value {
    case .none: self = .value
    case .int(let number): self = .number(Double(number))
    case .double(let number): self = .number(number)
    case .config(let config):
      guard case .list(let sizes)? = config["shape"], case .list(let values)? = config["values"],
        case .string(let name)? = config["dtype"], let dtype = DType(rawValue: name),
        sizes.count <= 8, config.names.count == 3
      else { return nil }
      var dimensions: [Int] = []
      for case .int(let size) in sizes where 0...sizeLimit ~= size { dimensions.append(size) }
      let numbers = values.compactMap { value -> Double? in
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
      }
      var count = 1
      for size in dimensions {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow else { return nil }
        count = product
      }
      guard dimensions.count == sizes.count, numbers.count == values.count, count == numbers.count
      else { return nil }
      self = .array(Shape(dimensions), numbers, dtype)
    default: return nil
    }
  }

  var config: ConfigValue {
    switch self {
    case .value: .none
    case .number(let number): .double(number)
    case .array(let shape, let numbers, let dtype):
      [
        "shape": .ints(shape.dimensions), "values": .doubles(numbers),
        "dtype": .string(dtype.rawValue),
      ]
    }
  }

  var isValue: Bool { if case .value = self { true } else { false } }

  /// The shape of a constant; nil of a value.
  var shape: Shape? {
    switch self {
    case .value: nil
    case .number: []
    case .array(let shape, _, _): shape
    }
  }

  /// Whether the constant can appear beside values of a type: it has this type, or is a number
  /// that the type can hold.
  func fits(_ dtype: DType) -> Bool {
    let numbers: [Double]
    switch self {
    case .value: return true
    case .number(let number): numbers = [number]
    case .array(_, let all, let own):
      guard own == dtype else { return false }
      numbers = all
    }
    let bound = dtype == .int32 ? 2_147_483_647.0 : 9_007_199_254_740_992
    return dtype.isFloating
      || numbers.allSatisfy { $0 == $0.rounded() && $0.magnitude <= bound }
  }

  /// The constant as a tensor; nil of a value.
  func tensor(_ dtype: DType) -> Tensor? {
    switch self {
    case .value: nil
    case .number(let number): cast(Tensor([number], shape: []), to: dtype)
    case .array(let shape, let numbers, _): cast(Tensor(numbers, shape: shape), to: dtype)
    }
  }
}

extension SubscriptPart {
  /// What a slice does to a dimension, from a configuration: a position, none for a new dimension,
  /// "..." for all others, or a list of start, end and step; nil if it means none of these.
  init?(_ value: ConfigValue) {
    func bound(_ value: ConfigValue) -> Int?? {
      switch value {
      case .none: .some(nil)
      case .int(let number) where -sizeLimit...sizeLimit ~= number: .some(number)
      default: nil
      }
    }
    switch value {
    case .none: self = .newAxis
    case "...": self = .ellipsis
    case .int(let position): self = .position(position)
    case .list(let bounds):
      guard bounds.count == 3, let start = bound(bounds[0]), let end = bound(bounds[1]),
        let step = bound(bounds[2]), step != 0
      else { return nil }
      self = .range(start: start, end: end, step: step ?? 1)
    default: return nil
    }
  }

  var config: ConfigValue {
    func value(_ bound: Int?) -> ConfigValue { bound.map { .int($0) } ?? .none }
    return switch self {
    case .position(let position): .int(position)
    case .range(let start, let end, let step): .list([value(start), value(end), .int(step)])
    case .newAxis: .none
    case .ellipsis: "..."
    }
  }

  /// Whether the index stands for one dimension of what is sliced.
  var isOfDimension: Bool {
    switch self {
    case .position, .range: true
    case .newAxis, .ellipsis: false
    }
  }
}

extension Configured where Value == [LayerOperand] {
  /// Operands.
  convenience init(operands key: String) {
    self.init(
      key, default: [],
      read: { reader, key in
        guard case .list(let list)? = reader.value(key), list.count <= 3,
          case let operands = list.compactMap(LayerOperand.init), operands.count == list.count
        else { throw reader.wrong(key, "at most three of none, a number, or a shape with values") }
        return operands
      }, write: { .list($0.map(\.config)) })
  }
}

extension Configured where Value == [SubscriptPart] {
  /// The index of a slice.
  convenience init(index key: String) {
    self.init(
      key, default: [],
      read: { reader, key in
        guard case .list(let list)? = reader.value(key), list.count <= 32,
          case let parts = list.compactMap(SubscriptPart.init), parts.count == list.count
        else { throw reader.wrong(key, "positions, none, '...', and [start, end, step]") }
        return parts
      }, write: { .list($0.map(\.config)) })
  }
}
