/// The base class of recurrent layers, which go through a sequence step by step: the output of a
/// step depends on the state after the step before.
///
/// `RecurrentSequence` has the loop over the steps, and `RecurrentScan` a faster one for steps with
/// the default activations.
///
/// A masked step leaves the state and the output unchanged. A stateful layer continues where its
/// latest call ended, until `resetStates()`.
///
/// - **Shapes:** [batch, steps, features]; then, optionally, the initial states, each [batch,
///   units].
/// - **Source:** Hochreiter and Schmidhuber, 1997, "Long short-term memory", for the idea of a
///   state.
public class RecurrentLayer: Layer {
  /// Whether the outputs of all steps are returned, or only that of the last.
  @Configured("return_sequences") public private(set) var returnsSequences: Bool
  /// Whether the last states are returned after the output.
  @Configured("return_state") public private(set) var returnsState: Bool
  /// Whether the sequence is read backwards.
  @Configured("go_backwards") public private(set) var goesBackwards: Bool
  /// Whether a call begins with the states with which the previous one ended.
  @Configured("stateful", default: false) public private(set) var isStateful: Bool
  /// The number of units, which is the size of the state.
  @Configured("units", 1...sizeLimit) public private(set) var units: Int
  /// The activation of the candidate for the new state.
  @Configured("activation") public private(set) var activation: Activation
  /// Whether a bias is added to each sum.
  @Configured("use_bias") public private(set) var usesBias: Bool
  @Configured("kernel_initializer", rank: 2) private var kernelInitializer: Initializer
  @Configured("recurrent_initializer", rank: 2) private var recurrentInitializer: Initializer
  @Configured("bias_initializer") final var biasInitializer: Initializer
  @Configured("kernel_regularizer") private var kernelRegularizer: Regularizer?
  @Configured("recurrent_regularizer") private var recurrentRegularizer: Regularizer?
  @Configured("bias_regularizer") private var biasRegularizer: Regularizer?
  @Configured("activity_regularizer") private var outputRegularizer: Regularizer?
  @Configured("kernel_constraint") private var kernelConstraint: Constraint?
  @Configured("recurrent_constraint") private var recurrentConstraint: Constraint?
  @Configured("bias_constraint") private var biasConstraint: Constraint?
  /// The fraction of the inputs that is set to 0 in training, with the same mask in each step.
  @Configured("dropout", .rate) public private(set) var dropout: Double
  /// The fraction of the state that is set to 0 in training, with the same mask in each step.
  @Configured("recurrent_dropout", .rate) public private(set) var recurrentDropout: Double
  /// The weights of the inputs; nil before the layer is built.
  public private(set) var kernel: Variable!
  /// The weights of the state; nil before the layer is built.
  public private(set) var recurrentKernel: Variable!
  /// The biases; nil before the layer is built, and if it has none.
  public private(set) var bias: Variable?
  /// Whether the outputs of masked steps are 0, if those of all steps are returned. `Bidirectional`
  /// sets it: its two layers come to a masked step with different states, of which neither says
  /// anything about that step.
  var zeroesMaskedOutputs = false
  private let persistentStates = PersistentStates()

  /// A recurrent layer of `units` units.
  public init(
    _ units: Int, activation: Activation = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Double = 0, recurrentDropout: Double = 0,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype)
    self.units = units
    self.activation = activation
    usesBias = useBias
    self.kernelInitializer = kernelInitializer
    self.recurrentInitializer = recurrentInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.recurrentRegularizer = recurrentRegularizer
    self.biasRegularizer = biasRegularizer
    outputRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.recurrentConstraint = recurrentConstraint
    self.biasConstraint = biasConstraint
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    returnsSequences = returnSequences
    returnsState = returnState
    goesBackwards = goBackwards
    isStateful = stateful
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    guard biasInitializer.ranks.contains(firstBiasRank) else {
      throw reader.wrong("bias_initializer", "an initializer for weights of rank \(firstBiasRank)")
    }
  }

  // MARK: What subclasses define

  /// The number of sums that each unit needs.
  var gateCount: Int { 1 }
  /// The number of tensors in the state.
  var stateCount: Int { 1 }
  /// The shape of the biases.
  var biasShape: Shape { [gateCount * units] }
  /// The initializer of the biases.
  var firstBiases: Initializer { biasInitializer }
  /// What is added to the products with the inputs.
  var inputBias: Tensor? { bias?.tensor }
  /// What is added to the products with the state.
  var recurrentBias: Tensor? { nil }
  /// The states after a step, the first of which is the output.
  func step(_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor] {
    misuse(
      name, "\(type(of: self)) does not say what a step does", cure: "override step(_:_:_:)")
  }
  /// The layer's step, if it is one of those that have fast loops; otherwise nil.
  var cell: RecurrentCell? { nil }

  // MARK: Building and calling

  override var activityRegularizer: Regularizer? { outputRegularizer }
  override var ownType: DType? { dtype }

  public final override func build(inputShapes: [Shape]) {
    let x = inputShapes[0]
    InputSpec(rank: 3).check(x, layer: name)
    kernel = addWeight(
      "kernel", shape: [x[-1], gateCount * units], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    recurrentKernel = addWeight(
      "recurrent_kernel", shape: [units, gateCount * units], initializer: recurrentInitializer,
      regularizer: recurrentRegularizer, constraint: recurrentConstraint)
    if usesBias {
      bias = addWeight(
        "bias", shape: biasShape, initializer: firstBiases, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
  }

  final override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    guard !returnsState else {
      throw InvalidUse(
        name, "it returns its state after the output, in a row of layers",
        cure: "leave returnState out, or describe a model with Model(inputs:outputs:)")
    }
    return try outputShape(ofSeries: input)
  }

  /// The shape of the output without the states, which may come after it.
  private func outputShape(ofSeries input: Shape) throws(InvalidUse) -> Shape {
    let sizes = isBuilt ? [-1: kernel.shape[0]] : [:]
    try InputSpec(rank: 3, sizes: sizes).accept(input, layer: name)
    try checkSizes([input[2], gateCount * units])
    try checkSizes([units, gateCount * units])
    try checkSteps(input)
    return returnsSequences ? [input[0], input[1], units] : [input[0], units]
  }

  final override func buildChecked(for inputs: [TensorSpec]) throws(InvalidUse) -> [TensorSpec] {
    guard let x = inputs.first, inputs.count > 1 || returnsState else {
      return try super.buildChecked(for: inputs)
    }
    try checkInput(x)
    let output = try outputShape(ofSeries: x.shape)
    let states = [TensorSpec](
      repeating: TensorSpec(shape: [x.shape[0], units], dtype: dtype), count: stateCount)
    guard inputs.count == 1 || Array(inputs.dropFirst()) == states else {
      throw InvalidUse(
        name, "first states \(inputs.dropFirst().map { "\($0)" }.joined(separator: ", "))",
        cure: "give \(stateCount) like \(states[0]), or none")
    }
    ensureBuilt(for: x.shape)
    let outputs =
      [TensorSpec(shape: output, dtype: outputType(for: x.dtype))] + (returnsState ? states : [])
    wasBuilt(for: inputs, returning: outputs.map(\.shape))
    return outputs
  }

  /// The rank of the biases that `biasInitializer` makes.
  var firstBiasRank: Int { biasShape.rank }

  private func checkSteps(_ input: Shape) throws(InvalidUse) {
    guard input[1] > 0 else {
      throw InvalidUse(
        name, "a sequence without steps, of shape \(input)", cure: "give it one step or more")
    }
  }

  public final override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    let x = inputs[0]
    InputSpec(rank: 3, sizes: [-1: kernel.shape[0]]).check(x.shape, layer: name)
    trapping { () throws(InvalidUse) in try checkSteps(x.shape) }
    let products = matmul(dropped(x, dropout, along: 1, training), kernel)
    let first = firstStates(inputs)
    let sequence = RecurrentSequence(
      sums: inputBias.map { products + $0 } ?? products,
      weights: RecurrentWeights(kernel: recurrentKernel.tensor, bias: recurrentBias),
      states: first, mask: x.mask,
      dropMask: recurrentDropout > 0 && training ? dropMask(first[0], recurrentDropout) : nil,
      goesBackwards: goesBackwards)
    var (output, states) = returnsSequences ? outputs(sequence) : lastOutput(sequence)
    if let mask = x.mask {
      if zeroesMaskedOutputs && returnsSequences {
        let inOrder = goesBackwards ? reverse(mask, axis: 1) : mask
        output = select(expandDims(inOrder, axis: 2), output, 0)
      } else if isStateful || inputs.count > 1 {
        output = hidden(output, until: mask)
      }
    }
    if isStateful { persistentStates.keep(states) }
    return [output] + (returnsState ? states : [])
  }

  /// The outputs of all steps, and the last states.
  private func outputs(_ sequence: RecurrentSequence) -> (Tensor, [Tensor]) {
    guard let cell else {
      let states = sequence.states(step)
      return (stack(states.map { $0[0] }, axis: 1), states.last!)
    }
    let states = RecurrentScan.states(of: sequence, cell)
    return (states[0], (0..<cell.stateCount).map { states[$0, .all, -1] })
  }

  /// The output of the last step, and the last states.
  private func lastOutput(_ sequence: RecurrentSequence) -> (Tensor, [Tensor]) {
    let states =
      cell.map { cell in
        let states = RecurrentScan.states(of: sequence, cell)
        return (0..<cell.stateCount).map { states[$0, .all, -1] }
      } ?? sequence.states(step).last!
    return (states[0], states)
  }

  /// The output, but 0 before the first step that is present, where it would be the initial state.
  private func hidden(_ output: Tensor, until mask: Tensor) -> Tensor {
    let seen = cumsum(cast(mask, to: .int32), axis: 1, reverse: goesBackwards) > 0
    let inOrder = goesBackwards ? reverse(seen, axis: 1) : seen
    return select(
      returnsSequences ? expandDims(inOrder, axis: 2) : inOrder[.all, (-1)...], output, 0)
  }

  public final override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [returnsSequences ? inputs[0].mask : nil]
  }

  private func firstStates(_ inputs: [Tensor]) -> [Tensor] {
    let shape: Shape = [inputs[0].shape[0], units]
    let given = Array(inputs.dropFirst())
    guard !given.isEmpty else {
      if isStateful {
        return persistentStates.states(stateCount, TensorSpec(shape: shape, dtype: dtype), of: name)
      }
      return [Tensor](repeating: Tensor.zeros(shape, dtype: dtype), count: stateCount)
    }
    guard given.count == stateCount, given.allSatisfy({ $0.shape == shape }) else {
      misuse(
        name, "first states of shapes \(given.map(\.shape.description).joined(separator: ", "))",
        cure: "give \(stateCount) of shape \(shape), or none")
    }
    return given
  }

  fileprivate final func forget() { persistentStates.reset() }

  /// The only size of a batch that a stateful layer takes; nil before its first call.
  final var stateBatchSize: Int? { persistentStates.batchSize }

  /// A dropout mask: 0 for what is dropped, and for the rest the factor that keeps the mean.
  private func dropMask(_ x: Tensor, _ rate: Double) -> Tensor {
    cast(Tensor.uniform(x.shape, dtype: x.dtype) >= rate, to: x.dtype) * (1 / (1 - rate))
  }

  private func dropped(_ x: Tensor, _ rate: Double, along axis: Int, _ training: Bool) -> Tensor {
    guard rate > 0 && training else { return x }
    return x * expandDims(dropMask(x[.all, 0], rate), axis: axis)
  }
}

extension Layer {
  /// Resets the states that stateful recurrent layers keep from call to call, in this layer and the
  /// layers inside.
  ///
  /// ```swift
  /// model.resetStates()  // before a new sequence begins
  /// ```
  ///
  /// - **Source:** Keras 2.1.0, Model.reset_states.
  public func resetStates() {
    for layer in [self] + submodules { (layer as? RecurrentLayer)?.forget() }
  }
}
