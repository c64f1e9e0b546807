import Foundation
import Tapestry
import TensorFlowMessages

/// A part of a tensor that a checkpoint keeps under a key of its own: variables that are spread
/// over several machines are stored so.
struct TensorSlice {
  /// Where the part begins in each dimension, and how long it is there.
  let starts: [Int]
  let lengths: [Int]
  /// The key of its entry.
  let key: [UInt8]

  /// The part that an entry names; nil if the tensor has no such part.
  init?(_ message: Tensorflow_TensorSliceProto, of name: String, shape: Shape) {
    guard message.extent.count == shape.rank else { return nil }
    var (starts, lengths): ([Int], [Int]) = ([], [])
    var key: [UInt8] = [0] + Array(name.utf8) + [0, 1]
    key += shape.rank == 0 ? [0] : [1, UInt8(truncatingIfNeeded: shape.rank)]
    for (extent, size) in zip(message.extent, shape.dimensions) {
      let length: Int64? = if case .length(let length)? = extent.hasLength_p { length } else { nil }
      let start = extent.start
      guard start >= 0, start <= size, length ?? 0 >= 0, length ?? 0 <= Int64(size) - start else {
        return nil
      }
      starts.append(Int(start))
      lengths.append(length.map { Int($0) } ?? size - Int(start))
      key += Self.ordered(start) + Self.ordered(length ?? -1)
    }
    (self.starts, self.lengths, self.key) = (starts, lengths, key)
  }

  /// A number as bytes that sort like the numbers: as many leading one bits as there are bytes,
  /// then the number, the highest bits first; for a negative number all bits are inverted.
  static func ordered(_ number: Int64) -> [UInt8] {
    let magnitude = UInt64(bitPattern: number < 0 ? ~number : number)
    let count = (1...10).first { $0 == 10 || magnitude < UInt64(1) << (7 * UInt64($0) - 1) }!
    var bytes = (0..<count).map { index in
      let shift = 8 * UInt64(count - 1 - index)
      return shift < 64 ? UInt8(truncatingIfNeeded: magnitude >> shift) : 0
    }
    for bit in 0..<count { bytes[bit / 8] |= 0x80 >> UInt8(bit % 8) }
    return number < 0 ? bytes.map { ~$0 } : bytes
  }

  /// Copies the part's bytes to their position in the whole tensor's.
  func copy(
    _ bytes: UnsafeRawBufferPointer, to whole: UnsafeMutableRawBufferPointer, of shape: Shape,
    elementSize: Int
  ) {
    guard let last = lengths.last, let first = bytes.baseAddress else {
      if !bytes.isEmpty { whole.copyMemory(from: bytes) }
      return
    }
    let run = last * elementSize
    guard run > 0 else { return }
    var position = [Int](repeating: 0, count: lengths.count - 1)
    for row in 0..<(bytes.count / run) {
      var offset = 0
      for (dimension, size) in shape.dimensions.enumerated() {
        let within = dimension < position.count ? position[dimension] : 0
        offset = offset * size + starts[dimension] + within
      }
      (whole.baseAddress! + offset * elementSize).copyMemory(
        from: first + row * run, byteCount: run)
      for dimension in position.indices.reversed() {
        position[dimension] += 1
        if position[dimension] < lengths[dimension] { break }
        position[dimension] = 0
      }
    }
  }
}
