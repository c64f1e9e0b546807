/// Stops the program because of a programming error, with a message of three parts: the call, the
/// values that it cannot work with, and the cure.
///
/// It calls `fatalError`, because `precondition` prints nothing in optimized code. It is not the
/// engine's: figures know no tensors, and a program that only draws should not have to build the
/// engine.
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
