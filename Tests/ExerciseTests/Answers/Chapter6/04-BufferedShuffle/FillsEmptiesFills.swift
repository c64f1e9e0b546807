func bufferedShuffle(
  _ source: AnyIterator<Int>, buffer: Int, draw: @escaping (Int) -> Int
) throws -> AnyIterator<Int> {
  var held: [Int] = []
  return AnyIterator {
    if held.isEmpty {
      while held.count < buffer, let next = source.next() { held.append(next) }
    }
    return held.isEmpty ? nil : held.remove(at: draw(held.count))
  }
}
