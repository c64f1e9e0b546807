// Slices of a tensor: `x[1, ..<2]`, `x[.newAxis, 0]`, `x[.ellipsis, -1]`.

/// An index that can be used in `x[...]`: a position, a range, `.newAxis`, `.ellipsis`.
public protocol TensorIndex: Sendable {
  /// What the index does to one dimension.
  var subscriptPart: SubscriptPart { get }
}

/// What one index of `x[...]` does.
public enum SubscriptPart: Sendable {
  /// Takes one position and drops the dimension; negative positions count from the end.
  case position(Int)
  /// Takes positions from `start` up to but not including `end`, `step` apart; nil is the end of
  /// the dimension in that direction, and bounds beyond it are clamped.
  case range(start: Int?, end: Int?, step: Int)
  /// Inserts a dimension of size 1.
  case newAxis
  /// Stands for all dimensions that no other index names.
  case ellipsis
}

/// An index that is written with a name: `.newAxis`, `.ellipsis`, `.all`, `.by(2)`.
public struct NamedIndex: TensorIndex {
  /// What it stands for.
  public let subscriptPart: SubscriptPart
}

extension TensorIndex where Self == NamedIndex {
  /// Inserts a dimension of size 1: `x[.all, .newAxis]`.
  public static var newAxis: NamedIndex { NamedIndex(subscriptPart: .newAxis) }
  /// Stands for all dimensions that no other index names: `x[.ellipsis, 0]`.
  public static var ellipsis: NamedIndex { NamedIndex(subscriptPart: .ellipsis) }
  /// A whole dimension: `x[.all, 0]`.
  public static var all: NamedIndex { by(1) }
  /// Positions a step apart: `x[.by(-1)]` is x reversed, `x[.by(2, from: 1)]` every second element
  /// from the second on.
  public static func by(_ step: Int, from start: Int? = nil, to end: Int? = nil) -> NamedIndex {
    NamedIndex(subscriptPart: .range(start: start, end: end, step: step))
  }
}

extension Int: TensorIndex {
  /// One position.
  public var subscriptPart: SubscriptPart { .position(self) }
}
extension Range: TensorIndex where Bound == Int {
  /// Positions from the lower bound up to but not including the upper.
  public var subscriptPart: SubscriptPart { .range(start: lowerBound, end: upperBound, step: 1) }
}
extension ClosedRange: TensorIndex where Bound == Int {
  /// Positions from the lower bound to the upper.
  public var subscriptPart: SubscriptPart {
    .range(start: lowerBound, end: past(upperBound), step: 1)
  }
}
extension PartialRangeFrom: TensorIndex where Bound == Int {
  /// Positions from the lower bound to the end.
  public var subscriptPart: SubscriptPart { .range(start: lowerBound, end: nil, step: 1) }
}
extension PartialRangeUpTo: TensorIndex where Bound == Int {
  /// Positions from the start up to but not including the upper bound.
  public var subscriptPart: SubscriptPart { .range(start: nil, end: upperBound, step: 1) }
}
extension PartialRangeThrough: TensorIndex where Bound == Int {
  /// Positions from the start to the upper bound.
  public var subscriptPart: SubscriptPart {
    .range(start: nil, end: past(upperBound), step: 1)
  }
}

/// The end of a half-open range whose last position is the given one: nil, for the end of the
/// dimension, if the position is -1 or the largest integer.
private func past(_ position: Int) -> Int? {
  position == -1 || position == .max ? nil : position + 1
}

extension TensorConvertible {
  /// A slice of the tensor, as a view.
  ///
  /// ```swift
  /// let matrix = Tensor([[1, 2], [3, 4]])
  /// matrix[0, 1]                  // 2
  /// matrix[1, ..<2]               // [3, 4]
  /// matrix[.newAxis, 1, ..<2]     // [[3, 4]]
  /// matrix[.all, .by(-1)]         // [[2, 1], [4, 3]]
  /// matrix[.ellipsis, -1]         // [2, 4]
  /// ```
  ///
  /// Nothing is copied. Dimensions for which there is no index are taken whole.
  ///
  /// - **DTypes:** all.
  /// - **Gradient:** yes.
  /// - Precondition: positions are in range, there are no more indices than dimensions, and no step
  ///   is 0.
  /// - **Source:** book, chapter 1, section 2.
  public subscript<each Index: TensorIndex>(_ indices: repeat each Index) -> Tensor {
    var parts: [SubscriptPart] = []
    for index in repeat each indices { parts.append(index.subscriptPart) }
    return tensor.sliced(parts)
  }
}

extension Tensor {
  /// Positions `start` ..< `end` of one dimension.
  func slice(axis: Int, _ start: Int, _ end: Int) -> Tensor {
    var parts = [SubscriptPart](repeating: .range(start: nil, end: nil, step: 1), count: axis)
    parts.append(.range(start: start, end: end, step: 1))
    return sliced(parts)
  }

  /// The slice that indices describe, for those that are known only when the program runs.
  func sliced(_ parts: [SubscriptPart]) -> Tensor {
    let named = parts.count { part in
      switch part {
      case .position, .range: true
      case .newAxis, .ellipsis: false
      }
    }
    let ellipses = parts.count { if case .ellipsis = $0 { true } else { false } }
    guard named <= rank, ellipses <= 1 else {
      misuse(
        "[]", ellipses > 1 ? "\(ellipses) ellipses" : "\(named) indices for shape \(shape)",
        cure: ellipses > 1 ? "write .ellipsis once" : "write at most \(rank)")
    }
    var slices: [StridedSlice.Part] = []
    // The result's dimensions, without those of single positions and with new axes.
    var dimensions: [Int] = []
    func take(_ start: Int?, _ end: Int?, _ step: Int) {
      let size = shape.dimensions[slices.count]
      let part = StridedSlice.Part(size: size, start: start, end: end, step: step)
      slices.append(part)
      dimensions.append(part.count)
    }
    for part in parts + (ellipses == 0 ? [.ellipsis] : []) {
      switch part {
      case .position(let position):
        let axis = slices.count
        let size = shape.dimensions[axis]
        let start = position < 0 ? position + size : position
        guard start >= 0 && start < size else {
          misuse(
            "[]", "position \(position) is out of range for dimension \(axis) of shape \(shape)",
            cure: size == 0
              ? "the dimension is empty" : "use a position from \(-size) to \(size - 1)")
        }
        slices.append(StridedSlice.Part(start: start, count: 1, step: 1))
      case .range(let start, let end, let step): take(start, end, step)
      case .newAxis: dimensions.append(1)
      case .ellipsis:
        for _ in 0..<(rank - named) { take(nil, nil, 1) }
      }
    }
    return reshape(bind(StridedSlice(parts: slices), [self]), Shape(dimensions))
  }
}

/// The elements at regular distances along each dimension of a tensor.
struct StridedSlice: Primitive {
  struct Part: Sendable, Hashable {
    let start: Int
    let count: Int
    let step: Int
  }

  let parts: [Part]
  var name: String { "[]" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: Shape(parts.map(\.count)), dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { inputs[0].view(parts) }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(Placement(shape: call[0].shape, parts: parts), [call.dy])
  }
}

extension StridedSlice.Part {
  /// The positions that Python's `start:end:step` means in a dimension of a given size.
  init(size: Int, start: Int?, end: Int?, step: Int) {
    guard step != 0 else {
      misuse("[]", "a step of 0", cure: "step forwards by at least 1, or backwards by -1")
    }
    let limits = step > 0 ? 0...size : -1...(size - 1)
    func resolve(_ bound: Int?, _ whole: Int) -> Int {
      guard let bound else { return whole }
      let resolved = bound < 0 ? bound + size : bound
      return Swift.min(Swift.max(resolved, limits.lowerBound), limits.upperBound)
    }
    let first = resolve(start, step > 0 ? 0 : size - 1)
    let past = resolve(end, step > 0 ? size : -1)
    let distance = step > 0 ? past - first : first - past
    self.start = first
    count = distance <= 0 ? 0 : Int(UInt(distance - 1) / step.magnitude) + 1
    // For a single element the step does not matter, however long it is.
    self.step = count > 1 ? step : 1
  }
}

extension Tensor {
  /// The view of a slice.
  func view(_ parts: [StridedSlice.Part]) -> Tensor {
    let own = strides
    var offset = value.offset
    var steps: [Int] = []
    for (part, stride) in zip(parts, own) {
      if part.count > 0 { offset += part.start * stride }
      steps.append(part.step * stride)
    }
    let shape = Shape(parts.map(\.count))
    let isWhole =
      isContiguous
      && zip(parts, self.shape.dimensions).enumerated().allSatisfy { axis, pair in
        axis == 0 ? pair.0.step == 1 : pair.0.step == 1 && pair.0.count == pair.1
      }
    return Tensor(view: self, shape: shape, offset: offset, strides: isWhole ? nil : steps)
  }
}
