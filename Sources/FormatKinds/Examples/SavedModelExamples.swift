import Foundation
import Tapestry
import TensorFlowFormats

/// One example of a SavedModel, and the calls that must give the same results elsewhere.
struct SavedModelExample {
  let name: String
  let module: Module
  /// Functions by their names in the file, with arguments to call them with.
  let calls: [(path: String, arguments: [Tensor], call: ([Tensor]) throws -> Expected)]
  let variables: [(path: String, variable: Variable)]
  let served: (inputs: [String: Tensor], outputs: [String: Tensor])?
  /// Functions by the names of their signatures; nil for the signature that is written by default.
  var signatures: [String: any TracedFunction]? = nil
  /// What is differentiated with respect to the trainable variables above: the path of a function,
  /// and the same function for tensors.
  var differentiated: [(path: String, function: ([Tensor]) throws -> Tensor)] = []
  /// Whether each function takes its arguments as one list.
  var takesLists = false

  /// All examples. Their functions are called when the examples are made, which traces them.
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
    let recurrent = Sequential {
      Bidirectional(LSTM(3, returnSequences: true))
      GRU(2)
      LayerNormalization()
    }
    let series = reshape(pictures, [3, 8, 3])
    let (operations, training, drawing, served) = (
      Operations(), ImageTraining(), Drawing(), Served()
    )
    _ = dense(rows)
    _ = images(batch)
    _ = recurrent(series)
    let integers = Tensor([5, 6, 3], dtype: .int32)
    let points = Tensor([0, 1, -2] as [Float])
    let values = try quadratic.call(points)

    _ = try flow.collatz(Tensor(27 as Int32))
    _ = try flow.power(Tensor([1, 2] as [Float]), Tensor(3 as Int32))
    _ = try flow.nested(Tensor([0.5, -1] as [Float]), Tensor(3 as Int32))
    _ = try flow.branch(Tensor([1, 2] as [Float]))
    _ = try flow.count(Tensor(3 as Int32))
    flow.calls.assign(Tensor.zeros(like: flow.calls.tensor))
    let copy = try loaded(flow)
    let servedCopy = try loaded(
      served, signatures: ["serving_default": served.double, "range": served.range])

    return [
      SavedModelExample(
        name: "module_multiply", module: multiplier,
        calls: [("multiply", [integers], { Expected(try multiplier.multiply($0[0])) })],
        variables: [("weight", multiplier.weight)], served: nil),
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
        served: (["x": points], values)),
      SavedModelExample(
        name: "control_flow", module: flow,
        calls: [
          ("collatz", [Tensor(27 as Int32)], { Expected(try flow.collatz($0[0])) }),
          (
            "power", [Tensor([1, 2] as [Float]), Tensor(3 as Int32)],
            { Expected(try flow.power($0[0], $0[1])) }
          ),
          (
            "nested", [Tensor([0.5, -1] as [Float]), Tensor(3 as Int32)],
            { Expected(try flow.nested($0[0], $0[1])) }
          ),
          ("branch", [Tensor([1, 2] as [Float])], { Expected(try flow.branch($0[0])) }),
          ("branch", [Tensor([-1, -2] as [Float])], { Expected(try flow.branch($0[0])) }),
          ("count", [Tensor(3 as Int32)], { Expected(try flow.count($0[0])) }),
          ("count", [Tensor(2 as Int32)], { Expected(try flow.count($0[0])) }),
          ("count", [Tensor(2 as Int32)], { Expected(try flow.count($0[0])) }),
        ], variables: [("calls", flow.calls), ("scale", flow.scale)], served: nil,
        differentiated: [
          ("power", { try flow.power($0[0], $0[1]) }),
          ("nested", { try flow.nested($0[0], $0[1]) }),
          ("branch", { try flow.branch($0[0]) }),
        ]),
      SavedModelExample(
        name: "nested", module: nested,
        calls: [
          ("layers.0.multiply", [integers], { Expected(try nested.layers[0].multiply($0[0])) }),
          ("layers.1.multiply", [integers], { Expected(try nested.layers[1].multiply($0[0])) }),
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
        ], served: nil),
      SavedModelExample(
        name: "sequential", module: dense,
        calls: [("", [rows], { Expected(dense($0[0])) })],
        variables: [("layers.0.kernel", dense.variables[0])],
        served: (["input_1": rows], ["output_1": dense(rows)])),
      SavedModelExample(
        name: "images", module: images,
        calls: [("", [batch], { Expected(images($0[0], training: false)) })],
        variables: [("layers.0.kernel", images.variables[0])],
        served: (["input_1": batch], ["output_1": images(batch, training: false)])),
      SavedModelExample(
        name: "recurrent", module: recurrent,
        calls: [("", [series], { Expected(recurrent($0[0], training: false)) })],
        variables: [],
        served: (["input_1": series], ["output_1": recurrent(series, training: false)])),
      SavedModelExample(
        name: "image_training", module: training,
        calls: [
          (
            "train", [batch, Tensor([0, 1], dtype: .int32)],
            { Expected(try training.train($0[0], $0[1])) }
          ),
          (
            "train", [batch[..<1], Tensor([1], dtype: .int32)],
            { Expected(try training.train($0[0], $0[1])) }
          ),
        ],
        variables: [("filters", training.filters)], served: nil),
      SavedModelExample(
        name: "drawing", module: drawing,
        calls: [
          ("limits", [rows], { .list(try drawing.limits($0[0]).map { Expected($0) }) })
        ], variables: [], served: nil),
      SavedModelExample(
        name: "served", module: served,
        calls: [("double", [points], { Expected(try served.double($0[0])) })],
        variables: [("scale", served.scale)], served: (["x": points], ["output_0": points * 2]),
        signatures: ["serving_default": served.double, "range": served.range]),
      SavedModelExample(
        name: "saved_again", module: copy,
        calls: [
          ("branch", [Tensor([1, 2] as [Float])], { Expected(try copy["branch"]($0[0])) }),
          ("collatz", [Tensor(27 as Int32)], { Expected(try copy["collatz"]($0[0])) }),
          ("count", [Tensor(3 as Int32)], { Expected(try copy["count"]($0[0])) }),
          (
            "nested", [Tensor([0.5, -1] as [Float]), Tensor(3 as Int32)],
            { Expected(try copy["nested"]($0[0], $0[1])) }
          ),
        ], variables: [("scale", copy.variable("scale")!)], served: nil,
        differentiated: [("nested", { try copy["nested"]($0[0], $0[1]) })]),
      SavedModelExample(
        name: "served_again", module: servedCopy,
        calls: [("double", [points], { Expected(try servedCopy["double"]($0[0])) })],
        variables: [("scale", servedCopy.variable("scale")!)],
        served: (["x": points], ["output_0": points * 2])),
      SavedModelExample(
        name: "operations", module: operations,
        calls: OperationExample.all.map { example in
          (
            "operations.\(example.name)", example.inputs,
            { Expected(try operations.operations[example.name]!($0)) }
          )
        }, variables: [], served: nil, takesLists: true),
    ] + modelCalls(rows)
  }
}

extension SavedModelExample {
  /// A module after it has been saved and loaded.
  private static func loaded(
    _ module: Module, signatures: [String: any TracedFunction]? = nil
  ) throws -> LoadedObject {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try SavedModel.save(module, signatures: signatures, to: folder)
    return try SavedModel.load(folder)
  }

  /// Writes the model, and then the results of its calls, which change its variables.
  func write(to folder: URL) throws {
    var rows: [Expected] = []
    // A function is written for the arguments that it was traced for, so each is called first.
    let values = module.variables.map(\.tensor)
    for call in calls { _ = try call.call(call.arguments) }
    for (variable, value) in zip(module.variables, values) { variable.assign(value) }
    try SavedModel.save(
      module, signatures: signatures, to: folder.appendingPathComponent(name))
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
      let arguments = call.arguments.map { Expected($0) }
      var row: [String: Expected] = [
        "path": .text(call.path), "args": .list(takesLists ? [.list(arguments)] : arguments),
        "kwargs": .object([:]), "result": try call.call(call.arguments), "rtol": .number(1e-5),
      ]
      if let function = differentiated.first(where: { $0.path == call.path })?.function {
        row["gradients"] = try gradients(of: function, call.arguments)
      }
      rows.append(.object(row))
    }
    if let served {
      let names = served.inputs.keys.sorted().map { Expected.text($0) }
      fields["signatures"] = .object(["serving_default": .list(names)])
      rows.append(
        .object([
          "signature": .text("serving_default"),
          "inputs": .object(served.inputs.mapValues { Expected($0) }),
          "outputs": .object(served.outputs.mapValues { Expected($0) }), "rtol": .number(1e-5),
        ]))
    }
    fields["calls"] = .list(rows)
    try Expected.object(fields).write(
      to: folder.appendingPathComponent("\(name).expected.json"))
  }

  /// The gradients of the sum of a function's result.
  private func gradients(
    of function: ([Tensor]) throws -> Tensor, _ arguments: [Tensor]
  ) throws -> Expected {
    let sources = variables.filter(\.variable.isTrainable)
    let tape = GradientTape()
    let sum = try tape.record { try function(arguments).sum() }
    let gradients = try tape.gradient(sum, sources.map(\.variable), unconnected: .zero)
    let rows = zip(sources, gradients).map { source, gradient in
      (source.path, Expected(gradient ?? Tensor.zeros(like: source.variable.tensor)))
    }
    return .object(Dictionary(uniqueKeysWithValues: rows))
  }
}
