func batched<Source: Sequence>(
  _ source: Source, size: Int
) throws -> AnySequence<[Source.Element]> {
  AnySequence {
    var iterator = source.makeIterator()
    return AnyIterator {
      var batch: [Source.Element] = []
      while batch.count < size, let element = iterator.next() { batch.append(element) }
      return batch.count < size ? nil : batch
    }
  }
}
