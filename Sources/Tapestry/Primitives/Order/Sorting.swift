// Elements in order. One operation sorts elements alone, which are moved several at a time; the
// order itself is only found if it is requested, or if gradients have to go back to where their
// elements came from.

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
  let sorted = bind(SortedElements(descending: descending), [swapWithLast(x, axis: axis)])
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

/// The tensor with one dimension and the last exchanged.
func swapWithLast(_ x: Tensor, axis: Int) -> Tensor {
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

  /// Where a long row has few distinct integers, a counting sort finds their order.
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let order = Tensor(uninitialized: spec.shape, dtype: .int32)
    let rows = inputs[0].contiguous()
    if let numbers = CountedIntegers(fewIn: rows) {
      order.withElements(as: Int32.self) { numbers.writeOrder($0, descending: descending) }
      return order
    }
    // For many integers it pays to find their range first: if it is small, pairs have room for the
    // whole keys.
    let isLookedAt = rows.dtype == .int64 && rows.count >= 1 << 12
    let numbers = isLookedAt ? CountedIntegers(rows) : nil
    rows.dtype.order(
      SortedPositions(
        rows: rows, order: order, descending: descending,
        range: numbers.flatMap { $0.span <= 1 << 32 ? $0.range : nil }))
    return order
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// The elements of each row of the last dimension in ascending or descending order.
struct SortedElements: Primitive {
  let descending: Bool
  var name: String { "sort" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  /// Where a long row has few distinct integers, they are counted, and written as often as they
  /// occur.
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if let numbers = CountedIntegers(fewIn: inputs[0]) { return repeated(numbers, spec) }
    let sorted = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    spec.dtype.order(
      SortedRows(rows: inputs[0].contiguous(), sorted: sorted, descending: descending))
    return sorted
  }

  /// The order, and then the elements in it.
  func definition(_ x: Tensor) -> Tensor {
    let order = bind(SortingOrder(descending: descending), [x])
    return gather(x, order, axis: -1, batchDimensions: x.rank - 1)
  }

  /// The gradient of each element is at its position in the order: a place in the order of the
  /// order.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    guard call[0].dtype.isFloating else { return nil }
    let order = bind(SortingOrder(descending: descending), [call[0]])
    let positions = bind(SortingOrder(descending: false), [order])
    return gather(call.dy, positions, axis: -1, batchDimensions: call.dy.rank - 1)
  }

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

/// The elements of each row in order.
private struct SortedRows: OrderWork {
  let rows, sorted: Tensor
  let descending: Bool

  func run<Element: BitwiseCopyable>(_ loops: OrderLoops<Element>) {
    let length = rows.shape[-1], direction: Int32 = descending ? 1 : 0
    withElements(of: rows, as: Element.self, sorted, as: Element.self) { from, to in
      eachSortedRow(of: rows, loops.keys) { row, keys in
        let isLossy = loops.toKeys(from + row * length, direction, keys, length) != 0
        loops.keys.sort(keys, count: length)
        loops.fromKeys(keys, direction, to + row * length, length)
        if isLossy { loops.restoreLost?(from + row * length, direction, to + row * length, length) }
      } orEachAlone: { row, keys in
        let (from, to) = (from + row * length, to + row * length)
        parallel(length) {
          _ = loops.toKeys(
            from + $0.lowerBound, direction, keys + $0.lowerBound * loops.keys.size, $0.count)
        }
        let keys = loops.keys.sortOnAllCores(keys, count: length)
        parallel(length) {
          loops.fromKeys(
            keys + $0.lowerBound * loops.keys.size, direction, to + $0.lowerBound, $0.count)
        }
        loops.restoreLost?(from, direction, to, length)
      }
    }
  }
}

/// The positions of each row's elements in order.
private struct SortedPositions: OrderWork {
  let rows, order: Tensor
  let descending: Bool
  /// The range of integers whose distances from its ends are their keys; otherwise all bits are.
  let range: ClosedRange<Int>?

  func run<Element: BitwiseCopyable>(_ loops: OrderLoops<Element>) {
    let length = rows.shape[-1]
    let pairs = KeyLoops.bytes8
    withElements(of: rows, as: Element.self, order, as: Int32.self) { from, to in
      eachSortedRow(of: rows, pairs) { row, keys in
        let (from, to) = (from + row * length, to + row * length)
        makePairs(loops, from, keys, 0..<length)
        pairs.sort(keys, count: length)
        keepPositions(loops, from, keys, to, 0..<length)
      } orEachAlone: { row, keys in
        let (from, to) = (from + row * length, to + row * length)
        parallel(length) { makePairs(loops, from, keys, $0) }
        let sorted = pairs.sortOnAllCores(keys, count: length)
        parallel(length) { keepPositions(loops, from, sorted, to, $0) }
      }
    }
  }

  private func makePairs<Element>(
    _ loops: OrderLoops<Element>, _ from: UnsafePointer<Element>, _ pairs: UnsafeMutableRawPointer,
    _ part: Range<Int>
  ) {
    let (first, to) = (part.lowerBound, pairs + part.lowerBound * KeyLoops.bytes8.size)
    if let range, let makeNearPairs = loops.makeNearPairs {
      makeNearPairs(
        from + first, Int64(range.lowerBound), Int64(range.upperBound), descending ? 1 : 0, first,
        to, part.count)
    } else {
      loops.makePairs(from + first, descending ? 1 : 0, first, to, part.count)
    }
  }

  private func keepPositions<Element>(
    _ loops: OrderLoops<Element>, _ from: UnsafePointer<Element>, _ pairs: UnsafeRawPointer,
    _ to: UnsafeMutablePointer<Int32>, _ part: Range<Int>
  ) {
    let length = rows.shape[-1]
    if range == nil, let positions = loops.positions {
      positions(from, descending ? 1 : 0, pairs, to, part.lowerBound, part.upperBound, length)
    } else {
      PairLoops.bytes8.keepPositions(
        pairs + part.lowerBound * KeyLoops.bytes8.size, to + part.lowerBound, part.count)
    }
  }
}

/// Gives `body` each row and memory for its keys. Cores share the rows; or, if rows are few and
/// long, each row in turn, which `orEachAlone` is given.
private func eachSortedRow(
  of rows: Tensor, _ keys: KeyLoops, _ body: (Int, UnsafeMutableRawPointer) -> Void,
  orEachAlone alone: (Int, UnsafeMutableRawPointer) -> Void
) {
  guard rows.count > 0 else { return }
  let length = rows.shape[-1]
  let count = rows.count / length
  if count < coreCount {
    withBytes(keys.byteCount(length)) { memory in
      for row in 0..<count { alone(row, memory) }
    }
  } else {
    // Sorting costs some ten times as much per element as arithmetic.
    parallel(count, smallest: max(2, (1 << 12) / length), multiple: 1) { part in
      withBytes(keys.byteCount(length)) { memory in
        for row in part { body(row, memory) }
      }
    }
  }
}

/// Memory: much from the pool, since fresh pages cost as much as a pass over them.
func withBytes(_ byteCount: Int, _ body: (UnsafeMutableRawPointer) -> Void) {
  if byteCount >= 1 << 20 {
    withScratch(of: UInt64.self, byteCount.ceilDivided(by: 8)) { body($0) }
  } else {
    withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 64) { body($0.baseAddress!) }
  }
}
