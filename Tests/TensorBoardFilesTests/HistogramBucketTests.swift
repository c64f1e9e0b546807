import Foundation
import Tapestry
import TensorBoardFiles
import TestSupport
import Testing

struct HistogramBucketTests {
  private func buckets(_ values: Tensor, count: Int = 30) throws -> [HistogramBucket] {
    let folder = try TemporaryFolder()
    try SummaryWriter(logDirectory: folder.url.path)
      .histogram("values", values, step: 0, buckets: count)
    return try EventAccumulator(folder.url.path).histograms["values"]![0].value
  }

  @Test func `values are counted between edges of equal distance, the largest in the last`() throws
  {
    let found = try buckets(Tensor([-1, -0.5, 0, 0.9, 1] as [Float]), count: 4)
    #expect(found.map(\.left) == [-1, -0.5, 0, 0.5])
    #expect(found.map(\.right) == [-0.5, 0, 0.5, 1])
    #expect(found.map(\.count) == [1, 1, 1, 2])
  }

  @Test func `equal values have one bucket around them, and no values have none`() throws {
    #expect(
      try buckets(Tensor([3, 3] as [Float])) == [HistogramBucket(left: 2.5, right: 3.5, count: 2)])
    #expect(try buckets(Tensor.zeros([0])) == [])
    #expect(try buckets(Tensor([Float.nan, .infinity])) == [])
  }

  @Test(arguments: [
    ("largest", [-Double.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude]),
    ("smallest", [0, Double.leastNonzeroMagnitude]),
    ("mixed", [1, 1 + Double.ulpOfOne, -.infinity, .nan]), ("few", [-3, 17.25]),
  ])
  func `each finite value is counted once, and buckets leave no gap`(
    _ name: String, _ values: [Double]
  ) throws {
    let finite = values.filter(\.isFinite)
    let found = try buckets(Tensor(values))
    #expect(found.reduce(0) { $0 + $1.count } == Double(finite.count))
    #expect(found.first!.left <= finite.min()! && found.last!.right >= finite.max()!)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.right == $1.left })
    #expect(found.allSatisfy { $0.left.isFinite && $0.right.isFinite && $0.left <= $0.right })
  }

  @Test func `standard error says how many elements are not finite`() async {
    let exit = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      try SummaryWriter(logDirectory: folder.url.path)
        .histogram("weights", Tensor([1, .nan, .infinity] as [Float]), step: 4)
    }
    #expect(message(exit).contains("'weights' of step 4 is without 2 of 3 elements"))
  }

  @Test func `no buckets stop the program`() async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      try SummaryWriter(logDirectory: folder.url.path)
        .histogram("weights", Tensor([1.0]), step: 0, buckets: 0)
    }
    expectMessage(exit, "0 buckets", "ask for one or more")
  }

  @Test(arguments: [1_000_001, 1 << 40, .max])
  func `more buckets than anyone looks at stop the program`(_ count: Int) async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [count] in
      let folder = try TemporaryFolder()
      try SummaryWriter(logDirectory: folder.url.path)
        .histogram("weights", Tensor([1.0, 2.0]), step: 0, buckets: count)
    }
    expectMessage(exit, "\(count) buckets", "ask for one or more, up to 1000000")
  }
}
