import Foundation

extension Model {
  /// The saved form of the model: its configuration, its weights and its optimizer's state.
  ///
  /// ```swift
  /// model.saved.weights.map(\.name)  // of a built Dense: dense/kernel:0, dense/bias:0
  /// ```
  public var saved: SavedModel {
    let variables = variables
    let positions = Dictionary(uniqueKeysWithValues: zip(variables, variables.indices))
    var saved = SavedModel(
      className: type(of: self).className, config: config,
      weights: variables.map { NamedTensor($0.name, $0.tensor) },
      optimizer: compilation.map { compilation in
        let optimizer = compilation.optimizer
        return SavedOptimizer(
          serialized: optimizer.serialized,
          weights: optimizer.weights.map { NamedTensor($0.name, $0.tensor) })
      }, training: compilation.map(SavedTraining.init),
      layers: layers.map { SavedLayer($0, positions: positions) }, inputs: savedInputs)
    saved.progress = compilation?.progress.saved
    return saved
  }

  /// The model's inputs, with 1 for the size of the batch; empty before it is built.
  private var savedInputs: [TensorSpec] {
    if let description {
      return description.inputs.map {
        TensorSpec(shape: Shape([1] + $0.exampleShape.dimensions), dtype: $0.dtype)
      }
    }
    return (latestCall?.inputs ?? []).map {
      TensorSpec(shape: Shape([1] + $0.dimensions.dropFirst()), dtype: ownType ?? .float32)
    }
  }

  /// Saves the model to a file: its configuration, its weights, and its optimizer's state. The
  /// path's extension chooses the format; the default is JSON.
  ///
  /// ```swift
  /// try model.save(to: URL(fileURLWithPath: "model.json"))
  /// ```
  ///
  /// - Throws: `SavedModelError` if the file cannot be written; what was there stays then.
  public func save(to url: URL) throws { try save(to: url, as: ModelFormats.format(for: url)) }

  /// Saves the model to a file of a format.
  ///
  /// ```swift
  /// try model.save(to: url, as: .json)
  /// ```
  ///
  /// - Throws: `SavedModelError` if the file cannot be written; what was there stays then.
  public func save(to url: URL, as format: some ModelFormat) throws {
    try format.write(saved, to: url)
  }

  /// Saves the model's weights to a file, and nothing of its configuration.
  ///
  /// ```swift
  /// try model.saveWeights(to: url)
  /// ```
  ///
  /// - Throws: `SavedModelError` if the file cannot be written; what was there stays then.
  public func saveWeights(to url: URL) throws {
    try saveWeights(to: url, as: ModelFormats.format(for: url))
  }

  /// Saves the model's weights to a file of a format.
  ///
  /// - Throws: `SavedModelError` if the file cannot be written; what was there stays then.
  public func saveWeights(to url: URL, as format: some ModelFormat) throws {
    var saved = saved
    (saved.training, saved.progress) = (nil, nil)
    saved.isOnlyWeights = true
    try format.write(saved, to: url)
  }

  /// Loads the model's weights from a file. The path's extension chooses the format.
  ///
  /// ```swift
  /// let twin = Sequential { Dense(4, activation: .relu); Dense(1) }
  /// twin.build(inputShape: [32, 13])
  /// try twin.loadWeights(from: url)
  /// ```
  ///
  /// They are matched by the order of the layers and not by name, since the names of layers depend
  /// on how many were made before.
  ///
  /// - Throws: `SavedModelError` if the file cannot be read, or its weights do not fit; then none
  ///   is changed.
  public func loadWeights(from url: URL) throws {
    try loadWeights(from: url, as: ModelFormats.format(for: url))
  }

  /// Loads the model's weights from a file of a format.
  ///
  /// - Throws: `SavedModelError` if the file cannot be read, or its weights do not fit; then none
  ///   is changed.
  public func loadWeights(from url: URL, as format: some ModelFormat) throws {
    try setWeights(fitting(format.read(from: url), format, file: url.path))
  }

  /// The weights of a file in the model's order, checked for their number, shapes and types.
  func fitting(
    _ saved: SavedModel, _ format: some ModelFormat, file: String
  ) throws -> [Tensor] {
    let weights = try format.weights(of: saved, for: self.saved, file: file)
    let variables = variables
    guard weights.count == variables.count else {
      throw SavedModelError.otherWeights(
        file: file, model: name, expected: variables.map(\.name), found: weights.map(\.name))
    }
    for (variable, weight) in zip(variables, weights) where variable.spec != weight.tensor.spec {
      // A layer's name is the part before the last slash in the names of its weights.
      let parts = variable.name.split(separator: "/")
      throw SavedModelError.weightDoesNotFit(
        file: file, layer: parts.dropLast().joined(separator: "/"), weight: String(parts.last!),
        expected: variable.spec, found: weight.tensor.spec)
    }
    return weights.map(\.tensor)
  }
}

extension SavedTraining {
  /// What is kept of how a model is trained.
  init(_ compilation: Compilation) {
    func metrics(_ isWeighted: Bool) -> [[Config]] {
      compilation.outputNames.indices.map { output in
        compilation.outputMetrics.all.filter { $0.output == output && $0.isWeighted == isWeighted }
          .map(\.metric.config)
      }
    }
    self.init(
      losses: compilation.losses.map(\.config), lossWeights: compilation.lossWeights,
      metrics: metrics(false), weightedMetrics: metrics(true))
  }
}
