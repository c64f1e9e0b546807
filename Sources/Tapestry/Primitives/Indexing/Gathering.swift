import CKernels
import Synchronization

// Reading the elements at positions that another tensor gives.

/// The slices of a tensor at the given positions of one dimension.
///
/// ```swift
/// let x = Tensor([[1, 2], [3, 4], [5, 6]])
/// gather(x, Tensor([2, 0]))             // [[5, 6], [1, 2]]
/// gather(x, Tensor([1]), axis: 1)       // [[2], [4], [6]]
/// ```
///
/// With `batchDimensions: n`, x and the indices share their first n dimensions, and each element of
/// these has indices of its own: with one index for each row, a vector of class indices picks each
/// row's probability. A negative n is that many fewer than the indices have.
///
/// - **Shapes:** the indices' shape takes the place of dimension `axis`.
/// - **DTypes:** x all, the indices integers.
/// - **Gradient:** of x; a slice that was taken several times gets the sum.
/// - Precondition: each index is in range, and the axis exists.
public func gather(
  _ x: some TensorConvertible, _ indices: some TensorConvertible, axis: Int = 0,
  batchDimensions: Int = 0
) -> Tensor {
  let x = x.tensor
  let indices = indices.tensor
  let axis = x.shape.existingAxis(axis, in: "gather")
  let lookup = Lookup(axis: axis, batchDimensions: batchDimensions, of: indices)
  return bind(Gather(lookup: lookup), [x, indices])
}

/// The slices of a tensor at positions that have several coordinates each.
///
/// ```swift
/// let x = Tensor([[1, 2], [3, 4], [5, 6]])
/// gatherND(x, Tensor([[2, 0], [0, 1]]))    // [5, 2]
/// gatherND(x, Tensor([[1], [1]]))          // [[3, 4], [3, 4]]
/// ```
///
/// - **Shapes:** the last dimension of the indices counts coordinates; x's remaining dimensions
///   take its place.
/// - **DTypes:** x all, the indices integers.
/// - **Gradient:** of x.
/// - Precondition: each index is in range, and has no more coordinates than x has dimensions.
public func gatherND(_ x: some TensorConvertible, _ indices: some TensorConvertible) -> Tensor {
  let (x, indices) = (x.tensor, indices.tensor)
  let coordinates = indices.shape.dimensions.last ?? 0
  guard indices.rank > 0 && coordinates <= x.rank else {
    misuse(
      "gatherND", "indices of shape \(indices.shape) into a tensor of shape \(x.shape)",
      cure: "let the last dimension of the indices hold at most \(x.rank) coordinates")
  }
  let named = Array(x.shape.dimensions.prefix(coordinates))
  let rest = Array(x.shape.dimensions.dropFirst(coordinates))
  let flat = reshape(x, Shape([named.product(in: "gatherND")] + rest))
  return gather(flat, bind(FlatPositions(dimensions: named), [indices]))
}

// MARK: - Where slices are

/// The dimension that the indices refer to, and how many leading dimensions they share with the
/// tensor.
struct Lookup: Sendable, Hashable {
  let axis: Int
  let batchDimensions: Int

  /// Whole rows along the first dimension.
  static let rows = Lookup(axis: 0, batchDimensions: 0)

  init(axis: Int, batchDimensions: Int) {
    self.axis = axis
    self.batchDimensions = batchDimensions
  }

  /// - Parameter batchDimensions: if negative, counted from the rank of the indices.
  init(axis: Int, batchDimensions: Int, of indices: Tensor) {
    let isNegative = batchDimensions < 0
    self.init(
      axis: axis, batchDimensions: isNegative ? batchDimensions + indices.rank : batchDimensions)
  }

  /// The shape of the slices that `indices` take from `x`.
  func slices(_ x: Tensor, _ indices: Tensor, in operation: String) -> Shape {
    guard indices.dtype.isInteger else {
      misuse(
        operation, "the indices are a \(indices.dtype) tensor",
        cure: "cast them to integers: cast(indices, to: .int32)")
    }
    guard batchDimensions >= 0, batchDimensions <= axis,
      x.shape.dimensions.prefix(batchDimensions)
        == indices.shape.dimensions.prefix(batchDimensions)
    else {
      misuse(
        operation,
        "\(batchDimensions) shared dimensions of shape \(x.shape) along axis \(axis) and of "
          + "indices of shape \(indices.shape)",
        cure: "share dimensions in front of the axis, and make them equal in both")
    }
    return Shape(
      Array(x.shape.dimensions.prefix(axis)) + indices.shape.dimensions.dropFirst(batchDimensions)
        + x.shape.dimensions.dropFirst(axis + 1))
  }

  /// The sizes of the blocks in memory. x is [batches, outer, size, inner], the indices are
  /// [batches, count], and the slices [batches, outer, count, inner].
  func blocks(_ x: Shape, _ indices: Shape) -> Blocks {
    func product(_ dimensions: ArraySlice<Int>) -> Int { dimensions.product(in: "gather") }
    return Blocks(
      batches: product(x.dimensions[..<batchDimensions]),
      outer: product(x.dimensions[batchDimensions..<axis]),
      size: x.dimensions[axis], count: product(indices.dimensions[batchDimensions...]),
      inner: product(x.dimensions[(axis + 1)...]))
  }

  struct Blocks {
    let batches, outer, size, count, inner: Int
  }
}

extension Shape {
  /// The dimension that `axis` means. For a scalar the message has a cure of its own, since here
  /// the axis cannot be left out.
  func existingAxis(_ axis: Int, in operation: String) -> Int {
    guard rank > 0 else {
      misuse(
        operation, "axis \(axis) of a scalar, which has no axis",
        cure: "make it a vector of one element first: reshape(x, [1])")
    }
    return resolve(axis, in: operation)
  }
}

extension Tensor {
  /// The elements, of any integer type, as Swift integers.
  var integers: [Int] {
    switch dtype {
    case .int64: scalars(as: Int.self)
    case .int32: scalars(as: Int32.self).map(Int.init)
    default: convert(self, to: .int64).scalars(as: Int.self)
    }
  }

  /// Indices into a dimension of the given size, as Swift integers; throws if one is out of range.
  func positions(below size: Int, in operation: String) throws(InvalidUse) -> [Int] {
    try Indices(self, below: size, in: operation).tensor.integers
  }
}

// MARK: - Operations

struct Gather: PartialPrimitive {
  let lookup: Lookup
  var name: String { "gather" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: lookup.slices(inputs[0], inputs[1], in: name), dtype: inputs[0].dtype)
  }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    let x = inputs[0].contiguous()
    let blocks = lookup.blocks(x.shape, inputs[1].shape)
    let indices = try Indices(inputs[1], below: blocks.size, in: name)
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    x.withBytes { from in
      y.withBytes { to in
        if blocks.inner == 1 {
          takeElements(from, blocks, indices, to, size: spec.dtype.size)
        } else if indices.isWide {
          indices.tensor.withElements(as: Int64.self) {
            copySlices(from, blocks, $0, to, size: spec.dtype.size)
          }
        } else {
          indices.tensor.withElements(as: Int32.self) {
            copySlices(from, blocks, $0, to, size: spec.dtype.size)
          }
        }
      }
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    guard input == 0 else { return nil }
    // A repeated 0 is a view: the zeros are written once, where the sum begins.
    let zeros = broadcast(Tensor(0, dtype: call.dy.dtype), to: call[0].shape)
    return bind(ScatterAdd(lookup: lookup), [zeros, call[1], call.dy])
  }

  /// Takes single elements, row by row; the cores share the elements of a long row.
  private func takeElements(
    _ from: UnsafeMutableRawPointer, _ blocks: Lookup.Blocks, _ indices: Indices,
    _ to: UnsafeMutableRawPointer, size: Int
  ) {
    let kernel =
      switch size {
      case 1: kernel_gather_bytes1
      case 2: kernel_gather_bytes2
      case 4: kernel_gather_bytes4
      default: kernel_gather_bytes8
      }
    parallel(blocks.batches * blocks.outer * blocks.count, smallest: 1 << 14) { elements in
      var first = elements.lowerBound
      while first < elements.upperBound {
        let (block, start) = first.quotientAndRemainder(dividingBy: blocks.count)
        let length = min(elements.upperBound - first, blocks.count - start)
        indices.withAddress(of: block / blocks.outer * blocks.count + start) {
          kernel(from + block * blocks.size * size, $0, indices.wide, to + first * size, length)
        }
        first += length
      }
    }
  }

  /// Copies slices of several elements each, whatever their type.
  @inline(__always)
  private func copySlices<I: FixedWidthInteger>(
    _ from: UnsafeMutableRawPointer, _ blocks: Lookup.Blocks, _ indices: UnsafeMutablePointer<I>,
    _ to: UnsafeMutableRawPointer, size: Int
  ) {
    let sliceBytes = blocks.inner * size
    let smallest = max(2, (1 << 16) / max(blocks.inner, 1))
    parallel(blocks.batches * blocks.outer * blocks.count, smallest: smallest) { slices in
      for slice in slices {
        let (block, position) = slice.quotientAndRemainder(dividingBy: blocks.count)
        let index = Int(indices[block / blocks.outer * blocks.count + position])
        (to + slice * sliceBytes).copyMemory(
          from: from + (block * blocks.size + index) * sliceBytes, byteCount: sliceBytes)
      }
    }
  }
}

/// The row-major indices of elements whose coordinates are the last dimension of `coordinates`.
package func flatPositions(of coordinates: Tensor, in dimensions: [Int]) -> Tensor {
  bind(FlatPositions(dimensions: dimensions), [coordinates])
}

/// The row-major indices of elements that are given by their coordinates.
struct FlatPositions: PartialPrimitive {
  let dimensions: [Int]
  var name: String { "gatherND" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    guard inputs[0].dtype.isInteger else {
      misuse(
        name, "the indices are a \(inputs[0].dtype) tensor",
        cure: "cast them to integers: cast(indices, to: .int32)")
    }
    return TensorSpec(shape: Shape(Array(inputs[0].shape.dimensions.dropLast())), dtype: .int64)
  }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    let coordinates = Indices(inputs[0])
    let positions = Tensor(uninitialized: spec.shape, dtype: .int64)
    let missing = Mutex<Int?>(nil)
    positions.withElements(as: Int.self) { positions in
      func flatten<I: FixedWidthInteger>(_ coordinates: UnsafeMutablePointer<I>) {
        parallel(spec.shape.elementCount) { elements in
          for element in elements {
            var position = 0
            for axis in dimensions.indices {
              let coordinate = Int(coordinates[element * dimensions.count + axis])
              // Unsigned, a negative number is larger than any size.
              guard UInt(bitPattern: coordinate) < UInt(dimensions[axis]) else {
                return missing.withLock { $0 = min($0 ?? element, element) }
              }
              position = position * dimensions[axis] + coordinate
            }
            positions[element] = position
          }
        }
      }
      if coordinates.isWide {
        coordinates.tensor.withElements { flatten($0 as UnsafeMutablePointer<Int64>) }
      } else {
        coordinates.tensor.withElements { flatten($0 as UnsafeMutablePointer<Int32>) }
      }
    }
    if let element = missing.withLock({ $0 }) {
      throw outOfRange((0..<dimensions.count).map { coordinates[element * dimensions.count + $0] })
    }
    return positions
  }

  /// Why an element at these coordinates does not exist.
  private func outOfRange(_ coordinates: [Int]) -> InvalidUse {
    let axis = dimensions.indices.first { !(0..<dimensions[$0]).contains(coordinates[$0]) } ?? 0
    let (coordinate, size) = (coordinates[axis], dimensions[axis])
    return InvalidUse(
      name, "coordinate \(coordinate) is out of range for dimension \(axis) of size \(size)",
      cure: size == 0 ? "the dimension is empty" : "use one from 0 to \(size - 1)")
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
