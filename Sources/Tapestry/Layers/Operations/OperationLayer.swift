/// An operation among the layers of a functional model, with its arguments that are not values of
/// layers: `2 * x + 1`, a mean along an axis, a slice.
///
/// Files of Keras contain them. In code, a `LambdaLayer` does the same with a closure, which no
/// file can contain.
///
/// The first dimension is that of the batch, and stays: a file that reduces, moves or slices it is
/// refused, because a functional model has the same formula for each example.
///
/// - **Shapes:** those of the operation.
final class OperationLayer: Layer, Configurable {
  @Configured(choice: "operation") private(set) var operation: LayerOperation
  /// Of arithmetic and comparisons, the two operands; of a choice, those after the condition; of
  /// `clip`, the value and its bounds.
  @Configured(operands: "operands") private var operands: [LayerOperand]
  /// Of operations along axes, these; of `transpose`, the axis that becomes each dimension.
  @Configured(axes: "axes") private var axes: [Int]
  /// Whether a reduction keeps its dimensions, with size 1.
  @Configured("keepdims", default: false) private var keepsDimensions: Bool
  /// Of `reshape`, the shape of an example.
  @Configured(axes: "shape") private var targetShape: [Int]
  @Configured(index: "index") private var index: [SubscriptPart]
  /// Of `cast`, the type of the result.
  @Configured(choice: "to", default: .float32) private var resultType: DType

  override class var className: String { "Operation" }

  override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override func build(inputShapes: [Shape]) {}

  override func buildChecked(for inputs: [TensorSpec]) throws(InvalidUse) -> [TensorSpec] {
    try check(inputs)
    return outputSpecs(for: inputs)
  }

  override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    let specs = inputs.map(\.spec)
    trapping { () throws(InvalidUse) in try check(specs) }
    return [result(inputs)]
  }

  private func result(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    switch operation {
    case .select:
      let given = constants(inputs.dropFirst(), dtype: inputs.last!.dtype)
      return Tapestry.select(x, given[0], given[1])
    case .expandDims: return Tapestry.expandDims(x, axis: axes[0])
    case .squeeze: return Tapestry.squeeze(x, axis: axes)
    case .reshape: return Tapestry.reshape(x, Shape([x.shape[0]] + exampleSizes(of: x.shape)))
    case .transpose: return Tapestry.transpose(x, axes)
    case .slice: return x.sliced(index)
    case .stack: return Tapestry.stack(inputs, axis: axes[0])
    case .cast: return Tapestry.cast(x, to: resultType)
    default: break
    }
    if let result = operation(x) ?? operation(x, axes: axes, keepDims: keepsDimensions) {
      return result
    }
    let given = constants(inputs[...], dtype: x.dtype)
    if operation == .clip { return Tapestry.clip(given[0], min: given[1], max: given[2]) }
    return operation(given[0], given[1])!
  }

  /// All operands as tensors.
  private func constants(_ inputs: ArraySlice<Tensor>, dtype: DType) -> [Tensor] {
    var values = inputs
    return operands.map { $0.tensor(dtype) ?? values.removeFirst() }
  }

  /// The sizes of a reshaped example, with the open one filled in.
  private func exampleSizes(of shape: Shape) -> [Int] {
    let count = shape.dimensions.dropFirst().reduce(1, *)
    let known = targetShape.filter { $0 != -1 }.reduce(1, *)
    return targetShape.map { $0 == -1 ? count / Swift.max(known, 1) : $0 }
  }

  // MARK: Checks

  /// - Throws: `InvalidUse` for values that the operation cannot take, with its arguments.
  private func check(_ inputs: [TensorSpec]) throws(InvalidUse) {
    for input in inputs { try checkSizes(input.shape) }
    if let result = resultShape(inputs) {
      try checkSizes(result)
      return
    }
    let arguments = config.names.filter {
      !["name", "trainable", "dtype", "operation"].contains($0)
    }
    .map { "\($0) \(config[$0] ?? .none)" }.joined(separator: ", ")
    throw InvalidUse(
      name,
      "\(operation.rawValue) of \(inputs.map { "\($0)" }.joined(separator: " and ")) with "
        + arguments,
      cure: "give values and arguments that fit each other, and leave the batch as it is")
  }

  /// The largest shape that has to be computed; nil for values that do not fit.
  private func resultShape(_ inputs: [TensorSpec]) -> Shape? {
    guard let x = inputs.first, x.shape.rank > 0 else { return nil }
    if operation == .select { return choiceShape(inputs) }
    guard inputs.allSatisfy({ $0.dtype == x.dtype }), operation.accepts(x.dtype),
      operands.allSatisfy({ $0.fits(x.dtype) })
    else { return nil }
    let shapes = inputs.map(\.shape)
    switch operation.kind {
    case .choice: return operands.count == 3 ? broadcast(shapes, operands) : nil
    case .arithmetic, .comparison: return operands.count == 2 ? broadcast(shapes, operands) : nil
    case .product: return operands.count == 2 ? productShape(shapes) : nil
    default: break
    }
    guard shapes.count == 1 || operation == .stack else { return nil }
    let rank = x.shape.rank
    func resolved(_ rank: Int) -> [Int]? {
      let found = axes.map { $0 < 0 ? $0 + rank : $0 }
      return Set(found).count == found.count && found.allSatisfy { 1..<Swift.max(rank, 1) ~= $0 }
        && !found.isEmpty ? found : nil
    }
    switch operation {
    case .expandDims:
      return axes.count == 1 && rank < 32 && resolved(rank + 1) != nil ? x.shape : nil
    case .stack:
      guard axes.count == 1, rank < 32, resolved(rank + 1) != nil,
        shapes.allSatisfy({ $0 == x.shape })
      else { return nil }
      return Shape([shapes.count] + x.shape.dimensions)
    case .squeeze:
      return resolved(rank).map { $0.allSatisfy { x.shape[$0] == 1 } } == true ? x.shape : nil
    case .transpose:
      return axes.first == 0 && axes.sorted() == Array(0..<rank) ? x.shape : nil
    case .reshape: return fitsReshape(x.shape) ? x.shape : nil
    case .slice: return fitsSlice(x.shape) ? x.shape : nil
    case .softmax, .logSoftmax: return axes.count == 1 && resolved(rank) != nil ? x.shape : nil
    case .max, .min:
      // There is no largest of no elements.
      return resolved(rank).map { $0.allSatisfy { x.shape[$0] > 0 } } == true ? x.shape : nil
    default:
      switch operation.kind {
      case .reduction, .alongAxis: return resolved(rank) != nil ? x.shape : nil
      default: return x.shape
      }
    }
  }

  /// The shape of an element-wise result. All values must have the batch first, and no constant may
  /// have a size there.
  private func broadcast(_ shapes: [Shape], _ operands: [LayerOperand]) -> Shape? {
    guard operands.count(where: \.isValue) == shapes.count, var result = shapes.first else {
      return nil
    }
    let rank = result.rank
    for shape in shapes.dropFirst() {
      guard shape.rank == rank, let both = Shape.broadcast(result, shape) else { return nil }
      result = both
    }
    for shape in operands.compactMap(\.shape) {
      guard shape.rank < rank || shape.rank == rank && shape[0] == 1,
        let both = Shape.broadcast(result, shape)
      else { return nil }
      result = both
    }
    return result
  }

  private func choiceShape(_ inputs: [TensorSpec]) -> Shape? {
    guard inputs.count > 1, operands.count == 2, inputs[0].dtype == .bool,
      let dtype = inputs.last?.dtype, operation.accepts(dtype),
      inputs.dropFirst().allSatisfy({ $0.dtype == dtype }),
      operands.allSatisfy({ $0.fits(dtype) })
    else { return nil }
    return broadcast(inputs.map(\.shape), [.value] + operands)
  }

  private func productShape(_ shapes: [Shape]) -> Shape? {
    guard operands[0].isValue, shapes.count == operands.count(where: \.isValue) else { return nil }
    let (a, b) = (shapes[0], operands[1].shape ?? shapes[1])
    let isConstant = !operands[1].isValue
    guard a.rank >= (isConstant ? 2 : 3), isConstant ? b.rank == 2 : b.rank == a.rank,
      a[a.rank - 1] == b[b.rank - 2],
      let outer = Shape.broadcast(
        Shape(Array(a.dimensions.dropLast(2))), Shape(Array(b.dimensions.dropLast(2))))
    else { return nil }
    return Shape(outer.dimensions + [a[a.rank - 2], b[b.rank - 1]])
  }

  private func fitsReshape(_ shape: Shape) -> Bool {
    guard targetShape.count < 32, targetShape.allSatisfy({ -1...sizeLimit ~= $0 }),
      targetShape.count(where: { $0 == -1 }) <= 1
    else { return false }
    let count = shape.dimensions.dropFirst().reduce(1, *)
    var known = 1
    for size in targetShape where size != -1 {
      let (product, overflow) = known.multipliedReportingOverflow(by: size)
      guard !overflow else { return false }
      known = product
    }
    return targetShape.contains(-1) ? known > 0 && count % known == 0 : known == count
  }

  private func fitsSlice(_ shape: Shape) -> Bool {
    let named = index.count(where: \.isOfDimension)
    let ellipses = index.count { if case .ellipsis = $0 { true } else { false } }
    guard named <= shape.rank, ellipses <= 1, shape.rank + index.count <= 32 else { return false }
    switch index.first {
    case .range(nil, nil, 1): break
    case .ellipsis where named < shape.rank: break
    default: return false
    }
    var axis = 0
    for part in index {
      switch part {
      case .position(let position):
        guard -shape[axis]..<shape[axis] ~= position else { return false }
        axis += 1
      case .range: axis += 1
      case .ellipsis: axis += shape.rank - named
      case .newAxis: break
      }
    }
    return true
  }
}

extension Configured where Value == [Int] {
  /// Integers that an operation may not need.
  fileprivate convenience init(axes key: String) {
    self.init(
      key, default: [],
      read: { reader, key in
        let integers = try reader.ints(key)
        guard integers.count <= 32, integers.allSatisfy({ -sizeLimit...sizeLimit ~= $0 }) else {
          throw reader.wrong(key, "at most 32 integers")
        }
        return integers
      }, write: { .ints($0) })
  }
}
