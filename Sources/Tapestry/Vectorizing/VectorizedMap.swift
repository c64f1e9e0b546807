// One function applied to each element of a batch: to all at once, or to one after the other.

/// The results of `function` for each element of a batch, computed for all elements at once.
///
/// ```swift
/// let data = Tensor.normal([10, 100, 2])
/// vectorizedMap({ $0.sum() }, data).shape  // (10,)
/// ```
///
/// The code of the function runs once, for an element that stands for all. Each operation in it is
/// replaced by the one that does the same to the whole batch: a sum over an element becomes a sum
/// over all dimensions but the first. An operation that has no such rule runs in a loop over the
/// elements, and a warning on standard error names it.
///
/// Where elements take different branches while a tape watches, and a number before a branch is
/// infinite or NaN, the code runs once more for each element: an element that does not use the
/// number would have the gradient 0 times infinity. A line on standard error says so.
///
/// - Precondition: the batch is not a scalar, and the function neither draws random numbers nor
///   assigns to a variable.
/// - **Shapes**: the first dimension is the batch; `function` gets an element without it.
/// - **DTypes**: all.
/// - **Gradient**: yes, of the batch and of all that the function takes from outside; tapes inside
///   the function give gradients for each element.
/// - **Source**: document 000, vectorization.
public func vectorizedMap(
  _ function: (Tensor) throws -> Tensor, _ batched: some TensorConvertible
) rethrows -> Tensor {
  try vectorizedMap({ [try function($0[0])] }, [batched.tensor])[0]
}

/// The results of `function` for each pair of elements of two batches, computed for all pairs at
/// once.
///
/// ```swift
/// vectorizedMap({ x, y in (x * y).sum() }, a, b)  // the scalar product of each pair of rows
/// ```
///
/// - Precondition: as for one batch; the batches have one size.
/// - **Shapes**: the first dimensions are the batch, and equal.
/// - **Gradient**: yes.
public func vectorizedMap(
  _ function: (Tensor, Tensor) throws -> Tensor, _ a: some TensorConvertible,
  _ b: some TensorConvertible
) rethrows -> Tensor {
  try vectorizedMap({ [try function($0[0], $0[1])] }, [a.tensor, b.tensor])[0]
}

/// The results of `function` for the elements of several batches, computed for all of them at once.
///
/// ```swift
/// vectorizedMap({ inputs in [inputs[0].sum(), inputs[1].mean()] }, [a, b])
/// ```
///
/// - Precondition: as for one batch; there is at least one, and all have one size.
/// - **Shapes**: the first dimensions are the batch, and equal.
/// - **Gradient**: yes.
public func vectorizedMap(
  _ function: ([Tensor]) throws -> [Tensor], _ batched: [Tensor]
) rethrows -> [Tensor] {
  let size = batchSize(of: batched, in: "vectorizedMap")
  guard let trace = Context.current.interpreter as? any EnclosingTrace else {
    return try guarded(
      { try BatchTrace(size: size).map(function, batched) },
      inLoop: { try mapFn(function, batched) })
  }
  return try tracedMap(function, batched, size: size, in: trace)
}

/// The results of `function` for each element of a batch, computed one after the other.
///
/// ```swift
/// mapFn({ $0.sum() }, Tensor.ones([10, 100, 2])).shape  // (10,)
/// ```
///
/// The results are the same as those of `vectorizedMap`, which is faster; but here the function may
/// do anything.
///
/// - Precondition: the batch is neither a scalar nor empty, and the results have the same shape.
/// - **Shapes**: the first dimension is the batch; `function` gets an element without it.
/// - **DTypes**: all.
/// - **Gradient**: yes.
/// - **Source**: document 000, vectorization.
public func mapFn(
  _ function: (Tensor) throws -> Tensor, _ batched: some TensorConvertible
) rethrows -> Tensor {
  try mapFn({ [try function($0[0])] }, [batched.tensor])[0]
}

/// The results of `function` for each pair of elements of two batches, computed one after the
/// other.
///
/// ```swift
/// mapFn({ x, y in (x * y).sum() }, a, b)
/// ```
///
/// - Precondition: as for one batch; the batches have one size.
/// - **Gradient**: yes.
public func mapFn(
  _ function: (Tensor, Tensor) throws -> Tensor, _ a: some TensorConvertible,
  _ b: some TensorConvertible
) rethrows -> Tensor {
  try mapFn({ [try function($0[0], $0[1])] }, [a.tensor, b.tensor])[0]
}

/// The results of `function` for the elements of several batches, computed one after the other.
///
/// ```swift
/// mapFn({ inputs in [inputs[0].sum(), inputs[1].mean()] }, [a, b])
/// ```
///
/// - Precondition: as for one batch; there is at least one, and all have one size.
/// - **Gradient**: yes.
public func mapFn(
  _ function: ([Tensor]) throws -> [Tensor], _ batched: [Tensor]
) rethrows -> [Tensor] {
  let size = batchSize(of: batched, in: "mapFn")
  guard size > 0 else {
    misuse(
      "mapFn", "a batch of 0 elements, for which the function never runs",
      cure: "use vectorizedMap, which finds the results' shape without running it on an element")
  }
  let elements = batched.map { unstack($0) }
  let results = try (0..<size).map { index in try function(elements.map { $0[index] }) }
  return results[0].indices.map { output in stack(results.map { $0[output] }) }
}

/// The first dimension, which all batches have in common.
private func batchSize(of batches: [Tensor], in operation: String) -> Int {
  guard let first = batches.first else {
    misuse(
      operation, "no batch", cure: "give at least one tensor whose first dimension is the batch")
  }
  for batch in batches where batch.rank == 0 {
    misuse(
      operation, "a scalar has no elements to go through",
      cure: "give a tensor whose first dimension is the batch")
  }
  let size = first.shape.dimensions[0]
  for batch in batches where batch.shape.dimensions[0] != size {
    misuse(
      operation, "batches of \(size) and \(batch.shape.dimensions[0]) elements",
      cure: "give batches of one size")
  }
  return size
}
