import CourseData
import CourseKit
import Plots
import Tapestry

/// A bent valley: its floor lies along y = x², and falls gently to (1, 1).
private func valley(_ x: Tensor, _ y: Tensor) -> Tensor {
  square(1 - x) + 20 * square(y - square(x))
}

/// The way of an optimizer through the valley.
private struct Walk {
  let name: String
  let rate: Double
  private(set) var losses: [Double] = []
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []

  init(_ name: String, _ rate: Double, _ optimizer: Optimizer) throws {
    self.name = name
    self.rate = rate
    let point = Variable(Tensor([-1.2, -0.4]))
    let step = Function("step") { try optimizer.minimize([point]) { valley(point[0], point[1]) } }
    for _ in 0...200 {
      let numbers = point.tensor.scalars(as: Float.self)
      x.append(Double(numbers[0]))
      y.append(Double(numbers[1]))
      losses.append(try step().number)
    }
  }

  /// How high it stood on average; infinitely high if it has left the valley.
  var height: Double {
    let sum = losses.reduce(0, +)
    return sum.isFinite ? sum / Double(losses.count) : .infinity
  }
}

private let optimizers: [(name: String, make: @Sendable (Double) -> Optimizer)] = [
  ("SGD", { SGD(learningRate: $0) }),
  ("momentum", { SGD(learningRate: $0, momentum: 0.9) }),
  ("Nesterov", { SGD(learningRate: $0, momentum: 0.9, nesterov: true) }),
  ("Adagrad", { Adagrad(learningRate: $0) }),
  ("Adadelta", { Adadelta(learningRate: $0) }),
  ("RMSprop", { RMSprop(learningRate: $0) }),
  ("Adam", { Adam(learningRate: $0) }),
  ("Adamax", { Adamax(learningRate: $0) }),
  ("Nadam", { Nadam(learningRate: $0) }),
  ("Lion", { Lion(learningRate: $0) }),
]

func paths(_ page: Page) throws {
  let rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]
  var best: [Walk] = []
  for (name, make) in optimizers {
    let walks = try rates.map { try Walk(name, $0, make($0)) }
    // By the whole way and not by its end: at the end a wild search may be lucky.
    best.append(walks.min { $0.height < $1.height }!)
  }
  print(
    Table(
      records: best.map {
        [
          "optimizer": $0.name, "rate": $0.rate, "after_50": $0.losses[50],
          "after_200": $0.losses[200],
        ]
      }))
  try page.figure("ch5_paths", figure(best))
}

private func figure(_ walks: [Walk]) -> Figure {
  let (x, y) = (Tensor.linspace(-1.6, 1.6, count: 161), Tensor.linspace(-1.5, 2, count: 176))
  let heights = valley(x[.newAxis, .all], y[.all, .newAxis])
  let rows = (0..<y.count).map { heights[$0].scalars(as: Float.self) }
  var figure = Figure(width: 13, height: 10.5, rows: 2, columns: 2)
  let panels = [
    ("one rate for all weights", ["SGD", "momentum", "Nesterov"]),
    ("averages of gradients and of their squares", ["Adam", "Nadam", "Adamax"]),
    ("a rate for each weight", ["Adagrad", "Adadelta"]),
    ("steps of nearly one size", ["RMSprop", "Lion"]),
  ]
  for (panel, (title, names)) in panels.enumerated() {
    var axes = figure[panel / 2, panel % 2]
    axes.filledContours(
      x: x.scalars(as: Float.self), y: y.scalars(as: Float.self), z: rows.flatMap { $0 },
      levels: [0.01, 0.3, 1, 3, 10, 30, 100, 300], colorScale: .log, barLabel: "loss")
    axes.title = title
    (axes.xLabel, axes.yLabel) = ("first weight", "second weight")
    let colors: [Color] = [.red, .white, .amber]
    for (name, color) in zip(names, colors) {
      let walk = walks.first { $0.name == name }!
      axes.line(walk.x, walk.y, label: name, color: color, width: 1.4, marker: .circle)
    }
    axes.scatter([-1.2], [-0.4], label: "start", color: .ink, size: 9, marker: .circle)
    axes.scatter([1.0], [1.0], label: "the lowest point", color: .sky, size: 13, marker: .star)
    axes.xLimits = .from(-1.6, to: 1.6)
    axes.yLimits = .from(-1.5, to: 2)
    // Below the valley, where nothing happens.
    axes.legend = .lowerCenter
    figure[panel / 2, panel % 2] = axes
  }
  return figure
}
