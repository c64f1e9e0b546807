// What a pipeline consists of.
//
// A dataset is a chain of stages: descriptions, which hold no data and do no work. An iteration
// over the dataset makes an iterator for each of them, and each iterator pulls from the one below
// it.
//
// Most stages only choose and order elements, and never look at one. So an element that stands in a
// tensor travels as the number of its row, and becomes a tensor where somebody looks: `map` cuts
// the row out, and `batch` copies all its rows at once from the source. A million rows that are
// shuffled and batched make one tensor for each batch. The alternative, chunks of rows that move
// from stage to stage, would copy each row at each stage, and has no place for elements of
// different sizes.

/// One element on its way through a pipeline.
enum Sample: @unchecked Sendable {
  /// A row of the stage's table.
  case row(Int)
  /// A `Box` with the element.
  case value(AnyObject)
}

extension Sample {
  /// The number of the row that the sample stands for; only samples of a stage with a table have
  /// one.
  var rowNumber: Int {
    guard case .row(let row) = self else {
      misuse("SliceTable", "a sample that is no row", cure: "take table as nil for such a stage")
    }
    return row
  }
}

/// An element that was computed.
///
/// Stages pass elements along without knowing their type: code that is generic over it would be
/// compiled once for all types, and would be slower than a reference.
final class Box<Element: Sendable>: Sendable {
  let element: Element
  init(_ element: Element) { self.element = element }
}

/// One step of a pipeline: where elements come from, or what happens to them.
protocol Stage: Sendable {
  /// The stages from which this one pulls.
  var inputs: [any Stage] { get }
  /// The tensors in which the elements stand: then all samples are rows of it. nil if all samples
  /// are values.
  var table: SliceTable? { get }
  /// How many elements there will be.
  var cardinality: Cardinality { get }
  /// The places in the streams of seeds that this stage and those below it draw from, from which
  /// the next iteration would start.
  var seedPositions: [SeedPosition] { get }
  /// Goes to such places, and takes them away from the front of the list.
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

  /// Takes the seeds of one iteration and makes none of it.
  ///
  /// TensorFlow's shuffle and repeat start their input once more when it has ended, and look no
  /// further. What is left of it is that shuffles before them have drawn; so that the orders of
  /// later iterations are TensorFlow's, ours draw too.
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
  /// For stages that know a faster way than to ask for one at a time.
  func read(_ count: Int, into samples: inout [Sample]) throws {
    for _ in 0..<count {
      guard let sample = try next() else { return }
      samples.append(sample)
    }
  }

  /// The same for a stage with a table: the numbers of the next rows.
  ///
  /// For stages that can move rows without making samples of them: a sample may hold a reference,
  /// so that to copy one takes several times as long as to copy a number.
  func readRows(_ count: Int, into rows: inout [Int]) throws {
    var samples: [Sample] = []
    defer { for sample in samples { rows.append(sample.rowNumber) } }
    try read(count, into: &samples)
  }

  /// Passes over elements, and says how many there were, at most `count`.
  ///
  /// A stage that knows where it would stand need not make them.
  func skip(_ count: Int) throws -> Int {
    var skipped = 0
    while skipped < count, try next() != nil { skipped += 1 }
    return skipped
  }
}

/// How many elements a dataset has.
///
/// ```swift
/// Dataset.range(10).batch(4).cardinality            // .known(3)
/// Dataset.range(10).repeat().cardinality            // .infinite
/// Dataset.range(10).filter { _ in true }.cardinality  // .unknown
/// ```
public enum Cardinality: Hashable, Sendable, CustomStringConvertible {
  /// This many.
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

  /// A number of elements, or no end where it cannot be counted: no iteration gets there.
  static func counted(_ count: (partialValue: Int, overflow: Bool)) -> Cardinality {
    count.overflow ? .infinite : .known(count.partialValue)
  }

  /// The number after a stage that makes `change` of it.
  func map(_ change: (Int) -> Int) -> Cardinality {
    if case .known(let count) = self { .known(change(count)) } else { self }
  }

  /// At most `limit`.
  func prefix(_ limit: Int) -> Cardinality {
    switch self {
    case .known(let count): .known(min(count, limit))
    case .infinite: .known(limit)
    case .unknown: limit == 0 ? .known(0) : .unknown
    }
  }
}
