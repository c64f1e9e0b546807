/// The layer calls from inputs to outputs, in an order in which each depends only on those before
/// it.
struct ModelDescription {
  let inputs: [LayerOutput]
  let outputs: [LayerOutput]
  /// The names under which a file lists the inputs or outputs; nil if it lists them by order.
  let (inputKeys, outputKeys): ([String]?, [String]?)
  let calls: [LayerCall]
  /// The layers, each once, beginning with those farthest from the outputs: this is Keras's order,
  /// in which its files store weights.
  let layers: [Layer]

  /// The calls that the outputs need.
  ///
  /// - Parameter order: the layers in the order of a file; nil for that of the calls.
  init(
    inputs: [LayerOutput], outputs: [LayerOutput], order: [Layer]? = nil,
    inputKeys: [String]? = nil, outputKeys: [String]? = nil
  ) {
    self.inputs = inputs
    self.outputs = outputs
    (self.inputKeys, self.outputKeys) = (inputKeys, outputKeys)
    calls = Self.calls(inputs, outputs)
    var seen: Set<ObjectIdentifier> = []
    let used = calls.map(\.layer).filter { seen.insert(ObjectIdentifier($0)).inserted }
    if let order {
      layers = order.filter { seen.contains(ObjectIdentifier($0)) }
      return
    }
    let distances = Self.distances(calls)
    var farthest: [ObjectIdentifier: Int] = [:]
    for call in calls {
      let layer = ObjectIdentifier(call.layer)
      farthest[layer] = max(
        farthest[layer, default: 0], distances[ObjectIdentifier(call), default: 0])
    }
    // A stable sort: layers at the same distance from the outputs stay in the order of the calls.
    layers = used.enumerated().sorted {
      let (a, b) = (
        farthest[ObjectIdentifier($0.element)]!, farthest[ObjectIdentifier($1.element)]!
      )
      return (b, $0.offset) < (a, $1.offset)
    }.map(\.element)
  }

  /// Without recursion, as a file can contain a long chain of layers.
  private static func calls(_ inputs: [LayerOutput], _ outputs: [LayerOutput]) -> [LayerCall] {
    let listed = Set(inputs.compactMap { $0.input.map { ObjectIdentifier($0) } })
    var calls: [LayerCall] = []
    var seen: Set<ObjectIdentifier> = []
    var open: [(call: LayerCall, next: Int)] = []
    func visit(_ value: LayerOutput) {
      guard let call = value.call else {
        guard let input = value.input, listed.contains(ObjectIdentifier(input)) else {
          misuse(
            "Model",
            "an output depends on the input '\(value.input?.name ?? "")', which is not listed",
            cure: "list every input: Model(inputs: [...], outputs: [...])")
        }
        return
      }
      if seen.insert(ObjectIdentifier(call)).inserted { open.append((call, 0)) }
    }
    for output in outputs {
      visit(output)
      while let (call, next) = open.last {
        if next < call.inputs.count {
          open[open.count - 1].next += 1
          visit(call.inputs[next])
        } else {
          calls.append(call)
          open.removeLast()
        }
      }
    }
    return calls
  }

  /// The largest number of calls between each call or input and the outputs.
  static func distances(_ calls: [LayerCall]) -> [ObjectIdentifier: Int] {
    var distances: [ObjectIdentifier: Int] = [:]
    for call in calls.reversed() {
      let own = distances[ObjectIdentifier(call), default: 0]
      for input in call.inputs {
        let source = input.call.map { ObjectIdentifier($0) } ?? ObjectIdentifier(input.input!)
        distances[source] = max(distances[source, default: 0], own + 1)
      }
    }
    return distances
  }

  /// The shapes and types of the model's outputs for inputs of these shapes.
  ///
  /// - Throws: `InvalidUse` for shapes other than those of its description.
  func checked(_ shapes: [Shape], of model: String) throws(InvalidUse) -> [TensorSpec] {
    let needed = inputs.map(\.exampleShape.dimensions)
    guard shapes.map({ Array($0.dimensions.dropFirst()) }) == needed,
      let batch = shapes.first?.dimensions.first
    else {
      throw InvalidUse(
        model, "inputs of shapes \(shapes.map(\.description).joined(separator: ", "))",
        cure: "give \(inputs.map(\.shape).joined(separator: ", "))")
    }
    return outputs.map {
      TensorSpec(shape: Shape([batch] + $0.exampleShape.dimensions), dtype: $0.dtype)
    }
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
