import Foundation
import Tapestry
import TestSupport
import Testing

@testable import FormatKinds
@testable import TensorFlowFormats

@Suite struct ModelCallsTests {
  private static let rows = Tensor([[0.5, -1, 2], [1, 0, -0.25]] as [[Float]])

  private static func reloaded(_ model: Model) throws -> LoadedObject {
    let folder = try TemporaryFolder()
    try SavedModel.save(model, to: folder.file("model"))
    return try SavedModel.load(folder.file("model"))
  }

  /// The pattern of an input of the default signature.
  private static func input(_ name: String, of model: LoadedObject) throws -> SavedStructure? {
    try #require(model.signatures["serving_default"]).overloads[0].keywords[name]
  }

  @Test func `a model of float64 takes float64`() throws {
    let model = Sequential { Dense(2, dtype: .float64) }
    let x = cast(Self.rows, to: .float64)
    let y = model(x)
    let loaded = try Self.reloaded(model)
    #expect(try loaded(x).scalars(as: Double.self) == y.scalars(as: Double.self))
    #expect("\(try #require(try Self.input("input_1", of: loaded)))".contains("float64 (None, 3)"))
  }

  @Test func `a row of layers that was called with integers takes integers`() throws {
    let model = Sequential {
      Embedding(7, 3)
      LSTM(2)
    }
    let ids = Tensor([[1, 2, 0, 0], [3, 4, 5, 6]], dtype: .int32)
    let y = model(ids)
    let loaded = try Self.reloaded(model)
    #expect(try loaded(ids[..<1]).scalars(as: Float.self) == y[..<1].scalars(as: Float.self))
    #expect("\(try #require(try Self.input("input_1", of: loaded)))".contains("int32 (None, 4)"))
  }

  @Test func `a model with states takes batches of one size, and continues its states`() throws {
    let model = Sequential {
      LSTM(2, stateful: true)
      Dense(1)
    }
    let series = reshape(Self.rows, [2, 3, 1])
    _ = model(series)
    let folder = try TemporaryFolder()
    try SavedModel.save(model, to: folder.file("model"))
    let loaded = try SavedModel.load(folder.file("model"))
    for _ in 0..<3 {
      let y = try loaded(series)
      #expect(y.scalars(as: Float.self) == model(series).scalars(as: Float.self))
    }
    #expect(throws: SavedCallError.self) { try loaded(series[..<1]) }
  }

  @Test func `a model that fits one batch size is an error, and is saved as a function`() throws {
    final class FirstTwo: Layer {
      override func call(_ x: Tensor, training: Bool) -> Tensor { reshape(x, [2, 3]) * 2 }
    }
    final class Served: Module {
      let model: Model
      lazy var call = Function("call", inputSignature: [TensorSpec([2, 3])]) {
        [model] (x: Tensor) in
        model(x, training: false)
      }
      init(_ model: Model) { self.model = model }
    }
    let model = Sequential {
      FirstTwo()
      Dense(2)
    }
    let y = model(Self.rows).scalars(as: Float.self)
    let folder = try TemporaryFolder()
    #expect {
      try SavedModel.save(model, to: folder.file("model"))
    } throws: {
      "\($0)".contains("function '__call__'") && "\($0)".contains("reshape")
        && "\($0)".contains("a Function that calls it")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    let served = Served(model)
    _ = served.call
    try SavedModel.save(served, to: folder.file("model"))
    let loaded = try SavedModel.load(folder.file("model"))
    #expect(try loaded["call"](Self.rows).scalars(as: Float.self) == y)
    // The model itself is as before.
    #expect(model(Self.rows).scalars(as: Float.self) == y)
  }

  @Test func `a layer whose states have no size yet is named, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let model = Sequential { LSTM(2, stateful: true, name: "memory") }
    model.build(inputShape: [2, 3, 1])
    #expect {
      try SavedModel.save(model, to: folder.file("model"))
    } throws: { "\($0)".contains("layer 'memory'") && "\($0)".contains("call the model once") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func `a model that was not built is an error, unless it holds functions`() throws {
    final class Holder: Model {
      let double = Function("double", inputSignature: [TensorSpec([nil])]) { (x: Tensor) in x * 2 }
    }
    #expect {
      try Self.reloaded(Sequential(name: "empty") { Dense(2) })
    } throws: { "\($0)".contains("model 'empty'") && "\($0)".contains("not built") }
    #expect {
      try Self.reloaded(Model(inputs: [], outputs: [], name: "nothing"))
    } throws: { "\($0)".contains("inputs: 0, outputs: 0") }
    #expect(
      try Self.reloaded(Holder())["double"](Tensor([1, 2] as [Float])).scalars(as: Float.self)
        == [2, 4])
  }

  @Test func `a functional model is saved before its first call, with the names of inputs`() throws
  {
    let (a, b) = (Input([3], name: "first input"), Input([3], name: "a"))
    let model = Model(
      inputs: [a, b], outputs: [Dense(1, name: "sum")(Concatenate()([a, b]))])
    let loaded = try Self.reloaded(model)
    let y = model([Self.rows, Self.rows * 2]).scalars(as: Float.self)
    #expect(try loaded([Self.rows, Self.rows * 2]).scalars(as: Float.self) == y)
    let served = try #require(loaded.signatures["serving_default"]).results(
      keywords: ["a": Self.rows * 2, "first input": Self.rows])
    #expect(served["sum"]?.tensor?.scalars(as: Float.self) == y)
  }

  @Test func `several outputs are a list, and have the names of their layers in order`() throws {
    let x = Input([3], name: "x")
    let (wide, narrow) = (Dense(2, name: "wide"), Dense(1, name: "narrow"))
    let model = Model(inputs: [x], outputs: [wide(x), narrow(x)])
    let loaded = try Self.reloaded(model)
    let expected = model.outputs([Self.rows]).map { $0.scalars(as: Float.self) }
    let found = try loaded["__call__"].results([Self.rows]).elements
    #expect(found.map { $0.tensor?.scalars(as: Float.self) } == expected)
    let served = try #require(loaded.signatures["serving_default"]).results(
      keywords: ["x": Self.rows])
    #expect(served["wide"]?.tensor?.scalars(as: Float.self) == expected[0])
    #expect(served["narrow"]?.tensor?.scalars(as: Float.self) == expected[1])
  }

  @Test func `each class of layer is called in a model as before it was written`() throws {
    let layers = KerasExample.classes.filter { $0.name.hasPrefix("layer_") }
    for example in layers + KerasExample.functional {
      let inputs = example.inputs
      let expected = example.model.outputs(inputs, training: false)
      let function = try Self.reloaded(example.model)["__call__"]
      let found = try inputs.count == 1 ? function.results([inputs[0]]) : function.results([inputs])
      let tensors = expected.count == 1 ? [found.tensor] : found.elements.map(\.tensor)
      #expect(tensors.count == expected.count, "\(example.name)")
      for (found, expected) in zip(tensors, expected) {
        let difference = abs(try #require(found) - expected).max().scalar(as: Float.self)
        #expect(difference < 1e-5, "\(example.name)")
      }
    }
  }

  @Test func `a subclass of several inputs and outputs numbers them`() throws {
    final class Two: Model {
      let (left, right) = (Dense(1), Dense(2))
      override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
        [left(inputs[0]), right(inputs[1])]
      }
    }
    let model = Two()
    let inputs = [Self.rows, Self.rows[.all, ..<2]]
    let expected = model.outputs(inputs).map { $0.scalars(as: Float.self) }
    let served = try #require(try Self.reloaded(model).signatures["serving_default"]).results(
      keywords: ["input_1": inputs[0], "input_2": inputs[1]])
    #expect(served["output_1"]?.tensor?.scalars(as: Float.self) == expected[0])
    #expect(served["output_2"]?.tensor?.scalars(as: Float.self) == expected[1])
  }
}
