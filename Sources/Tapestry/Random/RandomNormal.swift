import CKernels
import Foundation

// Normally distributed numbers by the Box-Muller method: two uniform numbers, as a radius and a
// direction, make two normal ones. Each value is scaled in two rounded steps, `r * deviation +
// mean`, even for 1 and 0, as in TensorFlow.

extension Philox {
  /// Fills `output` with normally distributed numbers.
  ///
  /// - **DTypes:** float32, float64 and float16. Those of float32 and float16 have the same bits on
  ///   all machines; those of float64 depend on the C library in the last bit.
  func fillNormal<Value: NormalScalar>(
    _ output: UnsafeMutableBufferPointer<Value>, mean: Value, deviation: Value
  ) {
    Self.inShards(of: output) { shard, start in
      Value.standardNormals(
        from: skipping(start / Value.valuesPerBlock), stride: 1, into: shard)
      Self.scale(shard, mean: mean, deviation: deviation)
    }
  }

  /// Fills `output` with normally distributed numbers; the kernel scales while the numbers are in
  /// registers.
  func fillNormal(
    _ output: UnsafeMutableBufferPointer<Float>, mean: Float, deviation: Float
  ) {
    Self.inShards(of: output) { shard, start in
      kernel_random_normal_f32(
        skipping(start / 4).kernelState, 1, shard.baseAddress, shard.count, mean, deviation)
    }
  }

  /// Fills `output` with normally distributed numbers no farther than two standard deviations from
  /// the mean.
  ///
  /// Numbers beyond that are drawn again. As it is not known how often, each group of values (those
  /// from one block) has a part of the stream to itself, long enough for all attempts. Otherwise a
  /// value would depend on the attempts of all values before it, and could not be computed
  /// independently.
  func fillTruncatedNormal<Value: NormalScalar>(
    _ output: UnsafeMutableBufferPointer<Value>, mean: Value, deviation: Value
  ) {
    Self.inShards(of: output) { shard, start in
      Value.standardTruncatedNormals(
        from: skipping(start / Value.valuesPerBlock * Value.blocksPerGroup), into: shard)
      Self.scale(shard, mean: mean, deviation: deviation)
    }
  }

  private static func scale<Value: NormalScalar>(
    _ values: UnsafeMutableBufferPointer<Value>, mean: Value, deviation: Value
  ) {
    for index in values.indices { values[index] = values[index] * deviation + mean }
  }
}

/// A type in which normally distributed numbers can be drawn.
protocol NormalScalar: Scalar, BinaryFloatingPoint {
  /// How many values one block gives.
  static var valuesPerBlock: Int { get }

  /// Fills `output` with numbers of mean 0 and deviation 1, each block `stride` after the last.
  static func standardNormals(
    from generator: Philox, stride: Int, into output: UnsafeMutableBufferPointer<Self>)

  /// Fills `output` with numbers of mean 0 and deviation 1 with a magnitude below 2.
  static func standardTruncatedNormals(
    from generator: Philox, into output: UnsafeMutableBufferPointer<Self>)
}

extension NormalScalar {
  /// The number of blocks that each group of truncated values has to itself.
  static var blocksPerGroup: Int { 64 * valuesPerBlock }

  /// Draws the first block of all groups at once, because five of six groups need no other, and
  /// then completes the rest.
  static func standardTruncatedNormals(
    from generator: Philox, into output: UnsafeMutableBufferPointer<Self>
  ) {
    standardNormals(from: generator, stride: blocksPerGroup, into: output)
    for start in stride(from: 0, to: output.count, by: valuesPerBlock) {
      let end = min(start + valuesPerBlock, output.count)
      let group = UnsafeMutableBufferPointer(rebasing: output[start..<end])
      if group.contains(where: { abs($0) >= 2 }) {
        redraw(group, from: generator.skipping(start / valuesPerBlock * blocksPerGroup))
      }
    }
  }

  /// Fills `group` with those of the generator's numbers that are near enough, in order.
  private static func redraw(_ group: UnsafeMutableBufferPointer<Self>, from generator: Philox) {
    var generator = generator
    var filled = 0
    withUnsafeTemporaryAllocation(of: Self.self, capacity: valuesPerBlock) { candidates in
      while filled < group.count {
        standardNormals(from: generator, stride: 1, into: candidates)
        generator.skip(1)
        for candidate in candidates where abs(candidate) < 2 && filled < group.count {
          group[filled] = candidate
          filled += 1
        }
      }
    }
  }
}

extension Float: NormalScalar {
  static var valuesPerBlock: Int { 4 }

  static func standardNormals(
    from generator: Philox, stride: Int, into output: UnsafeMutableBufferPointer<Float>
  ) {
    // Adding -0 changes no number; adding +0 would lose the sign of -0.
    kernel_random_normal_f32(
      generator.kernelState, UInt64(stride), output.baseAddress, output.count, -0.0, 1)
  }
}

extension Double: NormalScalar {
  static var valuesPerBlock: Int { 2 }

  static func standardNormals(
    from generator: Philox, stride: Int, into output: UnsafeMutableBufferPointer<Double>
  ) {
    var generator = generator
    for index in Swift.stride(from: 0, to: output.count, by: 2) {
      let words = generator.block()
      generator.skip(stride)
      // The logarithm of 0 is infinite. The bound is that of float32, so the largest radius is 5.7.
      let radius = (-2 * log(max(Philox.unit(words.x, words.y), 1e-7))).squareRoot()
      let angle = 2 * Double.pi * Philox.unit(words.z, words.w)
      output[index] = sin(angle) * radius
      if index + 1 < output.count { output[index + 1] = cos(angle) * radius }
    }
  }
}

/// Numbers of float16 are those of float32, rounded; drawn in the narrow type they would have one
/// of 1024 directions.
extension Float16: NormalScalar {
  static var valuesPerBlock: Int { Float.valuesPerBlock }

  static func standardNormals(
    from generator: Philox, stride: Int, into output: UnsafeMutableBufferPointer<Float16>
  ) {
    rounding(into: output) { wide in
      Float.standardNormals(from: generator, stride: stride, into: wide)
    }
  }

  static func standardTruncatedNormals(
    from generator: Philox, into output: UnsafeMutableBufferPointer<Float16>
  ) {
    rounding(into: output) { wide in
      Float.standardTruncatedNormals(from: generator, into: wide)
    }
  }

  private static func rounding(
    into output: UnsafeMutableBufferPointer<Float16>,
    fill: (UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: output.count) { wide in
      fill(wide)
      for index in output.indices { output[index] = Float16(wide[index]) }
    }
  }
}
