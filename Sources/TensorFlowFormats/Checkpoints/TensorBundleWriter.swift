import Foundation
import Tapestry
import TensorFlowMessages

/// Writes a checkpoint: `PREFIX.data-00000-of-00001` and, last, `PREFIX.index`.
struct TensorBundleWriter {
  private let prefix: URL
  private var contents: [String: (entry: Tensorflow_BundleEntryProto, bytes: Data)] = [:]

  init(prefix: URL) { self.prefix = prefix }

  /// Adds a tensor.
  mutating func add(_ tensor: Tensor, for key: String) {
    let message = Tensorflow_TensorProto(tensor)
    var entry = Tensorflow_BundleEntryProto()
    entry.dtype = message.dtype
    entry.shape = message.tensorShape
    entry.crc32C = CRC32C.masked(Array(message.tensorContent))
    contents[key] = (entry, message.tensorContent)
  }

  /// Adds one string.
  mutating func add(_ string: Data, for key: String) {
    var entry = Tensorflow_BundleEntryProto()
    entry.dtype = .dtString
    entry.shape = Tensorflow_TensorShapeProto()
    let lengths = Self.lengthBytes(string.count)
    var bytes: [UInt8] = []
    TensorBundleTable.append(string.count, to: &bytes)
    var summed = lengths
    for sum in [CRC32C.masked(lengths)] {
      TensorBundleTable.append32(sum, to: &bytes)
      TensorBundleTable.append32(sum, to: &summed)
    }
    entry.crc32C = CRC32C.masked(summed + string)
    contents[key] = (entry, Data(bytes) + string)
  }

  /// The length of a string as its check sums take it: not as the file has it.
  static func lengthBytes(_ length: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    TensorBundleTable.append32(UInt32(truncatingIfNeeded: length), to: &bytes)
    if length > Int(UInt32.max) {
      TensorBundleTable.append32(UInt32(truncatingIfNeeded: length >> 32), to: &bytes)
    }
    return bytes
  }

  /// Writes the files.
  ///
  /// - Throws: `FormatError` if they cannot be written.
  func finish() throws(FormatError) {
    var header = Tensorflow_BundleHeaderProto()
    header.numShards = 1
    header.version.producer = 1
    var entries = [(key: [UInt8](), value: Array(try header.bytes(for: prefix.path)))]
    var data = Data()
    let sorted = contents.map { (key: Array($0.key.utf8), value: $0.value) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (key, content) in sorted {
      var entry = content.entry
      entry.offset = Int64(data.count)
      entry.size = Int64(content.bytes.count)
      data += content.bytes
      entries.append((key, Array(try entry.bytes(for: prefix.path))))
    }
    do {
      try data.write(
        to: URL(fileURLWithPath: prefix.path + ".data-00000-of-00001"), options: .atomic)
      try Data(TensorBundleTable.bytes(entries))
        .write(to: URL(fileURLWithPath: prefix.path + ".index"), options: .atomic)
    } catch {
      throw FormatError(
        prefix.path, "it cannot be written: \((error as NSError).localizedDescription)",
        cure: "make its folder, make room, or use a different path")
    }
  }
}
