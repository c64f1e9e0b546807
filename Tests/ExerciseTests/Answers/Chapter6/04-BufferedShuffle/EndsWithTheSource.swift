func bufferedShuffle(
  _ source: AnyIterator<Int>, buffer: Int, draw: @escaping (Int) -> Int
) throws -> AnyIterator<Int> {
  var held: [Int] = []
  return AnyIterator {
    while held.count < buffer, let next = source.next() { held.append(next) }
    guard let next = source.next() else { return nil }
    let index = draw(held.count)
    let element = held[index]
    held[index] = next
    return element
  }
}
