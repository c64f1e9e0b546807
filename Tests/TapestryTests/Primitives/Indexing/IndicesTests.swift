import Testing

@testable import Tapestry

struct IndicesTests {
  @Test(arguments: [DType.int8, .int16, .int32, .int64, .uint8])
  func `the first index out of range is found, wherever it is`(dtype: DType) {
    for position in [0, 5, 1023, 1024, 70_000, 199_999] {
      var numbers = (0..<200_000).map { $0 % 100 }
      numbers[position] = 101
      #expect(Indices(cast(Tensor(numbers), to: dtype)).firstOutside(0..<101) == position)
      numbers[position] = 100
      #expect(Indices(cast(Tensor(numbers), to: dtype)).firstOutside(0..<101) == nil)
      if dtype != .uint8 {
        numbers[position] = -1
        let indices = Indices(cast(Tensor(numbers), to: dtype))
        #expect(indices.firstOutside(0..<101) == position)
        #expect(indices.firstOutside(Int.min..<101) == nil)
        #expect(indices[position] == -1)
      }
    }
  }

  @Test func `ranges beyond 32 bits hold all indices of 32 bits, or none`() {
    let narrow = Indices(Tensor([Int32.min, 0, Int32.max] as [Int32]))
    #expect(narrow.firstOutside(Int.min..<Int.max) == nil)
    #expect(narrow.firstOutside(0..<Int.max) == 0)
    #expect(narrow.firstOutside(Int(Int32.min)..<Int(Int32.max)) == 2)
    #expect(narrow.firstOutside(1 << 40..<1 << 41) == 0)
    #expect(Indices(Tensor([Int.min, Int.max])).firstOutside(Int.min..<Int.max) == 1)
    #expect(Indices(Tensor([] as [Int32], shape: [0])).firstOutside(0..<0) == nil)
    #expect(Indices(Tensor([0])).firstOutside(0..<0) == 0)
  }
}
