import Foundation
import Tapestry
import TensorFlowMessages

/// The tensors and strings of a checkpoint, by their keys.
///
/// A prefix names several files: `PREFIX.index` says where in `PREFIX.data-00000-of-00001` each tensor
/// stands. Data are read when somebody asks for them.
struct TensorBundleReader {
  let prefix: URL
  private let entries: [String: Tensorflow_BundleEntryProto]
  private let shardCount: Int

  /// - Throws: `FormatError` if there is no whole index.
  init(prefix: URL) throws(FormatError) {
    self.prefix = prefix
    let index = prefix.path + ".index"
    guard let bytes = FileManager.default.contents(atPath: index) else {
      throw FormatError(
        index, "it cannot be read", cure: "mend the path, or copy all files of the checkpoint")
    }
    var entries: [String: Tensorflow_BundleEntryProto] = [:]
    var header: Tensorflow_BundleHeaderProto?
    for (key, value) in try TensorBundleTable.entries(Array(bytes), at: index) {
      if key.isEmpty {
        header = try Tensorflow_BundleHeaderProto(Data(value), at: index)
      } else {
        let key = String(decoding: key, as: UTF8.self)
        entries[key] = try Tensorflow_BundleEntryProto(Data(value), at: "\(index): '\(key)'")
      }
    }
    guard let header, header.endianness == .little, (1...99_999).contains(header.numShards) else {
      throw FormatError(
        index, "its header is missing or of a kind that is not read",
        cure: "write the checkpoint again, on a machine that is little-endian")
    }
    self.entries = entries
    shardCount = Int(header.numShards)
  }

  /// All keys, sorted.
  var keys: [String] { entries.keys.sorted() }

  /// Whether there is a tensor of numbers under a key.
  func isTensor(_ key: String) -> Bool { entries[key].flatMap { DType($0.dtype) } != nil }

  /// The tensor under a key.
  ///
  /// - Throws: `FormatError` if there is none, if its bytes are not those of its check sum, or if it
  ///   has elements of a type that tensors here have not.
  func tensor(for key: String) throws(FormatError) -> Tensor {
    let place = "\(prefix.path): '\(key)'"
    let (entry, bytes) = try content(key)
    guard let dtype = DType(entry.dtype) else {
      throw FormatError(
        place, "it has elements of \(entry.dtype.text)",
        cure: "use a type of DType: " + DType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let shape = entry.shape.shape(elementSize: dtype.size),
      shape.elementCount * dtype.size == bytes.count
    else {
      throw FormatError(
        place, "it has \(bytes.count) bytes for \(entry.shape.dim.map(\.size)) of \(dtype)",
        cure: "the checkpoint is damaged: copy or write it again")
    }
    guard CRC32C.masked(Array(bytes)) == entry.crc32C else { throw wrongSum(place) }
    var message = Tensorflow_TensorProto()
    message.dtype = entry.dtype
    message.tensorShape = entry.shape
    message.tensorContent = bytes
    return try message.tensor(at: place)
  }

  /// The one string under a key.
  ///
  /// - Throws: `FormatError` if there is none, or if its bytes are not those of its check sum.
  func string(for key: String) throws(FormatError) -> Data {
    let place = "\(prefix.path): '\(key)'"
    let (entry, bytes) = try content(key)
    var cursor = ByteCursor(Array(bytes)[...])
    guard entry.dtype == .dtString, let length = cursor.varint(), let sum = cursor.fixed32(),
      let text = cursor.bytes(length), cursor.isAtEnd
    else {
      throw FormatError(
        place, "it is not one string", cure: "the checkpoint is damaged: copy or write it again")
    }
    let lengths = TensorBundleWriter.lengthBytes(length)
    var all = lengths
    TensorBundleTable.append32(sum, to: &all)
    guard sum == CRC32C.masked(lengths), entry.crc32C == CRC32C.masked(all + text) else {
      throw wrongSum(place)
    }
    return Data(text)
  }

  private func content(
    _ key: String
  ) throws(FormatError) -> (Tensorflow_BundleEntryProto, Data) {
    let place = "\(prefix.path): '\(key)'"
    guard let entry = entries[key] else {
      throw FormatError(
        prefix.path, "there is no '\(key)'",
        cure: "use one of the keys: " + keys.prefix(20).joined(separator: ", "))
    }
    guard entry.slices.isEmpty else {
      throw FormatError(
        place, "it is stored in slices", cure: "save the model again with whole variables")
    }
    func number(_ number: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(5 - text.count, 0)) + text
    }
    let file =
      prefix.path + ".data-\(number(Int(entry.shardID)))-of-\(number(shardCount))"
    guard entry.shardID >= 0, entry.shardID < shardCount, entry.offset >= 0, entry.size >= 0,
      let whole = try? Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe),
      entry.offset <= whole.count, entry.size <= Int64(whole.count) - entry.offset
    else {
      throw FormatError(
        place, "its bytes are not in \(file)", cure: "copy all files of the checkpoint")
    }
    let start = whole.startIndex + Int(entry.offset)
    return (entry, whole[start..<(start + Int(entry.size))])
  }

  private func wrongSum(_ place: String) -> FormatError {
    FormatError(
      place, "its check sum is wrong", cure: "the checkpoint is damaged: copy or write it again")
  }
}
