import TestSupport
import Testing

@testable import Tapestry

struct ScaledChannelsTests {
  @Test(arguments: [[1, 1], [3, 17], [2, 5, 300], [300, 257], [2, 0], [0, 2]] as [Shape])
  func `scaled channels have the bits of the definition`(shape: Shape) {
    for dtype in [DType.float32, .float64] {
      let inputs = [shape, [shape[-1]], [shape[-1]]].enumerated().map {
        cast(waves($0.element, 1.1 + Double($0.offset)), to: dtype)
      }
      let expected = ScaledChannels().definition(inputs)
      expectEqual(bind(ScaledChannels(), inputs), expected)
      if shape.elementCount > 0 {
        expectEqual(bind(ScaledChannels(), inputs.map(strided)), expected)
      }
    }
  }

  @Test func `scaled channels have derivatives in every way`() throws {
    try checkEveryWay("scaled", at: [waves([2, 3]), waves([3], 1.1), waves([3], 2.3)]) {
      bind(ScaledChannels(), $0)
    }
  }
}
