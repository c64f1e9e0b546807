import CourseData
import CourseKit
import Foundation
import Plots
import Tapestry

/// The activations of the survey: those that flatten on both sides, and those that do on one at
/// most.
private let saturating: [Activation] = [.sigmoid, .hardSigmoid, .tanh, .softsign]
private let halfOpen: [Activation] = [
  .relu, Activation("leaky_relu") { leakyRelu($0) }, .elu, .selu, .softplus, .gelu, .swish,
]

func survey(_ page: Page) throws {
  print(try properties(of: saturating + halfOpen))
  try page.figure("ch4_activations", curves())

  let depths = try ["sigmoid", "tanh", "relu", "relu, He"].map { name in
    let initializer: Initializer = name == "relu, He" ? .heNormal() : .glorotUniform()
    let activation = try Activation(named: name == "relu, He" ? "relu" : name)
    return (name, try signal(through: activation, initializer))
  }
  for (name, sizes) in depths {
    let ratio = sizes.gradients[0] / sizes.gradients.last!
    print(
      "\(name): the first layer's gradient is \(String(format: "%.1e", ratio)) of the last one's")
  }
  try page.figure("ch4_depth", depthFigure(depths))

  let runs = try [
    ("relu, rate 0.1", Activation.relu, 0.1), ("relu, rate 0.33", .relu, 0.33),
    ("leaky_relu, rate 0.33", halfOpen[1], 0.33), ("gelu, rate 0.33", .gelu, 0.33),
  ].map { ($0, try deadUnits($1, rate: $2)) }
  for (name, run) in runs {
    print(
      "\(name): \(String(format: "%.2f of the units dead, loss %.3f", run.dead.last!, run.losses.last!))"
    )
  }
  try page.figure("ch4_dead_units", deadFigure(runs))
}

// MARK: One function

/// The value and the slope of an activation at many points.
private func sampled(_ activation: Activation, at x: Tensor) throws -> (y: Tensor, slope: Tensor) {
  let tape = GradientTape()
  tape.watch(x)
  let y = tape.record { activation(x) }
  return (y, try tape.gradient(y, x))
}

/// Numbers that tell the functions apart, of inputs as they come from a layer that has begun well.
private func properties(of activations: [Activation]) throws -> Table {
  setRandomSeed(42)
  let x = Tensor.normal([100_000])
  return Table(
    records: try activations.map { activation in
      let (y, slope) = try sampled(activation, at: x)
      let far = try sampled(activation, at: 5 * x)
      return [
        "activation": activation.name, "at 0": activation(Tensor(0.0)).number,
        "mean": y.mean().number, "deviation": y.standardDeviation().number,
        "steepest": slope.max().number, "mean slope": slope.mean().number,
        "flat": cast(abs(far.slope) < 0.01, to: .float32).mean().number,
      ]
    })
}

private func curves() throws -> Figure {
  let x = Tensor.linspace(-5, 5, count: 401)
  var figure = Figure(width: 12, height: 9, rows: 2, columns: 2)
  for (row, (family, activations)) in [
    ("both sides flatten", saturating), ("one side stays open", halfOpen),
  ].enumerated() {
    figure[row, 0].title = family
    figure[row, 1].title = "slopes"
    for activation in activations {
      let (y, slope) = try sampled(activation, at: x)
      let inputs = x.scalars(as: Float.self)
      figure[row, 0].line(inputs, y.scalars(as: Float.self), label: activation.name)
      figure[row, 1].line(inputs, slope.scalars(as: Float.self), label: activation.name)
    }
  }
  figure[1, 0].yLimits = .from(-2, to: 5)
  return figure
}

// MARK: Many layers

/// How large the outputs of 24 layers are, and the gradients of their kernels, before any training.
private func signal(
  through activation: Activation, _ initializer: Initializer
) throws -> (outputs: [Double], gradients: [Double]) {
  setRandomSeed(42)
  let layers = (0..<24).map { _ in
    Dense(64, activation: activation, kernelInitializer: initializer)
  }
  let model = Sequential(layers)
  let (x, y) = (Tensor.normal([256, 64]), Tensor.normal([256, 64]))
  let tape = GradientTape()
  let loss = tape.record { square(model(x) - y).mean() }
  let gradients = try tape.gradient(loss, layers.map { $0.kernel })
  var output = x
  let outputs = layers.map { layer in
    output = layer(output)
    return output.standardDeviation().number
  }
  return (outputs, gradients.map { $0.norm().number })
}

private func depthFigure(
  _ runs: [(name: String, sizes: (outputs: [Double], gradients: [Double]))]
) -> Figure {
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "deviation of a layer's outputs"
  figure[0, 1].title = "size of its kernel's gradient"
  for (name, sizes) in runs {
    let depths = Array(1...sizes.outputs.count)
    figure[0, 0].line(depths, sizes.outputs, label: name, marker: .circle)
    figure[0, 1].line(depths, sizes.gradients, label: name, marker: .circle)
  }
  for column in 0..<2 {
    figure[0, column].xLabel = "layer"
    figure[0, column].yScale = .log
  }
  return figure
}

// MARK: Units that die

/// Which part of 64 units has no slope at any example any more, after each step of training.
private func deadUnits(
  _ activation: Activation, rate: Double
) throws -> (dead: [Double], losses: [Double]) {
  setRandomSeed(42)
  let (train, _) = TownHouses.load()
  let x = Standardize(cast(train.x, to: .float32))(cast(train.x, to: .float32))
  let price = cast(train.y[.all, .newAxis], to: .float32)
  let y = price / price.standardDeviation()
  let (hidden, last) = (Dense(64, activation: activation), Dense(1))
  let model = Sequential([hidden, last])
  let step = Function("train_step") { (x: Tensor, y: Tensor) in
    let tape = GradientTape()
    let loss = tape.record { square(model(x) - y).mean() }
    let gradients = try tape.gradient(loss, model.variables)
    for (gradient, variable) in zip(gradients, model.variables) {
      variable.assignSub(rate * gradient)
    }
    return loss
  }
  var dead: [Double] = []
  var losses: [Double] = []
  for _ in 0..<40 {
    losses.append(try step(x, y).number)
    let sums = matmul(x, hidden.kernel) + hidden.bias!
    let isDead = (try sampled(activation, at: sums).slope == 0).all(axis: 0)
    dead.append(cast(isDead, to: .float32).mean().number)
  }
  return (dead, losses)
}

private func deadFigure(_ runs: [(name: String, run: (dead: [Double], losses: [Double]))]) -> Figure
{
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "share of the units without a slope at any house"
  figure[0, 1].title = "loss"
  for (index, (name, run)) in runs.enumerated() {
    // Three of them lie on zero: the earlier ones look out on both sides.
    figure[0, 0].line(run.dead, label: name, width: 9 - 2.4 * Double(index))
    figure[0, 1].line(run.losses, label: name)
  }
  figure[0, 0].yLabel = "share of the units"
  figure[0, 1].yLabel = "mean squared error"
  figure[0, 1].yScale = .log
  for column in 0..<2 { figure[0, column].xLabel = "step" }
  return figure
}
