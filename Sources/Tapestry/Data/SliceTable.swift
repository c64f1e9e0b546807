/// Tensors whose slices along the first dimension are the elements of a dataset.
final class SliceTable: Sendable {
  /// In row-major order, so that a row is contiguous in memory.
  private let columns: [Tensor]
  private let rowShapes: [Shape]
  /// The number of rows.
  let count: Int
  // Safe to share, because it never changes; its type is known to the code that made the table.
  /// A `Box` with an element that differs from the rows only in its tensors.
  nonisolated(unsafe) let template: AnyObject

  /// Stops the program if the tensors do not all have the same number of slices.
  init(_ columns: [Tensor], template: AnyObject) {
    guard let first = columns.first else {
      misuse("fromTensorSlices", "no tensors", cure: "give at least one tensor to cut into slices")
    }
    for (index, column) in columns.enumerated() {
      guard column.rank > 0 else {
        misuse(
          "fromTensorSlices", "tensor \(index) is a scalar, which has no slices",
          cure: "give it a first dimension, or make one element of it: fromTensors")
      }
      guard column.shape.dimensions[0] == first.shape.dimensions[0] else {
        misuse(
          "fromTensorSlices",
          "tensor 0 of shape \(first.shape) has \(first.shape.dimensions[0]) slices, tensor "
            + "\(index) of shape \(column.shape) has \(column.shape.dimensions[0])",
          cure: "give tensors with equal first dimensions, one slice of each for each element")
      }
    }
    self.columns = columns.map { $0.contiguous() }
    rowShapes = columns.map { Shape(Array($0.shape.dimensions.dropFirst())) }
    count = first.shape.dimensions[0]
    self.template = template
  }

  /// One slice of each tensor: views, which copy nothing.
  func row(_ row: Int) -> [Tensor] {
    zip(columns, rowShapes).map { $0.row(row, shape: $1) }
  }

  /// The shapes of a batch of `count` rows.
  func batchShapes(_ count: Int) -> [Shape] {
    rowShapes.map { Shape([count] + $0.dimensions) }
  }

  /// The given rows of each tensor, as batches; `shapes` is what `batchShapes` returns for their
  /// number.
  func gather(_ rows: [Int], shapes: [Shape]) -> [Tensor] {
    var batch: [Tensor] = []
    batch.reserveCapacity(columns.count)
    for (index, column) in columns.enumerated() {
      let result = Tensor(uninitialized: shapes[index], dtype: column.dtype)
      let rowBytes = rows.isEmpty ? 0 : result.count / rows.count * column.dtype.size
      column.withBytes { source in
        result.withBytes { target in
          switch rowBytes {
          case 0: break
          case 4: Self.copy(rows, from: source, to: target, as: UInt32.self)
          case 8: Self.copy(rows, from: source, to: target, as: UInt64.self)
          default: Self.copy(rows, of: rowBytes, from: source, to: target)
          }
        }
      }
      batch.append(result)
    }
    return batch
  }

  /// Copies rows that are as long as a machine word, whatever their type: copying them byte by
  /// byte, or with a call for each, would take most of the time of a pipeline of small rows.
  private static func copy<Bits: BitwiseCopyable>(
    _ rows: [Int], from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer,
    as: Bits.Type
  ) {
    let size = MemoryLayout<Bits>.size
    for (index, row) in rows.enumerated() {
      let bits = source.loadUnaligned(fromByteOffset: row * size, as: Bits.self)
      target.storeBytes(of: bits, toByteOffset: index * size, as: Bits.self)
    }
  }

  private static func copy(
    _ rows: [Int], of rowBytes: Int, from source: UnsafeMutableRawPointer,
    to target: UnsafeMutableRawPointer
  ) {
    parallel(rows.count, smallest: max(2, (1 << 18) / rowBytes), multiple: 1) { part in
      for index in part {
        (target + index * rowBytes)
          .copyMemory(from: source + rows[index] * rowBytes, byteCount: rowBytes)
      }
    }
  }
}

extension Tensor {
  /// One slice along the first dimension of a tensor in row-major order; a view.
  func row(_ row: Int, shape: Shape) -> Tensor {
    Tensor(
      view: self, shape: shape, offset: value.offset + row * shape.elementCount, strides: nil)
  }
}
