// What may be given to optimizers and schedules. A programmer's mistake stops the program; the same
// number in a file is the outside world's, and is thrown.

/// Stops the program if there are no steps.
func requireSteps(_ object: String, _ steps: Int) {
  guard steps > 0 else {
    misuse(object, "\(steps) steps", cure: "give at least one")
  }
}

/// Stops the program if a number is negative.
func requireNotNegative(_ object: String, _ numbers: KeyValuePairs<String, Double?>) {
  for (name, number) in numbers {
    if let number, !(number >= 0) {
      misuse(object, "\(name) is \(number)", cure: "give 0 or a positive number")
    }
  }
}

/// Stops the program if a number does not lie from 0 to 1.
func requireFractions(_ object: String, _ numbers: KeyValuePairs<String, Double>) {
  for (name, number) in numbers where !(0...1 ~= number) {
    misuse(object, "\(name) is \(number)", cure: "give a number from 0 to 1")
  }
}

extension Config {
  /// A number that is not negative.
  ///
  /// Throws: `ConfigError` if there is none.
  func rate(_ name: String, of object: String) throws(ConfigError) -> Double {
    try double(name, of: object, "0 or a positive number") { $0 >= 0 }
  }

  /// A number that is not positive.
  ///
  /// Throws: `ConfigError` if there is none.
  func notPositive(_ name: String, of object: String) throws(ConfigError) -> Double {
    try double(name, of: object, "0 or a negative number") { $0 <= 0 }
  }

  /// A number from 0 to 1.
  ///
  /// Throws: `ConfigError` if there is none.
  func fraction(_ name: String, of object: String) throws(ConfigError) -> Double {
    try double(name, of: object, "a number from 0 to 1") { 0...1 ~= $0 }
  }

  /// A number that is not negative, or nil if nothing is there.
  ///
  /// Throws: `ConfigError` if something else is there.
  func limit(_ name: String, of object: String) throws(ConfigError) -> Double? {
    self[name] == nil || self[name] == ConfigValue.none ? nil : try rate(name, of: object)
  }

  /// A integer of steps, at least one.
  ///
  /// Throws: `ConfigError` if there is none.
  func steps(_ name: String, of object: String) throws(ConfigError) -> Int {
    let value = try int(name, of: object)
    if value > 0 { return value }
    throw ConfigError(object: object, name: name, needed: "at least one step", found: self[name])
  }

  /// Numbers.
  ///
  /// Throws: `ConfigError` if there are none.
  func numbers(_ name: String, of object: String) throws(ConfigError) -> [Double] {
    guard case .list(let values)? = self[name] else {
      throw ConfigError(object: object, name: name, needed: "a list of numbers", found: self[name])
    }
    var numbers: [Double] = []
    for value in values { numbers.append(try Config.double(value, name, of: object)) }
    return numbers
  }

  /// A learning rate: a number or a schedule.
  ///
  /// Throws: `ConfigError` if there is none, `UnknownName` for a schedule that there is not.
  func learningRate(of object: String) throws -> any Hyperparameter {
    if case .config(let schedule)? = self["learning_rate"] {
      return try LearningRateSchedule.deserialized(schedule)
    }
    return try rate("learning_rate", of: object)
  }

  private func double(
    _ name: String, of object: String, _ needed: String, _ isRight: (Double) -> Bool
  ) throws(ConfigError) -> Double {
    let value = try double(name, of: object)
    if isRight(value) { return value }
    throw ConfigError(object: object, name: name, needed: needed, found: self[name])
  }

  private static func double(
    _ value: ConfigValue, _ name: String, of object: String
  ) throws(ConfigError) -> Double {
    let single: Config = [name: value]
    return try single.double(name, of: object)
  }
}
