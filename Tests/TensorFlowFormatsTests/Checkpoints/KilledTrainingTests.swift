import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats

/// Training that saves after each step, in its own process.
private enum KilledTraining {
  static func run(in folder: String, until steps: Int) throws {
    let model = Sequential {
      Dense(3, activation: .tanh, kernelInitializer: .constant(0.25))
      Dense(1, kernelInitializer: .constant(0.5))
    }
    let optimizer = Adam(learningRate: 0.01)
    // Restored before the model has variables.
    let manager = CheckpointManager(
      Checkpoint(["model": model, "optimizer": optimizer]),
      directory: URL(fileURLWithPath: folder), maxToKeep: 2)
    try manager.restoreOrInitialize()
    while true {
      let step = optimizer.iterations.tensor.scalars(as: Int.self)[0]
      guard step < steps else { return }
      let x = Tensor([[Float(step % 7) - 3, Float(step % 5) / 5]])
      let tape = GradientTape()
      let loss = tape.record { square(model(x) - Tensor(Float(step % 3))).mean() }
      let variables = model.trainableVariables
      optimizer.applyGradients(try tape.gradient(loss, variables), to: variables)
      try manager.save()
    }
  }

  /// What a folder's latest checkpoint holds.
  static func result(in folder: URL) throws -> [String: [Float]] {
    let state = try #require(CheckpointState(in: folder))
    return try Checkpoint.values(in: folder.appendingPathComponent(state.latest))
      .filter { !$0.key.hasPrefix("save_counter/") }
      .mapValues { cast($0, to: .float32).scalars(as: Float.self) }
  }
}

@Suite struct KilledTrainingTests {
  @Test func `training that is killed at any moment gives the same numbers as without a kill`()
    async throws
  {
    let kills = ProcessInfo.processInfo.environment["KILLS"].flatMap { Int($0) } ?? 5
    let steps = 100 + 20 * kills
    let folder = try TemporaryFolder()
    await #expect(processExitsWith: .success) {
      [path = folder.file("whole").path as String, steps = steps as Int] in
      try KilledTraining.run(in: path, until: steps)
    }
    for _ in 0..<kills {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = folder.file("killed").path as String, steps = steps as Int] in
        let delay = UInt32.random(in: 0...100_000)
        Thread.detachNewThread {
          usleep(delay)
          kill(getpid(), SIGKILL)
        }
        try KilledTraining.run(in: path, until: steps)
        // If the training ends before the delay, the process waits to be killed.
        sleep(1)
      }
    }
    await #expect(processExitsWith: .success) {
      [path = folder.file("killed").path as String, steps = steps as Int] in
      try KilledTraining.run(in: path, until: steps)
    }
    let whole = try KilledTraining.result(in: folder.file("whole"))
    #expect(whole.count >= 12)
    #expect(try KilledTraining.result(in: folder.file("killed")) == whole)
    // Two checkpoints stay, each in two files, and the list of them.
    #expect(try folder.names(in: "whole").count == 5)
    // After one more save, nothing is left of those that a kill kept from being deleted.
    try KilledTraining.run(in: folder.file("killed").path, until: steps + 1)
    #expect(try folder.names(in: "killed").count == 5)
  }
}
