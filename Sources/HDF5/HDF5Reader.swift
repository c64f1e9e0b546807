import Foundation

/// Reads a file: groups, and what they hold.
struct HDF5Reader {
  var bytes: BoundedBytes

  init(_ data: Data) { bytes = BoundedBytes(data) }

  /// Everything that the file holds.
  mutating func root() throws(HDF5Error) -> HDF5Group {
    guard bytes.data.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) else {
      throw .malformed("it does not begin as an HDF5 file")
    }
    let version = try bytes.word(8, 1)
    guard version == 0 else { throw .newer("a superblock of version \(version)") }
    guard try bytes.word(13, 2) == 0x0808, try bytes.word(24, 8) == 0 else {
      throw .newer("addresses that are not of 8 bytes from the start of the file")
    }
    guard case .group(let root) = try object(at: bytes.int(64, 8), depth: 0) else {
      throw .malformed("its root is not a group")
    }
    return root
  }

  private enum Object {
    case group(HDF5Group)
    case dataset(HDF5Value)
  }

  private typealias Message = (kind: UInt64, offset: Int, size: Int)

  /// The messages of an object's header, including those in continuation blocks.
  private mutating func messages(at address: Int) throws(HDF5Error) -> [Message] {
    let version = try bytes.word(address, 1)
    guard version == 1 else { throw .newer("an object header of version \(version)") }
    let count = try bytes.int(address + 2, 2)
    var blocks = [(start: address + 16, size: try bytes.int(address + 8, 4))]
    var found: [Message] = []
    while !blocks.isEmpty {
      var (start, size) = blocks.removeFirst()
      while size >= 8, found.count < count {
        let kind = try bytes.word(start, 2)
        let length = try bytes.int(start + 2, 2)
        if try bytes.word(start + 4, 1) & 2 != 0 { throw .newer("a shared message") }
        found.append((kind, start + 8, length))
        if kind == 0x10 {
          blocks.append((try bytes.int(start + 8, 8), try bytes.int(start + 16, 8)))
        }
        start += 8 + length
        size -= 8 + length
      }
    }
    return found
  }

  private mutating func object(at address: Int, depth: Int) throws(HDF5Error) -> Object {
    guard depth <= 64 else { throw .malformed("groups nested 64 deep") }
    let messages = try messages(at: address)
    var attributes: [String: HDF5Value] = [:]
    for (kind, offset, size) in messages {
      switch kind {
      case 0x0c:
        let (name, value) = try attribute(at: offset, size)
        attributes[name] = value
      case 0x15: throw .newer("attributes in dense storage")
      case 0x02:
        guard try bytes.word(offset, 1) == 0 else { throw .newer("a group of another version") }
        // After the flags there may be the largest index by order of creation.
        let start = offset + 2 + (try bytes.word(offset + 1, 1) & 1 == 0 ? 0 : 8)
        guard try bytes.word(start, 8) == undefined else {
          throw .newer("a group of the newer kind with many members")
        }
      case 0x0b:
        throw .unsupported(
          "a compressed dataset", cure: "rewrite it: h5repack -f NONE -l CONTI old.h5 new.h5")
      default: continue
      }
    }
    if let table = messages.first(where: { $0.kind == 0x11 }) {
      var group = HDF5Group()
      group.attributes = attributes
      let heap = try bytes.int(table.offset + 8, 8)
      try bytes.expect("HEAP", at: heap)
      let names = (start: try bytes.int(heap + 24, 8), size: try bytes.int(heap + 8, 8))
      for entry in try entries(of: bytes.int(table.offset, 8), depth: 0) {
        guard entry.name < names.size else { throw .malformed("a name outside of its heap") }
        let name = try text(at: names.start + entry.name, atMost: names.size - entry.name)
        switch try object(at: entry.object, depth: depth + 1) {
        case .group(let inner): group.groups[name] = inner
        case .dataset(let value): group.datasets[name] = value
        }
      }
      return .group(group)
    }
    if messages.contains(where: { $0.kind == 0x02 }) {
      var group = HDF5Group()
      group.attributes = attributes
      for (_, offset, size) in messages.filter({ $0.kind == 0x06 }) {
        let (name, address) = try link(at: offset, size)
        switch try object(at: address, depth: depth + 1) {
        case .group(let inner): group.groups[name] = inner
        case .dataset(let value): group.datasets[name] = value
        }
      }
      return .group(group)
    }
    func offset(_ kind: UInt64) throws(HDF5Error) -> Int {
      guard let message = messages.first(where: { $0.kind == kind }) else {
        throw .malformed("an object that is neither a group nor a dataset")
      }
      return message.offset
    }
    let (shape, _) = try shape(at: offset(1))
    let type = try bytes.elementType(at: offset(3))
    return .dataset(try values(layout: offset(8), shape, type))
  }

  /// The name and the object of a link, which a group of the newer kind has in its header. A group
  /// becomes one as soon as it gets a name that is not ASCII.
  private mutating func link(
    at offset: Int, _ size: Int
  ) throws(HDF5Error) -> (name: String, object: Int) {
    guard try bytes.word(offset, 1) == 1 else { throw .newer("a link of another version") }
    let flags = try bytes.int(offset + 1, 1)
    var start = offset + 2
    if flags & 8 != 0 {
      guard try bytes.word(start, 1) == 0 else {
        throw .unsupported("a symbolic link", cure: "put the dataset itself in its place")
      }
      start += 1
    }
    if flags & 4 != 0 { start += 8 }  // The order of creation.
    if flags & 16 != 0 { start += 1 }  // ASCII or UTF-8; the former is also the latter.
    let width = 1 << (flags & 3)
    let length = try bytes.int(start, width)
    start += width
    guard length <= size, start + length + 8 <= offset + size else {
      throw .malformed("a link that is longer than its message")
    }
    return (try text(at: start, atMost: length), try bytes.int(start + length, 8))
  }

  /// The names and objects in the tree of a group.
  private mutating func entries(
    of address: Int, depth: Int
  ) throws(HDF5Error) -> [(name: Int, object: Int)] {
    guard depth <= 16 else { throw .malformed("a tree that is 16 deep") }
    try bytes.expect("TREE", at: address)
    guard try bytes.word(address + 4, 1) == 0 else { throw .malformed("no tree of a group") }
    let level = try bytes.word(address + 5, 1)
    var found: [(name: Int, object: Int)] = []
    for childIndex in 0..<(try bytes.int(address + 6, 2)) {
      let child = try bytes.int(address + 32 + 16 * childIndex, 8)
      guard level == 0 else {
        found += try entries(of: child, depth: depth + 1)
        continue
      }
      try bytes.expect("SNOD", at: child)
      for index in 0..<(try bytes.int(child + 6, 2)) {
        let entry = child + 8 + 40 * index
        guard try bytes.word(entry + 16, 4) != 2 else {
          throw .unsupported("a symbolic link", cure: "put the dataset itself in its place")
        }
        found.append((try bytes.int(entry, 8), try bytes.int(entry + 8, 8)))
      }
    }
    return found
  }

  /// A string, which ends at its first zero byte.
  mutating func text(at offset: Int, atMost size: Int) throws(HDF5Error) -> String {
    let count = min(size, 65_536, max(bytes.data.count - offset, 0))
    let found = try bytes.slice(offset, count).prefix { $0 != 0 }
    try bytes.pay(found.count)
    return try text(Array(found))
  }

  func text(_ bytes: [UInt8]) throws(HDF5Error) -> String {
    guard let text = String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self) else {
      throw .malformed("a text that is not UTF-8")
    }
    return text
  }
}
