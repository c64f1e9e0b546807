extension Layer {
  /// Registers sequences and described models, so that `made(from:)` can make them. The registry is
  /// in an earlier folder and does not know them; what reads a configuration in which they may
  /// stand calls this first.
  static func registerModels() {
    register(Sequential.self)
    register(DescribedModel.self)
  }
}
