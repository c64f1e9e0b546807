import Tapestry

extension KerasExample {
  /// Described models: an encoder whose states begin a decoder, and models inside a model.
  static var described: [KerasExample] {
    [recurrentStates, innerModels]
  }

  /// Two series, of which the second is read from where the first has ended.
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

  /// A model that another calls twice, with a model inside it, and a result of which is an output.
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
