import CourseKit
import Tapestry

final class ReLU: Layer {
  override func call(_ x: Tensor) -> Tensor { maximum(0, x) }
}

enum LayerByLayer {
  final class NeuralNetwork: Model {
    private var row: [Layer] = []

    init(_ units: [Int], lastLinear: Bool = true) {
      super.init()
      for (index, unit) in units.enumerated() {
        row.append(BuiltLazily.Linear(unit))
        if index < units.count - 1 || !lastLinear { row.append(ReLU()) }
      }
    }

    override func call(_ x: Tensor) -> Tensor { row.reduce(x) { $1($0) } }
  }
}

/// A linear map, a bias and an activation in one layer.
enum Fused {
  final class Linear: Layer {
    let units: Int
    let usesBias: Bool
    let activation: String
    private var parameters: Variable!
    private var bias: Variable?

    init(_ units: Int, useBias: Bool = true, activation: String = "linear") {
      self.units = units
      usesBias = useBias
      self.activation = activation
      super.init()
    }

    override func build(inputShape: Shape) {
      parameters = addWeight(shape: [inputShape[-1], units])
      if usesBias { bias = addWeight(shape: [units], initializer: .ones) }
    }

    override func call(_ x: Tensor) -> Tensor {
      var output = matmul(x, parameters)
      if let bias { output += bias }
      return activation == "relu" ? maximum(0, output) : output
    }
  }

  final class NeuralNetwork: Model {
    private let row: [Linear]

    init(_ units: [Int], useBias: Bool = true, lastLinear: Bool = true) {
      let hidden = units.dropLast().map { Linear($0, useBias: useBias, activation: "relu") }
      let last = Linear(
        units.last!, useBias: useBias, activation: lastLinear ? "linear" : "relu")
      row = hidden + [last]
      super.init()
    }

    override func call(_ x: Tensor) -> Tensor { row.reduce(x) { $1($0) } }
  }
}

func activations(_ page: Page) throws {
  try twoLinearMaps(page)
  let data = BookData(afterDraws: 14)
  clearSession()
  // Four layers of this class were made before, in the section on layers.
  for _ in 0..<4 { _ = BuiltLazily.Linear(1) }
  let trainStep = data.trainStep()

  let network = LayerByLayer.NeuralNetwork([3, 1])
  for _ in 0..<1001 { try trainStep(network) }
  print("Mean absolute error is: ", data.meanAbsoluteError(network).scalarDescription)
  page.check("004.ch3.relu.mae", data.meanAbsoluteError(network))
  pprint(network.variables)
  for (index, variable) in network.variables.enumerated() {
    page.check("004.ch3.relu.v.\(index)", variable)
  }
  let reduced = network.variables.map(\.tensor).reduce(Tensor.eye(5)) { matmul($0, $1) }
  print(reduced)
  page.check("004.ch3.relu.reduced", reduced)
  let isClose = (abs(network(data.x) - matmul(data.x, reduced)) < 1e-6).any()
  print(isClose)
  page.check("004.ch3.relu.reduced_any_close", isClose)

  let fused = Fused.NeuralNetwork([3, 1])
  for _ in 0..<1001 { try trainStep(fused) }
  print("Mean absolute error is: ", data.meanAbsoluteError(fused).scalarDescription)
  page.check("004.ch3.fused.mae", data.meanAbsoluteError(fused))
  pprint(fused.variables)
  for (index, variable) in fused.variables.enumerated() {
    page.check("004.ch3.fused.v.\(index)", variable)
  }
}

/// Without anything between them, two linear maps are one: the product of their matrices.
private func twoLinearMaps(_ page: Page) throws {
  let data = BookData(afterDraws: 12)
  let trainStep = data.trainStep()
  let model = DenseRegression([3, 1])
  for _ in 0..<1001 { try trainStep(model) }
  let reduced = model.variables.map(\.tensor).reduce(Tensor.eye(5)) { matmul($0, $1) }
  print(reduced)
  page.check("004.ch3.dense.reduced", reduced)
  let isClose = (abs(model(data.x) - matmul(data.x, reduced)) < 1e-6).all()
  print(isClose)
  page.check("004.ch3.dense.reduced_all_close", isClose)
}
