import TestSupport
import Testing

@testable import Tapestry

private func variable(_ name: String, trainable: Bool = true) -> Variable {
  Variable(Tensor(1.0), name: name, trainable: trainable)
}

private final class Leaf: Module {
  let v: Variable
  init(_ name: String) { v = variable(name) }
}

private class Base: Module {
  let first = variable("first")
  let count = 3
}

private final class Everything: Base {
  let list = [variable("a"), variable("b")]
  let byName = ["z": variable("z"), "c": variable("c")]
  let pair = (variable("d"), [Leaf("e")])
  let some: Variable? = variable("f")
  let nothing: Variable? = nil
  var late: Variable!
  private let hidden = Leaf("g")
  let text = "no variable"
  let tensor = Tensor(1.0)
}

private final class Node: Module {
  let v: Variable
  var next: Node?
  init(_ name: String) { v = variable(name) }
}

private struct Box { let v = variable("boxed") }

private final class Holder: Module { let box = Box() }

private final class Frozen: Module {
  let free = Leaf("free")
  let still = variable("still", trainable: false)
  let layer = Dense(1, name: "frozen", trainable: false)
}

struct ModuleTests {
  @Test func `variables come in the order of the declarations, those of the superclass first`() {
    let module = Everything()
    #expect(
      module.variables.map(\.name) == ["first", "a", "b", "c", "z", "d", "e", "f", "g"])
    module.late = variable("late")
    #expect(module.variables.map(\.name).suffix(2) == ["late", "g"])
  }

  @Test func `modules inside are found, each once`() {
    let module = Everything()
    #expect(module.submodules.count == 2)
    let (a, b) = (Node("a"), Node("b"))
    (a.next, b.next) = (b, a)
    #expect(a.variables.map(\.name) == ["a", "b"])
    #expect(a.submodules.map { ObjectIdentifier($0) } == [ObjectIdentifier(b)])
    #expect(b.variables.map(\.name) == ["b", "a"])
    b.next = nil
  }

  @Test func `a variable that two properties hold is one variable`() {
    final class Twice: Module {
      let a: Variable
      let b: Variable
      override init() {
        a = variable("shared")
        b = a
      }
    }
    #expect(Twice().variables.map(\.name) == ["shared"])
  }

  @Test func `structs keep their own variables`() {
    #expect(Holder().variables.isEmpty)
  }

  @Test func `variables that are not trainable, and those of frozen layers, are not trained`() {
    let module = Frozen()
    module.layer.ensureBuilt(for: [1, 2])
    #expect(module.trainableVariables.map(\.name) == ["free"])
    #expect(
      module.nonTrainableVariables.map(\.name) == ["still", "frozen/kernel:0", "frozen/bias:0"])
    module.layer.isTrainable = true
    #expect(module.trainableVariables.count == 3)
  }

  @Test func `functions among the properties are found`() {
    final class Traced: Module {
      let double = Function("double") { (x: Tensor) in 2 * x }
      let inner = [Function("triple") { (x: Tensor) in 3 * x }]
    }
    #expect(Traced().functions.map(\.name) == ["double", "triple"])
  }

  @Test func `a module is an argument of a function, known by its identity`() throws {
    let f = Function("read") { (leaf: Leaf) in leaf.v.tensor * 2 }
    let (a, b) = (Leaf("a"), Leaf("b"))
    b.v.assign(5)
    #expect(try f(a).number == 2)
    #expect(try f(b).number == 10)
    #expect(try f(a).number == 2)
    #expect(f.tracingCount == 2)
  }

  @Test func `a module is not frozen, layers are`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        Leaf("a").isTrainable = false
      },
      "Module: it cannot be frozen", "freeze layers: layer.isTrainable = false")
  }
}
