/// A network that learns to read digits, with every part of Miniature at work.
///
/// ```swift
/// let training = DigitTraining(seed: 1)
/// training.train(on: pictures, labels, epochs: 1)
/// training.accuracy(on: pictures, labels)
/// ```
public final class DigitTraining {
  /// The network: a convolution and two dense layers.
  public let model: MiniSequential
  private let optimizer = MiniAdam(rate: 0.002)
  private let seed: Int
  private let side = 28

  /// An untrained network.
  public init(seed: Int) {
    self.seed = seed
    model = MiniSequential([
      MiniConvolution(4, window: 5, seed: seed), MiniActivation { $0.relu() }, miniMeanPooling(),
      miniFlatten(), Pieces.current.dense(32, seed + 1), MiniActivation { $0.relu() },
      Pieces.current.dense(10, seed + 2),
    ])
  }

  private let standardize = MiniFunction { _, arguments in
    standardized(arguments[0], arguments[1])
  }

  /// The selected pictures, scaled to numbers around 0, in the shape (n, 28, 28, 1).
  private func batch(_ rows: [Int], of pictures: [UInt8]) -> Value {
    let size = side * side
    let pixels = rows.flatMap { pictures[$0 * size..<($0 + 1) * size].map { Float($0) } }
    let numbers = standardize([pixels], [Double(pixels.count)])[0]
    return Value(constant: MiniTensor(numbers, shape: [rows.count, side, side, 1]))
  }
}

/// (x - mean) / deviation, written as it is defined: `x - mean` appears three times here, but once
/// in the optimized graph.
func standardized(_ x: Traced, _ count: Traced) -> [Traced] {
  let mean = x.sum() / count
  let squares = (x - mean) * (x - mean)
  let deviation = (squares.sum() / count).apply(.sqrt)
  return [(x - mean) / deviation]
}

/// The mean of -log p over a batch, where p is the probability given to the right class.
///
///     log p_i = x_i - log Σ exp(x_j)
///
/// The largest number of the row is subtracted first: the result is the same, and exp cannot
/// overflow.
func crossEntropy(_ logits: Value, _ labels: [Int]) -> Value {
  let (n, classes) = (logits.shape[0], logits.shape[1])
  var largest = [Float](repeating: -.infinity, count: n)
  var isLabel = [Float](repeating: 0, count: n * classes)
  for row in 0..<n {
    for x in logits.data.elements[row * classes..<(row + 1) * classes] {
      largest[row] = max(largest[row], x)
    }
    isLabel[row * classes + labels[row]] = 1
  }
  let x = logits - Value(constant: MiniTensor(largest, shape: [n, 1]))
  let logProbabilities = x - x.exp().sum(to: [n, 1]).log()
  let chosen = logProbabilities * Value(constant: MiniTensor(isLabel, shape: [n, classes]))
  return chosen.sum(to: []) / Value(constant: MiniTensor(floatLiteral: -Float(n)))
}

extension DigitTraining {
  /// Trains the model; returns the mean loss of each epoch.
  @discardableResult
  public func train(on pictures: [UInt8], _ labels: [Int], epochs: Int) -> [Float] {
    let dataset = MiniDataset(count: labels.count).shuffled(buffer: 1000, seed: seed).batched(32)
    return (0..<epochs).map { _ in
      var sum: Float = 0
      for rows in dataset {
        let loss = crossEntropy(model(batch(rows, of: pictures)), rows.map { labels[$0] })
        optimizer.minimize(loss, model.parameters)
        sum += loss.data.number * Float(rows.count)
      }
      return sum / Float(labels.count)
    }
  }

  /// The fraction of the pictures that the model classifies correctly.
  public func accuracy(on pictures: [UInt8], _ labels: [Int]) -> Float {
    var right = 0
    for rows in MiniDataset(count: labels.count).batched(100) {
      let logits = model(batch(rows, of: pictures)).data.elements
      for (index, row) in rows.enumerated() {
        let scores = logits[index * 10..<(index + 1) * 10]
        if scores.firstIndex(of: scores.max()!) == index * 10 + labels[row] { right += 1 }
      }
    }
    return Float(right) / Float(labels.count)
  }
}
