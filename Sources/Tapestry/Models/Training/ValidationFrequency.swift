/// The epochs that end with a validation.
///
/// ```swift
/// try model.fit(x, y, epochs: 10, validationData: (v, w), validationFrequency: 5)
/// // after epochs 5 and 10
/// try model.fit(x, y, epochs: 10, validationData: (v, w), validationFrequency: [1, 2, 10])
/// // after these
/// ```
///
/// Epochs are counted from 1, as on the lines that `fit` prints. Those of a list that training does
/// not reach have no effect.
public enum ValidationFrequency: Hashable, Sendable, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral
{
  /// Each epoch whose number is a multiple of this one.
  case every(Int)
  /// The epochs of these numbers; the order does not matter.
  case epochs([Int])

  /// Each epoch whose number is a multiple of this one.
  public init(integerLiteral count: Int) { self = .every(count) }
  /// The epochs of these numbers.
  public init(arrayLiteral numbers: Int...) { self = .epochs(numbers) }

  /// Whether the epoch of a number ends with a validation.
  func includes(_ number: Int) -> Bool {
    switch self {
    case .every(let count): number % count == 0
    case .epochs(let numbers): numbers.contains(number)
    }
  }

  /// Stops the program if no epoch has one of the numbers.
  func check(in model: String) {
    switch self {
    case .every(let count):
      guard count > 0 else {
        misuse(model, "validationFrequency is \(count)", cure: "give at least 1")
      }
    case .epochs(let numbers):
      guard numbers.allSatisfy({ $0 > 0 }) else {
        misuse(
          model, "validationFrequency is \(numbers)",
          cure: "count epochs from 1: the first one is 1, also where initialEpoch is 0")
      }
    }
  }
}
