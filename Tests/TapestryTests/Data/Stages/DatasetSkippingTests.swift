import Synchronization
import TestSupport
import Testing

@testable import Tapestry

// What a pipeline does with the elements that a stage passes over.
struct DatasetSkippingTests {
  private typealias Numbers = Dataset<Tensor, Never>

  /// TensorFlow 2.1.0's numbers for `tf.random.set_seed(7)` and `tf.random.uniform([], seed=1)`.
  private static let drawn: [Float] = [
    0.46037483, 0.51897359, 0.74075186, 0.37715578, 0.30915654, 0.04523921, 0.30033064, 0.68438733,
    0.17698002,
  ]

  /// A dataset that draws a number for each element, in Swift or in a graph, as TensorFlow does in
  /// `D.range(count).map(lambda _: tf.random.uniform([], seed=1))`.
  private static func draws(_ count: Int, inGraph: Bool) -> Numbers {
    setRandomSeed(7)
    let graph = Function("draw") { Tensor.uniform([], seed: 1) }
    return Dataset.range(count).map { _ in
      do { return inGraph ? try graph() : Tensor.uniform([], seed: 1) } catch { misuse(error) }
    }
  }

  /// Pipelines that pass over elements, and which of the drawn numbers TensorFlow 2.1.0 delivers.
  private static func passing() -> [(String, ((Int) -> Numbers) -> Numbers, [Int])] {
    [
      ("skip", { $0(6).skip(2) }, [2, 3, 4, 5]),
      ("skip twice", { $0(6).skip(1).skip(2) }, [3, 4, 5]),
      ("take", { $0(6).take(5).skip(3) }, [3, 4]),
      ("shard", { $0(6).shard(3, index: 1) }, [1, 4]),
      ("skipped shard", { $0(9).shard(3, index: 1).skip(1) }, [4, 7]),
      ("batch", { $0(6).batch(2).skip(1).unbatch() }, [2, 3, 4, 5]),
      ("paddedBatch", { $0(6).paddedBatch(2, to: [[]]).skip(1).unbatch() }, [2, 3, 4, 5]),
      ("window", { $0(6).window(1, shift: 3).flatMap { $0 } }, [0, 3]),
      ("skipped window", { $0(9).window(2, shift: 3).skip(1).flatMap { $0 } }, [3, 4, 6, 7]),
      ("zip", { Dataset.zip($0(6), .range(6)).skip(2).map { a, _ in a } }, [2, 3, 4, 5]),
      ("enumerate", { $0(6).enumerate().skip(2).map { _, a in a } }, [2, 3, 4, 5]),
      ("repeat", { $0(3).repeat(3).skip(4) }, [4, 5, 6, 7, 8]),
      ("concatenate", { $0(3).concatenate(Dataset.range(0)).skip(2) }, [2]),
      ("prefetch", { $0(6).prefetch(2).skip(2) }, [2, 3, 4, 5]),
      ("cache", { $0(6).cache().skip(2) }, [2, 3, 4, 5]),
      ("filter", { $0(6).filter { $0.number > 0.4 }.skip(1) }, [1, 2]),
      ("second map", { $0(6).map { $0 + 0 }.skip(2) }, [2, 3, 4, 5]),
      (
        "flatMap", { $0(6).flatMap { Dataset.fromTensors($0).repeat(2) }.skip(3) },
        [1, 2, 2, 3, 3, 4, 4, 5, 5]
      ),
    ]
  }

  @Test func `elements that are passed over draw their random numbers, as TensorFlow's do`() async {
    await #expect(processExitsWith: .success) {
      for (name, pipeline, chosen) in DatasetSkippingTests.passing() {
        for inGraph in [false, true] {
          let dataset = pipeline { DatasetSkippingTests.draws($0, inGraph: inGraph) }
          let numbers = Array(dataset).map { $0.scalar(as: Float.self) }
          let expected = chosen.map { DatasetSkippingTests.drawn[$0] }
          #expect(numbers == expected, "\(name), in a graph: \(inGraph)")
        }
      }
    }
  }

  private struct Bad: Error {}

  /// The numbers up to a count, with errors in index of some.
  private static func numbers(_ count: Int, bad: Int...) -> Dataset<Tensor, any Error> {
    Dataset.range(count).throwing.map { x throws -> Tensor in
      if bad.contains(Int(x.number)) { throw Bad() }
      return x
    }
  }

  /// Pipelines that pass over errors, and what TensorFlow 2.1.0 gives: nil for an error, after
  /// which the next element is asked for.
  private static let failing: [(String, Dataset<Tensor, any Error>, [[Int]?])] = [
    ("skip", numbers(6, bad: 1).skip(3), [nil, [4], [5]]),
    ("two errors", numbers(6, bad: 1, 2).skip(3), [nil, nil, [5]]),
    ("shard", numbers(9, bad: 1, 5).shard(3, index: 0), [[0], nil, [4], nil, [8]]),
    ("own error", numbers(9, bad: 0, 4).shard(3, index: 1), [nil, [2], nil, [6]]),
    (
      "window", numbers(9, bad: 2, 5).window(1, shift: 3).flatMap { $0.batch(9) },
      [[0], [3], [6]]
    ),
    ("batch", numbers(9, bad: 1).batch(2).skip(2), [nil, [6, 7], [8]]),
    (
      "zip", Dataset.zip(numbers(6, bad: 1), Dataset.range(6).throwing).skip(2).map { a, _ in a },
      [nil, [3], [4], [5]]
    ),
    (
      "second of zip",
      Dataset.zip(Dataset.range(6).throwing, numbers(6, bad: 1)).skip(2).map { a, _ in a },
      [nil, [3], [4], [5]]
    ),
    (
      "concatenate", Dataset.range(2).throwing.concatenate(numbers(4, bad: 0)).skip(3),
      [nil, [2], [3]]
    ),
    ("repeat", numbers(3, bad: 1).repeat(3).skip(3), [nil, nil, [2], [0], nil, [2]]),
    ("take", numbers(6, bad: 1).take(4).skip(2), [nil, [3], [4]]),
    (
      "batches of rows",
      Dataset.fromTensorSlices(cast(Tensor.range(9), to: .int64)).throwing.filter {
        x throws -> Bool in
        if x.number == 1 { throw Bad() }
        return true
      }.batch(2).skip(1),
      [nil, [4, 5], [6, 7], [8]]
    ),
    ("prefetch", numbers(6, bad: 1).prefetch(2).skip(3), [nil, [4], [5]]),
    (
      "several calls",
      Dataset.range(6).throwing.map(parallelCalls: 3) { x throws -> Tensor in
        if x.number == 1 { throw Bad() }
        return x
      }.skip(3), [nil, [4], [5]]
    ),
  ]

  @Test(arguments: failing.indices)
  func `errors of elements that are passed over are TensorFlow's`(index: Int) {
    let (name, dataset, expected) = Self.failing[index]
    let elements = dataset.makeIterator()
    var got: [[Int]?] = []
    while got.count < 20 {
      do {
        guard let element = try elements.next() else { break }
        got.append(element.scalars(as: Int.self))
      } catch {
        #expect(error is Bad)
        got.append(nil)
      }
    }
    #expect(got == expected, "\(name)")
  }

  @Test func `elements that do not fit together are an error in a skipped batch too`() throws {
    let ragged = Dataset.range(6).throwing.map { n in
      Tensor.zeros([n.number < 2 ? Int(n.number) : 2])
    }
    let batches = ragged.batch(2).skip(1).makeIterator()
    #expect(throws: DatasetError.self) { try batches.next() }
  }

  // MARK: - Resuming

  /// The elements for which a function has run.
  private final class Calls: Sendable {
    private let numbers = Mutex<[Int]>([])

    func note(_ x: Tensor) -> Tensor {
      numbers.withLock { $0.append(Int(x.number)) }
      return x
    }

    func taken() -> [Int] {
      numbers.withLock { numbers in
        defer { numbers = [] }
        return numbers.sorted()
      }
    }
  }

  /// Pipelines with a function, and for which elements it runs to deliver the third.
  private static func resumable(_ calls: Calls) -> [(String, Numbers, [Int])] {
    let rows = Dataset.fromTensorSlices(cast(Tensor.range(30), to: .int64))
    let mapped = rows.map { calls.note($0) }
    return [
      ("map", mapped, [2]),
      ("two maps", mapped.map { $0 + 1 }, [2]),
      ("skip", mapped.skip(4), [6]),
      ("shard", mapped.shard(3, index: 1), [5, 6, 7]),
      ("batch", mapped.batch(3), [6, 7, 8]),
      ("zip", Dataset.zip(mapped, rows).map { a, _ in a }, [2]),
      ("enumerate", mapped.enumerate().map { _, a in a }, [2]),
      ("concatenate", mapped.take(1).concatenate(mapped.skip(4)), [5]),
      ("repeat", mapped.take(2).repeat(), [0]),
      ("shuffle after map", mapped.shuffle(1, seed: 1), [0, 1, 2]),
    ]
  }

  @Test func `functions do not run again for elements that were delivered before a stop`() throws {
    let calls = Calls()
    for (name, dataset, expected) in Self.resumable(calls) {
      let elements = dataset.makeIterator()
      _ = [elements.next(), elements.next()]
      let state = elements.state()
      let third = elements.next()!.scalars(as: Int.self)
      _ = calls.taken()
      let resumed = try dataset.makeIterator(resuming: state)
      #expect(resumed.next()!.scalars(as: Int.self) == third, "\(name)")
      #expect(calls.taken() == expected, "\(name)")
    }
  }

  @Test func `other threads do not run functions again either`() throws {
    let rows = Dataset.fromTensorSlices(cast(Tensor.range(30), to: .int64))
    let state = DatasetState(delivered: 2, seedPositions: [])
    for makeDataset in [
      { calls in rows.map(parallelCalls: 2) { calls.note($0) } },
      { calls in rows.map { calls.note($0) }.prefetch(2) },
    ] as [(Calls) -> Numbers] {
      let calls = Calls()
      let resumed = try makeDataset(calls).makeIterator(resuming: state)
      #expect(resumed.next()!.number == 2)
      #expect(calls.taken().first == 2)
    }
  }

  @Test func `an iteration that is resumed at its start still passes over elements with functions`()
    throws
  {
    let calls = Calls()
    for (name, dataset, _) in Self.resumable(calls) where name == "skip" || name == "shard" {
      let elements = try dataset.makeIterator(resuming: dataset.makeIterator().state())
      #expect(calls.taken().isEmpty, "\(name)")
      _ = elements.next()
      #expect(calls.taken() == (name == "skip" ? [0, 1, 2, 3, 4] : [0, 1]), "\(name)")
    }
  }
}
