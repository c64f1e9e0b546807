import CourseKit
import Tapestry

/// The book rewrites its classes from section to section; each version keeps its name.
enum SizedUpFront {
  final class Linear: Layer {
    let parameters: Variable

    init(_ inputs: Int, _ outputs: Int) {
      parameters = Variable(Tensor.uniform([inputs, outputs]))
      super.init()
    }

    override func call(_ x: Tensor) -> Tensor { matmul(x, parameters) }
  }

  final class Regression: Model {
    let row: [Linear]

    init(_ inputs: [Int], _ outputs: [Int]) {
      row = zip(inputs, outputs).map { Linear($0, $1) }
      super.init()
    }

    override func call(_ x: Tensor) -> Tensor { row.reduce(x) { $1($0) } }
  }
}

enum BuiltLazily {
  final class Linear: Layer {
    let units: Int
    private var parameters: Variable!

    init(_ units: Int) {
      self.units = units
      super.init()
    }

    override func build(inputShape: Shape) {
      parameters = addWeight(shape: [inputShape[-1], units])
    }

    override func call(_ x: Tensor) -> Tensor { matmul(x, parameters) }
  }

  final class Regression: Model {
    let row: [Linear]

    init(_ units: [Int]) {
      row = units.map { Linear($0) }
      super.init()
    }

    override func call(_ x: Tensor) -> Tensor { row.reduce(x) { $1($0) } }
  }
}

/// The same of the framework's own layer.
final class DenseRegression: Model {
  let row: [Dense]

  init(_ units: [Int]) {
    row = units.map { Dense($0, useBias: false) }
    super.init()
  }

  override func call(_ x: Tensor) -> Tensor { row.reduce(x) { $1($0) } }
}

func layers(_ page: Page) throws {
  let data = BookData(afterDraws: 8)
  clearSession()
  let trainStep = data.trainStep()

  let sized = SizedUpFront.Regression([5, 3], [3, 1])
  for _ in 0..<1001 { try trainStep(sized) }
  print("Mean absolute error is: ", data.meanAbsoluteError(sized).scalarDescription)
  page.check("004.ch3.reg1.mae", data.meanAbsoluteError(sized))

  let lazy = BuiltLazily.Regression([3, 1])
  pprint(lazy.variables)  // nothing yet
  for _ in 0..<1001 { try trainStep(lazy) }
  print("Mean absolute error is: ", data.meanAbsoluteError(lazy).scalarDescription)
  page.check("004.ch3.reg2.mae", data.meanAbsoluteError(lazy))
  pprint(lazy.variables)
  for (index, variable) in lazy.variables.enumerated() {
    page.check("004.ch3.reg2.v.\(index)", variable)
  }

  let dense = DenseRegression([3, 1])
  for _ in 0..<1001 { try trainStep(dense) }
  print("Mean absolute error is: ", data.meanAbsoluteError(dense).scalarDescription)
  page.check("004.ch3.dense.mae", data.meanAbsoluteError(dense))
  pprint(dense.variables)
  for (index, variable) in dense.variables.enumerated() {
    page.check("004.ch3.dense.v.\(index)", variable)
  }
}
