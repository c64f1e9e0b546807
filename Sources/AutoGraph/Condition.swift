import Tapestry

/// What `if` and `while` can test: a plain Boolean, or a tensor that holds one.
///
/// ```swift
/// ifStatement(x.sum() > 0, at: "g, line 2") { print("positive") } else: { print("not positive") }
/// ```
///
/// A protocol, not overloads: the compiler then reads the closures of a statement once, however
/// deeply statements are nested.
public protocol Condition {
  /// The Boolean itself, or the tensor that will hold it.
  var decision: Decision { get }
}

/// What chooses the branch: Swift, immediately, or a graph, in each of its runs.
public enum Decision {
  /// Swift chooses; only the chosen branch runs.
  case now(Bool)
  /// A graph chooses; both branches become part of it.
  case later(Tensor)

  /// A decision of Swift where the tensor has a value.
  init(_ tensor: Tensor) {
    guard tensor.dtype == .bool, tensor.count == 1 else {
      misuse(
        "condition", "\(tensor.spec) is not one Boolean",
        cure: "compare, then ask for .any() or .all(); for a choice per element use select")
    }
    let isLater = tensor.isSymbolic || TracingRules.applyEverywhere
    // A graph chooses by scalars, so that conditions of shape (1,) and () can be combined.
    self =
      isLater
      ? .later(tensor.rank == 0 ? tensor : reshape(tensor, []))
      : .now(tensor.scalar(as: Bool.self))
  }
}

/// Whether tensors that have values follow the rules of traced code, too.
///
/// ```swift
/// TracingRules.$applyEverywhere.withValue(true) { g(x) }
/// ```
///
/// Eagerly, only the chosen branch runs, and problems with tracing the function show later. With
/// this switch the checks of tracing are made at once, when there are values to look at.
public enum TracingRules {
  /// Off unless a scope turns it on.
  @TaskLocal public static var applyEverywhere = false
}

extension Bool: Condition {
  /// The choice by Swift.
  public var decision: Decision { .now(self) }
}

extension Tensor: Condition {
  /// Swift's choice if the tensor has a value, the graph's if it is symbolic.
  public var decision: Decision { Decision(self) }
}

extension Variable: Condition {
  /// The choice by the variable's value.
  public var decision: Decision { Decision(tensor) }
}
