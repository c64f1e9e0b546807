// Elements in order. One operation finds the order; taking the elements in it is a `gather`, whose
// gradient rule brings each gradient back to where the element came from.

/// The elements along a dimension in ascending or descending order.
///
/// ```swift
/// sort(Tensor([[3, 1, 2], [6, 5, 4]]))              // [[1, 2, 3], [4, 5, 6]]
/// sort(Tensor([3, 1, 2]), descending: true)         // [3, 2, 1]
/// ```
///
/// Equal elements keep their order; NaN comes last in both directions.
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
  // Equal integers are interchangeable, and have no gradient that would need their positions.
  let sorted =
    x.dtype.isFloating
    ? inOrder(rows, descending: descending)
    : bind(SortedIntegers(descending: descending), [rows])
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

/// The elements of each row in the order in which `argsort` gives their positions.
private func inOrder(_ rows: Tensor, descending: Bool) -> Tensor {
  let order = bind(SortingOrder(descending: descending), [rows])
  return gather(rows, order, axis: -1, batchDimensions: rows.rank - 1)
}

/// The tensor with one dimension and the last exchanged.
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
    let order = Tensor(uninitialized: spec.shape, dtype: .int32)
    let rows = inputs[0].contiguous()
    // For many integers it pays to find their range first: if it is small, they differ in few
    // digits.
    let isLookedAt = !rows.dtype.isFloating && rows.count >= 1 << 12
    let numbers = isLookedAt ? CountedIntegers(rows) : nil
    rows.dtype.order(
      SortedRows(
        rows: rows, order: order, k: spec.shape[-1], descending: descending,
        range: numbers.flatMap { $0.span <= 1 << 32 ? $0.range : nil }))
    return order
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// The integers of each row of the last dimension in ascending or descending order.
struct SortedIntegers: Primitive {
  let descending: Bool
  var name: String { "sort" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  /// Where a long row has few distinct integers, they are counted, and written as often as they
  /// occur.
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if spec.shape.elementCount == spec.shape[-1], spec.shape[-1] >= 1 << 10 {
      let numbers = CountedIntegers(inputs[0])
      if numbers.span <= spec.shape[-1] / 8 { return repeated(numbers, spec) }
    }
    let order = SortingOrder(descending: descending)
    let positions = order.run(inputs, order.spec(inputs))
    let lookup = Lookup(axis: spec.shape.rank - 1, batchDimensions: spec.shape.rank - 1)
    return Gather(lookup: lookup).run([inputs[0], positions], spec)
  }

  /// The order, and then the integers in it.
  func definition(_ x: Tensor) -> Tensor { inOrder(x, descending: descending) }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }

  private func repeated(_ numbers: CountedIntegers, _ spec: TensorSpec) -> Tensor {
    let sorted = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    let (low, span) = (numbers.range!.lowerBound, numbers.span)
    func write<I: FixedWidthInteger & BitwiseCopyable>(_: I.Type) {
      sorted.withElements(as: I.self) { sorted in
        numbers.withCounts(from: low, length: span) { counts in
          // Where the elements of each number begin, in the order of the result.
          var first = 0
          let starts = (0..<span).map { index in
            defer { first += Int(counts[descending ? span - 1 - index : index]) }
            return first
          }
          parallel(span, smallest: max(2, (1 << 16) * span / spec.shape[-1]), multiple: 1) { part in
            for index in part {
              let number = descending ? span - 1 - index : index
              (sorted + starts[index]).initialize(
                repeating: I(truncatingIfNeeded: low + number), count: Int(counts[number]))
            }
          }
        }
      }
    }
    switch spec.dtype.size {
    case 1: write(UInt8.self)
    case 2: write(Int16.self)
    case 4: write(Int32.self)
    default: write(Int64.self)
    }
    return sorted
  }
}

/// The positions of the k largest elements of each row of the last dimension, the largest first.
struct TopPositions: Primitive {
  let k: Int
  var name: String { "topK" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: Shape(inputs[0].shape.dimensions.dropLast() + [k]), dtype: .int32)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let order = Tensor(uninitialized: spec.shape, dtype: .int32)
    let rows = inputs[0].contiguous()
    rows.dtype.order(SortedRows(rows: rows, order: order, k: k, descending: true))
    return order
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// The first k positions of each row, in the order of the elements.
private struct SortedRows: OrderWork {
  let rows, order: Tensor
  let k: Int
  let descending: Bool
  /// The range of integers whose distances from its ends are their keys; otherwise all bits are.
  var range: ClosedRange<Int>?

  func run<Element: BitwiseCopyable>(_ loops: OrderLoops<Element>) {
    guard order.count > 0 else { return }
    let length = rows.shape[-1]
    withElements(of: rows, as: Element.self, order, as: Int32.self) { from, to in
      let count = order.count / k
      // Threads share the rows or, if there are few, each row in turn.
      if count < coreCount {
        for row in 0..<count { find(loops, from + row * length, length, to + row * k) }
      } else {
        // Sorting costs some ten times as much per element as arithmetic.
        parallel(count, smallest: max(2, (1 << 12) / length), multiple: 1) { part in
          for row in part { find(loops, from + row * length, length, to + row * k) }
        }
      }
    }
  }

  /// If few positions are requested, the elements are selected first, and only those are sorted.
  private func find<Element>(
    _ loops: OrderLoops<Element>, _ from: UnsafePointer<Element>, _ length: Int,
    _ to: UnsafeMutablePointer<Int32>
  ) {
    let isNear = range != nil && loops.makeNearPairs != nil
    let pairs = isNear ? .bytes8 : loops.pairs
    let selects = k < length / 8 && !isNear
    // Each core selects at most k elements from a part of its own.
    let parts = selects && length >= 1 << 16 ? min(coreCount, length / (2 * k)) : 1
    let room = selects ? parts * (2 * k + 64) : length
    withPairs(2 * room * pairs.size) { found in
      let scratch = found + room * pairs.size
      var count = length
      if selects {
        let share = length.ceilDivided(by: parts)
        parallel(parts, smallest: 2, multiple: 1) {
          for part in $0 {
            let first = part * share
            _ = loops.select(
              from + first, descending ? 1 : 0, first, found + part * (2 * k + 64) * pairs.size, k,
              min(share, length - first))
          }
        }
        // No part is shorter than k, so that each has found k.
        for part in 1..<max(parts, 1) where parts > 1 {
          (found + part * k * pairs.size).copyMemory(
            from: found + part * (2 * k + 64) * pairs.size, byteCount: k * pairs.size)
        }
        count = parts * k
        if parts > 1 { pairs.smallestFirst(found, k, count) }
        count = k
      } else {
        parallel(length) { part in
          let (first, to) = (part.lowerBound, found + part.lowerBound * pairs.size)
          if isNear {
            loops.makeNearPairs!(
              from + first, Int64(range!.lowerBound), Int64(range!.upperBound), descending ? 1 : 0,
              first, to, part.count)
          } else {
            loops.makePairs(from + first, descending ? 1 : 0, first, to, part.count)
          }
        }
      }
      // Selected pairs are in no order; unselected ones are in the order of their positions.
      let sorted = pairs.sort(
        found, scratch: scratch, count: count,
        keyBits: isNear
          ? Int.bitWidth - (range!.upperBound - range!.lowerBound).leadingZeroBitCount
          : loops.keyBits,
        positionBits: selects ? Int.bitWidth - (length - 1).leadingZeroBitCount : 0)
      pairs.keepPositions(sorted, to, k)
    }
  }

  /// Memory for pairs: of many from the pool, since fresh pages cost as much as a pass.
  private func withPairs(_ byteCount: Int, _ body: (UnsafeMutableRawPointer) -> Void) {
    if byteCount >= 1 << 20 {
      withScratch(of: UInt64.self, byteCount.ceilDivided(by: 8)) { body($0) }
    } else {
      withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 16) { body($0.baseAddress!) }
    }
  }
}
