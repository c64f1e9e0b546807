// Checks of the numbers that are given to optimizers and schedules. A programming error stops the
// program; the same number in a file throws an error.

/// Stops the program if there are no steps.
func requireSteps(_ object: String, _ steps: Int) {
  guard steps > 0 else {
    misuse(object, "\(steps) steps", cure: "give at least one")
  }
}

/// Stops the program if a number is negative.
func requireNotNegative(_ object: String, _ numbers: KeyValuePairs<String, Double?>) {
  for (name, number) in numbers {
    if let number { NumberDomain.notNegative.require(number, name, of: object) }
  }
}

/// Stops the program if a number is not from 0 to 1.
func requireFractions(_ object: String, _ numbers: KeyValuePairs<String, Double>) {
  for (name, number) in numbers { NumberDomain.fraction.require(number, name, of: object) }
}

extension ConfigReader {
  /// A number that is not negative; nil if there is none.
  ///
  /// - Throws: `ConfigError` if the value is anything else.
  func limit(_ name: String) throws(ConfigError) -> Double? {
    try optional(name) { (name) throws(ConfigError) in try double(name, .notNegative) }
  }

  /// A learning rate: a number or a schedule.
  ///
  /// - Throws: `ConfigError` if there is none, `UnknownName` for a schedule that does not exist.
  func learningRate() throws -> any Hyperparameter {
    if case .config(let schedule)? = value("learning_rate") {
      return try LearningRateSchedule.made(from: schedule)
    }
    return try double("learning_rate", .notNegative)
  }
}
