import Synchronization

/// The names of layers, each of which is given only once: `dense`, `dense_1`, …
enum LayerNames {
  private static let counts = Mutex<[String: Int]>([:])

  /// A name that no layer has yet.
  static func next(for className: String) -> String {
    let base = snakeCase(className)
    let number = count(base)
    return number == 0 ? base : "\(base)_\(number)"
  }

  /// How often a name with this stem has been given before.
  static func count(_ base: String) -> Int {
    counts.withLock { counts in
      defer { counts[base, default: 0] += 1 }
      return counts[base, default: 0]
    }
  }

  static func reset() { counts.withLock { $0 = [:] } }

  /// The name of a class in Keras's snake case: `LinearRegressionV2` becomes
  /// `linear_regression_v2`, but `Conv2D` becomes `conv2d`.
  static func snakeCase(_ name: String) -> String {
    let letters = Array(name.prefix { $0 != "<" })
    var result = ""
    for (position, letter) in letters.enumerated() {
      if letter.isUppercase, position > 0 {
        let afterLower = letters[position - 1].isLowercase
        let next = position + 1 < letters.count ? letters[position + 1] : "A"
        if afterLower || next.isLowercase || next.isNumber { result += "_" }
      }
      result += letter.lowercased()
    }
    return result
  }
}

/// Forgets the names that layers have been given: the next `Dense` is called `dense` again.
///
/// ```swift
/// clearSession()
/// Dense(3).name  // dense
/// ```
public func clearSession() { LayerNames.reset() }
