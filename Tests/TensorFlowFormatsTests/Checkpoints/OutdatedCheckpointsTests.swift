import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats

/// What a program leaves behind that was killed while deleting.
struct OutdatedCheckpointsTests {
  private let folder: TemporaryFolder
  private let checkpoint = Checkpoint(["w": Variable(Tensor([1, 2] as [Float]))])

  init() throws { folder = try TemporaryFolder() }

  private func manager(keeping count: Int) -> CheckpointManager {
    CheckpointManager(checkpoint, directory: folder.url, maxToKeep: count)
  }

  /// A folder as it is after a kill: ckpt-1 is no longer named, and its files are there.
  private func kill() throws {
    let manager = manager(keeping: 1)
    try manager.save()
    for ending in ["index", "data-00000-of-00001"] {
      try FileManager.default.copyItem(
        at: folder.file("ckpt-1." + ending), to: folder.file("kept." + ending))
    }
    try manager.save()
    for ending in ["index", "data-00000-of-00001"] {
      try FileManager.default.moveItem(
        at: folder.file("kept." + ending), to: folder.file("ckpt-1." + ending))
    }
  }

  private static func files(_ numbers: [Int]) -> [String] {
    ["checkpoint"] + numbers.flatMap { ["ckpt-\($0).data-00000-of-00001", "ckpt-\($0).index"] }
  }

  @Test func `the next save deletes what was announced and not deleted`() throws {
    try kill()
    try folder.write("ckpt-1\n", to: "ckpt.outdated")
    try manager(keeping: 2).save()
    #expect(try folder.names() == Self.files([2, 3]))
  }

  @Test func `files of checkpoints that were not announced stay`() throws {
    try kill()
    try manager(keeping: 2).save()
    #expect(try folder.names() == Self.files([1, 2, 3]))
  }

  @Test func `a list that names other files deletes none of them`() throws {
    try kill()
    try FileManager.default.createDirectory(
      at: folder.file("ckpt-x"), withIntermediateDirectories: true)
    let others = ["mine-1.index", "ckpt-a.index", "ckpt-x/ckpt-1.index", "ckpt-.index"]
    for name in others { try folder.write("mine", to: name) }
    // Also the two that the state will name.
    try folder.write(
      "ckpt-2\nckpt-3\nmine-1\nckpt-a\nckpt-x/ckpt-1\n../ckpt-1\n\nckpt-\n", to: "ckpt.outdated")
    try manager(keeping: 2).save()
    for name in others { #expect(try folder.read(name) == "mine") }
    #expect(try Set(Self.files([1, 2, 3])).isSubset(of: folder.names()))
    #expect(try !folder.names().contains("ckpt.outdated"))
  }
}
