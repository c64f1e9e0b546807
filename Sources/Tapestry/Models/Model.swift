/// A layer that is complete: it can be trained, tested and used.
///
/// ```swift
/// final class MLP: Model {
///   let features = Dense(4, activation: .relu)
///   let head = Dense(1)
///   override func call(_ x: Tensor) -> Tensor { head(features(x)) }
/// }
/// let model = MLP()
/// model.compile(optimizer: "sgd", loss: "mse")
/// let history = try model.fit(x, y, epochs: 10)
/// ```
///
/// There are three ways to make one: a subclass that says what it computes; `Sequential`, where
/// each layer takes what the one before it returns; and `Model(inputs:outputs:)`, which is
/// described by calling layers on `Input`s.
///
/// - **Source:** book, chapter 3, section 1.
open class Model: Layer {
  /// How the model is trained; nil before `compile`.
  public internal(set) var compilation: Compilation?
  /// Set by a callback to end training after this batch.
  public var stopsTraining = false
  private lazy var predictions = Function<[Tensor], [Tensor]>("\(name).predict") { [unowned self] in
    outputs($0, training: false)
  }
  let description: ModelDescription?
  private var describedLayers: [Layer] = []

  /// A model whose subclass says what it computes.
  public override init(name: String? = nil, trainable: Bool = true, dtype: DType = .float32) {
    description = nil
    super.init(name: name, trainable: trainable, dtype: dtype)
  }

  /// The model that was made with this configuration.
  public override init(from reader: ConfigReader) throws {
    description = nil
    try super.init(from: reader)
  }

  /// A model that computes `outputs` of `inputs`.
  ///
  /// ```swift
  /// let x = Input([13])
  /// let model = Model(inputs: [x], outputs: [Dense(1)(Dense(4, activation: .relu)(x))])
  /// ```
  ///
  /// - Precondition: every input that an output depends on is listed.
  public init(inputs: [LayerOutput], outputs: [LayerOutput], name: String? = nil) {
    let description = ModelDescription(inputs: inputs, outputs: outputs)
    self.description = description
    super.init(name: name)
    describedLayers = description.layers
  }

  /// A described model of one input and one output.
  public convenience init(inputs: LayerOutput, outputs: LayerOutput, name: String? = nil) {
    self.init(inputs: [inputs], outputs: [outputs], name: name)
  }

  /// The layers that the model's own properties hold, in the order of their declaration; those
  /// inside them are theirs.
  ///
  /// ```swift
  /// model.layers[0](x)  // the hidden features
  /// ```
  ///
  /// - **Source:** book, chapter 4, section 1.
  open var layers: [Layer] { ModuleContents(self).children.compactMap { $0 as? Layer } }

  /// Builds the layers for inputs of this shape, without computing anything.
  ///
  /// ```swift
  /// model.build(inputShape: [32, 13])
  /// ```
  ///
  /// - **Source:** book, chapter 4, section 3.
  open override func build(inputShapes: [Shape]) {
    _ = outputSpecs(for: inputShapes.map { TensorSpec(shape: $0, dtype: dtype) })
  }
  open override func build(inputShape: Shape) { build(inputShapes: [inputShape]) }

  /// What the model makes of one batch, as a graph.
  func prediction(_ inputs: [Tensor]) throws -> [Tensor] { try predictions(inputs) }

  override func buildBeforeCall(_ shapes: [Shape]) {}

  /// The masks that the layers inside gave the outputs.
  open override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [Tensor?](repeating: nil, count: count)
  }

  open override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    guard let description else { return super.call(inputs, training: training) }
    return description.run(inputs, model: name)
  }
}

/// Layers' calls from inputs to outputs, in an order in which each needs only those before it.
struct ModelDescription {
  let inputs: [LayerOutput]
  let outputs: [LayerOutput]
  let calls: [LayerCall]

  init(inputs: [LayerOutput], outputs: [LayerOutput]) {
    self.inputs = inputs
    self.outputs = outputs
    let places = Set(inputs.compactMap { $0.input.map { ObjectIdentifier($0) } })
    var calls: [LayerCall] = []
    var seen: Set<ObjectIdentifier> = []
    func visit(_ value: LayerOutput) {
      guard let call = value.call else {
        guard let place = value.input, places.contains(ObjectIdentifier(place)) else {
          misuse(
            "Model",
            "an output depends on the input '\(value.input?.name ?? "")', which is not listed",
            cure: "list every input: Model(inputs: [...], outputs: [...])")
        }
        return
      }
      guard seen.insert(ObjectIdentifier(call)).inserted else { return }
      call.inputs.forEach(visit)
      calls.append(call)
    }
    outputs.forEach(visit)
    self.calls = calls
  }

  /// The layers, each once.
  var layers: [Layer] {
    var seen: Set<ObjectIdentifier> = []
    return calls.map(\.layer).filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  func run(_ tensors: [Tensor], model: String) -> [Tensor] {
    guard tensors.count == inputs.count else {
      misuse(
        model, "\(tensors.count) tensors for \(inputs.count) inputs",
        cure: "give one for each, in the order of Model(inputs:)")
    }
    var results: [ObjectIdentifier: [Tensor]] = [:]
    for (input, tensor) in zip(inputs, tensors) {
      results[ObjectIdentifier(input.input!)] = [tensor]
    }
    func value(_ output: LayerOutput) -> Tensor {
      output.call.map { results[ObjectIdentifier($0)]![output.index] }
        ?? results[ObjectIdentifier(output.input!)]![0]
    }
    for call in calls {
      results[ObjectIdentifier(call)] = call.layer.outputs(call.inputs.map(value))
    }
    return outputs.map(value)
  }
}
