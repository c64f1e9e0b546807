import Foundation

/// Lays out a file in pieces; those of datasets are shared with the program and not copied.
struct HDF5Writer {
  /// The pieces in the order in which they are written.
  private(set) var pieces: [Data] = []
  private var end = 96
  /// The number of entries in half a node of a symbol table, chosen so that one node holds the
  /// largest group.
  private var leaf = 4
  private var texts: [String: (index: Int, length: Int)] = [:]
  private var heap = 0

  init(_ root: HDF5Group) throws(HDF5Error) {
    try survey(root)
    try putHeap()
    let (header, tree, names) = try put(root)
    var head: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0, 8, 8, 0]
    head += little(leaf, 2) + little(16, 2) + little(0, 4)
    head += little(0, 8) + little(undefined, 8) + little(end, 8) + little(undefined, 8)
    head += little(0, 8) + little(header, 8) + little(1, 4) + little(0, 4)
    head += little(tree, 8) + little(names, 8)
    pieces.insert(Data(head), at: 0)
  }

  /// The number as `count` little-endian bytes.
  private func little(_ number: some BinaryInteger, _ count: Int) -> [UInt8] {
    let word = UInt64(truncatingIfNeeded: number)
    return (0..<count).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
  }

  private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  /// Adds bytes at the next multiple of 8, and returns their offset.
  private mutating func put(_ data: Data) -> Int {
    let gap = padded(end) - end
    if gap > 0 { pieces.append(Data(zeros(gap))) }
    end += gap
    defer { end += data.count }
    pieces.append(data)
    return end
  }

  /// Finds the largest group, and all strings that go into the heap.
  private mutating func survey(_ group: HDF5Group) throws(HDF5Error) {
    leaf = max(leaf, (group.groups.count + group.datasets.count + 1) / 2)
    guard leaf <= 32_767 else {
      throw .unwritable("a group of more than 65534 parts", cure: "spread them over several groups")
    }
    for value in Array(group.attributes.values) + Array(group.datasets.values) {
      if case .string(let text) = value, !text.isEmpty, texts[text] == nil {
        texts[text] = (texts.count + 1, text.utf8.count)
      }
    }
    for inner in group.groups.values { try survey(inner) }
  }

  private mutating func putHeap() throws(HDF5Error) {
    guard !texts.isEmpty else { return }
    guard texts.count < 65_536 else {
      throw .unwritable("more than 65535 single strings", cure: "write them as lists of strings")
    }
    var body: [UInt8] = []
    for (text, object) in texts.sorted(by: { $0.value.index < $1.value.index }) {
      // There is no zero byte at the end, because readers compare this size with that in the value.
      body += little(object.index, 2) + zeros(6) + little(object.length, 8) + Array(text.utf8)
      body += zeros(padded(object.length) - object.length)
    }
    let size = max(4096, 16 + body.count + 16)
    let rest = size - 16 - body.count
    body += zeros(8) + little(rest, 8) + zeros(rest - 16)
    heap = put(Data(Array("GCOL".utf8) + [1, 0, 0, 0] + little(size, 8) + body))
  }

  // MARK: Messages

  private func space(_ shape: [Int]) -> [UInt8] {
    [1, UInt8(shape.count)] + zeros(6) + shape.flatMap { little($0, 8) }
  }

  private func message(
    _ kind: Int, _ data: [UInt8], of name: String
  ) throws(HDF5Error) -> [UInt8] {
    let size = padded(data.count)
    guard size <= 65_535 else {
      throw .unwritable(
        "the attribute '\(name)' takes \(size) bytes, and a header holds 64 KiB",
        cure: "split it: \(name)0, \(name)1, …")
    }
    return little(kind, 2) + little(size, 2) + zeros(4) + data + zeros(size - data.count)
  }

  /// The type, the shape and the bytes of a value.
  private func parts(_ value: HDF5Value) -> (type: [UInt8], shape: [Int], data: Data) {
    switch value {
    case .array(let array): return (array.type.message, array.shape, array.bytes)
    case .string(let text):
      // Declared as ASCII, as Keras 2.1 expects of its configurations; the bytes are UTF-8 in any
      // case.
      let type: [UInt8] = [
        0x19, 1, 0, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0,
      ]
      guard let object = texts[text] else { return (type, [], Data(zeros(16))) }
      return (
        type, [], Data(little(object.length, 4) + little(heap, 8) + little(object.index, 4))
      )
    case .strings(let texts):
      let width = max(texts.map(\.utf8.count).max() ?? 0, 1)
      let data = texts.flatMap { Array($0.utf8) + zeros(width - $0.utf8.count) }
      return ([0x13, 1, 0, 0] + little(width, 4), [texts.count], Data(data))
    }
  }

  private func attribute(_ name: String, _ value: HDF5Value) throws(HDF5Error) -> [UInt8] {
    let (type, shape, data) = parts(value)
    let space = space(shape)
    func whole(_ part: [UInt8]) -> [UInt8] { part + zeros(padded(part.count) - part.count) }
    let title = Array(name.utf8) + [0]
    let head: [UInt8] =
      [1, 0] + little(title.count, 2) + little(type.count, 2) + little(space.count, 2)
    return try message(
      0x0c, head + whole(title) + whole(type) + whole(space) + Array(data), of: name)
  }

  private mutating func header(_ messages: [[UInt8]]) -> Int {
    let body = messages.flatMap { $0 }
    return put(
      Data(
        [1, 0] + little(messages.count, 2) + little(1, 4) + little(body.count, 4) + zeros(4) + body
      ))
  }

  // MARK: Objects

  private mutating func put(_ value: HDF5Value, _ name: String) throws(HDF5Error) -> Int {
    let (type, shape, data) = parts(value)
    let address = data.isEmpty ? undefined : UInt64(put(data))
    return header([
      try message(1, space(shape), of: name), try message(3, type, of: name),
      try message(5, [2, 2, 2, 0], of: name),
      try message(8, [3, 1] + little(address, 8) + little(data.count, 8), of: name),
    ])
  }

  private mutating func put(
    _ group: HDF5Group
  ) throws(HDF5Error) -> (header: Int, tree: Int, names: Int) {
    var entries: [UInt8] = []
    var names = zeros(8)
    var last = 0
    let all = Set(group.groups.keys).union(group.datasets.keys)
    guard all.count == group.groups.count + group.datasets.count else {
      throw .unwritable("a group and a dataset of one name", cure: "give each its own name")
    }
    for name in all.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard !name.isEmpty, !name.utf8.contains(0), !name.utf8.contains(UInt8(ascii: "/")) else {
        throw .unwritable("the name '\(name)'", cure: "give one without a slash and a zero byte")
      }
      last = names.count
      names += Array(name.utf8) + [0]
      names += zeros(padded(names.count) - names.count)
      if let inner = group.groups[name] {
        let (header, tree, heap) = try put(inner)
        entries += little(last, 8) + little(header, 8) + little(1, 4) + zeros(4)
        entries += little(tree, 8) + little(heap, 8)
      } else {
        let header = try put(group.datasets[name]!, name)
        entries += little(last, 8) + little(header, 8) + zeros(24)
      }
    }
    let data = put(Data(names))
    let heap = put(
      Data(
        Array("HEAP".utf8) + zeros(4) + little(names.count, 8) + little(1, 8) + little(data, 8)))
    var tree = Array("TREE".utf8) + [0, 0] + little(all.isEmpty ? 0 : 1, 2)
    tree += little(undefined, 8) + little(undefined, 8)
    if !all.isEmpty {
      let node = Array("SNOD".utf8) + [1, 0] + little(all.count, 2) + entries
      let address = put(Data(node + zeros(8 + 80 * leaf - node.count)))
      tree += little(0, 8) + little(address, 8) + little(last, 8)
    }
    let root = put(Data(tree + zeros(544 - tree.count)))
    var messages = [try message(0x11, little(root, 8) + little(heap, 8), of: "")]
    for (name, value) in group.attributes.sorted(by: { $0.key < $1.key }) {
      messages.append(try attribute(name, value))
    }
    return (header(messages), root, heap)
  }
}
