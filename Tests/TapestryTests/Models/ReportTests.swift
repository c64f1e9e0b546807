import Testing

@testable import Tapestry

@Suite struct ReportTests {
  @Test func `a report keeps the order of its names and prints as a dictionary of Python`() {
    var report = Report()
    report["loss"] = 0.25
    report["mae"] = 1e-6
    report["loss"] = 2
    #expect("\(report)" == "{'loss': 2.0, 'mae': 1e-06}")
    report["loss"] = nil
    #expect("\(report)" == "{'mae': 1e-06}")
  }

  @Test func `fit moves only those rows of a table that a batch looks up`() throws {
    // With momentum, a gradient of zeros for the other rows would let them roll on.
    func table(after examples: Int) throws -> Tensor {
      let embedding = Embedding(3, 2, embeddingsInitializer: .ones)
      let model = Sequential {
        embedding
        Flatten()
        Dense(1, kernelInitializer: .ones)
      }
      model.compile(optimizer: SGD(learningRate: 0.1, momentum: 0.9), loss: "mse")
      try model.fit(
        Tensor([[0], [1]])[..<examples], Tensor([[1.0], [1.0]])[..<examples], batchSize: 1,
        verbose: .silent, shuffle: false)
      return embedding.variables[0].tensor
    }
    let (one, both) = (try table(after: 1), try table(after: 2))
    #expect(one[0].scalars(as: Float.self) == both[0].scalars(as: Float.self))
    #expect(one[0].scalars(as: Float.self) != [1, 1])
    #expect(both[2].scalars(as: Float.self) == [1, 1])
  }
}
