import FileAccess
import Foundation

extension Dataset {
  /// The same elements, computed in the first iteration and cached in a file for later ones, also
  /// in later runs of the program.
  ///
  /// ```swift
  /// let images = Dataset.tfRecords("photos.tfrecord").map { try decode($0) }
  ///   .cache(in: "photos.cache").shuffle(1000)
  /// ```
  ///
  /// The file holds the elements' tensors as records with checksums, and at its end their number.
  /// It is created when an iteration reaches the end. Remove it when the dataset before it changes.
  ///
  /// - Throws: `DatasetError` if the file cannot be read or written, or is damaged, or if elements
  ///   differ in more than their tensors, which a file of tensors cannot store.
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
    // What is written to a device cannot be read back.
    FileManager.default.fileExists(atPath: path) && !WholeFile.isStream(path)
      ? CacheFileReader(self) : CacheFileWriter(self)
  }

  /// The first element, from which those in the file differ only in their tensors.
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
  private var first: (signature: Signature, dtypes: [DType])?
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
    let tensors = stage.structure.tensors(sample)
    let first = first ?? (signature, tensors.map(\.dtype))
    self.first = first
    guard signature.withoutTensors == first.signature.withoutTensors,
      tensors.map(\.dtype) == first.dtypes
    else {
      throw DatasetError.differentElements(
        operation: "cache(in:)", first: first.signature, index: count, signature)
    }
    count += 1
    let writer = try writer ?? TFRecordWriter(stage.path)
    self.writer = writer
    try writer.write(TensorRecord.bytes(of: tensors))
  }

  private func finish() throws {
    guard isComplete else { return }
    isComplete = false
    let writer = try writer ?? TFRecordWriter(stage.path)
    self.writer = nil
    try writer.write(TensorRecord.endMark(count))
    try writer.finish()
  }
}

private final class CacheFileReader: StageIterator {
  private let stage: FileCacheStage
  private var records: TFRecordReader?
  private var template: Sample?
  private var count = 0

  private var isDone = false

  init(_ stage: FileCacheStage) { self.stage = stage }

  override func next() throws -> Sample? {
    if isDone { return nil }
    let records = try records ?? TFRecordReader(stage.path)
    self.records = records
    guard let record = try next(of: records) else {
      throw damaged("the file ends without the number of its elements")
    }
    if let count = TensorRecord.count(inEndMark: record) {
      isDone = true
      guard count == self.count else { throw damaged("\(count) elements were written") }
      guard try next(of: records) == nil else { throw damaged("something follows the end") }
      return nil
    }
    let template = try template ?? stage.template()
    self.template = template
    guard let tensors = TensorRecord.tensors(in: record), let template,
      tensors.map(\.dtype) == stage.structure.tensors(template).map(\.dtype)
    else { throw damaged("something else than an element") }
    count += 1
    return stage.structure.rebuild(template, tensors)
  }

  private func next(of records: TFRecordReader) throws -> [UInt8]? {
    do {
      return try records.next()
    } catch DatasetError.malformed(_, let location, let found, _) {
      throw damaged("\(location) has \(found)")
    }
  }

  private func damaged(_ found: String) -> DatasetError {
    isDone = true
    return .damagedCache(file: stage.path, location: "element \(count)", found: found)
  }
}

/// Tensors as bytes: for each, its type, rank and dimensions, then its elements.
enum TensorRecord {
  /// A number that no type has.
  private static let end: UInt8 = 0xff

  /// The end mark after `count` elements: without it, a file that was cut off between two of them
  /// would pass for a shorter one.
  static func endMark(_ count: Int) -> [UInt8] {
    [end] + withUnsafeBytes(of: UInt64(count).littleEndian, Array.init)
  }

  /// The number of elements in an end mark; nil if the bytes are not one.
  static func count(inEndMark bytes: [UInt8]) -> Int? {
    guard bytes.count == 9, bytes[0] == end else { return nil }
    return Int(exactly: bytes[1...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  static func bytes(of tensors: [Tensor]) -> [UInt8] {
    var bytes: [UInt8] = []
    for tensor in tensors.map({ $0.contiguous() }) {
      bytes.append(UInt8(DType.allCases.firstIndex(of: tensor.dtype)!))
      bytes.append(UInt8(tensor.rank))
      for dimension in tensor.shape.dimensions {
        withUnsafeBytes(of: UInt64(dimension).littleEndian) { bytes += $0 }
      }
      tensor.withBytes {
        bytes += UnsafeRawBufferPointer(start: $0, count: tensor.count * tensor.dtype.size)
      }
    }
    return bytes
  }

  /// The tensors; nil if the bytes are not a valid record.
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
      // A dimension of 0 would hide an overflow of the others, which a shape may not have either.
      let known = dimensions.filter { $0 > 0 }
      let (_, isTooLarge) = known.reduce((1, false)) { product, dimension in
        let (next, overflow) = product.0.multipliedReportingOverflow(by: dimension)
        return (next, product.1 || overflow)
      }
      guard size <= rest.count, !isTooLarge else { return nil }
      // Kernels use the byte of a Boolean as it is.
      if dtype == .bool, rest.prefix(size).contains(where: { $0 > 1 }) { return nil }
      let tensor = Tensor(uninitialized: Shape(dimensions), dtype: dtype)
      rest.prefix(size).withUnsafeBytes { source in
        if let base = source.baseAddress {
          tensor.withBytes { $0.copyMemory(from: base, byteCount: size) }
        }
      }
      rest = rest.dropFirst(size)
      tensors.append(tensor)
    }
    return tensors
  }
}
