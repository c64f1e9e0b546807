import Foundation
import Tapestry
import TensorFlowFormats

/// The framing of each event in a file: its length, the checksum of the length, its bytes, and
/// their checksum.
///
/// `Dataset.tfRecords` reads the same format, but treats a file that ends within a record as
/// damaged. Here, that is the normal state of a run that is still writing.
enum EventRecords {
  /// The bytes of a record as they are in the file.
  static func framed(_ record: [UInt8]) -> [UInt8] {
    let length = bytes(UInt64(record.count))
    return length + bytes(CRC32C.masked(length)) + record + bytes(CRC32C.masked(record))
  }

  /// The records of a file, and whether it ends within one.
  ///
  /// - Throws: `FormatError` with the byte at which a checksum is wrong.
  static func split(
    _ file: Data, at path: String
  ) throws(FormatError) -> (records: [Data], isTorn: Bool) {
    var records: [Data] = []
    var rest = file[...]
    while !rest.isEmpty {
      let start = rest.startIndex - file.startIndex
      guard rest.count >= 12 else { return (records, true) }
      let length = Array(rest.prefix(8))
      guard CRC32C.masked(length) == number(rest.dropFirst(8).prefix(4)) else {
        throw damaged(path, "the checksum of a length at byte \(start) is wrong")
      }
      // The checksum proves nothing about the rest of the file: the length is trusted only as far
      // as bytes follow.
      let count = number(rest.prefix(8)) as UInt64
      guard rest.count >= 16, count <= UInt64(rest.count - 16) else { return (records, true) }
      let record = rest.dropFirst(12).prefix(Int(count))
      guard
        CRC32C.masked(Array(record)) == number(rest.dropFirst(12 + Int(count)).prefix(4))
      else { throw damaged(path, "the checksum of the record at byte \(start) is wrong") }
      records.append(record)
      rest = rest.dropFirst(16 + Int(count))
    }
    return (records, false)
  }

  private static func damaged(_ path: String, _ problem: String) -> FormatError {
    FormatError(path, problem, cure: "the file is damaged or no event file: copy or write it again")
  }

  /// A little-endian number.
  private static func number<Number: FixedWidthInteger>(_ bytes: Data) -> Number {
    bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }
}
