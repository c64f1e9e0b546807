// Labels, predictions and sample weights may come in shapes that differ by a last dimension of 1:
// labels (404,) beside predictions (404, 1), one weight for each row. Broadcasting would silently
// make (404, 404) of such a pair. Here shapes are aligned first, and a pair that does not fit stops
// the program.

/// Labels and predictions in the same shape and type.
///
/// The one of lower rank gets a last dimension of 1. Keras removes that dimension from the other
/// instead, after which the mean over the last axis is one number for the whole batch; this way
/// there is still one number for each example, and their mean is the same.
func matchedPair(
  _ operation: String, _ yTrue: Tensor, _ yPred: Tensor
) -> (yTrue: Tensor, yPred: Tensor) {
  let (yTrue, yPred) = alignedPair(yTrue, yPred)
  guard yTrue.shape == yPred.shape else {
    misuse(
      operation, "labels of shape \(yTrue.shape) for predictions of shape \(yPred.shape)",
      cure: "give both one shape; only a last dimension of 1 may be missing. Class indices "
        + "are for 'sparse_categorical_crossentropy'")
  }
  guard yPred.rank > 0 else {
    misuse(
      operation, "labels and predictions are scalars",
      cure: "give one for each example: reshape(x, [1, 1])")
  }
  return (cast(yTrue, to: yPred.dtype), yPred)
}

/// Both tensors, with a last dimension of 1 added to the one of lower rank if the shapes differ in
/// nothing else.
func alignedPair(_ yTrue: Tensor, _ yPred: Tensor) -> (yTrue: Tensor, yPred: Tensor) {
  switch yPred.rank - yTrue.rank {
  case 1 where yPred.shape[-1] == 1: (expandDims(yTrue, axis: -1), yPred)
  case -1 where yTrue.shape[-1] == 1: (yTrue, expandDims(yPred, axis: -1))
  default: (yTrue, yPred)
  }
}

/// Class indices and a row of scores for each: a last dimension of 1 is removed from the labels.
func matchedClasses(
  _ operation: String, _ labels: Tensor, _ scores: Tensor
) -> (labels: Tensor, scores: Tensor) {
  let isColumn = labels.rank > 0 && labels.rank == scores.rank && labels.shape[-1] == 1
  let rows = isColumn ? squeeze(labels, axis: -1) : labels
  guard scores.rank > 0, rows.shape.dimensions[...] == scores.shape.dimensions.dropLast() else {
    misuse(
      operation,
      "labels of shape \(labels.shape) for predictions of shape \(scores.shape)",
      cure: "give a class index for each row of predictions; rows of probabilities or "
        + "of zeros and a one are for 'categorical' instead of 'sparse_categorical'")
  }
  return (rows.dtype.isInteger ? rows : cast(rows, to: .int64), scores)
}

/// Weights in a shape that broadcasts to that of the values, and in their type.
///
/// A weight for each example applies to all values of the example.
func matchedWeights(_ operation: String, _ weights: Tensor, for values: Tensor) -> Tensor {
  var fitting = cast(weights, to: values.dtype)
  if fitting.rank == values.rank + 1 && fitting.shape[-1] == 1 {
    fitting = squeeze(fitting, axis: -1)
  }
  if fitting.rank > 0 && fitting.rank < values.rank {
    let ones = [Int](repeating: 1, count: values.rank - fitting.rank)
    fitting = reshape(fitting, Shape(fitting.shape.dimensions + ones))
  }
  guard Shape.broadcast(fitting.shape, values.shape) == values.shape else {
    misuse(
      operation, "sample weights of shape \(weights.shape) for values of shape \(values.shape)",
      cure: values.rank == 0
        ? "there is one value for all examples: give labels and predictions a last dimension, "
          + "expandDims(y, axis: -1), so that each example has its own"
        : weights.rank > values.rank
          ? "leave out the last dimension of the weights, over which predictions are reduced to a "
            + "value: give one number for each value"
          : "give one number for all, one for each example, or one for each value")
  }
  return fitting
}

/// The element of each row at the index that the row's label gives.
func element(_ labels: Tensor, of rows: Tensor) -> Tensor {
  squeeze(
    gather(rows, expandDims(labels, axis: -1), axis: -1, batchDimensions: labels.rank), axis: -1)
}
