import TestSupport
import Testing

@testable import Tapestry

// Serialized, since they set the program's seed.
@Suite(.serialized)
struct DatasetShuffleTests {
  /// A shuffle with its own seeds, whatever other tests do to the program's.
  private func shuffled(
    _ dataset: Dataset<Tensor, Never>, _ bufferSize: Int, _ seeds: OperationSeeds,
    reshuffle: Bool = true
  ) -> Dataset<Tensor, Never> {
    dataset.shuffle(
      bufferSize, seeds: ShuffleSeeds(seeds.makeGenerator(), isFixed: !reshuffle))
  }

  @Test(arguments: DatasetRecording.recorded.shuffles)
  func `orders are TensorFlow's`(recorded: DatasetRecording.Shuffle) {
    let state = RandomState()
    state.setSeed(recorded.globalSeed)
    let seeds = state.seeds(operation: recorded.seed)
    let values = shuffled(
      .range(recorded.count), recorded.bufferSize, seeds, reshuffle: recorded.reshuffle
    ).repeat(recorded.repeat)
    #expect(recorded.passes.map { _ in numbers(values) } == recorded.passes)
    // The same as rows, read many at a time.
    let rows = shuffled(
      .fromTensorSlices(Tensor.range(recorded.count)), recorded.bufferSize, seeds,
      reshuffle: recorded.reshuffle
    ).repeat(recorded.repeat).batch(3).unbatch()
    #expect(recorded.passes.map { _ in numbers(rows) } == recorded.passes)
  }

  @Test(arguments: [1, 3, 10, 40])
  func `rows come in the order of elements that are computed`(bufferSize: Int) {
    func orders(_ dataset: Dataset<Tensor, Never>) -> [[Int]] {
      let shuffle = { (dataset: Dataset<Tensor, Never>, seed: Int) in
        self.shuffled(dataset, bufferSize, OperationSeeds(global: seed, operation: 2))
      }
      return [
        numbers(shuffle(dataset, 1)), numbers(shuffle(shuffle(dataset, 1), 2).batch(4).unbatch()),
        numbers(shuffle(dataset.skip(3), 1).take(20).batch(7).unbatch()),
        numbers(shuffle(dataset, 3).repeat(2).batch(9).unbatch()),
      ]
    }
    let rows = Tensor.range(30)
    #expect(
      orders(.fromTensorSlices(rows)) == orders(Dataset.fromTensorSlices(rows).map { $0 + 0 }))
  }

  @Test func `each shuffle draws a seed when it is made`() {
    let state = RandomState()
    state.setSeed(42)
    let two = shuffled(
      shuffled(.range(6), 3, state.seeds(operation: nil)), 4, state.seeds(operation: nil))
    state.setSeed(42)
    let first = shuffled(.range(6), 3, state.seeds(operation: nil))
    let second = shuffled(.range(6), 3, state.seeds(operation: nil))
    let draws = [two, two, first, second, first].map(numbers)
    #expect(draws == DatasetRecording.recorded.draws)
  }

  @Test func `an element comes at most the buffer's size too early`() {
    let order = numbers(Dataset.range(1000).shuffle(10, seed: 1))
    #expect(order.sorted() == Array(0..<1000))
    #expect(order.enumerated().allSatisfy { index, element in element - index < 10 })
  }

  @Test func `a buffer larger than memory holds what exists`() {
    #expect(numbers(Dataset.range(5).shuffle(.max, seed: 1)).sorted() == [0, 1, 2, 3, 4])
  }

  @Test func `an error comes once, and loses no element`() throws {
    struct Torn: Error {}
    let dataset = Dataset.range(10).throwing.map { x in
      if x.number == 6 { throw Torn() }
      return x
    }
    for size in [1, 3, 20] {
      let iterator = dataset.shuffle(size, seed: 1).makeIterator()
      var (elements, errors) = ([Int](), 0)
      while true {
        do {
          guard let element = try iterator.next() else { break }
          elements.append(Int(element.number))
        } catch { errors += 1 }
      }
      #expect(elements.sorted() == [0, 1, 2, 3, 4, 5, 7, 8, 9])
      #expect(errors == 1)
    }
  }

  @Test func `a buffer without room stops the program`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dataset.range(3).shuffle(0)
    }
    #expect(message(result).contains("a buffer of 0 elements"))
  }
}
