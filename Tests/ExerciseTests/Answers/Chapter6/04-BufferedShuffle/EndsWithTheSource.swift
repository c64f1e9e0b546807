func bufferedShuffle(
  _ source: AnyIterator<Int>, buffer: Int, draw: @escaping (Int) -> Int
) throws -> AnyIterator<Int> {
  var held: [Int] = []
  return AnyIterator {
    while held.count < buffer, let next = source.next() { held.append(next) }
    guard let next = source.next() else { return nil }
    let place = draw(held.count)
    let element = held[place]
    held[place] = next
    return element
  }
}
