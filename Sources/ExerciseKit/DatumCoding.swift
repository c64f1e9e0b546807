/// Bytes that do not encode a datum.
package struct MalformedDatum: Error {}

extension Datum {
  /// The datum as bytes: one for the kind, then its contents; counts and integers are 8 bytes,
  /// little-endian.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    func put(_ integer: Int) { withUnsafeBytes(of: Int64(integer).littleEndian) { bytes += $0 } }
    switch self {
    case .nothing: bytes.append(0)
    case .bool(let value): bytes += [1, value ? 1 : 0]
    case .integer(let value):
      bytes.append(2)
      put(value)
    case .number(let value):
      bytes.append(3)
      put(Int(bitPattern: UInt(value.bitPattern)))
    case .text(let value):
      bytes.append(4)
      put(value.utf8.count)
      bytes += value.utf8
    case .array(let value):
      bytes += [5, UInt8(NumberArray.Kind.allCases.firstIndex(of: value.kind)!)]
      put(value.shape.count)
      for size in value.shape { put(size) }
      put(value.bytes.count)
      bytes += value.bytes
    case .list(let elements):
      bytes.append(6)
      put(elements.count)
      for element in elements { element.append(to: &bytes) }
    }
  }

  /// Reads a datum from untrusted bytes.
  package init(bytes: [UInt8]) throws(MalformedDatum) {
    var reader = DatumReader(bytes: bytes[...])
    self = try reader.datum(depth: 0)
    guard reader.bytes.isEmpty else { throw MalformedDatum() }
  }
}

private struct DatumReader {
  var bytes: ArraySlice<UInt8>

  mutating func take(_ count: Int) throws(MalformedDatum) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count else { throw MalformedDatum() }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  mutating func integer() throws(MalformedDatum) -> Int {
    try Int(bitPattern: take(8).reversed().reduce(UInt(0)) { $0 << 8 | UInt($1) })
  }

  mutating func datum(depth: Int) throws(MalformedDatum) -> Datum {
    guard depth < 32 else { throw MalformedDatum() }
    switch try take(1).first! {
    case 0: return .nothing
    case 1: return .bool(try take(1).first! != 0)
    case 2: return .integer(try integer())
    case 3: return .number(Double(bitPattern: UInt64(UInt(bitPattern: try integer()))))
    case 4: return .text(String(decoding: try take(try integer()), as: UTF8.self))
    case 5:
      let kinds = NumberArray.Kind.allCases
      let kind = Int(try take(1).first!)
      let rank = try integer()
      guard kind < kinds.count, (0...32).contains(rank) else { throw MalformedDatum() }
      var shape: [Int] = []
      for _ in 0..<rank { shape.append(try integer()) }
      let bytes = Array(try take(try integer()))
      guard let array = NumberArray(kind: kinds[kind], shape: shape, bytes: bytes) else {
        throw MalformedDatum()
      }
      return .array(array)
    case 6:
      let count = try integer()
      guard count >= 0, count <= bytes.count else { throw MalformedDatum() }
      var elements: [Datum] = []
      for _ in 0..<count { elements.append(try datum(depth: depth + 1)) }
      return .list(elements)
    default: throw MalformedDatum()
    }
  }
}
