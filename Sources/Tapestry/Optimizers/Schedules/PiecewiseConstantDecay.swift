/// A learning rate that is constant between given steps.
///
/// ```swift
/// let schedule = PiecewiseConstantDecay(boundaries: [100, 200], values: [0.1, 0.01, 0.001])
/// schedule(100)  // 0.1
/// schedule(101)  // 0.01
/// ```
///
/// A boundary is the last step of its value.
///
/// - **Source:** Keras 2.1.0, tf.keras.optimizers.schedules.PiecewiseConstantDecay.
public final class PiecewiseConstantDecay: LearningRateSchedule, Configurable {
  private let boundaries: [Int]
  private let values: [Double]

  /// A value for the steps up to each boundary, and one for those after the last.
  ///
  /// - Precondition: there is one more value than boundaries, the boundaries increase, and no value
  ///   is negative.
  public init(boundaries: [Int], values: [Double]) {
    guard values.count == boundaries.count + 1 else {
      misuse(
        "PiecewiseConstantDecay", "\(boundaries.count) boundaries and \(values.count) values",
        cure: "give one value more than boundaries: the last one is for the steps after them all")
    }
    guard Self.areGrowing(boundaries) else {
      misuse(
        "PiecewiseConstantDecay", "the boundaries \(boundaries)",
        cure: "let each be larger than the one before")
    }
    for value in values { requireNotNegative("PiecewiseConstantDecay", ["a value": value]) }
    self.boundaries = boundaries
    self.values = values
  }

  /// The schedule that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    let values = try reader.doubles("values")
    let boundaries = try reader.doubles("boundaries").compactMap(Int.init(exactly:))
    guard values.count == boundaries.count + 1, values.allSatisfy({ $0 >= 0 }) else {
      throw reader.wrong("values", "one rate more than there are boundaries")
    }
    guard Self.areGrowing(boundaries) else {
      throw reader.wrong("boundaries", "steps, each larger than the one before")
    }
    self.init(boundaries: boundaries, values: values)
  }

  private static func areGrowing(_ boundaries: [Int]) -> Bool {
    zip(boundaries, boundaries.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// The learning rate for a step.
  public override func rate(at step: Tensor) -> Tensor {
    var rate = Tensor(values.last!, dtype: .float32)
    for (boundary, value) in zip(boundaries, values).reversed() {
      rate = select(step <= boundary, value, rate)
    }
    return rate
  }

  /// The options with which the schedule was made.
  public override var config: Config {
    [
      "boundaries": .list(boundaries.map { .int($0) }),
      "values": .list(values.map { .double($0) }),
    ]
  }
}
