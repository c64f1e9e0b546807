import CKernels
import Foundation
import Testing

@testable import Tapestry

private let generator = Philox(seed: 42, seed2: 478_163_327)
/// Enough for many shards, and not a multiple of anything.
private let manyValues = 3 * (1 << 15) + 4321

struct RandomFillTests {
  @Test(arguments: RandomVector.all.filter { $0.dtype != nil })
  func `a recorded result has the same bits`(vector: RandomVector) throws {
    let count = vector.bits.count
    let result = try #require(draw(vector, count))
    #if canImport(Glibc)
      let tolerance: UInt64 = 0
    #else
      // Only these take their logarithms and sines from the C library.
      let tolerance: UInt64 =
        vector.dtype == "float64" && vector.name.hasSuffix("normal") ? 4 : 0
    #endif
    for (bits, expected) in zip(result, vector.bits) {
      #expect(max(bits, expected) - min(bits, expected) <= tolerance)
    }
    #expect(result.count == count)
  }

  /// What `vector` names, drawn here; nil for results of other files.
  private func draw(_ vector: RandomVector, _ count: Int) -> [UInt64]? {
    let source = vector.generator
    switch (vector.name, vector.dtype) {
    case ("uniform", "float32"), ("stateless_uniform", "float32"):
      return bits(uniform(source, count, Float(0), 1))
    case ("uniform", "float64"): return bits(uniform(source, count, Double(0), 1))
    case ("uniform", "float16"): return bits(uniform(source, count, Float16(0), 1))
    case ("normal", "float32"), ("stateless_normal", "float32"):
      return bits(normal(source, count, Float(0), 1))
    case ("normal", "float64"): return bits(normal(source, count, Double(0), 1))
    case ("normal", "float16"): return bits(normal(source, count, Float16(0), 1))
    case ("truncated_normal", "float32"), ("stateless_truncated_normal", "float32"):
      return bits(truncated(source, count, Float(0), 1))
    case ("truncated_normal", "float64"): return bits(truncated(source, count, Double(0), 1))
    case ("truncated_normal", "float16"): return bits(truncated(source, count, Float16(0), 1))
    case ("uniform(minval=0,maxval=5)", _): return bits(uniform(source, count, Float(0), 5))
    case ("uniform int32 [0,10)", _): return bits(integers(source, count, Int32(0), 10))
    case ("uniform int32 [-2^31,2^31-1)", _):
      return bits(integers(source, count, Int32.min, Int32.max))
    case ("uniform int64 [-5,12345678901)", _):
      return bits(integers(source, count, Int64(-5), 12_345_678_901))
    case ("shuffle arange(8)", _): return source.shuffledIndices(8).map(UInt64.init)
    case ("uniform, second execution of the same kernel after a (3,2) draw", _):
      let reserved = RandomOperation.uniform.reservation(count: 6)
      return bits(uniform(source.skipping(reserved), count, Float(0), 1))
    case ("glorot_uniform (13,4)", _):
      return bits(uniform(source, count, -Float(0.5940885257860046), 0.5940885257860046))
    case ("glorot_uniform (4,1)", _):
      return bits(uniform(source, count, -Float(1.0954451150103324), 1.0954451150103324))
    case ("philox uint32", _):
      var words = PhiloxWords(source)
      return (0..<count).map { _ in UInt64(words.next()) }
    case ("data shuffle n=8 buffer=3 (fixed seeds)", _):
      return bufferShuffle(8, buffer: 3, PhiloxWords(source))
    case ("data shuffle n=8 buffer=8, reshuffle, epoch 0", _),
      ("data shuffle n=8 buffer=8, reshuffle, epoch 1", _):
      var words = PhiloxWords(source)
      if vector.name.hasSuffix("1") { for _ in 0..<2 { _ = words.next() } }
      let iterator = Philox(seed: Int64(words.next()), seed2: Int64(words.next()))
      return bufferShuffle(8, buffer: 8, PhiloxWords(iterator))
    default: return nil
    }
  }

  /// The order in which a shuffle with a buffer emits 0 ..< `count`.
  private func bufferShuffle(_ count: Int, buffer size: Int, _ words: PhiloxWords) -> [UInt64] {
    var words = words
    var input = (0..<UInt64(count)).makeIterator()
    var buffer = (0..<size).compactMap { _ in input.next() }
    var start = 0
    var remaining = buffer.count
    return (0..<count).map { _ in
      let chosen = (start + Int(words.next()) % remaining) % size
      let emitted = buffer[chosen]
      buffer[chosen] = buffer[start % size]
      if let next = input.next() { buffer[start % size] = next } else { remaining -= 1 }
      start += 1
      return emitted
    }
  }

  // MARK: - Counts and threads

  @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 1023, 1025])
  func `a short result is the beginning of a long one`(count: Int) {
    #expect(
      allDraws(generator, count) == allDraws(generator, 2000).map { Array($0.prefix(count)) })
  }

  @Test func `a result of many threads is the results of its parts`() {
    let whole = allDraws(generator, manyValues)
    let part = 8192
    for start in stride(from: 0, to: manyValues, by: part) {
      let count = min(part, manyValues - start)
      // A block has four values, or two of 64 bits; truncated ones have 64 blocks each.
      let narrow = allDraws(generator.skipping(start / 4), count)
      let wide = allDraws(generator.skipping(start / 2), count)
      let groups = allDraws(generator.skipping(start * 64), count)
      let parts =
        [narrow[0], wide[1]] + narrow[2...3] + [wide[4], narrow[5], wide[6], narrow[7]]
        + groups[8...]
      for (index, part) in parts.enumerated() {
        #expect(
          part.elementsEqual(whole[index][start..<start + count]), "kind \(index) at \(start)")
      }
    }
  }

  @Test func `fills that run at the same time do not disturb each other`() async {
    let alone = normal(generator, manyValues, Float(0), 1)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask { normal(generator, manyValues, Float(0), 1) == alone }
      }
      for await same in group { #expect(same) }
    }
  }

  // MARK: - Arithmetic

  @Test func `scaling multiplies and adds in two rounded steps`() {
    let unit = uniform(generator, 1000, Float(0), 1)
    #expect(uniform(generator, 1000, Float(-0.3), 0.7) == unit.map { $0 * (0.7 - -0.3) + -0.3 })
    let standard = normal(generator, 1000, Float(0), 1)
    #expect(normal(generator, 1000, Float(3.3), 0.1) == standard.map { $0 * 0.1 + 3.3 })
    let half = normal(generator, 1000, Float16(0), 1)
    #expect(normal(generator, 1000, Float16(3.3), 0.1) == half.map { $0 * 0.1 + 3.3 })
    #expect(half == standard.map { Float16($0) })
    let near = truncated(generator, 1000, Float(0), 1)
    #expect(truncated(generator, 1000, Float(3.3), 0.1) == near.map { $0 * 0.1 + 3.3 })
  }

  @Test func `truncated numbers of float64 are those of a plain loop over each group's words`() {
    let values = truncated(generator, 10_001, Double(0), 1)
    for group in 0..<(values.count + 1) / 2 {
      var source = generator.skipping(group * 128)
      var expected: [Double] = []
      while expected.count < 2 {
        expected += filled(2) { source.fillNormal($0, mean: 0.0, deviation: 1) }
          .filter { abs($0) < 2 }
        source.skip(1)
      }
      #expect(
        Array(values[(2 * group)...].prefix(2))
          == Array(expected.prefix(min(2, values.count - 2 * group))))
    }
  }

  #if canImport(Glibc)
    /// The recipe, with the C library's functions.
    private func boxMuller(_ word0: UInt32, _ word1: UInt32) -> [Float] {
      func unit(_ word: UInt32) -> Float { Float(bitPattern: word & 0x7fffff | 0x3f80_0000) - 1 }
      let angle = Float(6.283185307179586 * Double(unit(word1)))
      let radius = (-2 * logf(max(unit(word0), 1e-7))).squareRoot()
      return [sinf(angle) * radius, cosf(angle) * radius]
    }

    @Test func `truncated numbers are those of a plain loop over each group's words`() {
      let values = truncated(generator, 40_003, Float(0), 1)
      for group in 0..<(values.count + 3) / 4 {
        var words = PhiloxWords(generator.skipping(group * 256))
        var expected: [Float] = []
        while expected.count < 4 {
          expected += boxMuller(words.next(), words.next()).filter { abs($0) < 2 }
        }
        #expect(
          Array(values[(4 * group)...].prefix(4))
            == Array(expected.prefix(4).prefix(values.count - 4 * group)))
      }
    }

    /// All arguments that can occur. Other C libraries round some of them differently; the kernels'
    /// results are then still those of glibc.
    @Test func `logarithm, sine and cosine equal glibc's on all 2²³ arguments`() {
      var different = 0
      for index in 0..<1 << 23 {
        let unit = Float(index) * 0x1p-23
        let argument = max(unit, 1e-7)
        if kernel_random_logf(argument) != logf(argument) { different += 1 }
        let angle = Float(6.283185307179586 * Double(unit))
        var sine: Float = 0
        var cosine: Float = 0
        kernel_random_sincosf(angle, &sine, &cosine)
        if sine.bitPattern != sinf(angle).bitPattern { different += 1 }
        if cosine.bitPattern != cosf(angle).bitPattern { different += 1 }
      }
      #expect(different == 0)
    }

    @Test func `wide kernels give the values of a plain loop over the words`() {
      let values = normal(generator, 100_000, Float(0), 1)
      var words = PhiloxWords(generator)
      for index in stride(from: 0, to: values.count, by: 2) {
        let pair = boxMuller(words.next(), words.next())
        #expect(values[index] == pair[0] && values[index + 1] == pair[1])
      }
    }
  #endif

  @Test func `normal numbers have the moments of the normal distribution`() {
    let values = normal(Philox(seed: 1, seed2: 2), 1_000_000, Double(0), 1)
    let mean = values.reduce(0, +) / 1e6
    let variance = values.reduce(0) { $0 + $1 * $1 } / 1e6
    #expect(abs(mean) < 4e-3)
    #expect(abs(variance - 1) < 6e-3)
    #expect(values.max()! < 5.7 && values.max()! > 4)
  }

  // MARK: - Shuffle

  @Test(arguments: [0, 1, 2, 3, 100])
  func `a shuffle has each index once`(count: Int) {
    #expect(generator.shuffledIndices(count).sorted() == Array(0..<count))
  }

  @Test(arguments: [0, 1, 2, 5, 255, 256, 257, 258, 1000, 5000])
  func `a shuffle exchanges one index after the other`(count: Int) {
    var (order, words) = (Array(0..<count), PhiloxWords(generator))
    for index in order.indices.dropLast() {
      order.swapAt(index, index + Int(words.next()) % (count - index))
    }
    #expect(generator.shuffledIndices(count) == order)
  }

  /// The orders in which Keras's `fit` of TensorFlow 2.1.0 passes ten samples in its first epochs.
  @Test func `epochs of fit continue one generator`() {
    var source = OperationSeeds(global: 42, operation: 5).makeGenerator()
    let epochs = (0..<3).map { _ in
      let order = source.shuffledIndices(10)
      source.skip(RandomOperation.shuffle.reservation(count: 10))
      return order
    }
    #expect(
      epochs == [
        [7, 3, 0, 4, 5, 8, 1, 9, 6, 2], [6, 3, 7, 4, 8, 1, 5, 9, 0, 2],
        [4, 3, 1, 8, 9, 7, 2, 5, 0, 6],
      ])
  }

  @Test func `an empty range of integers names the cure`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = integers(Philox(seed: 0, seed2: 1), 3, Int32(5), 5)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("random uniform: no integer is at least 5 and below 5"))
    #expect(message.contains("cure: pass a maximum above the minimum"))
  }
}

// MARK: - Drawing into arrays

/// One result of each kind: first the uniform and normal numbers, from 8 on the truncated ones.
private func allDraws(_ source: Philox, _ count: Int) -> [[UInt64]] {
  [
    bits(uniform(source, count, Float(-1), 2)), bits(uniform(source, count, Double(-1), 2)),
    bits(uniform(source, count, Float16(-1), 2)), bits(integers(source, count, Int32(-7), 1000)),
    bits(integers(source, count, Int64(-7), 1 << 40)), bits(normal(source, count, Float(1), 2)),
    bits(normal(source, count, Double(1), 2)), bits(normal(source, count, Float16(1), 2)),
    bits(truncated(source, count, Float(1), 2)), bits(truncated(source, count, Double(1), 2)),
    bits(truncated(source, count, Float16(1), 2)),
  ]
}

private func uniform(_ source: Philox, _ count: Int, _ low: Float, _ high: Float) -> [Float] {
  filled(count) { source.fillUniform($0, from: low, to: high) }
}
private func uniform(_ source: Philox, _ count: Int, _ low: Double, _ high: Double) -> [Double] {
  filled(count) { source.fillUniform($0, from: low, to: high) }
}
private func uniform(
  _ source: Philox, _ count: Int, _ low: Float16, _ high: Float16
) -> [Float16] {
  filled(count) { source.fillUniform($0, from: low, to: high) }
}
private func integers(_ source: Philox, _ count: Int, _ low: Int32, _ high: Int32) -> [Int32] {
  filled(count) { source.fillUniform($0, from: low, to: high) }
}
private func integers(_ source: Philox, _ count: Int, _ low: Int64, _ high: Int64) -> [Int64] {
  filled(count) { source.fillUniform($0, from: low, to: high) }
}
private func normal(_ source: Philox, _ count: Int, _ mean: Float, _ deviation: Float) -> [Float] {
  filled(count) { source.fillNormal($0, mean: mean, deviation: deviation) }
}
private func normal<Value: NormalScalar>(
  _ source: Philox, _ count: Int, _ mean: Value, _ deviation: Value
) -> [Value] {
  filled(count) { source.fillNormal($0, mean: mean, deviation: deviation) }
}
private func truncated<Value: NormalScalar>(
  _ source: Philox, _ count: Int, _ mean: Value, _ deviation: Value
) -> [Value] {
  filled(count) { source.fillTruncatedNormal($0, mean: mean, deviation: deviation) }
}
