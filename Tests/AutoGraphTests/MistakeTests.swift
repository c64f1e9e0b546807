import AutoGraph
import Tapestry
import TestSupport
import Testing

@AutoGraph
private func unevenWays(_ x: Tensor) -> Tensor {
  var y = x
  if x.sum() > 0 {
    y = y.sum()
  }
  return y
}

@AutoGraph
private func growing(_ x: Tensor) -> Tensor {
  var y = x
  while y.sum() < 10 {
    y = concat([y, y], axis: 0)
  }
  return y
}

@AutoGraph
private func counting(_ x: Tensor) -> Tensor {
  var i = 0
  var y = x
  while y.sum() < 10 {
    y = y * 2
    i += 1
  }
  return y + i
}

@AutoGraph
private func overElements(_ x: Tensor) -> Tensor {
  if x > 0 { return x }
  return -x
}

@AutoGraph(maximumSteps: 5)
private func doubled(_ x: Tensor) -> Tensor {
  var y = x
  while y < 100 {
    y = y * 2
  }
  return y
}

@AutoGraph(maximumSteps: 5)
private func doubledAtLeastOnce(_ x: Tensor) -> Tensor {
  var y = x
  repeat {
    y = y * 2
  } while y < 100
  return y
}

@Test(arguments: Mode.allCases)
func `a loop may take as many steps as its limit says`(_ mode: Mode) {
  #expect(mode.run { doubled(Tensor(4.0)) }.scalar(as: Float.self) == 128)
  #expect(mode.run { doubledAtLeastOnce(Tensor(4.0)) }.scalar(as: Float.self) == 128)
}

@Test func `a loop that takes more steps than its limit stops with the line`() async {
  for result in [
    await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = doubled(Tensor(0.0))
    },
    await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = doubledAtLeastOnce(Tensor(0.0))
    },
  ] {
    #expect(message(result).contains(", line 3): more than 5 steps"))
    #expect(message(result).contains("cure: let the condition become false, or raise maximumSteps"))
  }
}

@Test func `a graph's loop stops at its limit, too`() async {
  for result in [
    await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Function("doubled", doubled)(Tensor(0.0))
    },
    await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Function("doubledAtLeastOnce", doubledAtLeastOnce)(Tensor(3.0))
    },
  ] {
    #expect(message(result).contains("steps\n  cure: let the condition become false"))
  }
}

@Test func `a loop that changes a shape stops with the variable and the line`() async {
  let result = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) {
    TracingRules.$applyEverywhere.withValue(true) { _ = growing(Tensor([1.0, 2.0])) }
  }
  let text = message(result)
  #expect(text.contains("while (growing, line 3): 'y' is TensorSpec(shape=(2,)"))
  #expect(text.contains("TensorSpec(shape=(4,)"))
  #expect(text.contains("cure: keep its shape and element type"))
}

@Test func `a loop that changes a number stops with the variable and the line`() async {
  let result = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) {
    TracingRules.$applyEverywhere.withValue(true) { _ = counting(Tensor([1.0, 2.0])) }
  }
  let text = message(result)
  #expect(text.contains("while (counting, line 4): 'i' is 0.0 before a step"))
  #expect(text.contains("as in Tensor(0)"))
}

@Test func `a condition of several elements stops with its shape`() async {
  let result = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) {
    _ = overElements(Tensor([1.0, 2.0]))
  }
  #expect(message(result).contains("shape=(2,)"))
  #expect(message(result).contains(".any() or .all()"))
}

@Test func `eagerly a number may count and a shape may grow`() {
  #expect(counting(Tensor([1.0, 2.0])).scalars(as: Float.self) == [6, 10])
  #expect(growing(Tensor([1.0, 2.0])).shape == [8])
  #expect(unevenWays(Tensor([1.0, 2.0])).shape == [])
}
