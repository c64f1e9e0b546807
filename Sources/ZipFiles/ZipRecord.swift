/// The headers around an entry of a zip archive.
///
/// - **Source:** PKWARE, .ZIP File Format Specification, sections 4.3 to 4.5.
struct ZipRecord {
  let name: String
  /// Where its local header begins.
  let offset: Int
  let isDeflated: Bool
  /// From this number on, fields of 4 bytes are too small.
  let largest: Int
  var size = 0
  var storedSize = 0
  var sum: UInt32 = 0

  /// The header before the bytes.
  var localHeader: [UInt8] {
    var extra: [UInt8] = []
    if isLarge {
      let (size, stored) = isDeflated ? (0, 0) : (size, storedSize)
      extra += Self.little(1, 2) + Self.little(16, 2) + Self.little(size, 8)
      extra += Self.little(stored, 8)
    }
    if !isDeflated { extra += padding(after: offset + 30 + name.utf8.count + extra.count) }
    return Self.little(0x0403_4b50, 4) + common(inDirectory: false)
      + Self.little(name.utf8.count, 2) + Self.little(extra.count, 2) + Array(name.utf8) + extra
  }

  /// The record after bytes whose number was not known in advance.
  var descriptor: [UInt8] {
    let width = isLarge ? 8 : 4
    return Self.little(0x0807_4b50, 4) + Self.little(Int(sum), 4)
      + Self.little(storedSize, width) + Self.little(size, width)
  }

  /// The entry's record in the directory at the end of the archive.
  var centralHeader: [UInt8] {
    let numbers = isLarge ? [size, storedSize] : []
    let large = numbers + (offset >= largest ? [offset] : [])
    let extra =
      large.isEmpty
      ? []
      : Self.little(1, 2) + Self.little(8 * large.count, 2)
        + large.flatMap { Self.little($0, 8) }
    var header = Self.little(0x0201_4b50, 4)
    // Made on Unix: for other systems, readers change letters in names that are not ASCII.
    header += Self.little(3 << 8 | (large.isEmpty ? 20 : 45), 2)
    header += common(inDirectory: true) + Self.little(name.utf8.count, 2)
    header += Self.little(extra.count, 2)
    // No comment, the first disk, a regular file that its owner may write.
    header += Self.little(0, 2) + Self.little(0, 2) + Self.little(0, 2)
    header += Self.little(0o100644 << 16, 4)
    return header + Self.little(offset >= largest ? 0xffff_ffff : offset, 4)
      + Array(name.utf8) + extra
  }

  /// The end of an archive, after its directory.
  static func end(
    count: Int, directoryOffset: Int, directorySize: Int, largest: Int
  ) -> [UInt8] {
    let isLarge = count >= 0xffff || max(directoryOffset, directorySize) >= largest
    var end: [UInt8] = []
    if isLarge {
      end += little(0x0606_4b50, 4) + little(44, 8) + little(45, 2) + little(45, 2)
      end += little(0, 4) + little(0, 4) + little(count, 8) + little(count, 8)
      end += little(directorySize, 8) + little(directoryOffset, 8)
      end += little(0x0706_4b50, 4) + little(0, 4)
      end += little(directoryOffset + directorySize, 8) + little(1, 4)
    }
    let fields =
      isLarge ? [0xffff, 0xffff_ffff, 0xffff_ffff] : [count, directorySize, directoryOffset]
    end += little(0x0605_4b50, 4) + little(0, 2) + little(0, 2)
    end += little(fields[0], 2) + little(fields[0], 2)
    return end + little(fields[1], 4) + little(fields[2], 4) + little(0, 2)
  }

  /// Whether the sizes need fields of 8 bytes. Deflating can make random bytes a little longer.
  private var isLarge: Bool { size + (isDeflated ? size / 1000 + 100 : 0) >= largest }

  /// The fields that both headers have, from the version that a reader must know to the sizes.
  private func common(inDirectory: Bool) -> [UInt8] {
    let isLater = isDeflated && !inDirectory
    // That sizes follow the bytes; that the name is UTF-8.
    let flags = (isDeflated ? 1 << 3 : 0) | 1 << 11
    var fields = Self.little(isLarge || inDirectory && offset >= largest ? 45 : 20, 2)
    fields += Self.little(flags, 2) + Self.little(isDeflated ? 8 : 0, 2)
    // Midnight of the first day that the format can express.
    fields += Self.little(0, 2) + Self.little(1 << 5 | 1, 2)
    fields += Self.little(isLater ? 0 : Int(sum), 4)
    for number in [storedSize, size] {
      fields += Self.little(isLarge ? 0xffff_ffff : isLater ? 0 : number, 4)
    }
    return fields
  }

  /// A field that only fills a gap, so that the bytes begin at a multiple of 64.
  private func padding(after offset: Int) -> [UInt8] {
    let smallest = 6
    let gap = (64 - (offset + smallest) % 64) % 64
    // The number that Android's tools use for this purpose, with the alignment.
    return Self.little(0xd935, 2) + Self.little(2 + gap, 2) + Self.little(64, 2)
      + [UInt8](repeating: 0, count: gap)
  }

  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
