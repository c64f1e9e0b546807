import Synchronization

/// The names that layers have been given, so that each is given once: `dense`, `dense_1`, …
enum LayerNames {
  private static let counts = Mutex<[String: Int]>([:])

  /// A name that no layer of the class has.
  static func next(for className: String) -> String {
    let base = snakeCase(className)
    let number = count(base)
    return number == 0 ? base : "\(base)_\(number)"
  }

  /// How many have asked with this word before.
  static func count(_ base: String) -> Int {
    counts.withLock { counts in
      defer { counts[base, default: 0] += 1 }
      return counts[base, default: 0]
    }
  }

  static func reset() { counts.withLock { $0 = [:] } }

  /// Keras's form of the name of a class: `LinearRegressionV2` becomes `linear_regression_v2`, but
  /// `Conv2D` `conv2d`.
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

/// Forgets which names layers have been given: the next `Dense` is called `dense` again.
///
/// ```swift
/// clearSession()
/// Dense(3).name  // dense
/// ```
public func clearSession() { LayerNames.reset() }
