import ExerciseKit
import Foundation

// The functions that cases name, differentiated by hand: no tape is used here.
extension NamedFunction {
  /// The derivative at x.
  func slope(at x: Double) -> Double {
    switch self {
    case .square: 2 * x
    case .cube: 3 * x * x
    case .xSine: sin(x) + x * cos(x)
    case .bell: -2 * x * exp(-x * x)
    case .logOfSquare: 2 * x / (1 + x * x)
    case .softplus: 1 / (1 + exp(-x))
    }
  }

  /// The second derivative at x.
  func curvature(at x: Double) -> Double {
    switch self {
    case .square: 2
    case .cube: 6 * x
    case .xSine: 2 * cos(x) - x * sin(x)
    case .bell: (4 * x * x - 2) * exp(-x * x)
    case .logOfSquare: 2 * (1 - x * x) / ((1 + x * x) * (1 + x * x))
    case .softplus: exp(-x) / ((1 + exp(-x)) * (1 + exp(-x)))
    }
  }

  /// The value at x.
  func value(at x: Double) -> Double {
    switch self {
    case .square: x * x
    case .cube: x * x * x
    case .xSine: x * sin(x)
    case .bell: exp(-x * x)
    case .logOfSquare: log(1 + x * x)
    case .softplus: log(1 + exp(x))
    }
  }
}
