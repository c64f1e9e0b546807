// What may be given to optimizers and schedules. A programmer's mistake stops the program; the same
// number in a file is the outside world's, and is thrown.

/// Stops the program if there are no steps.
func requireSteps(_ object: String, _ steps: Int) {
  guard steps > 0 else {
    misuse(object, "\(steps) steps", cure: "give at least one")
  }
}

/// Stops the program if a number is negative.
func requireRates(_ object: String, _ rates: [Double]) {
  guard let wrong = rates.first(where: { !($0 >= 0) }) else { return }
  misuse(object, "a rate of \(wrong)", cure: "give 0 or a positive number")
}

/// Stops the program if a number does not lie from 0 to 1.
func requireFractions(_ object: String, _ numbers: KeyValuePairs<String, Double>) {
  guard let wrong = numbers.first(where: { !(0...1 ~= $0.value) }) else { return }
  misuse(object, "\(wrong.key) is \(wrong.value)", cure: "give a number from 0 to 1")
}

extension Config {
  /// A number under a name that is not negative; if the name is missing, the default.
  ///
  /// Throws: `ConfigError` if something else is there, or nothing and there is no default.
  func rate(
    _ name: String, of object: String, default usual: Double? = nil
  ) throws(ConfigError) -> Double {
    if let usual, self[name] == nil { return usual }
    let value = try number(name, of: object)
    guard value >= 0 else {
      throw ConfigError(
        object: object, name: name, needed: "0 or a positive number", found: self[name])
    }
    return value
  }

  /// A whole number of steps, at least one.
  ///
  /// Throws: `ConfigError` if there is none.
  func steps(_ name: String, of object: String) throws(ConfigError) -> Int {
    let value = try whole(name, of: object)
    guard value > 0 else {
      throw ConfigError(object: object, name: name, needed: "at least one step", found: self[name])
    }
    return value
  }

  /// The truth value under a name; if the name is missing, the default.
  ///
  /// Throws: `ConfigError` if something else is there.
  func truth(_ name: String, of object: String, default usual: Bool) throws(ConfigError) -> Bool {
    self[name] == nil ? usual : try truth(name, of: object)
  }
}
