import Testing

@testable import Tapestry

struct FiniteElementsTests {
  @Test(arguments: [DType.float16, .float32, .float64])
  func `one element that is infinite or NaN is found wherever it is`(_ dtype: DType) {
    let largest = dtype == .float16 ? 65504 : dtype == .float32 ? 3.4e38 : 1.7e308
    let finite = [0, -0.0, largest, -largest, Double.leastNonzeroMagnitude, 1, -1]
    for count in [0, 1, 7, 33] {
      let numbers = (0..<count).map { finite[$0 % finite.count] }
      #expect(Tensor(numbers, dtype: dtype).hasOnlyFiniteElements)
      for index in 0..<count {
        for other in [Double.infinity, -.infinity, .nan] {
          var numbers = numbers
          numbers[index] = other
          #expect(!Tensor(numbers, dtype: dtype).hasOnlyFiniteElements, "\(other) at \(index)")
        }
      }
    }
  }

  @Test func `only the elements of a view count`() {
    let all = Tensor([[1, .infinity], [2, 3]] as [[Float]])
    #expect(all[1].hasOnlyFiniteElements && !transpose(all)[1].hasOnlyFiniteElements)
    #expect(transpose(all)[0].hasOnlyFiniteElements)
  }
}
