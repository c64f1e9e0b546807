/// Stops the program over a mistake of the programmer, in a message of three parts: the operation
/// that was called, the values that it cannot work with, and the cure.
///
/// `fatalError` in a function of its own, because `precondition` prints nothing in optimized code. The
/// other targets that know tensors use it too.
package func misuse(_ operation: String, _ problem: String, cure: String) -> Never {
  fatalError("\(operation): \(problem)\n  cure: \(cure)")
}
