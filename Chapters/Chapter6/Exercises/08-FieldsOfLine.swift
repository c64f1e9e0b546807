// Exercise 6.8: commas and quotes

import ExerciseKit

/// The fields of one line of a CSV file. A field may be enclosed in double quotes: then
/// separators are part of it, and two quotes in a row stand for one. Empty fields count, so
/// that an empty line has one field. A `\r` at the end of the line is not part of it.
func fields(of line: String, separator: Character) throws -> [String] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
