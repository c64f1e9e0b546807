import CourseKit
import Tapestry

/// Document 001's module: a weight, and a function that multiplies with it.
final class MyModule: Module {
  let weight: Variable
  let multiply: Function<Tensor, Tensor>

  init(_ value: Int) {
    let weight = Variable(Tensor(value, dtype: .int32), name: "weight")
    self.weight = weight
    multiply = Function("multiply") { x in x * weight }
  }
}

/// A module with a variable wherever there can be one.
final class Cupboard: Module {
  let first = Variable(1.0, name: "first")
  let drawers = [Variable(2.0, name: "drawers[0]"), Variable(3.0, name: "drawers[1]")]
  let labelled = ["b": Variable(4.0, name: "labelled b"), "a": Variable(5.0, name: "labelled a")]
  var perhaps: Variable?
  let inside = MyModule(6)
  lazy var again = first
  let frozen = Variable(7.0, name: "frozen", trainable: false)
}

func engine(_ page: Page) throws {
  let module = MyModule(3)
  let product = try module.multiply(Tensor([5, 6, 3]))
  pprint(product)
  page.check("001.multiply", product)
  print(module.variables.map(\.name), module.functions.map(\.name))

  // Variables are found where they are, in the order of the declarations, each once.
  let cupboard = Cupboard()
  print(cupboard.variables.map(\.name))
  cupboard.perhaps = Variable(8.0, name: "perhaps")
  cupboard.again.assign(1.5)
  print(cupboard.variables.map(\.name))
  print(cupboard.nonTrainableVariables.map(\.name), cupboard.submodules.count)

  // A layer is built by its first call, or when asked.
  setRandomSeed(42)
  clearSession()
  let layer = Dense(3)
  print(layer.name, layer.isBuilt, layer.variables.count)
  print(layer(Tensor.ones([2, 5])).shape, layer.isBuilt, layer.variables.map(\.name))
  let other = Dense(3)
  other.ensureBuilt(for: [2, 5])
  print(other.variables.map { "\($0.name) \($0.shape)" })

  // Names count what is made; random numbers go to what is built first.
  for order in [[0, 1], [1, 0]] {
    setRandomSeed(42)
    clearSession()
    let pair = [Dense(1, useBias: false), Dense(1, useBias: false)]
    for index in order { _ = pair[index](Tensor.ones([1, 1])) }
    print(pair.map { "\($0.kernel.name) \($0.kernel.tensor.number)" })
  }

  // Built while a function is traced, a layer still gets numbers and not symbols.
  let late = Dense(1, kernelInitializer: .ones)
  let step = Function("step") { (x: Tensor) in late(x) }
  print(try step(Tensor.ones([2, 5])), late.kernel.tensor.sum().number)
  print(step.concreteFunctions[0].graph)
}
