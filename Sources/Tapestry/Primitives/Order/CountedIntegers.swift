import CKernels

/// Integers that are counted and grouped by value.
///
/// If the range is small compared with the number of elements, tables with an entry for each number
/// are better than sorting or a hash table: they take one pass over memory, without a comparison.
struct CountedIntegers {
  private let tensor: Tensor
  /// The smallest and the largest number; nil if there are none.
  let range: ClosedRange<Int>?

  init(_ x: Tensor) {
    let numbers = x.dtype == .bool ? Tensor(view: x.contiguous(), as: .uint8) : x.contiguous()
    tensor = numbers
    func extreme(_ fold: some NumericReduction) -> Int {
      fold.run([numbers], TensorSpec(shape: [], dtype: numbers.dtype)).integers[0]
    }
    let all = ReductionAxes(nil, of: numbers.shape, keepDims: false, in: "count")
    range =
      numbers.count == 0
      ? nil : extreme(Min(reductionAxes: all))...extreme(Max(reductionAxes: all))
  }

  /// The integers of a single long row, if it has several times as many elements as there are
  /// integers in its range: then counting them is faster than sorting.
  init?(fewIn rows: Tensor) {
    guard !rows.dtype.isFloating, rows.count >= 1 << 10, rows.count == rows.shape[-1] else {
      return nil
    }
    self.init(rows)
    guard span <= count / 8 else { return nil }
  }

  var count: Int { tensor.count }

  /// The numbers in the form in which kernels take them: contiguous, as `uint8`, `int32` or
  /// `int64`.
  private var counted: Tensor {
    switch tensor.dtype {
    case .uint8, .int32, .int64: tensor
    default: convert(tensor, to: .int32)
    }
  }

  /// The number of distinct values that the range has room for; the largest Int if it has more.
  var span: Int {
    guard let range else { return 0 }
    let (difference, overflows) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    return overflows || difference == .max ? .max : difference + 1
  }

  /// Runs `body` with how often each number in `low ..< low + length` occurs; others are left out.
  func withCounts<Result>(
    from low: Int, length: Int, _ body: (UnsafeMutablePointer<Int32>) -> Result
  ) -> Result {
    // The cost of the tables must be small compared with that of the elements counted in them.
    let parts = max(1, min(coreCount, count / 8 / max(length, 1 << 12)))
    let tablesEach = length <= count / 16 ? 4 : 1
    let share = count.ceilDivided(by: parts)
    let numbers = counted
    return withScratch(of: Int32.self, tablesEach * parts * length) { tables in
      parallel(parts, smallest: 2, multiple: 1) { range in
        for part in range {
          let (table, first) = (tables + part * tablesEach * length, part * share)
          table.initialize(repeating: 0, count: tablesEach * length)
          Self.tally(
            numbers, first, min(share, count - first), low, length, in: table,
            apart: tablesEach == 1 ? 0 : length)
        }
      }
      for table in 1..<max(tablesEach * parts, 1) {
        for index in 0..<length { tables[index] += tables[table * length + index] }
      }
      return body(tables)
    }
  }

  private static func tally(
    _ tensor: Tensor, _ first: Int, _ count: Int, _ low: Int, _ length: Int,
    in table: UnsafeMutablePointer<Int32>,
    apart: Int
  ) {
    let (low, length) = (Int64(low), Int64(length))
    switch tensor.dtype {
    case .uint8:
      tensor.withElements { kernel_count_numbers_u8($0 + first, low, length, table, apart, count) }
    case .int32:
      tensor.withElements { kernel_count_numbers_i32($0 + first, low, length, table, apart, count) }
    default:
      tensor.withElements { kernel_count_numbers_i64($0 + first, low, length, table, apart, count) }
    }
  }

  /// Numbers the groups of equal elements in the order of their first elements. Writes the group of
  /// each element, and for each group its first element and its size; returns how many there are.
  /// There is at least one element.
  func group(
    _ groups: UnsafeMutablePointer<Int32>, first: UnsafeMutablePointer<Int32>,
    sizes: UnsafeMutablePointer<Int32>
  ) -> Int {
    let (low, length) = (Int64(range!.lowerBound), Int64(span))
    let tensor = counted
    return withScratch(of: Int32.self, span) { table in
      switch tensor.dtype {
      case .uint8:
        tensor.withElements {
          kernel_group_numbers_u8($0, low, length, table, groups, first, sizes, count)
        }
      case .int32:
        tensor.withElements {
          kernel_group_numbers_i32($0, low, length, table, groups, first, sizes, count)
        }
      default:
        tensor.withElements {
          kernel_group_numbers_i64($0, low, length, table, groups, first, sizes, count)
        }
      }
    }
  }
}

// MARK: Order

extension CountedIntegers {
  /// Writes the positions of the elements in ascending or descending order of elements, those of
  /// equal elements in their own order: a counting sort. There is at least one element.
  ///
  /// Each core counts a part of the elements. The positions of a number begin behind those of all
  /// numbers that come before it, and within them those of a part behind those of earlier parts. So
  /// each position is written once, and nothing is compared or moved.
  func writeOrder(_ order: UnsafeMutablePointer<Int32>, descending: Bool) {
    switch tensor.dtype {
    case .uint8: writeOrder(order, UInt8.self, descending)
    case .int8: writeOrder(order, Int8.self, descending)
    case .int16: writeOrder(order, Int16.self, descending)
    case .int32: writeOrder(order, Int32.self, descending)
    default: writeOrder(order, Int64.self, descending)
    }
  }

  private func writeOrder<I: FixedWidthInteger & BitwiseCopyable>(
    _ order: UnsafeMutablePointer<Int32>, _: I.Type, _ descending: Bool
  ) {
    let (low, span, count) = (range!.lowerBound, span, count)
    // The cost of the tables must be small compared with that of the elements counted in them.
    let parts = max(1, min(coreCount, count / 8 / max(span, 1 << 12)))
    let share = count.ceilDivided(by: parts)
    tensor.withElements(as: I.self) { numbers in
      withScratch(of: Int32.self, parts * span) { tables in
        let eachPart = { (body: (Range<Int>, UnsafeMutablePointer<Int32>) -> Void) in
          parallel(parts, smallest: 2, multiple: 1) {
            for part in $0 {
              let first = min(part * share, count)
              body(first..<min(first + share, count), tables + part * span)
            }
          }
        }
        eachPart { elements, table in
          table.initialize(repeating: 0, count: span)
          for index in elements { table[Int(numbers[index]) &- low] &+= 1 }
        }
        var next: Int32 = 0
        for index in 0..<span {
          let number = descending ? span - 1 - index : index
          for part in 0..<parts {
            let amount = tables[part * span + number]
            tables[part * span + number] = next
            next += amount
          }
        }
        eachPart { elements, table in
          for index in elements {
            let number = Int(numbers[index]) &- low
            order[Int(table[number])] = Int32(truncatingIfNeeded: index)
            table[number] &+= 1
          }
        }
      }
    }
  }
}
