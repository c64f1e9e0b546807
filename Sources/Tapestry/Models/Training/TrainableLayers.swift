/// The layers that training changes, which are those that were not frozen when the model was
/// compiled.
///
/// As in Keras, freezing a layer takes effect when the model is compiled again. The graph of a step
/// is traced for each shape of a batch, at any time; if each trace went by the layers' present
/// state, a layer could be trained with full batches and frozen with the last, smaller one.
struct TrainableLayers {
  private let isTrainable: [ObjectIdentifier: Bool]

  init(of model: Model) {
    isTrainable = Dictionary(
      uniqueKeysWithValues: Self.layers(of: model).map { (ObjectIdentifier($0), $0.isTrainable) })
  }

  /// Whether a layer has been frozen or unfrozen since.
  func differ(from model: Model) -> Bool {
    Self.layers(of: model).contains { $0.isTrainable != value(of: $0) }
  }

  /// Runs `body` while each layer is as it was when the model was compiled.
  func restored<Result>(in model: Model, _ body: () throws -> Result) rethrows -> Result {
    // Each layer by itself: to set `isTrainable` would set it for the layers inside too.
    let changed = Self.layers(of: model).filter { $0.isTrainable != value(of: $0) }
    for layer in changed { layer.isTrainableItself.toggle() }
    defer { for layer in changed { layer.isTrainableItself.toggle() } }
    return try body()
  }

  /// The recorded value; for a layer that has been made since, its own.
  private func value(of layer: Layer) -> Bool {
    isTrainable[ObjectIdentifier(layer)] ?? layer.isTrainable
  }

  private static func layers(of model: Model) -> [Layer] {
    ([model] + model.submodules).compactMap { $0 as? Layer }
  }
}
