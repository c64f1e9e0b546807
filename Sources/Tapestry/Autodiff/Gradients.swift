// The ways to ask for a gradient: with respect to one value, a list or a dictionary, and with or
// without an error where there is none.

/// The result for a source on which the target does not depend.
public enum Unconnected: Sendable {
  /// nil, like TensorFlow's `None`.
  case none
  /// Zeros in the shape of the source.
  case zero
}

extension GradientTape {
  /// The gradient of the target with respect to one value.
  ///
  /// ```swift
  /// let gradient = try tape.gradient(loss, weights)
  /// ```
  ///
  /// The gradient of a target of several elements is that of their sum, or of the sum weighted by
  /// `weights`.
  ///
  /// - Throws: `TapeError.usedTwice` at a second gradient of a tape that is not persistent, and
  ///   `TapeError.noGradient` with the reason if the target does not depend on the source;
  ///   `InvalidArgument` if the gradient of an operation that comes from a file has no result.
  /// - **Source:** book, chapter 1, section 4.
  public func gradient(
    _ target: some TensorConvertible, _ source: some TensorConvertible, weights: Tensor? = nil
  ) throws -> Tensor {
    try gradient(target, [source], weights: weights)[0]
  }

  /// The gradients of the target with respect to each value of a list.
  ///
  /// ```swift
  /// let x = Variable(3.0)
  /// let y = Variable(2.0)
  /// let product = tape.record { x * y }
  /// let gradients = try tape.gradient(product, ["x": x, "y": y])
  /// gradients["x"]?.number  // 2
  /// ```
  ///
  /// - Throws: as the form for one value.
  /// - **Source:** book, chapter 1, section 4.
  public func gradient(
    _ target: some TensorConvertible, _ sources: [any TensorConvertible], weights: Tensor? = nil
  ) throws -> [Tensor] {
    let gradients = try differentiate(value(of: target), sources, weights: weights)
    return try gradients.enumerated().map { index, gradient in
      try gradient.mapError { reason in
        TapeError.noGradient(source: describe(sources[index], index), reason: reason)
      }.get()
    }
  }

  /// The gradients of the target with respect to each value of a dictionary, under the same keys.
  ///
  /// ```swift
  /// let gradients = try tape.gradient(loss, ["w": w, "b": b])
  /// gradients["w"]
  /// ```
  ///
  /// - Throws: as the form that takes a list.
  public func gradient<Key: Hashable>(
    _ target: some TensorConvertible, _ sources: [Key: any TensorConvertible],
    weights: Tensor? = nil
  ) throws -> [Key: Tensor] {
    let keys = Array(sources.keys)
    let gradients = try gradient(target, keys.map { sources[$0]! }, weights: weights)
    return Dictionary(uniqueKeysWithValues: zip(keys, gradients))
  }

  /// The gradients of the target with respect to each value of a list; where there is none, nil or
  /// zeros, as `unconnected` says.
  ///
  /// ```swift
  /// try tape.gradient(loss, [w, unused], unconnected: .none)  // [Optional(...), nil]
  /// try tape.gradient(loss, [w, unused], unconnected: .zero)  // [Optional(...), Optional(zeros)]
  /// ```
  ///
  /// - Throws: as the form for one value, except where there is no gradient.
  public func gradient(
    _ target: some TensorConvertible, _ sources: [any TensorConvertible], weights: Tensor? = nil,
    unconnected: Unconnected
  ) throws -> [Tensor?] {
    let gradients = try differentiate(value(of: target), sources, weights: weights)
    return zip(gradients, sources).map { gradient, source in
      let gradient = try? gradient.get()
      return gradient ?? (unconnected == .zero ? Tensor.zeros(like: source.tensor) : nil)
    }
  }

  /// The gradients of the target with respect to variables, each in the form in which it arises:
  /// slices for a variable of which rows were looked up with `gather` and nothing else, otherwise
  /// dense; nil where there is none.
  ///
  /// ```swift
  /// let loss = tape.record { square(gather(table, words) - y).mean() }
  /// optimizer.applyGradients(try tape.gradientForms(loss, [table]), to: [table])
  /// ```
  ///
  /// TensorFlow's tape returns such slices by default; here a gradient is a tensor unless slices
  /// are asked for, so that it can be used in computations.
  ///
  /// - Throws: as the form for one value, except where there is no gradient.
  public func gradientForms(
    _ target: some TensorConvertible, _ variables: [Variable]
  ) throws -> [GradientForm?] {
    try differentiate(value(of: target), byForm: variables)
  }

  /// The target; for a variable its value, read while the tape records: otherwise, the tape would
  /// not know where the value came from.
  func value(of target: some TensorConvertible) -> Tensor {
    target is Variable ? recordedValue(of: target) : target.tensor
  }

  func describe(_ source: any TensorConvertible, _ index: Int) -> String {
    if let variable = source as? Variable { return "variable '\(variable.name)' (source \(index))" }
    return "source \(index) (\(source.tensor.dtype), shape \(source.tensor.shape))"
  }
}
