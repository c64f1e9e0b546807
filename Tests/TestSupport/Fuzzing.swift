import Foundation

/// Bytes that a reader may be given: those of a corpus, changed at random.
///
/// ```swift
/// try fuzz("IDX", corpus: [whole]) { bytes in … }
/// ```
///
/// A test run tries some thousands, always the same. `FUZZ_SECONDS=3600 swift test --filter Fuzz`
/// continues for an hour with new ones. Each has its own seed, which is stated in the error; the
/// input of a reader that stops the program is left in the file that is named at the start.
/// `FUZZ_SEED=17` tries that input again.
public func fuzz(
  _ name: String, corpus: [[UInt8]], count: Int = 3000, _ body: ([UInt8]) throws -> Void
) throws {
  try fuzz(name, count: count, making: { $0.changed(corpus) }, body)
}

/// JSON texts that a reader may be given: those of a corpus, with values and keys changed.
public func fuzz(
  _ name: String, corpus: [FuzzedJSON], count: Int = 3000, _ body: ([UInt8]) throws -> Void
) throws {
  try fuzz(name, count: count, making: { $0.changed(corpus) }, body)
}

private func fuzz(
  _ name: String, count: Int, making input: (FuzzInput) -> [UInt8],
  _ body: ([UInt8]) throws -> Void
) throws {
  let environment = ProcessInfo.processInfo.environment
  if let seed = environment["FUZZ_SEED"].flatMap({ UInt64($0) }) {
    try body(input(FuzzInput(seed: seed)))
    return
  }
  let seconds = environment["FUZZ_SECONDS"].flatMap { Double($0) }
  let first = seconds == nil ? 0 : UInt64.random(in: 0..<1 << 62)
  let log = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(name).seed")
  if seconds != nil { print("\(name): from seed \(first) on; the last is in \(log.path)") }
  defer { if seconds != nil { try? FileManager.default.removeItem(at: log) } }
  // The file stays open: opening it for each input took a tenth of a fast reader's time.
  if seconds != nil { try Data().write(to: log) }
  let file = seconds == nil ? nil : try FileHandle(forWritingTo: log)
  let end = seconds.map { Date(timeIntervalSinceNow: $0) }
  var seed = first
  while end.map({ Date() < $0 }) ?? (seed < first + UInt64(count)) {
    try file?.seek(toOffset: 0)
    try file?.write(contentsOf: Data("\(seed)\n".utf8))
    do {
      try body(input(FuzzInput(seed: seed)))
    } catch {
      throw FuzzError(description: "\(name): FUZZ_SEED=\(seed): \(error)")
    }
    seed += 1
  }
  if seconds != nil { print("\(name): \(seed - first) inputs") }
}

/// What went wrong, and with which input.
public struct FuzzError: Error, CustomStringConvertible {
  /// The reader, the seed and what does not hold.
  public let description: String

  /// An error with this description.
  public init(description: String) { self.description = description }
}

/// A condition that must hold for every input.
public func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw FuzzError(description: message()) }
}

/// One stream of random numbers (SplitMix64), and what it makes of a corpus.
public struct FuzzInput: RandomNumberGenerator {
  private var state: UInt64

  /// The input of a seed.
  public init(seed: UInt64) { state = seed &* 0xd134_2543_de82_ef95 }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  /// One of the corpus with some changes, most often few.
  public func changed(_ corpus: [[UInt8]]) -> [UInt8] {
    var random = self
    var bytes = corpus.randomElement(using: &random) ?? []
    for _ in 0..<(random.next() % 8 == 0 ? Int.random(in: 0...40, using: &random) : 2) {
      random.change(&bytes, corpus)
    }
    return bytes
  }

  /// Numbers at which readers go wrong.
  private static let numbers: [UInt64] = [
    0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
    0x1_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, .max,
  ]

  private mutating func change(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
    let offset = bytes.isEmpty ? 0 : Int.random(in: 0...bytes.count, using: &self)
    let length = Int.random(in: 1...9, using: &self)
    let range = offset..<min(offset + length, bytes.count)
    switch next() % 9 {
    case 0 where offset < bytes.count: bytes[offset] ^= 1 << UInt8(next() % 8)
    case 1 where offset < bytes.count: bytes[offset] = UInt8.random(in: 0...255, using: &self)
    case 2: bytes.removeSubrange(range)
    case 3: bytes.removeSubrange(offset...)
    case 4: bytes.insert(contentsOf: bytes[range], at: offset)
    case 5:
      let other = corpus.randomElement(using: &self) ?? []
      bytes.replaceSubrange(offset..., with: other.dropFirst(offset))
    case 6:
      let number = Self.numbers.randomElement(using: &self)!
      let size = [1, 2, 4, 8].randomElement(using: &self)!
      var word = withUnsafeBytes(of: number.littleEndian) { Array($0.prefix(size)) }
      if next() % 2 == 0 { word.reverse() }
      bytes.replaceSubrange(offset..<min(offset + size, bytes.count), with: word)
    case 7:
      let other = corpus.randomElement(using: &self) ?? []
      bytes.insert(contentsOf: other.suffix(length), at: offset)
    default:
      bytes.insert(
        contentsOf: (0..<length).map { _ in UInt8.random(in: 0...255, using: &self) }, at: offset)
    }
  }
}
