// Elements in order. One operation finds the order; taking the elements in it is a `gather`, whose
// gradient rule brings each gradient back to where the element came from.

/// The elements along a dimension from the smallest to the largest, or the other way round.
///
/// ```swift
/// sort(Tensor([[3, 1, 2], [6, 5, 4]]))              // [[1, 2, 3], [4, 5, 6]]
/// sort(Tensor([3, 1, 2]), descending: true)         // [3, 2, 1]
/// ```
///
/// Equal elements keep their order; NaN stands last in both directions.
///
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Complexity: O(n log n).
/// - Precondition: the axis exists.
public func sort(
  _ x: some TensorConvertible, axis: Int = -1, descending: Bool = false
) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "sort")
  let rows = swapWithLast(x, axis: axis)
  let order = bind(SortingOrder(descending: descending), [rows])
  let sorted = gather(rows, order, axis: -1, batchDimensions: rows.rank - 1)
  return swapWithLast(sorted, axis: axis)
}

/// The positions of the elements along a dimension, in the order in which `sort` gives them.
///
/// ```swift
/// argsort(Tensor([30, 10, 20]))  // [1, 2, 0]
/// ```
///
/// - **DTypes:** all; the result is `int32`.
/// - **Gradient:** none.
/// - Complexity: O(n log n).
/// - Precondition: the axis exists.
public func argsort(
  _ x: some TensorConvertible, axis: Int = -1, descending: Bool = false
) -> Tensor {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "argsort")
  let order = bind(SortingOrder(descending: descending), [swapWithLast(x, axis: axis)])
  return swapWithLast(order, axis: axis)
}

/// The k largest elements along the last dimension, the largest first, and their positions.
///
/// ```swift
/// let (values, indices) = topK(Tensor([10, 40, 20, 30]), 2)
/// values    // [40, 30]
/// indices   // [1, 3]
/// ```
///
/// Of equal elements the first is taken; NaN counts as smaller than all numbers.
///
/// - **DTypes:** x all; the indices are `int32`.
/// - **Gradient:** of the values.
/// - Complexity: O(n log n).
/// - Precondition: k is from 0 to the size of the last dimension, which exists.
public func topK(_ x: some TensorConvertible, _ k: Int) -> (values: Tensor, indices: Tensor) {
  let x = x.tensor
  let last = x.shape.existingAxis(-1, in: "topK")
  let size = x.shape.dimensions[last]
  guard k >= 0 && k <= size else {
    misuse(
      "topK", "\(k) elements of the last dimension of shape \(x.shape)",
      cure: "ask for a number from 0 to \(size)")
  }
  let order = bind(SortingOrder(descending: true), [x])
  let indices = order.slice(axis: last, 0, k)
  return (gather(x, indices, axis: -1, batchDimensions: last), indices)
}

/// The tensor with one dimension and the last changing places.
private func swapWithLast(_ x: Tensor, axis: Int) -> Tensor {
  guard axis < x.rank - 1 else { return x }
  var order = Array(0..<x.rank)
  order.swapAt(axis, x.rank - 1)
  return transpose(x, order)
}

/// The positions of the elements of each row of the last dimension, in ascending order of elements.
struct SortingOrder: Primitive {
  let descending: Bool
  var name: String { "argsort" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: inputs[0].shape, dtype: .int32)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let keys = inputs[0].sortingKeys(descending: descending)
    let order = Tensor(uninitialized: spec.shape, dtype: .int32)
    let length = spec.shape[-1]
    guard order.count > 0 else { return order }
    // Sorting costs some ten times as much for each element as arithmetic does.
    let smallest = max(2, (1 << 12) / length)
    order.withElements(as: Int32.self) { to in
      parallel(order.count / length, smallest: smallest, multiple: 1) { rows in
        for row in rows {
          // With the position in the pair no two are equal: any algorithm keeps equals in order.
          var pairs = (0..<length).map { (key: keys[row * length + $0], position: Int32($0)) }
          pairs.sort { $0.key != $1.key ? $0.key < $1.key : $0.position < $1.position }
          for (place, pair) in pairs.enumerated() { to[row * length + place] = pair.position }
        }
      }
    }
    return order
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

extension Tensor {
  /// Integers that stand in the same order as the elements, and NaN last: one sort serves all
  /// element types.
  fileprivate func sortingKeys(descending: Bool) -> [Int] {
    guard dtype.isFloating else {
      // The complement turns the order around, and unlike the negative exists for each number.
      return descending ? integers.map { ~$0 } : integers
    }
    return convert(self, to: .float64).scalars(as: Double.self).map { number in
      if number.isNaN { return .max }
      // The bits of positive numbers stand in their order, those of negative ones in the opposite,
      // after the sign. Adding 0 makes -0 equal to 0.
      let bits = Int(Int64(bitPattern: (number + 0).bitPattern))
      let key = bits < 0 ? bits ^ Int.max : bits
      return descending ? ~key : key
    }
  }
}
