import Tapestry

extension KerasExample {
  /// Functional models: an encoder whose states initialize a decoder, nested models, and two
  /// outputs with a loss each.
  static var functional: [KerasExample] {
    [recurrentStates, innerModels, twoLosses]
  }

  /// Two outputs, with losses and metrics of their own.
  private static var twoLosses: KerasExample {
    let x = Input([3], name: "x")
    let shared = Dense(4, activation: .tanh, name: "shared")(x)
    let model = Model(
      inputs: [x],
      outputs: [
        Dense(2, name: "size")(shared), Dense(1, activation: .sigmoid, name: "chance")(shared),
      ])
    model.compile(
      optimizer: Adam(learningRate: 0.1), losses: [.meanAbsoluteError, .binaryCrossentropy()],
      lossWeights: [1, 0.5], outputMetrics: [["mae"], []])
    fill(model)
    var example = KerasExample(name: "two_losses", model: model, inputs: [numbers([4, 3])])
    example.targets = [numbers([4, 2]), cast(numbers([4, 1]) > 0, to: .float32)]
    return example
  }

  /// Two series; the second is read starting from the final state of the first.
  private static var recurrentStates: KerasExample {
    let source = Input([4, 3], name: "source")
    let target = Input([5, 2], name: "target")
    let encoded = LSTM(3, returnState: true, name: "encoder").outputs([source])
    let decoded = LSTM(3, returnSequences: true, name: "decoder")(
      [target, encoded[1], encoded[2]])
    let counted = GRU(2, returnState: true, name: "counter").outputs([decoded])
    let last = GRU(2, name: "last")([decoded, counted[1]])
    let model = Model(
      inputs: [source, target],
      outputs: [Dense(2, name: "head")(Concatenate(name: "join")([last, encoded[0]]))])
    fill(model)
    var example = KerasExample(
      name: "recurrent_states", model: model, inputs: [numbers([2, 4, 3]), numbers([2, 5, 2])])
    example.isForBoth = false
    return example
  }

  /// A model that contains a model, is called twice by another, and one of whose results is an
  /// output.
  private static var innerModels: KerasExample {
    let x = Input([3], name: "x")
    let deepest = Model(
      inputs: [x], outputs: [Dense(3, activation: .tanh, name: "deepest_layer")(x)],
      name: "deepest")
    let y = Input([3], name: "y")
    let inner = Model(
      inputs: [y], outputs: [Add(name: "residual")([y, deepest(y)])], name: "inner")
    let (left, right) = (Input([3], name: "left"), Input([3], name: "right"))
    let model = Model(
      inputs: [left, right],
      outputs: [
        Dense(2, name: "first")(inner(left)),
        inner(Dense(3, name: "second")(right)),
      ])
    fill(model)
    return KerasExample(
      name: "inner_models", model: model, inputs: [numbers([2, 3]), numbers([2, 3]) * 2])
  }
}
