import Tapestry

// What `&&`, `||` and `!` become. The right side is computed only if the left one does not decide,
// as in Swift, because it may make sense only then. Functions, and not operators for tensors, so
// that formulas outside of converted functions keep their short list of operators.

/// What `a && b` becomes if both are plain.
public func and(_ first: Bool, _ second: @autoclosure () throws -> Bool) rethrows -> Bool {
  try first && second()
}

/// What `a && b` becomes if one is a tensor.
///
/// ```swift
/// and(x.sum() > 0, x.sum() < 1)
/// ```
@_disfavoredOverload
public func and(
  _ first: some Condition, _ second: @autoclosure () throws -> some Condition
) rethrows -> Flag {
  switch first.decision {
  case .now(false): return false
  case .now(true): return Flag(try second())
  case .later(let predicate):
    return .tensor(
      try cond(predicate, then: { [Flag(try second()).asTensor] }, else: { [Tensor(false)] })[0])
  }
}

/// What `a || b` becomes if both are plain.
public func or(_ first: Bool, _ second: @autoclosure () throws -> Bool) rethrows -> Bool {
  try first || second()
}

/// What `a || b` becomes if one is a tensor.
///
/// ```swift
/// or(x.sum() < 0, x.sum() > 1)
/// ```
@_disfavoredOverload
public func or(
  _ first: some Condition, _ second: @autoclosure () throws -> some Condition
) rethrows -> Flag {
  switch first.decision {
  case .now(true): return true
  case .now(false): return Flag(try second())
  case .later(let predicate):
    return .tensor(
      try cond(predicate, then: { [Tensor(true)] }, else: { [Flag(try second()).asTensor] })[0])
  }
}

/// What `!a` becomes if it is plain.
public func not(_ condition: Bool) -> Bool { !condition }

/// What `!a` becomes if it is a tensor.
///
/// ```swift
/// not((x > 0).any())
/// ```
@_disfavoredOverload
public func not(_ condition: some Condition) -> Flag {
  switch condition.decision {
  case .now(let isTrue): .plain(!isTrue)
  case .later(let predicate): .tensor(logicalNot(predicate))
  }
}

/// Whether a loop with several exits continues: none of the flags is set.
///
/// ```swift
/// noneOf(didBreak, returned.isSet)
/// ```
///
/// One function for any number of flags, and not `and` of several `not`: the compiler reads the
/// condition of a loop together with its body, and nested overloads take it too long.
public func noneOf(_ flags: Flag...) -> Flag {
  flags.reduce(true) { goesOn, flag in and(goesOn, not(flag)) }
}

extension Flag {
  /// The condition as a flag.
  init(_ condition: some Condition) {
    switch condition.decision {
    case .now(let isTrue): self = .plain(isTrue)
    case .later(let predicate): self = .tensor(predicate)
    }
  }

  var asTensor: Tensor {
    switch self {
    case .plain(let isTrue): Tensor(isTrue)
    case .tensor(let tensor): tensor
    }
  }
}
