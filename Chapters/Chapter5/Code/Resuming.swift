import CourseKit
import Foundation
import Tapestry
import TensorFlowFormats

/// A training that can be stopped: a layer, its optimizer, and all that both remember.
private struct Training {
  let layer = Dense(1)
  let optimizer = Adam(learningRate: 0.1)
  let checkpoint: Checkpoint

  init(seed: Int) {
    setRandomSeed(seed)
    layer.ensureBuilt(for: [8, 2])
    checkpoint = Checkpoint(["layer": layer, "optimizer": optimizer])
  }

  /// Makes some steps, and gives the loss of each.
  func steps(_ count: Int) throws -> [Double] {
    let x = Tensor((0..<16).map { Float($0) / 8 - 1 }, shape: [8, 2])
    let y = matmul(x, Tensor([[3], [-2]] as [[Float]])) + 1
    return try (0..<count).map { _ in
      let tape = GradientTape()
      let loss = tape.record { square(layer(x) - y).mean() }
      let variables = layer.trainableVariables
      optimizer.applyGradients(try tape.gradient(loss, variables), to: variables)
      return loss.number
    }
  }
}

func resuming(_ page: Page) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }

  // Fifty-five steps without a break, with a checkpoint after the fiftieth.
  let whole = Training(seed: 42)
  _ = try whole.steps(50)
  let prefix = try whole.checkpoint.save(to: folder.appendingPathComponent("ckpt"))
  let straight = try whole.steps(5)
  print("without a break", straight.map(fourDigits))

  // Somewhere else, later: other objects, other numbers, until they are restored.
  let resumed = Training(seed: 7)
  try resumed.checkpoint.restore(prefix).assertConsumed()
  print("iterations", Int(resumed.optimizer.iterations.tensor.number))
  let again = try resumed.steps(5)
  print("resumed", again.map(fourDigits), "to the last bit: \(again == straight)")

  // The weights alone: the optimizer begins anew.
  let weights = Training(seed: 7)
  try Checkpoint(["layer": weights.layer]).restore(prefix).expectPartial()
  print("weights only", try weights.steps(5).map(fourDigits))

  // What the file has of the optimizer.
  for name in try Checkpoint.values(in: prefix).keys.sorted() {
    print(name.replacing("/.ATTRIBUTES/VARIABLE_VALUE", with: ""))
  }
}

private func fourDigits(_ loss: Double) -> Double { (loss * 1e4).rounded() / 1e4 }
