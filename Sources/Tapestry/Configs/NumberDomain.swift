/// The set of numbers that an option may have, and a description of it for messages.
///
/// ```swift
/// NumberDomain.rate.contains(0.5)  // true
/// NumberDomain.rate.text           // a number from 0 up to but not including 1
/// ```
///
/// The same domain checks a number in a program, which is stopped if it does not fit, and a number
/// in a file, for which an error is thrown. No domain but `any` contains NaN.
public struct NumberDomain: Sendable {
  /// The description in words.
  public let text: String
  private let holds: @Sendable (Double) -> Bool

  /// A custom domain.
  public init(_ text: String, _ holds: @escaping @Sendable (Double) -> Bool) {
    self.text = text
    self.holds = holds
  }

  /// Whether a number belongs to the domain.
  public func contains(_ number: Double) -> Bool { holds(number) }

  /// Every number.
  public static let any = NumberDomain("a number") { _ in true }
  /// 0 and more.
  public static let notNegative = NumberDomain("0 or a positive number") { $0 >= 0 }
  /// 0 and less.
  public static let notPositive = NumberDomain("0 or a negative number") { $0 <= 0 }
  /// From 0 to 1.
  public static let fraction = NumberDomain("a number from 0 to 1") { 0...1 ~= $0 }
  /// From 0 up to but not including 1.
  public static let rate = NumberDomain("a number from 0 up to but not including 1") {
    $0 >= 0 && $0 < 1
  }
  /// 1 and more.
  public static let atLeastOne = NumberDomain("a number of 1 or more") { $0 >= 1 }

  /// Stops the program if a number does not belong to the domain.
  func require(_ number: Double, _ name: String, of object: String) {
    if !contains(number) { misuse(object, "\(name) is \(number)", cure: "give \(text)") }
  }
}
