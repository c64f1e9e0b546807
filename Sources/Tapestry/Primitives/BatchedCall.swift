/// A call of an operation on one element, which a primitive is asked to carry out on the whole
/// batch.
struct BatchedCall {
  /// The number of elements.
  let size: Int
  /// What the operation is applied to: batches, or tensors that are the same for all elements.
  let inputs: [Tensor]
  /// Which of the inputs are batches; at least one is.
  let isBatched: [Bool]
  /// The inputs' shapes and types for one element.
  let elements: [TensorSpec]
  /// The result's shape and type for one element.
  let result: TensorSpec
  /// The trace that runs the code of one element on the batch.
  let trace: any BatchMapping

  /// An input as a batch: one that is the same for all elements is repeated as a view, without a
  /// copy.
  func whole(_ index: Int) -> Tensor {
    if isBatched[index] { return inputs[index] }
    return broadcast(inputs[index], to: batch(of: elements[index].shape))
  }

  /// An input that broadcasts with others as its elements would: a batch gets dimensions of size 1
  /// after the first, up to the given rank of an element. Others need none, since missing
  /// dimensions come in front.
  func aligned(_ index: Int, rank: Int) -> Tensor {
    guard isBatched[index] else { return inputs[index] }
    let element = elements[index].shape.dimensions
    let ones = [Int](repeating: 1, count: rank - element.count)
    return reshape(inputs[index], Shape([size] + ones + element))
  }

  /// The shape of a batch of such elements.
  func batch(of element: Shape) -> Shape { Shape([size] + element.dimensions) }
}

/// Runs code that is written for one element on a whole batch, as `vectorizedMap` does.
protocol BatchMapping: AnyObject {
  /// The results for all elements of the code that computes those for one.
  func map(_ function: ([Tensor]) throws -> [Tensor], _ batched: [Tensor]) rethrows -> [Tensor]
}
