import Tapestry

extension GraphOperations {
  /// Random numbers: with seeds of the file, which continue from call to call, and with seeds that
  /// are tensors, which give the same numbers each time.
  static let randomOperations: [String: GraphOperation] = [
    "RandomUniform": { call in try call.random(.uniform) },
    "RandomStandardNormal": { call in try call.random(.normal) },
    "TruncatedNormal": { call in try call.random(.truncatedNormal) },
    "RandomUniformInt": { call in
      let (shape, low, high) = (try call.randomShape(), try call.integer(1), try call.integer(2))
      let dtype = try call.dtype("Tout")
      let fits = dtype == .int64 || dtype == .int32 && low >= Int32.min && high <= Int32.max
      guard low < high, fits else { throw call.fail("\(dtype) numbers in \(low)..<\(high)") }
      return [.tensor(.random(.integers(low..<high), shape, dtype: dtype, call.seeds))]
    },
    "Multinomial": { call in
      try call.drawn { rows, count in
        // TensorFlow skips as many blocks as a multiple of four numbers of two words takes.
        let drawn = rows * ((count + 3) / 4 * 4) * 2
        let numbers = Tensor.random(.uniform, [drawn], dtype: .float64, call.seeds)
        return numbers[..<(rows * count)]
      }
    },
    "StatelessMultinomial": { call in
      let key = try call.key(ofSeed: 2)
      return try call.drawn { .random(.uniform, [$0 * $1], .float64, key: key) }
    },
    "RandomShuffle": { call in
      let x = try call.tensor(0)
      return [.tensor(x.rank == 0 ? identity(x) : shuffled(x, call.seeds))]
    },
    "StatelessRandomUniform": { call in try call.stateless(.uniform) },
    "StatelessRandomNormal": { call in try call.stateless(.normal) },
    "StatelessTruncatedNormal": { call in try call.stateless(.truncatedNormal) },
    "StatelessRandomUniformInt": { call in
      let (range, dtype) = try call.range(2, 3)
      let (shape, key) = (try call.randomShape(), try call.key(ofSeed: 1))
      return [.tensor(.random(.integers(range), shape, dtype, key: key))]
    },
    "StatelessRandomUniformV2": { call in try call.keyed(.uniform) },
    "StatelessRandomNormalV2": { call in try call.keyed(.normal) },
    "StatelessTruncatedNormalV2": { call in try call.keyed(.truncatedNormal) },
    "StatelessRandomUniformIntV2": { call in
      let (range, dtype) = try call.range(4, 5)
      let (shape, key) = (try call.randomShape(), try call.key())
      return [.tensor(.random(.integers(range), shape, dtype, key: key))]
    },
    "StatelessRandomUniformFullInt": { call in
      let key = try call.key(ofSeed: 1)
      return [.tensor(.random(nil, try call.randomShape(), try call.bitsType(), key: key))]
    },
    "StatelessRandomUniformFullIntV2": { call in
      let key = try call.key()
      return [.tensor(.random(nil, try call.randomShape(), try call.bitsType(), key: key))]
    },
    "StatelessRandomGetKeyCounter": { call in
      let key = try call.key(ofSeed: 0)
      return [.tensor(key[..<1]), .tensor(key[1...])]
    },
    "StatelessRandomGetAlg": { _ in [.tensor(known { Tensor(Int32(1)) })] },
    "StatelessShuffle": { call in
      let (x, key) = (try call.tensor(0), try call.key())
      return [.tensor(x.rank == 0 ? identity(x) : shuffled(x, key: key))]
    },
    // A generator's state is a variable: the counter, then the key.
    "RngReadAndSkip": { call in
      let (variable, steps) = (try call.variable(), try call.integer(2))
      let state = variable.tensor
      guard state.dtype == .int64, state.shape == [3], steps >= 0 else {
        throw call.fail("a generator in \(variable.tensor.spec)")
      }
      variable.assign(randomState(state, skipping: steps))
      return [.tensor(state)]
    },
  ]
}

extension NodeCall {
  func randomShape() throws -> Shape { try shape(try integers(0)) }

  /// The seeds in the file. As in TensorFlow, a program's seed does not change them, but setting
  /// one restarts their numbers.
  ///
  /// A traced graph keeps them with their generator. If values are known the node is run anew in
  /// each call, so the library keeps them.
  fileprivate var seeds: FileSeeds {
    let make = {
      FileSeeds(seed: node.attr["seed"]?.i ?? 0, seed2: node.attr["seed2"]?.i ?? 0)
    }
    return interpreter.runsEagerly ? interpreter.library.seeds(of: location, make) : make()
  }

  /// Categories drawn for each row of logarithms of their probabilities, from as many numbers
  /// between 0 and 1.
  fileprivate func drawn(_ numbers: (Int, Int) throws -> Tensor) throws -> [GraphValue] {
    let (logits, count) = (try floating(0), try integer(1))
    guard logits.rank == 2, logits.shape.dimensions[1] > 0, (0..<1 << 28).contains(count) else {
      throw fail("\(count) categories of \(logits.spec)")
    }
    let (rows, dtype) = (logits.shape.dimensions[0], try dtype("output_dtype", default: .int64))
    _ = try shape([rows, count, 8])
    guard rows * count > 0 else {
      return [.tensor(GraphOperations.known { Tensor.zeros([rows, count], dtype: dtype) })]
    }
    let x = cast(stopGradient(logits), to: .float64)
    // Categories whose logarithm is infinite or NaN are never drawn.
    let isPossible = isFinite(x)
    let largest = select(isPossible, x, -Double.infinity).max(axis: 1, keepDims: true)
    let sums = cumsum(select(isPossible, exp(x - largest), 0), axis: 1)
    let total = sums.max(axis: 1, keepDims: true)
    let targets = reshape(try numbers(rows, count), [rows, count]) * total
    return [.tensor(cast(searchSorted(sums, targets, side: .right), to: dtype))]
  }

  fileprivate func random(_ numbers: SeededNumbers) throws -> [GraphValue] {
    let dtype = try dtype("dtype")
    guard dtype.isFloating else { throw fail("random numbers of \(dtype)") }
    return [.tensor(.random(numbers, try randomShape(), dtype: dtype, seeds))]
  }

  /// The numbers of a seed, which is an input.
  fileprivate func stateless(_ numbers: SeededNumbers) throws -> [GraphValue] {
    let dtype = try dtype("dtype", default: .float32)
    guard dtype.isFloating else { throw fail("random numbers of \(dtype)") }
    return [.tensor(.random(numbers, try randomShape(), dtype, key: try key(ofSeed: 1)))]
  }

  /// The numbers of a key and a counter, which are inputs.
  fileprivate func keyed(_ numbers: SeededNumbers) throws -> [GraphValue] {
    let dtype = try dtype("dtype", default: .float32)
    guard dtype.isFloating else { throw fail("random numbers of \(dtype)") }
    return [.tensor(.random(numbers, try randomShape(), dtype, key: try key()))]
  }

  fileprivate func key(ofSeed index: Int) throws -> Tensor {
    let seed = try tensor(index)
    guard seed.dtype.isInteger, seed.shape == [2] else { throw fail("a seed \(seed.spec)") }
    return randomKey(of: cast(seed, to: .int64))
  }

  /// Key and counter in one, 64 bits each.
  fileprivate func key() throws -> Tensor {
    let (key, counter) = (try tensor(1), try tensor(2))
    guard key.dtype == .int64, counter.dtype == .int64, key.shape == [1], counter.shape == [2]
    else { throw fail("a key \(key.spec) and a counter \(counter.spec)") }
    return concat([key, counter], axis: 0)
  }

  fileprivate func bitsType() throws -> DType {
    let dtype = try dtype("dtype")
    guard dtype == .int32 || dtype == .int64 else { throw fail("random bits as \(dtype)") }
    return dtype
  }

  /// Bounds of random integers, and their type.
  fileprivate func range(_ low: Int, _ high: Int) throws -> (Range<Int>, DType) {
    let (dtype, low, high) = (try tensor(low).dtype, try integer(low), try integer(high))
    let fits = dtype == .int64 || dtype == .int32
    guard low < high, fits else { throw fail("\(dtype) numbers in \(low)..<\(high)") }
    return (low..<high, dtype)
  }
}
