@testable import Tapestry

/// A program of branches and loops that was drawn at random: the same seed gives the same program.
///
/// Its state is a vector, a scalar and an integer. It does what stops or spoils a row only where a
/// condition protects it: a division by an integer, a lookup, a square root, a logarithm.
struct RandomFlowProgram: Sendable, CustomStringConvertible {
  let seed: UInt64
  private let steps: [Step]

  /// What the program captures: the same for all rows.
  struct Surroundings {
    let weights: Tensor
    let variable: Variable
    let table: Tensor
  }

  private indirect enum Step {
    case mix(Double)
    case shrink(Double)
    case weigh
    case read
    case count(Int)
    case protectedDivision
    case protectedLookup
    case protectedRoot
    case protectedLogarithm
    case scatter
    case choose(Condition, [Step], [Step])
    case repeating(Condition, most: Int, [Step])
    case inner([Step])
  }

  private enum Condition {
    case scalar(Double)
    case vector(Double)
    case integer(Int)
    /// The same for all rows.
    case common(Double)
  }

  init(seed: UInt64) {
    self.seed = seed
    var random = Draws(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    steps = Self.steps(3, depth: 2, &random)
  }

  var description: String { "seed \(seed)" }

  private struct Draws {
    var state: UInt64
    mutating func below(_ count: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }
    mutating func number() -> Double { Double(below(2001) - 1000) / 700 }
  }

  private static func steps(_ count: Int, depth: Int, _ random: inout Draws) -> [Step] {
    (0..<count).map { _ in step(depth: depth, &random) }
  }

  private static func step(depth: Int, _ random: inout Draws) -> Step {
    func condition() -> Condition {
      switch random.below(7) {
      case 0, 1: .scalar(random.number())
      case 2, 3: .vector(random.number())
      case 4, 5: .integer(random.below(4))
      default: .common(random.number())
      }
    }
    func body() -> [Step] { steps(1 + random.below(3), depth: depth - 1, &random) }
    if depth > 0, random.below(5) < 3 {
      switch random.below(9) {
      case 0...3: return .choose(condition(), body(), body())
      case 8: return .inner(body())
      default: return .repeating(condition(), most: 1 + random.below(4), body())
      }
    }
    switch random.below(10) {
    case 0: return .mix(random.number())
    case 1: return .shrink(random.number())
    case 2: return .weigh
    case 3: return .read
    case 4: return .count(random.below(5) - 2)
    case 5: return .protectedDivision
    case 6: return .protectedLookup
    case 7: return .protectedRoot
    case 8: return .protectedLogarithm
    default: return .scatter
    }
  }

  /// Runs the program on a vector of 3, a scalar and an `int32`; loops over rows inside run by
  /// `map`.
  func run(_ state: [Tensor], _ around: Surroundings, map: @escaping Mapping) -> [Tensor] {
    run(steps, state, around, map)
  }

  typealias Mapping = (([Tensor]) throws -> [Tensor], [Tensor]) throws -> [Tensor]

  private func run(
    _ steps: [Step], _ state: [Tensor], _ around: Surroundings, _ map: @escaping Mapping
  ) -> [Tensor] {
    steps.reduce(state) { run($1, $0, around, map) }
  }

  private func run(
    _ step: Step, _ state: [Tensor], _ around: Surroundings, _ map: @escaping Mapping
  ) -> [Tensor] {
    let (v, s, n) = (state[0], state[1], state[2])
    switch step {
    case .mix(let c): return [tanh(v * s + c), sin(s + v.sum() * c), n]
    case .shrink(let c): return [v * 0.5 + c * s, s * 0.7 + c, n]
    case .weigh: return [sin(v * around.weights), s + (v * around.weights).mean() * 0.1, n]
    case .read: return [v + around.variable.tensor * s * 0.1, cos(s * around.variable.tensor), n]
    case .count(let c): return [v, s * 0.9, (n + c) % 7]
    case .protectedDivision:
      return [v, s] + cond(n != 0, then: { [floorDivide(Tensor(10), n) % 5] }, else: { [n + 1] })
    case .protectedLookup:
      return cond(
        logicalAnd(n >= 0, n < 3), then: { [v * gather(around.table, n), s + gather(v, n)] },
        else: { [v - 0.1, s * 0.5] }) + [n]
    case .protectedRoot:
      return [v] + cond(s > 0, then: { [sqrt(s) * 0.8] }, else: { [s * s * 0.3 + 0 * v.sum()] })
        + [n]
    case .protectedLogarithm:
      return cond(
        (v > 0).all(), then: { [log(v) * 0.3, s / (v.sum() + 1)] }, else: { [v * 0.8, s] }) + [n]
    case .scatter:
      let index = reshape(n % 3, [1])
      return [v + scatterAdd(Tensor.zeros(like: v), index, reshape(s, [1])) * 0.3, s, n]
    case .choose(let condition, let first, let second):
      return cond(
        holds(condition, state, around), then: { run(first, state, around, map) },
        else: { run(second, state, around, map) })
    case .repeating(let condition, let most, let body):
      // Each row has its own number of steps: at most as many as its integer says.
      let results = whileLoop(
        state + [Tensor(0)],
        while: { state in
          logicalAnd(
            state[3] < n % 3 + most, holds(condition, state, around))
        },
        do: { state in
          run(body, Array(state.prefix(3)), around, map) + [state[3] + 1]
        })
      return Array(results.prefix(3))
    case .inner(let body):
      let rows = stack([v, v * s])
      let results = try! map(
        { inputs in run(body, [inputs[0], inputs[1] + s * 0.1, n], around, map) },
        [rows, around.weights[..<2]])
      return [results[0].mean(axis: 0), results[1].sum() * 0.5, n]
    }
  }

  private func holds(
    _ condition: Condition, _ state: [Tensor], _ around: Surroundings
  ) -> Tensor {
    switch condition {
    case .scalar(let c): state[1] > c
    case .vector(let c): state[0].sum() < c
    case .integer(let c): state[2] % 4 == c
    case .common(let c): around.weights[0] * 0.9 > c
    }
  }
}
