import CKernels

/// The loops that find the order of elements of one type. See CKernelsOrder.h.
struct OrderLoops<Element: BitwiseCopyable>: Sendable {
  typealias Elements = UnsafePointer<Element>?

  /// How many bits a key has.
  let keyBits: Int
  /// The keys of elements alone, in 4 or 8 bytes.
  let keys: KeyLoops
  let toKeys: @Sendable (Elements, Int32, UnsafeMutableRawPointer?, Int) -> Int32
  let fromKeys: @Sendable (UnsafeRawPointer?, Int32, UnsafeMutablePointer<Element>?, Int) -> Void
  /// Restores what keys do not tell; nil for integers, whose keys tell all.
  var restoreLost: (@Sendable (Elements, Int32, UnsafeMutablePointer<Element>?, Int) -> Void)?

  /// Pairs of keys and positions, to be sorted.
  let makePairs: @Sendable (Elements, Int32, Int, UnsafeMutableRawPointer?, Int) -> Void
  /// The positions in order, from sorted pairs; nil if the pairs have the whole keys.
  var positions:
    (
      @Sendable (
        Elements, Int32, UnsafeRawPointer?, UnsafeMutablePointer<Int32>?, Int, Int, Int
      ) -> Void
    )?
  /// Pairs of integers that are less than 2³² apart; nil if others have the whole keys, too.
  var makeNearPairs:
    (@Sendable (Elements, Int64, Int64, Int32, Int, UnsafeMutableRawPointer?, Int) -> Void)?

  /// The pairs of the first elements, with whole keys, and their loops.
  let select: @Sendable (Elements, Int32, Int, UnsafeMutableRawPointer?, Int, Int) -> Int
  let pairs: PairLoops

  let extremeIndex: @Sendable (Elements, Int32, Int) -> Int
  let extremeRows: @Sendable (Elements, Int, Int32, Int, Int, UnsafeMutablePointer<Int64>?) -> Void
}

/// Work that uses the loops of an element type.
protocol OrderWork {
  func run<Element: BitwiseCopyable>(_ loops: OrderLoops<Element>)
}

extension DType {
  /// Does work with the loops for elements of this type.
  func order(_ work: some OrderWork) {
    switch self {
    case .bool, .uint8:
      work.run(
        OrderLoops(
          keyBits: 8, keys: .bytes4, toKeys: kernel_elements_to_keys_u8,
          fromKeys: kernel_keys_to_elements_u8, makePairs: kernel_pairs_u8,
          select: kernel_first_pairs_u8, pairs: .bytes8,
          extremeIndex: kernel_extreme_index_u8, extremeRows: kernel_extreme_rows_u8))
    case .int8:
      work.run(
        OrderLoops(
          keyBits: 8, keys: .bytes4, toKeys: kernel_elements_to_keys_s8,
          fromKeys: kernel_keys_to_elements_s8, makePairs: kernel_pairs_s8,
          select: kernel_first_pairs_s8, pairs: .bytes8,
          extremeIndex: kernel_extreme_index_s8, extremeRows: kernel_extreme_rows_s8))
    case .int16:
      work.run(
        OrderLoops(
          keyBits: 16, keys: .bytes4, toKeys: kernel_elements_to_keys_s16,
          fromKeys: kernel_keys_to_elements_s16, makePairs: kernel_pairs_s16,
          select: kernel_first_pairs_s16, pairs: .bytes8,
          extremeIndex: kernel_extreme_index_s16, extremeRows: kernel_extreme_rows_s16))
    case .int32:
      work.run(
        OrderLoops(
          keyBits: 32, keys: .bytes4, toKeys: kernel_elements_to_keys_s32,
          fromKeys: kernel_keys_to_elements_s32, makePairs: kernel_pairs_s32,
          select: kernel_first_pairs_s32, pairs: .bytes8,
          extremeIndex: kernel_extreme_index_s32, extremeRows: kernel_extreme_rows_s32))
    case .int64:
      work.run(
        OrderLoops(
          keyBits: 64, keys: .bytes8, toKeys: kernel_elements_to_keys_s64,
          fromKeys: kernel_keys_to_elements_s64, makePairs: kernel_pairs_s64,
          positions: kernel_order_pairs_s64, makeNearPairs: kernel_near_pairs_s64,
          select: kernel_first_pairs_s64, pairs: .bytes16,
          extremeIndex: kernel_extreme_index_s64, extremeRows: kernel_extreme_rows_s64))
    case .float16:
      work.run(
        OrderLoops(
          keyBits: 16, keys: .bytes4, toKeys: kernel_elements_to_keys_f16,
          fromKeys: kernel_keys_to_elements_f16, restoreLost: kernel_restore_lost_f16,
          makePairs: kernel_pairs_f16,
          select: kernel_first_pairs_f16, pairs: .bytes8,
          extremeIndex: kernel_extreme_index_f16, extremeRows: kernel_extreme_rows_f16))
    case .float32:
      work.run(
        OrderLoops(
          keyBits: 32, keys: .bytes4, toKeys: kernel_elements_to_keys_f32,
          fromKeys: kernel_keys_to_elements_f32, restoreLost: kernel_restore_lost_f32,
          makePairs: kernel_pairs_f32,
          select: kernel_first_pairs_f32, pairs: .bytes8,
          extremeIndex: kernel_extreme_index_f32, extremeRows: kernel_extreme_rows_f32))
    case .float64:
      work.run(
        OrderLoops(
          keyBits: 64, keys: .bytes8, toKeys: kernel_elements_to_keys_f64,
          fromKeys: kernel_keys_to_elements_f64, restoreLost: kernel_restore_lost_f64,
          makePairs: kernel_pairs_f64,
          positions: kernel_order_pairs_f64, select: kernel_first_pairs_f64, pairs: .bytes16,
          extremeIndex: kernel_extreme_index_f64, extremeRows: kernel_extreme_rows_f64))
    }
  }
}
