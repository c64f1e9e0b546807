import Foundation
import Testing

@testable import Tapestry

struct DatasetIteratorTests {
  @Test func `getNext gives the batches of document 000, then ends with TensorFlow's words`() throws
  {
    let batches = Dataset.fromTensorSlices(Tensor.zeros([1000, 2])).batch(10).makeIterator()
    for _ in 0..<100 { #expect(try batches.getNext().shape == [10, 2]) }
    let error = #expect(throws: OutOfRangeError.self) { try batches.getNext() }
    #expect(error?.description == "End of sequence")
    #expect(throws: OutOfRangeError.self) { try batches.getNext() }
    #expect(batches.next() == nil)
  }

  @Test func `each loop starts from the first element`() {
    let dataset = Dataset.range(3)
    #expect(numbers(dataset) == [0, 1, 2])
    #expect(numbers(dataset) == [0, 1, 2])
  }

  /// Pipelines whose states are compared, all of the numbers from 0 to 29.
  private static func pipelines() -> [(name: String, Dataset<Tensor, Never>)] {
    [
      ("slices", rows.batch(4)),
      ("shuffled slices", rows.shuffle(7, seed: 3).batch(4)),
      ("shuffled values", Dataset.range(30).shuffle(7, seed: 3).shuffle(5, seed: 1).batch(4)),
      ("repeated", rows.shuffle(7, seed: 3).repeat(2).batch(4)),
      ("mapped", rows.map { $0 * 2 }.shuffle(4, seed: 2).map(parallelCalls: 3) { $0 + 1 }.batch(3)),
      ("prefetched", rows.shuffle(9, seed: 2).prefetch(3).batch(3).prefetch(2)),
      ("filtered", rows.filter { $0.number != 5 }.shuffle(9, seed: 2).batch(3)),
      ("all and none", rows.shuffle(9, seed: 2).take(-1).concatenate(rows.skip(-1)).batch(4)),
      ("repeated without end", rows.shuffle(7, seed: 3).repeat(-1).take(70).batch(4)),
      ("chosen", rows.skip(3).take(20).shard(3, index: 1).concatenate(.range(4)).batch(2)),
      ("windows", rows.window(4, shift: 2).flatMap { $0.batch(4) }),
      (
        "interleaved",
        Dataset.range(5).interleave(cycleLength: 2) { .range(Int($0.number)) }.batch(2)
      ),
      (
        "scanned",
        rows.scan(0.0) { sum, x in
          sum += x.number
          return Tensor([sum])
        }
      ),
      ("zipped", Dataset.zip(rows.shuffle(9, seed: 2), .range(30)).map { $0 * $1 }.batch(3)),
      ("unbatched", rows.batch(4).unbatch().batch(3)),
      ("cached", rows.shuffle(9, seed: 2).cache().shuffle(4, seed: 1).batch(3)),
    ]
  }
  private static let rows = Dataset.fromTensorSlices(cast(Tensor.range(30), to: .int64))

  @Test(arguments: pipelines().indices, [0, 1, 3, 100])
  func `an iteration that is resumed continues as it would have`(
    pipeline: Int, delivered: Int
  ) throws {
    let dataset = Self.pipelines()[pipeline].1
    // In the second iteration, so that random numbers were drawn before.
    _ = Array(dataset)
    let iterator = dataset.makeIterator()
    for _ in 0..<delivered { _ = iterator.next() }
    let saved = try JSONEncoder().encode(iterator.state())
    func rest(_ iterator: DatasetIterator<Tensor, Never>) -> [[Double]] {
      sequence(state: iterator) { $0.next() }
        .map { cast($0, to: .float64).scalars(as: Double.self) }
    }
    let expected = rest(iterator)
    let expectedNext = rest(dataset.makeIterator())
    let state = try JSONDecoder().decode(DatasetState.self, from: saved)
    let resumed = try dataset.makeIterator(resuming: state)
    #expect(rest(resumed) == expected)
    #expect(rest(dataset.makeIterator()) == expectedNext)
  }

  @Test(arguments: pipelines().indices)
  func `an iteration goes to the position of a state`(pipeline: Int) throws {
    let dataset = Self.pipelines()[pipeline].1
    let iterator = dataset.makeIterator()
    _ = iterator.next()
    let state = iterator.state()
    let expected = lists(of: iterator)
    let expectedNext = lists(of: dataset.makeIterator())
    try iterator.restore(state)
    #expect(lists(of: iterator) == expected)
    #expect(lists(of: dataset.makeIterator()) == expectedNext)
  }

  @Test func `an iteration stays where it is if a state belongs to a different dataset`() throws {
    let far = Dataset.range(10).filter { _ in true }.shuffle(5).makeIterator()
    for _ in 0..<8 { _ = far.next() }
    let dataset = Dataset.range(4).filter { _ in true }.shuffle(5, seed: 3)
    let iterator = dataset.makeIterator()
    let twin = Dataset.range(4).filter { _ in true }.shuffle(5, seed: 3)
    let expected = lists(of: twin.makeIterator())
    #expect(throws: DatasetError.self) { try iterator.restore(far.state()) }
    #expect(lists(of: iterator) == expected)
    #expect(lists(of: dataset.makeIterator()) == lists(of: twin.makeIterator()))
  }

  @Test func `a state resumes in another program that built the same dataset`() throws {
    func dataset() -> Dataset<Tensor, Never> {
      Dataset.range(20).shuffle(6).cache().shuffle(5).batch(3)
    }
    let first = dataset()
    _ = Array(first)
    let iterator = first.makeIterator()
    _ = [iterator.next(), iterator.next()]
    let state = iterator.state()
    let second = dataset()
    let rest = try second.makeIterator(resuming: state)
    let (got, expected) = (lists(of: rest), lists(of: iterator))
    #expect(got == expected)
    #expect(lists(of: second.makeIterator()) == lists(of: first.makeIterator()))
  }

  private func lists(of iterator: DatasetIterator<Tensor, Never>) -> [[Int]] {
    sequence(state: iterator) { $0.next() }.map { cast($0, to: .int64).scalars(as: Int.self) }
  }

  @Test func `a state counts delivered elements only`() {
    let iterator = Dataset.range(10).shuffle(5).prefetch(3).makeIterator()
    #expect(iterator.state().delivered == 0)
    _ = iterator.next()
    #expect(iterator.state().delivered == 1)
  }

  @Test func `a state of a different dataset is refused`() throws {
    let iterator = Dataset.range(10).shuffle(5).makeIterator()
    for _ in 0..<8 { _ = iterator.next() }
    let state = iterator.state()
    #expect(throws: DatasetError.self) { try Dataset.range(10).makeIterator(resuming: state) }
    #expect(
      throws: DatasetError.cannotResume(
        "the iteration had come to element 8, and this dataset ends after 4")
    ) { try Dataset.range(4).shuffle(5).makeIterator(resuming: state) }
  }

  /// Pipelines that repeat without end, of four numbers a round.
  private static func endless() -> [Dataset<Tensor, Never>] {
    [
      Dataset.range(4).repeat().batch(3),
      Dataset.range(4).shuffle(2, seed: 1).shuffle(3, seed: 2).repeat().batch(3),
      Dataset.range(4).shuffle(3, seed: 2, reshuffleEachIteration: false).repeat().batch(3),
      Dataset.range(4).shuffle(2, seed: 1).cache().shuffle(3, seed: 2).repeat().batch(3),
      Dataset.range(2).shuffle(2, seed: 4).repeat(2).shuffle(3, seed: 2).repeat(1 << 60).batch(3),
    ]
  }

  private func moved(_ state: DatasetState, to delivered: Int) throws -> DatasetState {
    let json = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    let moved = json.replacing("\"delivered\":0", with: "\"delivered\":\(delivered)")
    return try JSONDecoder().decode(DatasetState.self, from: Data(moved.utf8))
  }

  @Test(arguments: 0..<5)
  func `an iteration that is resumed after whole rounds draws what it would have drawn`(
    pipeline: Int
  ) throws {
    let iterator = Self.endless()[pipeline].makeIterator()
    let state = try moved(iterator.state(), to: 41)
    let all = (0..<60).map { _ in iterator.next()!.scalars(as: Int.self) }
    let resumed = try Self.endless()[pipeline].makeIterator(resuming: state)
    #expect((41..<60).map { _ in resumed.next()!.scalars(as: Int.self) } == Array(all[41...]))
  }

  @Test(arguments: 0..<5)
  func `a state saved after 2^48 batches resumes without computing them`(pipeline: Int) throws {
    let dataset = Self.endless()[pipeline]
    let state = try moved(dataset.makeIterator().state(), to: 1 << 48)
    let resumed = try dataset.makeIterator(resuming: state)
    // 3 * 2^48 is a multiple of 4: a round begins.
    let round = (0..<4).flatMap { _ in resumed.next()!.scalars(as: Int.self) }
    #expect(round[..<4].sorted() == [0, 0, 1, 1] || round[..<4].sorted() == [0, 1, 2, 3])
  }

  @Test(arguments: [
    #"{"delivered":1,"seedPositions":[{"key":[1],"counter":[0,0,0,0],"drawn":0}]}"#,
    #"{"delivered":1,"seedPositions":[{"key":[1,2],"counter":[0,0],"drawn":0}]}"#,
    #"{"delivered":1,"seedPositions":[{"key":[1,2],"counter":[0,0,0,0],"drawn":-1}]}"#,
    #"{"delivered":-1,"seedPositions":[{"key":[1,2],"counter":[0,0,0,0],"drawn":0}]}"#,
    #"{"delivered":5,"seedPositions":[{"key":[1,2],"counter":[0,0,0,0],"drawn":0}]}"#,
    #"{"delivered":9223372036854775807,"seedPositions":[{"key":[1,2],"counter":[0,0,0,0],"drawn":0}]}"#,
    #"{"delivered":1,"seedPositions":[{"key":[1,2],"counter":[0,0,0,0],"drawn":9223372036854775804}]}"#,
    #"{"delivered":1}"#, "[]", "",
  ])
  func `a damaged state throws`(json: String) {
    #expect(throws: (any Error).self) {
      let state = try JSONDecoder().decode(DatasetState.self, from: Data(json.utf8))
      _ = try Dataset.range(4).shuffle(5).makeIterator(resuming: state)
    }
  }
}
