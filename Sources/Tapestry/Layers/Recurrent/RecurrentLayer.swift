/// The part that recurrent layers share: they go through a series step by step, and what they make
/// of a step depends on the state in which the one before left them.
///
/// `RecurrentSeries` has the loop over the steps, and `RecurrentScan` a faster one for steps with
/// the usual activations.
///
/// A step that the mask of the input marks as not there leaves the state and the output as they
/// are. A stateful layer begins where its latest call ended, until `resetStates()`.
///
/// - **Shapes:** [batch, steps, features]; then, if they are given, the first states, each
///   [batch, units].
/// - **Source:** Hochreiter and Schmidhuber, 1997, "Long short-term memory", for the idea of a
///   state.
public class RecurrentLayer: Layer {
  /// Whether the outputs of all steps are returned, or of the last only.
  @Configured("return_sequences") public private(set) var returnsSequences: Bool
  /// Whether the last states are returned after the output.
  @Configured("return_state") public private(set) var returnsState: Bool
  /// Whether the series is read from its end.
  @Configured("go_backwards") public private(set) var goesBackwards: Bool
  /// Whether a call begins with the states with which the one before it ended.
  @Configured("stateful", default: false) public private(set) var isStateful: Bool
  /// The number of units: how many numbers the state has.
  @Configured("units", 1...sizeLimit) public private(set) var units: Int
  /// What is applied to what is added to the state.
  @Configured("activation") public private(set) var activation: Activation
  /// Whether each sum starts at a bias.
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
  /// The share of the inputs that is set to 0 in training, the same in each step.
  @Configured("dropout", .rate) public private(set) var dropout: Double
  /// The share of the state that is set to 0 in training, the same in each step.
  @Configured("recurrent_dropout", .rate) public private(set) var recurrentDropout: Double
  /// What the inputs are multiplied by; nil before the layer is built.
  public private(set) var kernel: Variable!
  /// What the state is multiplied by; nil before the layer is built.
  public private(set) var recurrentKernel: Variable!
  /// What the sums start at; nil before the layer is built, and without bias.
  public private(set) var bias: Variable?
  private let kept = KeptStates()

  /// A recurrent layer of units.
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

  /// The layer that was made with this configuration.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    guard biasInitializer.ranks.contains(firstBiasRank) else {
      throw reader.wrong("bias_initializer", "an initializer for weights of rank \(firstBiasRank)")
    }
  }

  // MARK: What the kinds differ in

  /// How many sums each unit needs.
  var gateCount: Int { 1 }
  /// How many tensors the state is.
  var stateCount: Int { 1 }
  /// The shape of the biases.
  var biasShape: Shape { [gateCount * units] }
  /// How the biases begin.
  var firstBiases: Initializer { biasInitializer }
  /// What is added to the products with the inputs.
  var inputBias: Tensor? { bias?.tensor }
  /// What is added to the products with the state.
  var recurrentBias: Tensor? { nil }
  /// The states after a step, of which the first is the output.
  func step(_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor] {
    misuse(
      name, "\(type(of: self)) does not say what a step does", cure: "override step(_:_:_:)")
  }
  /// The step among those that have loops of their own; nil if it is none of these.
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

  final override func outputShape(for input: Shape) throws(Misfit) -> Shape? {
    try InputSpec(rank: 3).accept(input, layer: name)
    try checkSizes([input[2], gateCount * units])
    try checkSizes([units, gateCount * units])
    try checkSteps(input)
    guard !returnsState else {
      throw Misfit(
        name, "it returns its state after the output, in a row of layers",
        cure: "leave returnState out, or describe a model with Model(inputs:outputs:)")
    }
    return returnsSequences ? [input[0], input[1], units] : [input[0], units]
  }

  /// The rank of the biases that `biasInitializer` makes.
  var firstBiasRank: Int { biasShape.rank }

  private func checkSteps(_ input: Shape) throws(Misfit) {
    guard input[1] > 0 else {
      throw Misfit(
        name, "a series without steps, of shape \(input)", cure: "give it one step or more")
    }
  }

  public final override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    let x = inputs[0]
    InputSpec(rank: 3, sizes: [-1: kernel.shape[0]]).check(x.shape, layer: name)
    trapping { () throws(Misfit) in try checkSteps(x.shape) }
    let products = matmul(dropped(x, dropout, along: 1, training), kernel)
    let first = firstStates(inputs)
    let series = RecurrentSeries(
      sums: inputBias.map { products + $0 } ?? products,
      weights: RecurrentWeights(kernel: recurrentKernel.tensor, bias: recurrentBias),
      states: first, mask: x.mask,
      dropMask: recurrentDropout > 0 && training ? dropMask(first[0], recurrentDropout) : nil,
      goesBackwards: goesBackwards)
    var (output, states) = returnsSequences ? outputs(series) : lastOutput(series)
    if let mask = x.mask, isStateful || inputs.count > 1 {
      output = hidden(output, until: mask)
    }
    if isStateful { kept.keep(states) }
    return [output] + (returnsState ? states : [])
  }

  /// The outputs of all steps, and the last states.
  private func outputs(_ series: RecurrentSeries) -> (Tensor, [Tensor]) {
    guard let cell else {
      let states = series.states(step)
      return (stack(states.map { $0[0] }, axis: 1), states.last!)
    }
    let states = RecurrentScan.states(of: series, cell)
    return (states[0], (0..<cell.stateCount).map { states[$0, .all, -1] })
  }

  /// The output of the last step, and the last states.
  private func lastOutput(_ series: RecurrentSeries) -> (Tensor, [Tensor]) {
    let states =
      cell.map { cell in
        let states = RecurrentScan.states(of: series, cell)
        return (0..<cell.stateCount).map { states[$0, .all, -1] }
      } ?? series.states(step).last!
    return (states[0], states)
  }

  /// 0 in place of outputs before the first step that is there, which would show the first state.
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
        return kept.states(stateCount, TensorSpec(shape: shape, dtype: dtype), of: name)
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

  fileprivate final func forget() { kept.reset() }

  /// 0 for what is dropped, and for the rest what keeps the mean.
  private func dropMask(_ x: Tensor, _ rate: Double) -> Tensor {
    cast(Tensor.uniform(x.shape, dtype: x.dtype) >= rate, to: x.dtype) * (1 / (1 - rate))
  }

  private func dropped(_ x: Tensor, _ rate: Double, along axis: Int, _ training: Bool) -> Tensor {
    guard rate > 0 && training else { return x }
    return x * expandDims(dropMask(x[.all, 0], rate), axis: axis)
  }
}

extension Layer {
  /// Forgets the states that stateful recurrent layers keep from call to call: those of this layer
  /// and of the layers inside.
  ///
  /// ```swift
  /// model.resetStates()  // before a new series begins
  /// ```
  ///
  /// - **Source:** Keras 2.1.0, Model.reset_states.
  public func resetStates() {
    for layer in [self] + submodules { (layer as? RecurrentLayer)?.forget() }
  }
}
