func bufferedShuffle(
  _ source: AnyIterator<Int>, buffer: Int, draw: @escaping (Int) -> Int
) throws -> AnyIterator<Int> {
  var held: [Int] = []
  return AnyIterator {
    while held.count < buffer, let next = source.next() { held.append(next) }
    if held.isEmpty { return nil }
    let index = draw(held.count)
    guard let next = source.next() else { return held.remove(at: index) }
    let element = held[index]
    held[index] = next
    return element
  }
}
