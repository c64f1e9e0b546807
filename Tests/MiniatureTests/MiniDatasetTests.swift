import Testing

@testable import Miniature

@Suite struct MiniDatasetTests {
  @Test func `the drawn element is returned, and the next of the source takes its place`() {
    var draws = [2, 0, 0, 0, 0][...]
    var counts: [Int] = []
    let shuffled = bufferedShuffle(AnyIterator((0..<5).makeIterator()), buffer: 3) { count in
      counts.append(count)
      return draws.removeFirst()
    }
    // 0 1 2 → 0 1 3 → 4 1 3 → 1 3 → 3
    #expect(Array(shuffled) == [2, 0, 4, 1, 3])
    #expect(counts == [3, 3, 3, 2, 1])
  }

  @Test(arguments: [1, 2, 7, 100, 200])
  func `a shuffle returns each element once, and none long before its turn`(buffer: Int) {
    let rows = MiniDataset(count: 100).shuffled(buffer: buffer, seed: 5).flatMap { $0 }
    #expect(rows.sorted() == Array(0..<100))
    for (position, row) in rows.enumerated() { #expect(position >= row - buffer + 1) }
    #expect((rows == Array(0..<100)) == (buffer == 1))
  }

  @Test func `a buffer reads no more of the source than it holds`() {
    var read = 0
    let source = AnyIterator<Int> {
      read += 1
      return read
    }
    let shuffled = bufferedShuffle(source, buffer: 3) { _ in 0 }
    _ = shuffled.next()
    #expect(read == 4)
  }

  @Test func `epochs differ, and runs with the same seed do not`() {
    let dataset = MiniDataset(count: 50).shuffled(buffer: 50, seed: 6)
    let (first, second) = (Array(dataset), Array(dataset))
    #expect(first != second)
    #expect(first == Array(MiniDataset(count: 50).shuffled(buffer: 50, seed: 6)))
  }

  @Test(
    arguments: [(0, 3, []), (2, 3, [2]), (6, 3, [3, 3]), (7, 3, [3, 3, 1])] as [(Int, Int, [Int])])
  func `the last batch may be smaller, and is never empty`(count: Int, size: Int, sizes: [Int]) {
    let batches = Array(MiniDataset(count: count).batched(size))
    #expect(batches.map(\.count) == sizes)
    #expect(batches.flatMap { $0 } == Array(0..<count))
  }
}
