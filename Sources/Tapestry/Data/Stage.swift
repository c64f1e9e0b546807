// The stages of which a pipeline consists.
//
// A dataset is a chain of stages: descriptions, which hold no data and do no work. An iteration
// over the dataset makes an iterator for each stage, and each iterator pulls from the one before
// it.
//
// Most stages only select and order elements, and never look at one. So an element that is a row of
// a tensor is passed along as its row index, and becomes a tensor only where it is needed: `map`
// slices the row, and `batch` copies all its rows at once from the source. A million rows that are
// shuffled and batched make one tensor for each batch. The alternative, chunks of rows that move
// from stage to stage, would copy each row at each stage, and could not hold elements of different
// sizes.

/// One element on its way through a pipeline. Safe to send, because a `Box` never changes, and its
/// element is `Sendable`.
enum Sample: @unchecked Sendable {
  /// A row of the stage's table.
  case row(Int)
  /// A `Box` with the element.
  case value(AnyObject)
}

extension Sample {
  /// The index of the row that the sample stands for; only samples of a stage with a table have
  /// one.
  var rowIndex: Int {
    guard case .row(let row) = self else {
      misuse(
        "SliceTable", "a sample that is not a row", cure: "return nil as the table of such a stage")
    }
    return row
  }
}

/// An element that has been computed.
///
/// Stages pass elements along without knowing their type: code that is generic over it would not be
/// specialized, and would be slower than a reference.
final class Box<Element: Sendable>: Sendable {
  let element: Element
  init(_ element: Element) { self.element = element }
}

/// One step of a pipeline: where elements come from, or what happens to them.
protocol Stage: Sendable {
  /// The stages from which this one pulls.
  var inputs: [any Stage] { get }
  /// The table of which all samples are rows; nil if all samples are values.
  var table: SliceTable? { get }
  /// The number of elements.
  var cardinality: Cardinality { get }
  /// The positions, in the streams of seeds of this stage and those before it, from which the next
  /// iteration would start.
  var seedPositions: [SeedPosition] { get }
  /// Moves to such positions, and removes them from the front of the list.
  func restore(_ positions: inout ArraySlice<SeedPosition>)
  /// A new iteration over the elements.
  func makeIterator() -> StageIterator
}

extension Stage {
  var table: SliceTable? { nil }
  var seedPositions: [SeedPosition] { inputs.flatMap(\.seedPositions) }
  func restore(_ positions: inout ArraySlice<SeedPosition>) {
    for input in inputs { input.restore(&positions) }
  }

  /// Draws the seeds of one iteration without making it.
  ///
  /// TensorFlow's shuffle and repeat start their input once more when it has ended, without reading
  /// from it. The only effect is that shuffles before them have drawn seeds; ours draw them too, so
  /// that the orders of later iterations are TensorFlow's.
  func drawUnusedSeeds() {
    if !seedPositions.isEmpty { _ = makeIterator() }
  }
}

/// One iteration over the elements of a stage.
class StageIterator {
  /// The next element; nil when there is none, then and ever after.
  func next() throws -> Sample? {
    misuse("StageIterator", "no elements", cure: "override next()")
  }

  /// Appends the next `count` elements, or all that are left; what came before an error stays.
  ///
  /// Overridden by stages that have a faster way than one element at a time.
  func read(_ count: Int, into samples: inout [Sample]) throws {
    for _ in 0..<count {
      guard let sample = try next() else { return }
      samples.append(sample)
    }
  }

  /// Appends the indices of the next rows, for a stage with a table.
  ///
  /// Overridden by stages that can pass rows along without making samples of them: a sample may
  /// hold a reference, so copying one takes several times as long as copying a number.
  func readRows(_ count: Int, into rows: inout [Int]) throws {
    var samples: [Sample] = []
    defer { for sample in samples { rows.append(sample.rowIndex) } }
    try read(count, into: &samples)
  }

  /// Skips `left` elements, or all there are, and lowers `left` by how many there were, before an
  /// error too: an element whose computation throws does not count.
  ///
  /// A stage that can compute its new position need not make the elements, but it may leave out a
  /// pipeline's functions only if `runsFunctions` is false. What a function does with an element
  /// shows even if nobody sees the element: it draws random numbers, of which later elements get
  /// the next, or it throws. So `skip` and `shard` run the functions for each element, as in
  /// TensorFlow. An iteration that is resumed does not: they have run for the elements before.
  func skip(_ left: inout Int, runsFunctions: Bool) throws {
    while left > 0, try next() != nil { left -= 1 }
  }
}

/// The number of elements of a dataset.
///
/// ```swift
/// Dataset.range(10).batch(4).cardinality            // .known(3)
/// Dataset.range(10).repeat().cardinality            // .infinite
/// Dataset.range(10).filter { _ in true }.cardinality  // .unknown
/// ```
public enum Cardinality: Hashable, Sendable, CustomStringConvertible {
  /// The number of elements.
  case known(Int)
  /// The elements never end.
  case infinite
  /// Only an iteration over the elements can tell.
  case unknown

  /// The number, or `infinite` or `unknown`.
  public var description: String {
    switch self {
    case .known(let count): "\(count)"
    case .infinite: "infinite"
    case .unknown: "unknown"
    }
  }

  /// A number of elements, or `infinite` if it overflows: no iteration gets that far.
  static func counted(_ count: (partialValue: Int, overflow: Bool)) -> Cardinality {
    count.overflow ? .infinite : .known(count.partialValue)
  }

  /// The cardinality after a stage that changes the number of elements by `change`.
  func map(_ change: (Int) -> Int) -> Cardinality {
    if case .known(let count) = self { .known(change(count)) } else { self }
  }

  /// The cardinality limited to `limit`.
  func prefix(_ limit: Int) -> Cardinality {
    switch self {
    case .known(let count): .known(min(count, limit))
    case .infinite: .known(limit)
    case .unknown: limit == 0 ? .known(0) : .unknown
    }
  }
}
