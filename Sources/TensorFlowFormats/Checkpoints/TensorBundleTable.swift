import Foundation
import Tapestry

/// The index of a checkpoint, a sorted table of keys and values in LevelDB's format.
enum TensorBundleTable {
  private static let magic: [UInt8] = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]

  // MARK: Writing

  /// The bytes of a table of sorted keys.
  static func bytes(_ entries: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    func put(_ block: [UInt8]) -> [UInt8] {
      var handle: [UInt8] = []
      append(bytes.count, to: &handle)
      append(block.count, to: &handle)
      let whole = block + [0]
      bytes += whole
      append32(CRC32C.masked(whole), to: &bytes)
      return handle
    }
    var index: [(key: [UInt8], value: [UInt8])] = []
    var start = 0
    while start < entries.count {
      // The size of TensorFlow's own blocks.
      var (end, size) = (start, 0)
      while end < entries.count, size < 256 << 10 {
        size += entries[end].key.count + entries[end].value.count
        end += 1
      }
      index.append((entries[end - 1].key, put(block(entries[start..<end], restartInterval: 16))))
      start = end
    }
    var footer = put(block([], restartInterval: 16))
    footer += put(block(index[...], restartInterval: 1))
    footer += [UInt8](repeating: 0, count: 40 - footer.count)
    return bytes + footer + magic
  }

  private static func block(
    _ entries: ArraySlice<(key: [UInt8], value: [UInt8])>, restartInterval: Int
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var restarts: [Int] = []
    var last: [UInt8] = []
    for (index, entry) in entries.enumerated() {
      var shared = 0
      if index % restartInterval == 0 {
        restarts.append(bytes.count)
      } else {
        shared = zip(entry.key, last).prefix { $0 == $1 }.count
      }
      append(shared, to: &bytes)
      append(entry.key.count - shared, to: &bytes)
      append(entry.value.count, to: &bytes)
      bytes += entry.key.dropFirst(shared) + entry.value
      last = entry.key
    }
    if restarts.isEmpty { restarts = [0] }
    for restart in restarts + [restarts.count] { append32(UInt32(restart), to: &bytes) }
    return bytes
  }

  static func append(_ number: Int, to bytes: inout [UInt8]) {
    var rest = UInt64(number)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  static func append32(_ number: UInt32, to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  // MARK: Reading

  /// The entries of a table.
  ///
  /// - Throws: `FormatError` at `location` if the bytes are not a complete table with the right
  ///   checksums.
  static func entries(
    _ bytes: [UInt8], at location: String
  ) throws(FormatError) -> [(key: [UInt8], value: [UInt8])] {
    let damaged = { (problem: String) in
      FormatError(location, problem, cure: "the checkpoint is damaged: copy or write it again")
    }
    guard bytes.count >= 48, bytes.suffix(8).elementsEqual(magic) else {
      throw damaged("it is not the index of a checkpoint")
    }
    var footer = ByteCursor(bytes[(bytes.count - 48)..<(bytes.count - 8)])
    guard footer.handle() != nil, let index = footer.handle() else {
      throw damaged("its last bytes are wrong")
    }
    var all: [(key: [UInt8], value: [UInt8])] = []
    var keyBytes = 0
    for entry in try block(index, of: bytes, damaged) {
      var cursor = ByteCursor(entry.value[...])
      guard let handle = cursor.handle() else { throw damaged("its list of blocks is wrong") }
      let found = try block(handle, of: bytes, damaged)
      all += found
      keyBytes += found.reduce(0) { $0 + $1.key.count }
      // A small file that lists a block many times would otherwise become a large table.
      guard all.count <= bytes.count, keyBytes <= longestKeys * bytes.count else {
        throw damaged("its list of blocks is wrong")
      }
    }
    return all
  }

  /// How many times as long as their block all its keys can be. Three bytes can repeat the key
  /// before, however long it is; keys of models have some hundred bytes, and values besides.
  private static let longestKeys = 256

  private static func block(
    _ handle: (offset: Int, size: Int), of bytes: [UInt8],
    _ damaged: (String) -> FormatError
  ) throws(FormatError) -> [(key: [UInt8], value: [UInt8])] {
    guard handle.size >= 4, handle.offset <= bytes.count, handle.size <= bytes.count - 5,
      handle.offset <= bytes.count - 5 - handle.size
    else { throw damaged("a block lies beyond the end") }
    let whole = bytes[handle.offset..<(handle.offset + handle.size + 1)]
    var sum = ByteCursor(bytes[whole.endIndex..<(whole.endIndex + 4)])
    guard whole.last == 0 else {
      throw damaged("a block is compressed, which TensorFlow never does")
    }
    guard sum.fixed32() == CRC32C.masked(Array(whole)) else {
      throw damaged("the checksum of a block is wrong")
    }
    let content = whole.dropLast()
    var tail = ByteCursor(content.suffix(4))
    guard let restarts = tail.fixed32(), Int(restarts) < content.count / 4 else {
      throw damaged("a block's restarts are wrong")
    }
    var cursor = ByteCursor(content.dropLast(4 * (Int(restarts) + 1)))
    var entries: [(key: [UInt8], value: [UInt8])] = []
    var key: [UInt8] = []
    var keyBytes = 0
    while !cursor.isAtEnd {
      guard let shared = cursor.varint(), let rest = cursor.varint(), let size = cursor.varint(),
        shared <= key.count, key.count <= 1 << 20, let tail = cursor.bytes(rest),
        let value = cursor.bytes(size)
      else { throw damaged("an entry of a block is wrong") }
      key = Array(key.prefix(shared) + tail)
      keyBytes += key.count
      guard keyBytes <= longestKeys * content.count else {
        throw damaged("the keys of a block are longer than a checkpoint's can be")
      }
      entries.append((key, Array(value)))
    }
    return entries
  }
}

/// Bytes that are read from the front, never beyond the end.
struct ByteCursor {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func varint() -> Int? {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int(exactly: number) }
    }
    return nil
  }

  mutating func fixed32() -> UInt32? {
    bytes(4).map { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// The offset and the size of a block.
  mutating func handle() -> (offset: Int, size: Int)? {
    guard let offset = varint(), let size = varint() else { return nil }
    return (offset, size)
  }
}
