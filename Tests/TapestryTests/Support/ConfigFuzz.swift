import Foundation

@testable import Tapestry

/// Valid configurations and model files, changed at random: reading them must throw or succeed, and
/// never stop the program.
///
/// The seed determines everything. Before a case is tried it is written to `last`, where it can be
/// found if the program stops.
struct ConfigFuzz {
  /// What reads a configuration.
  enum Kind: String, CaseIterable, Codable {
    case layer, model, described, optimizer, schedule, loss, metric
  }

  private var state: UInt64
  private let last: URL
  private let file: URL
  private let seeds: [(kind: Kind, config: Config)]

  init(seed: UInt64, folder: URL) {
    state = seed
    last = folder.appending(path: "last.json")
    file = folder.appending(path: "model.json")
    seeds = Self.validConfigs()
  }

  /// One case: a valid configuration, changed at one to four spots.
  mutating func tryOne() throws {
    let (kind, valid) = seeds[below(seeds.count)]
    var value: ConfigValue = .config(valid)
    for _ in 0...below(4) { value = changed(value, depth: 0) }
    guard case .config(let config) = value else { return }
    var data = try Self.json(config)
    if [.model, .described].contains(kind) && below(8) == 0 { damage(&data) }
    try data.write(to: last)
    Self.read(kind, config, data, file)
  }

  /// Reads a configuration as its kind requires; any error is accepted.
  static func read(_ kind: Kind, _ config: Config, _ data: Data, _ file: URL) {
    switch kind {
    case .layer:
      if let layer = try? Layer.made(from: config) {
        _ = try? Layer.made(from: layer.serialized)
        for shape: Shape in [[2, 3], [2, 5, 3], [2, 5, 6, 3], [2], []] {
          _ = try? layer.checkedOutput(for: TensorSpec(shape: shape, dtype: .float32))
        }
      }
    case .model:
      try? data.write(to: file)
      for shape: Shape in [[2, 3], [2, 5, 3], [2, 5, 6, 3]] {
        if let model = try? Sequential.load(from: file, inputShape: shape) { _ = model.config }
      }
    case .described:
      try? data.write(to: file)
      if let model = try? Model.load(from: file) { _ = (model.config, model.summary()) }
    case .optimizer:
      if let optimizer = try? Optimizer.made(from: config) {
        _ = try? Optimizer.made(from: optimizer.serialized)
      }
    case .schedule:
      if let schedule = try? LearningRateSchedule.made(from: config) {
        _ = (schedule(0), schedule(1), schedule(1000), schedule.config)
      }
    case .loss: _ = try? Loss.made(from: config)
    case .metric:
      if let metric = try? Metric.made(from: config) { _ = try? Metric.made(from: metric.config) }
    }
  }

  static func json(_ config: Config) throws -> Data {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try encoder.encode(config)
  }

  // MARK: Valid ones

  private static func validConfigs() -> [(kind: Kind, config: Config)] {
    let recorded = LayerRecording.recorded.cases.map(\.serialized.config)
    let rows = SequentialRecording.recorded.cases
    let layers = recorded + rows.flatMap { $0.layers.map(\.config) }
    let models = rows.map { row -> Config in
      let weights = row.weights.map { weight -> ConfigValue in
        let scalars = weight.values.split(separator: " ").map { ConfigValue.double(Double($0)!) }
        return [
          "name": .string(weight.name!), "dtype": "float32",
          "shape": .list(weight.shape.map { .int($0) }), "values": .list(scalars),
        ]
      }
      return [
        "format": "tapestry-model", "version": 1, "class_name": "Sequential",
        "config": [
          "name": "model", "trainable": true, "dtype": "float32",
          "layers": .list(row.layers.map { .config($0.config) }),
        ], "weights": .list(weights),
      ]
    }
    let optimizers = Optimizer.registry.names.map { try! Optimizer.named($0).serialized }
    let schedules: [LearningRateSchedule] = [
      ExponentialDecay(0.1, decaySteps: 10, decayRate: 0.5),
      InverseTimeDecay(0.1, decaySteps: 10, decayRate: 0.5), CosineDecay(0.1, decaySteps: 10),
      CosineDecayRestarts(0.1, firstDecaySteps: 10), PolynomialDecay(0.1, decaySteps: 10),
      PiecewiseConstantDecay(boundaries: [10, 20], values: [1, 0.5, 0.1]),
      WarmUp(steps: 10, then: CosineDecay(0.1, decaySteps: 10)),
    ]
    let losses = Loss.registry.entries.map { try! Loss(named: $0.names[0]).config }
    let metrics = Metric.registry.entries.map { try! Metric.named($0.names[0]).config }
    let all: [(kind: Kind, configs: [Config])] = [
      (.layer, layers), (.model, models), (.described, describedModels()),
      (.optimizer, optimizers), (.schedule, schedules.map(\.serialized)), (.loss, losses),
      (.metric, metrics),
    ]
    return all.flatMap { kind, configs in configs.map { (kind, $0) } }
  }

  /// Files of models that share layers, merge and branch, some with a model inside.
  private static func describedModels() -> [Config] {
    let x = Input([4], name: "x")
    let shared = Dense(4, activation: .relu, name: "shared")
    let first = shared(x)
    let sum = Add(name: "sum")([first, shared(first)])
    let inner = Model(inputs: [x], outputs: [sum, first], name: "inner")
    let (steps, words) = (Input([5, 3], name: "steps"), Input([5], name: "words", dtype: .int32))
    let rows = Concatenate(name: "rows")([steps, Embedding(7, 3, name: "embedding")(words)])
    let state = Bidirectional(GRU(2), name: "both")(Dropout(0.2, name: "drop")(rows))
    let around = Model(
      inputs: [steps, words], outputs: [inner.outputs([state])[0], Dense(1, name: "last")(state)],
      name: "around")
    let image = Input([6, 6, 2], name: "image")
    let convolved = Conv2D(2, 3, padding: .same, name: "convolved")(image)
    let images = Model(
      inputs: [image],
      outputs: [Flatten(name: "flat")(Multiply(name: "product")([convolved, image]))],
      name: "images")
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    return [inner, around, images].map { model in
      try! model.save(to: file)
      return try! JSONDecoder().decode(Config.self, from: Data(contentsOf: file))
    }
  }

  // MARK: Changes

  private static let values: [ConfigValue] = [
    .none, true, false, 0, 1, -1, 2, 3, 1000, 65536, 2_147_483_647, 2_147_483_648,
    1_000_000_000_000, .int(.max), .int(.min), 0.0, -0.5, 0.5, 1.5, 1e300, -1e300, .double(.nan),
    .double(.infinity), "", "float16", "float64", "bool", "int32", "orthogonal", "identity",
    "glorot_uniform", "softmax", "relu", "valid", "same", "causal", "channels_first", "sum", [],
    [0], [-1], [1], [2, 2], [1, 2, 3], [0, 0, 0, 0], [.int(.max)], [[1, 2], [3, 4]], [:],
    ["class_name": "Orthogonal", "config": ["gain": 1.0, "seed": .none]],
    ["class_name": "Constant", "config": ["value": 1e300]],
    ["class_name": "L1L2", "config": ["l1": -1.0, "l2": 0.0]],
    ["class_name": "MaxNorm", "config": ["max_value": -1, "axis": [7]]],
  ]

  private mutating func changed(_ value: ConfigValue, depth: Int) -> ConfigValue {
    switch value {
    case .config(var config) where !config.names.isEmpty && (depth == 0 || below(4) > 0):
      let name = config.names[below(config.names.count)]
      switch below(12) {
      case 0: config[name] = nil
      case 1: config["more"] = anyValue()
      case 2 where config["class_name"] != nil && config["config"] != nil:
        let inner = config
        config = [
          "class_name": below(2) == 0 ? "TimeDistributed" : "Bidirectional",
          "config": [
            "name": "wrapper", "trainable": true, "dtype": "float32", "merge_mode": "concat",
            "layer": .config(inner),
          ],
        ]
      default: config[name] = changed(config[name]!, depth: depth + 1)
      }
      return .config(config)
    case .list(var list) where !list.isEmpty && below(4) > 0:
      let index = below(list.count)
      switch below(5) {
      case 0: list.remove(at: index)
      case 1: list.insert(list[below(list.count)], at: index)
      case 2: list.swapAt(index, below(list.count))
      default: list[index] = changed(list[index], depth: depth + 1)
      }
      return .list(list)
    case .int(let int) where below(3) == 0: return .int(int &+ below(5) &- 2)
    default: return anyValue()
    }
  }

  private mutating func anyValue() -> ConfigValue {
    if below(6) == 0 {
      let (_, config) = seeds[below(seeds.count)]
      return below(2) == 0 ? .config(config) : config[config.names[below(config.names.count)]]!
    }
    return Self.values[below(Self.values.count)]
  }

  private mutating func damage(_ data: inout Data) {
    guard !data.isEmpty else { return }
    switch below(3) {
    case 0: data = data.prefix(below(data.count))
    case 1: data[below(data.count)] = UInt8(below(256))
    default:
      let offset = below(data.count)
      data.insert(contentsOf: data[offset...].prefix(below(64)), at: offset)
    }
  }

  /// SplitMix64: small, and good enough to choose with.
  private mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }
}

/// Cases that stopped the program once.
struct ConfigFaults: Decodable {
  struct Fault: Decodable {
    let kind: ConfigFuzz.Kind
    let config: Config
  }
  let faults: [Fault]
}
