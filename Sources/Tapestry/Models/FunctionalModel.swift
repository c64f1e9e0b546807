/// A functional model that was made from a configuration, in the format of Keras 2.
final class FunctionalModel: Model, Configurable {
  override class var className: String { "Model" }

  override init(from reader: ConfigReader) throws {
    Layer.registerModels()
    try super.init(ModelDescription(from: reader), from: reader)
  }
}

extension ModelDescription {
  /// The layers with the values that each call takes. A value is the name of its layer, the index
  /// of the layer's call, and the index of the call's output.
  var config: Config {
    var indices: [ObjectIdentifier: Int] = [:]
    var own: [ObjectIdentifier: [LayerCall]] = [:]
    for call in calls {
      let layer = ObjectIdentifier(call.layer)
      indices[ObjectIdentifier(call)] = own[layer, default: []].count
      own[layer, default: []].append(call)
    }
    func reference(_ value: LayerOutput) -> [ConfigValue] {
      guard let call = value.call else { return [.string(value.input!.name), 0, 0] }
      return [.string(call.layer.name), .int(indices[ObjectIdentifier(call)]!), .int(value.index)]
    }
    func object(_ layer: Config, _ name: String, _ nodes: [ConfigValue]) -> ConfigValue {
      .config(layer.merging(["name": .string(name), "inbound_nodes": .list(nodes)]))
    }
    let inputLayers = inputs.map { input -> ConfigValue in
      let shape: [ConfigValue] = [.none] + input.exampleShape.dimensions.map { .int($0) }
      let name = input.input!.name
      let config: Config = [
        "batch_input_shape": .list(shape), "dtype": .string(input.dtype.rawValue),
        "sparse": false, "name": .string(name),
      ]
      return object(["class_name": "InputLayer", "config": .config(config)], name, [])
    }
    let called = layers.map { layer in
      object(
        layer.serialized, layer.name,
        own[ObjectIdentifier(layer)]!.map { call in
          .list(call.inputs.map { .list(reference($0) + [.config([:])]) })
        })
    }
    return [
      "layers": .list(inputLayers + called),
      "input_layers": listed(inputs.map { .list(reference($0)) }, inputKeys),
      "output_layers": listed(outputs.map { .list(reference($0)) }, outputKeys),
    ]
  }

  private func listed(_ references: [ConfigValue], _ keys: [String]?) -> ConfigValue {
    guard let keys else { return .list(references) }
    var config: Config = [:]
    for (key, reference) in zip(keys, references) { config[key] = reference }
    return .config(config)
  }

  /// The model of the description in a configuration. Its layers are made and built.
  ///
  /// - Throws: `ConfigError` or `UnknownName` if it is not a valid description, `InvalidUse` for
  ///   layers that cannot take their inputs.
  init(from reader: ConfigReader) throws {
    var graph = FunctionalGraph(reader: reader)
    let objects = try reader.configs("layers")
    for object in objects { try graph.add(object) }
    try graph.call()
    let (inputs, inputKeys) = try graph.values("input_layers")
    let (outputs, outputKeys) = try graph.values("output_layers")
    guard !outputs.isEmpty,
      Set(inputs.compactMap { $0.input.map { ObjectIdentifier($0) } }).count
        == graph.inputCount, inputs.count == graph.inputCount
    else {
      throw reader.wrong("input_layers", "each InputLayer once, and at least one output")
    }
    self.init(
      inputs: inputs, outputs: outputs, order: graph.order, inputKeys: inputKeys,
      outputKeys: outputKeys)
  }
}

/// The calls of a configuration, each of which is run when all its inputs exist.
private struct FunctionalGraph {
  /// A call of a layer, or an input itself.
  private struct Node: Hashable {
    let layer: String
    let call: Int
  }

  /// A value that a call takes.
  private struct Reference {
    let node: Node
    let index: Int
  }

  /// Values hold those from which they were made: releasing a longer chain would overflow a
  /// thread's stack.
  private static let mostCalls = 2000

  let reader: ConfigReader
  private(set) var order: [Layer] = []
  private(set) var inputCount = 0
  private var layers: [String: Layer] = [:]
  private var nodes: [(node: Node, references: [Reference])] = []
  private var results: [Node: [LayerOutput]] = [:]

  init(reader: ConfigReader) { self.reader = reader }

  mutating func add(_ object: Config) throws {
    guard case .string(let name)? = object["name"], let className = object["class_name"],
      case .config(let config)? = object["config"],
      case .list(let calls)? = object["inbound_nodes"],
      layers[name] == nil, results[Node(layer: name, call: 0)] == nil,
      nodes.count + calls.count <= Self.mostCalls
    else {
      throw reader.wrong(
        "layers", "layers of different names with their calls, at most \(Self.mostCalls)")
    }
    if className == "InputLayer" {
      results[Node(layer: name, call: 0)] = [try input(config, name)]
      inputCount += 1
      return
    }
    let layer = try Layer.made(from: ["class_name": className, "config": .config(config)])
    layers[name] = layer
    order.append(layer)
    for (index, call) in calls.enumerated() {
      guard case .list(let values) = call, !values.isEmpty else {
        throw notReferences("layers", "calls of '\(name)' on")
      }
      let references = try values.map { try reference($0, "layers", "calls of '\(name)' on") }
      nodes.append((Node(layer: name, call: index), references))
    }
  }

  private func input(_ config: Config, _ name: String) throws -> LayerOutput {
    let own = ConfigReader(config, of: "InputLayer")
    guard case .list(let sizes)? = own.value("batch_input_shape"), (1...8).contains(sizes.count)
    else { throw own.wrong("batch_input_shape", "a shape with the size of the batch") }
    var dimensions: [Int] = []
    var product = 1
    for size in sizes.dropFirst() {
      guard case .int(let size) = size, 1...sizeLimit ~= size, product <= (1 << 40) / size else {
        throw own.wrong("batch_input_shape", "known sizes but for that of the batch")
      }
      product *= size
      dimensions.append(size)
    }
    return LayerOutput(Shape(dimensions), name: name, dtype: try own.choice("dtype"))
  }

  private func reference(_ value: ConfigValue, _ option: String, _ use: String) throws -> Reference
  {
    guard case .list(let parts) = value, (3...4).contains(parts.count),
      case .string(let name) = parts[0], case .int(let call) = parts[1],
      case .int(let index) = parts[2]
    else { throw notReferences(option, use) }
    if parts.count == 4 {
      // An argument that is `None` has no effect.
      guard case .config(let options) = parts[3],
        options.names.allSatisfy({ options[$0] == ConfigValue.none })
      else { throw notReferences(option, use) }
    }
    return Reference(node: Node(layer: name, call: call), index: index)
  }

  private func notReferences(_ option: String, _ use: String) -> ConfigError {
    reader.wrong(
      option, "\(use) values: the name of a layer, which call, which output, no options")
  }

  /// Runs all calls.
  mutating func call() throws {
    var waiting: [Node: [Int]] = [:]
    var missing = nodes.map(\.references.count)
    for (position, node) in nodes.enumerated() {
      for reference in node.references { waiting[reference.node, default: []].append(position) }
    }
    var ready = Array(results.keys).sorted { $0.layer < $1.layer }
    while let node = ready.popLast() {
      for position in waiting[node] ?? [] {
        missing[position] -= 1
        guard missing[position] == 0 else { continue }
        let (next, references) = nodes[position]
        let inputs = try references.map { try value($0, "layers") }
        results[next] = try layers[next.layer]!.checkedOutputs(inputs)
        ready.append(next)
      }
    }
    if let position = missing.firstIndex(where: { $0 > 0 }) {
      let node = nodes[position].node
      throw reader.wrong(
        "layers",
        "calls whose inputs are computed: call \(node.call) of '\(node.layer)' waits forever")
    }
  }

  private func value(_ reference: Reference, _ name: String) throws -> LayerOutput {
    guard let outputs = results[reference.node], outputs.indices.contains(reference.index) else {
      throw reader.wrong(
        name,
        "values that are there: '\(reference.node.layer)' has no output \(reference.index) of call "
          + "\(reference.node.call) before it is needed")
    }
    return outputs[reference.index]
  }

  /// The values in a list or a dictionary, and the keys of the dictionary.
  func values(_ name: String) throws -> (values: [LayerOutput], keys: [String]?) {
    let keys: [String]?
    let values: [ConfigValue]
    switch reader.value(name) {
    case .list(let list)?: (keys, values) = (nil, list)
    case .config(let config)?: (keys, values) = (config.names, config.names.map { config[$0]! })
    default: throw notReferences(name, "a list of")
    }
    return (try values.map { try value(try reference($0, name, "a list of"), name) }, keys)
  }
}
