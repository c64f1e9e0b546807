/// A recurrent layer with a memory: gates say what is written to it, what it forgets, and how much of
/// it shows.
///
/// ```swift
/// let layer = LSTM(8, returnState: true)
/// layer.outputs([Tensor.ones([32, 10, 4])]).count     // 3: the output, the state, the memory
/// layer.variables.map(\.name)  // ["lstm/kernel:0", "lstm/recurrent_kernel:0", "lstm/bias:0"]
/// ```
///
/// The columns of the weights are those of the gates: what to write, what to keep, what would be
/// written, what to show. The gate that keeps begins at 1, so that a new layer remembers.
///
/// Shapes: [batch, steps, features] gives [batch, units], or [batch, steps, units] of all steps; with
/// `returnState` two more outputs. Two further inputs are the first state and memory.
/// Traps: for other ranks, and for another number of features than in the first call.
/// Source: Hochreiter and Schmidhuber, 1997, "Long short-term memory"; Gers, Schmidhuber and Cummins,
/// 1999, "Learning to forget"; Jozefowicz, Zaremba and Sutskever, 2015, "An empirical exploration of
/// recurrent network architectures", for the 1.
public final class LSTM: RecurrentLayer, Configurable {
  /// What is applied to the sums of the gates.
  public let recurrentActivation: Activation
  /// Whether the gate that keeps begins at 1.
  public let unitForgetBias: Bool

  /// A layer of so many units.
  public init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    self.recurrentActivation = recurrentActivation
    self.unitForgetBias = unitForgetBias
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
      unitForgetBias: given.bool("unit_forget_bias"),
      kernelRegularizer: given.regularizer("kernel_regularizer"),
      recurrentRegularizer: given.regularizer("recurrent_regularizer"),
      biasRegularizer: given.regularizer("bias_regularizer"), dropout: given.double("dropout", .rate),
      recurrentDropout: given.double("recurrent_dropout", .rate),
      returnSequences: given.bool("return_sequences"), returnState: given.bool("return_state"),
      goBackwards: given.bool("go_backwards"), name: given.name, trainable: given.trainable,
      dtype: given.dtype)
  }

  override var gateCount: Int { 4 }
  override var stateCount: Int { 2 }

  override var biasInitializer: Initializer {
    guard unitForgetBias else { return initializers.bias }
    let (initial, units) = (initializers.bias, units)
    return Initializer("unit_forget_bias") { _, dtype in
      concat(
        [
          initial([units], dtype: dtype), Tensor.ones([units], dtype: dtype),
          initial([2 * units], dtype: dtype),
        ], axis: 0)
    }
  }

  override func step(_ x: Tensor, _ states: [Tensor]) -> [Tensor] {
    let sums = gates(x + matmul(states[0], recurrentKernel))
    let (write, keep, show) = (
      recurrentActivation(sums[0]), recurrentActivation(sums[1]), recurrentActivation(sums[3])
    )
    let memory = keep * states[1] + write * activation(sums[2])
    return [show * activation(memory), memory]
  }

  public override var config: Config {
    super.config.merging([
      "recurrent_activation": .string(recurrentActivation.name),
      "unit_forget_bias": .bool(unitForgetBias),
    ])
  }
}
