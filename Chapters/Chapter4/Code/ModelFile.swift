import CourseKit
import Foundation
import Tapestry
import TensorFlowFormats

func modelFile(_ page: Page) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }

  // The module of section 5, saved, loaded and called.
  let module = MyModule(3)
  _ = try module.multiply(Tensor([5, 6, 3]))
  let savePath = folder.appendingPathComponent("saved")
  try SavedModel.save(module, to: savePath)

  let reloaded = try SavedModel.load(savePath)
  let product = try reloaded["multiply"](Tensor([5, 6, 3]))
  pprint(product)
  page.check("001.reloaded_multiply", product)
  print(reloaded.variables.map(\.name), type(of: reloaded))

  // A graph is data: it is traced into others, prints, and can be differentiated.
  let bend = Bend()
  _ = try bend.call(Tensor([1.0]))
  try SavedModel.save(bend, to: folder.appendingPathComponent("bend"))
  let loaded = try SavedModel.load(folder.appendingPathComponent("bend"))
  let around = Function("around") { (x: Tensor) in try loaded["call"](x) + 1 }
  _ = try around(Tensor([1.0, 2.0]))
  print(around.concreteFunctions[0].graph)
  let tape = GradientTape()
  let loss = try tape.record { try loaded["call"](Tensor([1.0, 2.0, 3.0])).sum() }
  print("gradient", try tape.gradient(loss, loaded.variable("w")!).number)

  // A graph that was traced for three integers is no graph for two numbers.
  do {
    _ = try reloaded["multiply"](Tensor([5.0, 6.0]))
  } catch let error as SavedCallError {
    print(error)
  }

  // A closure is code, and no file of numbers has it.
  let halving = Sequential {
    LambdaLayer { 0.5 * $0 }
    Dense(1, kernelInitializer: .ones)
  }
  let x = Tensor([[1, 2], [3, 4]] as [[Float]])
  let y = halving(x)
  let description = folder.appendingPathComponent("halving.json")
  try halving.save(to: description)
  do {
    _ = try Sequential.load(from: description, inputShape: [2, 2])
  } catch let error as UnknownName {
    print("there is no \(error.kind) '\(error.name)'")
  }
  try SavedModel.save(halving, to: folder.appendingPathComponent("halving"))
  let traced = try SavedModel.load(folder.appendingPathComponent("halving"))
  print("as a graph", reshape(y, [-1]), reshape(try traced(x), [-1]))

  // A checkpoint has values by names, and nothing that computes.
  let prefix = folder.appendingPathComponent("values")
  try Checkpoint(["module": module]).write(to: prefix)
  print(try Checkpoint.values(in: prefix).keys.sorted())
  let other = MyModule(0)
  try Checkpoint(["module": other]).restore(prefix).assertConsumed()
  pprint(other.weight)
  let status = try Checkpoint(["model": other]).restore(prefix)
  print("not in the file \(status.notInFile), not in the program \(status.notInProgram)")
}

/// A function of any number of points, with one variable.
private final class Bend: Module {
  let w = Variable(2.0, name: "w")
  lazy var call = Function("call", inputSignature: [TensorSpec([nil])]) {
    [unowned self] (x: Tensor) in w * square(x)
  }
}
