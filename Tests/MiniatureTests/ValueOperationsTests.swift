import Tapestry
import Testing

@testable import Miniature

@Suite struct ValueOperationsTests {
  @Test(arguments: 0..<60)
  func `random programs have the engine's results and gradients`(seed: Int) throws {
    var random = MiniRandom(seed: seed)
    let shapes = [[2, 3], [3], [2, 1], [], [3, 2], [1, 3]]
    let leaves = shapes.map { Value(drawn($0, &random)) }
    let tensors = leaves.map { engine($0.data) }
    let tape = GradientTape()
    for tensor in tensors { tape.watch(tensor) }
    var program = Program(pairs: Array(zip(leaves, tensors)))
    let (loss, expected) = tape.record {
      for _ in 0..<12 { program.step(&random) }
      return program.loss()
    }
    #expect(agree(loss.data, expected, tolerance: 1e-4), "seed \(seed)")
    loss.backward()
    let gradients = try tape.gradient(expected, tensors)
    for (leaf, gradient) in zip(leaves, gradients) {
      #expect(
        agree(leaf.gradient, gradient, tolerance: 1e-4),
        "seed \(seed): \(leaf.gradient.elements), engine \(gradient)")
    }
  }

  @Test func `a gradient through a view is added where the view read`() {
    let x = Value(MiniTensor([1, 2, 3, 4], shape: [2, 2]))
    let diagonalOfX = x.viewed { diagonal(of: $0) }
    (diagonalOfX * diagonalOfX).sum(to: []).backward()
    #expect(x.gradient == MiniTensor([2, 0, 0, 8], shape: [2, 2]))
  }

  @Test func `what depends on constants alone keeps no inputs`() {
    let x = Value(constant: 2)
    #expect((x * x).exp().inputs.isEmpty)
    let w: Value = 3
    let y = w * (x * x)
    y.backward()
    #expect(y.inputs.count == 1)
    #expect(w.gradient == 4)
  }
}

/// The same operations on values of Miniature and tensors of the engine, chosen at random.
private struct Program {
  var pairs: [(Value, Tensor)]

  /// One more pair, small enough that no number overflows in later steps.
  mutating func step(_ random: inout MiniRandom) {
    let (a, x) = pairs.randomElement(using: &random)!
    let (b, y) = pairs.randomElement(using: &random)!
    let canCombine = broadcastShape(a.shape, b.shape) != nil
    switch Int.random(in: 0..<11, using: &random) {
    case 0 where canCombine: pairs.append((a + b, x + y))
    case 1 where canCombine: pairs.append((a - b, x - y))
    case 2 where canCombine: pairs.append((a * b, x * y))
    case 3 where canCombine:
      pairs.append((a / (Value(constant: 2) + b.tanh()), x / (Tensor([Float(2)]).sum() + tanh(y))))
    case 4: pairs.append((a.tanh().exp(), exp(tanh(x))))
    case 5: pairs.append((a.relu(), relu(x)))
    case 6:
      pairs.append(((Value(constant: 2) + a.tanh()).log(), log(Tensor([Float(2)]).sum() + tanh(x))))
    case 7: pairs.append((a.viewed { $0.transposed }, transpose(x)))
    case 8 where a.shape.count == 2:
      pairs.append((a.sum(to: [a.shape[0], 1]), x.sum(axis: 1, keepDims: true)))
    case 9 where a.shape.count == 2 && b.shape.count == 2 && a.shape[1] == b.shape[0]:
      pairs.append((matmul(a, b), matmul(x, y)))
    default:
      let count = a.shape.reduce(1, *)
      pairs.append((a.reshaped([1, count]), reshape(x, [1, count])))
    }
  }

  /// The mean of each, added up, so that all that was computed counts.
  func loss() -> (Value, Tensor) {
    let means = pairs.map { ($0.0.tanh().mean(), tanh($0.1).mean()) }
    return means.dropFirst().reduce(means[0]) { ($0.0 + $1.0, $0.1 + $1.1) }
  }
}
