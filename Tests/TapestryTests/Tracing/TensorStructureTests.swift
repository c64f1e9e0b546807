import Testing

@testable import Tapestry

/// When a function makes a new graph.
///
/// The counts are those of `tf.function` in TensorFlow 2.18.1; 2.1.0 makes a new graph for each
/// NaN. Where ours differ, the comments say so.
struct TensorStructureTests {
  /// The number of graphs after each call.
  private func counts<Argument: TensorStructure>(
    _ arguments: [Argument], _ inputSignature: [TensorSpec]? = nil
  ) throws -> [Int] {
    let f = Function(inputSignature: inputSignature) { (_: Argument) in Tensor(0.0) }
    return try arguments.map { argument in
      try f(argument)
      return f.tracingCount
    }
  }

  private let one = Tensor(1.0)
  private let two = Tensor([1.0, 2.0])

  @Test func `numbers, strings and Booleans are compared by value`() throws {
    #expect(try counts([1, 1, 2, 1]) == [1, 1, 2, 2])
    #expect(try counts([1.5, 2.5, 1.5]) == [1, 2, 2])
    #expect(try counts([Double.nan, .nan]) == [1, 1])
    // One graph in TensorFlow, whose 1 / x is infinite with the first one's sign.
    #expect(try counts([0.0, -0.0]) == [1, 2])
    #expect(try counts(["a", "b", "a"]) == [1, 2, 2])
    #expect(try counts([true, false, true]) == [1, 2, 2])
    #expect(try counts([.integer(1), 1.0, 2] as [Argument]) == [1, 1, 2])
  }

  @Test func `tensors are compared by shape and type`() throws {
    #expect(try counts([Tensor(1.0), Tensor(2.0), Tensor(3.0)]) == [1, 1, 1])
    #expect(try counts([one, cast(one, to: .int32), cast(one, to: .float64)]) == [1, 2, 3])
    #expect(try counts([Tensor([1.0]), two, Tensor([[1.0]]), two]) == [1, 2, 3, 3])
    let empty = Tensor.zeros([0, 3])
    #expect(try counts([empty, Tensor.zeros([0, 4]), empty]) == [1, 2, 2])
    #expect(try counts([.tensor(one), 1.0, .tensor(Tensor(7.0))] as [Argument]) == [1, 2, 2])
  }

  @Test func `structures are compared by their lengths, keys and missing parts`() throws {
    #expect(try counts([[one], [one, one], [], []]) == [1, 2, 3, 3])
    let (a, b, both) = (["a": one], ["b": one], ["a": one, "b": one])
    #expect(try counts([a, b, a, both, both]) == [1, 2, 2, 3, 3])
    #expect(try counts([["a": [one, one]], ["a": [one]], ["a": [two, one]]]) == [1, 2, 3])
    #expect(try counts([nil, one, nil, two]) == [1, 2, 2, 3])
    #expect(try counts([[nil, one], [one, nil], [nil, one]]) == [1, 2, 2])
  }

  @Test func `objects are compared by identity`() throws {
    // One graph in TensorFlow, which takes variables of one shape as arguments.
    let (v, w) = (Variable(1.0), Variable(2.0))
    #expect(try counts([v, w, v]) == [1, 2, 2])
  }

  @Test func `each size that an input signature leaves open has its graph`() throws {
    // One graph in TensorFlow.
    let sizes = [1, 2, 1].map { Tensor.zeros([$0, 2]) }
    #expect(try counts(sizes, [TensorSpec([nil, 2])]) == [1, 2, 2])
    #expect(throws: WrongInput.self) { try counts([two], [TensorSpec([nil, 2])]) }
    // TensorFlow makes tensors of numbers.
    #expect(throws: WrongInput.self) { try counts([1.0] as [Argument], [TensorSpec([])]) }
  }

  @Test func `captured numbers and tensors keep their values, variables are read again`() throws {
    var (number, tensor, variable) = (Float(2), Tensor(3.0), Variable(5.0))
    let f = Function { (x: Tensor) in x * Double(number) * tensor * variable }
    #expect(try f(one).number == 30)
    (number, tensor) = (20, Tensor(30.0))
    #expect(try f(one).number == 30)
    variable.assign(7)
    #expect(try f(one).number == 42)
    variable = Variable(11.0)
    #expect(try f(one).number == 42)
    #expect(f.tracingCount == 1)
  }

  @Test func `each instance has the graphs of its own functions, and an error leaves none`() throws
  {
    final class Doubler {
      private(set) var traces = 0
      private(set) lazy var double = Function { [unowned self] (x: Tensor) in
        traces += 1
        return 2 * x
      }
    }
    let (a, b) = (Doubler(), Doubler())
    for doubler in [a, a, b] { try doubler.double(one) }
    #expect([a.traces, b.traces] == [1, 1])
    struct Broken: Error {}
    var calls = 0
    let broken = Function { (x: Tensor) throws -> Tensor in
      calls += 1
      throw Broken()
    }
    for _ in 0..<2 { #expect(throws: Broken.self) { try broken(self.one) } }
    #expect(calls == 2)
    #expect(broken.tracingCount == 0)
  }

  @Test func `a function that others call is traced into their graphs`() throws {
    var traces = 0
    let inner = Function { (x: Tensor) in
      traces += 1
      return x + 1
    }
    let outer = Function { (x: Tensor) in try inner(x) * inner(x) }
    #expect(try outer(one).number == 4)
    #expect(try inner(one).number == 2)
    #expect(traces == 1)
  }
}
