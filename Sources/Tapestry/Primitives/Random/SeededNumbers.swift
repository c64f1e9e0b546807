// Random operations of files, whose seeds are stored with the operation.

/// The numbers that an operation of a file draws.
package enum SeededNumbers: Sendable, Hashable {
  case uniform, normal, truncatedNormal
  case integers(Range<Int>)

  var distribution: RandomTensor.Distribution {
    switch self {
    case .uniform: .uniform(from: 0, to: 1)
    case .normal: .normal(mean: 0, deviation: 1)
    case .truncatedNormal: .truncatedNormal(mean: 0, deviation: 1)
    case .integers(let range): .uniformInteger(range)
    }
  }
}

/// The two seeds of an operation of a file; both 0 if it has none.
package struct FileSeeds: Sendable {
  /// A generator of these seeds, which continues from run to run.
  fileprivate let source: RandomSource

  package init(seed: Int64, seed2: Int64) {
    source = .graph(GraphGenerator(OperationSeeds(seed: seed, seed2: seed2)))
  }
}

extension Tensor {
  /// Random numbers with the seeds of a file, which do not depend on what a program sets or draws.
  package static func random(
    _ numbers: SeededNumbers, _ shape: Shape, dtype: DType, _ seeds: FileSeeds
  ) -> Tensor {
    bind(
      RandomTensor(
        distribution: numbers.distribution, shape: shape, dtype: dtype, source: seeds.source), [])
  }
}

/// The slices of a tensor, which is not a scalar, in random order with the seeds of a file.
package func shuffled(_ x: Tensor, _ seeds: FileSeeds) -> Tensor {
  gather(
    x,
    bind(
      RandomPermutation(count: x.shape.dimensions[0], dtype: x.dtype, source: seeds.source), []))
}
