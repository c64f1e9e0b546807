/// A dataset: a sequence of elements that are computed while it is read, by a pipeline from a
/// source, through transformations, to a loop.
///
/// ```swift
/// let dataset = Dataset.fromTensorSlices((x, y)).shuffle(201).batch(32)
/// for epoch in 0..<150 {
///   for (xBatch, yBatch) in dataset {
///     try optimizer.minimize([w]) { square(matmul(xBatch, w) - yBatch).mean() }
///   }
/// }
/// ```
///
/// A dataset is a value that describes the pipeline and holds none of the data. Each loop starts an
/// iteration of its own, from the first element.
///
/// `Failure` is `Never` if the pipeline cannot throw: then `for x in dataset` works. For a dataset
/// that reads files, or whose functions throw, it is `any Error`, and Swift demands a `try` where
/// its elements are read:
///
/// ```swift
/// let lines = Dataset.textLines("words.txt").makeIterator()
/// while let line = try lines.next() { print(line) }
/// for try await line in Dataset.textLines("words.txt") { print(line) }
/// ```
///
/// A `Sequence` cannot throw. The alternative, ending the loop at an error and storing it, would
/// let a program train on half of a file without noticing; this way the compiler checks it.
///
/// - **Source:** document 000, getting data; document 001, training the model.
public struct Dataset<Element: Sendable, Failure: Error>: Sendable {
  let stage: any Stage
  let structure: Structure<Element>

  /// The number of elements, as far as it is known without computing them.
  public var cardinality: Cardinality { stage.cardinality }

  /// The same dataset, for functions that throw: `dataset.throwing.map { try decode($0) }`.
  public var throwing: Dataset<Element, any Error> {
    Dataset<Element, any Error>(stage: stage, structure: structure)
  }

  /// The signature of the first element, as an example of all; nil if there are no elements.
  ///
  /// ```swift
  /// let pairs = Dataset.fromTensorSlices((x, y)).batch(32)
  /// pairs.elementSpec()   // [TensorSpec(shape=(32, 1), …), TensorSpec(shape=(32,), …)]
  /// ```
  ///
  /// TensorFlow knows it without computing an element, since it traces the functions of a pipeline;
  /// here these are arbitrary Swift code, and the first element is computed.
  public func elementSpec() throws(Failure) -> Signature? {
    var positions = stage.seedPositions[...]
    // This must not use up the next iteration's random numbers.
    defer { stage.restore(&positions) }
    return try makeIterator().next().map(structure.signature)
  }

  /// The element that a sample of this dataset stands for.
  func element(of sample: Sample) -> Element {
    structure.element(of: sample, in: stage.table)
  }

  /// The dataset with one more stage, which keeps the elements' type.
  func through(_ stage: any Stage) -> Dataset { Dataset(stage: stage, structure: structure) }
}

/// Runs code that may throw errors of type `Failure`; any other error is a programming error.
///
/// Where the type is `Never`, there is no one to catch an error, and it stops the program.
func failing<Result, Failure: Error>(
  with _: Failure.Type, _ body: () throws -> Result
) throws(Failure) -> Result {
  do {
    return try body()
  } catch let error as Failure {
    throw error
  } catch {
    misuse(error)
  }
}

/// Stops the program because of an error in a dataset that cannot fail.
func misuse(_ error: any Error) -> Never {
  misuse("Dataset", "\(error)", cure: "to catch such errors, use dataset.throwing")
}
