/// A value of a traced or recorded graph as a line: `%2 = matmul(%0, %1): float32 (3, 4)`.
///
/// - Parameters:
///   - inputs: the values from which it is computed; nil for a value that is not computed by an
///     operation.
func graphLine(_ index: Int, _ name: String, inputs: [Int]?, _ spec: TensorSpec) -> String {
  let list = inputs.map { "(" + $0.map { "%\($0)" }.joined(separator: ", ") + ")" } ?? ""
  return "%\(index) = \(name)\(list): \(spec.dtype) \(spec.shape)"
}
