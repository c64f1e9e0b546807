import Testing

@testable import Miniature

@Suite struct MiniFunctionTests {
  @Test func `a function is recorded once for each shape and each number`() {
    let scaled = MiniFunction { _, arguments in [arguments[0] * arguments[1]] }
    #expect(scaled([[1, 2]], [3]) == [[3, 6]])
    #expect(scaled([[3, 4]], [3]) == [[9, 12]])
    #expect(scaled.tracingCount == 1)
    #expect(scaled([[3, 4]], [2]) == [[6, 8]])
    #expect(scaled([[3, 4, 5]], [2]) == [[6, 8, 10]])
    #expect(scaled([[3, 4]], [3]) == [[9, 12]])
    #expect(scaled.tracingCount == 3)
  }

  @Test func `variables keep what a call assigned`() {
    let counter = MiniFunction { recorder, arguments in
      let sum = recorder.read("sum", elementCount: 2) + arguments[0]
      recorder.assign("sum", sum)
      return [sum]
    }
    counter.state.variables["sum"] = [0, 0]
    #expect(counter([[1, 2]]) == [[1, 2]])
    #expect(counter([[1, 2]]) == [[2, 4]])
  }

  @Test func `keys are equal for equal kinds of arguments, and for no others`() {
    let kinds: [[MiniArgument]] = [
      [.number(1), .number(12)], [.number(11), .number(2)], [.number(112)], [.number(0)],
      [.number(-0.0)], [.tensor(dtype: "int32", shape: [2])],
      [.tensor(dtype: "float32", shape: [2])], [.tensor(dtype: "float32", shape: [2, 1])],
      [.tensor(dtype: "float32", shape: [21])], [.tensor(dtype: "float32", shape: [])], [],
    ]
    #expect(Set(kinds.map(cacheKey)).count == kinds.count)
    #expect(cacheKey([.number(2)]) == cacheKey([.number(2.0)]))
  }
}
