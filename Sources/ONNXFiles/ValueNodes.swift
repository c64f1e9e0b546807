import ONNXMessages
import Tapestry
import TensorFlowFormats

/// The nodes of which most operations are made.
extension GraphWriter {
  mutating func cast(_ x: String, to dtype: DType) -> String {
    node("Cast", [x], [.int("to", dtype.dataType.rawValue)])
  }

  mutating func select(_ condition: String, _ a: String, _ b: String) -> String {
    node("Where", [condition, a, b])
  }

  /// A value with its axes in an order. Of a transpose that undoes the one before, or continues it,
  /// nothing or one node remains: convolutions and poolings, whose layout differs here and in ONNX,
  /// stand between two transposes each.
  mutating func transposed(_ x: String, _ order: [Int]) -> String {
    var (source, order) = (x, order)
    if let before = model.transposed(x) {
      source = before.source
      order = order.map { before.order[$0] }
    }
    if order == Array(order.indices) { return source }
    let y = node("Transpose", [source], [.ints("perm", order)])
    model.note(y, isTransposeOf: source, order: order)
    return y
  }

  /// A value in another shape, of which one size may be -1, to be inferred.
  mutating func reshaped(_ x: String, _ sizes: [Int]) -> String {
    node("Reshape", [x, integers(sizes)], sizes.contains(0) ? [.int("allowzero", 1)] : [])
  }

  mutating func unsqueezed(_ x: String, _ axes: Int...) -> String {
    node("Unsqueeze", [x, integers(axes)])
  }

  mutating func sum(_ x: String, axes: [Int], keepDims: Bool = false) -> String {
    node("ReduceSum", [x, integers(axes)], [.int("keepdims", keepDims ? 1 : 0)])
  }

  /// The elements along an axis between two positions.
  mutating func sliced(_ x: String, axis: Int, from begin: Int, to end: Int) -> String {
    node("Slice", [x, integers([begin]), integers([end]), integers([axis])])
  }

  /// The numbers 0, 1 and so on, in a shape.
  func range(_ count: Int, _ shape: [Int], _ dtype: DType = .int64) -> String {
    constant(
      Tapestry.cast(Tensor((0..<count).map(Int64.init), shape: Shape(shape)), to: dtype))
  }

  // MARK: Types

  /// Operations that onnxruntime computes for float32 only, on a processor.
  private static let singlePrecision: Set = [
    "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Erf", "Conv",
    "ConvTranspose", "AveragePool", "Det",
  ]

  /// A node on values of one type, whose result has that type. Integers of 8 and 16 bits and
  /// Booleans, for which runtimes lack many operations, are computed as int32, and wrap around when
  /// they become narrow again.
  ///
  /// - Throws: `FormatError` if runtimes lack the operation for the type.
  mutating func numeric(
    _ operation: String, _ inputs: [String], _ dtype: DType, _ index: Int,
    _ attributes: [Onnx_AttributeProto] = []
  ) throws(FormatError) -> String {
    if dtype == .float64 && Self.singlePrecision.contains(operation) {
      throw fail(
        index, "onnxruntime computes \(operation) of float32 only, and here it is float64",
        cure: "cast its operands to float32, or build the model with dtype: .float32")
    }
    guard dtype.isNarrow else { return node(operation, inputs, attributes) }
    let wide = inputs.map { cast($0, to: .int32) }
    return cast(node(operation, wide, attributes), to: dtype)
  }

  /// Values in a type that runtimes compare and order.
  mutating func comparable(_ inputs: [String], _ dtype: DType) -> [String] {
    dtype.isNarrow ? inputs.map { cast($0, to: .int32) } : inputs
  }

  /// Where elements are NaN; nil for types that have no such number.
  mutating func isNaN(_ x: String, _ dtype: DType) -> String? {
    dtype.isFloating ? node("IsNaN", [x]) : nil
  }
}

extension DType {
  /// Whether values are computed as int32.
  var isNarrow: Bool { !isFloating && size < 4 }
}
