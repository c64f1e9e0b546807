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
