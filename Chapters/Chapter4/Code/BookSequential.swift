import CourseKit
import Tapestry

/// The book's own class, "a watered down version" of the framework's: a list of layers is a layer.
enum ByHand {
  final class Sequential: Model {
    private let row: [Layer]

    init(_ layers: [Layer]) {
      row = layers
      super.init()
    }

    override func call(_ x: Tensor) -> Tensor {
      var x = x
      for layer in row { x = layer(x) }
      return x
    }
  }
}

/// The same weights in the book's class and in the framework's.
func bookSequential() throws {
  let own = ByHand.Sequential([Dense(4, activation: .relu), Dense(1)])
  let framework = Sequential([Dense(4, activation: .relu), Dense(1)])
  let x = Tensor.linspace(-1, 1, count: 12, dtype: .float32)
  let rows = reshape(x, [4, 3])
  let (first, second) = (own(rows), framework(rows))
  print("equal with weights of their own:", (first == second).all().scalarDescription)
  try framework.setWeights(own.weights)
  print("equal with the same weights:", (first == framework(rows)).all().scalarDescription)
  print("variables found in the list:", own.variables.count)
}
