import Tapestry

extension GraphOperations {
  /// Linear algebra.
  static let matrixOperations: [String: GraphOperation] = [
    "MatrixInverse": { call in
      let y = inverse(try square(call, 0))
      return [.tensor(call.flag("adjoint") ? matrixTranspose(y) : y)]
    },
    "MatrixDeterminant": { call in [.tensor(determinant(try square(call, 0)))] },
    "LogMatrixDeterminant": { call in
      let (sign, value) = logDeterminant(try square(call, 0))
      return [.tensor(sign), .tensor(value)]
    },
    "Cross": { call in
      let (a, b) = try call.pair()
      guard a.dtype != .bool, a.shape == b.shape, a.shape.dimensions.last == 3 else {
        throw call.fail("\(a.spec) and \(b.spec)")
      }
      return [.tensor(cross(a, b))]
    },
    "Cholesky": { call in [.tensor(cholesky(try square(call, 0)))] },
    "Svd": { call in
      guard !call.flag("full_matrices") else {
        throw call.fail("full matrices", cure: "compute what is needed of them")
      }
      let (s, u, v) = svd(try matrices(call, 0))
      return [s, u, v].map { .tensor($0) }
    },
    "Qr": { call in
      guard !call.flag("full_matrices") else {
        throw call.fail("full matrices", cure: "compute what is needed of them")
      }
      let (q, r) = qr(try matrices(call, 0))
      return [.tensor(q), .tensor(r)]
    },
    "Lu": { call in
      let (factors, order) = lu(try square(call, 0))
      let type = try call.dtype("output_idx_type", default: .int32)
      return [.tensor(factors), .tensor(cast(order, to: type))]
    },
    "SelfAdjointEigV2": { call in
      let (values, vectors) = eigh(try square(call, 0))
      return [.tensor(values), .tensor(vectors)]
    },
    "MatrixSolve": { call in
      let (a, b) = try system(call)
      return [.tensor(solve(a, b, transposed: call.flag("adjoint")))]
    },
    "MatrixTriangularSolve": { call in
      let (a, b) = try system(call)
      let lower = call.flag("lower", default: true)
      return [.tensor(triangularSolve(a, b, lower: lower, transposed: call.flag("adjoint")))]
    },
    "MatrixBandPart": { call in
      let (x, lower, upper) = (try call.tensor(0), try call.integer(1), try call.integer(2))
      guard x.rank >= 2 else { throw call.fail("shape \(x.shape)") }
      // A mask is a matrix of Booleans.
      let numbers = x.dtype == .bool ? cast(x, to: .uint8) : x
      let band = bandPart(
        numbers, lower: lower < 0 ? nil : lower, upper: upper < 0 ? nil : upper)
      return [.tensor(cast(band, to: x.dtype))]
    },
    "Einsum": { call in
      let operands = try call.tensors()
      let equation = call.text("equation")
      let parts = equation.replacing(" ", with: "").split(
        separator: "->", omittingEmptySubsequences: false)
      let labels = parts.first?.split(separator: ",", omittingEmptySubsequences: false) ?? []
      // The engine would stop for a letter with two sizes, or a result with unknown letters.
      var sizes: [Character: Int] = [:]
      var (unnamed, hasUnnamed) = (Shape([]), false)
      var isFit = parts.count == 2 && labels.count == operands.count
      for (label, operand) in zip(labels, operands) {
        let named = label.replacing("...", with: "", maxReplacements: 1)
        let rest = operand.rank - named.count
        let dots = named.count < label.count
        isFit = isFit && (dots ? rest >= 0 : rest == 0) && operand.dtype == operands[0].dtype
        isFit = isFit && named.allSatisfy { $0.isLetter && $0.isASCII } && operand.dtype.isFloating
        guard isFit else { break }
        // The dots stand for this many sizes without a letter.
        let start = dots ? label.prefix { $0 != "." }.count : operand.rank
        var own = operand.shape.dimensions
        hasUnnamed = hasUnnamed || dots
        if dots {
          unnamed = try call.broadcast(unnamed, Shape(Array(own[start..<(start + rest)])))
          own.removeSubrange(start..<(start + rest))
        }
        for (letter, size) in zip(named, own) {
          isFit = isFit && sizes[letter, default: size] == size
          sizes[letter] = size
        }
      }
      if isFit, let result = parts.last {
        let named = result.replacing("...", with: "", maxReplacements: 1)
        isFit = Set(named).count == named.count && named.allSatisfy { sizes[$0] != nil }
        isFit = isFit && (named.count < result.count) == hasUnnamed
      }
      guard isFit else {
        throw call.fail(
          "the equation '\(equation)' of \(operands.map(\.spec))",
          cure: "let each letter have one size, and the result name letters of the operands")
      }
      _ = try call.shape(Array(sizes.values) + unnamed.dimensions)
      switch operands.count {
      case 1: return [.tensor(einsum(equation, operands[0]))]
      case 2: return [.tensor(einsum(equation, operands[0], operands[1]))]
      default:
        throw call.fail("\(operands.count) operands", cure: "write products of two at a time")
      }
    },
  ]

  private static func matrices(_ call: NodeCall, _ index: Int) throws -> Tensor {
    let x = try call.floating(index)
    guard x.rank >= 2, x.dtype != .float16, !x.shape.dimensions.suffix(2).contains(0) else {
      throw call.fail("matrices of \(x.spec)")
    }
    return x
  }

  private static func square(_ call: NodeCall, _ index: Int) throws -> Tensor {
    let x = try matrices(call, index)
    guard x.shape[-1] == x.shape[-2] else { throw call.fail("matrices of \(x.spec)") }
    return x
  }

  private static func system(_ call: NodeCall) throws -> (Tensor, Tensor) {
    let (a, b) = (try square(call, 0), try matrices(call, 1))
    guard a.dtype == b.dtype, a.shape[-1] == b.shape[-2] else {
      throw call.fail("equations \(a.spec), right-hand sides \(b.spec)")
    }
    try call.broadcast(
      Shape(Array(a.shape.dimensions.dropLast(2))), Shape(Array(b.shape.dimensions.dropLast(2))))
    return (a, b)
  }
}
