import Tapestry

/// The values that a step can choose its arguments from.
struct Pool {
  /// The values that the program computed from its inputs while it was generated: their shapes and
  /// types, and a sample of their elements.
  var values: [Tensor]
  var numbers: SeededNumbers

  /// A value that fits, preferably a late one, so that programs are deep.
  mutating func pick(_ fits: (Tensor) -> Bool = { $0.dtype.isFloating }) -> Int? {
    let fitting = values.indices.filter { fits(values[$0]) }
    guard !fitting.isEmpty else { return nil }
    let late = Array(fitting.suffix(4))
    return numbers.choice(numbers.once(in: 2) ? late : fitting)
  }

  /// A value of the type of another, whose shape broadcasts with it.
  mutating func partner(of index: Int) -> Int {
    let value = values[index]
    return pick { $0.dtype == value.dtype && broadcasts($0.shape, value.shape) } ?? index
  }

  mutating func axis(of index: Int) -> Int {
    let rank = values[index].rank
    return numbers.number(-rank...(rank - 1))
  }
}

private func broadcasts(_ a: Shape, _ b: Shape) -> Bool {
  zip(a.dimensions.reversed(), b.dimensions.reversed()).allSatisfy {
    $0 == $1 || $0 == 1 || $1 == 1
  }
}

/// A kind of step: makes an operation on values of the pool, or nil if none fits.
struct Template: Sendable {
  let make: @Sendable (inout Pool) -> Operation?

  init(_ make: @escaping @Sendable (inout Pool) -> Operation?) { self.make = make }

  /// A function of one floating-point tensor.
  static func one(_ code: String, _ run: @escaping @Sendable (Tensor) -> Tensor) -> Template {
    one(code, where: { $0.dtype.isFloating }, run)
  }

  /// A function of one tensor that fits.
  static func one(
    _ code: String, where fits: @escaping @Sendable (Tensor) -> Bool,
    _ run: @escaping @Sendable (Tensor) -> Tensor
  ) -> Template {
    Template { pool in
      pool.pick(fits).map { index in
        Operation(code: code, arguments: [index]) { run($0[0]) }
      }
    }
  }

  /// A function of two floating-point tensors that broadcast.
  static func two(
    _ code: String, _ run: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Template {
    Template { pool in
      guard let a = pool.pick() else { return nil }
      var pair = [a, pool.partner(of: a)]
      if pool.numbers.once(in: 2) { pair.swapAt(0, 1) }
      return Operation(code: code, arguments: pair) { run($0[0], $0[1]) }
    }
  }

  /// A function of a tensor that fits, along one of its axes.
  static func along(
    _ code: String, where fits: @escaping @Sendable (Tensor) -> Bool = { $0.dtype.isFloating },
    _ run: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> Template {
    Template { pool in
      guard let index = pool.pick({ $0.rank > 0 && $0.count > 0 && fits($0) }) else { return nil }
      let axis = pool.axis(of: index)
      return Operation(code: code.replacing("AXIS", with: "\(axis)"), arguments: [index]) {
        run($0[0], axis)
      }
    }
  }

  /// A function of square matrices.
  static func squareMatrices(_ code: String, _ run: @escaping @Sendable (Tensor) -> Tensor)
    -> Template
  {
    one(code, where: { $0.isMatrices && $0.shape[-1] == $0.shape[-2] }, run)
  }

  /// A function of matrices.
  static func matrices(_ code: String, _ run: @escaping @Sendable (Tensor) -> Tensor) -> Template {
    one(code, where: { $0.isMatrices }, run)
  }
}

extension Tensor {
  fileprivate var isMatrices: Bool { dtype == .float64 && rank >= 2 && count > 0 }
}
