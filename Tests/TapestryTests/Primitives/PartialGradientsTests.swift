import TestSupport
import Testing

@testable import Tapestry

/// Gradients of operations that stand in a file, where the rule has no result for the values.
struct PartialGradientsTests {
  /// The ways to ask for a gradient.
  enum Way: CaseIterable {
    case first, second, jacobian, hessian, form, persistent
    case inFunction, secondInFunction, jacobianInFunction, ofFunction, ofFunctionWithTape
    case inMap, secondInMap, ofMap, inLoopOverElements, inMapInFunction, ofMapInFunction

    /// A gradient of `f` at x.
    func gradient(_ f: @escaping (Tensor) throws -> Tensor, at x: Tensor) throws -> Tensor {
      typealias Own = PartialGradientsTests
      func first(_ x: Tensor) throws -> Tensor { try Own.first(f, x) }
      func second(_ x: Tensor) throws -> Tensor { try Own.first(first, x) }
      let batch = stack([x, x])
      switch self {
      case .first: return try first(x)
      case .second: return try second(x)
      case .jacobian: return try Own.jacobian(f, x)
      case .hessian: return try Own.jacobian(first, x)
      case .form:
        let v = Variable(x)
        let tape = GradientTape()
        let y = try tape.record { try f(v.tensor) }
        _ = try tape.gradientForms(y, [v])
        return y
      case .persistent:
        let tape = GradientTape(persistent: true)
        tape.watch(x)
        let y = try tape.record { try f(x) }
        _ = try? tape.gradient(y, x)
        return try tape.gradient(y, [x], unconnected: .none)[0] ?? y
      case .inFunction: return try Function("g", first)(x)
      case .secondInFunction: return try Function("g", second)(x)
      case .jacobianInFunction:
        return try Function("g") { (x: Tensor) in try Own.jacobian(f, x) }(x)
      case .ofFunction: return try Own.first({ try Function("g", f)($0) }, x)
      case .ofFunctionWithTape: return try Own.first({ try Function("g", first)($0) }, x)
      case .inMap: return try vectorizedMap(first, batch)
      case .secondInMap: return try vectorizedMap(second, batch)
      case .ofMap: return try Own.first({ try vectorizedMap(f, stack([$0, $0])) }, x)
      case .inLoopOverElements: return try mapFn(first, batch)
      case .inMapInFunction:
        return try Function("g") { (batch: Tensor) in try vectorizedMap(first, batch) }(batch)
      case .ofMapInFunction:
        return try Function("g") { (x: Tensor) in
          try Own.first({ try vectorizedMap(f, stack([$0, $0])) }, x)
        }(x)
      }
    }
  }

  private static func first(_ f: (Tensor) throws -> Tensor, _ x: Tensor) throws -> Tensor {
    let tape = GradientTape()
    tape.watch(x)
    let y = try tape.record { try f(x) }
    return try tape.gradient(y, x)
  }

  private static func jacobian(_ f: (Tensor) throws -> Tensor, _ x: Tensor) throws -> Tensor {
    let tape = GradientTape()
    tape.watch(x)
    let y = try tape.record { try f(x) }
    return try tape.jacobian(y, x)
  }

  private static let singular = Tensor([[1, 2], [2, 4]] as [[Float]])
  private static let regular = Tensor([[1, 2], [2, 5]] as [[Float]])

  /// An operation as the node of a file. Its value exists for singular matrices.
  private static func logDeterminant(_ a: Tensor) throws -> Tensor {
    try evaluating(at: "model: node 'n'") { Tapestry.logDeterminant(a).value }
  }

  /// The same in a branch of the program.
  private static func inBranch(_ a: Tensor) throws -> Tensor {
    try cond(a[0, 0] > 0, then: { [try logDeterminant(a)] }, else: { [a.sum()] })[0]
  }

  /// The same in a loop of the program.
  private static func inLoop(_ a: Tensor) throws -> Tensor {
    try whileLoop(
      [Tensor(0, dtype: .int32), Tensor(0 as Float), a], while: { $0[0] < 2 },
      do: { [$0[0] + 1, $0[1] + (try logDeterminant($0[2])), $0[2] * 2] })[1]
  }

  @Test(arguments: Way.allCases)
  func `without a result it throws, with the location, the values and the cure`(way: Way) throws {
    for f in [Self.logDeterminant, Self.inBranch, Self.inLoop] {
      let error = #expect(throws: InvalidArgument.self) {
        try way.gradient(f, at: Self.singular)
      }
      #expect(error?.location == "model: node 'n', in its gradient")
      let message = error?.reason.description ?? ""
      #expect(
        message.contains("inverse: ") && message.contains("singular: its pivot at index 1 is 0"))
      #expect(message.contains("cure: use pseudoInverse"))
      #expect(throws: Never.self) { try way.gradient(f, at: Self.regular) }
    }
  }

  @Test func `a second derivative without a result throws where the first one has one`() throws {
    func f(_ a: Tensor) throws -> Tensor {
      try evaluating(at: "model: node 'n'") { determinant(a) }
    }
    let slope = try Way.first.gradient(f, at: Self.singular)
    let error = abs(slope - Tensor([[4, -2], [-2, 1]] as [[Float]])).max()
    #expect(error.scalar(as: Float.self) < 1e-5)
    for way in [Way.second, .hessian, .secondInFunction, .secondInMap, .ofFunctionWithTape] {
      #expect(throws: InvalidArgument.self) { try way.gradient(f, at: Self.singular) }
    }
  }

  @Test func `derivatives that are not known throw`() {
    func known(_ x: Tensor) throws -> Tensor {
      try evaluating(at: "model: node 'n'") { igamma(x, 2.0) }
    }
    func unknown(_ x: Tensor) throws -> Tensor {
      try evaluating(at: "model: node 'n'") { betainc(x, Tensor(2 as Float), Tensor(0.5 as Float)) }
    }
    let x = Tensor(2 as Float)
    for way in [Way.second, .hessian, .secondInFunction, .secondInMap] {
      let error = #expect(throws: InvalidArgument.self) { try way.gradient(known, at: x) }
      #expect(error?.reason.problem.contains("which is not known") == true)
      #expect(throws: InvalidArgument.self) { try way.gradient(unknown, at: x) }
    }
  }

  @Test(arguments: [Way.inFunction, .secondInFunction])
  func `flows of a file that cannot run again throw`(way: Way) {
    func random(_ x: Tensor) throws -> Tensor {
      try evaluating(at: "model: node 'n'") {
        let y = whileLoop(
          [Tensor(0, dtype: .int32), x], while: { $0[0] < 2 },
          do: { [$0[0] + 1, $0[1] * Tensor.uniform([])] })[1]
        return cond(x > 0, then: { [y * Tensor.uniform([])] }, else: { [y] })[0]
      }
    }
    let v = Variable(1.0)
    func assigning(_ x: Tensor) throws -> Tensor {
      try evaluating(at: "model: node 'n'") {
        whileLoop(
          [Tensor(0, dtype: .int32), x], while: { $0[0] < 2 },
          do: {
            v.assign(v * 2)
            return [$0[0] + 1, $0[1] * v]
          })[1]
      }
    }
    for f in [random, assigning] {
      let error = #expect(throws: InvalidArgument.self) {
        try way.gradient(f, at: Tensor(2 as Float))
      }
      #expect(error?.reason.problem.hasPrefix("the gradient through a") == true)
    }
  }

  @Test func `those of the program stop it, also beside those of a file`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = try Way.first.gradient(
        { try Self.logDeterminant($0 + Tensor.eye(2)) + Tapestry.logDeterminant($0).value },
        at: Self.singular)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("inverse: the matrix is singular") && message.contains("cure: use"))
  }
}
