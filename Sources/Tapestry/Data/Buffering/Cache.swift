import Synchronization

extension Dataset {
  /// The same elements, computed in the first iteration and cached in memory for later ones.
  ///
  /// ```swift
  /// let images = Dataset.fromTensorSlices(files).map { decode($0) }.cache().shuffle(1000)
  /// ```
  ///
  /// Shuffle after caching: a cached order is the same in each iteration. An iteration that does
  /// not reach the end caches nothing.
  public func cache() -> Dataset { through(MemoryCacheStage(input: stage)) }
}

/// It is a class, since all iterations over the dataset share the cache.
private final class MemoryCacheStage: Stage {
  private struct Kept {
    let samples: [Sample]
    /// The positions at which the iteration that computed them began.
    let positions: [SeedPosition]
  }

  let input: any Stage
  private let kept = Mutex<Kept?>(nil)

  init(input: any Stage) { self.input = input }

  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality {
    kept.withLock { $0.map { .known($0.samples.count) } } ?? input.cardinality
  }

  // An iteration over cached elements draws no seeds: to get the same elements in a process that
  // has not cached them, it must begin where the first iteration began.
  var seedPositions: [SeedPosition] {
    kept.withLock { $0?.positions } ?? input.seedPositions
  }

  func restore(_ positions: inout ArraySlice<SeedPosition>) {
    let wanted = positions.prefix(seedPositions.count)
    kept.withLock { kept in
      if let positions = kept?.positions, positions[...] != wanted { kept = nil }
    }
    input.restore(&positions)
  }

  func makeIterator() -> StageIterator {
    if let samples = kept.withLock({ $0?.samples }) { return SampleListIterator(samples) }
    let positions = input.seedPositions
    return CachingIterator(input.makeIterator()) { [self] samples in
      kept.withLock { $0 = $0 ?? Kept(samples: samples, positions: positions) }
    }
  }
}

private final class CachingIterator: StageIterator {
  private let input: StageIterator
  private var samples: [Sample] = []
  private var keep: (([Sample]) -> Void)?

  init(_ input: StageIterator, _ keep: @escaping ([Sample]) -> Void) {
    self.input = input
    self.keep = keep
  }

  override func next() throws -> Sample? {
    do {
      if let sample = try input.next() {
        if keep != nil { samples.append(sample) }
        return sample
      }
      keep?(samples)
      forget()
      return nil
    } catch {
      // An element is missing, so the cache would be incomplete.
      forget()
      throw error
    }
  }

  private func forget() {
    keep = nil
    samples = []
  }
}
