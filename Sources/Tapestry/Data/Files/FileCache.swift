import Foundation

extension Dataset {
  /// The same elements, computed in the first pass and kept in a file for those after it, also of
  /// later runs of the program.
  ///
  /// ```swift
  /// let images = Dataset.tfRecords("photos.tfrecord").map { try decode($0) }
  ///   .cache(in: "photos.cache").shuffle(1000)
  /// ```
  ///
  /// The file holds the elements' tensors as records with check sums. It appears when a pass reached
  /// the end. Remove it when the dataset before it changes.
  ///
  /// Throws: `DatasetError` if the file cannot be read or written, or is damaged; if elements differ
  /// in more than their tensors, which a file of tensors cannot keep.
  public func cache(in path: String) -> Dataset<Element, any Error> {
    Dataset<Element, any Error>(
      stage: FileCacheStage(
        input: stage, path: path, structure: structure.ofSamples(in: stage.table)),
      structure: structure)
  }
}

private struct FileCacheStage: Stage {
  let input: any Stage
  let path: String
  let structure: SampleStructure
  var inputs: [any Stage] { [input] }
  var cardinality: Cardinality { input.cardinality }

  func makeIterator() -> StageIterator {
    FileManager.default.fileExists(atPath: path)
      ? CacheFileReader(self) : CacheFileWriter(self)
  }

  /// The first element, of which those in the file differ in their tensors only.
  func template() throws -> Sample? {
    var positions = input.seedPositions[...]
    defer { input.restore(&positions) }
    return try input.makeIterator().next()
  }
}

private final class CacheFileWriter: StageIterator {
  private let stage: FileCacheStage
  private let input: StageIterator
  private var writer: TFRecordWriter?
  private var isComplete = true
  private var first: Signature?
  private var count = 0

  init(_ stage: FileCacheStage) {
    self.stage = stage
    input = stage.input.makeIterator()
  }

  override func next() throws -> Sample? {
    do {
      guard let sample = try input.next() else {
        try finish()
        return nil
      }
      try keep(sample)
      return stage.structure.rebuild(sample, stage.structure.tensors(sample))
    } catch {
      isComplete = false
      writer = nil
      throw error
    }
  }

  private func keep(_ sample: Sample) throws {
    guard isComplete else { return }
    let signature = stage.structure.signature(sample)
    let first = first ?? signature
    self.first = first
    guard signature.withoutTensors == first.withoutTensors else {
      throw DatasetError.differentElements(
        operation: "cache(in:)", first: first, place: count, signature)
    }
    count += 1
    let writer = try writer ?? TFRecordWriter(stage.path)
    self.writer = writer
    try writer.write(TensorRecord.bytes(of: stage.structure.tensors(sample)))
  }

  private func finish() throws {
    guard isComplete else { return }
    isComplete = false
    try (writer ?? TFRecordWriter(stage.path)).finish()
    writer = nil
  }
}

private final class CacheFileReader: StageIterator {
  private let stage: FileCacheStage
  private var records: TFRecordReader?
  private var template: Sample?
  private var count = 0

  init(_ stage: FileCacheStage) { self.stage = stage }

  override func next() throws -> Sample? {
    let records = try records ?? TFRecordReader(stage.path)
    self.records = records
    guard let record = try records.next() else { return nil }
    let template = try template ?? stage.template()
    self.template = template
    let tensors = TensorRecord.tensors(in: record)
    guard let tensors, let template,
      tensors.count == stage.structure.tensors(template).count
    else {
      throw DatasetError.malformed(
        file: stage.path, place: "record \(count)", found: "something else",
        expected: "an element like those of the dataset before cache(in:)")
    }
    count += 1
    return stage.structure.rebuild(template, tensors)
  }
}

/// Tensors as bytes: for each its type, rank and dimensions, then its elements.
enum TensorRecord {
  static func bytes(of tensors: [Tensor]) -> [UInt8] {
    var bytes: [UInt8] = []
    for tensor in tensors.map({ $0.contiguous() }) {
      bytes.append(UInt8(DType.allCases.firstIndex(of: tensor.dtype)!))
      bytes.append(UInt8(tensor.rank))
      for dimension in tensor.shape.dimensions {
        withUnsafeBytes(of: UInt64(dimension).littleEndian) { bytes += $0 }
      }
      withExtendedLifetime(tensor) {
        bytes += UnsafeRawBufferPointer(
          start: tensor.address, count: tensor.count * tensor.dtype.size)
      }
    }
    return bytes
  }

  /// The tensors; nil if the bytes are something else.
  static func tensors(in bytes: [UInt8]) -> [Tensor]? {
    var tensors: [Tensor] = []
    var rest = bytes[...]
    while let type = rest.popFirst() {
      guard type < DType.allCases.count, let rank = rest.popFirst(), rest.count >= 8 * Int(rank)
      else { return nil }
      let dtype = DType.allCases[Int(type)]
      var dimensions: [Int] = []
      var size = dtype.size
      for _ in 0..<rank {
        let dimension = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        guard let dimension = Int(exactly: dimension) else { return nil }
        let (product, isTooLarge) = size.multipliedReportingOverflow(by: dimension)
        if isTooLarge { return nil }
        dimensions.append(dimension)
        size = product
      }
      // A dimension of 0 hides the size of the others, which a shape may not have either.
      let known = dimensions.filter { $0 > 0 }
      let (_, isTooLarge) = known.reduce((1, false)) { product, dimension in
        let (next, overflow) = product.0.multipliedReportingOverflow(by: dimension)
        return (next, product.1 || overflow)
      }
      guard size <= rest.count, !isTooLarge else { return nil }
      let tensor = Tensor(uninitialized: Shape(dimensions), dtype: dtype)
      rest.prefix(size).withUnsafeBytes { source in
        if let base = source.baseAddress {
          tensor.address.copyMemory(from: base, byteCount: size)
        }
      }
      rest = rest.dropFirst(size)
      tensors.append(tensor)
    }
    return tensors
  }
}
