import Miniature

func backward(from loss: Value) throws {
  var order: [Value] = []
  var visited: Set<ObjectIdentifier> = []
  func visit(_ value: Value) {
    guard visited.insert(ObjectIdentifier(value)).inserted else { return }
    for (input, _) in value.inputs { visit(input) }
    order.append(value)
  }
  visit(loss)
  loss.gradient = MiniTensor(repeating: 1, shape: loss.shape)
  for value in order.reversed() {
    for (input, slope) in value.inputs { input.gradient += slope * value.gradient }
  }
}
