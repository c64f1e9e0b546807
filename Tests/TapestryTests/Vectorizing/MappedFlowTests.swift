import Testing

@testable import Tapestry

/// Numbers before a branch that are infinite for the elements that do not use them.
struct MappedFlowTests {
  /// A program of random parts: what is computed before, who uses it, and where the result goes.
  struct Program: Sendable, CustomTestStringConvertible {
    let seed: UInt64
    private let before: [Int]
    private let flow: Int
    private let use: Int

    var testDescription: String { "\(seed): before \(before), flow \(flow), use \(use)" }

    init(seed: UInt64) {
      var state = seed
      func next(_ bound: UInt64) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % bound)
      }
      self.seed = seed
      before = (0...next(2)).map { _ in next(8) }
      (flow, use) = (next(5), next(5))
    }

    /// Finite for elements from 0.5 to 2; for those at 900 and at 0 most are infinite or NaN.
    private func overflowing(_ x: Tensor, _ kind: Int) -> Tensor {
      switch kind {
      case 0: exp(x)
      case 1: expm1(x * 1.5)
      case 2: cosh(x)
      case 3: pow(x, 150)
      case 4: 1 / x
      case 5: log(x)
      case 6: sqrt(x - 0.25)
      default: exp(x * x) / (1 + exp(x))
      }
    }

    private func used(_ e: Tensor, _ x: Tensor) -> Tensor {
      switch use {
      case 0: e
      case 1: e * x
      case 2: 1 / (1 + square(e))
      case 3: log(square(e) + 1) + x
      default: tanh(e) * sin(x)
      }
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let e = before.map { overflowing(x, $0) }.reduce(x * 0.5) { $0 + tanh(x) * $1 }
      let inside = logicalAnd(x > 0.25, x < 50)
      func other() -> Tensor { square(x) * 0.3 }
      switch flow {
      case 0: return cond(inside, then: { [used(e, x)] }, else: { [other()] })[0]
      case 1:
        return whileLoop(
          [x * 0, Tensor(0, dtype: .float64)], while: { logicalAnd(inside, $0[1] < x + 1) },
          do: { [$0[0] + used(e, x), $0[1] + 1] })[0] + x
      case 2:
        // What the second branch does not use, the first computed from what it does not use.
        let first = cond(x < 1000, then: { [used(e, x)] }, else: { [other()] })[0]
        return cond(inside, then: { [first + x] }, else: { [other()] })[0]
      case 3:
        return cond(
          x < 1000,
          then: { cond(inside, then: { [used(e, x)] }, else: { [other()] }) }, else: { [x] })[0]
      default:
        return x * cond(inside, then: { [other()] }, else: { [x] })[0]
          + cond(inside, then: { [used(e, x) * e] }, else: { [other()] })[0]
      }
    }
  }

  private typealias Code = (Tensor) throws -> Tensor
  private typealias Map = (@escaping Code, Tensor) throws -> Tensor

  private static let programs = (1...60).map { Program(seed: $0) }
  private static let inputs = Tensor([0.5, 900, 1.3, 0, 1.9], dtype: .float64)

  private let loop: Map = { try mapFn($0, $1) }
  private let batch: Map = { try vectorizedMap($0, $1) }

  /// The gradient of a function's result; zeros where nothing leads to the input.
  private func slope(_ function: @escaping Code) -> Code {
    { x in
      let tape = GradientTape()
      tape.watch(x)
      let y = try tape.record { try function(x).sum() }
      return try tape.gradient(y, [x], unconnected: .zero)[0]!
    }
  }

  private func expectNear(_ got: Tensor, _ expected: Tensor, _ form: Comment) {
    let pairs = zip(got.scalars(as: Double.self), expected.scalars(as: Double.self))
    for (a, b) in pairs {
      let isNear = a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-9 * max(1, abs(b))
      #expect(isNear, "\(form): \(got) for \(expected)")
      if !isNear { return }
    }
  }

  @Test(arguments: programs)
  func `what an element does not use spoils no gradient of a tape outside`(
    _ program: Program
  ) throws {
    let x = Self.inputs
    let f = Function("f") { (x: Tensor) in vectorizedMap({ program($0) }, x) }
    let first = try slope { try loop({ program($0) }, $0) }(x)
    #expect(first.scalars(as: Double.self)[1].isFinite, "the loop itself")
    expectNear(try slope { try batch({ program($0) }, $0) }(x), first, "eager")
    expectNear(try slope { try f($0) }(x), first, "in a function")
    let g = Function("g", slope { try batch({ program($0) }, $0) })
    expectNear(try g(x), first, "with its tape in a function")
    let second = try slope(slope { try loop({ program($0) }, $0) })(x)
    expectNear(try slope(slope { try batch({ program($0) }, $0) })(x), second, "second order")
    expectNear(try slope(slope { try f($0) })(x), second, "second order, in a function")
  }

  @Test(arguments: programs)
  func `what an element does not use spoils no gradient of a tape inside`(
    _ program: Program
  ) throws {
    let x = Self.inputs
    let inside = slope { program($0) }
    let first = try loop(inside, x)
    expectNear(try batch(inside, x), first, "a tape inside")
    let both = try slope { try loop(inside, $0) }(x)
    expectNear(try slope { try batch(inside, $0) }(x), both, "tapes inside and outside")
    let f = Function("f") { (x: Tensor) in try batch(inside, x) }
    expectNear(try f(x), first, "a tape inside, in a function")
    expectNear(try slope { try f($0) }(x), both, "inside the function and outside")
    let g = Function("g", slope { try batch(inside, $0) })
    expectNear(try g(x), both, "tapes inside and outside, in a function")
    let second = slope(inside)
    let h = Function("h") { (x: Tensor) in try batch(second, x) }
    expectNear(try h(x), try loop(second, x), "two tapes inside, in a function")
  }

  @Test(arguments: programs)
  func `what an element does not use spoils no gradient of a map in a map`(
    _ program: Program
  ) throws {
    let pairs = stack([Self.inputs, Self.inputs * 0.9])
    let nested: (@escaping Code, @escaping Map) -> Code = { code, map in
      { try map({ try map(code, $0) }, $0) }
    }
    let expected = try slope(nested({ program($0) }, loop))(pairs)
    expectNear(try slope(nested({ program($0) }, batch))(pairs), expected, "a tape outside")
    let inside = slope { program($0) }
    let innermost = try nested(inside, loop)(pairs)
    expectNear(try nested(inside, batch)(pairs), innermost, "a tape in both")
    let between = try loop(slope { try loop({ program($0) }, $0) }, pairs)
    expectNear(try batch(slope { try batch({ program($0) }, $0) }, pairs), between, "between")
    let f = Function("f", nested(inside, batch))
    expectNear(try f(pairs), innermost, "a tape in both, in a function")
    let g = Function("g") { (x: Tensor) in
      try batch(slope { try batch({ program($0) }, $0) }, x)
    }
    expectNear(try g(pairs), between, "between, in a function")
  }

  @Test func `what an element does not use spoils no gradient of a tape inside a branch`() throws {
    let chosen = { (x: Tensor) in
      let e = exp(x)
      return cond(x < 50, then: { [e] }, else: { [x] })[0]
    }
    let f: Code = { x in
      try cond(x > 0, then: { [try slope(chosen)(x)] }, else: { [x] })[0]
    }
    let x = Tensor([1, 900, -1], dtype: .float64)
    expectNear(try batch(f, x), try loop(f, x), "a tape in a branch")
    #expect(try batch(f, x).scalars(as: Double.self)[1] == 1)
    let traced = Function("traced") { (x: Tensor) in try batch(f, x) }
    expectNear(try traced(x), try loop(f, x), "a tape in a branch, in a function")
  }

  @Test func `a tape in a loop in mapped code in a function sees each element's steps`() throws {
    let f: Code = { x in
      try whileLoop(
        [x, Tensor(0, dtype: .float64)], while: { $0[1] < 2 },
        do: { state in
          let slopes = slope { x in
            let e = exp(x)
            return cond(x < 50, then: { [e * x] }, else: { [square(x)] })[0]
          }
          return [try slopes(state[0]) * 0.1, state[1] + 1]
        })[0]
    }
    let x = Tensor([1, 900, 0.5], dtype: .float64)
    let traced = Function("traced") { (x: Tensor) in try batch(f, x) }
    expectNear(try traced(x), try loop(f, x), "in a function")
    expectNear(try batch(f, x), try loop(f, x), "eager")
  }

  @Test func `sources of a tape in mapped code in a function may be variables and values between`()
    throws
  {
    let w = Variable(2.0, dtype: .float64)
    let f: Code = { x in
      let tape = GradientTape(persistent: true)
      tape.watch(x)
      var between = x
      let y = tape.record {
        between = square(x) * w
        return cond(x > 1, then: { [between * w] }, else: { [x + stopGradient(between)] })[0]
      }
      let gradients = try tape.gradient(y, [x, between, w, Tensor(1.0)], unconnected: .none)
      #expect(gradients.map { $0 != nil } == [true, true, true, false])
      return stack(gradients.compactMap { $0 })
    }
    let x = Tensor([3, 0.5], dtype: .float64)
    expectNear(
      try Function("f") { (x: Tensor) in try batch(f, x) }(x),
      Tensor([[24, 2, 36], [1, 0, 0]], dtype: .float64), "in a function")
  }

  @Test func `a mask of infinite numbers before a branch leaves the code a batch`() throws {
    let mask = Tensor([0, -Float.infinity, 0])
    let f: Code = { x in
      let p = softmax(select(mask < 0, x + mask, x) + mask)
      return cond(x.sum() > 0, then: { [p * x] }, else: { [p] })[0].sum()
    }
    let x = Tensor([[1, 2, 3], [-1, -2, -3]] as [[Float]])
    let watch = MapWatch()
    Context.current.mapWatch = watch
    defer { Context.current.mapWatch = nil }
    let tape = GradientTape()
    tape.watch(x)
    let y = try tape.record { try batch(f, x) }
    #expect(!watch.needsLoop)
    expectNear(
      cast(try tape.gradient(y, x), to: .float64),
      cast(try slope { try loop(f, $0) }(x), to: .float64), "masked")
  }

  @Test func `a slope that is lost for an element that uses it stays NaN`() throws {
    let f = { (x: Tensor) in cond(x > 0, then: { [log(1 + exp(x))] }, else: { [x] })[0] }
    let x = Tensor([1, 1000, -1], dtype: .float64)
    let slopes = try slope { try batch(f, $0) }(x).scalars(as: Double.self)
    #expect(slopes[1].isNaN && slopes[2] == 1)
  }
}
