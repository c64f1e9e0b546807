/// Stops the program after a programming mistake, with a message of three parts: the operation that
/// was called, the values that it cannot work with, and the cure.
func misuse(_ operation: String, _ problem: String, cure: String) -> Never {
  fatalError("\(operation): \(problem)\n  cure: \(cure)")
}
