/// A layer of a saved model, with the positions of its weights and the layers inside it.
///
/// The weights themselves are in the model's list. A format that stores them by layer finds here
/// where each belongs; one that stores them as a list does not need this.
public struct SavedLayer: Sendable, Equatable {
  /// A weight of a layer.
  public struct Weight: Sendable, Equatable {
    /// Its position among the model's weights.
    public var position: Int
    /// Whether training may change it.
    public var isTrainable: Bool

    /// A weight.
    public init(position: Int, isTrainable: Bool) {
      self.position = position
      self.isTrainable = isTrainable
    }
  }

  /// The layer's name.
  public var name: String
  /// The name of its class.
  public var className: String
  /// The layer's own weights, without those of the layers inside.
  public var weights: [Weight]
  /// The layers inside.
  public var layers: [SavedLayer]

  /// A layer.
  public init(name: String, className: String, weights: [Weight], layers: [SavedLayer] = []) {
    self.name = name
    self.className = className
    self.weights = weights
    self.layers = layers
  }

  /// All weights, including those of the layers inside.
  public var allWeights: [Weight] { weights + layers.flatMap(\.allWeights) }
}

extension SavedLayer {
  /// The saved form of a layer.
  ///
  /// - Parameter positions: those of the model's variables.
  init(_ layer: Layer, positions: [Variable: Int], isFrozen: Bool = false) {
    let isFrozen = isFrozen || !layer.isTrainable
    let inside =
      (layer as? Model)?.layers
      ?? ModuleContents(layer).children.compactMap {
        $0 as? Layer
      }
    let others = Set(inside.flatMap(\.variables))
    self.init(
      name: layer.name, className: type(of: layer).className,
      weights: layer.variables.filter { !others.contains($0) }.map {
        Weight(position: positions[$0]!, isTrainable: $0.isTrainable && !isFrozen)
      },
      layers: inside.map { SavedLayer($0, positions: positions, isFrozen: isFrozen) })
  }
}
