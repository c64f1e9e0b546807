// Shorthand for assignments that are common in loops.

/// Adds to a variable that holds a tensor.
///
/// ```swift
/// total += x
/// ```
public func += (a: inout Tensor, b: some Operand) { a = a + b }

/// Subtracts from a variable that holds a tensor.
///
/// ```swift
/// w -= rate * gradient
/// ```
public func -= (a: inout Tensor, b: some Operand) { a = a - b }

/// Multiplies a variable that holds a tensor.
///
/// ```swift
/// o *= x
/// ```
public func *= (a: inout Tensor, b: some Operand) { a = a * b }

/// Divides a variable that holds a tensor.
///
/// ```swift
/// x /= x.sum()
/// ```
public func /= (a: inout Tensor, b: some Operand) { a = a / b }
