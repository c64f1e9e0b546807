/// A stage of samples that are in memory.
struct SampleListStage: Stage {
  let samples: [Sample]
  let table: SliceTable?
  var inputs: [any Stage] { [] }
  var cardinality: Cardinality { .known(samples.count) }
  func makeIterator() -> StageIterator { SampleListIterator(samples) }
}

final class SampleListIterator: StageIterator {
  private let samples: [Sample]
  private var place = 0

  init(_ samples: [Sample]) { self.samples = samples }

  override func next() -> Sample? {
    guard place < samples.count else { return nil }
    defer { place += 1 }
    return samples[place]
  }

  override func read(_ count: Int, into samples: inout [Sample]) {
    let first = place
    place += min(count, self.samples.count - place)
    samples += self.samples[first..<place]
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) {
    let skipped = min(left, samples.count - place)
    place += skipped
    left -= skipped
  }
}
