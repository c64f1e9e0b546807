import FileAccess
import Foundation
import Tapestry
import TensorFlowMessages

/// Writes a checkpoint: `PREFIX.data-00000-of-00001` and, last, `PREFIX.index`.
///
/// Tensors are written directly from their memory: a copy of all of them would need as much memory
/// again.
struct TensorBundleWriter {
  private enum Content {
    case tensor(Tensor)
    case bytes(Data)
  }

  private let prefix: URL
  private var contents: [String: (entry: Tensorflow_BundleEntryProto, content: Content)] = [:]

  init(prefix: URL) { self.prefix = prefix }

  /// Adds a tensor.
  mutating func add(_ tensor: Tensor, for key: String) {
    var entry = Tensorflow_BundleEntryProto()
    entry.dtype = tensor.dtype.message
    entry.shape = Tensorflow_TensorShapeProto(tensor.shape.dimensions)
    contents[key] = (entry, .tensor(tensor))
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
    contents[key] = (entry, .bytes(Data(bytes) + string))
  }

  /// The length of a string in the form in which checksums use it, which is not the file's.
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
    let sorted = contents.map { (key: Array($0.key.utf8), value: $0.value) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    do {
      let draft = try FileDraft(of: prefix.path + ".data-00000-of-00001")
      var offset: Int64 = 0
      for (key, value) in sorted {
        var entry = value.entry
        entry.offset = offset
        switch value.content {
        case .bytes(let data):
          entry.size = Int64(data.count)
          try data.withUnsafeBytes { try draft.write($0) }
        case .tensor(let tensor):
          try tensor.withRowMajorBytes { bytes in
            entry.size = Int64(bytes.count)
            entry.crc32C = CRC32C.masked(bytes)
            try draft.write(bytes)
          }
        }
        offset += entry.size
        entries.append((key, Array(try entry.bytes(for: prefix.path))))
      }
      try draft.finish()
      try WholeFile.write(Data(TensorBundleTable.bytes(entries)), to: prefix.path + ".index")
    } catch let error as FormatError {
      throw error
    } catch {
      let problem = error as? FileProblem
      throw FormatError(
        prefix.path, "it cannot be written: \(problem?.problem ?? "\(error)")",
        cure: problem?.cure ?? "make its folder, free disk space, or use a different path")
    }
  }
}
