import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats

private final class Net: Model {
  let hidden = Dense(3)
  let out = Dense(2)
  override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] { [out(hidden(inputs[0]))] }
}

private struct Training {
  let net = Net()
  let optimizer = RMSprop(learningRate: 0.1, momentum: 0.9)
  let x = Tensor([[1, 2], [3, 4]] as [[Float]])

  var checkpoint: Checkpoint { Checkpoint(["net": net, "optimizer": optimizer]) }

  func step() throws {
    let tape = GradientTape()
    let loss = tape.record { square(net(x) - 1).mean() }
    let variables = net.trainableVariables
    optimizer.applyGradients(try tape.gradient(loss, variables), to: variables)
  }

  var values: [[Float]] {
    (net.variables + optimizer.weights).map {
      cast($0.tensor, to: .float32).scalars(as: Float.self)
    }
  }
}

@Suite struct CheckpointRestorationTests {
  private func saved(in folder: TemporaryFolder) throws -> (Training, URL) {
    let training = Training()
    for _ in 0..<3 { try training.step() }
    return (training, try training.checkpoint.save(to: folder.file("ckpt")))
  }

  @Test func `layers that are built after restoring get the values that they had`() throws {
    let folder = try TemporaryFolder()
    let (original, prefix) = try saved(in: folder)
    let twin = Training()
    let status = try twin.checkpoint.restore(prefix)
    #expect(status.restored.allSatisfy { !$0.hasPrefix("net/") })
    #expect(throws: FormatError.self) { try status.assertConsumed() }
    try status.assertExistingObjectsMatched()
    _ = twin.net(twin.x)
    #expect(
      twin.net.variables.map { $0.tensor.scalars(as: Float.self) }
        == original.net.variables.map { $0.tensor.scalars(as: Float.self) })
    // The optimizer's state waits for its first step.
    #expect(throws: FormatError.self) { try status.assertConsumed() }
    try original.step()
    try twin.step()
    #expect(twin.values == original.values)
    try status.assertConsumed()
  }

  @Test
  func `restoring into variables that exist restores the optimizer at once, in its own order`()
    throws
  {
    let folder = try TemporaryFolder()
    let (original, prefix) = try saved(in: folder)
    let twin = Training()
    _ = twin.net(twin.x)
    try twin.checkpoint.restore(prefix).assertConsumed()
    #expect(twin.values == original.values)
    #expect(
      twin.optimizer.weights.map(\.shape) == original.optimizer.weights.map(\.shape))
  }

  @Test func `values for layers that are never built are left over, and that may be expected`()
    throws
  {
    let folder = try TemporaryFolder()
    let (a, b) = (Variable(Tensor(1 as Float)), Variable(Tensor(2 as Float)))
    try Checkpoint(["a": a, "b": b]).write(to: folder.file("pair"))
    let (same, new) = (Variable(Tensor(0 as Float)), Variable(Tensor(7 as Float)))
    let partial = try Checkpoint(["a": same]).restore(folder.file("pair"))
    #expect(partial.notInProgram == ["b/.ATTRIBUTES/VARIABLE_VALUE"])
    try partial.expectPartial().assertExistingObjectsMatched()
    #expect(throws: FormatError.self) { try partial.assertConsumed() }
    let wider = try Checkpoint(["a": same, "b": Variable(Tensor(0 as Float)), "c": new])
      .restore(folder.file("pair"))
    #expect(wider.notInFile == ["c"])
    #expect(throws: FormatError.self) { try wider.assertExistingObjectsMatched() }
    #expect(new.tensor.scalars(as: Float.self) == [7])
  }

  @Test func `a layer that is built with different sizes from the file's is named`() async throws {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      let wide = Dense(3)
      wide.ensureBuilt(for: [1, 5])
      try Checkpoint(["layer": wide]).write(to: folder.file("wide"))
      let narrow = Dense(3)
      try Checkpoint(["layer": narrow]).restore(folder.file("wide"))
      narrow.ensureBuilt(for: [1, 4])
    }
    expectMessage(exit, "layer/kernel", "make the variable as it was")
  }

  @Test func `a damaged value for a layer that is built later is an error at once`() throws {
    let folder = try TemporaryFolder()
    let layer = Dense(3)
    layer.ensureBuilt(for: [1, 5])
    let prefix = folder.file("layer")
    try Checkpoint(["layer": layer]).write(to: prefix)
    let data = folder.file("layer.data-00000-of-00001")
    var bytes = try Data(contentsOf: data)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: data)
    #expect(throws: FormatError.self) { try Checkpoint(["layer": Dense(3)]).restore(prefix) }
  }
}
