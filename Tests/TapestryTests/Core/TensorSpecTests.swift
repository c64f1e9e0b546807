import TestSupport
import Testing

@testable import Tapestry

struct TensorSpecTests {
  @Test(
    arguments: [
      ([nil, 5], .float32, [3, 5], .float32, true), ([nil, 5], .float32, [0, 5], .float32, true),
      ([nil, 5], .float32, [3, 4], .float32, false), ([nil, 5], .float32, [5], .float32, false),
      ([nil, 5], .float32, [3, 5], .float64, false), ([], .int32, [], .int32, true),
      ([nil], .int32, [], .int32, false), ([2], .int32, [2], .int32, true),
    ] as [([Int?], DType, Shape, DType, Bool)])
  func `nil stands for any size, and for nothing else`(
    dimensions: [Int?], dtype: DType, shape: Shape, other: DType, isAccepted: Bool
  ) {
    let spec = TensorSpec(dimensions, dtype)
    #expect(spec.accepts(TensorSpec(shape: shape, dtype: other)) == isAccepted)
  }

  @Test func `a spec is printed as TensorFlow prints it`() {
    #expect(
      "\(TensorSpec(shape: [3], dtype: .int8))"
        == "TensorSpec(shape=(3,), dtype=tf.int8, name=None)")
    #expect(
      "\(TensorSpec([nil, 5]))" == "TensorSpec(shape=(None, 5), dtype=tf.float32, name=None)")
    #expect(
      "\(TensorSpec([nil], .int32))" == "TensorSpec(shape=(None,), dtype=tf.int32, name=None)")
    #expect("\(TensorSpec([]))" == "TensorSpec(shape=(), dtype=tf.float32, name=None)")
  }

  @Test func `a spec whose sizes are all known is the same however it is written`() {
    let spec = TensorSpec([2, 3], .int32)
    #expect(spec == TensorSpec(shape: [2, 3], dtype: .int32) && spec.isFullyDefined)
    #expect(spec.shape == [2, 3] && spec.dimensions == [2, 3])
    #expect(TensorSpec([nil, 3]) != TensorSpec([2, 3]))
    #expect(TensorSpec([nil, 3]) == TensorSpec([nil, 3]) && !TensorSpec([nil]).isFullyDefined)
    #expect(Set([TensorSpec([nil, 3]), TensorSpec([nil, 3]), TensorSpec([0, 3])]).count == 2)
  }

  @Test func `a negative size stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = TensorSpec([nil, -1])
      },
      "Shape: [0, -1] has the negative dimension -1", "cure: give each dimension zero or more")
  }

  @Test func `the shape of a spec with an open size stops and names the alternative`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = TensorSpec([nil, 5]).shape
      },
      "TensorSpec(shape=(None, 5), dtype=tf.float32, name=None) leaves a size open",
      "cure: leave sizes open in f.concreteFunction(TensorSpec([nil, 5])) or in "
        + "inputSignature: [TensorSpec([nil, 5])]: each size that comes is traced anew")
  }
}
