/// What decides whether a function has to be recorded again: of a tensor its dtype and shape, of a
/// number its value, since that becomes a constant of the graph.
///
/// ```swift
/// let arguments: [MiniArgument] = [.tensor(dtype: "float32", shape: [2, 3]), .number(0.5)]
/// ```
public enum MiniArgument: Hashable, Sendable {
  /// A tensor; its numbers are an input of the graph.
  case tensor(dtype: String, shape: [Int])
  /// A number of the host language.
  case number(Double)
}

/// Equal for two lists of arguments exactly where one graph serves both.
package func cacheKey(_ arguments: [MiniArgument]) -> String {
  arguments.map { argument in
    switch argument {
    case .tensor(let dtype, let shape): "\(dtype)\(shape)"
    case .number(let number): "number \(number)"
    }
  }.joined(separator: "; ")
}
