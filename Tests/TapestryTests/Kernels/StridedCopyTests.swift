import Testing

@testable import Tapestry

struct StridedCopyTests {
  @Test(arguments: DType.allCases)
  func `every view copies to the elements that it shows`(dtype: DType) {
    let x = cast(reshape(Tensor.range(24) % 2, [2, 3, 4]), to: dtype)
    for layout in Layout.allCases {
      let view = layout.arrange(x)
      expectEqual(view, x)
      #expect(view.contiguous().isContiguous)
    }
  }

  @Test func `views of rank 5 copy`() {
    let x = reshape(Tensor.range(32), [2, 2, 2, 2, 2])
    let y = transpose(x, [4, 2, 0, 1, 3]).contiguous()
    expectEqual(transpose(y, [2, 3, 1, 4, 0]), x)
  }

  @Test(arguments: [[300, 400], [1, 120_000], [120_000, 1], [2, 3, 20_000]])
  func `large views are copied on all cores`(dimensions: [Int]) {
    let x = reshape(Tensor.range(120_000), dimensions)
    let transposed = transpose(x).contiguous()
    #expect(transposed.isContiguous)
    expectEqual(transpose(transposed), x)
    let last = dimensions.map { $0 - 1 }
    let element = last.reduce(transposed) { part, _ in part[-1] }
    #expect(element.number == 119_999)
    expectEqual(reshape(x[.by(-1)][.by(-1)].contiguous(), dimensions), x)
  }

  @Test func `neighboring dimensions are walked as one where all views allow it`() {
    let whole = StridedWalk(shape: [2, 3, 4], strides: [[12, 4, 1], [0, 0, 0]])
    #expect(whole.outerCount == 1 && whole.innerCount == 24 && whole.innerStrides == [1, 0])
    let broken = StridedWalk(shape: [2, 3, 4], strides: [[12, 4, 1], [4, 0, 1]])
    #expect(broken.outerCount == 6 && broken.innerCount == 4)
    let single = StridedWalk(shape: [1, 1], strides: [[5, 7]])
    #expect(single.outerCount == 1 && single.innerCount == 1)
  }
}
