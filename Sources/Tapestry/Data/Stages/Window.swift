extension Dataset {
  /// A dataset of windows, each of which is a dataset of `size` neighboring elements.
  ///
  /// ```swift
  /// let windows = Dataset.range(5).window(3, shift: 1, dropRemainder: true)
  /// windows.flatMap { $0.batch(3) }  // [0, 1, 2], [1, 2, 3], [2, 3, 4]
  /// ```
  ///
  /// A window begins `shift` elements after the one before, by default `size`, and contains every
  /// `stride`-th element. At the end, windows get shorter, or are dropped with `dropRemainder`.
  /// The functions of stages before it run for elements between windows too.
  ///
  /// - Precondition: `size`, `shift` and `stride` are positive.
  public func window(
    _ size: Int, shift: Int? = nil, stride: Int = 1, dropRemainder: Bool = false
  ) -> Dataset<Dataset<Element, Failure>, Failure> {
    let shift = shift ?? size
    guard size > 0, shift > 0, stride > 0 else {
      misuse(
        "window", "windows of \(size) elements, shifted by \(shift), each \(stride)-th element",
        cure: "make all three at least 1")
    }
    let stage = WindowStage(
      input: stage, size: size, shift: shift, stride: stride, dropRemainder: dropRemainder
    ) { [stage] samples in
      .value(Box(through(SampleListStage(samples: samples, table: stage.table))))
    }
    return Dataset<Dataset<Element, Failure>, Failure>(stage: stage, structure: .windows())
  }
}

private struct WindowStage: Stage {
  let input: any Stage
  let size: Int
  let shift: Int
  let stride: Int
  let dropRemainder: Bool
  let dataset: @Sendable ([Sample]) -> Sample

  var inputs: [any Stage] { [input] }

  /// The number of elements from a window's first to its last; the largest integer if it overflows.
  var reach: Int {
    let (distance, isTooLarge) = (size - 1).multipliedReportingOverflow(by: stride)
    return isTooLarge || distance == .max ? .max : distance + 1
  }

  var cardinality: Cardinality {
    input.cardinality.map { count in
      let needed = dropRemainder ? reach : 1
      return count < needed ? 0 : (count - needed) / shift + 1
    }
  }

  func makeIterator() -> StageIterator { WindowIterator(self) }
}

private final class WindowIterator: StageIterator {
  private let stage: WindowStage
  private let input: StageIterator
  /// The elements from the next window's first on.
  private var buffer: [Sample] = []

  init(_ stage: WindowStage) {
    self.stage = stage
    input = stage.input.makeIterator()
  }

  override func next() throws -> Sample? { try next(runsFunctions: true) }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    while left > 0, try next(runsFunctions: runsFunctions) != nil { left -= 1 }
  }

  private func next(runsFunctions: Bool) throws -> Sample? {
    try input.read(stage.reach - buffer.count, into: &buffer)
    if buffer.isEmpty || (stage.dropRemainder && buffer.count < stage.reach) { return nil }
    let indices = stride(from: 0, to: buffer.count, by: stage.stride)
    let window = stage.dataset(indices.map { buffer[$0] })
    skip(stage.shift - buffer.count, runsFunctions: runsFunctions)
    buffer.removeFirst(min(stage.shift, buffer.count))
    return window
  }

  /// Skips elements that are in no window. As in TensorFlow, an error in place of one is dropped
  /// with it: the window before them is complete.
  private func skip(_ gap: Int, runsFunctions: Bool) {
    var left = gap
    while left > 0 {
      do {
        try input.skip(&left, runsFunctions: runsFunctions)
        return
      } catch {
        left -= 1
      }
    }
  }
}
