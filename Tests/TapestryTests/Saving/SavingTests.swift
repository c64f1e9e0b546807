import Foundation
import TestSupport
import Testing

@testable import Tapestry

struct SavingTests {
  private func model(_ hidden: Int = 4, inputs: Int = 3) -> Sequential {
    let model = Sequential(
      [Dense(hidden, activation: .tanh, name: "a"), Dense(1, name: "b")], name: "m")
    model.build(inputShape: [2, inputs])
    return model
  }

  @Test func `a saved model gives its weights back, bit by bit`() throws {
    let folder = try TemporaryFolder()
    let (a, b) = (model(), model())
    try a.save(to: folder.file("model.json"))
    #expect(try folder.names() == ["model.json"])
    try b.loadWeights(from: folder.file("model.json"))
    expectSame(b.weights, a.weights)
  }

  @Test func `a link remains, and so does a read-only file`() throws {
    let folder = try TemporaryFolder()
    let (file, link) = (folder.file("model.json"), folder.file("link"))
    symlink("model.json", link.path)
    try model().save(to: link)
    #expect(try folder.names() == ["link", "model.json"])
    let kept = try folder.read("model.json")
    chmod(file.path, 0o444)
    let error = #expect(throws: SavedModelError.self) { try model(5).save(to: link) }
    #expect(
      error?.description
        == "'\(link.path)' cannot be written: it is read-only\n"
        + "  cure: allow writing, chmod u+w, or use a different path")
    #expect(try folder.read("model.json") == kept)
    let missing = #expect(throws: SavedModelError.self) {
      try model().loadWeights(from: folder.file("none"))
    }
    #expect(missing?.description.contains("there is no such file or folder") == true)
  }

  @Test(arguments: DType.allCases)
  func `every type of element is kept`(_ dtype: DType) throws {
    let folder = try TemporaryFolder()
    let values: Tensor =
      switch dtype {
      case .bool: Tensor([true, false, true])
      case .float16, .float32, .float64:
        cast(Tensor([.nan, .infinity, -.infinity, 0.1, 1 / 3, -0.0, 6e-8, 65504]), to: dtype)
      case .int64: Tensor([Int64.min, Int64.max, 1 << 53 + 1], shape: [3])
      default: cast(Tensor([0, 127, 5]), to: dtype)
      }
    let saved = SavedModel(
      className: "M", config: ["name": "m"],
      weights: [
        NamedTensor("a", values), NamedTensor("scalar", values[0]),
        NamedTensor("none", Tensor.zeros([2, 0], dtype: dtype)),
      ])
    try JSONModelFormat().write(saved, to: folder.file("a"))
    let read = try JSONModelFormat().read(from: folder.file("a"))
    #expect(read.weights.map(\.tensor.spec) == saved.weights.map(\.tensor.spec))
    #expect(read.config == saved.config)
    expectSame(read.weights.map(\.tensor), saved.weights.map(\.tensor))
  }

  @Test func `training continues as if it had not been interrupted`() throws {
    let folder = try TemporaryFolder()
    let (x, y) = (Tensor.normal([8, 3]), Tensor.normal([8, 1]))
    func compiled() -> Sequential {
      let model = model()
      model.compile(optimizer: Adam(learningRate: 0.1), loss: "mse")
      return model
    }
    let (a, b, c) = (compiled(), compiled(), compiled())
    try a.fit(x, y, epochs: 2, verbose: .silent, shuffle: false)
    try a.save(to: folder.file("model"))
    try b.restore(from: folder.file("model"))
    try c.loadWeights(from: folder.file("model"))
    #expect(b.optimizer.iterations.tensor.number == 2)
    for model in [a, b, c] { try model.fit(x, y, epochs: 2, verbose: .silent, shuffle: false) }
    expectSame(b.weights, a.weights)
    // Without the optimizer's state, training takes a different course.
    #expect(c.onlyFirstNumbers != a.onlyFirstNumbers)
  }

  @Test func `a loaded model is built for its inputs and compiled as it was`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("model.json")
    let (x, y) = (Tensor.normal([8, 3]), Tensor.normal([8, 1]))
    let a = model()
    a.compile(optimizer: Adam(learningRate: 0.1), loss: .huber(delta: 2), metrics: ["mae"])
    try a.fit(x, y, epochs: 2, verbose: .silent, shuffle: false)
    try a.save(to: file)
    let b = try Sequential.load(from: file)
    #expect(b.saved == a.saved)
    for model in [a, b] { try model.fit(x, y, epochs: 2, verbose: .silent, shuffle: false) }
    expectSame(b.weights, a.weights)
    try a.saveWeights(to: file)
    let c = try Sequential.load(from: file)
    #expect(c.compilation == nil)
    expectSame(c.weights, a.weights)
  }

  @Test func `a loaded model of several outputs is compiled as it was`() throws {
    let folder = try TemporaryFolder()
    let x = Input([3], name: "x")
    let model = Model(
      inputs: [x], outputs: [Dense(1, name: "one")(x), Dense(2, name: "two")(x)])
    model.compile(
      optimizer: "sgd", losses: ["mse", "mae"], lossWeights: [1, 0.5],
      outputMetrics: [[], ["mse"]], weightedMetrics: ["mae"])
    try model.save(to: folder.file("model.json"))
    let twin = try Model.load(from: folder.file("model.json"))
    let (kept, found) = (try #require(model.compilation), try #require(twin.compilation))
    #expect(found.losses.map(\.config) == kept.losses.map(\.config))
    #expect(found.lossWeights == [1, 0.5])
    #expect(found.reportNames == kept.reportNames && kept.reportNames.count == 6)
  }

  @Test func `a model that cannot be compiled as before is loaded, and says why`() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      let a = try oneWeightModel(3)
      a.compile(optimizer: "sgd", loss: Loss("mine") { square($0 - $1) })
      try a.save(to: folder.file("model.json"))
      let b = try Sequential.load(from: folder.file("model.json"))
      guard b.compilation == nil, b.onlyWeight == 3 else { exit(1) }
    }
    expectMessage(result, "is not compiled as it was: there is no loss 'mine'", "compile it, and")
  }

  @Test func `a saved model says which weights are whose, and which are trained`() throws {
    let inner = Sequential([Dense(3, name: "i"), BatchNormalization(name: "n")], name: "inner")
    let frozen = Dense(2, name: "f")
    frozen.isTrainable = false
    let model = Sequential(
      [inner, frozen, Flatten(name: "flat"), Dense(1, name: "o")])
    model.build(inputShape: [2, 4])
    let layers = model.saved.layers
    #expect(layers.map(\.name) == ["inner", "f", "flat", "o"])
    #expect(layers[0].layers.map(\.className) == ["Dense", "BatchNormalization"])
    #expect(
      layers.map { $0.allWeights.map(\.position) } == [[0, 1, 2, 3, 4, 5], [6, 7], [], [8, 9]])
    #expect(layers[0].allWeights.map(\.isTrainable) == [true, true, true, true, false, false])
    #expect(layers[1].allWeights.map(\.isTrainable) == [false, false])
  }

  @Test func `training continues with the learning rate that it had`() throws {
    let folder = try TemporaryFolder()
    let a = try oneWeightModel(1, learningRate: 0.1)
    a.optimizer.learningRate.assign(0.001)
    try a.save(to: folder.file("number"))
    let b = try oneWeightModel(1, learningRate: 0.1)
    try b.restore(from: folder.file("number"))
    #expect(b.optimizer.learningRate.tensor.number == a.optimizer.learningRate.tensor.number)

    let schedule = ExponentialDecay(0.1, decaySteps: 3, decayRate: 0.5)
    a.optimizer.setHyper("learning_rate", schedule)
    try a.save(to: folder.file("schedule"))
    try b.restore(from: folder.file("schedule"))
    b.optimizer.iterations.assign(6)
    #expect(b.optimizer.hyper("learning_rate").number == schedule(6))
  }

  @Test func `weights that do not fit change nothing, and are named with both shapes`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("model.json")
    try model().save(to: file)
    let other = model(inputs: 5)
    let kept = other.weights
    let error = #expect(throws: SavedModelError.self) { try other.loadWeights(from: file) }
    #expect(
      error
        == .weightDoesNotFit(
          file: file.path, layer: "a", weight: "kernel:0", expected: TensorSpec(shape: [5, 4]),
          found: TensorSpec(shape: [3, 4])))
    #expect(
      error?.description
        == "'\(file.path)' holds a float32 value of shape (3, 4) for 'kernel:0' of the layer 'a', "
        + "which has float32 and shape (5, 4)\n  cure: load it into a model whose layers have the "
        + "same sizes and are built for the same inputs")
    expectSame(other.weights, kept)
    let few = try oneWeightModel()
    let count = #expect(throws: SavedModelError.self) { try few.loadWeights(from: file) }
    #expect(
      count?.description
        == "'\(file.path)' holds 4 weights, 'a/kernel:0', 'a/bias:0', 'b/kernel:0', 'b/bias:0' for "
        + "'one', which has 1 weights, 'only/kernel:0'\n  cure: load it into a model of the same "
        + "layers")
    let unbuilt = Sequential([Dense(4, name: "a")], name: "m")
    let unready = #expect(throws: SavedModelError.self) { try unbuilt.loadWeights(from: file) }
    #expect(unready?.description.contains("cure: build the model first") == true)
  }

  @Test func `a sequential model is made again from a file, with nested ones`() throws {
    let folder = try TemporaryFolder()
    let inner = Sequential([Dense(3, activation: .relu, name: "i")], name: "inner")
    let a = Sequential([inner, Dense(2, useBias: false, name: "o")], name: "outer")
    let x = Tensor.normal([4, 5])
    let y = a(x)
    try a.save(to: folder.file("model"))
    let b = try Sequential.load(from: folder.file("model"), inputShape: [1, 5])
    expectSame([b(x)], [y])
    #expect(b.name == "outer")
    #expect(b.config == a.config)
    #expect(b.variables.map(\.name) == a.variables.map(\.name))
  }

  @Test func `a file of a different model, or of unknown layers, throws`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("model")
    func write(_ className: String, _ config: Config) throws {
      try JSONModelFormat().write(
        SavedModel(className: className, config: config, weights: []), to: file)
    }
    try write("MLP", [:])
    #expect(throws: SavedModelError.self) { try Sequential.load(from: file, inputShape: [1, 5]) }
    try write("Sequential", ["layers": 1])
    #expect(throws: ConfigError.self) { try Sequential.load(from: file, inputShape: [1, 5]) }
    try write("Sequential", ["layers": [1]])
    #expect(throws: ConfigError.self) { try Sequential.load(from: file, inputShape: [1, 5]) }
    try write("Sequential", ["layers": [["class_name": "Dens", "config": [:]]]])
    #expect(throws: UnknownName.self) { try Sequential.load(from: file, inputShape: [1, 5]) }
    try write("Sequential", ["layers": [["class_name": "Dense", "config": ["units": -1]]]])
    #expect(throws: ConfigError.self) { try Sequential.load(from: file, inputShape: [1, 5]) }
  }

  @Test func `an optimizer of a different class is refused`() throws {
    let folder = try TemporaryFolder()
    let a = model()
    let file = folder.file("model.json")
    try a.save(to: file)
    let b = model()
    b.compile(optimizer: "adam", loss: "mse")
    #expect(throws: SavedModelError.otherOptimizer(file: file.path, expected: "'Adam'", found: nil))
    {
      try b.restore(from: file)
    }
    a.compile(optimizer: "sgd", loss: "mse")
    try a.save(to: file)
    #expect(
      throws: SavedModelError.otherOptimizer(
        file: file.path, expected: "'Adam'", found: "'SGD'")
    ) {
      try b.restore(from: file)
    }
  }

  @Test func `a file that is missing, or cannot be written, throws with its path`() throws {
    let folder = try TemporaryFolder()
    let model = model()
    for attempt in [
      { try model.loadWeights(from: folder.file("none")) },
      { try model.loadWeights(from: folder.url) },
      { try model.save(to: folder.file("none/model.json")) },
    ] as [() throws -> Void] {
      let error = #expect(throws: SavedModelError.self) { try attempt() }
      #expect(error?.description.contains(folder.url.path) == true)
    }
    #expect(try folder.names().isEmpty)
  }

  @Test func `a custom format is all that is needed`() throws {
    struct Lines: ModelFormat {
      func write(_ model: SavedModel, to url: URL) throws {
        let lines = model.weights.flatMap { weight in
          weight.tensor.scalars(as: Float.self).map { "\($0)" }
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: url, options: .atomic)
      }
      func read(from url: URL) throws -> SavedModel {
        let text = try String(contentsOf: url, encoding: .utf8)
        let numbers = text.split(separator: "\n").compactMap { Float($0) }
        return SavedModel(
          className: "", config: [:],
          weights: [NamedTensor("w", Tensor(numbers, shape: [1, numbers.count]))])
      }
    }
    let folder = try TemporaryFolder()
    try oneWeightModel(0.25).save(to: folder.file("w"), as: Lines())
    let read = try oneWeightModel(0)
    try read.loadWeights(from: folder.file("w"), as: Lines())
    #expect(read.onlyWeight == 0.25)
  }
}

extension Model {
  fileprivate var onlyFirstNumbers: [Float] { weights[0].scalars(as: Float.self) }
}
