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
public struct Tensor: @unchecked Sendable {
  // Safe to send, because nothing in the value changes once the tensor has left the code that made
  // it.
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

/// What a tensor refers to: a view of some memory.
///
/// Element (i, j, …) is found `offset + i * strides[0] + j * strides[1] + …` elements into the
/// memory, so that transposing, slicing and broadcasting make new views and copy nothing.
///
/// The elements of a small tensor that is not a view are part of the object itself: a training step
/// makes hundreds of such tensors, and one allocation is cheaper than two.
final class TensorValue: ManagedBuffer<TensorValue.Fields, UInt64> {
  struct Fields {
    let dtype: DType
    let shape: Shape
    let count: Int
    /// The first byte of the memory; nil for a symbolic tensor, which has none.
    let bytes: UnsafeMutableRawPointer?
    /// What the memory belongs to: a `Storage`, or the tensor of which it is a part; nil if it is
    /// part of this one.
    var owner: AnyObject?
    let offset: Int
    /// nil if the elements are in row-major order without gaps, as they usually are.
    let strides: [Int]?
    /// What the tensor stands for while a function is traced; nil for a tensor that has values.
    var symbol: Symbol?
    var mask: Tensor?
    var logits: Logits?
  }

  // The fields are read through the pointer and not through `header`, whose every use would be
  // checked for overlapping accesses at run time.
  var dtype: DType { withUnsafeMutablePointerToHeader { $0.pointee.dtype } }
  var shape: Shape { withUnsafeMutablePointerToHeader { $0.pointee.shape } }
  var count: Int { withUnsafeMutablePointerToHeader { $0.pointee.count } }
  var offset: Int { withUnsafeMutablePointerToHeader { $0.pointee.offset } }
  var strides: [Int]? { withUnsafeMutablePointerToHeader { $0.pointee.strides } }
  var symbol: Symbol? { withUnsafeMutablePointerToHeader { $0.pointee.symbol } }

  /// Which steps of a sequence are present, and which are padding; layers read and set it. It is
  /// set by the layer that made the tensor, before any other code sees it.
  var mask: Tensor? {
    get { withUnsafeMutablePointerToHeader { $0.pointee.mask } }
    set { withUnsafeMutablePointerToHeader { $0.pointee.mask = newValue } }
  }

  /// What the elements were computed from, if they are probabilities. Set before any other code
  /// sees the tensor, and never again.
  var logits: Logits? {
    get { withUnsafeMutablePointerToHeader { $0.pointee.logits } }
    set { withUnsafeMutablePointerToHeader { $0.pointee.logits = newValue } }
  }

  /// The first byte of the memory. Stops the program for a symbolic tensor, which has none.
  var bytes: UnsafeMutableRawPointer {
    guard let bytes = withUnsafeMutablePointerToHeader({ $0.pointee.bytes }) else {
      misuse(
        "Tensor", "a value was asked of a symbolic tensor of \(symbol!.trace.name)",
        cure: "while a function is traced, tensors stand for values of later runs: compute with "
          + "them, and look at what the function returns")
    }
    return bytes
  }

  /// What the memory belongs to.
  var storage: AnyObject { withUnsafeMutablePointerToHeader { $0.pointee.owner } ?? self }

  /// Whether no other tensor refers to the same memory, provided that this one is not shared.
  func ownsMemory() -> Bool {
    withUnsafeMutablePointerToHeader {
      $0.pointee.owner == nil || isKnownUniquelyReferenced(&$0.pointee.owner)
    }
  }

  /// A view of memory that belongs to `owner`.
  static func view(
    _ bytes: UnsafeMutableRawPointer, of owner: AnyObject, dtype: DType, shape: Shape, count: Int,
    offset: Int = 0, strides: [Int]? = nil
  ) -> TensorValue {
    let value = create(minimumCapacity: 0) { _ in
      Fields(
        dtype: dtype, shape: shape, count: count, bytes: bytes, owner: owner, offset: offset,
        strides: strides)
    }
    return unsafeDowncast(value, to: TensorValue.self)
  }

  /// A tensor of undefined content that is small enough to be part of the object.
  static func small(dtype: DType, shape: Shape, count: Int) -> TensorValue {
    let value = create(minimumCapacity: (count * dtype.size).ceilDivided(by: 8)) { value in
      let bytes = value.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) }
      return Fields(
        dtype: dtype, shape: shape, count: count, bytes: bytes, owner: nil, offset: 0,
        strides: nil)
    }
    return unsafeDowncast(value, to: TensorValue.self)
  }

  /// A symbolic tensor.
  static func symbolic(_ spec: TensorSpec, _ symbol: Symbol) -> TensorValue {
    let value = create(minimumCapacity: 0) { _ in
      Fields(
        dtype: spec.dtype, shape: spec.shape, count: spec.shape.elementCount, bytes: nil,
        owner: nil, offset: 0, strides: nil, symbol: symbol)
    }
    return unsafeDowncast(value, to: TensorValue.self)
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

/// Stops the program because no memory holds a tensor of the given shape and type.
func stopForLackOfMemory(_ spec: TensorSpec) -> Never {
  misuse(
    "Tensor",
    "there is no memory for \(spec.shape.elementCount) elements of type \(spec.dtype), shape "
      + "\(spec.shape)",
    cure: "make the tensor smaller, or work on a part at a time")
}

extension Tensor {
  /// A tensor of undefined content; the kernel that asks for it writes every element.
  init(uninitialized shape: Shape, dtype: DType) {
    let count = shape.elementCount
    let (byteCount, leaves) = count.multipliedReportingOverflow(by: dtype.size)
    if !leaves, byteCount < BufferPool.smallestPooled {
      value = .small(dtype: dtype, shape: shape, count: count)
      return
    }
    guard !leaves, let storage = Storage.make(byteCount: byteCount) else {
      stopForLackOfMemory(TensorSpec(shape: shape, dtype: dtype))
    }
    value = .view(
      storage.withBytes { $0 }, of: storage, dtype: dtype, shape: shape, count: count)
  }

  /// A tensor whose elements are in the given storage, row by row.
  init(_ spec: TensorSpec, in storage: Storage, offset: Int = 0, strides: [Int]? = nil) {
    value = .view(
      storage.withBytes { $0 }, of: storage, dtype: spec.dtype, shape: spec.shape,
      count: spec.shape.elementCount, offset: offset, strides: strides)
  }

  /// Another view of the same elements.
  init(view of: Tensor, shape: Shape, offset: Int? = nil, strides: [Int]?) {
    let of = of.withoutNote()
    value = .view(
      of.value.bytes, of: of.value.storage, dtype: of.dtype, shape: shape,
      count: shape.elementCount, offset: offset ?? of.value.offset, strides: strides)
  }

  /// A tensor of the same elements whose views keep no logits alive: a copy, if its object holds
  /// both. Without it, probabilities of views of probabilities would keep a chain of tensors alive.
  private func withoutNote() -> Tensor {
    guard value.logits != nil, value.storage === value else { return self }
    let copy = Tensor(uninitialized: shape, dtype: dtype)
    copy.value.bytes.copyMemory(from: value.bytes, byteCount: count * dtype.size)
    return copy
  }

  /// Whether nothing else refers to these elements, so that they can be overwritten without anyone
  /// noticing.
  mutating func isUnshared() -> Bool {
    isContiguous && value.offset == 0 && isKnownUniquelyReferenced(&value) && value.ownsMemory()
  }

  /// A tensor of elements in memory that something else owns and that outlives the tensor.
  init(borrowing bytes: UnsafeMutableRawPointer, _ spec: TensorSpec, isUniform: Bool = false) {
    let count = isUniform ? 1 : spec.shape.elementCount
    self.init(
      spec, in: .borrowing(bytes, byteCount: count * spec.dtype.size),
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
    let value = of.withoutNote().value
    self.value = .view(
      value.bytes, of: value.storage, dtype: dtype, shape: value.shape, count: value.count,
      offset: value.offset, strides: value.strides)
  }
}

extension Tensor {
  /// A symbolic tensor: what a node of a graph will compute.
  init(_ spec: TensorSpec, symbol: Symbol) {
    value = .symbolic(spec, symbol)
  }
}
