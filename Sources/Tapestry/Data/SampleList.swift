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
  private var position = 0

  init(_ samples: [Sample]) { self.samples = samples }

  override func next() -> Sample? {
    guard position < samples.count else { return nil }
    defer { position += 1 }
    return samples[position]
  }

  override func read(_ count: Int, into samples: inout [Sample]) {
    let first = position
    position += min(count, self.samples.count - position)
    samples += self.samples[first..<position]
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) {
    let skipped = min(left, samples.count - position)
    position += skipped
    left -= skipped
  }
}
