import TestSupport
import Testing

@testable import Tapestry

@Test func `the gradient of a running product works with zeros`() throws {
  let x = Tensor([[2, 0, 3, 0, 4], [0, 5, 6, 7, 0], [1, 2, 3, 4, 0]], dtype: .float64)
  for reverse in [false, true] {
    for exclusive in [false, true] {
      try checkGradients("cumprod", at: [x]) {
        cumprod($0[0], axis: 1, exclusive: exclusive, reverse: reverse)
      }
    }
  }
}
