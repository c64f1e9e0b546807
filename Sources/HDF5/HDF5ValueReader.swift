import Foundation

// Attributes and contiguous datasets: the shapes, types and bytes of values.

extension HDF5Reader {
  /// The shape that a message describes, nil for no value at all, and the size of the message.
  mutating func shape(at offset: Int) throws(HDF5Error) -> (shape: [Int], isNull: Bool) {
    let version = try bytes.word(offset, 1)
    let rank = try bytes.int(offset + 1, 1)
    guard version == 1 || version == 2, rank <= 32 else {
      throw .malformed("a dataspace of version \(version) and rank \(rank)")
    }
    if version == 2, try bytes.word(offset + 3, 1) == 2 { return ([0], true) }
    var shape: [Int] = []
    for axis in 0..<rank {
      shape.append(try bytes.int(offset + (version == 1 ? 8 : 4) + 8 * axis, 8))
    }
    return (shape, false)
  }

  mutating func attribute(
    at offset: Int, _ size: Int
  ) throws(HDF5Error) -> (name: String, value: HDF5Value) {
    let version = try bytes.word(offset, 1)
    let flags = try bytes.word(offset + 1, 1)
    guard 1...3 ~= version, version == 1 || flags & 3 == 0 else {
      throw .newer("an attribute of version \(version)")
    }
    var sizes: [Int] = []
    for index in 0..<3 { sizes.append(try bytes.int(offset + 2 + 2 * index, 2)) }
    var start = offset + (version == 3 ? 9 : 8)
    func skip(_ size: Int) { start += version == 1 ? padded(size) : size }
    let name = try text(at: start, atMost: sizes[0])
    skip(sizes[0])
    let type = try bytes.elementType(at: start)
    skip(sizes[1])
    let (shape, _) = try shape(at: start)
    skip(sizes[2])
    return (name, try values(at: start, size: max(offset + size - start, 0), shape, type))
  }

  /// The values of a dataset, at the address that its layout gives.
  mutating func values(
    layout: Int, _ shape: [Int], _ type: ElementType
  ) throws(HDF5Error) -> HDF5Value {
    guard try bytes.word(layout, 1) == 3 else { throw .newer("another version of the data layout") }
    switch try bytes.word(layout + 1, 1) {
    case 0:
      return try values(at: layout + 4, size: bytes.int(layout + 2, 2), shape, type)
    case 1:
      guard try bytes.word(layout + 2, 8) != undefined else { return try zeros(shape, type) }
      return try values(
        at: bytes.int(layout + 2, 8), size: bytes.int(layout + 10, 8), shape, type)
    default:
      throw .unsupported(
        "a dataset in chunks", cure: "rewrite it: h5repack -f NONE -l CONTI old.h5 new.h5")
    }
  }

  /// The values of a dataset that was never written, which is usually empty.
  private mutating func zeros(_ shape: [Int], _ type: ElementType) throws(HDF5Error) -> HDF5Value {
    let (_, size) = try count(shape, type)
    guard case .number(let number, _) = type else { return .strings([]) }
    try bytes.pay(size)
    return .array(HDF5Array(checked: number, shape: shape, bytes: Data(count: size)))
  }

  private func count(
    _ shape: [Int], _ type: ElementType
  ) throws(HDF5Error) -> (elements: Int, bytes: Int) {
    // A size of 0 anywhere makes the product 0, but the others could still overflow before it.
    guard !shape.contains(0) else { return (0, 0) }
    var count = 1
    for size in shape + [type.size] {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .malformed("a shape of \(shape), which no file holds") }
      count = product
    }
    return (count / type.size, count)
  }

  private mutating func values(
    at offset: Int, size: Int, _ shape: [Int], _ type: ElementType
  ) throws(HDF5Error) -> HDF5Value {
    let (count, needed) = try count(shape, type)
    guard needed <= size else {
      throw .malformed("\(size) bytes for \(count) elements of \(type.size) bytes")
    }
    switch type {
    case .number(let number, let isBigEndian):
      let raw = try bytes.numbers(offset, needed)
      guard isBigEndian, number.size > 1 else {
        return .array(HDF5Array(checked: number, shape: shape, bytes: raw))
      }
      try bytes.pay(needed)
      var swapped = Data(raw)
      for start in stride(from: 0, to: needed, by: number.size) {
        swapped[start..<start + number.size].reverse()
      }
      return .array(HDF5Array(checked: number, shape: shape, bytes: swapped))
    case .fixedString, .heapString:
      try bytes.pay(needed)
      var texts: [String] = []
      for index in 0..<count {
        let start = offset + index * type.size
        texts.append(
          try text(
            type == .heapString ? heapBytes(at: start) : [UInt8](bytes.slice(start, type.size))))
      }
      return shape.isEmpty ? .string(texts[0]) : .strings(texts)
    }
  }

  /// The bytes of a variable-length string, which is stored in a global heap.
  private mutating func heapBytes(at offset: Int) throws(HDF5Error) -> [UInt8] {
    let length = try bytes.int(offset, 4)
    guard length > 0 else { return [] }
    let heap = try bytes.int(offset + 4, 8)
    let objectIndex = try bytes.int(offset + 12, 4)
    try bytes.expect("GCOL", at: heap)
    var object = heap + 16
    let end = heap + (try bytes.int(heap + 8, 8))
    while object + 16 <= end {
      let index = try bytes.int(object, 2)
      let size = try bytes.int(object + 8, 8)
      if index == 0 { break }
      if index == objectIndex { return try bytes.bytes(object + 16, min(size, length)) }
      object += 16 + padded(size)
    }
    throw .malformed("no object \(objectIndex) in the global heap at \(heap)")
  }
}
