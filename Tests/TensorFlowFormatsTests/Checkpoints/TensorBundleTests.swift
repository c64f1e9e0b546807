import Foundation
import Tapestry
import TestSupport
import Testing

@testable import TensorFlowFormats

@Suite struct TensorBundleTests {
  @Test func `tensors and strings come back from a checkpoint`() throws {
    let folder = try TemporaryFolder()
    var writer = TensorBundleWriter(prefix: folder.file("ckpt"))
    // More than one restart interval, with keys that share their beginnings.
    for number in 0..<100 {
      writer.add(Tensor([Float(number), 1]), for: "layers/\(number)/kernel")
    }
    writer.add(Data("héllo".utf8), for: "text")
    writer.add(Tensor(true), for: "flag")
    try writer.finish()
    let reader = try TensorBundleReader(prefix: folder.file("ckpt"))
    #expect(reader.keys.count == 102)
    for number in 0..<100 {
      let tensor = try reader.tensor(for: "layers/\(number)/kernel")
      #expect(tensor.scalars(as: Float.self) == [Float(number), 1])
    }
    #expect(try reader.string(for: "text") == Data("héllo".utf8))
    #expect(try reader.tensor(for: "flag").scalars(as: Bool.self) == [true])
    #expect(throws: FormatError.self) { try reader.tensor(for: "none") }
    #expect(throws: FormatError.self) { try reader.string(for: "flag") }
  }

  @Test(arguments: ["index", "data-00000-of-00001"])
  func `a changed byte is found by its checksum`(ending: String) throws {
    let folder = try TemporaryFolder()
    var writer = TensorBundleWriter(prefix: folder.file("ckpt"))
    writer.add(Tensor([1, 2, 3] as [Float]), for: "x")
    try writer.finish()
    let file = folder.file("ckpt.\(ending)")
    let whole = try Data(contentsOf: file)
    var isFound = true
    // Of the index its first block, which holds the entries.
    for place in ending == "index" ? Array(0..<24) : [0, 11] {
      var bytes = whole
      bytes[place] ^= 4
      try bytes.write(to: file)
      let tensor = try? TensorBundleReader(prefix: folder.file("ckpt")).tensor(for: "x")
      if tensor != nil { isFound = false }
    }
    #expect(isFound)
  }

  @Test func `bytes of any kind end in an error or in entries`() throws {
    let entries = (0..<40).map { number in
      (key: Array("key/\(100 + number)".utf8), value: [UInt8](repeating: 7, count: number))
    }
    let whole = TensorBundleTable.bytes(entries)
    #expect(try TensorBundleTable.entries(whole, at: "t").map(\.key) == entries.map(\.key))
    try fuzz("table", corpus: [whole, TensorBundleTable.bytes([])]) { bytes in
      _ = try? TensorBundleTable.entries(bytes, at: "t")
    }
  }
}
