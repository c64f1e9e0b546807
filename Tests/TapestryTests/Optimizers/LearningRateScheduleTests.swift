import TestSupport
import Testing

@testable import Tapestry

@Suite struct LearningRateScheduleTests {
  private final class Halving: LearningRateSchedule {
    override func rate(at step: Tensor) -> Tensor { pow(0.5, step) }
  }

  @Test func `a custom schedule controls an optimizer`() {
    let w = Variable(Tensor([0.0], dtype: .float32))
    let optimizer = SGD(learningRate: Halving())
    for _ in 0..<3 { optimizer.applyGradients([Tensor([1.0])], to: [w]) }
    #expect(w.stored.scalars(as: Float.self) == [-1.75])
    #expect(optimizer.steps.count == 1)
  }

  @Test func `the warm-up rises to a number and stays`() {
    let schedule = WarmUp(steps: 4, from: 0.1, then: 0.5)
    #expect(
      (0..<7).map { (schedule($0) * 1e6).rounded() / 1e6 } == [0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5])
  }

  @Test(arguments: DType.allCases.filter { $0 != .bool })
  func `every schedule takes a step of every type`(_ dtype: DType) {
    let schedules = [
      ExponentialDecay(0.1, decaySteps: 3, decayRate: 0.5),
      InverseTimeDecay(0.1, decaySteps: 3, decayRate: 0.5, staircase: true),
      PiecewiseConstantDecay(boundaries: [1, 5], values: [1, 2, 3]),
      PolynomialDecay(0.1, decaySteps: 7, cycle: true), PolynomialDecay(1, decaySteps: 10),
      CosineDecay(0.1, decaySteps: 5), CosineDecayRestarts(1, firstDecaySteps: 10),
      CosineDecayRestarts(0.1, firstDecaySteps: 5, lengthFactor: 1),
      WarmUp(steps: 3, then: CosineDecay(0.1, decaySteps: 4)), WarmUp(steps: 3, then: 0.5),
      Halving(),
    ]
    for schedule in schedules {
      for step in [0, 1, 4, 9, 30] {
        let rate = schedule(Tensor(step, dtype: dtype))
        #expect(rate.dtype == .float32)
        #expect(rate.number == schedule(step), "\(type(of: schedule)), step \(step)")
      }
    }
  }

  @Test func `a schedule takes an optimizer's count of steps, eager and in a graph`() throws {
    let iterations = SGD(learningRate: 0.1).iterations
    let schedule = PolynomialDecay(1, decaySteps: 10)
    #expect(schedule(iterations).number == 1)
    iterations.assign(9)
    let restarts = CosineDecayRestarts(1, firstDecaySteps: 10)
    let rates = try Function("rates") { (step: Tensor) in [schedule(step), restarts(step)] }(
      iterations.tensor)
    #expect(rates[0].number == schedule(9))
    #expect(Int(rates[1].number * 1e4) == 244)
  }

  @Test func `a configuration makes the same schedule again`() throws {
    for schedule in [
      ExponentialDecay(0.1, decaySteps: 3, decayRate: 0.5, staircase: true),
      InverseTimeDecay(0.1, decaySteps: 3, decayRate: 0.5),
      PiecewiseConstantDecay(boundaries: [1, 5], values: [1, 2, 3]),
      PolynomialDecay(0.1, decaySteps: 7, endRate: 0.01, power: 2, cycle: true),
      CosineDecay(0.1, decaySteps: 5, alpha: 0.2),
      CosineDecayRestarts(0.1, firstDecaySteps: 5, lengthFactor: 3, rateFactor: 0.5, alpha: 0.1),
      WarmUp(steps: 3, from: 0.01, then: CosineDecay(0.1, decaySteps: 4)),
      WarmUp(steps: 3, then: 0.5),
    ] {
      let twin = try LearningRateSchedule.made(from: schedule.serialized)
      #expect(twin.serialized == schedule.serialized)
      for step in [0, 1, 2, 4, 9, 30] { #expect(twin(step) == schedule(step)) }
    }
  }

  @Test func `schedules that make no sense stop the program`() async {
    let steps = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = CosineDecay(0.1, decaySteps: 0)
    }
    expectMessage(steps, "CosineDecay: 0 steps", "cure: give at least one")
    let rate = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ExponentialDecay(-0.1, decaySteps: 3, decayRate: 0.5)
    }
    expectMessage(
      rate, "ExponentialDecay: the initial rate is -0.1", "cure: give 0 or a positive number")
    let values = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = PiecewiseConstantDecay(boundaries: [1, 2], values: [1, 2])
    }
    expectMessage(
      values, "PiecewiseConstantDecay: 2 boundaries and 2 values", "cure: give one value more")
    let order = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = PiecewiseConstantDecay(boundaries: [2, 2], values: [1, 2, 3])
    }
    expectMessage(
      order, "PiecewiseConstantDecay: the boundaries [2, 2]", "cure: let each be larger")
    let formula = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LearningRateSchedule()(3)
    }
    expectMessage(formula, "LearningRateSchedule: the schedule has no formula", "cure: override")
  }
}
