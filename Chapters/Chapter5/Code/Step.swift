import CourseKit
import Plots
import Tapestry

func engine(_ page: Page) throws {
  // What an optimizer remembers between two steps.
  let w = Variable(Tensor([1.0, 2.0, 3.0]), name: "w:0")
  let gradient = Tensor([0.5, -0.5, 4.0])
  let adam = Adam()
  for _ in 0..<2 { adam.applyGradients([gradient], to: [w]) }
  for weight in adam.weights { print(weight.name, weight.tensor) }

  // A step as a graph.
  let sgd = SGD(learningRate: 0.1, momentum: 0.9)
  let step = Function("step") { (gradient: Tensor) in sgd.applyGradients([gradient], to: [w]) }
  print()
  print(try step.concreteFunction(for: gradient).optimizedGraph)
  // The formula of the text, line by line; the engine's own saves a multiplication.
  let custom = CustomAdam()
  let adamStep = Function("step") { (gradient: Tensor) in
    custom.applyGradients([gradient], to: [w])
  }
  let graph = try adamStep.concreteFunction(for: gradient).optimizedGraph
  try page.figure("ch5_adam_step", Figure.graph(GraphDiagram(graph), title: "A step of Adam"))

  // The same numbers, whether the formula runs as a graph or operation by operation.
  let many = Tensor.linspace(-1, 1, count: 1_000_000)
  let results = [true, false].map { runsEagerly in
    let variable = Variable(many)
    let optimizer = Adam()
    optimizer.runsEagerly = runsEagerly
    optimizer.applyGradients([many], to: [variable])
    page.timed(runsEagerly ? "20 steps, operation by operation," : "20 steps as graphs") {
      for _ in 0..<20 { optimizer.applyGradients([many], to: [variable]) }
    }
    return variable.tensor
  }
  print("\nthe same to the last bit:", (results[0] == results[1]).all().scalarDescription)
}
