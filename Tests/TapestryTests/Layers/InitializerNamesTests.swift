import TestSupport
import Testing

@testable import Tapestry

@Suite struct InitializerNamesTests {
  @Test func `an identity without a gain, as Keras 3 writes it, has a gain of 1`() throws {
    let identity = try Initializer.made(from: ["class_name": "Identity", "config": [:]])
    expectEqual(identity([2, 2], dtype: .float32), Tensor.eye(2))
    let scaled = Initializer.identity(gain: 3)
    let twin = try Initializer.made(from: scaled.serialized)
    expectEqual(twin([2, 2], dtype: .float32), scaled([2, 2], dtype: .float32))
  }
}
