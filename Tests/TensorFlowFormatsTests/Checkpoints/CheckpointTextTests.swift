import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats

@Suite struct CheckpointTextTests {
  private final class Net: Model {
    let out = Dense(1, kernelInitializer: .zeros)
    override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] { [out(inputs[0])] }
  }

  private let dataset = Dataset.range(20).shuffle(8, seed: 3).repeat()

  private static func numbers(_ iterator: DatasetIterator<Tensor, Never>, _ count: Int) throws
    -> [Int]
  {
    try (0..<count).map { _ in try iterator.getNext().scalars(as: Int.self)[0] }
  }

  @Test func `an iteration continues where it was when the checkpoint was written`() async {
    // In a process of its own, since the program's random numbers are restored, too.
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let dataset = Dataset.range(20).shuffle(8, seed: 3).repeat()
      let iterator = dataset.makeIterator()
      _ = try Self.numbers(iterator, 13)
      let prefix = folder.file("ckpt")
      try Checkpoint(model: Net(), optimizer: SGD(), iterator: iterator).write(to: prefix)
      let expected = try Self.numbers(iterator, 30)
      let other = dataset.makeIterator()
      try Checkpoint(model: Net(), optimizer: SGD(), iterator: other).restore(prefix)
        .assertConsumed()
      try #require(try Self.numbers(other, 30) == expected)
    }
  }

  @Test func `a function draws what it would have drawn`() throws {
    let folder = try TemporaryFolder()
    let draw = Function("draw") { Tensor.uniform([3], seed: 5) }
    let same = Function("draw") { Tensor.uniform([3], seed: 5) }
    _ = try draw()
    try Checkpoint(["draw": draw]).write(to: folder.file("ckpt"))
    let expected = try draw().scalars(as: Float.self)
    try Checkpoint(["draw": same]).restore(folder.file("ckpt")).assertConsumed()
    #expect(try same().scalars(as: Float.self) == expected)
  }

  @Test func `the program draws what it would have drawn`() async {
    // In a process of its own: tests beside it draw, too.
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      setRandomSeed(4)
      _ = Tensor.uniform([3])
      let checkpoint = Checkpoint(["random_numbers": ProgramRandomNumbers()])
      try checkpoint.write(to: folder.file("ckpt"))
      let expected = Tensor.uniform([3]).scalars(as: Float.self)
      try checkpoint.restore(folder.file("ckpt")).assertConsumed()
      try #require(Tensor.uniform([3]).scalars(as: Float.self) == expected)
    }
  }

  @Test func `an iteration over different data is refused, and no variable is changed`() throws {
    let folder = try TemporaryFolder()
    let weight = Variable(Tensor(1 as Float))
    let iterator = dataset.makeIterator()
    _ = try Self.numbers(iterator, 3)
    try Checkpoint(["weight": weight, "data": iterator]).write(to: folder.file("ckpt"))
    weight.assign(Tensor(2 as Float))
    let plain = Dataset.range(20).makeIterator()
    let error = try #require(throws: FormatError.self) {
      try Checkpoint(["weight": weight, "data": plain]).restore(folder.file("ckpt"))
    }
    #expect(error.location.hasSuffix("'data/.ATTRIBUTES/TAPESTRY_STATE'"))
    #expect(weight.tensor.scalars(as: Float.self) == [2])
  }

  @Test func `a program whose checkpoint has no iteration says so`() throws {
    let folder = try TemporaryFolder()
    try Checkpoint(["weight": Variable(Tensor(1 as Float))]).write(to: folder.file("ckpt"))
    let status = try Checkpoint(["data": dataset.makeIterator()]).restore(folder.file("ckpt"))
    #expect(status.notInFile == ["data"])
  }
}
