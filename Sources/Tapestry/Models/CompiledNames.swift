// What `compile` takes for an optimizer and for a metric: an object, or the name of one.

/// An optimizer, or the name of one.
public protocol OptimizerConvertible {
  /// The optimizer.
  var optimizer: Optimizer { get }
}

extension Optimizer: OptimizerConvertible {
  /// The optimizer itself.
  public var optimizer: Optimizer { self }
}

extension String: OptimizerConvertible {
  /// The optimizer of this name with its default options.
  ///
  /// - Precondition: the name is registered; the message lists the names that are.
  public var optimizer: Optimizer {
    do {
      return try Optimizer.named(self)
    } catch {
      misuse("compile", error.problem, cure: error.cure)
    }
  }
}

/// A metric, or the name of one.
public protocol MetricConvertible {
  /// The metric.
  var metric: Metric { get }
  /// The metric to use with a loss, which may tell the form of the labels.
  func metric(beside loss: Loss) -> Metric
}

extension MetricConvertible {
  /// The metric itself, as few depend on the loss.
  public func metric(beside loss: Loss) -> Metric { metric }
}

extension Metric: MetricConvertible {
  /// The metric itself.
  public var metric: Metric { self }
}

extension String: MetricConvertible {
  /// The metric of this name with its default options.
  ///
  /// - Precondition: the name is registered; the message lists the names that are.
  public var metric: Metric {
    do {
      return try Metric.named(self)
    } catch {
      misuse("compile", error.problem, cure: error.cure)
    }
  }

  /// The metric of this name; with the binary cross-entropy, "accuracy" counts each label by
  /// itself, since an example may have several.
  ///
  /// - Precondition: there is a metric of this name.
  public func metric(beside loss: Loss) -> Metric {
    let isAccuracy = self == "accuracy" || self == "acc"
    return isAccuracy && loss.name == "binary_crossentropy" ? .binaryAccuracy(name: self) : metric
  }
}
