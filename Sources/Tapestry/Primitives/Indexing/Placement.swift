/// The transpose of a slice: a tensor of zeros in which the elements of a smaller one are placed at
/// regular distances.
struct Placement: MovingPrimitive {
  let shape: Shape
  let parts: [StridedSlice.Part]
  var name: String { "embed" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { TensorSpec(shape: shape, dtype: inputs[0].dtype) }

  func run(_ inputs: [Tensor], into result: Tensor) {
    let zero = Tensor.zeros([], dtype: result.dtype)
    func clear(_ gaps: [Region]) {
      for gap in gaps where gap.shape.elementCount > 0 {
        zero.repeated(gap.shape).copy(into: gap.view(of: result))
      }
    }
    var region = Region(result)
    if let axis = axisOfRows(result.dtype) {
      clear(Array(region.gaps(axis, parts[axis])[..<2]))
      return moveRows(inputs[0].contiguous(), axis, in: result)
    }
    for (axis, part) in parts.enumerated() {
      clear(region.gaps(axis, part))
      region.take(axis, part)
    }
    inputs[0].copy(into: region.view(of: result))
  }

  /// The only dimension in which elements are left out, if these are whole rows between others, of
  /// a line of cache or more; otherwise nil.
  private func axisOfRows(_ dtype: DType) -> Int? {
    let cut = parts.indices.filter { parts[$0] != StridedSlice.Part(whole: shape.dimensions[$0]) }
    guard cut.count == 1, parts[cut[0]].count > 0, abs(parts[cut[0]].step) > 1,
      rowLength(cut[0]) * dtype.size >= 64
    else { return nil }
    return cut[0]
  }

  private func rowLength(_ axis: Int) -> Int { shape.dimensions[(axis + 1)...].reduce(1, *) }

  /// Copies each row to its position and clears the rows up to the next, so that memory is written
  /// once and in order: every second row in two passes takes about twice as long.
  private func moveRows(_ x: Tensor, _ axis: Int, in result: Tensor) {
    let (part, size, step) = (parts[axis], shape.dimensions[axis], abs(parts[axis].step))
    let bytes = rowLength(axis) * result.dtype.size
    let blocks = shape.dimensions[..<axis].reduce(1, *)
    x.withBytes { from in
      result.withBytes { to in
        nonisolated(unsafe) let (from, to) = (from, to)
        let smallest = max(2, (1 << 17) / (step * bytes))
        parallel(blocks * part.count, smallest: smallest, multiple: 1) { rows in
          for row in rows {
            let (block, index) = row.quotientAndRemainder(dividingBy: part.count)
            let source = part.step > 0 ? index : part.count - 1 - index
            let target = to + (block * size + part.first + index * step) * bytes
            target.copyMemory(from: from + (block * part.count + source) * bytes, byteCount: bytes)
            guard index + 1 < part.count else { continue }
            (target + bytes).initializeMemory(
              as: UInt8.self, repeating: 0, count: (step - 1) * bytes)
          }
        }
      }
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(StridedSlice(parts: parts), [call.dy])
  }
}

extension StridedSlice.Part {
  /// All positions of a dimension.
  fileprivate init(whole size: Int) {
    self.init(start: 0, count: size, step: 1)
  }

  /// The smallest position.
  fileprivate var first: Int { step > 0 ? start : start + (count - 1) * step }
}

/// A block of a tensor, of which the dimensions are taken apart one by one.
private struct Region {
  private var offset: Int
  private var dimensions: [(size: Int, stride: Int)]

  init(_ tensor: Tensor) {
    offset = tensor.value.offset
    dimensions = Array(zip(tensor.shape.dimensions, tensor.strides))
  }

  var shape: Shape { Shape(dimensions.map(\.size)) }

  func view(of tensor: Tensor) -> Tensor {
    Tensor(view: tensor, shape: shape, offset: offset, strides: dimensions.map(\.stride))
  }

  /// Keeps only some positions of a dimension.
  mutating func take(_ axis: Int, _ part: StridedSlice.Part) {
    if part.count > 0 { offset += part.start * dimensions[axis].stride }
    dimensions[axis] = (part.count, part.step * dimensions[axis].stride)
  }

  /// What is left out if only some positions of a dimension are kept: the positions before, after
  /// and between them, or for single elements all positions.
  func gaps(_ axis: Int, _ part: StridedSlice.Part) -> [Region] {
    let (size, stride) = dimensions[axis]
    let step = abs(part.step)
    guard part.count > 0, step == 1 || axis < dimensions.count - 1 else { return [self] }
    let first = part.first
    let end = first + (part.count - 1) * step + 1
    func positions(_ range: Range<Int>) -> Region {
      var region = self
      region.take(axis, StridedSlice.Part(start: range.lowerBound, count: range.count, step: 1))
      return region
    }
    var between = positions(first + 1..<end)
    between.dimensions[axis] = (part.count - 1, step * stride)
    between.dimensions.insert((step - 1, stride), at: axis + 1)
    return [positions(0..<first), positions(end..<size), between]
  }
}
