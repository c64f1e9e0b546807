/// A recurrent layer with two gates, which say how much of the state stays, and how much of it counts
/// for what replaces the rest.
///
/// ```swift
/// GRU(8)(Tensor.ones([32, 10, 4])).shape  // (32, 8)
/// ```
///
/// The columns of the weights are those of the sums: how much stays, how much counts, what is new.
///
/// - `resetAfter`: whether the state is reset after the product with the weights or before. The first
///   is one large product for all sums, and has two rows of biases; the second is the original.
///
/// Shapes: [batch, steps, features] gives [batch, units], or [batch, steps, units] of all steps; with
/// `returnState` a second output, the last state. A second input is the first state.
/// Traps: for other ranks, and for another number of features than in the first call.
/// Source: Cho, van Merriënboer, Gulcehre and others, 2014, "Learning phrase representations using RNN
/// encoder-decoder for statistical machine translation".
public final class GRU: RecurrentLayer, Configurable {
  /// What is applied to the sums of the gates.
  public let recurrentActivation: Activation
  /// Whether the state is reset after the product with the weights.
  public let resetAfter: Bool

  /// A layer of so many units.
  public init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    resetAfter: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    self.recurrentActivation = recurrentActivation
    self.resetAfter = resetAfter
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
      recurrentActivation: given.activation("recurrent_activation"),
      useBias: given.bool("use_bias"), kernelInitializer: given.initializer("kernel_initializer"),
      recurrentInitializer: given.initializer("recurrent_initializer"),
      biasInitializer: given.initializer("bias_initializer"),
      resetAfter: given.bool("reset_after"),
      kernelRegularizer: given.regularizer("kernel_regularizer"),
      recurrentRegularizer: given.regularizer("recurrent_regularizer"),
      biasRegularizer: given.regularizer("bias_regularizer"), dropout: given.double("dropout", .rate),
      recurrentDropout: given.double("recurrent_dropout", .rate),
      returnSequences: given.bool("return_sequences"), returnState: given.bool("return_state"),
      goBackwards: given.bool("go_backwards"), name: given.name, trainable: given.trainable,
      dtype: given.dtype)
  }

  override var gateCount: Int { 3 }
  override var biasShape: Shape { resetAfter ? [2, 3 * units] : [3 * units] }
  override var inputBias: Tensor? { resetAfter ? bias.map { $0[0] } : bias?.tensor }

  override func step(_ x: Tensor, _ states: [Tensor]) -> [Tensor] {
    let state = states[0]
    let inputs = gates(x)
    let stay: Tensor
    let new: Tensor
    if resetAfter {
      let products = matmul(state, recurrentKernel)
      let own = gates(bias.map { products + $0[1] } ?? products)
      stay = recurrentActivation(inputs[0] + own[0])
      let counts = recurrentActivation(inputs[1] + own[1])
      new = activation(inputs[2] + counts * own[2])
    } else {
      let kernels = gates(recurrentKernel.tensor)
      stay = recurrentActivation(inputs[0] + matmul(state, kernels[0]))
      let counts = recurrentActivation(inputs[1] + matmul(state, kernels[1]))
      new = activation(inputs[2] + matmul(counts * state, kernels[2]))
    }
    return [stay * state + (1 - stay) * new]
  }

  public override var config: Config {
    super.config.merging([
      "recurrent_activation": .string(recurrentActivation.name), "reset_after": .bool(resetAfter),
    ])
  }
}
