import Tapestry
import Testing

@Suite struct PrettyPrintTests {
  @Test func `a variable shows its name, shape, type and value`() {
    let v = Variable([[1.0, 2.5], [-3.0, 4.0]], name: "dense/kernel:0")
    let expected = """
      <tf.Variable 'dense/kernel:0' shape=(2, 2) dtype=float32, numpy=
      array([[ 1. ,  2.5],
             [-3. ,  4. ]], dtype=float32)>
      """
    #expect(v.description == expected)
    #expect(v.debugDescription == expected)
  }

  @Test func `a scalar variable is on one line`() {
    #expect(
      Variable(1.4115247).description
        == "<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=1.4115247>")
  }

  @Test func `showing a variable does not read it`() throws {
    let v = Variable(1.0)
    let tape = GradientTape()
    tape.record { _ = v.description }
    #expect(tape.watchedVariables.isEmpty)
  }

  @Test func `a list has brackets and a line for each value`() async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      pprint([Tensor(1.0), Variable(2)])
      pprint([Tensor(true)])
      pprint(Tensor([1, 2], dtype: .int8))
      pprint([] as [Tensor])
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let expected = """
      [<tf.Tensor: shape=(), dtype=float32, numpy=1.0>,
       <tf.Variable 'Variable:0' shape=() dtype=int32, numpy=2>]
      [<tf.Tensor: shape=(), dtype=bool, numpy=True>]
      <tf.Tensor: shape=(2,), dtype=int8, numpy=array([1, 2], dtype=int8)>
      []
      """
    #expect(output.contains(expected))
  }
}
