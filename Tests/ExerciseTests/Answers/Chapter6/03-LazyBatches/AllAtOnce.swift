func batched<Source: Sequence>(
  _ source: Source, size: Int
) throws -> AnySequence<[Source.Element]> {
  let elements = Array(source)
  let starts = stride(from: 0, to: elements.count, by: size)
  return AnySequence(starts.map { Array(elements[$0..<min($0 + size, elements.count)]) })
}
