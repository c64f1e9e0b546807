import CKernels

// The reverse of gathering: adding to the elements at positions that another tensor gives.

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
  let indices = indices.tensor
  let axis = operands[0].shape.existingAxis(axis, in: "scatterAdd")
  return bind(
    ScatterAdd(lookup: Lookup(axis: axis, batchDimensions: batchDimensions, of: indices)),
    [operands[0], indices, operands[1]])
}

extension Lookup {
  /// Stops the program unless the updates have the shape that `gather` would give them.
  ///
  /// - Parameter noun: what the operation calls them: updates, or rows.
  func check(
    _ updates: Tensor, called noun: String, at indices: Tensor, of x: Tensor, in operation: String
  ) {
    let slices = self.slices(x, indices, in: operation)
    guard updates.shape == slices else {
      misuse(
        operation,
        "\(noun) of shape \(updates.shape) for indices of shape \(indices.shape) into shape "
          + "\(x.shape) along axis \(axis)",
        cure: "give \(noun) of shape \(slices)")
    }
  }
}

struct ScatterAdd: PartialPrimitive {
  let lookup: Lookup
  var name: String { "scatterAdd" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (x, indices, updates) = (inputs[0], inputs[1], inputs[2])
    guard x.dtype != .bool else {
      misuse(name, "not defined for bool", cure: "cast first: cast(x, to: .int32)")
    }
    lookup.check(updates, called: "updates", at: indices, of: x, in: name)
    return x.spec
  }

  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    let updates = inputs[2].contiguous()
    let blocks = lookup.blocks(spec.shape, inputs[1].shape)
    let indices = try Indices(inputs[1], below: blocks.size, in: name)
    let y = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    inputs[0].copy(into: y)
    add(updates, blocks, indices, to: y)
    return y
  }

  /// Adds updates to the slices at their indices.
  func add(_ updates: Tensor, _ blocks: Lookup.Blocks, _ indices: Indices, to y: Tensor) {
    switch y.dtype {
    case .float16: add(updates, blocks, indices, to: y, .sum)
    case .float32:
      add(updates, blocks, indices, to: y, SliceFold<Float>(kernel_sum_slices_f32, -0.0))
    case .float64:
      add(updates, blocks, indices, to: y, SliceFold<Double>(kernel_sum_slices_f64, -0.0))
    case .int8: add(updates, blocks, indices, to: y, SliceFold<Int8>(kernel_sum_slices_i8, 0))
    case .int16: add(updates, blocks, indices, to: y, SliceFold<Int16>(kernel_sum_slices_i16, 0))
    case .int32: add(updates, blocks, indices, to: y, SliceFold<Int32>(kernel_sum_slices_i32, 0))
    case .int64:
      add(updates, blocks, indices, to: y, SliceFold<Int64>(kernel_sum_slices_i64, 0))
    default: add(updates, blocks, indices, to: y, SliceFold<UInt8>(kernel_sum_slices_u8, 0))
    }
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    switch input {
    case 0: call.dy
    case 2: bind(Gather(lookup: lookup), [call.dy, call[1]])
    default: nil
    }
  }

  /// Blocks are independent of each other, so the cores share them; if there are fewer than cores,
  /// they share each block.
  private func add<T: Scalar>(
    _ updates: Tensor, _ blocks: Lookup.Blocks, _ indices: Indices, to y: Tensor,
    _ fold: SliceFold<T>
  ) {
    let (size, count, inner) = (blocks.size, blocks.count, blocks.inner)
    let blockCount = blocks.batches * blocks.outer
    withElements(of: updates, as: T.self, y, as: T.self) { from, to in
      func addBlock(_ block: Int) {
        fold.fold(
          from + block * count * inner, indices, from: block / blocks.outer * count, count: count,
          inner: inner, into: to + block * size * inner, size: size)
      }
      if blockCount < coreCount {
        for block in 0..<blockCount { addBlock(block) }
      } else {
        let smallest = max(2, (1 << 16) / max(count * inner, 1))
        parallel(blockCount, smallest: smallest, multiple: 1) { $0.forEach(addBlock) }
      }
    }
  }
}
