import Foundation
import Tapestry
import TensorFlowFormats

/// The frame of each event in a file: its length, the length's check sum, its bytes, their check
/// sum.
///
/// `Dataset.tfRecords` reads the same frame, and takes a file that ends within a record for
/// damaged. Here it is the normal state of a run that is still writing.
enum EventRecords {
  /// The bytes of a record as they stand in the file.
  static func framed(_ record: [UInt8]) -> [UInt8] {
    let length = bytes(UInt64(record.count))
    return length + bytes(CRC32C.masked(length)) + record + bytes(CRC32C.masked(record))
  }

  /// The records of a file, and whether it ends within one.
  ///
  /// - Throws: `FormatError` with the byte at which a check sum is wrong.
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
        throw damaged(path, "the check sum of a length at byte \(start) is wrong")
      }
      // A check sum is no promise: the length is believed as far as bytes follow.
      let count = number(rest.prefix(8)) as UInt64
      guard rest.count >= 16, count <= UInt64(rest.count - 16) else { return (records, true) }
      let record = rest.dropFirst(12).prefix(Int(count))
      guard
        CRC32C.masked(Array(record)) == number(rest.dropFirst(12 + Int(count)).prefix(4))
      else { throw damaged(path, "the check sum of the record at byte \(start) is wrong") }
      records.append(record)
      rest = rest.dropFirst(16 + Int(count))
    }
    return (records, false)
  }

  private static func damaged(_ path: String, _ problem: String) -> FormatError {
    FormatError(path, problem, cure: "the file is damaged or no event file: copy or write it again")
  }

  /// A number in bytes, the least significant first.
  private static func number<Number: FixedWidthInteger>(_ bytes: Data) -> Number {
    bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }
}
