import CourseKit
import Foundation
import Tapestry
import TensorBoardFiles

/// A network with one hidden layer and its loss, with names that say where each weight belongs.
private struct Network {
  let hidden = (
    Variable(Tensor.full([2, 3], 0.1), name: "hidden/kernel"),
    Variable(Tensor.zeros([3]), name: "hidden/bias")
  )
  let output = (
    Variable(Tensor.full([3, 1], 0.2), name: "output/kernel"),
    Variable(Tensor.zeros([1]), name: "output/bias")
  )

  func callAsFunction(_ x: Tensor) -> Tensor {
    matmul(tanh(matmul(x, hidden.0) + hidden.1), output.0) + output.1
  }
}

func board(_ page: Page) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }

  let network = Network()
  let cost = Function("cost") { (x: Tensor, y: Tensor) in square(network(x) - y).mean() }
  _ = try cost(Tensor.ones([8, 2]), Tensor.ones([8, 1]))

  let logs = folder.appendingPathComponent("logs/cost").path
  let writer = try SummaryWriter(logDirectory: logs)
  try writer.graph(cost)

  // What TensorBoard will draw, read back.
  for node in try EventAccumulator(logs).graphNodes { print(node) }
}
