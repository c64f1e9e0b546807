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
    "Cholesky": { call in [.tensor(cholesky(try square(call, 0)))] },
    "Svd": { call in
      guard call.flag("compute_uv", default: true), !call.flag("full_matrices") else {
        throw call.fail("values only, or full matrices", cure: "compute u and v as they are needed")
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
    "MatrixDiag": { call in
      let x = try call.numeric(0)
      guard x.rank > 0, let size = x.shape.dimensions.last else { throw call.fail("a scalar") }
      _ = try call.shape(x.shape.dimensions + [size])
      return [.tensor(diagonalMatrix(x))]
    },
    "MatrixDiagPart": { call in
      let x = try call.numeric(0)
      guard x.rank >= 2 else { throw call.fail("shape \(x.shape)") }
      return [.tensor(diagonal(x))]
    },
    "MatrixBandPart": { call in
      let (x, lower, upper) = (try call.numeric(0), try call.integer(1), try call.integer(2))
      guard x.rank >= 2 else { throw call.fail("shape \(x.shape)") }
      return [.tensor(bandPart(x, lower: lower < 0 ? nil : lower, upper: upper < 0 ? nil : upper))]
    },
    "Einsum": { call in
      let operands = try call.tensors()
      let equation = call.text("equation")
      let parts = equation.replacing(" ", with: "").split(
        separator: "->", omittingEmptySubsequences: false)
      let labels = parts.first?.split(separator: ",", omittingEmptySubsequences: false) ?? []
      // Letters once in each operand, with one size each: what the engine would stop for otherwise.
      var sizes: [Character: Int] = [:]
      var isFit = parts.count == 2 && labels.count == operands.count
      for (label, operand) in zip(labels, operands) {
        isFit = isFit && label.count == operand.rank && Set(label).count == label.count
        for (letter, size) in zip(label, operand.shape.dimensions) {
          isFit = isFit && letter.isLetter && letter.isASCII && sizes[letter, default: size] == size
          sizes[letter] = size
        }
        isFit = isFit && operand.dtype == operands[0].dtype && operand.dtype.isFloating
      }
      if isFit, let result = parts.last {
        isFit = Set(result).count == result.count && result.allSatisfy { sizes[$0] != nil }
      }
      guard isFit else {
        throw call.fail(
          "the equation '\(equation)' of \(operands.map(\.spec))",
          cure: "write it with letters only, each once in an operand, and a result")
      }
      _ = try call.shape(Array(sizes.values))
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
