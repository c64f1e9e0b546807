import TestSupport
import Testing

@testable import Tapestry

struct UniqueTests {
  private static let operations: [String: TestedOperation] = [
    "values": .init { unique($0).values },
    "indices": .init { unique($0).indices },
    "counts": .init { unique($0).counts },
  ]

  @Test(arguments: OperationRecording.cases(of: "Unique"))
  func `unique elements equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test(arguments: DType.allCases)
  func `any type has unique elements, which the indices bring back`(dtype: DType) {
    let x = cast(Tensor([1, 0, 1, 1]), to: dtype)
    let (values, indices, counts) = unique(x)
    expectTensor(values, [2], [1, 0], dtype)
    expectEqual(gather(values, indices), x)
    expectTensor(counts, [2], [3, 1], .int32)
  }

  @Test func `zeros are equal and NaN is not`() {
    let (values, _, counts) = unique(Tensor([0.0, -0.0, .nan, .nan]))
    expectTensor(values, [3], [0, .nan, .nan])
    expectTensor(counts, [3], [2, 1, 1])
    expectTensor(unique(Tensor.zeros([0])).values, [0], [])
  }

  @Test func `many elements are grouped as a dictionary groups them`() {
    let x = Tensor.uniform([5000], in: -300..<300, seed: 1)
    var numbers: [Int32: Int32] = [:]
    var (values, counts): ([Int32], [Int32]) = ([], [])
    var indices: [Int32] = []
    for element in x.scalars(as: Int32.self) {
      if numbers[element] == nil {
        numbers[element] = Int32(values.count)
        values.append(element)
        counts.append(0)
      }
      indices.append(numbers[element]!)
      counts[Int(numbers[element]!)] += 1
    }
    let found = unique(x)
    #expect(found.values.scalars(as: Int32.self) == values)
    #expect(found.indices.scalars(as: Int32.self) == indices)
    #expect(found.counts.scalars(as: Int32.self) == counts)
  }

  @Test func `a zero that comes after a negative one is not a first occurrence, and vice versa`() {
    let (values, indices, counts) = unique(Tensor([5.0, 0.0, -0.0, 5.0, 0.0]))
    expectTensor(values, [2], [5, 0])
    #expect(values.scalars(as: Float.self)[1].sign == .plus)
    expectTensor(indices, [5], [0, 1, 1, 0, 1], .int32)
    expectTensor(counts, [2], [2, 3], .int32)
  }

  @Test func `the first of equal elements gets the gradient`() throws {
    let x = Tensor([2.0, 3.0, 2.0])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { square(unique(x).values) }
    expectTensor(try tape.gradient(y, x), [3], [4, 6, 0])
  }

  @Test func `matrices and graphs stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = unique(Tensor.ones([2, 2]))
      },
      "unique: a tensor of shape (2, 2)", "cure: make it a vector: reshape(x, [-1])")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let function = Function("f") { (x: Tensor) in unique(x).values }
        _ = try function(Tensor([1.0, -1.0]))
      },
      "unique: the number of different elements depends on values", "call it outside the graph")
  }

  @Test(arguments: [Tensor([3, 1, 3]), Tensor([3.5, -1e9, 3.5]), Tensor([7, 1 << 40, 7])])
  func `a vector that is known gives a graph its shape`(x: Tensor) throws {
    let function = Function("f") { (y: Tensor) in
      let (values, indices, counts) = unique(x)
      return [gather(values, indices) - x, values, counts, y]
    }
    let results = try function(Tensor(0))
    let (values, _, counts) = unique(x)
    expectEqual(results[0], Tensor.zeros(like: x))
    expectEqual(results[1], values)
    expectEqual(results[2], counts)
  }
}
