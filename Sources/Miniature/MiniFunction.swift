/// What decides whether a function has to be recorded again: the dtype and shape of a tensor, and
/// the value of a number, since that becomes a constant of the graph.
///
/// ```swift
/// let arguments: [MiniArgument] = [.tensor(dtype: "float32", shape: [2, 3]), .number(0.5)]
/// ```
public enum MiniArgument: Hashable, Sendable {
  /// A tensor; its elements are an input of the graph.
  case tensor(dtype: String, shape: [Int])
  /// A number of the host language.
  case number(Double)
}

/// Equal for two lists of arguments exactly when one graph serves both.
package func cacheKey(_ arguments: [MiniArgument]) -> String {
  arguments.map { argument in
    switch argument {
    case .tensor(let dtype, let shape): "\(dtype)\(shape)"
    case .number(let number): "number \(number)"
    }
  }.joined(separator: "; ")
}

/// A function that is recorded once for each kind of arguments, and then run as a graph.
///
/// ```swift
/// let double = MiniFunction { recorder, x in [x[0] + x[0]] }
/// double([[1, 2]])  // [[2, 4]]
/// double([[3, 4]])  // [[6, 8]]
/// double.tracingCount  // 1
/// ```
public final class MiniFunction {
  private let body: (Recorder, [Traced]) -> [Traced]
  private var plans: [String: MiniPlan] = [:]
  /// The variables of the function, and its random numbers.
  public var state = MiniState()

  /// A function from the closure that records it.
  public init(_ body: @escaping (Recorder, [Traced]) -> [Traced]) { self.body = body }

  /// How often the function was recorded.
  public var tracingCount: Int { plans.count }

  /// Runs the graph for these arguments; records it first if there is none yet.
  public func callAsFunction(_ arguments: [[Float]], _ numbers: [Double] = []) -> [[Float]] {
    let kinds: [MiniArgument] = arguments.map { .tensor(dtype: "float32", shape: [$0.count]) }
    let key = Pieces.current.cacheKey(kinds + numbers.map { .number($0) })
    let plan = plans[key] ?? record(arguments, numbers)
    plans[key] = plan
    let names = arguments.indices.map { "\($0)" }
    return plan.run(Dictionary(uniqueKeysWithValues: zip(names, arguments)), &state)
  }

  private func record(_ arguments: [[Float]], _ numbers: [Double]) -> MiniPlan {
    let recorder = Recorder()
    let inputs = arguments.enumerated().map { index, argument in
      recorder.input("\(index)", elementCount: argument.count)
    }
    let constants = numbers.map { recorder.constant(Float($0)) }
    return MiniPlan(recorder.graph(outputs: body(recorder, inputs + constants)))
  }
}
