/// An N-dimensional array of numbers of one type, which never changes.
///
/// ```swift
/// let matrix = Tensor([[1, 2], [3, 4]], dtype: .float32)
/// matrix.shape          // (2, 2)
/// matrix.dtype          // float32
/// print(matrix * 2)     // tf.Tensor(\n[[2. 4.]\n [6. 8.]], shape=(2, 2), dtype=float32)
/// ```
///
/// The element type is a value and not a generic parameter: a program prints it, casts between
/// types and keeps tensors of several types in one list. Swift's types appear at the edges only,
/// where numbers come in (`Tensor([Float])`) and go out (`scalars(as: Float.self)`).
///
/// - **Source:** book, chapter 1, section 1.
public struct Tensor: Sendable {
  /// A single reference, so that copying a tensor costs one retain.
  private(set) var value: TensorValue

  /// The number of elements along each dimension.
  public var shape: Shape { value.shape }

  /// The type of the elements.
  public var dtype: DType { value.dtype }

  /// The number of dimensions.
  public var rank: Int { value.shape.rank }

  /// The number of elements.
  public var count: Int { value.count }

  /// The shape and the element type together.
  public var spec: TensorSpec { TensorSpec(shape: shape, dtype: dtype) }
}

/// What a tensor refers to: a view of some storage.
///
/// Element (i, j, …) is found `offset + i * strides[0] + j * strides[1] + …` elements into the
/// storage, so that transposing, slicing and broadcasting make new views and copy nothing. Safe to
/// share between threads, because nothing changes once the tensor has left the code that made it.
final class TensorValue: @unchecked Sendable {
  let dtype: DType
  let shape: Shape
  let count: Int
  /// nil for a symbolic tensor.
  private var backing: Storage?
  let offset: Int
  /// nil if the elements are in row-major order without gaps, as they usually are.
  let strides: [Int]?
  /// What the tensor stands for while a function is traced; nil for a tensor that has values.
  let symbol: Symbol?
  /// Which steps of a sequence are present, and which are padding; layers read and set it. It is
  /// set by the layer that made the tensor, before any other code sees it.
  var mask: Tensor?
  /// What the elements were computed from, if they are probabilities. Set before any other code
  /// sees the tensor, and never again.
  var logits: Logits?

  /// The elements' memory. Stops the program for a symbolic tensor, which has none.
  var storage: Storage {
    guard let backing else {
      misuse(
        "Tensor", "a value was asked of a symbolic tensor of \(symbol!.trace.name)",
        cure: "while a function is traced, tensors stand for values of later runs: compute with "
          + "them, and look at what the function returns")
    }
    return backing
  }

  init(
    dtype: DType, shape: Shape, count: Int, storage: Storage, offset: Int = 0,
    strides: [Int]? = nil
  ) {
    self.dtype = dtype
    self.shape = shape
    self.count = count
    backing = storage
    self.offset = offset
    self.strides = strides
    symbol = nil
  }

  /// Whether no other tensor refers to the same memory.
  func ownsStorage() -> Bool { isKnownUniquelyReferenced(&backing) }

  /// A symbolic tensor.
  init(_ spec: TensorSpec, symbol: Symbol) {
    dtype = spec.dtype
    shape = spec.shape
    count = spec.shape.elementCount
    backing = nil
    offset = 0
    strides = nil
    self.symbol = symbol
  }
}

/// What probabilities were computed from.
struct Logits {
  /// A function that makes probabilities.
  enum Function: Sendable {
    /// Applied to each element by itself.
    case sigmoid
    /// Applied along the last axis.
    case softmax
  }

  /// The function that was applied.
  let function: Function
  /// What it was applied to.
  let tensor: Tensor
}

/// What a symbolic tensor stands for: the result of a node of the graph that is being traced.
struct Symbol {
  let trace: any Trace
  let node: Int
}

/// A trace in progress; a symbolic tensor knows the one to which it belongs.
protocol Trace: AnyObject {
  /// What is traced, for messages.
  var name: String { get }
}

extension Tensor {
  /// A tensor of undefined content; the kernel that asks for it writes every element.
  init(uninitialized shape: Shape, dtype: DType) {
    let count = shape.elementCount
    let (byteCount, leaves) = count.multipliedReportingOverflow(by: dtype.size)
    guard !leaves, let storage = Storage.make(byteCount: byteCount) else {
      misuse(
        "Tensor", "there is no memory for \(count) elements of type \(dtype), shape \(shape)",
        cure: "make the tensor smaller, or work on a part at a time")
    }
    value = TensorValue(dtype: dtype, shape: shape, count: count, storage: storage)
  }

  /// A tensor whose elements are in the given storage, row by row.
  init(_ spec: TensorSpec, in storage: Storage, offset: Int = 0) {
    value = TensorValue(
      dtype: spec.dtype, shape: spec.shape, count: spec.shape.elementCount, storage: storage,
      offset: offset)
  }

  /// Another view of the same elements.
  init(view of: Tensor, shape: Shape, offset: Int? = nil, strides: [Int]?) {
    value = TensorValue(
      dtype: of.dtype, shape: shape, count: shape.elementCount, storage: of.value.storage,
      offset: offset ?? of.value.offset, strides: strides)
  }

  /// Whether nothing else refers to these elements, so that they can be overwritten without anyone
  /// noticing.
  mutating func isUnshared() -> Bool {
    isContiguous && value.offset == 0 && isKnownUniquelyReferenced(&value) && value.ownsStorage()
  }

  /// A tensor of elements in memory that something else owns and that outlives the tensor.
  init(borrowing bytes: UnsafeMutableRawPointer, _ spec: TensorSpec, isUniform: Bool = false) {
    let count = isUniform ? 1 : spec.shape.elementCount
    value = TensorValue(
      dtype: spec.dtype, shape: spec.shape, count: spec.shape.elementCount,
      storage: .borrowing(bytes, byteCount: count * spec.dtype.size),
      strides: isUniform && spec.shape.elementCount != 1
        ? [Int](repeating: 0, count: spec.shape.rank) : nil)
  }

  /// Whether the elements are in row-major order without gaps.
  var isContiguous: Bool { value.strides == nil }

  /// The distance in the storage from one element to the next along each dimension.
  var strides: [Int] { value.strides ?? shape.contiguousStrides }
}

extension Tensor {
  /// The same bytes read as another element type of the same size.
  init(view of: Tensor, as dtype: DType) {
    let value = of.value
    self.value = TensorValue(
      dtype: dtype, shape: value.shape, count: value.count, storage: value.storage,
      offset: value.offset, strides: value.strides)
  }
}

extension Tensor {
  /// A symbolic tensor: what a node of a graph will compute.
  init(_ spec: TensorSpec, symbol: Symbol) {
    value = TensorValue(spec, symbol: symbol)
  }
}
