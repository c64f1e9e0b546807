import CKernels

/// The loops of an operation over pairs of integers, one for each type.
struct IntegerLoops: Sendable {
  let int8: Loop2<Int8, Int8>
  let int16: Loop2<Int16, Int16>
  let int32: Loop2<Int32, Int32>
  let int64: Loop2<Int64, Int64>
  let uint8: Loop2<UInt8, UInt8>
}

/// The loops of a comparison of integers, one for each type.
struct IntegerComparisons: Sendable {
  let int8: Loop2<Int8, UInt8>
  let int16: Loop2<Int16, UInt8>
  let int32: Loop2<Int32, UInt8>
  let int64: Loop2<Int64, UInt8>
  let uint8: Loop2<UInt8, UInt8>
}

// Half precision is computed in `float32` and rounded, as processors without half-precision
// arithmetic do it. The `float32` numbers of a block stay in the first-level cache: as tensors of
// their own they would be written to memory and read again, which costs more than all the
// arithmetic.

/// The number of elements in a block: so few that the next block, which is prefetched meanwhile, is
/// not evicted from the first-level cache before its turn.
private let halfBlock = 512

/// Prefetches the next block of two arrays. Without it, the processor would wait for memory while
/// it widens and then compute while memory waits.
@inline(__always)
private func prefetchNextBlock(_ x: UnsafePointer<Float16>, _ y: UnsafePointer<Float16>) {
  let bytes = halfBlock * MemoryLayout<Float16>.size
  kernel_prefetch(x + halfBlock, bytes)
  kernel_prefetch(y + halfBlock, bytes)
}

/// A loop over `float16`, by way of one over `float32`.
func halfLoop(_ loop: @escaping Loop1<Float>) -> Loop1<Float16> {
  { x, y, count in
    withUnsafeTemporaryAllocation(of: Float.self, capacity: halfBlock) { block in
      let block = block.baseAddress!
      for start in stride(from: 0, to: count, by: halfBlock) {
        let length = min(halfBlock, count - start)
        prefetchNextBlock(x! + start, y! + start)
        widen(x! + start, to: block, length)
        loop(block, block, length)
        narrow(block, to: y! + start, length)
      }
    }
  }
}

/// A loop over pairs of `float16`, by way of one over pairs of `float32`.
func halfLoop(_ loop: @escaping Loop2<Float, Float>) -> Loop2<Float16, Float16> {
  { a, aStep, b, bStep, y, count in
    withUnsafeTemporaryAllocation(of: Float.self, capacity: halfBlock) { results in
      // The results have a block of their own: `a` may be one number that all of them need.
      let results = results.baseAddress!
      withWideBlocks(a!, aStep, b!, bStep, count) { a, b, start, length in
        loop(a, aStep, b, bStep, results, length)
        narrow(results, to: y! + start, length)
      }
    }
  }
}

/// A comparison of `float16`, by way of one of `float32`.
func halfLoop(_ loop: @escaping Loop2<Float, UInt8>) -> Loop2<Float16, UInt8> {
  { a, aStep, b, bStep, y, count in
    withWideBlocks(a!, aStep, b!, bStep, count) { a, b, start, length in
      loop(a, aStep, b, bStep, y! + start, length)
    }
  }
}

/// Calls `body` with the `float32` numbers of two arrays, a block of each at a time. An array of
/// step 0 is one number.
private func withWideBlocks(
  _ a: UnsafePointer<Float16>, _ aStep: Int, _ b: UnsafePointer<Float16>, _ bStep: Int,
  _ count: Int,
  _ body: (
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ start: Int, _ length: Int
  ) -> Void
) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * halfBlock) { blocks in
    let (wideA, wideB) = (blocks.baseAddress!, blocks.baseAddress! + halfBlock)
    for start in stride(from: 0, to: count, by: halfBlock) {
      let length = min(halfBlock, count - start)
      widen(a + start * aStep, to: wideA, aStep == 0 ? 1 : length)
      widen(b + start * bStep, to: wideB, bStep == 0 ? 1 : length)
      body(wideA, wideB, start, length)
    }
  }
}

/// Half-precision numbers as `float32`.
func widen(_ x: UnsafePointer<Float16>, to y: UnsafeMutablePointer<Float>, _ count: Int) {
  kernel_convert(x, kernel_float16, y, kernel_float32, count)
}

/// `float32` numbers rounded to half precision.
func narrow(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float16>, _ count: Int) {
  kernel_convert(x, kernel_float32, y, kernel_float16, count)
}
