import CourseKit
import Foundation
import Plots
import Tapestry

func schedules(_ page: Page) throws {
  let schedules: [(String, LearningRateSchedule)] = [
    ("exponential", ExponentialDecay(0.1, decaySteps: 100, decayRate: 0.1)),
    ("inverse time", InverseTimeDecay(0.1, decaySteps: 20, decayRate: 1)),
    ("piecewise", PiecewiseConstantDecay(boundaries: [60, 120], values: [0.1, 0.03, 0.01])),
    ("polynomial", PolynomialDecay(0.1, decaySteps: 200, endRate: 0.001, power: 2)),
    ("cosine", CosineDecay(0.1, decaySteps: 200)),
    ("cosine, restarted", CosineDecayRestarts(0.1, firstDecaySteps: 50, lengthFactor: 2)),
    ("warm-up, then cosine", WarmUp(steps: 20, then: CosineDecay(0.1, decaySteps: 180))),
  ]
  let optimizer = SGD(learningRate: schedules[6].1)
  print(optimizer.hyperConfig("learning_rate"))

  var figure = Figure(width: 14, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "Learning rates"
  figure[0, 0].xLabel = "step"
  figure[0, 0].yLabel = "learning rate"
  let steps = Tensor.range(200, dtype: .float32)
  for (name, schedule) in schedules {
    let rates = vectorizedMap({ schedule($0) }, steps).scalars(as: Float.self)
    figure[0, 0].line(rates, label: name)
  }

  figure[0, 0].yLimits = .from(0, to: 0.22)
  figure[0, 0].legend = .upperRight

  // What a rate is worth when gradients are noisy: a thousand searches at once, each with its own
  // noise.
  setRandomSeed(page.seed)
  figure[0, 1].title = "A thousand noisy searches"
  figure[0, 1].xLabel = "step"
  figure[0, 1].yLabel = "mean square of the distance"
  figure[0, 1].yScale = .log
  let rates: [(String, any Hyperparameter)] = [
    ("rate 0.3", 0.3), ("rate 0.02", 0.02), ("cosine from 0.3", CosineDecay(0.3, decaySteps: 200)),
    ("1 / t", InverseTimeDecay(1, decaySteps: 1, decayRate: 1)),
  ]
  for (name, rate) in rates {
    let point = Variable(Tensor.full([1000], 10, dtype: .float32))
    let search = SGD(learningRate: rate)
    let step = Function("step") {
      let gradient = point + 3 * Tensor.normal([1000])
      search.applyGradients([gradient], to: [point])
      return square(point).mean()
    }
    let distances = try (0..<200).map { _ in try step().number }
    let label = name.padding(toLength: 15, withPad: " ", startingAt: 0)
    print(label, rounded(distances[20]), rounded(distances[100]), rounded(distances[199]))
    figure[0, 1].line(distances, label: name)
  }
  try page.figure("ch5_schedules", figure)
}
