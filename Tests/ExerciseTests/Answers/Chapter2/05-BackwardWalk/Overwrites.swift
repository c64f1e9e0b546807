import Miniature

func backward(from loss: Value) throws {
  var uses = countUses(from: loss)
  loss.gradient = MiniTensor(repeating: 1, shape: loss.shape)
  var ready = [loss]
  while let value = ready.popLast() {
    for (input, slope) in value.inputs {
      input.gradient = slope * value.gradient
      uses[ObjectIdentifier(input), default: 0] -= 1
      if uses[ObjectIdentifier(input)] == 0 { ready.append(input) }
    }
  }
}

private func countUses(from loss: Value) -> [ObjectIdentifier: Int] {
  var uses: [ObjectIdentifier: Int] = [:]
  var found = [loss]
  while let value = found.popLast() {
    for (input, _) in value.inputs {
      uses[ObjectIdentifier(input), default: 0] += 1
      if uses[ObjectIdentifier(input)] == 1 { found.append(input) }
    }
  }
  return uses
}
