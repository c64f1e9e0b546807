import CKernels

/// The positions of the true elements, one row of coordinates for each, in row-major order.
///
/// ```swift
/// positions(of: Tensor([[1, -2], [-3, 4]]) > 0)  // [[0, 0], [1, 1]]
/// ```
///
/// TensorFlow and NumPy call this `where`; `gatherND` takes the elements at these positions.
///
/// - **Shapes:** [number of true elements, rank].
/// - **DTypes:** `bool`; the result is `int64`.
/// - **Gradient:** none.
/// - Precondition: the condition is `bool`, and in a graph it is known while it is traced, because
///   a graph's shapes cannot depend on what it computes.
public func positions(of condition: some TensorConvertible) -> Tensor {
  let condition = condition.tensor
  guard !condition.isSymbolic else { return bind(TruePositions(), [condition]) }
  // Positions that are known are a constant of a graph.
  return Context.with(interpreter: nil, tapes: []) { bind(TruePositions(), [condition]) }
}

/// The coordinates of true elements.
struct TruePositions: Primitive {
  var name: String { "positions(of:)" }

  /// The shape depends on the elements and not only on their number, so the true ones are counted.
  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let condition = inputs[0]
    guard condition.dtype == .bool else {
      misuse(
        name, "the condition is a \(condition.dtype) tensor",
        cure: "compare first, as in positions(of: x > 0)")
    }
    guard !condition.isSymbolic else {
      misuse(
        name, "the number of positions depends on values, which a graph does not have yet",
        cure: "use select(condition, a, b), whose shape is known, or call it outside the graph")
    }
    return TensorSpec(
      shape: [TrueIndices(of: condition).count, condition.rank], dtype: .int64)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let trueIndices = TrueIndices(of: inputs[0])
    let coordinates = Tensor(uninitialized: spec.shape, dtype: .int64)
    let (rank, dimensions) = (inputs[0].rank, inputs[0].shape.dimensions)
    coordinates.withElements(as: Int64.self) { to in
      if rank == 1 { return trueIndices.write(to: to) }
      withScratch(of: Int64.self, trueIndices.count) { flat in
        trueIndices.write(to: flat)
        parallel(trueIndices.count, smallest: 1 << 14) { part in
          for index in part {
            var rest = Int(flat[index])
            for axis in dimensions.indices.reversed() {
              // The remainder is the coordinate, and the quotient is what outer dimensions divide.
              let quotient = rest / dimensions[axis]
              to[index * rank + axis] = Int64(rest - quotient * dimensions[axis])
              rest = quotient
            }
          }
        }
      }
    }
    return coordinates
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}

/// Where the true elements are among all, in row-major order.
struct TrueIndices {
  private let condition: Tensor
  /// The number of true elements before each piece, and finally the number of all.
  private let before: [Int]
  var count: Int { before[before.count - 1] }

  private static var pieceLength: Int { 1 << 16 }

  init(of condition: Tensor) {
    let condition = condition.contiguous()
    self.condition = condition
    let pieces = condition.count.ceilDivided(by: Self.pieceLength)
    var counts = [Int](repeating: 0, count: pieces + 1)
    counts.withUnsafeMutableBufferPointer { counts in
      condition.withElements(as: UInt8.self) { elements in
        parallel(pieces, smallest: 2, multiple: 1) {
          for piece in $0 {
            let start = piece * Self.pieceLength
            counts[piece + 1] = kernel_true_count(
              elements + start, min(Self.pieceLength, condition.count - start))
          }
        }
      }
      for piece in 0..<pieces { counts[piece + 1] += counts[piece] }
    }
    before = counts
  }

  /// Writes all indices, those of each piece after those of the pieces before it.
  func write(to indices: UnsafeMutablePointer<Int64>) {
    condition.withElements(as: UInt8.self) { elements in
      parallel(before.count - 1, smallest: 2, multiple: 1) {
        for piece in $0 {
          let start = piece * Self.pieceLength
          kernel_true_indices(
            elements + start, Int64(start), indices + before[piece],
            min(Self.pieceLength, condition.count - start))
        }
      }
    }
  }
}

extension TensorConvertible {
  /// The number of elements that are not 0, or that are true.
  ///
  /// ```swift
  /// Tensor([[0, 5], [3, 4]]).countNonzero(axis: 1)  // [1, 2]
  /// ```
  ///
  /// - **DTypes:** all; the result is `int64`.
  /// - **Gradient:** none.
  /// - Precondition: the axis exists.
  public func countNonzero(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    let x = tensor
    return cast(x.dtype == .bool ? x : x != 0, to: .int64).sum(axis: axis, keepDims: keepDims)
  }
}
