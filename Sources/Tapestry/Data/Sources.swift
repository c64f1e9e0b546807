// Datasets from values in memory.

extension Dataset where Failure == Never {
  /// A dataset of the slices of tensors along their first dimension.
  ///
  /// ```swift
  /// Dataset.fromTensorSlices(data)                  // elements are tensors
  /// Dataset.fromTensorSlices((x, y))                // elements are pairs
  /// Dataset.fromTensorSlices(["x": x, "y": y])      // elements are dictionaries
  /// Dataset.fromTensorSlices((["a": a, "b": b], y)) // structures nest
  /// ```
  ///
  /// The slices are views: nothing is copied until they are used in a computation.
  ///
  /// - Precondition: there is at least one tensor, none is a scalar, and their first dimensions are
  ///   equal.
  /// - **Source:** document 000, getting data; document 001, training the model.
  public static func fromTensorSlices(_ tensors: Element) -> Dataset
  where Element: TensorStructure {
    slices(of: tensors, .whole())
  }

  /// A dataset of the slices of a tuple of tensors along their first dimension.
  public static func fromTensorSlices<
    First: TensorStructure & Sendable, Second: TensorStructure & Sendable,
    each Rest: TensorStructure & Sendable
  >(
    _ parts: (First, Second, repeat each Rest)
  ) -> Dataset where Element == (First, Second, repeat each Rest) {
    slices(of: parts, .parts())
  }

  private static func slices(of tensors: Element, _ structure: Structure<Element>) -> Dataset {
    let table = SliceTable(structure.tensors(tensors), template: Box(tensors))
    return Dataset(stage: RowStage(slices: table), structure: structure)
  }

  /// A dataset of one element, the given tensors.
  ///
  /// ```swift
  /// Dataset.fromTensors(Tensor([[1, 2], [3, 4]]))  // one element of shape (2, 2)
  /// ```
  public static func fromTensors(_ tensors: Element) -> Dataset where Element: TensorStructure {
    single(tensors, .whole())
  }

  /// A dataset of one element, the given tuple.
  public static func fromTensors<
    First: TensorStructure & Sendable, Second: TensorStructure & Sendable,
    each Rest: TensorStructure & Sendable
  >(
    _ parts: (First, Second, repeat each Rest)
  ) -> Dataset where Element == (First, Second, repeat each Rest) {
    single(parts, .parts())
  }

  private static func single(_ element: Element, _ structure: Structure<Element>) -> Dataset {
    let samples = SampleListStage(samples: [structure.sample(element)], table: nil)
    return Dataset(stage: samples, structure: structure)
  }
}

extension Dataset where Failure == Never {
  /// A dataset of the elements of a Swift sequence, which `makeSequence` makes for each iteration.
  ///
  /// ```swift
  /// Dataset.fromGenerator { (1...3).lazy.map { Tensor($0) } }
  /// Dataset.fromGenerator { sequence(first: 1) { $0 * 2 } }.take(10)  // numbers: 1, 2, 4, …
  /// ```
  public static func fromGenerator<Elements: Sequence>(
    _ makeSequence: @escaping @Sendable () -> Elements
  ) -> Dataset
  where
    Element == Elements.Element, Element: TensorStructure, Elements: SendableMetatype,
    Elements.Iterator: SendableMetatype
  {
    generated(.whole(), makeSequence)
  }

  /// A dataset of the elements of a Swift sequence of tuples.
  public static func fromGenerator<
    Elements: Sequence, First: TensorStructure & Sendable, Second: TensorStructure & Sendable,
    each Rest: TensorStructure & Sendable
  >(
    _ makeSequence: @escaping @Sendable () -> Elements
  ) -> Dataset
  where
    Element == (First, Second, repeat each Rest), Element == Elements.Element,
    Elements: SendableMetatype, Elements.Iterator: SendableMetatype
  {
    generated(.parts(), makeSequence)
  }

  private static func generated<Elements: Sequence & SendableMetatype>(
    _ structure: Structure<Element>, _ makeSequence: @escaping @Sendable () -> Elements
  ) -> Dataset where Element == Elements.Element, Elements.Iterator: SendableMetatype {
    let stage = GeneratorStage(cardinality: .unknown) {
      var elements = makeSequence().makeIterator()
      return { elements.next().map(structure.sample) }
    }
    return Dataset(stage: stage, structure: structure)
  }
}

extension Dataset where Failure == any Error {
  /// A dataset of the elements that a function returns, one in each call, until it returns nil;
  /// `start` makes the function for each iteration.
  ///
  /// ```swift
  /// Dataset.fromGenerator(throwing: {
  ///   let camera = try Camera()
  ///   return { try camera.nextImage() }
  /// })
  /// ```
  public static func fromGenerator(
    throwing start: @escaping @Sendable () throws -> () throws -> Element?
  ) -> Dataset where Element: TensorStructure {
    let structure = Structure<Element>.whole()
    let stage = GeneratorStage(cardinality: .unknown) {
      var generate: (() throws -> Element?)?
      return {
        let function = try generate ?? start()
        generate = function
        return try function().map(structure.sample)
      }
    }
    return Dataset(stage: stage, structure: structure)
  }
}

extension Dataset where Element == Tensor, Failure == Never {
  /// A dataset of integers from `start` up to but not including `end`, `step` apart.
  ///
  /// ```swift
  /// Dataset.range(5)         // 0, 1, 2, 3, 4
  /// Dataset.range(1, 6, 2)   // 1, 3, 5
  /// Dataset.range(5, 1, -2)  // 5, 3
  /// ```
  ///
  /// - **DTypes:** `int64`.
  /// - Precondition: the step is not 0.
  public static func range(_ start: Int, _ end: Int, _ step: Int = 1) -> Dataset {
    guard step != 0 else {
      misuse("Dataset.range", "a step of 0", cure: "step up or down by at least 1")
    }
    let isUpwards = step > 0
    // The distance of two integers may overflow Int.
    let distance =
      isUpwards ? UInt(bitPattern: end &- start) : UInt(bitPattern: start &- end)
    let count =
      (isUpwards ? start < end : end < start) ? (distance - 1) / step.magnitude + 1 : 0
    return Dataset(
      stage: GeneratorStage(cardinality: Int(exactly: count).map { .known($0) } ?? .infinite) {
        var (next, left) = (start, count)
        return {
          guard left > 0 else { return nil }
          defer { (next, left) = (next &+ step, left - 1) }
          return .value(Box(Tensor(next, dtype: .int64)))
        }
      },
      structure: .tensor)
  }

  /// A dataset of integers from 0 up to but not including `end`.
  public static func range(_ end: Int) -> Dataset { range(0, end) }
}

/// The rows of a table, in order.
private struct RowStage: Stage {
  let slices: SliceTable
  var inputs: [any Stage] { [] }
  var table: SliceTable? { slices }
  var cardinality: Cardinality { .known(slices.count) }
  func makeIterator() -> StageIterator { RowIterator(count: slices.count) }
}

private final class RowIterator: StageIterator {
  private var row = 0
  private let count: Int

  init(count: Int) { self.count = count }

  override func next() -> Sample? {
    guard row < count else { return nil }
    defer { row += 1 }
    return .row(row)
  }

  override func read(_ count: Int, into samples: inout [Sample]) {
    let first = row
    row += min(count, self.count - row)
    for row in first..<row { samples.append(.row(row)) }
  }

  override func readRows(_ count: Int, into rows: inout [Int]) {
    let first = row
    row += min(count, self.count - row)
    rows.append(contentsOf: first..<row)
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) {
    let skipped = min(left, count - row)
    row += skipped
    left -= skipped
  }
}

/// The elements that a function returns, one in each call.
struct GeneratorStage: Stage {
  var inputs: [any Stage] = []
  let cardinality: Cardinality
  /// Makes the function for a new iteration.
  let start: @Sendable () -> () throws -> Sample?
  func makeIterator() -> StageIterator { GeneratorIterator(start()) }
}

private final class GeneratorIterator: StageIterator {
  private var generate: (() throws -> Sample?)?

  init(_ generate: @escaping () throws -> Sample?) { self.generate = generate }

  override func next() throws -> Sample? {
    guard let sample = try generate?() else {
      generate = nil
      return nil
    }
    return sample
  }
}
