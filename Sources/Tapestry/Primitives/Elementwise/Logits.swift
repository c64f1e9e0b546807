// Probabilities know their logits: the numbers that softmax or sigmoid was applied to.
//
// A probability of float32 rounds to 0 or 1 as soon as its logit is beyond about 16 or 100. A
// cross-entropy that takes its logarithm is flat there, and so is its gradient: a model that is
// sure and wrong never learns that it is wrong. Of the logits the same loss is nearly a straight
// line. So the functions that make probabilities leave a note on their results, and the losses look
// for it.
//
// Keras looks at the operation that made a tensor instead. That needs a graph: here tensors are
// computed eagerly too, softmax is a formula of several operations, and inside `vectorizedMap` a
// tensor is a symbol of no graph. A note on the tensor is the same in all of these. What makes
// another tensor of the probabilities, such as a reshape, a sum or a variable, leaves it behind, as
// in Keras. What a `Function` returns has its note wherever gradients flow: when a tape or a trace
// sees the run. A plan that runs for its results only would have to keep the logits for it.

extension Tensor {
  /// Notes from which logits these probabilities were computed, and returns them. The tensor must
  /// have just been computed, so that nobody else has it yet.
  ///
  /// Of probabilities that were taken for logits nothing is noted: from numbers between 0 and 1 no
  /// probability can be computed that rounds to 0 or 1. So a tensor keeps one other tensor in
  /// memory and never a chain of them.
  func noting(_ function: Logits.Function, of logits: Tensor) -> Tensor {
    if logits.value.logits == nil {
      value.logits = Logits(function: function, tensor: logits)
    }
    return self
  }

  /// The logits of these probabilities; nil if they were not computed by the function.
  ///
  /// Nil also while a tape follows the probabilities and not the logits, because the code watches
  /// the probabilities themselves: their gradient is asked for.
  func logits(of function: Logits.Function) -> Tensor? {
    guard let logits = value.logits, logits.function == function,
      !Context.current.tapes.contains(where: { $0.knows(self) && !$0.knows(logits.tensor) })
    else { return nil }
    return logits.tensor
  }
}
