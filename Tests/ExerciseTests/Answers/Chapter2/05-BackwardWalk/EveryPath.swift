import Miniature

func backward(from loss: Value) throws {
  func walk(_ value: Value, _ gradient: MiniTensor) {
    value.gradient += gradient
    for (input, slope) in value.inputs { walk(input, slope * gradient) }
  }
  walk(loss, MiniTensor(repeating: 1, shape: loss.shape))
}
