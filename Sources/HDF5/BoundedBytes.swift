import Foundation

/// The bytes of a file, with random access; each read is checked, and charged to a budget.
///
/// The budget bounds the time and the memory that a file can cost: a file whose groups contain each
/// other would otherwise be read forever.
struct BoundedBytes {
  let data: Data
  private var budget: Int
  /// How many more bytes of numbers may be read. Each array takes its own memory when it becomes a
  /// tensor, and files in which many names refer to one array are rare.
  private var numberBudget: Int

  init(_ data: Data) {
    // A slice keeps its indices, whereas offsets here count from 0.
    self.data = data.startIndex == 0 ? data : Data(data)
    budget = 64 * data.count + 100_000
    numberBudget = 4 * data.count
  }

  /// Charges bytes that are read or allocated to the budget.
  mutating func pay(_ count: Int) throws(HDF5Error) {
    budget -= min(count, Int.max / 4) + 1
    if budget < 0 { throw .malformed("its parts refer to each other without end") }
  }

  /// The bytes of numbers, shared with the file and not copied, charged to a separate budget.
  mutating func numbers(_ offset: Int, _ count: Int) throws(HDF5Error) -> Data {
    let numbers = try slice(offset, count)
    numberBudget -= count
    if numberBudget < 0 { throw .malformed("too many of its arrays are the same bytes") }
    return numbers
  }

  /// Some bytes, shared with the file and not copied.
  func slice(_ offset: Int, _ count: Int) throws(HDF5Error) -> Data {
    guard offset >= 0, count >= 0, offset <= data.count, count <= data.count - offset else {
      throw .malformed("\(count) bytes at \(offset), which are not there: it has \(data.count)")
    }
    return data[offset..<offset + count]
  }

  /// Some bytes, charged to the budget.
  mutating func bytes(_ offset: Int, _ count: Int) throws(HDF5Error) -> [UInt8] {
    try pay(max(count, 0))
    return [UInt8](try slice(offset, count))
  }

  /// An unsigned number of 1 to 8 bytes, little-endian.
  mutating func word(_ offset: Int, _ count: Int) throws(HDF5Error) -> UInt64 {
    try pay(count)
    var word: UInt64 = 0
    for (index, byte) in try slice(offset, count).enumerated() {
      word |= UInt64(byte) << (8 * UInt64(index))
    }
    return word
  }

  /// A number that is an offset or a size; one that is larger than any file is rejected.
  mutating func int(_ offset: Int, _ count: Int) throws(HDF5Error) -> Int {
    let word = try word(offset, count)
    guard word < 1 << 60 else { throw .malformed("the number \(word) at \(offset)") }
    return Int(word)
  }

  /// Checks that there is a certain signature.
  mutating func expect(_ signature: String, at offset: Int) throws(HDF5Error) {
    guard try bytes(offset, signature.utf8.count) == Array(signature.utf8) else {
      throw .malformed("no \(signature) at \(offset)")
    }
  }
}

/// The undefined address.
let undefined = UInt64.max

/// A size rounded up to a multiple of 8.
func padded(_ count: Int) -> Int { (count + 7) / 8 * 8 }
