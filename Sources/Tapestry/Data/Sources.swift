// Datasets from what is in memory.

extension Dataset where Failure == Never {
  /// The slices of tensors along their first dimension.
  ///
  /// ```swift
  /// Dataset.fromTensorSlices(data)                  // elements are tensors
  /// Dataset.fromTensorSlices((x, y))                // elements are pairs
  /// Dataset.fromTensorSlices(["x": x, "y": y])      // elements are dictionaries
  /// Dataset.fromTensorSlices((["a": a, "b": b], y)) // structures nest
  /// ```
  ///
  /// The slices are views: nothing is copied until somebody computes with them.
  ///
  /// Traps: if there is no tensor, one is a scalar, or their first dimensions differ.
  /// Source: document 000, getting data; document 001, training the model.
  public static func fromTensorSlices<each Part: TensorStructure & Sendable>(
    _ parts: (repeat each Part)
  ) -> Dataset where Element == (repeat each Part) {
    let structure = Structure<(repeat each Part)>.parts()
    let table = SliceTable(structure.tensors(parts), template: Box(parts))
    return Dataset(stage: RowStage(slices: table), structure: structure)
  }

  /// One element: the tensors as they are.
  ///
  /// ```swift
  /// Dataset.fromTensors(Tensor([[1, 2], [3, 4]]))  // one element of shape (2, 2)
  /// ```
  public static func fromTensors<each Part: TensorStructure & Sendable>(
    _ parts: (repeat each Part)
  ) -> Dataset where Element == (repeat each Part) {
    Dataset(
      stage: GeneratorStage(cardinality: .known(1)) {
        var rest: Sample? = .value(Box(parts))
        return {
          defer { rest = nil }
          return rest
        }
      },
      structure: .parts())
  }
}

extension Dataset where Element == Tensor, Failure == Never {
  /// Whole numbers from `start` up to but not including `end`, each `step` after the one before.
  ///
  /// ```swift
  /// Dataset.range(5)         // 0, 1, 2, 3, 4
  /// Dataset.range(1, 6, 2)   // 1, 3, 5
  /// Dataset.range(5, 1, -2)  // 5, 3
  /// ```
  ///
  /// DTypes: `int64`. Traps: if the step is 0.
  public static func range(_ start: Int, _ end: Int, _ step: Int = 1) -> Dataset {
    guard step != 0 else {
      misuse("Dataset.range", "a step of 0", cure: "step up or down by at least 1")
    }
    let distance = step > 0 ? end - start : start - end
    let count = distance <= 0 ? 0 : (distance - 1) / abs(step) + 1
    return Dataset(
      stage: GeneratorStage(cardinality: .known(count)) {
        var next = 0
        return {
          guard next < count else { return nil }
          defer { next += 1 }
          return .value(Box(Tensor(start + next * step, dtype: .int64)))
        }
      },
      structure: .tensor)
  }

  /// Whole numbers from 0 up to but not including `end`.
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

  override func skip(_ count: Int) -> Int {
    let skipped = min(count, self.count - row)
    row += skipped
    return skipped
  }
}

/// Elements that a function gives, one at each call.
struct GeneratorStage: Stage {
  let cardinality: Cardinality
  /// Makes the function for a new pass.
  let start: @Sendable () -> () throws -> Sample?
  var inputs: [any Stage] { [] }
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
