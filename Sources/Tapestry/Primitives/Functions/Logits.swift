// Probabilities know their logits: the numbers that softmax or sigmoid was applied to.
//
// A float32 probability rounds to 1 as soon as its logit is above about 16, and to 0 below about
// -100. A cross-entropy that takes its logarithm is flat there, and its gradient is 0: a model that
// is confident and wrong never learns that it is wrong. As a function of the logits, the same loss
// is nearly a straight line. So the functions that make probabilities leave a note on their
// results, and the losses look for it.
//
// Keras looks at the operation that made a tensor instead. That needs a graph: here tensors are
// also computed eagerly, and inside `vectorizedMap` a tensor is a symbol of no graph. A note on the
// tensor works in all these cases. Whatever makes another tensor of the probabilities, such as a
// reshape, a sum or a variable, loses the note, as in Keras. What a `Function` returns has its note
// wherever gradients flow, that is, when a tape or a trace sees the run. A plan that runs only for
// its results has none, because it would have to keep the logits.

extension Tensor {
  /// These probabilities, with a note of the logits from which they were computed.
  /// The tensor must have just been computed, so that no other code has it yet.
  ///
  /// Nothing is noted if the logits are probabilities themselves: probabilities computed from
  /// numbers between 0 and 1 never round to 0 or 1. So a tensor keeps one other tensor in memory,
  /// and never a chain of them.
  func withLogits(_ logits: Tensor, of function: Logits.Function) -> Tensor {
    if logits.value.logits == nil {
      value.logits = Logits(function: function, tensor: logits)
    }
    return self
  }

  /// The logits of these probabilities; nil if they were not computed by the given function.
  ///
  /// The result is also nil while a tape follows the probabilities but not the logits, because then
  /// the code watches the probabilities themselves and asks for their gradient.
  func logits(of function: Logits.Function) -> Tensor? {
    guard let logits = value.logits, logits.function == function,
      !Context.current.tapes.contains(where: { $0.knows(self) && !$0.knows(logits.tensor) })
    else { return nil }
    return logits.tensor
  }
}
