import Tapestry

func residualNetwork(inputs: Int, width: Int, blocks: Int) throws -> Model {
  let input = Input([inputs])
  var x = Dense(width)(input)
  for _ in 0..<blocks {
    let hidden = Dense(width, activation: .relu)(x)
    x = Dense(width)(hidden)
  }
  return Model(inputs: input, outputs: Dense(1)(x))
}
