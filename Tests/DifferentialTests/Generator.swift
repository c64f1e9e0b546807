import Tapestry

/// Generates programs: each step takes existing values, and is kept if its result is
/// of moderate size.
struct Generator {
  private var pool: Pool
  /// How deep blocks may still be nested.
  private var depth = 2

  /// The program that a seed determines.
  static func program(seed: Int) -> Program {
    var numbers = SeededNumbers(seed: seed)
    let inputs = inputs(&numbers)
    let length = numbers.number(2...12)
    var generator = Generator(pool: Pool(values: inputs, numbers: numbers))
    return Program(inputs: inputs, body: generator.block(length: length, like: nil)!)
  }

  /// Other elements for the inputs of a program.
  static func otherInputs(_ inputs: [Tensor], seed: Int) -> [Tensor] {
    var numbers = SeededNumbers(seed: seed &+ 1_000_003)
    return inputs.map { fresh($0.shape, $0.dtype, &numbers) }
  }

  private static func inputs(_ numbers: inout SeededNumbers) -> [Tensor] {
    let shapes: [[Shape]] = [
      [[3], [3]], [[2, 3], [3]], [[2, 3], [3, 2]], [[3, 3], [3]], [[2, 2], [2, 2]], [[], [4]],
      [[2, 3, 3], [3, 3]], [[1], [2, 1]], [[4], []], [[2, 2, 2], [2]],
    ]
    // Graphs run several operations on float32 in one pass over memory, and on no other type.
    let dtype: DType = numbers.once(in: 3) ? .float32 : .float64
    return numbers.choice(shapes).map { fresh($0, dtype, &numbers) }
  }

  /// Elements that are not round numbers, no two of them equal.
  private static func fresh(
    _ shape: Shape, _ dtype: DType, _ numbers: inout SeededNumbers
  ) -> Tensor {
    let elements = (0..<shape.elementCount).map { index in
      Double(numbers.number(-2000...2000)) / 1024 + 0.000_137 + Double(index) * 0.000_011
    }
    return cast(reshape(Tensor(elements), shape.dimensions), to: dtype)
  }

  /// Steps that end in a floating-point value, with the spec of an earlier one if there is one; nil
  /// if no such value can be made.
  private mutating func block(length: Int, like other: Tensor?) -> Block? {
    let first = pool.values.count
    var steps: [Step] = []
    for _ in 0..<length {
      guard let step = step() else { continue }
      let value = step.run(pool.values)
      guard isModerate(value) else { continue }
      steps.append(step)
      pool.values.append(value)
    }
    let fitting = pool.values.indices.filter { index in
      let value = pool.values[index]
      return other.map { value.spec == $0.spec } ?? value.dtype.isFloating
    }
    pool.values.removeSubrange(first...)
    guard let result = fitting.last else { return nil }
    return Block(steps: steps, result: result)
  }

  private mutating func step() -> Step? {
    if depth > 0 && pool.numbers.once(in: 5) {
      depth -= 1
      defer { depth += 1 }
      switch pool.numbers.number(0...5) {
      case 0...2: return branches()
      case 3...4: return loop()
      default: return gradient()
      }
    }
    return call(pool.numbers.choice(Template.all))
  }

  private mutating func call(_ template: Template) -> Step? {
    template.make(&pool).map { .call($0) }
  }

  private mutating func branches() -> Step? {
    guard let condition = pool.pick({ $0.dtype == .bool && $0.rank == 0 }) else {
      return call(Template.condition)
    }
    guard let then = block(length: pool.numbers.number(1...4), like: nil)
    else { return nil }
    let result = then.run(pool.values)
    guard let otherwise = block(length: pool.numbers.number(0...4), like: result) else {
      return nil
    }
    return .cond(condition, then, otherwise)
  }

  private mutating func loop() -> Step? {
    guard let times = pool.pick({ $0.dtype == .int32 && $0.rank == 0 }) else {
      return call(Template.times)
    }
    guard let initial = pool.pick() else { return nil }
    let state = pool.values[initial]
    pool.values.append(state)
    defer { pool.values.removeLast() }
    guard let body = block(length: pool.numbers.number(1...4), like: state) else { return nil }
    return .loop(times: times, initial: initial, body)
  }

  private mutating func gradient() -> Step? {
    guard let source = pool.pick() else { return nil }
    pool.values.append(pool.values[source])
    defer { pool.values.removeLast() }
    guard let block = block(length: pool.numbers.number(1...4), like: nil) else { return nil }
    return .gradient(of: block, with: source)
  }

  /// Small enough in size and elements that rounding stays rounding.
  private func isModerate(_ value: Tensor) -> Bool {
    guard value.count <= 64, value.rank <= 4 else { return false }
    guard value.dtype.isFloating, value.count > 0 else { return true }
    return (abs(value) < 100).all().scalar(as: Bool.self)
  }
}
