func batched<Source: Sequence>(
  _ source: Source, size: Int
) throws -> AnySequence<[Source.Element]> {
  AnySequence {
    var iterator = source.makeIterator()
    var ahead = iterator.next()
    return AnyIterator {
      var batch: [Source.Element] = []
      while batch.count < size, let element = ahead {
        batch.append(element)
        ahead = iterator.next()
      }
      return batch.isEmpty ? nil : batch
    }
  }
}
