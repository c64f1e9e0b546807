import Tapestry

/// A disagreement between two ways of running a program.
struct Disagreement {
  let way: String
  let got: [Tensor]
  let expected: [Tensor]

  var description: String {
    "\(way) gives\n\(got.map { "  \($0)" }.joined(separator: "\n"))\ninstead of\n"
      + expected.map { "  \($0)" }.joined(separator: "\n")
  }
}

/// Runs a program in every way, and reports where one differs from the plain one.
///
/// The plain one is eager: operation by operation, with a loop over the elements of a batch, and
/// gradients from one tape. Its first derivative is compared with central differences.
func disagreement(of program: Program, seed: Int) -> Disagreement? {
  let inputs = program.inputs
  let others = Generator.otherInputs(inputs, seed: seed)
  let batches = zip(inputs, others).map { stack([$0, $1, ($0 - $1) * 0.5 + 0.0137]) }
  RunningSeed.way = "the plain program"
  let plain = [program(inputs)]
  // A value that is not of moderate size for these inputs proves nothing; the generator saw only a
  // sample.
  guard isModerate(plain) else { return nil }
  let otherPlain = [program(others)]
  guard isModerate(otherPlain) else { return nil }

  func differs(
    _ way: StaticString, _ got: @autoclosure () -> [Tensor], _ expected: [Tensor]
  ) -> Disagreement? {
    RunningSeed.way = way
    let got = got()
    return areNear(got, expected, tolerance: program.isSingle ? 2e-3 : 1e-8)
      ? nil : Disagreement(way: "\(way)", got: got, expected: expected)
  }

  let traced = Function("program") { (inputs: [Tensor]) in program(inputs) }
  if let found = differs("a traced function", [call(traced, inputs)], plain) { return found }
  if let found = differs("a traced function, called again", [call(traced, others)], otherPlain) {
    return found
  }
  let captured = Function("program") { (first: Tensor) in
    program([first] + inputs.dropFirst())
  }
  if let found = differs("a traced function with constants", [call(captured, inputs[0])], plain) {
    return found
  }
  let constant = Function("program") { program(inputs) }
  if let found = differs("a traced function of constants", [try! constant()], plain) {
    return found
  }
  // A session's graph has no branches and loops.
  if !program.body.branches, let result = session(program, inputs),
    let found = differs("a session", [result], plain)
  {
    return found
  }

  let gradients = gradients(program, inputs)
  guard isModerate(gradients) else { return nil }
  let tapeInside = Function("gradients") { (inputs: [Tensor]) in
    differentiated(program, inputs)
  }
  if let found = differs("a tape in a traced function", call(tapeInside, inputs), gradients) {
    return found
  }
  if let found = differs(
    "a tape around a traced function", differentiated({ call(traced, $0) }, inputs), gradients)
  {
    return found
  }
  let variables = inputs.map { Variable($0) }
  let tapeOfVariables = Function("variables") { differentiated(program, variables) }
  if let found = differs("a tape of variables", try! tapeOfVariables(), gradients) { return found }
  RunningSeed.way = "central differences"
  if let found = numerical(program, inputs, gradients) { return found }

  let loop = mapFn({ [program($0)] }, batches)
  guard isModerate(loop) else { return nil }
  if let found = differs("vectorizedMap", vectorizedMap({ [program($0)] }, batches), loop) {
    return found
  }
  let mapTraced = Function("map") { (batches: [Tensor]) in
    vectorizedMap({ [program($0)] }, batches)
  }
  if let found = differs("vectorizedMap in a traced function", call(mapTraced, batches), loop) {
    return found
  }
  let nested = batches.map { stack([$0, $0 * 0.9375]) }
  let nestedLoop = mapFn({ mapFn({ [program($0)] }, $0) }, nested)
  guard isModerate(nestedLoop) else { return nil }
  if let found = differs(
    "vectorizedMap in vectorizedMap",
    vectorizedMap({ vectorizedMap({ [program($0)] }, $0) }, nested), nestedLoop)
  {
    return found
  }
  let loopGradients = differentiated({ mapFn({ [program($0)] }, $0)[0] }, batches)
  guard isModerate(loopGradients) else { return nil }
  if let found = differs(
    "a tape around vectorizedMap",
    differentiated({ vectorizedMap({ [program($0)] }, $0)[0] }, batches), loopGradients)
  {
    return found
  }
  let loopInside = mapFn({ differentiated(program, $0) }, batches)
  if let found = differs(
    "a tape inside vectorizedMap", vectorizedMap({ differentiated(program, $0) }, batches),
    loopInside)
  {
    return found
  }

  RunningSeed.way = "second derivatives"
  let second = differentiated({ total(differentiated(program, $0)) }, inputs)
  guard isModerate(second) else { return nil }
  let secondTraced = Function("second") { (inputs: [Tensor]) in
    differentiated({ total(differentiated(program, $0)) }, inputs)
  }
  if let found = differs("second derivatives, traced", call(secondTraced, inputs), second) {
    return found
  }
  return nil
}

private func call<Argument: TensorStructure, Output: TensorStructure>(
  _ function: Function<Argument, Output>, _ argument: Argument
) -> Output {
  // No signature restricts the function, so nothing is thrown.
  try! function(argument)
}

/// The result of a session; nil if it is a constant, which a session does not run.
private func session(_ program: Program, _ inputs: [Tensor]) -> Tensor? {
  Session.with { session in
    let placeholders = inputs.map { session.placeholder($0.dtype, shape: $0.shape) }
    let y = program(placeholders.map(\.tensor))
    var feed: [Placeholder: any Operand] = [:]
    for (placeholder, input) in zip(placeholders, inputs) { feed[placeholder] = input }
    return try? session.run(y, feed: feed)
  }
}

private func gradients(_ program: Program, _ inputs: [Tensor]) -> [Tensor] {
  differentiated(program, inputs)
}

private func differentiated(_ program: Program, _ inputs: [Tensor]) -> [Tensor] {
  differentiated({ program($0) }, inputs)
}

private func differentiated(_ program: Program, _ variables: [Variable]) -> [Tensor] {
  let tape = GradientTape()
  let y = tape.record { weighted(program(variables.map(\.tensor))) }
  return try! tape.gradient(y, variables, unconnected: .zero).map { $0! }
}

/// The gradients of the weighted sum of the result's elements.
private func differentiated(
  _ function: ([Tensor]) -> Tensor, _ inputs: [Tensor]
) -> [Tensor] {
  let tape = GradientTape()
  for input in inputs { tape.watch(input) }
  let y = tape.record { weighted(function(inputs)) }
  return try! tape.gradient(y, inputs, unconnected: .zero).map { $0! }
}

/// The sum of the elements with weights, so that an error in one cannot hide behind another.
private func weighted(_ y: Tensor) -> Tensor {
  let weights = cos(cast(Tensor.range(y.count), to: .float64) * 1.3 + 0.4)
  return (reshape(y, [y.count]) * cast(weights, to: y.dtype)).sum()
}

private func total(_ tensors: [Tensor]) -> Tensor {
  tensors.map { cast(weighted($0), to: .float64) }.reduce(Tensor(0, dtype: .float64)) { $0 + $1 }
}

// MARK: - Comparing

/// Compares the gradients with central differences along one direction. Where two steps disagree
/// with each other the program has a kink or a jump, and nothing is compared.
private func numerical(
  _ program: Program, _ inputs: [Tensor], _ gradients: [Tensor]
) -> Disagreement? {
  guard !program.isStopped, !program.isSingle else { return nil }
  let directions = inputs.map { input in
    reshape(sin(cast(Tensor.range(input.count), to: .float64) * 2.1 + 0.7), input.shape.dimensions)
  }
  func slope(_ step: Double) -> Double {
    let sides = [step, -step].map { step in
      weighted(program(zip(inputs, directions).map { $0 + $1 * step })).scalar(as: Double.self)
    }
    return (sides[0] - sides[1]) / (2 * step)
  }
  let (wide, narrow) = (slope(1e-4), slope(3e-5))
  guard Swift.abs(wide - narrow) <= 1e-6 * max(1, Swift.abs(narrow)) else { return nil }
  let along = zip(gradients, directions).map { ($0 * $1).sum().scalar(as: Double.self) }
    .reduce(0, +)
  if Swift.abs(along - narrow) <= 1e-5 * max(1, Swift.abs(narrow)) { return nil }
  return Disagreement(
    way: "the gradient along a direction", got: [Tensor(along, dtype: .float64)],
    expected: [Tensor(narrow, dtype: .float64)])
}

private func isModerate(_ tensors: [Tensor]) -> Bool {
  tensors.allSatisfy { tensor in
    tensor.count == 0 || (Tapestry.abs(tensor) < 1e6).all().scalar(as: Bool.self)
  }
}

/// Whether shapes and types are equal, and elements except for rounding.
private func areNear(_ got: [Tensor], _ expected: [Tensor], tolerance: Double) -> Bool {
  guard got.map(\.spec) == expected.map(\.spec) else { return false }
  return zip(got, expected).allSatisfy { got, expected in
    let (a, b) = (doubles(got), doubles(expected))
    let scale = b.map { Swift.abs($0) }.max() ?? 0
    return zip(a, b).allSatisfy { Swift.abs($0 - $1) <= tolerance * max(1, scale) }
  }
}

private func doubles(_ x: Tensor) -> [Double] { cast(x, to: .float64).scalars(as: Double.self) }
