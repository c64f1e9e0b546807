// Masks: which steps of a sequence are present. The sequences of a batch are padded to the length
// of the longest, and the padding must not count.

extension Tensor {
  /// Which steps of the sequence are present; nil if all are.
  ///
  /// ```swift
  /// let words = Embedding(1000, 8, maskZero: true)(Tensor([[4, 20, 0], [7, 0, 0]]))
  /// words.mask  // [[true, true, false], [true, false, false]]
  /// ```
  ///
  /// `Embedding` and `Masking` make masks, and layers that keep the steps pass them on; recurrent
  /// layers, `GlobalAveragePooling1D` and the losses of `fit` use them. An operation outside of
  /// layers returns a tensor without a mask, and so does a `Function`.
  ///
  /// - **Shapes:** [batch, steps].
  /// - **Source:** Keras 2.1.0, "Masking and padding with Keras".
  public var mask: Tensor? { value.mask }

  /// The same values with another mask.
  ///
  /// ```swift
  /// lstm(x.masked(by: lengths > steps))
  /// ```
  ///
  /// - **Gradient:** passes through.
  public func masked(by mask: Tensor?) -> Tensor {
    let copy = Tapestry.identity(self)
    copy.value.mask = mask
    return copy
  }

  /// The weights of examples with the mask of this output applied: steps that are not present get
  /// the weight 0.
  func masking(_ weights: Tensor?) -> Tensor? {
    guard let mask = mask.map({ cast($0, to: .float32) }) else { return weights }
    guard let weights else { return mask }
    let missing = [Int](repeating: 1, count: Swift.max(mask.rank - weights.rank, 0))
    return mask * reshape(weights, Shape(weights.shape.dimensions + missing))
  }
}

extension Layer {
  /// Sets the masks of outputs. A tensor that already has one, from a layer inside, keeps it.
  func passMasks(from inputs: [Tensor], to outputs: [Tensor]) {
    guard makesMasks || inputs.contains(where: { $0.mask != nil }) else { return }
    for (output, mask) in zip(outputs, outputMasks(inputs, count: outputs.count)) {
      if let mask, !inputs.contains(where: { $0.value === output.value }) {
        output.value.mask = mask
      }
    }
  }
}
