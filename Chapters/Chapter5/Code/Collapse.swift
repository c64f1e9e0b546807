import CourseData
import CourseKit
import Plots
import Tapestry

func collapse(_ page: Page) throws {
  startRandomNumbers(afterDraws: 14)
  let data = try Housing()
  let model = MLP(4, targets: 1)
  model.build(inputShape: data.xTrain.shape)
  var shares = [activeShares(model, data)]
  _ = try train(model, GradientDescent(rate: 1e-3), data) { epoch, _, _ in
    if epoch == 1 { shares.append(activeShares(model, data)) }
  }
  for (name, shares) in zip(["before training", "after one step"], shares) {
    print("part of the houses for which each unit is on, \(name):", shares)
  }

  let features = model.layers[0](data.xTest)
  let product = matmul(features, model.layers[1].variables[0])
  print("rows with a feature:", positions(of: (features > 0).any(axis: 1)).scalars(as: Int64.self))
  print(features[25..<29])
  print(product[25..<29])
  print(model.layers[1].variables[1])
  page.check("004.ch4.collapse.bias", model.layers[1].variables[1])
  print("mean of the training targets:", data.yTrain.mean().scalarDescription)
}

func clipping(_ page: Page) throws {
  startRandomNumbers(afterDraws: 16)
  let data = try Housing()
  let history = try train(
    MLP(4, targets: 1), Clipped(GradientDescent(rate: 1e-3), norm: 2), data)
  print(history["testing_loss"].min())
  page.check("004.ch4.clip.min", history["testing_loss"].numbers.min()!)
  try page.figure(
    "ch5_clipping",
    history.plot(
      x: "epoch", title: "Gradients clipped to length 2", yLabel: "mean squared error",
      yScale: .log))
  try page.figure("ch5_dead_units", try deadUnits(data))
}

/// For which part of the training examples each hidden unit has an output, epoch by epoch.
private func deadUnits(_ data: Housing) throws -> Figure {
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  let gradientDescent = GradientDescent(rate: 1e-3)
  let runs: [(title: String, rule: any Rule, epochs: [Int])] = [
    ("not clipped", gradientDescent, [1, 2, 3, 4, 5]),
    (
      "clipped to length 2", Clipped(gradientDescent, norm: 2),
      [1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500, 700, 1000]
    ),
  ]
  for (panel, (title, rule, epochs)) in runs.enumerated() {
    // Both from the weights of the clipped run above.
    startRandomNumbers(afterDraws: 16)
    let model = MLP(4, targets: 1)
    model.build(inputShape: data.xTrain.shape)
    var shares = [activeShares(model, data)]
    _ = try train(model, rule, data, epochs: epochs.last!) { epoch, _, _ in
      if epochs.contains(epoch) { shares.append(activeShares(model, data)) }
    }
    for (epoch, shares) in zip([0] + epochs, shares) where epoch <= 1 || epoch == epochs.last! {
      print("\(title), epoch \(epoch):", shares)
    }
    figure[0, panel].title = title
    figure[0, panel].xLabel = "epoch"
    figure[0, panel].yLabel = "share of the examples with an output"
    figure[0, panel].yLimits = .from(-0.05, to: 1.05)
    for unit in 0..<4 {
      figure[0, panel].line(
        [0] + epochs, shares.map { $0[unit] }, label: "unit \(unit)",
        // Units that agree lie on one another: the earlier ones look out on both sides.
        width: 9 - 2.2 * Double(unit))
    }
  }
  return figure
}

/// The same at one moment, to three digits.
private func activeShares(_ model: MLP, _ data: Housing) -> [Double] {
  let isActive = model.featureExtractor(data.xTrain) > 0
  return cast(isActive, to: .float64).mean(axis: 0).scalars(as: Double.self)
    .map { ($0 * 1000).rounded() / 1000 }
}
