// Metrics by name. A name gives a new object each time, since what a metric remembers is its own.

extension Metric {
  /// A new metric of this kind, with what it does unless told otherwise; it keeps the name that is
  /// given.
  ///
  /// ```swift
  /// try Metric.named("mae").name  // mae
  /// ```
  ///
  /// A loss's name gives the mean of the loss.
  ///
  /// Throws: `UnknownName` with all names.
  public static func named(_ name: String) throws(UnknownName) -> Metric {
    if let known = Known.all.first(where: { $0.names.contains(name) }) { return known.make(name) }
    guard let loss = Loss.Known.all.first(where: { $0.names.contains(name) }) else {
      throw UnknownName(
        kind: "metric", name: name,
        known: Known.all.flatMap(\.names) + Loss.Known.all.flatMap(\.names))
    }
    return MeanMetric(of: loss.loss, name: name)
  }

  /// A metric that has names.
  struct Known: Sendable {
    let names: [String]
    let make: @Sendable (_ name: String) -> Metric

    /// All of them but the means of losses.
    static let all: [Known] = [
      Known(names: ["accuracy", "acc"]) { .accuracy(name: $0) },
      Known(names: ["binary_accuracy"]) { .binaryAccuracy(name: $0) },
      Known(names: ["categorical_accuracy"]) { .categoricalAccuracy(name: $0) },
      Known(names: ["sparse_categorical_accuracy"]) { .sparseCategoricalAccuracy(name: $0) },
    ]
  }
}

/// What lets a text stand where a metric is expected.
///
/// An initializer of a class makes an object of that class and no other; only in an extension of a
/// protocol it can hand over one that was made elsewhere, of the class that the name asks for.
public protocol MetricLiteral: ExpressibleByStringLiteral where StringLiteralType == String {}

extension MetricLiteral where Self: Metric {
  /// A new metric of this name.
  public init(stringLiteral name: String) {
    do {
      let metric = try Metric.named(name)
      guard let fitting = metric as? Self else {
        misuse(
          "Metric", "'\(name)' is no \(Self.self)",
          cure: "give the place that the metric is for the type Metric")
      }
      self = fitting
    } catch {
      misuse("Metric", error.problem, cure: error.cure)
    }
  }
}

extension Metric: MetricLiteral {
  /// A name is a string.
  public typealias StringLiteralType = String
}
