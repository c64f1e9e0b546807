import Tapestry

/// What `if` becomes: both branches as closures that return the values of the variables they set.
///
/// ```swift
/// y = ifStatement(x.sum() > 0, sets: ["y"], at: "g, line 2") {
///   return x * 2
/// } else: {
///   return -x
/// }
/// ```
///
/// With a plain Boolean, or a tensor that has a value, one branch runs. With a symbolic tensor both
/// are traced, and the graph chooses in each of its runs.
///
/// - Precondition: the program stops while tracing if the two branches give a variable different
///   shapes, types or numbers.
/// - **Source**: book, chapter 2, section 1.
public func ifStatement<each Value>(
  _ condition: some Condition, sets names: [String] = [], at location: String,
  then: () throws -> (repeat each Value), else otherwise: () throws -> (repeat each Value)
) rethrows -> (repeat each Value) {
  switch condition.decision {
  case .now(true): return try then()
  case .now(false): return try otherwise()
  case .later(let predicate):
    let site = Site(statement: "if", location: location, names: names)
    return try choose(predicate, site, then, otherwise)
  }
}

/// A graph's choice between two branches.
func choose<each Value>(
  _ predicate: Tensor, _ site: Site,
  _ then: () throws -> (repeat each Value), _ otherwise: () throws -> (repeat each Value)
) rethrows -> (repeat each Value) {
  var samples: [Any?] = []
  if mayMiss(repeat (each Value).self) {
    // A branch that does not return needs zeros of the shape that the other returns.
    try rehearse {
      let first = try then()
      let second = try otherwise()
      samples = zip(
        presentValues(in: repeat each first), presentValues(in: repeat each second)
      ).map { $0 ?? $1 }
    }
  }
  var template: (repeat each Value)?
  var expected: [Signature]?
  func run(_ way: () throws -> (repeat each Value)) rethrows -> [Tensor] {
    let given = try way()
    let values = adapted(repeat each given, samples: samples)
    let signatures = signatures(of: repeat each values)
    if let expected { requireSame(expected, signatures, site) }
    expected = signatures
    template = (repeat each values)
    return allTensors(in: repeat each values, at: site)
  }
  let results = try cond(predicate, then: { try run(then) }, else: { try run(otherwise) })
  let values = template!
  return rebuilt(repeat each values, from: results)
}

private func requireSame(_ first: [Signature], _ second: [Signature], _ site: Site) {
  for (index, (first, second)) in zip(first, second).enumerated() where first != second {
    let problem =
      "\(site.name(index)) is \(first) if the condition is true, and \(second) if it is false"
    site.stop(
      problem,
      cure: first.holdsNumber
        ? "make the number a tensor, as in Tensor(0), so that the graph can choose it"
        : "give it the same shape and element type in both branches")
  }
}

/// What `a ? b : c` becomes when the condition is plain: Swift's own choice.
public func ifExpression<Value>(
  _ condition: Bool, at location: String,
  _ first: @autoclosure () throws -> Value, _ second: @autoclosure () throws -> Value
) rethrows -> Value {
  condition ? try first() : try second()
}

/// What `a ? b : c` becomes when the condition is a tensor and the values are used in formulas.
///
/// ```swift
/// let sign = ifExpression(x.sum() < 0, at: "g, line 2", -1.0, 1.0)  // a tensor
/// ```
///
/// A number takes the element type of the other value, as in every formula.
/// - Precondition: the program stops while tracing, if the two values differ in shape or type.
public func ifExpression(
  _ condition: some TensorConvertible & Condition, at location: String,
  _ first: @autoclosure () throws -> some Operand, _ second: @autoclosure () throws -> some Operand
) rethrows -> Tensor {
  func value(_ operand: some Operand, _ partner: () throws -> DType?) rethrows -> Tensor {
    operand.tensor(weakDType: operand.fixedDType == nil ? try partner() : nil)
  }
  return try ifStatement(
    condition, sets: ["the value"], at: location,
    then: { try value(first()) { try second().fixedDType } },
    else: { try value(second()) { try first().fixedDType } })
}

/// What `a ? b : c` becomes when the condition is a tensor and the values are structures.
@_disfavoredOverload
public func ifExpression<Value>(
  _ condition: some Condition, at location: String,
  _ first: @autoclosure () throws -> Value, _ second: @autoclosure () throws -> Value
) rethrows -> Value {
  try ifStatement(condition, sets: ["the value"], at: location, then: first, else: second)
}
