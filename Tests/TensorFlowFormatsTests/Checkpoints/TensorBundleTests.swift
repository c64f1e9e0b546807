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
    for index in 0..<100 {
      writer.add(Tensor([Float(index), 1]), for: "layers/\(index)/kernel")
    }
    writer.add(Data("héllo".utf8), for: "text")
    writer.add(Tensor(true), for: "flag")
    try writer.finish()
    let reader = try TensorBundleReader(prefix: folder.file("ckpt"))
    #expect(reader.keys.count == 102)
    for index in 0..<100 {
      let tensor = try reader.tensor(for: "layers/\(index)/kernel")
      #expect(tensor.scalars(as: Float.self) == [Float(index), 1])
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
    for offset in ending == "index" ? Array(0..<24) : [0, 11] {
      var bytes = whole
      bytes[offset] ^= 4
      try bytes.write(to: file)
      let tensor = try? TensorBundleReader(prefix: folder.file("ckpt")).tensor(for: "x")
      if tensor != nil { isFound = false }
    }
    #expect(isFound)
  }

  @Test func `bytes of any kind end in an error or in entries`() throws {
    let entries = (0..<40).map { index in
      (key: Array("key/\(100 + index)".utf8), value: [UInt8](repeating: 7, count: index))
    }
    let whole = TensorBundleTable.bytes(entries)
    #expect(try TensorBundleTable.entries(whole, at: "t").map(\.key) == entries.map(\.key))
    try fuzz("table", corpus: [whole, TensorBundleTable.bytes([])]) { bytes in
      _ = try? TensorBundleTable.entries(bytes, at: "t")
    }
  }

  @Test(arguments: [(300, true), (3000, false)])
  func `keys much longer than their block are refused`(_ count: Int, _ isRead: Bool) throws {
    var block: [UInt8] = []
    func append(_ numbers: Int...) {
      for number in numbers { TensorBundleTable.append(number, to: &block) }
    }
    // One long key, and the same with nothing added, again and again.
    append(0, 2000, 0)
    block += [UInt8](repeating: UInt8(ascii: "k"), count: 2000)
    for _ in 1..<count { append(2000, 0, 0) }
    let table = Self.table(of: block)
    let entries = try? TensorBundleTable.entries(table, at: "t")
    #expect(entries?.count == (isRead ? count : nil))
  }

  /// A table of a single block, which is followed by the offset of its only restart.
  private static func table(of block: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    func put(_ block: [UInt8]) -> [UInt8] {
      var handle: [UInt8] = []
      TensorBundleTable.append(bytes.count, to: &handle)
      var whole = block
      for number in [0, 1] { TensorBundleTable.append32(UInt32(number), to: &whole) }
      TensorBundleTable.append(whole.count, to: &handle)
      whole.append(0)
      bytes += whole
      TensorBundleTable.append32(CRC32C.masked(whole), to: &bytes)
      return handle
    }
    let handle = put(block)
    let whole = TensorBundleTable.bytes([])
    let footer = put([]) + put([0, 1, UInt8(handle.count)] + Array("z".utf8) + handle)
    return bytes + footer + [UInt8](repeating: 0, count: 40 - footer.count) + whole.suffix(8)
  }

  @Test(arguments: [(3, true), (20, false)])
  func `more values of the same bytes than a file can hold are refused`(
    _ count: Int, _ isRead: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let prefix = folder.file("ckpt")
    var writer = TensorBundleWriter(prefix: prefix)
    writer.add(Tensor.ones([1000]), for: "w")
    try writer.finish()
    let index = folder.file("ckpt.index")
    let entries = try TensorBundleTable.entries(Array(Data(contentsOf: index)), at: "t")
    let more = (0..<count).map { (key: Array("x\(100 + $0)".utf8), value: entries[1].value) }
    try Data(TensorBundleTable.bytes(entries + more)).write(to: index)
    if isRead {
      #expect(try Checkpoint.values(in: prefix).count == 1 + count)
    } else {
      let error = #expect(throws: FormatError.self) { try Checkpoint.values(in: prefix) }
      #expect(error?.problem.contains("the same bytes") == true)
    }
  }
}
