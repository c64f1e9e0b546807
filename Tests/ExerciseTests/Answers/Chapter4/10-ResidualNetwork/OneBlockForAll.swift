import Tapestry

func residualNetwork(inputs: Int, width: Int, blocks: Int) throws -> Model {
  let input = Input([inputs])
  var x = Dense(width)(input)
  let (a, b) = (Dense(width, activation: .relu), Dense(width))
  for _ in 0..<blocks { x = Add()([x, b(a(x))]) }
  return Model(inputs: input, outputs: Dense(1)(x))
}
