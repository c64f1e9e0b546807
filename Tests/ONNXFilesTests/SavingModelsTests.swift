import Foundation
import ONNXFiles
import Tapestry
import TensorFlowFormats
import TestSupport
import Testing

@Suite struct SavingModelsTests {
  @Test func `a perceptron has its weights, an open batch and Keras's names`() throws {
    let model = Sequential {
      Dense(4, activation: .relu, name: "hidden")
      Dense(2, name: "scores")
    }
    model.build(inputShape: [32, 3])
    let written = try WrittenModel { try ONNX.save(model, to: $0) }
    #expect(written.message.irVersion == 8)
    #expect(written.message.producerName == "Tapestry")
    #expect(written.message.opsetImport.map(\.version) == [17])
    #expect(written.graph.input.map { "\($0.name): \($0.sizes)" } == ["input_1: batch, 3"])
    #expect(written.graph.output.map { "\($0.name): \($0.sizes)" } == ["output_1: batch, 2"])
    #expect(written.operations == ["MatMul", "Add", "Relu", "MatMul", "Add", "Identity"])
    let weights = Dictionary(
      uniqueKeysWithValues: written.graph.initializer.map { ($0.name, $0.dims) })
    #expect(
      weights == [
        "hidden/kernel": [3, 4], "hidden/bias": [4], "scores/kernel": [4, 2], "scores/bias": [2],
      ])
    let bias = try #require(written.graph.initializer.first { $0.name == "scores/bias" })
    #expect(bias.rawData == Data(count: 8))
  }

  @Test func `a function's outputs have the names of its dictionary`() throws {
    let f = Function("f", inputSignature: [TensorSpec([nil]), TensorSpec([2], .int64)]) {
      (x: Tensor, y: Tensor) in ["b": x + 1, "a": y * 2]
    }
    let graph = try WrittenModel { try ONNX.save(f, to: $0) }.graph
    #expect(graph.input.map { "\($0.name): \($0.sizes)" } == ["x: batch", "y: 2"])
    #expect(graph.output.map { "\($0.name): \($0.sizes)" } == ["a: 2", "b: batch"])
    #expect(graph.output.map(\.type.tensorType.elemType) == [7, 1])
  }

  @Test func `a size that is computed from the open one has no name`() throws {
    let graph = try WrittenModel(TensorSpec([nil, 3])) { concat([$0, $0], axis: 0) }.graph
    #expect(graph.output.map(\.sizes) == ["?, 3"])
  }

  @Test func `a function without an input signature is written as it was called`() throws {
    let f = Function("f") { (x: Tensor) in x * 2 }
    let folder = try TemporaryFolder()
    #expect {
      try ONNX.save(f, to: folder.file("f.onnx"))
    } throws: { "\($0)".contains("function 'f': it has 0 graphs") }
    _ = try f(Tensor.ones([3]))
    #expect(try WrittenModel { try ONNX.save(f, to: $0) }.graph.input.map(\.sizes) == ["3"])
    _ = try f(Tensor.ones([4]))
    #expect {
      try ONNX.save(f, to: folder.file("f.onnx"))
    } throws: { "\($0)".contains("it has 2 graphs") && "\($0)".contains("inputSignature:") }
    let open = try WrittenModel { try ONNX.save(f, inputSignature: [TensorSpec([nil])], to: $0) }
    #expect(open.graph.input.map(\.sizes) == ["batch"])
  }

  @Test func `an operation that ONNX lacks is named, and the file stays as it was`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("f.onnx")
    try folder.write("before", to: "f.onnx")
    let f = Function("factors", inputSignature: [TensorSpec([3, 3])]) { (x: Tensor) in
      cholesky(x + 1)
    }
    #expect {
      try ONNX.save(f, to: file)
    } throws: {
      $0 is FormatError && "\($0)".contains("function 'factors'")
        && "\($0)".contains("node %3, cholesky: there is no operation of ONNX")
        && "\($0)".contains("cure: ")
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == "before")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["f.onnx"])
  }

  @Test func `random numbers, changed variables and float64 tangents are errors with a cure`()
    throws
  {
    let folder = try TemporaryFolder()
    let count = Variable(1.0, name: "count:0")
    let cases: [(body: @Sendable (Tensor) -> Tensor, texts: [String])] = [
      ({ x in x + Tensor.uniform([3]) }, ["uniform", "take them as an argument"]),
      (
        { x in
          count.assignAdd(Tensor(1 as Float))
          return x * count
        }, ["assign", "variable 'count:0'", "return the new value"]
      ),
      ({ x in cast(tan(cast(x, to: .float64)), to: .float32) }, ["Tan of float32 only", "cast"]),
    ]
    for (body, texts) in cases {
      let f = Function("f", inputSignature: [TensorSpec([3])]) { (x: Tensor) in body(x) }
      #expect {
        try ONNX.save(f, to: folder.file("f.onnx"))
      } throws: { error in texts.allSatisfy { "\(error)".contains($0) } }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func `a model that was not built, or fits one size of batches, is an error`() throws {
    final class FirstTwo: Layer {
      override func call(_ x: Tensor, training: Bool) -> Tensor { reshape(x, [2, 3]) * 2 }
    }
    let folder = try TemporaryFolder()
    #expect {
      try ONNX.save(Sequential(name: "empty") { Dense(2) }, to: folder.file("m.onnx"))
    } throws: { "\($0)".contains("model 'empty'") && "\($0)".contains("not built") }
    let model = Sequential(name: "rigid") { FirstTwo() }
    _ = model(Tensor.ones([2, 3]))
    #expect {
      try ONNX.save(model, to: folder.file("m.onnx"))
    } throws: { "\($0)".contains("function 'rigid'") && "\($0)".contains("reshape") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func `an input and an output with one name are an error`() throws {
    let f = Function("f", inputSignature: [TensorSpec([3])]) { (x: Tensor) in ["x": x * 2] }
    #expect { try WrittenModel { try ONNX.save(f, to: $0) } } throws: {
      "\($0)".contains("the name 'x'") && "\($0)".contains("cure: ")
    }
  }

  @Test func `a folder that does not exist is an error that names the file`() throws {
    let folder = try TemporaryFolder()
    let f = Function("f", inputSignature: [TensorSpec([3])]) { (x: Tensor) in x * 2 }
    #expect {
      try ONNX.save(f, to: folder.file("nowhere/f.onnx"))
    } throws: { ($0 as? FormatError)?.location.hasSuffix("nowhere/f.onnx") == true }
  }
}
