func bufferedShuffle(
  _ source: AnyIterator<Int>, buffer: Int, draw: @escaping (Int) -> Int
) throws -> AnyIterator<Int> {
  var held = Array(source)
  return AnyIterator { held.isEmpty ? nil : held.remove(at: draw(held.count)) }
}
