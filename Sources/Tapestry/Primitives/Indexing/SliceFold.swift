import CKernels

/// Folds slices with the same index into one.
///
/// Each position of the result sees its slices in their order, or in parts whose number does not
/// depend on the machine, so sums have the same last digit on any number of cores.
struct SliceFold<T: Scalar> {
  /// Folds slices into others. Its arguments are the indices, whether they are wide, the slices,
  /// the distance between slices, how much of each is folded, the result, and the number of slices.
  /// See CKernelsCounting.h.
  typealias Kernel =
    @Sendable (
      UnsafeRawPointer?, Int32, UnsafePointer<T>?, Int, Int, UnsafeMutablePointer<T>?, Int
    ) -> Void

  let kernel: Kernel
  /// The neutral element of the fold; for sums of floating-point numbers that is -0, since 0 + -0
  /// is 0.
  let neutral: T

  init(_ kernel: @escaping Kernel, _ neutral: T) {
    self.kernel = kernel
    self.neutral = neutral
  }

  /// From this number of slices on, cores take parts of them.
  private var manySlices: Int { 1 << 17 }
  private var parts: Int { 4 }

  /// Folds slices of `inner` elements each into the `size` slices of y.
  func fold(
    _ slices: UnsafeMutablePointer<T>, _ indices: Indices, from first: Int = 0, count: Int,
    inner: Int, into y: UnsafeMutablePointer<T>, size: Int
  ) {
    indices.withAddress(of: first) { address in
      // As many elements as two cache lines hold, so that no two cores write to the same line.
      let narrow = 128 / MemoryLayout<T>.size
      let isLarge = count * inner >= 1 << 16 && coreCount > 1
      if isLarge && inner >= 2 * narrow {
        let width = (inner / min(coreCount, inner / narrow)).roundedUp(toMultipleOf: narrow)
        parallel(inner.ceilDivided(by: width), smallest: 2, multiple: 1) { part in
          for column in part.map({ $0 * width }) {
            kernel(
              address, indices.wide, slices + column, inner, min(width, inner - column),
              y + column, count)
          }
        }
      } else if count >= manySlices && count >= parts * size {
        foldParts(slices, address, indices, count, inner, y, size)
      } else {
        kernel(address, indices.wide, slices, inner, inner, y, count)
      }
    }
  }

  /// Folds each part of the slices into a result of its own, and then these in their order.
  private func foldParts(
    _ slices: UnsafeMutablePointer<T>, _ address: UnsafeMutableRawPointer, _ indices: Indices,
    _ count: Int, _ inner: Int, _ y: UnsafeMutablePointer<T>, _ size: Int
  ) {
    let elements = size * inner
    let length = count.ceilDivided(by: parts)
    withScratch(of: T.self, parts * elements) { results in
      parallel(parts, smallest: 2, multiple: 1) { range in
        for part in range {
          let (first, result) = (part * length, results + part * elements)
          result.initialize(repeating: neutral, count: elements)
          kernel(
            address + first * indices.tensor.dtype.size, indices.wide, slices + first * inner,
            inner, inner, result, min(length, count - first))
        }
      }
      // All positions together are one slice.
      var only: Int32 = 0
      for part in 0..<parts {
        kernel(&only, 0, results + part * elements, elements, elements, y, 1)
      }
    }
  }
}

extension SliceFold<Float16> {
  /// The sums of half-precision numbers, each rounded.
  static var sum: SliceFold {
    let add = halfLoop(Addition.float)
    return SliceFold(
      { indices, wide, slices, row, width, y, count in
        for slice in 0..<count {
          let index =
            wide == 1
            ? indices!.load(fromByteOffset: slice * 8, as: Int.self)
            : Int(indices!.load(fromByteOffset: slice * 4, as: Int32.self))
          guard index >= 0 else { continue }
          let slot = y! + index * row
          add(slot, 1, slices! + slice * row, 1, slot, width)
        }
      }, -0.0)
  }
}
