import Tapestry

/// A program over tensors as data, so that it can be run in several ways, made smaller, and printed
/// as Swift code.
///
/// Values are numbered: first the inputs, then the result of each step. The steps of a branch or a
/// loop see all values before them and continue the numbering.
struct Program: Sendable {
  var inputs: [Tensor]
  var body: Block

  /// The result for other inputs of the same shapes and types.
  func callAsFunction(_ inputs: [Tensor]) -> Tensor { body.run(inputs) }

  /// Whether it computes in single precision, even if only in intermediate steps: then sums that
  /// are added up in a different order may be rounded to different numbers.
  var isSingle: Bool {
    inputs.contains { $0.dtype == .float32 } || body.contains { $0.hasPrefix("cast(cast") }
  }

  /// The number of steps, those of branches and loops among them.
  var length: Int { body.length }
}

/// Steps, and the index of the value that is their result.
struct Block: Sendable {
  var steps: [Step]
  var result: Int

  func run(_ values: [Tensor]) -> Tensor {
    var values = values
    for step in steps { values.append(step.run(values)) }
    return values[result]
  }

  var length: Int { steps.map(\.length).reduce(0, +) }

  /// Whether there is a formula, in a branch or a loop too, of which `isSought` holds.
  func contains(_ isSought: (String) -> Bool) -> Bool {
    steps.contains { step in
      switch step {
      case .call(let operation): isSought(operation.code)
      case .cond(_, let then, let otherwise):
        then.contains(isSought) || otherwise.contains(isSought)
      case .loop(_, _, let body): body.contains(isSought)
      case .gradient(let block, _): block.contains(isSought)
      }
    }
  }

  /// Whether there are branches or loops.
  var branches: Bool {
    steps.contains { step in
      switch step {
      case .call: false
      case .cond, .loop: true
      case .gradient(let block, _): block.branches
      }
    }
  }
}

/// One step, which makes one value of those before it.
indirect enum Step: Sendable {
  case call(Operation)
  /// One of two blocks, by a condition.
  case cond(Int, Block, Block)
  /// A block that runs a number of times, each time on its previous result: first on the value
  /// at `initial`. The number of times is a value too.
  case loop(times: Int, initial: Int, Block)
  /// A separate tape: the gradient of the sum of a block's result with respect to a copy of a
  /// value, which the block sees as one more value. With respect to the value itself it would
  /// depend on which other values are the same tensor, as happens with loops that do not run.
  case gradient(of: Block, with: Int)

  func run(_ values: [Tensor]) -> Tensor {
    switch self {
    case .call(let operation): return operation.run(operation.arguments.map { values[$0] })
    case .cond(let condition, let then, let otherwise):
      return Tapestry.cond(
        values[condition], then: { [then.run(values)] }, else: { [otherwise.run(values)] })[0]
    case .loop(let times, let initial, let body):
      return whileLoop(
        [Tensor(0, dtype: .int32), values[initial]], while: { $0[0] < values[times] },
        do: { [$0[0] + 1, body.run(values + [$0[1]])] })[1]
    case .gradient(let block, let source):
      let copy = values[source] * 1
      let tape = GradientTape()
      tape.watch(copy)
      let y = tape.record { block.run(values + [copy]).sum() }
      // A tape that is used once, with sources that it has recorded, throws nothing.
      return try! tape.gradient(y, [copy], unconnected: .zero)[0]!
    }
  }

  var length: Int {
    switch self {
    case .call: 1
    case .cond(_, let then, let otherwise): 1 + then.length + otherwise.length
    case .loop(_, _, let body): 1 + body.length
    case .gradient(let block, _): 1 + block.length
    }
  }

  /// The indices of the values that the step itself takes, without those of its blocks.
  var arguments: [Int] {
    switch self {
    case .call(let operation): operation.arguments
    case .cond(let condition, _, _): [condition]
    case .loop(let times, let initial, _): [times, initial]
    case .gradient(_, let source): [source]
    }
  }
}

/// A call of one function, or a formula of a few.
struct Operation: Sendable {
  /// Swift code in which `$0`, `$1`, … stand for the arguments.
  let code: String
  var arguments: [Int]
  let run: @Sendable ([Tensor]) -> Tensor
}

// MARK: - Swift code

extension Program {
  /// The program as Swift code that can be run as it stands.
  var code: String {
    var lines = inputs.enumerated().map { index, input in
      "let v\(index) = \(input.literal)"
    }
    lines += ["func program(_ x: [Tensor]) -> Tensor {"]
    let names = inputs.indices.map { "x[\($0)]" }
    lines += body.code(names, first: inputs.count, indent: "  ")
    let all = inputs.indices.map { "v\($0)" }.joined(separator: ", ")
    lines += ["}", "let inputs = [\(all)]"]
    return lines.joined(separator: "\n")
  }
}

extension Block {
  fileprivate func code(_ names: [String], first: Int, indent: String) -> [String] {
    var (names, lines) = (names, [String]())
    for step in steps {
      let name = "v\(names.count)"
      lines += step.code(name, names, indent)
      names.append(name)
    }
    return lines + ["\(indent)return \(names[result])"]
  }
}

extension Step {
  fileprivate func code(_ name: String, _ names: [String], _ indent: String) -> [String] {
    let deeper = indent + "  "
    switch self {
    case .call(let operation):
      var code = operation.code
      for (position, argument) in operation.arguments.enumerated() {
        code = code.replacing("$\(position)", with: names[argument])
      }
      return ["\(indent)let \(name) = \(code)"]
    case .cond(let condition, let then, let otherwise):
      func branch(_ block: Block) -> [String] {
        let lines = block.code(names, first: names.count, indent: deeper)
        return lines.dropLast() + [lines.last!.replacing("return ", with: "return [") + "]"]
      }
      return ["\(indent)let \(name) = cond(\(names[condition]), then: {"] + branch(then)
        + ["\(indent)}, else: {"] + branch(otherwise) + ["\(indent)})[0]"]
    case .loop(let times, let initial, let body):
      let lines = body.code(names + ["v\(names.count)"], first: names.count, indent: deeper)
      return [
        "\(indent)let \(name) = whileLoop([Tensor(0, dtype: .int32), \(names[initial])], while: { "
          + "$0[0] < \(names[times]) }, do: { state in",
        "\(deeper)let v\(names.count) = state[1]",
      ] + lines.dropLast() + [
        lines.last!.replacing("return ", with: "return [state[0] + 1, ") + "]",
        "\(indent)})[1]",
      ]
    case .gradient(let block, let source):
      let index = names.count
      let lines = block.code(names + ["v\(index)"], first: index, indent: deeper)
      return [
        "\(indent)let v\(index) = { () -> Tensor in",
        "\(deeper)let v\(index) = \(names[source]) * 1",
        "\(deeper)let tape = GradientTape()",
        "\(deeper)tape.watch(v\(index))",
        "\(deeper)let y = tape.record { () -> Tensor in",
      ] + lines.dropLast().map { "  " + $0 } + [
        "  \(lines.last!).sum()", "\(deeper)}",
        "\(deeper)return try! tape.gradient(y, [v\(index)], unconnected: .zero)[0]!",
        "\(indent)}()",
      ]
    }
  }
}

extension Tensor {
  /// Code that makes the tensor.
  fileprivate var literal: String {
    let numbers: [String] =
      switch dtype {
      case .bool: scalars(as: Bool.self).map { "\($0)" }
      case .float64: scalars(as: Double.self).map { $0.isNaN ? ".nan" : "\($0)" }
      case .float32: scalars(as: Float.self).map { $0.isNaN ? ".nan" : "\($0)" }
      default: cast(self, to: .int64).scalars(as: Int.self).map { "\($0)" }
      }
    let type: [DType: String] = [.bool: "Bool", .float64: "Double", .float32: "Float"]
    let list = numbers.joined(separator: ", ")
    let array = "[\(list)] as [\(type[dtype] ?? "Int")]"
    let vector =
      type[dtype] == nil ? "cast(Tensor(\(array)), to: .\(dtype))" : "Tensor(\(array))"
    return "reshape(\(vector), \(shape.dimensions))"
  }
}
