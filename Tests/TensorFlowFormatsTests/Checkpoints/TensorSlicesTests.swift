import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats

@Suite struct TensorSlicesTests {
  private func prefix(_ name: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Recordings/checkpoint/\(name)-tf2.1/ckpt")
  }

  @Test(arguments: [("net/table", [7, 3]), ("net2/wide", [2, 130])])
  func `a variable that TensorFlow saved in parts is put together`(
    _ name: String, _ shape: [Int]
  ) throws {
    let tensor = try #require(try Checkpoint.values(in: prefix("sliced"))[name])
    #expect(tensor.shape.dimensions == shape)
    let count = shape.reduce(1, *)
    #expect(tensor.scalars(as: Float.self) == (0..<count).map { Float($0) })
  }

  @Test func `tensors that TensorFlow saved in several data files are read`() throws {
    let values = try Checkpoint.values(in: prefix("sharded"))
    #expect(values.keys.sorted() == ["x", "y"])
    #expect(values["x"]?.scalars(as: Float.self) == [1, 2, 3])
    #expect(values["y"]?.scalars(as: Int.self) == [4, 5])
  }

  @Test func `a data file that is missing is named`() throws {
    let folder = try TemporaryFolder()
    for ending in ["index", "data-00000-of-00002"] {
      try FileManager.default.copyItem(
        atPath: prefix("sharded").path + "." + ending, toPath: folder.file("ckpt.\(ending)").path)
    }
    let error = try #require(throws: FormatError.self) {
      try Checkpoint.values(in: folder.file("ckpt"))
    }
    #expect(error.problem.contains("data-00001-of-00002"))
  }

  @Test(arguments: [
    (0, [0x80]), (63, [0xbf]), (-1, [0x7f]), (-64, [0x40]), (64, [0xc0, 0x40]),
    (130, [0xc0, 0x82]), (8192, [0xe0, 0x20, 0x00]), (-65, [0x3f, 0xbf]),
  ])
  func `numbers in keys are in the order of their bytes`(_ number: Int, _ bytes: [UInt8]) {
    #expect(TensorSlice.ordered(Int64(number)) == bytes)
  }

  @Test func `bytes of any kind in an index end in an error or in tensors`() throws {
    let folder = try TemporaryFolder()
    let whole = try Data(contentsOf: URL(fileURLWithPath: prefix("sliced").path + ".index"))
    try FileManager.default.copyItem(
      atPath: prefix("sliced").path + ".data-00000-of-00001",
      toPath: folder.file("ckpt.data-00000-of-00001").path)
    let entries = try TensorBundleTable.entries(Array(whole), at: "t")
    // What an entry says is changed, and the checksums of the table are right: else only they
    // would be tried.
    let corpus = entries.map(\.value)
    try fuzz("bundle", corpus: corpus, count: 2000) { bytes in
      var changed = entries
      changed[1 + bytes.reduce(0) { $0 &+ Int($1) } % (entries.count - 1)].value = bytes
      let index = TensorBundleTable.bytes(changed)
      guard let reader = try? TensorBundleReader(prefix: folder.file("ckpt"), index: index) else {
        return
      }
      for key in reader.keys {
        _ = reader.isTensor(key) ? try? reader.tensor(for: key) : nil
        _ = try? reader.string(for: key)
      }
    }
  }
}
