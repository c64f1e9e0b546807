import Foundation
import Tapestry
import TensorFlowFormats

/// Document 001's module.
final class Multiplier: Module {
  let weight = Variable(Tensor(3 as Int32), name: "weight:0")
  lazy var multiply = Function("multiply") { [unowned self] (x: Tensor) in x * weight }
}

/// A polynomial with a signature: any number of points.
final class Quadratic: Module {
  let w = Variable(1.5, name: "w:0")
  let b = Variable(-1.0, name: "b:0")
  let offset = Variable(0.5, name: "offset:0", trainable: false)
  lazy var call = Function("call", inputSignature: [ArgumentSpec([nil])]) {
    [unowned self] (x: Tensor) in
    ["value": square(x) * w + x * b + offset, "points": x]
  }
}

/// Branches, loops and assignments.
final class ControlFlow: Module {
  let calls = Variable(Tensor(0 as Int32), name: "calls:0", trainable: false)
  let scale = Variable(2.0, name: "scale:0")
  lazy var collatz = Function("collatz") { (n: Tensor) in
    whileLoop(
      [n, Tensor(0 as Int32)], while: { $0[0] > 1 },
      do: { state in
        let (n, steps) = (state[0], state[1])
        let next = cond(
          n % 2 == 0, then: { [floorDivide(n, 2)] }, else: { [3 * n + 1] })[0]
        return [next, steps + 1]
      })[1]
  }
  lazy var power = Function("power") { [unowned self] (x: Tensor, n: Tensor) in
    whileLoop(
      [Tensor.ones(like: x), n], while: { $0[1] > 0 },
      do: { [$0[0] * x * scale, $0[1] - 1] })[0]
  }
  lazy var branch = Function("branch") { [unowned self] (x: Tensor) in
    cond(x.sum() > 0, then: { [x * scale] }, else: { [-x] })[0]
  }
  lazy var count = Function("count") { [unowned self] (n: Tensor) in
    _ = whileLoop(
      [n], while: { $0[0] > 0 },
      do: { state in
        calls.assignAdd(Tensor(1 as Int32))
        return [state[0] - 1]
      })
    _ = cond(
      calls > 5,
      then: {
        calls.assign(Tensor(0 as Int32))
        return [Tensor(true)]
      }, else: { [Tensor(true)] })
    return calls.tensor + 0
  }
}

/// Variables in lists and dictionaries, and a function that trains them.
final class Nested: Module {
  let layers = [Multiplier(), Multiplier()]
  let slopes = ["first": Variable(2.0, name: "first:0"), "second": Variable(3.0, name: "second:0")]
  lazy var train = Function("train") { [unowned self] (x: Tensor, y: Tensor, rate: Tensor) in
    let variables = [slopes["first"]!, slopes["second"]!]
    let tape = GradientTape()
    let loss = tape.record { square(x * variables[0] + variables[1] - y).mean() }
    let gradients = try tape.gradient(loss, variables)
    for (variable, gradient) in zip(variables, gradients) { variable.assignSub(rate * gradient) }
    return loss
  }
}

/// One example of a SavedModel, and the calls that must give the same elsewhere.
struct SavedModelExample {
  let name: String
  let module: Module
  /// Functions by their names in the file, each to be called with some arguments.
  let calls: [(path: String, arguments: [Tensor], call: ([Tensor]) throws -> Expected)]
  let variables: [(path: String, variable: Variable)]
  let servedInput: (name: String, value: Tensor, outputs: [String: Tensor])?

  /// All examples. Their functions are called as they are made, which traces them.
  static func all() throws -> [SavedModelExample] {
    setRandomSeed(1)
    let multiplier = Multiplier()
    let quadratic = Quadratic()
    let flow = ControlFlow()
    let nested = Nested()
    let dense = Sequential {
      Dense(4, activation: .relu)
      Dense(2, activation: .softmax)
    }
    let images = Sequential {
      Conv2D(3, 3, padding: .same, activation: .relu)
      MaxPooling2D()
      BatchNormalization()
      Flatten()
      Dense(2)
    }
    let rows = Tensor([[0.5, -1, 2], [1, 0, -0.25]] as [[Float]])
    let pictures = Tensor((0..<72).map { Float($0) / 72 })
    let batch = reshape(pictures, [2, 6, 6, 1])
    _ = dense(rows)
    _ = images(batch)
    let integers = Tensor([5, 6, 3], dtype: .int32)
    let points = Tensor([0, 1, -2] as [Float])
    let values = try quadratic.call(points)

    return [
      SavedModelExample(
        name: "module_multiply", module: multiplier,
        calls: [("multiply", [integers], { Expected(try multiplier.multiply($0[0])) })],
        variables: [("weight", multiplier.weight)], servedInput: nil),
      SavedModelExample(
        name: "quadratic", module: quadratic,
        calls: [
          (
            "call", [points],
            { x in
              .object([
                "map": .object(try quadratic.call(x[0]).mapValues { Expected($0) })
              ])
            }
          )
        ],
        variables: [("w", quadratic.w), ("b", quadratic.b), ("offset", quadratic.offset)],
        servedInput: ("x", points, values)),
      SavedModelExample(
        name: "control_flow", module: flow,
        calls: [
          ("collatz", [Tensor(27 as Int32)], { Expected(try flow.collatz($0[0])) }),
          (
            "power", [Tensor([1, 2] as [Float]), Tensor(3 as Int32)],
            { Expected(try flow.power($0[0], $0[1])) }
          ),
          ("branch", [Tensor([1, 2] as [Float])], { Expected(try flow.branch($0[0])) }),
          ("branch", [Tensor([-1, -2] as [Float])], { Expected(try flow.branch($0[0])) }),
          ("count", [Tensor(3 as Int32)], { Expected(try flow.count($0[0])) }),
          ("count", [Tensor(2 as Int32)], { Expected(try flow.count($0[0])) }),
          ("count", [Tensor(2 as Int32)], { Expected(try flow.count($0[0])) }),
        ], variables: [("calls", flow.calls), ("scale", flow.scale)], servedInput: nil),
      SavedModelExample(
        name: "nested", module: nested,
        calls: [
          (
            "train", [points, points + 1, Tensor(0.1 as Float)],
            { Expected(try nested.train($0[0], $0[1], $0[2])) }
          ),
          (
            "train", [points, points + 1, Tensor(0.1 as Float)],
            { Expected(try nested.train($0[0], $0[1], $0[2])) }
          ),
        ],
        variables: [
          ("layers.0.weight", nested.layers[0].weight), ("slopes.second", nested.slopes["second"]!),
        ], servedInput: nil),
      SavedModelExample(
        name: "sequential", module: dense,
        calls: [("", [rows], { Expected(dense($0[0])) })],
        variables: [("layers.0.kernel", dense.variables[0])],
        servedInput: ("x", rows, ["output_0": dense(rows)])),
      SavedModelExample(
        name: "images", module: images,
        calls: [("", [batch], { Expected(images($0[0], training: false)) })],
        variables: [("layers.0.kernel", images.variables[0])],
        servedInput: ("x", batch, ["output_0": images(batch, training: false)])),
    ]
  }
}

extension SavedModelExample {
  /// Writes the model, and then what its calls give, which change its variables.
  func write(to folder: URL) throws {
    var rows: [Expected] = []
    // A function is written for the arguments that it was traced for: so each is called before.
    let values = module.variables.map(\.tensor)
    for call in calls { _ = try call.call(call.arguments) }
    for (variable, value) in zip(module.variables, values) { variable.assign(value) }
    try SavedModel.save(module, to: folder.appendingPathComponent(name))
    var fields: [String: Expected] = [
      "variables": .object(
        Dictionary(
          uniqueKeysWithValues: variables.map { path, variable in
            var value = Expected(variable.tensor).fields
            value.append(("trainable", .bool(variable.isTrainable)))
            return (
              path, .object(Dictionary(uniqueKeysWithValues: value.map { ($0.name, $0.value) }))
            )
          }))
    ]
    for call in calls {
      rows.append(
        .object([
          "path": .text(call.path), "args": .list(call.arguments.map { Expected($0) }),
          "kwargs": .object([:]), "result": try call.call(call.arguments), "rtol": .number(1e-5),
        ]))
    }
    if let served = servedInput {
      fields["signatures"] = .object(["serving_default": .list([.text(served.name)])])
      rows.append(
        .object([
          "signature": .text("serving_default"),
          "inputs": .object([served.name: Expected(served.value)]),
          "outputs": .object(served.outputs.mapValues { Expected($0) }), "rtol": .number(1e-5),
        ]))
    }
    fields["calls"] = .list(rows)
    try Expected.object(fields).write(
      to: folder.appendingPathComponent("\(name).expected.json"))
  }
}
