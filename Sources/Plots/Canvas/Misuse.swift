/// Stops the program over a mistake of the programmer, in a message of three parts: the call, the
/// values that it cannot work with, and the cure.
///
/// `fatalError` in a function of its own, because `precondition` prints nothing in optimized code.
/// Not the engine's: figures know no tensors, and whoever draws should not build an engine.
func misuse(_ operation: String, _ problem: String, cure: String) -> Never {
  fatalError("\(operation): \(problem)\n  cure: \(cure)")
}

/// Stops the program when two columns that belong together differ in length.
func checkCounts(
  _ operation: String, _ first: (name: String, count: Int), _ second: (name: String, count: Int)
) {
  guard first.count != second.count else { return }
  misuse(
    operation,
    "\(first.name) has \(first.count) values and \(second.name) has \(second.count)",
    cure: "pass one \(second.name) for each \(first.name)")
}
