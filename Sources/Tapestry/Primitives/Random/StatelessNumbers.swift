// Random numbers that depend only on a seed, which is a tensor: the stateless operations of files.

/// The key and the counter of the generator that TensorFlow makes of a seed, each part as the bits
/// of an `int64`.
///
/// - **Shapes:** [2] gives [3]: the key, the counter's lower half, its upper half.
package func randomKey(of seed: Tensor) -> Tensor { bind(RandomKey(), [seed]) }

/// The state of a generator, which is its counter and its key, with numbers skipped.
package func randomState(_ state: Tensor, skipping count: Int) -> Tensor {
  bind(SkippedState(count: count), [state])
}

/// The slices of a tensor, which is not a scalar, in the random order of a generator.
package func shuffled(_ x: Tensor, key: Tensor) -> Tensor {
  gather(x, bind(KeyedOrder(count: x.shape.dimensions[0]), [key]))
}

extension Tensor {
  /// The first random numbers of a generator, whose key and counter are a tensor; integers of which
  /// every bit is random if `numbers` is nil.
  package static func random(
    _ numbers: SeededNumbers?, _ shape: Shape, _ dtype: DType, key: Tensor
  ) -> Tensor {
    bind(KeyedNumbers(numbers: numbers, shape: shape, dtype: dtype), [key])
  }
}

private struct RandomKey: Primitive {
  var name: String { "randomKey" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [3], dtype: .int64) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let seed = inputs[0].scalars(as: Int64.self)
    return Tensor(Philox(statelessSeed: seed[0], seed[1]).words, shape: [3])
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

private struct SkippedState: Primitive {
  let count: Int
  var name: String { "skippedState" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [3], dtype: .int64) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let state = inputs[0].scalars(as: Int64.self)
    var generator = Philox(words: [state[2], state[0], state[1]])
    // TensorFlow reserves this many blocks for a number, however many it uses.
    generator.counter &+= UInt128(count) * 256
    let words = generator.words
    return Tensor([words[1], words[2], words[0]], shape: [3])
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

private struct KeyedNumbers: Primitive {
  let numbers: SeededNumbers?
  let shape: Shape
  let dtype: DType
  var name: String { "keyedNumbers" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: shape, dtype: dtype) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let generator = Philox(words: inputs[0].scalars(as: Int64.self))
    if let numbers { return numbers.distribution.values(shape, dtype, from: generator) }
    var words = PhiloxWords(generator)
    if dtype == .int32 {
      return Tensor(
        (0..<shape.elementCount).map { _ in Int32(bitPattern: words.next()) }, shape: shape)
    }
    let pairs = (0..<shape.elementCount).map { _ in
      let low = UInt64(words.next())
      return Int64(bitPattern: UInt64(words.next()) << 32 | low)
    }
    return Tensor(pairs, shape: shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

private struct KeyedOrder: Primitive {
  let count: Int
  var name: String { "keyedOrder" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: [count], dtype: .int64) }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let generator = Philox(words: inputs[0].scalars(as: Int64.self))
    return Tensor(generator.shuffledIndices(count), shape: [count])
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

extension Philox {
  /// The generator of a key and a counter in 64-bit parts.
  fileprivate init(words: [Int64]) {
    let parts = words.map { UInt64(bitPattern: $0) }
    self.init(
      key: [UInt32(truncatingIfNeeded: parts[0]), UInt32(truncatingIfNeeded: parts[0] >> 32)],
      counter: UInt128(parts[2]) << 64 | UInt128(parts[1]))
  }

  /// The key and the counter in 64-bit parts.
  fileprivate var words: [Int64] {
    [
      Int64(bitPattern: UInt64(key.y) << 32 | UInt64(key.x)),
      Int64(truncatingIfNeeded: counter), Int64(truncatingIfNeeded: counter >> 64),
    ]
  }
}
