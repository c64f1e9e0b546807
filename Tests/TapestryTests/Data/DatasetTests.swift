import Foundation
import TestSupport
import Testing

@testable import Tapestry

struct DatasetTests {
  private let x = Tensor([[1, 2], [3, 4], [5, 6]], dtype: .float32)
  private let y = Tensor([7, 8, 9])

  @Test func `slices of a tensor are its rows`() {
    let rows = Array(Dataset.fromTensorSlices(x))
    #expect(rows.count == 3)
    expectTensor(rows[1], [2], [3, 4], .float32)
  }

  @Test func `slices of a pair are pairs`() {
    var sums: [Double] = []
    for (row, label) in Dataset.fromTensorSlices((x, y)) {
      expectTensor(label, [], [label.number], .int32)
      sums.append(row.sum().number + label.number)
    }
    #expect(sums == [10, 15, 20])
  }

  @Test func `slices of dictionaries, lists and nested structures keep the structure`() {
    let nested = Dataset.fromTensorSlices((["x": x, "y": y], [y, y], y)).batch(2)
    let batches = Array(nested)
    expectTensor(batches[0].0["x"]!, [2, 2], [1, 2, 3, 4])
    expectTensor(batches[1].0["y"]!, [1], [9])
    expectTensor(batches[0].1[1], [2], [7, 8])
    expectTensor(batches[0].2, [2], [7, 8])
  }

  @Test func `slices of a view are the view's`() {
    #expect(lists(Dataset.fromTensorSlices(transpose(x))) == [[1, 3, 5], [2, 4, 6]])
    #expect(lists(Dataset.fromTensorSlices(transpose(x)).batch(2)) == [[1, 3, 5, 2, 4, 6]])
    #expect(lists(Dataset.fromTensorSlices(x[1...]).batch(1)) == [[3, 4], [5, 6]])
  }

  @Test func `tensors without slices are a dataset without elements`() {
    let empty = Dataset.fromTensorSlices(Tensor.zeros([0, 3]))
    #expect(Array(empty.shuffle(2).batch(2)).isEmpty)
    #expect(empty.cardinality == .known(0))
  }

  @Test func `fromTensors makes one element`() {
    let elements = Array(Dataset.fromTensors((x, y)))
    #expect(elements.count == 1)
    #expect(elements[0].0.shape == [3, 2])
  }

  @Test(arguments: DatasetRecording.recorded.ranges)
  func `a range counts as TensorFlow's`(range: DatasetRecording.Range) {
    let a = range.arguments
    let dataset: Dataset<Tensor, Never> =
      a.count == 1 ? .range(a[0]) : a.count == 2 ? .range(a[0], a[1]) : .range(a[0], a[1], a[2])
    #expect(numbers(dataset) == range.elements)
    #expect(dataset.cardinality == .known(range.elements.count))
    #expect(Array(dataset).allSatisfy { $0.dtype == .int64 })
  }

  @Test func `a range reaches from one end of the integers to the other`() {
    let steps = Array(Dataset.range(.min, .max, .max)).map { $0.scalars(as: Int.self)[0] }
    #expect(steps == [.min, -1, .max - 1])
    let ends = Array(Dataset.range(.max - 2, .max)).map { $0.scalars(as: Int.self)[0] }
    #expect(ends == [.max - 2, .max - 1])
    let down = Array(Dataset.range(.max, .min, .min)).map { $0.scalars(as: Int.self)[0] }
    #expect(down == [.max, -1])
  }

  @Test func `sizes beyond all elements take what exists`() {
    let rows = Dataset.fromTensorSlices(Tensor([1, 2, 3]))
    for dataset in [rows, rows.map { $0 + 0 }] {
      #expect(lists(dataset.batch(.max)) == [[1, 2, 3]])
      #expect(lists(dataset.paddedBatch(.max)) == [[1, 2, 3]])
      #expect(numbers(dataset.skip(.max)) == [])
      #expect(numbers(dataset.take(.max)) == [1, 2, 3])
      #expect(numbers(dataset.shard(.max, index: 2)) == [3])
      #expect(numbers(dataset.prefetch(.max)) == [1, 2, 3])
      #expect(numbers(dataset.map(parallelCalls: .max) { $0 * 2 }) == [2, 4, 6])
      #expect(numbers(dataset.interleave(cycleLength: .max) { .fromTensors($0) }) == [1, 2, 3])
      #expect(lists(dataset.window(.max).flatMap { $0.batch(5) }) == [[1, 2, 3]])
      #expect(lists(dataset.window(2, shift: .max).flatMap { $0.batch(5) }) == [[1, 2]])
      #expect(lists(dataset.window(2, stride: .max).flatMap { $0.batch(5) }) == [[1], [3]])
    }
  }

  @Test func `indices of elements that leave the integers stop the program with the cure`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Array(Dataset.range(2).enumerate(start: .max).map { index, _ in index })
    }
    #expect(message(result).contains("element 1, counted from 9223372036854775807, has no index"))
    #expect(message(result).contains("cure: start at a smaller number"))
    #expect(Array(Dataset.range(1).enumerate(start: .max)).count == 1)
  }

  @Test func `a generator restarts for each iteration`() {
    let dataset = Dataset.fromGenerator { (1...3).lazy.map { Tensor($0) } }
    #expect(numbers(dataset) == [1, 2, 3])
    #expect(numbers(dataset) == [1, 2, 3])
    #expect(dataset.cardinality == .unknown)
    let endless = Dataset.fromGenerator { sequence(first: Tensor(1)) { $0 * 2 } }
    #expect(numbers(endless.take(4)) == [1, 2, 4, 8])
  }

  @Test func `a generator can throw, at its start and later`() throws {
    struct Unplugged: Error {}
    let start = Dataset<Tensor, any Error>.fromGenerator(throwing: { throw Unplugged() })
    #expect(throws: Unplugged.self) { try start.makeIterator().next() }
    let later = Dataset<Tensor, any Error>.fromGenerator(throwing: {
      var count = 0
      return {
        count += 1
        if count == 2 { throw Unplugged() }
        return count < 4 ? Tensor(count) : nil
      }
    }).makeIterator()
    #expect(try later.next()?.number == 1)
    #expect(throws: Unplugged.self) { try later.next() }
    #expect(try numbers(later) == [3])
  }

  @Test func `nothing is computed before it is requested`() {
    let calls = Counter()
    let dataset = Dataset.range(10).map { x in
      calls.add()
      return x
    }.batch(2)
    #expect(calls.value == 0)
    _ = dataset.makeIterator().next()
    #expect(calls.value == 2)
  }

  @Test(arguments: [
    (Dataset.range(10).batch(4).cardinality, Cardinality.known(3)),
    (Dataset.range(10).batch(4, dropRemainder: true).cardinality, .known(2)),
    (Dataset.range(10).take(3).skip(1).repeat(4).cardinality, .known(8)),
    (Dataset.range(10).repeat().cardinality, .infinite),
    (Dataset.range(10).repeat().take(7).cardinality, .known(7)),
    (Dataset.range(0).repeat().cardinality, .known(0)),
    (Dataset.range(10).filter { _ in true }.cardinality, .unknown),
    (Dataset.range(10).filter { _ in true }.take(0).cardinality, .known(0)),
    (Dataset.range(7).shard(3, index: 1).cardinality, .known(2)),
    (Dataset.range(7).enumerate().map { $1 }.shuffle(3).prefetch(1).cardinality, .known(7)),
    (Dataset.range(3).concatenate(.range(4)).cardinality, .known(7)),
    (Dataset.range(3).concatenate(Dataset.range(4).repeat()).cardinality, .infinite),
    (Dataset.range(7).window(3, shift: 2).cardinality, .known(4)),
    (Dataset.range(7).window(3, shift: 2, dropRemainder: true).cardinality, .known(3)),
    (Dataset.range(7).batch(3).unbatch().cardinality, .unknown),
    (Dataset.range(5).window(3, shift: .max).cardinality, .known(1)),
    (Dataset.range(5).window(.max).cardinality, .known(1)),
    (Dataset.range(5).window(.max, stride: .max, dropRemainder: true).cardinality, .known(0)),
    (Dataset.range(5).shard(.max, index: 3).cardinality, .known(1)),
    (Dataset.range(5).shard(.max, index: 7).cardinality, .known(0)),
    (Dataset.range(.max).concatenate(.range(1)).cardinality, .infinite),
    (Dataset.range(.max).repeat(2).cardinality, .infinite),
    (Dataset.range(.min, .max).cardinality, .infinite),
    (Dataset.range(.max, .min, .min).cardinality, .known(2)),
    (Dataset.range(5).batch(.max).cardinality, .known(1)),
  ])
  func `the number of elements is known where it can be`(got: Cardinality, expected: Cardinality) {
    #expect(got == expected)
  }

  @Test func `the element spec is that of the first element, and takes no random numbers`() {
    setRandomSeed(42)
    let dataset = Dataset.fromTensorSlices((x, y)).shuffle(3, seed: 1).batch(2)
    let spec = dataset.elementSpec()
    #expect(
      spec?.description
        == "[TensorSpec(shape=(2, 2), dtype=tf.float32, name=None), "
        + "TensorSpec(shape=(2,), dtype=tf.int32, name=None)]")
    setRandomSeed(42)
    let other = Dataset.fromTensorSlices((x, y)).shuffle(3, seed: 1).batch(2)
    #expect(lists(dataset.map { $1 }) == lists(other.map { $1 }))
    #expect(Dataset.range(0).elementSpec() == nil)
  }

  @Test func `tensors without common slices stop the program`() async {
    let scalar = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dataset.fromTensorSlices((Tensor([1, 2]), Tensor(3)))
    }
    #expect(message(scalar).contains("tensor 1 is a scalar, which has no slices"))
    let sizes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dataset.fromTensorSlices((Tensor([1, 2]), Tensor([1, 2, 3])))
    }
    #expect(message(sizes).contains("tensor 0 of shape (2,) has 2 slices, tensor 1 of shape (3,)"))
  }
}
