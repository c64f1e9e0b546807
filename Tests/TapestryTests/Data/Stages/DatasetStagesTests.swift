import Foundation
import TestSupport
import Testing

@testable import Tapestry

struct DatasetStagesTests {
  private let rows = Dataset.fromTensorSlices(Tensor.range(5))

  @Test func `take and skip choose by position`() {
    for dataset in [Dataset.range(5), rows] {
      #expect(numbers(dataset.take(3)) == [0, 1, 2])
      #expect(numbers(dataset.take(9)) == [0, 1, 2, 3, 4])
      #expect(numbers(dataset.take(0)).isEmpty)
      #expect(numbers(dataset.skip(3)) == [3, 4])
      #expect(numbers(dataset.skip(9)).isEmpty)
      #expect(lists(dataset.skip(1).take(3).batch(2)) == [[1, 2], [3]])
      #expect(numbers(dataset.take(3).skip(1)) == [1, 2])
    }
  }

  @Test func `repeat goes round, and ends when there is nothing`() {
    #expect(numbers(Dataset.range(2).repeat(3)) == [0, 1, 0, 1, 0, 1])
    #expect(numbers(Dataset.range(2).repeat(0)).isEmpty)
    #expect(numbers(Dataset.range(2).repeat().take(5)) == [0, 1, 0, 1, 0])
    #expect(numbers(Dataset.range(2).repeat().skip(7).take(2)) == [1, 0])
    #expect(numbers(Dataset.range(0).repeat()).isEmpty)
    #expect(numbers(Dataset.range(0).repeat(Int.max)).isEmpty)
    #expect(numbers(Dataset.range(0).repeat().skip(3)).isEmpty)
    #expect(lists(rows.batch(2, dropRemainder: true).repeat(2).skip(3)) == [[2, 3]])
    #expect(lists(rows.repeat(2).batch(4)) == [[0, 1, 2, 3], [4, 0, 1, 2], [3, 4]])
  }

  @Test func `a count of -1 takes all, skips all and repeats without end`() {
    for dataset in [Dataset.range(5), rows] {
      #expect(numbers(dataset.take(-1)) == [0, 1, 2, 3, 4])
      #expect(dataset.take(-1).cardinality == .known(5))
      #expect(numbers(dataset.skip(-1)).isEmpty)
      #expect(dataset.skip(-1).cardinality == .known(0))
      #expect(numbers(dataset.repeat(-1).take(7)) == [0, 1, 2, 3, 4, 0, 1])
      #expect(dataset.repeat(-1).cardinality == .infinite)
      #expect(dataset.repeat(-1).skip(-1).cardinality == .known(0))
      #expect(dataset.filter { _ in true }.skip(-1).cardinality == .known(0))
      #expect(
        lists(dataset.skip(-1).concatenate(dataset.take(-1)).batch(3)) == [[0, 1, 2], [3, 4]])
    }
  }

  @Test func `a count of -1 draws the seeds that TensorFlow draws`() {
    // The next iteration shuffles in another order only if this one has asked for its order.
    func orders(_ chosen: (Dataset<Tensor, Never>) -> Dataset<Tensor, Never>) -> [[Int]] {
      let shuffled = Dataset.range(9).shuffle(9, seed: 4)
      return [numbers(chosen(shuffled)), numbers(shuffled), numbers(shuffled)]
    }
    let plain = orders { $0 }
    #expect(orders { $0.take(-1) } == plain)
    #expect(Array(orders { $0.skip(-1) }[1...]) == Array(plain[..<2]))
    #expect(orders { $0.repeat(-1).take(9) }[0] == plain[0])
    #expect(orders { $0.repeat(-1).take(9) } == orders { $0.repeat().take(9) })
  }

  @Test func `counts below -1 stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Dataset.range(5).take(-2)
      },
      "take: a count of -2", "cure: give a number that is not negative, or -1, which stands for all"
    )
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Dataset.range(5).skip(.min)
      },
      "skip: a count of -9223372036854775808", "or -1, which stands for all")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Dataset.range(5).repeat(-7)
      },
      "repeat: a count of -7", "or -1, which stands for rounds without end")
  }

  @Test(arguments: DatasetRecording.recorded.shards)
  func `shards are TensorFlow's`(shard: DatasetRecording.Shard) {
    let dataset = Dataset.range(shard.count).shard(shard.shards, index: shard.index)
    #expect(numbers(dataset) == shard.elements)
    #expect(dataset.cardinality == .known(shard.elements.count))
  }

  @Test func `filter and takeWhile ask a condition`() {
    for dataset in [Dataset.range(5), rows] {
      #expect(numbers(dataset.filter { $0.number > 2 }) == [3, 4])
      #expect(numbers(dataset.takeWhile { $0.number != 2 }) == [0, 1])
      #expect(lists(dataset.filter { $0.number != 1 }.batch(3)) == [[0, 2, 3], [4]])
    }
    #expect(numbers(Dataset.range(9).repeat().takeWhile { $0.number < 3 }) == [0, 1, 2])
  }

  // MARK: - Combining

  @Test func `concatenate joins rows of one tensor, rows of two, and values`() {
    #expect(lists(rows.take(2).concatenate(rows.skip(4)).batch(3)) == [[0, 1, 4]])
    let other = Dataset.fromTensorSlices(Tensor([7, 8]))
    #expect(lists(rows.take(1).concatenate(other).batch(3)) == [[0, 7, 8]])
    #expect(numbers(rows.take(1).concatenate(.fromTensors(Tensor(9)))) == [0, 9])
    #expect(numbers(Dataset.range(2).concatenate(.range(7, 9)).skip(3)) == [8])
  }

  @Test func `zip ends with the shortest`() {
    let zipped = Dataset.zip(rows, .range(10, 13), rows.skip(1))
    #expect(Array(zipped).map { $0.number + $1.number + $2.number } == [11, 14, 17])
    let pairs = Dataset.zip(Dataset.range(2), .range(5))
    #expect(Array(pairs.concatenate(pairs).skip(3)).map { $0.0.number } == [1])
    let nested = Dataset.zip(Dataset.zip(rows, rows), rows).batch(5)
    for ((a, b), c) in nested { expectTensor(a + b + c, [5], [0, 3, 6, 9, 12]) }
  }

  @Test func `enumerate counts elements with tensors`() {
    var total = 0.0
    for (index, (x, y)) in Dataset.zip(rows, rows).enumerate(start: 3) {
      #expect(index.dtype == .int64)
      total += index.number * x.number + y.number
    }
    #expect(total == 70)
  }

  // MARK: - Datasets of datasets

  @Test func `flatMap puts datasets one after another`() {
    #expect(numbers(Dataset.range(4).flatMap { .range(Int($0.number)) }) == [0, 0, 1, 0, 1, 2])
    let table = rows
    #expect(numbers(Dataset.range(2).flatMap { _ in table }) == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
  }

  @Test(arguments: DatasetRecording.recorded.interleaves)
  func `interleave takes turns as TensorFlow does`(recorded: DatasetRecording.Interleave) {
    let dataset = Dataset.fromTensorSlices(Tensor(recorded.counts))
      .interleave(cycleLength: recorded.cycle, blockLength: recorded.block) { n in
        Dataset.fromTensors(n).repeat(Int(n.number) % 10)
      }
    #expect(numbers(dataset) == recorded.elements)
  }

  @Test(arguments: DatasetRecording.recorded.windows)
  func `windows are TensorFlow's`(recorded: DatasetRecording.Window) {
    for dataset in [
      Dataset.range(recorded.count), .fromTensorSlices(Tensor.range(recorded.count)),
    ] {
      let windows = dataset.window(
        recorded.size, shift: recorded.shift, stride: recorded.stride,
        dropRemainder: recorded.drop)
      #expect(Array(windows).map(numbers) == recorded.windows)
      #expect(windows.cardinality == .known(recorded.windows.count))
      #expect(lists(windows.flatMap { $0.batch(recorded.size) }) == recorded.windows)
    }
  }

  @Test func `windows pass through shuffles, and do not fit into a batch`() {
    let windows = Dataset.range(6).window(2).shuffle(3, seed: 1)
    #expect(Array(windows).map(numbers).sorted { $0[0] < $1[0] } == [[0, 1], [2, 3], [4, 5]])
    #expect(throws: DatasetError.self) {
      try Dataset.range(6).throwing.window(2).batch(2).makeIterator().next()
    }
  }

  // MARK: - Functions

  @Test func `map changes structures`() {
    let pairs = Dataset.fromTensorSlices((Tensor.range(3), Tensor.range(3) + 5))
    #expect(numbers(pairs.map { x, y in x + y }) == [5, 7, 9])
    let named = pairs.map { x, y in ["sum": x + y, "x": x] }
    #expect(Array(named.batch(3))[0]["sum"]!.scalars(as: Int32.self) == [5, 7, 9])
  }

  @Test func `map computes the given number of elements at a time, in order`() {
    let calls = Counter()
    let dataset = Dataset.range(40).map(parallelCalls: 4) { x in
      calls.during {
        usleep(UInt32(Int(x.number) * 7 % 5) * 300)
        return x * 2
      }
    }
    #expect(numbers(dataset) == (0..<40).map { $0 * 2 })
    #expect(calls.mostOpen <= 4)
    #expect(calls.value == 40)
  }

  @Test(arguments: [1, 3])
  func `a function's error comes at its position, and the iteration continues`(calls: Int) throws {
    struct Broken: Error {}
    let iterator = Dataset.range(5).throwing.map(parallelCalls: calls) { x in
      if x.number == 2 { throw Broken() }
      return x
    }.prefetch(2).makeIterator()
    #expect(try iterator.next()?.number == 0)
    #expect(try iterator.next()?.number == 1)
    #expect(throws: Broken.self) { try iterator.next() }
    #expect(try numbers(iterator) == [3, 4])
  }

  @Test func `scan carries a state, which is reset in each iteration`() {
    let sums = Dataset.range(5).scan(10) { sum, x in
      sum += Int(x.number)
      return Tensor(sum)
    }
    #expect(numbers(sums) == [10, 11, 13, 16, 20])
    #expect(numbers(sums) == [10, 11, 13, 16, 20])
  }

  @Test func `reduce makes one value of all elements, and throws what a source throws`()
    async throws
  {
    #expect(Dataset.range(5).reduce(0) { $0 + $1.number } == 10)
    try await withFiles([0x61, 0x0a, 0xff, 0x0a]) { paths in
      _ = #expect(throws: DatasetError.self) {
        try Dataset.textLines(paths).reduce(0) { $0 + $1.count }
      }
    }
  }

  // MARK: - Elements in advance

  @Test func `prefetch computes just the given number of elements in advance`() async throws {
    let calls = Counter()
    let iterator = Dataset.range(100).map { x in
      calls.add()
      return x
    }.prefetch(3).makeIterator()
    #expect(iterator.next()?.number == 0)
    // The one that was taken, and three in advance.
    #expect(eventually { calls.value >= 4 })
    usleep(20_000)
    #expect(calls.value == 4)
    #expect(try numbers(iterator) == Array(1..<100))
  }

  @Test func `an iterator that is released leaves nothing behind`() async throws {
    /// Reports when it is released.
    final class Witness: Sendable {
      let gone: Counter
      init(_ gone: Counter) { self.gone = gone }
      deinit { gone.add() }
    }
    let gone = Counter()
    do {
      let witness = Witness(gone)
      let iterator = Dataset.range(1000).repeat().map(parallelCalls: 4) { x in
        _ = witness
        usleep(200)
        return x
      }.prefetch(5).batch(2).prefetch(3).makeIterator()
      for _ in 0..<4 { _ = iterator.next() }
    }
    #expect(eventually { gone.value > 0 })
    #expect(gone.value == 1)
  }

  // MARK: - Asynchronous loops

  @Test func `an asynchronous loop gets the same elements`() async throws {
    var elements: [Int] = []
    for await element in Dataset.range(5).map({ $0 * 2 }) { elements.append(Int(element.number)) }
    #expect(elements == [0, 2, 4, 6, 8])
  }

  @Test func `an asynchronous loop gets the error`() async throws {
    try await withFiles([0x61, 0x0a, 0xff, 0x0a]) { paths in
      var lines: [String] = []
      await #expect(throws: DatasetError.self) {
        for try await line in Dataset.textLines(paths) { lines.append(line) }
      }
      #expect(lines == ["a"])
    }
  }

  @Test func `a cancelled task gets no more elements`() async {
    let task = Task {
      var count = 0
      for await _ in Dataset.range(1).repeat() {
        count += 1
        if count == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      }
      return count
    }
    #expect(await task.value == 3)
  }
}
