import TestSupport
import Testing

@testable import Tapestry

struct DatasetBatchTests {
  @Test func `the last batch is short, or dropped`() {
    #expect(lists(Dataset.range(5).batch(2)) == [[0, 1], [2, 3], [4]])
    #expect(lists(Dataset.range(5).batch(2, dropRemainder: true)) == [[0, 1], [2, 3]])
    let rows = Dataset.fromTensorSlices(Tensor.range(5))
    #expect(lists(rows.batch(2)) == [[0, 1], [2, 3], [4]])
    #expect(lists(rows.batch(2, dropRemainder: true)) == [[0, 1], [2, 3]])
    #expect(lists(rows.batch(.max)) == [[0, 1, 2, 3, 4]])
  }

  @Test(arguments: DType.allCases)
  func `batches of each type are what a gather gives`(dtype: DType) {
    for shape in [[7], [7, 3], [7, 1, 2], [7, 0]] as [Shape] {
      let x = counting(shape, dtype, modulus: 2)
      let order = numbers(Dataset.range(7).shuffle(7, seed: 4, reshuffleEachIteration: false))
      let batch = Array(
        Dataset.fromTensorSlices(x).shuffle(7, seed: 4, reshuffleEachIteration: false).batch(7))[0]
      let expected = gather(x, Tensor(order))
      #expect(batch.spec == expected.spec)
      #expect(
        cast(batch, to: .float32).scalars(as: Float.self)
          == cast(expected, to: .float32).scalars(as: Float.self))
    }
  }

  @Test func `large rows are copied by all cores`() {
    let x = counting([64, 70_000])
    let batch = Array(Dataset.fromTensorSlices(x).batch(64))[0]
    #expect((batch == x).all().scalar(as: Bool.self))
  }

  @Test func `batches of batches have two more dimensions`() {
    let nested = Array(Dataset.fromTensorSlices(Tensor.range(8)).batch(2).batch(2))
    #expect(nested.map(\.shape) == [[2, 2], [2, 2]])
    expectTensor(nested[1], [2, 2], [4, 5, 6, 7])
  }

  @Test func `elements of different shapes or types throw where a dataset can fail`() {
    let lists = Dataset.range(3).throwing.map { n in Tensor.zeros([Int(n.number)]) }
    let error = datasetError { _ = try lists.batch(2).makeIterator().next() }
    #expect(
      error
        == "batch: element 0 of the batch is TensorSpec(shape=(0,), dtype=tf.float32, name=None), "
        + "element 1 is TensorSpec(shape=(1,), dtype=tf.float32, name=None)\n"
        + "  cure: map elements to tensors of one shape and type first, or use paddedBatch")
    let types = Dataset.range(3).throwing.map { n in
      n.number == 1 ? cast(n, to: .int32) : n
    }
    #expect(throws: DatasetError.self) { try types.batch(2).makeIterator().next() }
  }

  @Test func `numbers and texts that differ, or are alone, do not fit into a batch`() throws {
    let texts = Dataset.range(3).throwing.map { n in "\(Int(n.number))" }
    #expect(
      datasetError { _ = try texts.batch(2).makeIterator().next() }?
        .contains("an element is '0', which holds no tensor") == true)
    let mixed = Dataset.range(3).throwing.map { n in (n, Int(n.number) / 2) }
    let batches = mixed.batch(2).makeIterator()
    #expect(try batches.next()?.1 == 0)
    let odd = mixed.skip(1).batch(2).makeIterator()
    #expect(throws: DatasetError.self) { try odd.next() }
  }

  @Test func `elements that differ stop the program where a dataset cannot fail`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      for _ in Dataset.range(3).map({ n in Tensor.zeros([Int(n.number)]) }).batch(2) {}
    }
    #expect(message(result).contains("element 1 is TensorSpec(shape=(1,)"))
    #expect(message(result).contains("dataset.throwing"))
  }

  @Test func `what was batched is seen by no tape`() throws {
    let x = Tensor([1, 2, 3], dtype: .float32)
    let tape = GradientTape(persistent: true)
    tape.watch(x)
    let y = tape.record { Dataset.fromTensorSlices(x).batch(3).makeIterator().next()! * 2 }
    #expect(throws: (any Error).self) { try tape.gradient(y, x) }
  }

  // MARK: - Unbatch and padded batches

  @Test func `unbatch undoes batch`() {
    #expect(numbers(Dataset.range(7).batch(3).unbatch()) == [0, 1, 2, 3, 4, 5, 6])
    let pairs = Dataset.fromTensorSlices((Tensor.range(5), Tensor.range(5) * 2)).batch(2).unbatch()
    #expect(Array(pairs).map { $0.number + $1.number } == [0, 3, 6, 9, 12])
  }

  @Test func `what has no common slices cannot be unbatched`() {
    let scalars = Dataset.range(3).throwing.unbatch().makeIterator()
    #expect(throws: DatasetError.self) { try scalars.next() }
    let uneven = Dataset.fromTensors((Tensor([1]), Tensor([1, 2]))).throwing.unbatch()
    #expect(throws: DatasetError.self) { try uneven.makeIterator().next() }
  }

  /// For each n from `range` a list of n times n.
  private func repeated(of range: Range<Int>) -> Dataset<Tensor, Never> {
    Dataset.range(range.lowerBound, range.upperBound).map { n in
      broadcast(n, to: [Int(n.number)])
    }
  }

  @Test func `padded batches are TensorFlow's`() {
    let recorded = DatasetRecording.recorded
    #expect(lists(repeated(of: 1..<6).paddedBatch(2)) == recorded.padded.map { $0.flatMap { $0 } })
    let padded = repeated(of: 1..<4).paddedBatch(2, to: [[5]], padding: -1)
    #expect(lists(padded) == recorded.paddedTo.map { $0.flatMap { $0 } })
    #expect(Array(padded).map(\.shape) == [[2, 5], [1, 5]])
  }

  @Test func `padding to more bytes than can be counted stops the program`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let rows = Dataset.range(4).map { Tensor.full([2], $0) }
      _ = Array(rows.paddedBatch(2, to: [[.max / 4]]))
    }
    #expect(message(result).contains("more bytes than Int can count"))
    #expect(message(result).contains("cure: pad to smaller sizes"))
  }

  @Test func `rows are padded too`() {
    let rows = Dataset.fromTensorSlices(Tensor([[1, 2], [3, 4]]))
    #expect(lists(rows.paddedBatch(2, to: [[3]])) == [[1, 2, 0, 3, 4, 0]])
    #expect(lists(rows.paddedBatch(2)) == [[1, 2, 3, 4]])
    #expect(lists(rows.paddedBatch(2, to: [[nil]])) == [[1, 2, 3, 4]])
    #expect(lists(rows.paddedBatch(3, dropRemainder: true)).isEmpty)
  }

  @Test func `padding to less than an element throws`() {
    let error = datasetError {
      _ = try repeated(of: 1..<4).throwing.paddedBatch(3, to: [[2]]).makeIterator().next()
    }
    #expect(error?.contains("tensor 0 needs shape (3,), and the shapes are [[2]]") == true)
    #expect(throws: DatasetError.self) {
      try repeated(of: 1..<4).throwing.paddedBatch(3, to: []).makeIterator().next()
    }
  }
}
