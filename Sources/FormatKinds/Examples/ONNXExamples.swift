import Foundation
import ONNXFiles
import Tapestry
import TensorFlowFormats

/// One model of ONNX, and the calls that must give the same results elsewhere.
struct ONNXExample {
  let name: String
  /// Inputs and outputs by their names; of models with an open size, for several sizes.
  let calls: [(inputs: [String: Tensor], outputs: [String: Tensor])]
  /// Writes the file.
  let save: (URL) throws -> Void

  /// All examples.
  static func all() throws -> [ONNXExample] {
    setRandomSeed(1)
    let operations = OperationExample.all.filter { !refused.contains($0.name) } + edges
    return try operations.map { try ONNXExample($0) } + flows() + openFunctions()
      + (KerasExample.sequential + KerasExample.layerExamples + KerasExample.functional + moreModels)
      .map { try ONNXExample($0) }
  }

  /// An operation, for the shapes of its example.
  init(_ example: OperationExample) throws {
    let body = example.body
    let function = Function(example.name) { (x: [Tensor]) in try body(x) }
    let signature = example.inputs.map(\.spec)
    let count = example.inputs.count
    self.init(
      name: "operation_\(example.name)",
      calls: [
        (
          Dictionary(
            uniqueKeysWithValues: zip(
              count == 1 ? ["x"] : (0..<count).map { "x_\($0)" }, example.inputs)),
          ["output_0": try body(example.inputs)]
        )
      ], save: { try ONNX.save(function, inputSignature: signature, to: $0) })
  }

  /// A model, for three sizes of batches: that of its example, a single one, and twice as many.
  init(_ example: KerasExample) throws {
    let model = example.model
    if !example.targets.isEmpty {
      try model.fit(example.inputs, example.targets, epochs: 2, verbose: .silent)
    }
    let batches = [
      example.inputs, example.inputs.map { $0[..<1] },
      example.inputs.map { concat([$0, reverse($0, axis: 0)], axis: 0) },
    ]
    guard let names = try ModelCall(model) else { throw ModelCall.unknown(model) }
    self.init(
      name: "model_\(example.name)",
      calls: batches.map { inputs in
        let outputs = model.outputs(inputs, training: false)
        return (
          Dictionary(uniqueKeysWithValues: zip(names.inputNames, inputs)),
          Dictionary(uniqueKeysWithValues: zip(names.outputNames, outputs))
        )
      }, save: { try ONNX.save(model, to: $0) })
  }

  /// A function of one tensor, for each of these.
  init(
    _ name: String, _ inputs: [Tensor], _ signature: [Int?], _ dtype: DType = .float32,
    _ body: @escaping @Sendable (Tensor) -> Tensor
  ) {
    let function = Function(name, inputSignature: [TensorSpec(signature, dtype)]) { (x: Tensor) in
      body(x)
    }
    self.init(
      name: name, calls: inputs.map { (["x": $0], ["output_0": body($0)]) },
      save: { try ONNX.save(function, to: $0) })
  }

  init(
    name: String, calls: [(inputs: [String: Tensor], outputs: [String: Tensor])],
    save: @escaping (URL) throws -> Void
  ) {
    (self.name, self.calls, self.save) = (name, calls, save)
  }

  /// The examples of operations that ONNX cannot express: special functions, factorizations of
  /// matrices, gradients of images, and what changes variables.
  static let refused: Set<String> = {
    let operations = [
      "erfinv", "ndtri", "erfc", "lgamma", "digamma", "igamma", "igammac", "polygamma", "zeta",
      "betainc", "lbeta", "cumulativeLogSumExp", "inverse", "logDeterminant", "cholesky", "solve",
      "triangularSolve", "leastSquares", "pseudoInverse", "matrixRank", "matrixExponential", "lu",
      "luOrder", "svd", "eigh", "qr", "batchNormalizationInTraining",
    ]
    let differentiated = [
      "conv2D", "conv2DSame", "dilatedConv2D", "conv1D", "conv2DTranspose", "maxPool2D",
      "maxPool2DSame", "averagePool2D", "averagePool2DSame", "determinant",
    ]
    return Set(operations + (operations + differentiated).map { "\($0)Gradient" })
  }()
}

extension ONNXExample {
  /// Functions with an open size.
  private static func openFunctions() -> [ONNXExample] {
    let rows = [2, 1, 5].map { KerasExample.numbers([$0, 3]) }
    let images = [5, 8].map { KerasExample.numbers([1, $0, $0, 1]) }
    let filters = KerasExample.numbers([3, 4, 1, 2])
    return [
      ONNXExample("open_mean", rows, [nil, 3]) { x in x.mean(axis: 0) },
      ONNXExample("open_standardized", rows, [nil, 3]) { x in
        (x - x.mean(axis: 0)) / sqrt(x.variance(axis: 0) + 0.1)
      },
      ONNXExample("open_pairs", rows, [nil, 3]) { x in
        expandDims(x, axis: 0) - expandDims(x, axis: 1)
      },
      ONNXExample("open_joined", rows, [nil, 3]) { x in concat([x, 2 * x], axis: 0) },
      ONNXExample("open_filled", rows, [nil, 3]) { x in
        concat([x, Tensor.ones([x.shape[0], 1])], axis: 1)
      },
      ONNXExample("open_order", rows, [nil, 3]) { x in argsort(x, axis: 0, descending: true) },
      ONNXExample("open_last", rows, [nil, 3]) { x in x[-1] },
      ONNXExample("open_reversed", rows, [nil, 3]) { x in reverse(x, axis: 0) },
      ONNXExample("open_loop", rows, [nil, 3]) { x in
        whileLoop(
          [x], while: { $0[0].sum() < 40 }, do: { [$0[0] + Tensor.ones([x.shape[0], 1])] })[0]
      },
      ONNXExample("open_images", images, [1, nil, nil, 1]) { x in
        maxPool2D(
          conv2D(x, filters, strides: (2, 1), padding: .same), size: (2, 2), padding: .same)
      },
      ONNXExample("open_reshaped", rows, [nil, 3]) { x in
        reshape(broadcast(expandDims(x, axis: 1), to: [x.shape[0], 2, 3]), [x.shape[0], 6])
      },
    ]
  }

  /// Branches and loops.
  private static func flows() throws -> [ONNXExample] {
    let flow = ControlFlow()
    let vector = Tensor([0.5, -1] as [Float])
    func example(
      _ name: String, _ function: any TracedFunction, _ specs: [TensorSpec], _ calls: [[Tensor]],
      _ body: ([Tensor]) throws -> Tensor
    ) throws -> ONNXExample {
      ONNXExample(
        name: "flow_\(name)",
        calls: try calls.map {
          (
            Dictionary(uniqueKeysWithValues: zip(["x", "y"], $0)),
            ["output_0": try body($0)]
          )
        },
        // The functions do not keep their module alive.
        save: { file in
          try withExtendedLifetime(flow) {
            try ONNX.save(function, inputSignature: specs, to: file)
          }
        })
    }
    let number = TensorSpec([], .int32)
    return [
      try example(
        "collatz", flow.collatz, [number], [[Tensor(27 as Int32)], [Tensor(1 as Int32)]]
      ) { try flow.collatz($0[0]) },
      try example(
        "power", flow.power, [TensorSpec([nil]), number],
        [[vector, Tensor(3 as Int32)], [vector[..<1], Tensor(0 as Int32)]]
      ) { try flow.power($0[0], $0[1]) },
      try example(
        "nested", flow.nested, [TensorSpec([nil]), number],
        [[vector, Tensor(3 as Int32)], [vector[..<1], Tensor(2 as Int32)]]
      ) { try flow.nested($0[0], $0[1]) },
      try example("branch", flow.branch, [TensorSpec([nil])], [[vector], [-vector]]) {
        try flow.branch($0[0])
      },
    ]
  }

  /// Models of layers that a sequence of Keras's examples does not contain.
  private static var moreModels: [KerasExample] {
    let x = Input([6, 6, 4], name: "x")
    let normal = BatchNormalization()(Conv2D(4, 3, padding: .same)(x))
    let residual = Add()([x, ActivationLayer(.relu)(normal)])
    let residuals = Model(
      inputs: [x],
      outputs: [
        Dense(2, name: "scores")(GlobalAveragePooling2D()(residual)),
        MaxPooling2D(3, strides: 2, padding: .same, name: "pooled")(residual),
      ])
    let tokens = Input([5], name: "tokens", dtype: .int32)
    let embedded = Embedding(9, 4)(tokens)
    let text = Model(
      inputs: [tokens], outputs: [Dense(3, activation: .softmax, name: "next")(LSTM(3)(embedded))])
    let image = KerasExample.numbers([2, 6, 6, 4])
    let ids = Tensor([[1, 2, 0, 8, 3], [4, 4, 5, 0, 0]], dtype: .int32)
    return [
      KerasExample(name: "residuals", model: residuals, inputs: [image]),
      KerasExample(name: "tokens", model: text, inputs: [ids]),
    ]
  }
}
