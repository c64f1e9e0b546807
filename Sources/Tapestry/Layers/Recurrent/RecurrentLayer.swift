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
/// Inputs are [batch, steps, features]; then, if they are given, the first states, each [batch, units].
/// Source: Hochreiter and Schmidhuber, 1997, "Long short-term memory", for the whole idea of a state.
public class RecurrentLayer: Layer {
  /// How many numbers the state has.
  public let units: Int
  /// What is applied to what is added to the state.
  public let activation: Activation
  /// Whether each sum starts at a bias.
  public let usesBias: Bool
  /// Whether the outputs of all steps are returned, or of the last only.
  public let returnsSequences: Bool
  /// Whether the last states are returned after the output.
  public let returnsState: Bool
  /// Whether the series is read from its end.
  public let goesBackwards: Bool
  /// The share of the inputs that is set to 0 in training, the same in each step.
  public let dropout: Double
  /// The share of the state that is set to 0 in training, the same in each step.
  public let recurrentDropout: Double
  let initializers: (kernel: Initializer, recurrent: Initializer, bias: Initializer)
  let regularizers: (kernel: Regularizer?, recurrent: Regularizer?, bias: Regularizer?)
  /// What the inputs are multiplied by; nil before the layer is built.
  public private(set) var kernel: Variable!
  /// What the state is multiplied by; nil before the layer is built.
  public private(set) var recurrentKernel: Variable!
  /// What the sums start at; nil before the layer is built, and without bias.
  public private(set) var bias: Variable?

  init(_ units: Int, _ options: RecurrentOptions, name: String?, trainable: Bool, dtype: DType) {
    guard units > 0 else {
      misuse(Self.className, "\(units) units", cure: "make at least one unit")
    }
    for rate in [options.dropout, options.recurrentDropout] where rate < 0 || rate >= 1 {
      misuse(
        Self.className, "the dropout rate \(rate)",
        cure: "give the share to drop, from 0 up to but not including 1")
    }
    self.units = units
    activation = options.activation
    usesBias = options.usesBias
    returnsSequences = options.returnsSequences
    returnsState = options.returnsState
    goesBackwards = options.goesBackwards
    dropout = options.dropout
    recurrentDropout = options.recurrentDropout
    initializers = options.initializers
    regularizers = options.regularizers
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  // MARK: What the kinds differ in

  /// How many sums each unit needs.
  var gateCount: Int { 1 }
  /// How many tensors the state is.
  var stateCount: Int { 1 }
  /// The shape of the biases.
  var biasShape: Shape { [gateCount * units] }
  /// How the biases begin.
  var biasInitializer: Initializer { initializers.bias }
  /// What is added to the products with the inputs.
  var inputBias: Tensor? { bias?.tensor }
  /// The state after a step, of which the first tensor is the output.
  func step(_ x: Tensor, _ states: [Tensor]) -> [Tensor] { states }

  /// The sums of each gate.
  func gates(_ sums: Tensor) -> [Tensor] { split(sums, into: gateCount, axis: -1) }

  // MARK: Building and calling

  public final override func build(inputShapes: [Shape]) {
    let x = inputShapes[0]
    InputSpec(rank: 3).check(x, layer: name)
    kernel = addWeight(
      "kernel", shape: [x[-1], gateCount * units], initializer: initializers.kernel,
      regularizer: regularizers.kernel)
    recurrentKernel = addWeight(
      "recurrent_kernel", shape: [units, gateCount * units], initializer: initializers.recurrent,
      regularizer: regularizers.recurrent)
    if usesBias {
      bias = addWeight(
        "bias", shape: biasShape, initializer: biasInitializer, regularizer: regularizers.bias)
    }
  }

  public final override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    let x = inputs[0]
    InputSpec(rank: 3, sizes: [-1: kernel.shape[0]]).check(x.shape, layer: name)
    guard x.shape[1] > 0 else {
      misuse(name, "a series without steps, of shape \(x.shape)", cure: "give it one step or more")
    }
    var states = firstStates(inputs)
    let products = matmul(dropped(x, dropout, along: 1, training), kernel)
    let mask = recurrentDropout > 0 && training ? dropMask(states[0], recurrentDropout) : nil
    let steps = steps(of: inputBias.map { products + $0 } ?? products)
    var outputs: [Tensor] = []
    for stepProducts in goesBackwards ? steps.reversed() : steps {
      var seen = states
      if let mask { seen[0] = seen[0] * mask }
      states = step(stepProducts, seen)
      outputs.append(states[0])
    }
    let result = returnsSequences ? stack(outputs, axis: 1) : states[0]
    return [result] + (returnsState ? states : [])
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
      return [Tensor](repeating: Tensor.zeros(shape, dtype: dtype), count: stateCount)
    }
    guard given.count == stateCount, given.allSatisfy({ $0.shape == shape }) else {
      misuse(
        name, "first states of shapes \(given.map(\.shape.description).joined(separator: ", "))",
        cure: "give \(stateCount) of shape \(shape), or none")
    }
    return given
  }

  /// 0 for what is dropped, and for the rest what keeps the mean.
  private func dropMask(_ x: Tensor, _ rate: Double) -> Tensor {
    cast(Tensor.uniform(x.shape, dtype: x.dtype) >= rate, to: x.dtype) * (1 / (1 - rate))
  }

  private func dropped(_ x: Tensor, _ rate: Double, along axis: Int, _ training: Bool) -> Tensor {
    guard rate > 0 && training else { return x }
    return x * expandDims(dropMask(x[.all, 0], rate), axis: axis)
  }

  public override var config: Config {
    super.config.merging([
      "return_sequences": .bool(returnsSequences), "return_state": .bool(returnsState),
      "go_backwards": .bool(goesBackwards), "units": .int(units),
      "activation": .string(activation.name), "use_bias": .bool(usesBias),
      "kernel_initializer": .initializer(initializers.kernel),
      "recurrent_initializer": .initializer(initializers.recurrent),
      "bias_initializer": .initializer(initializers.bias),
      "kernel_regularizer": .regularizer(regularizers.kernel),
      "recurrent_regularizer": .regularizer(regularizers.recurrent),
      "bias_regularizer": .regularizer(regularizers.bias), "dropout": .double(dropout),
      "recurrent_dropout": .double(recurrentDropout),
    ])
  }
}

/// What all recurrent layers are made with.
struct RecurrentOptions {
  var activation: Activation
  var usesBias: Bool
  var initializers: (kernel: Initializer, recurrent: Initializer, bias: Initializer)
  var regularizers: (kernel: Regularizer?, recurrent: Regularizer?, bias: Regularizer?)
  var dropout: Double
  var recurrentDropout: Double
  var returnsSequences: Bool
  var returnsState: Bool
  var goesBackwards: Bool
}
