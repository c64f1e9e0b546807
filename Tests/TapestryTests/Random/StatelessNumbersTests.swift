import Testing

@testable import Tapestry

@Suite struct StatelessNumbersTests {
  @Test func `the numbers of a seed that is a tensor are TensorFlow's`() throws {
    let draw = Function("draw") { (seed: Tensor) in
      let key = randomKey(of: seed)
      return [
        Tensor.random(.uniform, [3], .float32, key: key),
        Tensor.random(.normal, [2], .float64, key: key),
        Tensor.random(.integers(3..<20), [4], .int32, key: key),
      ]
    }
    for _ in 1...2 {
      let found = try draw(Tensor([1, 2], dtype: .int64))
      #expect(found[0].scalars(as: Float.self) == [0.84406042, 0.19204533, 0.99622321])
      let normal = found[1].scalars(as: Double.self)
      #expect(abs(normal[0] + 0.1423118100189212) < 1e-12)
      #expect(abs(normal[1] - 0.7406072461585091) < 1e-12)
    }
    let other = try draw(Tensor([7, 8], dtype: .int64))
    #expect(other[2].scalars(as: Int32.self) == [17, 3, 19, 10])
  }

  @Test func `a state that skips numbers skips 256 blocks for each`() {
    let state = Tensor([-1, 0, 5], dtype: .int64)
    #expect(randomState(state, skipping: 1).scalars(as: Int64.self) == [255, 1, 5])
  }
}
