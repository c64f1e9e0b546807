/// A short name for bytes: two FNV-1a hashes with different factors, 128 bits in all.
///
/// It distinguishes files so that nothing is judged twice. It does not protect anything, so a
/// cryptography library, which takes a minute to build, would bring no benefit.
struct Digest {
  private var first: UInt64 = 0xcbf2_9ce4_8422_2325
  private var second: UInt64 = 0x9e37_79b9_7f4a_7c15

  init(of bytes: some Sequence<UInt8> = []) { add(bytes) }

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
      second = (second ^ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15
    }
  }

  /// Adds a part, delimited from the next one.
  mutating func add(part text: String) {
    add(text.utf8)
    add([0xff])
  }

  var text: String {
    [first, second].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
