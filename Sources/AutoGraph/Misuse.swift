/// Stops the program over a mistake of the programmer, in a message of three parts: the statement,
/// the values that it cannot work with, and the cure.
func misuse(_ statement: String, _ problem: String, cure: String) -> Never {
  fatalError("\(statement): \(problem)\n  cure: \(cure)")
}
