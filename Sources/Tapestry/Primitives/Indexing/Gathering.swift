// Reading the elements at positions that another tensor gives, and the reverse, adding to them.

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
/// row's probability.
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
  let axis = x.shape.existingAxis(axis, in: "gather")
  return bind(
    Gather(lookup: Lookup(axis: axis, batchDimensions: batchDimensions)), [x, indices.tensor])
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

/// A tensor with updates added to its slices at the given positions of one dimension.
///
/// ```swift
/// scatterAdd(Tensor([10, 20, 30]), Tensor([2, 0, 2]), Tensor([1, 2, 3]))   // [12, 20, 34]
/// ```
///
/// A position that is named several times gets the sum of its updates.
///
/// - **Shapes:** updates as `gather` would give them.
/// - **DTypes:** any one numeric dtype for x and the updates, integers for the indices.
/// - **Gradient:** of x and the updates.
/// - Precondition: each index is in range, and shapes and types fit.
public func scatterAdd(
  _ x: some TensorConvertible, _ indices: some TensorConvertible,
  _ updates: some TensorConvertible, axis: Int = 0, batchDimensions: Int = 0
) -> Tensor {
  let operands = matched("scatterAdd", x, updates)
  let axis = operands[0].shape.existingAxis(axis, in: "scatterAdd")
  return bind(
    ScatterAdd(lookup: Lookup(axis: axis, batchDimensions: batchDimensions)),
    [operands[0], indices.tensor, operands[1]])
}

// MARK: - Where slices are

/// The dimension that the indices refer to, and how many leading dimensions they share with the
/// tensor.
struct Lookup: Sendable, Hashable {
  let axis: Int
  let batchDimensions: Int

  /// Whole rows along the first dimension.
  static let rows = Lookup(axis: 0, batchDimensions: 0)

  /// The shape of the slices that `indices` take from `x`.
  func slices(_ x: Tensor, _ indices: Tensor, in operation: String) -> Shape {
    guard indices.dtype.isInteger else {
      misuse(
        operation, "the indices are a \(indices.dtype) tensor",
        cure: "cast them to integers: cast(indices, to: .int32)")
    }
    let shared = x.shape.dimensions.prefix(batchDimensions)
    guard batchDimensions >= 0, batchDimensions <= axis,
      shared == indices.shape.dimensions.prefix(batchDimensions)
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

  /// Runs `body` once, or on all cores, each of which takes different positions. Each position
  /// belongs to one call, so that it sees its updates in order. The last bits of the position
  /// decide to which one, since frequent words are next to each other.
  static func inTurns(_ elementCount: Int, _ body: (_ isOurs: (_ position: Int) -> Bool) -> Void) {
    let turns = elementCount >= 1 << 16 && coreCount > 1 ? 8 : 1
    parallel(turns, smallest: 2, multiple: 1) { part in
      for turn in part { body { $0 & (turns - 1) == turn } }
    }
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

  /// Indices into a dimension of the given size; stops the program if one is out of range.
  func positions(below size: Int, in operation: String) -> [Int] {
    let positions = integers
    // Unsigned, a negative number is larger than any size.
    let inRange = positions.reduce(true) { $0 && UInt(bitPattern: $1) < UInt(size) }
    guard !inRange,
      let place = positions.firstIndex(where: { $0 < 0 || $0 >= size })
    else { return positions }
    misuse(
      operation,
      "index \(positions[place]) (number \(place) of the indices) is out of range for a dimension of "
        + "size \(size)",
      cure: size == 0 ? "the dimension is empty" : "use an index from 0 to \(size - 1)")
  }
}

// MARK: - Operations

struct Gather: Primitive {
  let lookup: Lookup
  var name: String { "gather" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: lookup.slices(inputs[0], inputs[1], in: name), dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let x = inputs[0].contiguous()
    let blocks = lookup.blocks(x.shape, inputs[1].shape)
    let positions = inputs[1].positions(below: blocks.size, in: name)
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    switch spec.dtype.size {
    case 1: copySlices(of: x, blocks, positions, to: y, UInt8.self)
    case 2: copySlices(of: x, blocks, positions, to: y, UInt16.self)
    case 4: copySlices(of: x, blocks, positions, to: y, UInt32.self)
    default: copySlices(of: x, blocks, positions, to: y, UInt64.self)
    }
    return y
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    guard input == 0 else { return nil }
    // A repeated 0 is a view: the zeros are written once, where the sum begins.
    let zeros = broadcast(Tensor(0, dtype: call.dy.dtype), to: call[0].shape)
    return bind(ScatterAdd(lookup: lookup), [zeros, call[1], call.dy])
  }

  /// Moves elements of one size, whatever their type.
  private func copySlices<Bits: BitwiseCopyable>(
    of x: Tensor, _ blocks: Lookup.Blocks, _ positions: [Int], to y: Tensor, _: Bits.Type
  ) {
    let (outer, size, count, inner) = (blocks.outer, blocks.size, blocks.count, blocks.inner)
    withElements(of: x, as: Bits.self, y, as: Bits.self) { from, to in
      let smallest = max(2, (1 << 16) / max(inner, 1))
      parallel(blocks.batches * outer * count, smallest: smallest) { slices in
        var slice = slices.lowerBound
        while slice < slices.upperBound {
          let block = slice / count
          let end = min(slices.upperBound, (block + 1) * count)
          let source = from + block * size * inner
          let firstPosition = block / outer * count - block * count
          while slice < end {
            let slot = source + positions[firstPosition + slice] * inner
            let target = to + slice * inner
            // A call for each slice costs more than a few elements.
            if inner < 16 {
              for index in 0..<inner { target[index] = slot[index] }
            } else {
              target.update(from: slot, count: inner)
            }
            slice += 1
          }
        }
      }
    }
  }
}

struct ScatterAdd: Primitive {
  let lookup: Lookup
  var name: String { "scatterAdd" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (x, indices, updates) = (inputs[0], inputs[1], inputs[2])
    guard x.dtype != .bool else {
      misuse(name, "not defined for bool", cure: "cast first: cast(x, to: .int32)")
    }
    let slices = lookup.slices(x, indices, in: name)
    guard updates.shape == slices else {
      misuse(
        name,
        "updates of shape \(updates.shape) for indices of shape \(indices.shape) into shape "
          + "\(x.shape) along axis \(lookup.axis)",
        cure: "give updates of shape \(slices)")
    }
    return x.spec
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let updates = inputs[2].contiguous()
    let blocks = lookup.blocks(spec.shape, inputs[1].shape)
    let positions = inputs[1].positions(below: blocks.size, in: name)
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    inputs[0].copy(into: y)
    add(updates, blocks, positions, to: y)
    return y
  }

  /// Adds updates to the slices at their positions.
  func add(_ updates: Tensor, _ blocks: Lookup.Blocks, _ positions: [Int], to y: Tensor) {
    let integers = Addition.integers!
    switch y.dtype {
    case .float16: addSlices(updates, blocks, positions, to: y, halfLoop(Addition.float))
    case .float32: addSlices(updates, blocks, positions, to: y, Addition.float)
    case .float64: addSlices(updates, blocks, positions, to: y, Addition.double)
    case .int8: addSlices(updates, blocks, positions, to: y, integers.int8)
    case .int16: addSlices(updates, blocks, positions, to: y, integers.int16)
    case .int32: addSlices(updates, blocks, positions, to: y, integers.int32)
    case .int64: addSlices(updates, blocks, positions, to: y, integers.int64)
    default: addSlices(updates, blocks, positions, to: y, integers.uint8)
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    switch input {
    case 0: call.dy
    case 2: bind(Gather(lookup: lookup), [call.dy, call[1]])
    default: nil
    }
  }

  /// Two slices may go to the same position, so threads either share each slice, if slices are
  /// long, or divide the positions among themselves. Either way, each position sees its updates in
  /// order.
  private func addSlices<T: Scalar>(
    _ updates: Tensor, _ blocks: Lookup.Blocks, _ positions: [Int], to y: Tensor,
    _ loop: Loop2<T, T>
  ) {
    let (outer, size, count, inner) = (blocks.outer, blocks.size, blocks.count, blocks.inner)
    let sliceCount = blocks.batches * outer * count
    withElements(of: updates, as: T.self, y, as: T.self) { from, to in
      func add(_ part: Range<Int>, where isOurs: (_ position: Int) -> Bool) {
        for block in 0..<(blocks.batches * outer) {
          let target = to + block * size * inner + part.lowerBound
          let source = from + block * count * inner + part.lowerBound
          let firstPosition = block / outer * count
          for slice in 0..<count {
            let position = positions[firstPosition + slice]
            guard isOurs(position) else { continue }
            let slot = target + position * inner
            loop(slot, 1, source + slice * inner, 1, slot, part.count)
          }
        }
      }
      if inner >= 1 << 12 {
        parallel(inner, smallest: max(32, (1 << 16) / max(sliceCount, 1))) { add($0) { _ in true } }
      } else {
        Lookup.inTurns(sliceCount * inner) { isOurs in add(0..<inner, where: isOurs) }
      }
    }
  }
}

/// The row-major indices of elements that are given by their coordinates.
struct FlatPositions: Primitive {
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

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let coordinates = inputs[0].integers
    let positions = (0..<spec.shape.elementCount).map { element in
      var position = 0
      for (axis, size) in dimensions.enumerated() {
        let coordinate = coordinates[element * dimensions.count + axis]
        guard coordinate >= 0 && coordinate < size else {
          misuse(
            name, "coordinate \(coordinate) is out of range for dimension \(axis) of size \(size)",
            cure: size == 0 ? "the dimension is empty" : "use one from 0 to \(size - 1)")
        }
        position = position * size + coordinate
      }
      return position
    }
    return Tensor(positions, shape: spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { nil }
}
