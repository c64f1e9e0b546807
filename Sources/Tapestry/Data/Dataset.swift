/// A sequence of elements that is computed while it is read: a pipeline from a source, through
/// transformations, to a loop.
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
/// A dataset is a value that describes the pipeline and holds nothing of what flows through it.
/// Each loop starts an iteration of its own, from the first element.
///
/// `Failure` is `Never` if nothing outside the program takes part: then `for x in dataset` works. A
/// dataset that reads files, or whose functions throw, has `any Error`, and Swift demands a `try`
/// where its elements are asked for:
///
/// ```swift
/// let lines = Dataset.textLines("words.txt").makeIterator()
/// while let line = try lines.next() { print(line) }
/// for try await line in Dataset.textLines("words.txt") { print(line) }
/// ```
///
/// A `Sequence` cannot throw. To end its loop at the error and keep it for anyone who asks would
/// let a program train on half of a file and never know; so the compiler decides.
///
/// - **Source:** document 000, getting data; document 001, training the model.
public struct Dataset<Element: Sendable, Failure: Error>: Sendable {
  let stage: any Stage
  let structure: Structure<Element>

  /// How many elements there are, as far as that is known without computing them.
  public var cardinality: Cardinality { stage.cardinality }

  /// The same dataset, for functions that throw: `dataset.throwing.map { try decode($0) }`.
  public var throwing: Dataset<Element, any Error> {
    Dataset<Element, any Error>(stage: stage, structure: structure)
  }

  /// What elements are like, by the example of the first; nil if there is none.
  ///
  /// ```swift
  /// let pairs = Dataset.fromTensorSlices((x, y)).batch(32)
  /// pairs.elementSpec()   // [TensorSpec(shape=(32, 1), …), TensorSpec(shape=(32,), …)]
  /// ```
  ///
  /// TensorFlow knows it before there is an element, since it traces the functions of a pipeline;
  /// here they are any Swift code, and the first element is computed.
  public func elementSpec() throws(Failure) -> Signature? {
    var positions = stage.seedPositions[...]
    // A look at the dataset does not take the next iteration's random numbers.
    defer { stage.restore(&positions) }
    return try makeIterator().next().map(structure.signature)
  }

  /// The element that a sample of this dataset stands for.
  func element(of sample: Sample) -> Element {
    structure.element(of: sample, in: stage.table)
  }

  /// The dataset after another stage that leaves the elements' type.
  func through(_ stage: any Stage) -> Dataset { Dataset(stage: stage, structure: structure) }
}

/// Runs code whose errors are of one type, and all others mistakes of the programmer.
///
/// Where nothing can fail but the program itself, an error has nobody to catch it.
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

/// Stops the program over an error of a dataset that cannot fail.
func misuse(_ error: any Error) -> Never {
  misuse("Dataset", "\(error)", cure: "to catch such errors, use dataset.throwing")
}
