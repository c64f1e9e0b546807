import TestSupport
import Testing

@testable import Tapestry

struct ElementBytesTests {
  @Test func `bytes of a transposed matrix are those of its rows, and make an equal matrix`() {
    let matrix = transpose(Tensor([[1, 2], [3, 4]] as [[Int16]]))
    let (bytes, twin) = matrix.withElementBytes { (Array($0), Tensor(bytes: $0, matrix.spec)) }
    #expect(bytes == [1, 0, 3, 0, 2, 0, 4, 0])
    #expect(twin.scalars(as: Int16.self) == [1, 3, 2, 4])
    let none = Tensor.zeros([0, 2])
    #expect(none.withElementBytes { Tensor(bytes: $0, none.spec) }.shape == [0, 2])
  }

  @Test func `bytes that are too few trap`() async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [UInt8](repeating: 0, count: 7).withUnsafeBytes {
        _ = Tensor(bytes: $0, TensorSpec(shape: [2], dtype: .float32))
      }
    }
    expectMessage(exit, "7 bytes for", "give 8 bytes")
  }
}
