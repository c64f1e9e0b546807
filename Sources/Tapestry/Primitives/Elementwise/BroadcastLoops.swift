/// Runs `loop` over all pairs of elements, in rows in which each operand is an array or one value.
///
/// Broadcasting copies nothing: an operand that is repeated along a row has step 0 there. One whose
/// elements are a few apart is copied piece by piece, each of which stays in the cache; a transpose
/// is copied first, tile by tile.
func forEachPair<T: BitwiseCopyable, U: BitwiseCopyable>(
  _ a: Tensor, _ b: Tensor, _ y: Tensor,
  loop: (UnsafePointer<T>?, Int, UnsafePointer<T>?, Int, UnsafeMutablePointer<U>?, Int) -> Void
) {
  let count = y.count
  guard count > 0 else { return }
  if let aStep = a.flatStep(for: count), let bStep = b.flatStep(for: count) {
    return withElements(of: a, as: T.self, b, as: T.self, y, as: U.self) { from, with, to in
      parallel(count) { part in
        let start = part.lowerBound
        loop(from + start * aStep, aStep, with + start * bStep, bStep, to + start, part.count)
      }
    }
  }
  let walk = StridedWalk(
    shape: y.shape, strides: [a.strides(broadcastTo: y.shape), b.strides(broadcastTo: y.shape)])
  let (aStep, bStep) = (walk.innerStrides[0], walk.innerStrides[1])
  let areArrays = walk.innerStrides.allSatisfy { $0 == 0 || $0 == 1 }
  // With elements further apart, a line of cache would be read for each of them.
  let areNear = walk.innerStrides.allSatisfy { abs($0) * MemoryLayout<T>.stride < 64 }
  guard areArrays || (areNear && walk.innerCount >= 64) else {
    return forEachPair(a.contiguous(), b.contiguous(), y, loop: loop)
  }
  withElements(of: a, as: T.self, b, as: T.self, y, as: U.self) { from, with, to in
    walk.inParallel { first, offsets, length in
      let (a, b, y) = (from + offsets[0], with + offsets[1], to + first)
      if areArrays { return loop(a, aStep, b, bStep, y, length) }
      let most = min(length, 2048)
      withUnsafeTemporaryAllocation(of: T.self, capacity: 2 * most) { copies in
        for start in stride(from: 0, to: length, by: most) {
          let count = min(most, length - start)
          let (a, aStep) = neighbors(a + start * aStep, aStep, count, copies.baseAddress!)
          let (b, bStep) = neighbors(b + start * bStep, bStep, count, copies.baseAddress! + most)
          loop(a, aStep, b, bStep, y + start, count)
        }
      }
    }
  }
}

/// Elements as loops read them, with a step of 1, or of 0 to repeat one: the elements themselves,
/// or a copy if they have another step.
private func neighbors<T: BitwiseCopyable>(
  _ x: UnsafeMutablePointer<T>, _ step: Int, _ count: Int, _ copy: UnsafeMutablePointer<T>
) -> (UnsafeMutablePointer<T>, Int) {
  guard step != 0 && step != 1 else { return (x, step) }
  copyPlane(
    x, rows: 0, columns: step, to: copy, rows: 0, columns: 1, size: MemoryLayout<T>.stride, 1,
    count)
  return (copy, 1)
}

extension Tensor {
  /// The step that walks the elements along a flat result: 1, or 0 for a single element; nil if the
  /// elements are not in the result's order.
  fileprivate func flatStep(for resultCount: Int) -> Int? {
    isUniform ? 0 : isContiguous && count == resultCount ? 1 : nil
  }

  /// Whether the tensor is one element, repeated.
  var isUniform: Bool {
    count == 1 || (value.strides?.allSatisfy { $0 == 0 } ?? false)
  }

  /// The strides of this tensor's elements as part of a result of the given shape: 0 where they
  /// repeat.
  func strides(broadcastTo result: Shape) -> [Int] {
    let own = strides
    let missing = result.rank - rank
    return (0..<result.rank).map { axis in
      axis < missing || shape.dimensions[axis - missing] == 1 ? 0 : own[axis - missing]
    }
  }

  /// Sums over the dimensions along which a value of shape `target` was repeated: the gradient of
  /// broadcasting.
  func summed(to target: Shape) -> Tensor {
    if shape == target { return self }
    let missing = rank - target.rank
    let repeated = (0..<rank).filter { axis in
      axis < missing || (target.dimensions[axis - missing] == 1 && shape.dimensions[axis] != 1)
    }
    let sums = repeated.isEmpty ? self : sum(axis: repeated, keepDims: true)
    return reshape(sums, target)
  }
}
