/// A recurrent layer whose output is its state: `activation(x · kernel + state · recurrentKernel + bias)`.
///
/// ```swift
/// SimpleRNN(8)(Tensor.ones([32, 10, 4])).shape                             // (32, 8)
/// SimpleRNN(8, returnSequences: true)(Tensor.ones([32, 10, 4])).shape      // (32, 10, 8)
/// ```
///
/// Shapes: [batch, steps, features] gives [batch, units], or [batch, steps, units] of all steps; with
/// `returnState` a second output, the last state. A second input is the first state.
/// Traps: for other ranks, and for another number of features than in the first call.
/// Source: Elman, 1990, "Finding structure in time".
public final class SimpleRNN: RecurrentLayer, Configurable {
  /// A layer of so many units.
  public init(
    _ units: Int, activation: Activation = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    super.init(
      units,
      RecurrentOptions(
        activation: activation, usesBias: useBias,
        initializers: (kernelInitializer, recurrentInitializer, biasInitializer),
        regularizers: (kernelRegularizer, recurrentRegularizer, biasRegularizer),
        dropout: dropout, recurrentDropout: recurrentDropout, returnsSequences: returnSequences,
        returnsState: returnState, goesBackwards: goBackwards),
      name: name, trainable: trainable, dtype: dtype)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      given.positive("units"), activation: given.activation("activation"),
      useBias: given.bool("use_bias"), kernelInitializer: given.initializer("kernel_initializer"),
      recurrentInitializer: given.initializer("recurrent_initializer"),
      biasInitializer: given.initializer("bias_initializer"),
      kernelRegularizer: given.regularizer("kernel_regularizer"),
      recurrentRegularizer: given.regularizer("recurrent_regularizer"),
      biasRegularizer: given.regularizer("bias_regularizer"), dropout: given.double("dropout", .rate),
      recurrentDropout: given.double("recurrent_dropout", .rate),
      returnSequences: given.bool("return_sequences"), returnState: given.bool("return_state"),
      goBackwards: given.bool("go_backwards"), name: given.name, trainable: given.trainable,
      dtype: given.dtype)
  }

  override func step(_ x: Tensor, _ states: [Tensor]) -> [Tensor] {
    [activation(x + matmul(states[0], recurrentKernel))]
  }
}
