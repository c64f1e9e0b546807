import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// Operations among the layers of functional models, with constants, axes and slices.
struct KerasOperationsTests {
  private static let names = ["arithmetic", "functions", "reductions", "shapes", "choices"]

  private func file(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Recordings/operations/\(name)")
  }

  private func expectSame(_ found: [Tensor], _ expected: [KerasRecording.Array]) {
    #expect(found.map(\.shape) == expected.map { Shape($0.shape) })
    for (index, (a, b)) in zip(found, expected).enumerated() {
      for (x, y) in zip(a.scalars(as: Float.self), b.values) {
        #expect(abs(x - y) <= 2e-6 * max(abs(y), 1), "output \(index)")
      }
    }
  }

  @Test(
    arguments: names.map { "\($0)-keras3.keras" } + names.map { "\($0)-keras2.h5" }
      + ["arithmetic-keras3.h5"])
  func `operations compute what they did in Keras, and again from our files`(_ name: String) throws
  {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let expected = KerasRecording.named(
      "operations/\(name.split(separator: ".")[0])")
    let inputs = expected.inputs.map(\.tensor)
    let model = try Model.load(from: file(name))
    expectSame(try model.predict(inputs), expected.outputs)
    for ending in ["keras", "json"] {
      let copy = folder.file("copy.\(ending)")
      try model.save(to: copy)
      expectSame(try Model.load(from: copy).predict(inputs), expected.outputs)
    }
  }

  @Test func `an .h5 file, which both versions read, cannot hold operations`() throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let model = try Model.load(from: file("choices-keras3.keras"))
    let error = try #require(throws: SavedModelError.self) {
      try model.save(to: folder.file("copy.h5"))
    }
    #expect("\(error)".contains("write a .keras file"))
  }

  /// A description of one operation of the value `x` of shape [None, 4, 3].
  private func description(_ config: Config, of type: ConfigValue = "float32") -> SavedModel {
    SavedModel(
      className: "Model",
      config: [
        "name": "model",
        "layers": [
          [
            "class_name": "InputLayer", "name": "x", "inbound_nodes": [],
            "config": [
              "batch_input_shape": [.none, 4, 3], "dtype": type, "sparse": false, "name": "x",
            ],
          ],
          [
            "class_name": "Operation", "name": "operation",
            "config": .config(config.merging(["name": "operation"])),
            "inbound_nodes": [[["x", 0, 0, .config([:])]]],
          ],
        ],
        "input_layers": [["x", 0, 0]], "output_layers": [["operation", 0, 0]],
      ], weights: [])
  }

  private func model(_ config: Config, of type: ConfigValue = "float32") throws -> Model {
    let folder = try TemporaryFolder()
    try JSONModelFormat().write(description(config, of: type), to: folder.file("model.json"))
    return try Model.load(from: folder.file("model.json"))
  }

  @Test(
    arguments: [
      ["operation": "mean"], ["operation": "mean", "axes": [0]],
      ["operation": "mean", "axes": [3]],
      ["operation": "sum", "axes": [1, -2]], ["operation": "expand_dims", "axes": [0]],
      ["operation": "squeeze", "axes": [1]], ["operation": "transpose", "axes": [1, 0, 2]],
      ["operation": "transpose", "axes": [0, 1]], ["operation": "reshape", "shape": [5, -1]],
      ["operation": "reshape", "shape": [-1, -1]], ["operation": "get_item", "index": [0]],
      ["operation": "get_item", "index": []], ["operation": "get_item", "index": ["...", "..."]],
      ["operation": "get_item", "index": [[.none, .none, .none], 4]],
      ["operation": "get_item", "index": [[1, .none, .none]]],
      ["operation": "get_item", "index": [["...", 1, 1, 1]]],
      ["operation": "add", "operands": [.none]], ["operation": "add", "operands": [2, 2]],
      ["operation": "add", "operands": [.none, .none]],
      [
        "operation": "add",
        "operands": [.none, ["shape": [2], "values": [1, 2], "dtype": "float32"]],
      ],
      [
        "operation": "add",
        "operands": [.none, ["shape": [3], "values": [1, 2, 3], "dtype": "float64"]],
      ],
      [
        "operation": "multiply",
        "operands": [.none, ["shape": [2, 1, 1], "values": [1, 2], "dtype": "float32"]],
      ],
      ["operation": "matmul", "operands": [.none, 2]], ["operation": "where", "operands": [1, 2]],
      ["operation": "clip", "operands": [.none, 1]], ["operation": "softmax", "axes": [0]],
      ["operation": "stack", "axes": [0]],
    ] as [Config])
  func `arguments that do not fit the values are refused`(_ config: Config) throws {
    #expect(throws: (any Error).self) { try model(config) }
  }

  @Test func `an operation computes with integers if it gives integers`() throws {
    let doubled = try model(["operation": "multiply", "operands": [2, .none]], of: "int32")
    let x = Tensor([Int32](0..<12), shape: [1, 4, 3])
    #expect(doubled(x).scalars(as: Int32.self) == (0..<12).map { 2 * $0 })
    #expect(throws: InvalidUse.self) {
      try model(["operation": "multiply", "operands": [0.5, .none]], of: "int32")
    }
    #expect(throws: InvalidUse.self) { try model(["operation": "exp"], of: "int32") }
  }

  @Test func `a gradient goes through operations`() throws {
    let squares = try model(["operation": "power", "operands": [.none, 2]])
    let x = Tensor([Float](repeating: 3, count: 12), shape: [1, 4, 3])
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { squares(x).sum() }
    let dx = try tape.gradient(y, x)
    #expect(dx.scalars(as: Float.self) == [Float](repeating: 6, count: 12))
  }
}
