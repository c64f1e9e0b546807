import Testing

@testable import Tapestry

struct ExplanationTests {
  /// A linear model, as the book's chapter 3 has two.
  private final class Model: TensorStructure {
    let name: String
    let variables: [Variable]
    init(_ name: String, bias: Double? = nil) {
      self.name = name
      variables =
        [Variable(Tensor.zeros([2, 1]), name: "\(name)/w:0")]
        + (bias.map { [Variable(Tensor([$0], dtype: .float32), name: "\(name)/b:0")] } ?? [])
    }
    func callAsFunction(_ x: Tensor) -> Tensor {
      let y = matmul(x, variables[0])
      return variables.count == 2 ? y + variables[1] : y
    }
    func mapTensors(_ transform: (Tensor) -> Tensor) -> Self { self }
    var signature: Signature { .object(Signature.Identity(self), name: "Model") }
  }

  private let x = Tensor([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]])
  private let y = Tensor([[5.0], [11.0], [2.0]])

  private func train(_ model: Model) throws -> Tensor {
    let tape = GradientTape()
    let loss = tape.record { square(y - model(x)).mean() }
    let gradients = try tape.gradient(loss, model.variables)
    for (variable, gradient) in zip(model.variables, gradients) {
      variable.assignSub(0.05 * gradient)
    }
    return loss
  }

  @Test func `a step that captured the old model keeps training it, and explain shows which`()
    throws
  {
    let old = Model("old")
    let new = Model("new", bias: 100)
    var model = old
    let step = Function("train_step") { try train(model) }
    _ = try step()
    let before = old.variables[0].stored
    model = new
    for _ in 0..<3 { _ = try step() }
    #expect(step.tracingCount == 1)
    #expect(bits(old.variables[0].stored) != bits(before))
    #expect(new.variables[0].stored.sum().number == 0)
    #expect(new.variables[1].stored.scalars(as: Float.self) == [100])
    let explanation = step.explain()
    #expect(explanation.graphs.map(\.reads) == [["old/w:0"]])
    #expect(explanation.graphs.map(\.writes) == [["old/w:0"]])
    #expect(
      explanation.description == """
        train_step: 1 graph
        graph 1, for no arguments
          reads 'old/w:0'
          writes 'old/w:0'
          holds float32 (3, 2), float32 (3, 1)
        """)
  }

  @Test func `with the model as an argument each has its graph, and the objects are told apart`()
    throws
  {
    let (first, second) = (Model("first"), Model("second", bias: 1))
    let step = Function("train_step") { (model: Model, x: Tensor) in try train(model) }
    for model in [first, second, first] { _ = try step(model, x) }
    #expect(
      step.explain().description == """
        train_step: 2 graphs
        graph 1, for object 1 <Model>, TensorSpec(shape=(3, 2), dtype=tf.float32, name=None)
          reads 'first/w:0'
          writes 'first/w:0'
          holds float32 (3, 2), float32 (3, 1)
        graph 2, for object 2 <Model>, TensorSpec(shape=(3, 2), dtype=tf.float32, name=None)
          reads 'second/w:0', 'second/b:0'
          writes 'second/w:0', 'second/b:0'
          holds float32 (3, 2), float32 (3, 1)
        """)
  }

  @Test func `variables of branches and loops are named, and unused ones are not`()
    throws
  {
    let (a, b, c) = (Variable(1.0, name: "a"), Variable(2.0, name: "b"), Variable(3.0, name: "c"))
    let d = Variable(4.0, name: "d")
    let f = Function("f") { (x: Tensor) in
      whileLoop([x], while: { $0[0] < 10 }) { state in
        d.assignAdd(1)
        a.assignAdd(1)
        return [state[0] + b]
      }[0] + 0 * x
    }
    _ = try f(Tensor(1.0))
    let explanation = f.concreteFunctions[0].explain()
    #expect(explanation.reads.sorted() == ["a", "b", "d"])
    #expect(explanation.writes == ["a", "d"])
    #expect(explanation.constants.isEmpty)
    #expect(explanation.description.hasPrefix("graph, for TensorSpec("))
    #expect(c.name == "c")
  }

  @Test func `the parts of a dictionary are in the order of their names`() throws {
    let f = Function("f") { (x: [String: Tensor]) in x["a"]! + x["b"]! + x["c"]! }
    _ = try f(["b": Tensor(1.0), "c": Tensor(2.0), "a": Tensor([1.0])])
    let text = f.concreteFunctions[0].explain().description
    let spec = { (shape: String) in "TensorSpec(shape=\(shape), dtype=tf.float32, name=None)" }
    #expect(text == "graph, for {'a': \(spec("(1,)")), 'b': \(spec("()")), 'c': \(spec("()"))}")
  }

  @Test func `a graph inside a function takes what it uses of the function around it`() throws {
    let explanations = Collected()
    let outer = Function("outer") { (x: Tensor) -> Tensor in
      let (doubled, squared) = (x * 2, square(x))
      let inner = Function("inner") { (y: Tensor) in y * doubled + squared }
      explanations.all.append(try inner.concreteFunction(for: doubled).explain())
      return doubled
    }
    _ = try outer(Tensor(1.0))
    let explanation = try #require(explanations.all.first)
    #expect(explanation.captureCount == 2)
    #expect(
      explanation.description == """
        graph, for TensorSpec(shape=(), dtype=tf.float32, name=None)
          takes 2 of the tensors of the function around it
        """)
  }

  private final class Collected {
    var all: [GraphExplanation] = []
  }
}
