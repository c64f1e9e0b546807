import Tapestry

/// A named function of tensors, so that a question that contains it is data.
///
/// ```swift
/// NamedFunction.cube.body(Tensor([1, 2]))  // [1, 8]
/// ```
public enum NamedFunction: String, CaseIterable, Sendable, Transferable {
  /// x²
  case square
  /// x³
  case cube
  /// x · sin x
  case xSine
  /// exp(−x²)
  case bell
  /// log(1 + x²)
  case logOfSquare
  /// log(1 + exp x)
  case softplus

  /// The function itself.
  public var body: @Sendable (Tensor) -> Tensor {
    switch self {
    case .square: { $0 * $0 }
    case .cube: { $0 * $0 * $0 }
    case .xSine: { $0 * sin($0) }
    case .bell: { exp(-$0 * $0) }
    case .logOfSquare: { log(1 + $0 * $0) }
    case .softplus: { Tapestry.softplus($0) }
    }
  }

  /// The value as a datum.
  public var datum: Datum { rawValue.datum }
  /// The value of a datum.
  public init(datum: Datum) throws {
    guard let function = Self(rawValue: try String(datum: datum)) else {
      throw DatumMismatch(Self.self, datum)
    }
    self = function
  }
}
