import ExerciseKit
import Judge
import Tapestry

extension Exercise {
  static let parabola = Exercise(
    "4.1", "Parabola", "A parabola", section: "1", points: 5, difficulty: 1,
    signature: "final class Parabola: Model",
    body: """
      final class Parabola: Model {
        // TODO: its variables.

        override func call(_ x: Tensor) -> Tensor {
          unsolved()
        }
      }
      """,
    adapter: """
      { (x: Tensor, coefficients: [Double], y: Tensor) -> (Int, [Double], Tensor, Bool) in
        let model = Parabola()
        let atFirst = model(x)
        _ = model(x)
        let variables = model.variables
        guard variables.count == 3, variables.allSatisfy({ $0.shape.elementCount == 1 }) else {
          return (variables.count, [], atFirst, false)
        }
        let firstValues = variables.map(\\.tensor.number)
        for (variable, value) in zip(variables, coefficients) {
          variable.assign(Tensor.full(variable.shape, value))
        }
        let parabola = model(x)
        model.compile(optimizer: SGD(learningRate: 0.01), loss: "mse")
        let losses = try model.fit(x, y, epochs: 3, verbose: .silent)["loss"]
        return (variables.count, firstValues, parabola, losses[2] < losses[0])
      }
      """,
    results: ["variables", "first values", "parabola", "fit lowers the loss"],
    statement: """
      A model of three numbers: a · x² + b · x + c, element by element, for an x of any shape. Its
      variables are a, b and c, in this order, and all begin at 0.
      """,
    hints: [
      "A model is a class with variables among its properties, and a method `call`.",
      "The engine finds properties in the order in which they are declared.",
      "`let a = Variable(0.0)` and so on, and `call` returns `a * x * x + b * x + c`.",
    ],
    tolerance: .within(2e-5, because: "float32 has seven digits"),
    mistakes: [
      Mistake(
        "TensorsForVariables",
        "The model has no variables, so `fit` has nothing to change: tensors are constant."),
      Mistake(
        "VariablesMadeInCall",
        "Two calls make six variables: make three, once, as properties, and use them in `call`."),
      Mistake(
        "NoConstant", "Two variables make a parabola through the origin: the constant c is missing."
      ),
    ],
    checks: [
      Check("a few numbers") { random in [parabolaCase(&random, [3]), parabolaCase(&random, [1])] },
      Check("more dimensions", share: 2) { random in
        [parabolaCase(&random, [5, 1]), parabolaCase(&random, [2, 3])]
      },
    ],
    reference: {
      (x: Tensor, coefficients: [Double], y: Tensor) -> (Int, [Double], Tensor, Bool) in
      let (a, b, c) = (coefficients[0], coefficients[1], coefficients[2])
      let values = x.doubles.map { a * $0 * $0 + b * $0 + c }
      return (3, [0, 0, 0], Tensor.of(values, x.shape.dimensions), true)
    })
}

private func parabolaCase(_ random: inout CaseRandom, _ shape: [Int]) -> Case {
  Case(
    random.tensor(shape), random.numbers(3, in: 1...3), random.tensor(shape, in: 10...20))
}
