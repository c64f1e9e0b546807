/// The part that recurrent layers share: they go through a series step by step, and what they make of
/// a step depends on the state in which the one before left them.
///
/// The loop over the steps is a loop of Swift: a trace takes the steps up one after the other, since
/// their number is known. The alternative, `whileLoop`, has a small graph however long the series is;
/// but each read of one step gives a gradient as long as the series, and passes over the graph see one
/// step only. Over 100 steps a training step takes three times as long with it.
///
/// The products with the inputs do not depend on the state: they are one large product for all steps,
/// which is faster than many small ones.
///
/// A step that the mask of the input marks as not there leaves the state and the output as they are. A
/// stateful layer begins where its latest call ended, until `resetStates()`.
///
/// - **Shapes:** [batch, steps, features]; then, if they are given, the first states, each
///   [batch, units].
/// - **Source:** Hochreiter and Schmidhuber, 1997, "Long short-term memory", for the idea of a state.
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
  /// The state after a step, of which the first tensor is the output.
  func step(_ x: Tensor, _ states: [Tensor]) -> [Tensor] {
    misuse(
      name, "\(type(of: self)) does not say what a step does", cure: "override step(_:_:)")
  }

  /// The sums of each gate.
  final func gates(_ sums: Tensor) -> [Tensor] { split(sums, into: gateCount, axis: -1) }

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
    var states = firstStates(inputs)
    let products = matmul(dropped(x, dropout, along: 1, training), kernel)
    let dropMask = recurrentDropout > 0 && training ? dropMask(states[0], recurrentDropout) : nil
    let steps = steps(of: inputBias.map { products + $0 } ?? products)
    let isThere = x.mask.map { mask in self.steps(of: expandDims(mask, axis: 2)) }
    // A series that begins with steps that are not there returns 0 for them.
    var output = Tensor.zeros(like: states[0])
    var outputs: [Tensor] = []
    for index in goesBackwards ? Array(steps.indices.reversed()) : Array(steps.indices) {
      var seen = states
      if let dropMask { seen[0] = seen[0] * dropMask }
      let next = step(steps[index], seen)
      if let isThere = isThere?[index] {
        output = select(isThere, next[0], output)
        states = zip(next, states).map { select(isThere, $0, $1) }
      } else {
        (output, states) = (next[0], next)
      }
      outputs.append(output)
    }
    if isStateful { kept.keep(states) }
    let result = returnsSequences ? stack(outputs, axis: 1) : output
    return [result] + (returnsState ? states : [])
  }

  public final override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [returnsSequences ? inputs[0].mask : nil]
  }

  /// The tensors of the steps, by halves of halves. The gradient of a slice is as large as what it is
  /// taken from, so that slices of the whole, one for each step, would cost the square of the length.
  private func steps(of series: Tensor) -> [Tensor] {
    let count = series.shape[1]
    guard count > 1 else { return [squeeze(series, axis: 1)] }
    return split(series, sizes: [count / 2, count - count / 2], axis: 1).flatMap(steps)
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
  /// Forgets the states that stateful recurrent layers keep from call to call: those of this layer and
  /// of the layers inside.
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
