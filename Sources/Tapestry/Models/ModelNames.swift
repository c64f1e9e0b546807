extension Layer {
  /// Registers sequences and functional models, so that `made(from:)` can make them. The registry
  /// is in an earlier folder and does not know them; code that reads a configuration which may
  /// contain them calls this first.
  static func registerModels() {
    register(Sequential.self)
    register(FunctionalModel.self)
  }
}
