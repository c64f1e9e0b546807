import Testing

@testable import Tapestry

@Suite struct RecordedOptimizersTests {
  @Test(
    arguments: OptimizerRecording.recorded.dense, [false, true])
  func `an optimizer makes TensorFlow's steps`(
    run: OptimizerRecording.Run, runsEagerly: Bool
  ) throws {
    let optimizer = try Optimizer.made(from: run.config.config)
    optimizer.runsEagerly = runsEagerly
    let shapes: [Shape] = [[3], [2, 2]]
    let variables = zip(run.given.initial, shapes).map {
      Variable(numbers($0, $1, run.dtype))
    }
    for (step, (gradients, state)) in zip(run.given.gradients, run.states).enumerated() {
      optimizer.applyGradients(
        zip(zip(gradients, shapes).map { numbers($0, $1, run.dtype) }, variables))
      for (variable, expected) in zip(variables, state) {
        expectRecorded(variable.tensor, expected, "in step \(step)")
      }
    }
    for (slot, expected) in zip(optimizer.weights.dropFirst(), run.slots) {
      expectRecorded(slot.tensor, expected, "in slot \(slot.name)")
    }
    #expect(optimizer.iterations.stored.number == Double(run.states.count))
    #expect(run.slots.isEmpty || optimizer.weights.count == run.slots.count + 1)
  }

  @Test(
    arguments: OptimizerRecording.recorded.sparse, [false, true])
  func `an optimizer makes TensorFlow's steps along slices`(
    run: OptimizerRecording.Run, runsEagerly: Bool
  ) throws {
    let optimizer = try Optimizer.made(from: run.config.config)
    optimizer.runsEagerly = runsEagerly
    let variable = Variable(numbers(run.given.initial[0], [6, 2]))
    for (step, (gradient, state)) in zip(run.given.gradients, run.states).enumerated() {
      let slices = IndexedSlices(
        values: numbers(gradient[0], [4, 2]), indices: numbers(gradient[1], [4], .int32),
        denseShape: [6, 2])
      optimizer.applyGradients([slices], to: [variable])
      expectRecorded(variable.tensor, state[0], "in step \(step)")
    }
    for (slot, expected) in zip(optimizer.weights.dropFirst(), run.slots) {
      expectRecorded(slot.tensor, expected, "in slot \(slot.name)")
    }
  }

  @Test(arguments: OptimizerRecording.recorded.schedules)
  func `a schedule has TensorFlow's rates`(run: OptimizerRecording.Rates) throws {
    let schedule = try LearningRateSchedule.made(from: run.config.config)
    let expected = run.rates.split(separator: " ")
    for (step, rate) in zip(run.steps, expected) {
      let exact = Double(rate)!
      let found = schedule(step)
      // Near its end a cosine is the difference of two nearly equal numbers.
      #expect(abs(found - exact) <= 1e-6 * exact + 1e-8, "step \(step)")
    }
    let traced = Function("rate") { (step: Tensor) in
      try! LearningRateSchedule.made(from: run.config.config)(step)
    }
    for step in run.steps {
      let rate = try traced(Tensor(step, dtype: .float32)).number
      #expect(abs(rate - schedule(step)) <= 1e-7 * rate)
    }
  }
}
