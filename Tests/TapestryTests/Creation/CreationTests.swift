import TestSupport
import Testing

@testable import Tapestry

struct CreationTests {
  @Test(arguments: OperationRecording.cases(of: "Making"))
  func `range and linspace equal TensorFlow's`(recorded: RecordedCase) throws {
    let (numbers, dtype) = (try #require(recorded.numbers), recorded.result.tensor.dtype)
    let result =
      recorded.operation == "range"
      ? Tensor.range(numbers[0], numbers[1], numbers[2], dtype: dtype)
      : Tensor.linspace(numbers[0], numbers[1], count: Int(numbers[2]), dtype: dtype)
    expectEqual(result, recorded.result.tensor)
  }

  @Test func `ranges of integers count up and down`() {
    expectEqual(Tensor.range(5), Tensor([0, 1, 2, 3, 4]))
    expectEqual(Tensor.range(10, 0, -4), Tensor([10, 6, 2]))
    expectEqual(Tensor.range(3, 3), Tensor.zeros([0], dtype: .int32))
    expectEqual(Tensor.range(-3, 0, dtype: .int8), Tensor([-3, -2, -1], dtype: .int8))
  }

  @Test(arguments: DType.allCases)
  func `zeros and ones exist in every type`(dtype: DType) {
    let (zeros, ones) = (Tensor.zeros([2, 3], dtype: dtype), Tensor.ones([2, 3], dtype: dtype))
    #expect(zeros.dtype == dtype && zeros.shape == [2, 3])
    #expect((cast(zeros, to: .int32) == 0).all().scalar(as: Bool.self))
    expectEqual(Tensor.ones(like: zeros), ones)
    expectEqual(Tensor.zeros(like: ones), zeros)
    expectEqual(Tensor.full(like: ones, 1), ones)
    expectEqual(cast(Tensor.eye(2, columns: 3), to: dtype), Tensor.eye(2, columns: 3, dtype: dtype))
  }

  // Few elements are filled one by one, many by the kernel for copies.
  @Test(arguments: [255, 256, 100_003], DType.allCases)
  func `every element of a full tensor is the number`(count: Int, dtype: DType) {
    let x = Tensor.full([count], 1, dtype: dtype)
    #expect(x.count == count && x.isContiguous)
    #expect((cast(x, to: .int32) == 1).all().scalar(as: Bool.self))
  }

  @Test func `full takes the type of a tensor, and float32 for a number`() {
    expectEqual(Tensor.full([2], 7), Tensor([7.0, 7.0]))
    expectEqual(Tensor.full([2], Tensor(7, dtype: .int8)), Tensor([7, 7], dtype: .int8))
    #expect(Tensor.full([0, 2], 1).count == 0)
  }

  @Test func `eye has ones on the diagonal`() {
    expectEqual(Tensor.eye(3, columns: 2, dtype: .int32), Tensor([[1, 0], [0, 1], [0, 0]]))
    #expect(Tensor.eye(0).shape == [0, 0])
  }

  @Test func `Swift arrays keep their types`() {
    #expect(Tensor([1, 2] as [Int16]).dtype == .int16)
    #expect(Tensor([[1.5]] as [[Double]]).spec == TensorSpec(shape: [1, 1], dtype: .float64))
    #expect(Tensor([1, 2, 3] as [Float], shape: [3, 1]).scalars(as: Float.self) == [1, 2, 3])
    #expect(Tensor([4, 5] as [Int]).scalars(as: Int.self) == [4, 5])
    #expect(Tensor([Float]()).shape == [0])
  }

  @Test func `the only element can be read as a number`() {
    #expect(Tensor(2.5).number == 2.5)
    #expect(Tensor([[7]], dtype: .uint8).scalar(as: UInt8.self) == 7)
  }

  @Test func `a wrong number of elements stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, 2, 3] as [Float], shape: [2, 2])
      },
      "Tensor: 3 numbers for shape (2, 2), which has 4", "cure: give one number for each element")
  }

  @Test func `numbers that do not fit the type stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, 300], dtype: .int8)
      },
      "Tensor: 300 does not fit int8", "cure: choose a wider dtype")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.range(0, 300, 100, dtype: .int8)
      },
      "Tensor: 200 does not fit int8", "cure: choose a wider dtype")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, 2.5], dtype: .int32)
      },
      "Tensor: 2.5 cannot be an element of type int32", "cure: write an integer")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.full([2], Double.nan, dtype: .int32)
      },
      "Tensor: nan cannot be an element of type int32", "cure: write an integer")
  }

  @Test func `ranges without an end stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.range(0, 5, 0)
      },
      "range: the step is 0", "cure: count up or down by at least 1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.range(0.0, .infinity)
      },
      "range: from 0.0 to inf by steps of 1.0 has no end", "cure: give finite")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.linspace(0, 1, count: 0)
      },
      "linspace: 0 numbers asked for", "cure: ask for at least one")
  }

  @Test func `elements cannot be read as a different type`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1.5]).scalars(as: Int32.self)
      },
      "scalars: a float32 tensor cannot give Int32 values", "cure: ask for")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1.5, 2.5]).number
      },
      "number: a tensor of shape (2,) has 2 elements, not one", "cure: reduce")
  }
}
