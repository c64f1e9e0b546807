import TestSupport
import Testing

@testable import Tapestry

struct LiteralsTests {
  @Test func `literals have the types that TensorFlow gives`() {
    #expect(Tensor(1).dtype == .int32)
    #expect(Tensor(3_000_000_000).dtype == .int64)
    #expect(Tensor(1.5).dtype == .float32)
    #expect(Tensor(true).dtype == .bool)
    #expect(Tensor([1, 2.5]).dtype == .float32)
    #expect(Tensor([]).dtype == .float32)
  }

  @Test func `literals nest to any depth`() {
    #expect(Tensor([[[1, 2]], [[3, 4]], [[5, 6]]]).shape == [3, 1, 2])
    #expect(Tensor([[[[[1.0]]]]]).shape == [1, 1, 1, 1, 1])
    #expect(Tensor([[], []]).shape == [2, 0])
    #expect(Tensor([[1, 2], [3, 4]]).scalars(as: Int32.self) == [1, 2, 3, 4])
  }

  @Test func `a ragged literal stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([[1, 2], [3]])
      },
      "Tensor: a ragged literal: element 0 has shape (2,), element 1 (1,)",
      "cure: give each row the same number of elements")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, [2]])
      },
      "a ragged literal: element 0 has shape (), element 1 (1,)", "cure: give")
  }

  @Test func `ragged arrays stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([[1, 2], [3]] as [[Float]])
      },
      "Tensor: ragged rows: row 0 has shape (2,), row 1 (1,)", "cure: give each row the same")
  }

  @Test func `Booleans beside numbers stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([true, 1])
      },
      "a literal mixes Booleans and numbers", "cure: write all elements as")
  }
}
