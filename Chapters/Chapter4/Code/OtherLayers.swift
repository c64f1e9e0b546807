import CourseKit
import Foundation
import Plots
import Tapestry

func otherLayers(_ page: Page) throws {
  try sineWave(page)
  try wordVectors(page)
  try normalization(page)
}

// MARK: Sequences

/// A recurrent layer learns the next value of a sine wave, and then goes on from its own answers.
private func sineWave(_ page: Page) throws {
  setRandomSeed(42)
  let wave = sin(0.2 * Tensor.range(400, dtype: .float32))
  let steps = 32
  let windows = stack((0..<300).map { wave[$0..<$0 + steps] })[.all, .all, .newAxis]
  let next = wave[steps..<300 + steps][.all, .newAxis]

  let model = Sequential {
    LSTM(16)
    Dense(1)
  }
  model.compile(optimizer: Adam(learningRate: 1e-2), loss: "mse")
  let history = try model.fit(windows, next, epochs: 30, verbose: .silent)
  print("a constant would lose \(String(format: "%.2f", wave.variance().number))")
  print("the next value of a sine wave, loss below 0.001:", history["loss"].last! < 1e-3)

  var values = wave[..<steps]
  var forecast: [Float] = []
  for _ in 0..<120 {
    let value = model(reshape(values, [1, steps, 1]))[0]
    forecast.append(value.scalars(as: Float.self)[0])
    values = concat([values[1...], value], axis: 0)
  }
  let truth = wave[steps..<steps + 120].scalars(as: Float.self)
  let errors = zip(forecast, truth).map { abs($0 - $1) }
  print("after thirty steps on its own answers off by less than 0.2:", errors[29] < Float(0.2))
  try page.figure(
    "ch4_sine", sineFigure(wave, forecast, after: steps),
    recording: sineFigure(wave, [], after: steps))
  try page.figure("ch4_recurrent_cell", recurrentCell())
}

private func sineFigure(_ wave: Tensor, _ forecast: [Float], after steps: Int) -> Figure {
  var figure = Figure(
    width: 10, height: 4, title: "A sine wave, and how an LSTM goes on", xLabel: "step",
    yLabel: "value")
  let count = steps + 120
  figure.line(Array(0..<count), wave[..<count].scalars(as: Float.self), label: "the wave", width: 4)
  figure.line(
    forecast.indices.map { $0 + steps }, forecast, label: "the forecast, from its own answers")
  figure.verticalLine(at: Double(steps), label: "the last value that it was given")
  figure.yLimits = .from(-1.3, to: 2.6)
  figure.legend = .upperRight
  return figure
}

/// What a simple recurrent cell computes in one step.
private func recurrentCell() -> Figure {
  Figure.graph(
    GraphDiagram(
      nodes: [
        ("x", "input x(t)", .input), ("h", "state h(t-1)", .input), ("w", "kernel", .variable),
        ("u", "recurrent kernel", .variable), ("xw", "matmul", .operation),
        ("hu", "matmul", .operation), ("sum", "+", .operation), ("b", "bias", .variable),
        ("tanh", "tanh", .operation), ("next", "state h(t)", .result),
      ],
      edges: [
        ("x", "xw", nil), ("w", "xw", nil), ("h", "hu", nil), ("u", "hu", nil), ("xw", "sum", nil),
        ("hu", "sum", nil), ("b", "sum", nil), ("sum", "tanh", nil), ("tanh", "next", nil),
      ]),
    title: "One step of a recurrent cell")
}

// MARK: Words

/// Two numbers for each word, found by predicting the word beside it.
private func wordVectors(_ page: Page) throws {
  setRandomSeed(42)
  let (animals, vehicles) = (["cat", "dog", "horse"], ["car", "bus", "train"])
  let sentences =
    animals.flatMap { one in ["sleeps", "eats"].map { (one, $0) } }
    + vehicles.flatMap { one in ["brakes", "starts"].map { (one, $0) } }
  let words = Array(Set(sentences.flatMap { [$0.0, $0.1] })).sorted()
  let pairs = sentences.flatMap { [($0.0, $0.1), ($0.1, $0.0)] }
  let index = { (word: String) in Int32(words.firstIndex(of: word)!) }
  let (inputs, targets) = (Tensor(pairs.map { index($0.0) }), Tensor(pairs.map { index($0.1) }))

  let vectors = Embedding(words.count, 2)
  let model = Sequential {
    vectors
    Dense(words.count)
  }
  model.compile(
    optimizer: Adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy(fromLogits: true))
  try model.fit(inputs, targets, epochs: 200, verbose: .silent)

  let table = vectors.embeddings.tensor
  var figure = Figure(width: 7, height: 5.5, title: "Two numbers for each word")
  (figure.xLabel, figure.yLabel) = ("first number", "second number")
  for (row, word) in words.enumerated() {
    let vector = table[row].scalars(as: Float.self)
    figure.text(word, x: vector[0], y: vector[1], marked: true)
  }
  for group in [animals, vehicles] {
    let isNear = group.allSatisfy { word in
      let distances = square(table - table[Int(index(word))]).sum(axis: 1).scalars(as: Float.self)
      let others = words.indices.filter { words[$0] != word }
      return group.contains(words[others.min { distances[$0] < distances[$1] }!])
    }
    print("nearest to each of \(group.joined(separator: ", ")) is one of them:", isNear)
  }
  // Where the words lie depends on rounding; which they are does not.
  try page.figure(
    "ch4_word_vectors", figure, recording: Figure(title: words.joined(separator: ", ")))
}

// MARK: Normalization

/// The deviations of the outputs of twenty layers, with and without normalization between them.
private func normalization(_ page: Page) throws {
  var figure = Figure(
    width: 8, height: 4.5, title: "Twenty layers with weights that are too small", xLabel: "layer",
    yLabel: "deviation of the outputs")
  figure.xLimits = .from(0, to: 24)
  figure.yScale = .log
  for (name, isNormalized) in [("as they are", false), ("normalized", true)] {
    setRandomSeed(42)
    var x = Tensor.normal([256, 64])
    let deviations = (1...20).map { _ in
      x = Dense(64, activation: .tanh, kernelInitializer: .randomNormal(deviation: 0.05))(x)
      if isNormalized { x = BatchNormalization()(x, training: true) }
      return x.standardDeviation().number
    }
    print(String(format: "\(name): deviation %.1e after 20 layers", deviations.last!))
    figure.line(Array(1...20), deviations, label: name, marker: .circle)
  }
  try page.figure("ch4_normalization", figure)
}
