import CKernels

// Filling memory with the numbers of a generator, bit for bit those of TensorFlow.
//
// A block of four words gives four values of up to 32 bits or two of 64. Value i therefore comes
// from a known block, whichever thread computes it: the result depends neither on the number of
// cores nor on how the work is divided.

extension Philox {
  // MARK: - Uniform numbers

  /// Fills `output` with numbers from `minimum` up to, but not including, `maximum`.
  ///
  /// - **DTypes:** float32, float64 and float16, with 23, 52 and 10 random bits.
  func fillUniform(
    _ output: UnsafeMutableBufferPointer<Float>, from minimum: Float, to maximum: Float
  ) {
    let range = maximum - minimum
    Self.inShards(of: output) { shard, start in
      kernel_random_uniform_f32(
        skipping(start / 4).kernelState, shard.baseAddress, shard.count, minimum, range)
    }
  }

  /// Fills `output` with numbers from `minimum` up to, but not including, `maximum`.
  func fillUniform(
    _ output: UnsafeMutableBufferPointer<Double>, from minimum: Double, to maximum: Double
  ) {
    let range = maximum - minimum
    fill(output, wordsPerValue: 2) { words in
      Self.unit(words[0], words[1]) * range + minimum
    }
  }

  /// Fills `output` with numbers from `minimum` up to, but not including, `maximum`.
  func fillUniform(
    _ output: UnsafeMutableBufferPointer<Float16>, from minimum: Float16, to maximum: Float16
  ) {
    let range = maximum - minimum
    fill(output, wordsPerValue: 1) { words in
      let unit = Float16(bitPattern: UInt16(words[0] & 0x3ff) | 0x3c00) - 1
      return unit * range + minimum
    }
  }

  /// A number in [0, 1): 52 bits become the fraction of a number from 1 up to 2.
  static func unit(_ word0: UInt32, _ word1: UInt32) -> Double {
    let fraction = UInt64(word0 & 0xfffff) << 32 | UInt64(word1)
    return Double(bitPattern: 1023 << 52 | fraction) - 1
  }

  // MARK: - Uniform integers

  /// Fills `output` with integers from `minimum` up to, but not including, `maximum`.
  ///
  /// Low numbers are slightly more frequent when the range does not divide 2³², because they are
  /// remainders. Drawing again would be unbiased, but then value i would not be in block i / 4.
  func fillUniform(
    _ output: UnsafeMutableBufferPointer<Int32>, from minimum: Int32, to maximum: Int32
  ) {
    checkRange(minimum, maximum)
    let range = UInt32(bitPattern: maximum &- minimum)
    fill(output, wordsPerValue: 1) { words in
      minimum &+ Int32(bitPattern: words[0] % range)
    }
  }

  /// Fills `output` with integers from `minimum` up to, but not including, `maximum`.
  func fillUniform(
    _ output: UnsafeMutableBufferPointer<Int64>, from minimum: Int64, to maximum: Int64
  ) {
    checkRange(minimum, maximum)
    let range = UInt64(bitPattern: maximum &- minimum)
    fill(output, wordsPerValue: 2) { words in
      let word = UInt64(words[1]) << 32 | UInt64(words[0])
      return minimum &+ Int64(bitPattern: word % range)
    }
  }

  private func checkRange<Integer: FixedWidthInteger>(_ minimum: Integer, _ maximum: Integer) {
    guard minimum < maximum else {
      misuse(
        "random uniform", "no integer is at least \(minimum) and below \(maximum)",
        cure: "pass a maximum above the minimum; the maximum itself is never drawn")
    }
  }

  // MARK: - Shuffle

  /// The numbers 0 ..< `count` in random order, all orders equally likely.
  ///
  /// - **Source:** Fisher, Yates: Statistical tables (1938).
  func shuffledIndices(_ count: Int) -> [Int] {
    var indices = Array(0..<count)
    // The partners of a block are found before it is exchanged, so that the memory where they are,
    // which is anywhere, is fetched for all of them at once.
    let block = 256
    indices.withUnsafeMutableBufferPointer { indices in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: block) { words in
        withUnsafeTemporaryAllocation(of: Int.self, capacity: block) { partners in
          for start in stride(from: 0, to: count - 1, by: block) {
            let length = min(block, count - 1 - start)
            kernel_philox_words(
              skipping(start / 4).kernelState, words.baseAddress, length.ceilDivided(by: 4))
            for offset in 0..<length {
              let (index, word) = (start + offset, words[offset])
              let rest = count - index
              // Numbers of 32 bits are divided faster.
              let step = rest > Int(UInt32.max) ? word : word % UInt32(rest)
              partners[offset] = index + Int(step)
              kernel_prefetch(indices.baseAddress! + partners[offset], MemoryLayout<Int>.size)
            }
            for offset in 0..<length { indices.swapAt(start + offset, partners[offset]) }
          }
        }
      }
    }
    return indices
  }

  // MARK: - Sharing the work

  /// The form in which the kernels take a generator.
  var kernelState: kernel_philox {
    kernel_philox(
      key: UInt64(key.y) << 32 | UInt64(key.x),
      counter_low: UInt64(truncatingIfNeeded: counter),
      counter_high: UInt64(truncatingIfNeeded: counter >> 64))
  }

  /// Fills `output` with the values that `value` makes of `wordsPerValue` words each.
  @inline(__always)
  private func fill<Element: Scalar>(
    _ output: UnsafeMutableBufferPointer<Element>, wordsPerValue: Int,
    value: @Sendable (UnsafePointer<UInt32>) -> Element
  ) {
    let valuesPerBlock = 4 / wordsPerValue
    let blocksAtOnce = 256
    Self.inShards(of: output) { shard, start in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * blocksAtOnce) { words in
        let wordsStart = UnsafePointer(words.baseAddress!)
        for first in stride(from: 0, to: shard.count, by: blocksAtOnce * valuesPerBlock) {
          let count = min(shard.count - first, blocksAtOnce * valuesPerBlock)
          kernel_philox_words(
            skipping((start + first) / valuesPerBlock).kernelState, words.baseAddress,
            count.ceilDivided(by: valuesPerBlock))
          for index in 0..<count {
            shard[first + index] = value(wordsStart + index * wordsPerValue)
          }
        }
      }
    }
  }

  /// Calls `body` with consecutive parts of `output` and the position of each part's first element,
  /// a multiple of 4; on all cores if it is worth waking them.
  ///
  /// Parts fit the core's cache, and there are many more of them than cores, so that a core that is
  /// busy with something else does not keep the others waiting.
  static func inShards<Element: Scalar>(
    of output: UnsafeMutableBufferPointer<Element>,
    body: @Sendable (UnsafeMutableBufferPointer<Element>, Int) -> Void
  ) {
    let size = 1 << 15
    guard output.count >= 2 * size else { return body(output, 0) }
    // No two shards overlap, so the threads need no lock.
    parallel(output.count.ceilDivided(by: size), smallest: 2, multiple: 1) { shards in
      for shard in shards {
        let start = shard * size
        let end = min(start + size, output.count)
        body(UnsafeMutableBufferPointer(rebasing: output[start..<end]), start)
      }
    }
  }
}
