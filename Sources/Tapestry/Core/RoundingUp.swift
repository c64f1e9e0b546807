// Work is divided into pieces of the same length, except that the last may be shorter. So the
// number of pieces is a quotient that is rounded up.

extension Int {
  /// The quotient of this number, which is not negative, by a positive one, rounded up.
  @inline(__always)
  func ceilDivided(by divisor: Int) -> Int {
    // The shorter (self + divisor - 1) / divisor would overflow for divisors near `Int.max`.
    self / divisor + (self % divisor > 0 ? 1 : 0)
  }

  /// The smallest multiple of a positive number that is not below this one, which is not negative.
  @inline(__always)
  func roundedUp(toMultipleOf unit: Int) -> Int { ceilDivided(by: unit) * unit }
}
