// The largest elements: they are selected in one pass, and only those are sorted.

/// The k largest elements along a dimension, the largest first, and their positions.
///
/// ```swift
/// let (values, indices) = topK(Tensor([10, 40, 20, 30]), 2)
/// values    // [40, 30]
/// indices   // [1, 3]
/// ```
///
/// Of equal elements the first is taken first; NaN counts as smaller than all numbers.
///
/// - **DTypes:** x all; the indices are `int32`.
/// - **Gradient:** of the values.
/// - Complexity: O(n + k log k) for elements in random order.
/// - Precondition: k is from 0 to the size of the dimension, which exists.
public func topK(
  _ x: some TensorConvertible, _ k: Int, axis: Int = -1
) -> (values: Tensor, indices: Tensor) {
  let x = x.tensor
  let axis = x.shape.existingAxis(axis, in: "topK")
  let size = x.shape.dimensions[axis]
  guard k >= 0 && k <= size else {
    misuse(
      "topK",
      "\(k) elements of \(axis == x.rank - 1 ? "the last dimension" : "dimension \(axis)") of shape "
        + "\(x.shape)",
      cure: "ask for a number from 0 to \(size)")
  }
  let rows = swapWithLast(x, axis: axis)
  let indices = bind(TopPositions(k: k), [rows])
  let values = gather(rows, indices, axis: -1, batchDimensions: rows.rank - 1)
  return (swapWithLast(values, axis: axis), swapWithLast(indices, axis: axis))
}

/// The positions of the k largest elements of each row of the last dimension, the largest first.
struct TopPositions: Primitive {
  let k: Int
  var name: String { "topK" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: Shape(inputs[0].shape.dimensions.dropLast() + [k]), dtype: .int32)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let rows = inputs[0].contiguous(), length = rows.shape[-1]
    let isSelection = k < length / 8
    let order = Tensor(uninitialized: spec.shape, dtype: .int32)
    if isSelection {
      rows.dtype.order(SelectedPositions(rows: rows, order: order, k: k))
    } else if order.count > 0 {
      let all = SortingOrder(descending: true).run(
        [rows], TensorSpec(shape: rows.shape, dtype: .int32))
      withElements(of: all, as: Int32.self, order, as: Int32.self) { from, to in
        for row in 0..<order.count / k {
          (to + row * k).update(from: from + row * length, count: k)
        }
      }
    }
    return order
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// The positions of the k largest elements of each row.
private struct SelectedPositions: OrderWork {
  let rows, order: Tensor
  let k: Int

  func run<Element: BitwiseCopyable>(_ loops: OrderLoops<Element>) {
    guard order.count > 0 else { return }
    let length = rows.shape[-1]
    withElements(of: rows, as: Element.self, order, as: Int32.self) { from, to in
      let count = order.count / k
      // Threads share the rows or, if there are few, each row in turn.
      if count < coreCount {
        for row in 0..<count { find(loops, from + row * length, length, to + row * k) }
      } else {
        parallel(count, smallest: max(2, (1 << 12) / length), multiple: 1) { part in
          for row in part { find(loops, from + row * length, length, to + row * k) }
        }
      }
    }
  }

  private func find<Element>(
    _ loops: OrderLoops<Element>, _ from: UnsafePointer<Element>, _ length: Int,
    _ to: UnsafeMutablePointer<Int32>
  ) {
    let pairs = loops.pairs
    // Each core selects at most k elements from a part of its own.
    let parts = length >= 1 << 16 ? min(coreCount, length / (2 * k)) : 1
    let share = length.ceilDivided(by: parts), room = (2 * k + 64) * pairs.size
    withBytes(2 * parts * room) { found in
      parallel(parts, smallest: 2, multiple: 1) {
        for part in $0 {
          let first = part * share
          _ = loops.select(
            from + first, 1, first, found + part * room, k, min(share, length - first))
        }
      }
      // No part is shorter than k, so that each has found k.
      for part in 1..<max(parts, 1) where parts > 1 {
        (found + part * k * pairs.size).copyMemory(
          from: found + part * room, byteCount: k * pairs.size)
      }
      if parts > 1 { pairs.smallestFirst(found, k, parts * k) }
      // Selected pairs are in no order, not even that of their positions.
      let sorted = pairs.sort(
        found, scratch: found + parts * room, count: k, keyBits: loops.keyBits,
        positionBits: Int.bitWidth - (length - 1).leadingZeroBitCount)
      pairs.keepPositions(sorted, to, k)
    }
  }
}
