import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats

@Suite struct CheckpointMatchingTests {
  private static func saver(_ version: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Recordings/checkpoint/saver-\(version)/ckpt")
  }

  @Test(arguments: ["tf2.1", "tf2.18"], [true, false])
  func `variables that TensorFlow 1 saved are found by their names`(
    version: String, isBuilt: Bool
  ) throws {
    let model = Sequential { Dense(3, name: "dense") }
    if isBuilt { _ = model(Tensor.ones([1, 2])) }
    let status = try Checkpoint(["model": model, "optimizer": Adam()])
      .restore(Self.saver(version))
    if !isBuilt { _ = model(Tensor.ones([1, 2])) }
    #expect(model.variables[0].tensor.scalars(as: Float.self) == [0, 1, 2, 3, 4, 5])
    #expect(model.variables[1].tensor.scalars(as: Float.self) == [1, 1, 1])
    #expect(status.notInProgram == ["other"])
    #expect(status.notInFile.allSatisfy { $0.hasPrefix("optimizer/") })
  }

  @Test func `a file without objects and without the program's names is an error with its names`()
    throws
  {
    let checkpoint = Checkpoint(["weight": Variable(Tensor(0 as Float), name: "weight:0")])
    let error = try #require(throws: FormatError.self) {
      try checkpoint.restore(Self.saver("tf2.1"))
    }
    #expect(error.problem.contains("dense/bias, dense/kernel, other"))
    #expect(error.cure.contains("Checkpoint.values(in:)"))
  }

  @Test func `two variables of one name in a file without objects are an error`() throws {
    let pair = [
      Variable(Tensor(0 as Float), name: "other:0"),
      Variable(Tensor(1 as Float), name: "other:0"),
    ]
    let error = try #require(throws: FormatError.self) {
      try Checkpoint(["pair": pair]).restore(Self.saver("tf2.1"))
    }
    #expect(error.problem.contains("'other'"))
    #expect(pair.map { $0.tensor.scalar(as: Float.self) } == [0, 1])
  }

  @Test func `a dot or a slash with an accent is escaped in keys`() {
    let escaped = CheckpointObjects.escaped("a.\u{301}b/\u{301}")
    #expect(Array(escaped.utf8) == Array("a..\u{301}b.S\u{301}".utf8))
  }
}
