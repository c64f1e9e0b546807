import FileAccess
import Foundation
import Tapestry
import TensorFlowMessages

/// The tensors and strings of a checkpoint, by their keys.
///
/// A prefix names several files: `PREFIX.index` says where in `PREFIX.data-00000-of-00001` each
/// tensor is. Data are read when they are needed.
struct TensorBundleReader {
  let prefix: URL
  private let entries: [String: Tensorflow_BundleEntryProto]
  /// Parts of tensors, whose keys are not text.
  private let parts: [[UInt8]: Tensorflow_BundleEntryProto]
  private let shards: TensorBundleShards

  /// - Throws: `FormatError` if there is no complete index.
  init(prefix: URL) throws(FormatError) {
    let index = prefix.path + ".index"
    guard let bytes = FileManager.default.contents(atPath: index) else {
      throw FormatError(
        index, "it cannot be read", cure: "correct the path, or copy all files of the checkpoint")
    }
    try self.init(prefix: prefix, index: Array(bytes))
  }

  /// - Parameter bytes: the content of the index.
  /// - Throws: `FormatError` if it is not whole.
  init(prefix: URL, index bytes: [UInt8]) throws(FormatError) {
    self.prefix = prefix
    let index = prefix.path + ".index"
    var entries: [String: Tensorflow_BundleEntryProto] = [:]
    var parts: [[UInt8]: Tensorflow_BundleEntryProto] = [:]
    var header: Tensorflow_BundleHeaderProto?
    for (key, value) in try TensorBundleTable.entries(bytes, at: index) {
      if key.isEmpty {
        header = try Tensorflow_BundleHeaderProto(Data(value), at: index)
      } else if key[0] == 0 {
        parts[key] = try Tensorflow_BundleEntryProto(Data(value), at: "\(index): a part")
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
    self.parts = parts
    shards = TensorBundleShards(prefix: prefix, count: Int(header.numShards))
  }

  /// All keys, sorted.
  var keys: [String] { entries.keys.sorted() }

  /// Whether there is a tensor of numbers under a key.
  func isTensor(_ key: String) -> Bool { entries[key].flatMap { DType($0.dtype) } != nil }

  /// The tensor under a key.
  ///
  /// - Throws: `FormatError` if there is none, if its bytes are not those of its checksum, or if
  ///   it has elements of a type that tensors here cannot have.
  func tensor(for key: String) throws(FormatError) -> Tensor {
    let location = "\(prefix.path): '\(key)'"
    let entry = try entry(key)
    guard let dtype = DType(entry.dtype) else {
      throw FormatError(
        location, "it has elements of \(entry.dtype.text)",
        cure: "use a type of DType: " + DType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let shape = entry.shape.shape(elementSize: dtype.size) else {
      throw wrongSize(location, "a shape that no tensor has", entry, dtype)
    }
    let slices = try slices(of: entry, key, shape)
    var pieces: [(slice: TensorSlice?, bytes: Data)] = []
    for (slice, entry) in slices {
      let bytes = try content(entry, location)
      let count = slice?.lengths.reduce(1, *) ?? shape.elementCount
      guard bytes.count == count * dtype.size else {
        throw wrongSize(location, "\(bytes.count) bytes", entry, dtype)
      }
      guard bytes.withUnsafeBytes({ CRC32C.masked($0) }) == entry.crc32C else {
        throw wrongChecksum(location)
      }
      pieces.append((slice, bytes))
    }
    let tensor = Tensor.filled(TensorSpec(shape: shape, dtype: dtype)) { whole in
      for (slice, bytes) in pieces {
        bytes.withUnsafeBytes { bytes in
          if let slice {
            slice.copy(bytes, to: whole, of: shape, elementSize: dtype.size)
          } else {
            whole.copyMemory(from: bytes)
          }
        }
      }
      // No other byte is a valid Bool.
      if dtype == .bool { for index in whole.indices where whole[index] > 1 { whole[index] = 1 } }
    }
    guard let tensor else {
      throw FormatError(
        location, "there is no memory for \(shape) of \(dtype)", cure: "free memory")
    }
    return tensor
  }

  /// The pieces in which a tensor is stored: the whole, or parts that fill it without a gap.
  private func slices(
    of entry: Tensorflow_BundleEntryProto, _ key: String, _ shape: Shape
  ) throws(FormatError) -> [(slice: TensorSlice?, entry: Tensorflow_BundleEntryProto)] {
    guard !entry.slices.isEmpty else { return [(nil, entry)] }
    var found: [(slice: TensorSlice?, entry: Tensorflow_BundleEntryProto)] = []
    var count = 0
    for message in entry.slices {
      guard let slice = TensorSlice(message, of: key, shape: shape), let part = parts[slice.key],
        part.dtype == entry.dtype, part.slices.isEmpty
      else {
        throw FormatError(
          "\(prefix.path): '\(key)'", "a part of it is missing",
          cure: "the checkpoint is damaged: copy or write it again")
      }
      // Parts are no larger than the whole, whose size was checked.
      count += slice.lengths.reduce(1, *)
      found.append((slice, part))
      guard count <= shape.elementCount else { break }
    }
    guard count == shape.elementCount else {
      throw FormatError(
        "\(prefix.path): '\(key)'", "its parts do not have as many elements as \(shape)",
        cure: "the checkpoint is damaged: copy or write it again")
    }
    return found
  }

  private func wrongSize(
    _ location: String, _ found: String, _ entry: Tensorflow_BundleEntryProto, _ dtype: DType
  ) -> FormatError {
    FormatError(
      location, "it has \(found) for \(entry.shape.dim.map(\.size)) of \(dtype)",
      cure: "the checkpoint is damaged: copy or write it again")
  }

  /// The one string under a key.
  ///
  /// - Throws: `FormatError` if there is none, or if its bytes are not those of its checksum.
  func string(for key: String) throws(FormatError) -> Data {
    let location = "\(prefix.path): '\(key)'"
    let entry = try entry(key)
    let bytes = try content(entry, location)
    var cursor = ByteCursor(Array(bytes)[...])
    guard entry.dtype == .dtString, let length = cursor.varint(), let sum = cursor.fixed32(),
      let text = cursor.bytes(length), cursor.isAtEnd
    else {
      throw FormatError(
        location, "it is not one string", cure: "the checkpoint is damaged: copy or write it again")
    }
    let lengths = TensorBundleWriter.lengthBytes(length)
    var all = lengths
    TensorBundleTable.append32(sum, to: &all)
    guard sum == CRC32C.masked(lengths), entry.crc32C == CRC32C.masked(all + text) else {
      throw wrongChecksum(location)
    }
    return Data(text)
  }

  private func entry(_ key: String) throws(FormatError) -> Tensorflow_BundleEntryProto {
    guard let entry = entries[key] else {
      throw FormatError(
        prefix.path, "there is no '\(key)'",
        cure: "use one of the keys: " + keys.prefix(20).joined(separator: ", "))
    }
    return entry
  }

  private func content(
    _ entry: Tensorflow_BundleEntryProto, _ location: String
  ) throws(FormatError) -> Data {
    guard entry.offset >= 0, entry.size >= 0, let whole = shards[Int(entry.shardID)],
      entry.offset <= whole.count, entry.size <= Int64(whole.count) - entry.offset
    else {
      throw FormatError(
        location, "its bytes are not in \(shards.path(Int(entry.shardID)))",
        cure: "copy all files of the checkpoint")
    }
    guard shards.isJustified(Int(entry.size), of: Int(entry.shardID)) else {
      throw FormatError(
        location,
        "too many values are said to be the same bytes of \(shards.path(Int(entry.shardID)))",
        cure: "the checkpoint is damaged: copy or write it again")
    }
    let start = whole.startIndex + Int(entry.offset)
    return whole[start..<(start + Int(entry.size))]
  }

  private func wrongChecksum(_ location: String) -> FormatError {
    FormatError(
      location, "its checksum is wrong", cure: "the checkpoint is damaged: copy or write it again")
  }
}

/// The data files of a checkpoint, each of which is opened once.
private final class TensorBundleShards {
  private let prefix: URL
  private let count: Int
  private var opened: [Int: Data] = [:]
  private var taken: [Int: Int] = [:]

  init(prefix: URL, count: Int) {
    self.prefix = prefix
    self.count = count
  }

  func path(_ shard: Int) -> String {
    func digits(_ number: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(5 - text.count, 0)) + text
    }
    return prefix.path + ".data-\(digits(shard))-of-\(digits(count))"
  }

  /// Whether a file can hold so many bytes besides all that was taken from it before: otherwise a
  /// small file whose index names the same bytes often could fill the memory. Values of a
  /// checkpoint never overlap; each may be read a few times.
  func isJustified(_ count: Int, of shard: Int) -> Bool {
    taken[shard, default: 0] += count
    return taken[shard]! / 8 <= opened[shard]?.count ?? 0
  }

  /// The content of a file; nil if it cannot be read.
  subscript(shard: Int) -> Data? {
    guard (0..<count).contains(shard) else { return nil }
    if let known = opened[shard] { return known }
    let data = try? WholeFile.mapped(path(shard))
    opened[shard] = data
    return data
  }
}
